"""Write a region folder: whole or not at all, and only one that can be read again."""

import csv
import json
import math
import shutil
import tempfile
from pathlib import Path

from narrows.errors import InputError
from narrows.region.loading import check_region
from narrows.region.schema import TABLES


def figure(value):
    """A number as text, ten digits; blank for nan; text as it is.

    >>> figure(0.1 + 0.2), figure(float("nan")), figure("01001")
    ('0.3', '', '01001')
    """
    if isinstance(value, str):
        return value
    return "" if math.isnan(value) else f"{value:.10g}"


def write_table(path, header, rows):
    """A CSV table a spreadsheet opens with its names intact."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([figure(value) for value in row] for row in rows)


def quoted(text):
    """Text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(name, lines):
    """A list of texts as TOML writes it, one a line."""
    return f"{name} = [\n" + "".join(f"  {quoted(line)},\n" for line in lines) + "]\n"


def head_text(head, sources, assumptions):
    """Contents of region.toml."""
    return (
        "schema = 1\n"
        f"name = {quoted(head['name'])}\n"
        f"currency = {quoted(head['currency'])}\n"
        f"base_year = {head['base_year']}\n"
        f"{listed('sources', sources)}{listed('assumptions', assumptions)}"
        f"\n[title]\nen = {quoted(head['title'])}\n"
    )


def write_region(out, head, *, sources, assumptions, columns, edges, history):
    """Write the folder beside its place, check it, then move it there.

    Args:
        out: folder to make; absent or empty.
        head: name, currency, base_year, title.
        sources: list of texts.
        assumptions: list of texts.
        columns: header of counties.csv -> values.
        edges: rows of neighbours.csv.
        history: rows of history.csv.

    Raises:
        InputError: what was written has problems; the folder is not made.
    """
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".narrows-") as beside:
        folder = Path(beside) / out.name
        folder.mkdir()
        text = head_text(head, sources, assumptions)
        (folder / "region.toml").write_text(text, encoding="utf-8")
        rows = zip(*columns.values(), strict=True)
        write_table(folder / TABLES["counties"].file, list(columns), rows)
        if edges:
            header = ("code", "neighbour_id", "border_km")
            write_table(folder / TABLES["neighbours"].file, header, edges)
        header = ("code", "year", "variable", "value")
        write_table(folder / TABLES["history"].file, header, history)
        problems = check_region(folder)
        if problems:
            raise InputError(problems)
        if out.exists():
            out.rmdir()
        shutil.move(str(folder), str(out))
