"""Read a tidy panel: unit_id, unit_name, year, variable, value; nothing is interpolated."""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narrows.errors import InputError, Problem
from narrows.region.checks import check_panel, limited
from narrows.region.schema import MAX_BYTES, Column, Table
from narrows.region.tables import decode, nearest, parse_table

MAX_PANEL_BYTES = 4 * MAX_BYTES  # unpacked
UNIT = Column("unit_id", "text", "identity of the unit, kept as text", required=True)
PANEL = Table(
    "panel",
    "a tidy panel, one row a figure",
    (
        UNIT,
        Column("unit_name", "text", "name of the unit", blank=True),
        Column("year", "whole", "calendar year", "year", 1000, 3000, required=True),
        Column("variable", "text", "what was measured", required=True),
        Column("value", "number", "the figure; blank where there is none", required=True,
               blank=True),
    ),
)  # fmt: skip
EDGES = Table(
    "neighbours",
    "units that touch, in one or both directions",
    (
        UNIT,
        Column("neighbor_id", "text", "identity of a unit that touches it", required=True),
        Column("border_km", "number", "length of the common border", "km", 0.0, blank=True),
    ),
)
PLACES = Table(
    "places",
    "centroids of the units",
    (
        UNIT,
        Column("lon", "number", "centroid", "degrees east", -180.0, 180.0, required=True),
        Column("lat", "number", "centroid", "degrees north", -90.0, 90.0, required=True),
    ),
)


@dataclass(frozen=True)
class Panel:
    """A panel as arrays; units in the order they first appear.

    Args:
        codes: identity of each unit (N).
        names: name of each unit, its code where there is none (N).
        years: variable -> its years, ascending (T,).
        values: variable -> figures (T, N), nan where there is none.
        file: name of the file, as the user gave it.
    """

    codes: tuple
    names: tuple
    years: dict
    values: dict
    file: str

    def at(self, variable, year):
        """Figures of one year (N,), nan where there is none."""
        here = np.flatnonzero(self.years[variable] == year)
        count = len(self.codes)
        return self.values[variable][here[0]] if len(here) else np.full(count, np.nan)


def unpacked(path, shown, problems):
    """Bytes of a plain or gzipped file, bounded; None with the problem booked."""
    if not path.is_file():
        problems.append(Problem(shown, None, "file", "must be a file that exists", code="missing"))
        return None
    opener = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with opener(path, "rb") as file:
            data = file.read(MAX_PANEL_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        problems.append(Problem(shown, None, "file", f"must be readable: {error}"))
        return None
    if len(data) > MAX_PANEL_BYTES:
        rule = f"must be at most {MAX_PANEL_BYTES // 2**20} MB unpacked"
        problems.append(Problem(shown, None, "file", rule))
        return None
    return data


def read_tidy(path, table, problems):
    """A tidy table of any place as TableData, or None."""
    shown = str(path)
    data = unpacked(Path(path), shown, problems)
    text = None if data is None else decode(data, shown, problems)
    if text is None:
        return None
    head, end, rest = text.partition("\n")
    head = head.replace("neighbour_id", "neighbor_id")
    parsed = parse_table(table, head + end + rest, shown, problems)
    whole = {column.name for column in table.columns if column.required}
    return parsed if parsed is not None and whole <= parsed.columns.keys() else None


def read_panel(path):
    """Read a panel.

    Args:
        path: CSV or CSV.gz with unit_id, year, variable, value and perhaps unit_name.

    Returns:
        Panel.

    Raises:
        InputError: with every problem by line and column: text in a number, a figure twice,
            a blank, a missing column.
    """
    problems = []
    table = read_tidy(path, PANEL, problems)
    if table is not None:
        check_panel(table, "unit_id", set(table.get("unit_id")), "unit", problems)
        if not len(table):
            problems.append(Problem(str(path), None, "value", "must hold at least one figure"))
    if problems:
        raise InputError(problems)
    return as_panel(table)


def as_panel(table):
    """Turn a checked tidy table into arrays."""
    units = table.get("unit_id")
    names = dict(zip(units, table.get("unit_name", units), strict=True))
    place = {code: number for number, code in enumerate(names)}
    rows = np.array([place[code] for code in units], dtype=np.int64)
    labels = np.array(table.get("variable"))
    calendar = table.get("year").astype(np.int64)
    years, values = {}, {}
    for variable in dict.fromkeys(table.get("variable")):
        here = labels == variable
        years[variable], when = np.unique(calendar[here], return_inverse=True)
        figures = np.full((len(years[variable]), len(place)), np.nan)
        figures[when, rows[here]] = table.get("value")[here]
        values[variable] = figures
    return Panel(
        tuple(place), tuple(name or code for code, name in names.items()), years, values, table.file
    )


def require(panel, variable, problems):
    """The variable is in the panel and all its figures are above zero."""
    if variable not in panel.values:
        near = nearest(variable, panel.values)
        rule = f"must be a variable of the panel: {', '.join(panel.values)}"
        problems.append(Problem(panel.file, None, "variable", rule, variable, near))
        return
    figures = panel.values[variable]
    limited(
        problems,
        (
            Problem(
                panel.file,
                None,
                variable,
                f"must be above 0 (unit {panel.codes[unit]}, {panel.years[variable][when]})",
                f"{figures[when, unit]:g}",
                code="not_positive",
            )
            for when, unit in np.argwhere(figures <= 0)
        ),
    )
