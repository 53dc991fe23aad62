"""Read the CSV tables of a region folder: bounded, inside the folder, every problem by cell."""

import csv
import difflib
import io
import math
from dataclasses import dataclass

import numpy as np

from narrows.errors import Problem
from narrows.region.schema import MAX_BYTES

MAX_TEXT = 200  # characters of a cell of text
SHOWN = 100  # problems of one kind in one column; the rest is counted


@dataclass(frozen=True)
class TableData:
    """A table as read: text as lists, numbers as arrays (nan where blank), and the lines."""

    file: str
    lines: list
    columns: dict

    def __len__(self):
        return len(self.lines)

    def get(self, name, default=None):
        return self.columns.get(name, default)

    def problem(self, row, key, rule, value=None, **more):
        """A problem of one cell."""
        return Problem(self.file, self.lines[row], key, rule, value, **more)


def nearest(word, words):
    """The allowed word nearest to what was written, or None.

    >>> nearest("populaton", ["population", "area"])
    'population'
    """
    found = difflib.get_close_matches(str(word), [str(w) for w in words], n=1, cutoff=0.6)
    return found[0] if found else None


def read_bytes(folder, name, shown, problems):
    """Bytes of a file that truly lies in the folder and is not too large, or None."""
    path = folder / name
    if not path.exists() and not path.is_symlink():
        return None
    if path.resolve().parent != folder.resolve() or not path.is_file():
        problems.append(Problem(shown, None, name, "must be a plain file inside the region folder"))
        return None
    size = path.stat().st_size
    if size > MAX_BYTES:
        rule = f"must be at most {MAX_BYTES // 2**20} MB"
        problems.append(Problem(shown, None, name, rule, f"{size / 2**20:.0f} MB"))
        return None
    return path.read_bytes()


def decode(data, shown, problems):
    """UTF-8 text, with or without byte-order mark, or None."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(shown, line, "encoding", "must be UTF-8 text"))
        return None


def rows_of(text, shown, problems):
    """Header and (first line, cells) of each row that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, last = [], 0
    try:
        for raw in reader:
            cells = tuple(map(str.strip, raw))  # tuples of text cost the collector nothing
            if any(cells):
                rows.append((last + 1, cells))
            last = reader.line_num
    except csv.Error as error:
        problems.append(Problem(shown, last + 1, "row", f"must be readable as CSV: {error}"))
    return rows


def check_header(table, header, shown, problems):
    """Every column known, none twice, none of the required missing."""
    known = [column.name for column in table.columns]
    for name in header:
        if table.column(name) is None:
            near = nearest(name, known)
            problems.append(
                Problem(shown, 1, name or "header", "is no column of this table", name, near,
                        "unknown_column")
            )  # fmt: skip
    for name in {name for name in header if header.count(name) > 1}:
        problems.append(Problem(shown, 1, name, "must stand once in the header", code="twice"))
    found = {table.column(name) for name in header}
    for column in table.columns:
        if column.required and column not in found:
            rule = f"column is missing: {column.meaning}"
            problems.append(Problem(shown, 1, column.name, rule, code="missing_column"))


def number(text):
    """A plain number, nan for a blank, None for anything else.

    >>> number("1_000") is None, number("12.5"), number("")
    (True, 12.5, nan)
    """
    if not text:
        return math.nan
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None


def read_numbers(column, cells, report):
    """Array of a number column; what breaks the rule is reported and becomes nan."""
    parsed = [number(cell) for cell in cells]
    values = np.array([math.nan if value is None else value for value in parsed], dtype=float)
    blank = np.array([not cell for cell in cells], dtype=bool)
    low = values <= column.low if column.above else values < column.low
    with np.errstate(invalid="ignore"):
        fraction = (values != np.rint(values)) if column.type == "whole" else np.zeros(len(values))
    broken = (~np.isfinite(values) | low | (values > column.high) | (fraction != 0)) & ~blank
    report(column, np.flatnonzero(broken), column.rule())
    if not column.blank:
        report(column, np.flatnonzero(blank), "must not be blank")
    values[broken] = math.nan
    return values


def read_text(column, cells, report):
    """List of a text column, words checked."""
    if not column.blank:
        report(column, [i for i, cell in enumerate(cells) if not cell], "must not be blank")
    if column.words:
        allowed = {*column.words, ""}
        report(column, [i for i, cell in enumerate(cells) if cell not in allowed], column.rule())
    odd = [i for i, c in enumerate(cells) if c and (len(c) > MAX_TEXT or not c.isprintable())]
    report(column, odd, f"must be plain text of at most {MAX_TEXT} characters")
    return cells


def reporter(shown, lines, header, cells, problems):
    """A function that books the broken rows of one column, the first hundred of them in full."""

    def report(column, rows, rule):
        for row in rows[:SHOWN]:
            value = cells[row][:60] or None
            near = nearest(value, column.words) if column.words and value else None
            problems.append(Problem(shown, lines[row], header, rule, value, near))
        if len(rows) > SHOWN:
            more = f"{len(rows) - SHOWN} more rows break this rule: {rule}"
            problems.append(Problem(shown, None, header, more))

    return report


def parse_table(table, text, shown, problems):
    """Turn the text of a table into columns; None when not even the header is usable."""
    rows = rows_of(text, shown, problems)
    if not rows:
        problems.append(Problem(shown, 1, "header", "table is empty", code="empty"))
        return None
    header = rows[0][1]
    check_header(table, header, shown, problems)
    body = [(line, cells) for line, cells in rows[1:] if len(cells) == len(header)]
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            rule = f"must have {len(header)} cells as the header has"
            problems.append(Problem(shown, line, "row", rule, f"{len(cells)} cells"))
    lines = [line for line, _ in body]
    columns = {}
    across = list(zip(*(cells for _, cells in body), strict=True)) or [()] * len(header)
    for name, cells in zip(header, map(list, across), strict=True):
        column = table.column(name)
        if column is None or name in columns:
            continue
        report = reporter(shown, lines, name, cells, problems)
        reads = read_text if column.type == "text" else read_numbers
        columns[name] = reads(column, cells, report)
    return TableData(shown, lines, columns)


def read_table(folder, table, display, problems, *, digest=None, parse=True):
    """Read one table of a region folder; None where there is none or it cannot be read.

    Args:
        folder: the region's folder.
        table: its schema.
        display: how messages name the folder.
        problems: list the problems are added to.
        digest: hash the bytes are added to.
        parse: make columns of it; else only its bytes are looked at.
    """
    shown = f"{display}/{table.file}"
    data = read_bytes(folder, table.file, shown, problems)
    if data is None:
        if table.required and not any(p.file == shown for p in problems):
            problems.append(Problem(shown, None, table.file, "file is missing", code="missing"))
        return None
    if digest is not None:
        digest.update(f"{table.file} {len(data)}\n".encode())
        digest.update(data)
    text = decode(data, shown, problems) if parse else None
    return None if text is None else parse_table(table, text, shown, problems)
