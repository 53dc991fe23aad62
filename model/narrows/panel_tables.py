"""The CSV tables of a panel, cell by cell: text in, rows and problems out."""

import csv
import difflib
import gzip
import io
import math
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from narrows.errors import InputError, Problem

PANEL_COLUMNS = ("unit_id", "year", "variable", "value")
ALSO = {"unit_id": ("code",), "neighbor_id": ("neighbour_id",), "unit_name": ("name",)}
MOST_BYTES = 500_000_000  # a gzip file may unpack to anything
YEARS = range(1000, 3000)


class Row(NamedTuple):
    """A row as read; value is None where the cell is blank, nan where it is no number."""

    line: int
    unit: str
    year: int
    variable: str
    value: float | None


@dataclass(frozen=True)
class TidyTable:
    """A table as read.

    Args:
        file: name for messages.
        data: its bytes.
        names: unit -> printed name.
        rows: tuple of Row, or of (line, (unit, neighbour)).
    """

    file: str
    data: bytes
    names: dict
    rows: tuple

    @cached_property
    def units(self):
        """Units in the order of their first row, as a dict for quick look-up."""
        return dict.fromkeys(row.unit for row in self.rows)

    @cached_property
    def variables(self):
        return tuple(self._by_variable)

    @cached_property
    def _by_variable(self):
        groups = {}
        for row in self.rows:
            groups.setdefault(row.variable, []).append(row)
        return groups

    def rows_of(self, variable):
        return self._by_variable[variable]

    def pairs(self):
        return self.rows

    def nearest(self, name):
        return next(iter(difflib.get_close_matches(name, self.variables, 1)), None)

    def first_line(self, unit):
        return next(row.line for row in self.rows if row.unit == unit)

    def blanks(self, unit, variable, years):
        """Rows of a unit that are there but hold no value."""
        rows = self._by_variable[variable]
        return [r for r in rows if r.unit == unit and r.year in years and r.value is None]


def read_table(path, columns, problems):
    """Read a tidy table; None where its head is so wrong that rows mean nothing.

    Args:
        path: pathlib.Path of a CSV file, plain or gzip.
        columns: names that must be there.
        problems: list that every problem is added to.
    """
    data = _bytes(path, problems)
    text = None if data is None else _text(data, path.name, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        places = {name: _place(name, head) for name in (*columns, "unit_name")}
        missing = [name for name in columns if places[name] is None]
        if missing:
            rule = f"the first line must name the columns {', '.join(columns)}"
            problems += [Problem(path.name, 1, name, rule, ", ".join(head)) for name in missing]
            return None
        read = _panel_rows if "year" in columns else _pair_rows
        rows, names = read(reader, places, len(head), path.name, problems)
    except csv.Error as error:
        problems.append(Problem(path.name, reader.line_num, "row", f"is not CSV: {error}"))
        return None
    if not rows and not problems:
        problems.append(Problem(path.name, None, "rows", "the table has no rows"))
    return TidyTable(path.name, data, names, tuple(rows)) if rows else None


def find_table(path):
    """The panel table itself: the file given, or the only one in the folder given.

    A region's folder keeps its own in history.csv.

    Raises:
        InputError: the folder holds none, or several.
    """
    path = Path(path)
    if not path.is_dir():
        return path
    if (path / "history.csv").is_file():
        return path / "history.csv"
    tables = [file for file in sorted(path.glob("*.csv*")) if _is_panel(file)]
    if len(tables) == 1:
        return tables[0]
    names = ", ".join(file.name for file in tables)
    rule = f"holds several panels, name one: {names}" if tables else "holds no panel table"
    raise InputError([Problem(str(path), None, "folder", rule)])


def _is_panel(path):
    """Whether the first line names the columns of a tidy panel."""
    data = _bytes(path, [])
    text = None if data is None else _text(data, path.name, [])
    head = [cell.strip() for cell in (text or "").split("\n", 1)[0].split(",")]
    return set(PANEL_COLUMNS) <= set(head)


def _place(name, head):
    found = [head.index(word) for word in (name, *ALSO.get(name, ())) if word in head]
    return found[0] if found else None


def _bytes(path, problems):
    """Bytes of the file, unpacked where it is gzip."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.append(Problem(str(path), None, "file", f"cannot be read: {reason}"))
        return None
    if len(data) > MOST_BYTES:
        problems.append(Problem(str(path), None, "file", f"is larger than {MOST_BYTES:,} bytes"))
        return None
    return data


def _text(data, name, problems):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "text", "must be UTF-8"))
        return None


def _cells(reader, width, file, problems):
    """(line, cells) of each full row; a row of another length is a problem."""
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == width:
            yield reader.line_num, cells
        else:
            rule = f"has {len(cells)} cells where the first line has {width}"
            problems.append(Problem(file, reader.line_num, "row", rule))


def _panel_rows(reader, places, width, file, problems):
    """Rows of a panel and the names of its units."""
    rows, names = [], {}
    unit_at, year_at, variable_at, value_at, name_at = places.values()
    for line, cells in _cells(reader, width, file, problems):
        unit, variable = cells[unit_at].strip(), cells[variable_at].strip()
        year = _year(cells[year_at], line, file, problems)
        value = _number(cells[value_at], line, file, problems)
        for key, cell in (("unit_id", unit), ("variable", variable)):
            if not cell:
                problems.append(Problem(file, line, key, "must not be blank"))
        if unit and variable and year is not None:
            rows.append(Row(line, unit, year, variable, value))
            if name_at is not None:
                names.setdefault(unit, cells[name_at].strip() or unit)
    return rows, names


def _pair_rows(reader, places, width, file, problems):
    """(line, (unit, neighbour)) of a table of neighbours."""
    first, second = places["unit_id"], places["neighbor_id"]
    rows = [
        (line, (cells[first].strip(), cells[second].strip()))
        for line, cells in _cells(reader, width, file, problems)
    ]
    return rows, {}


def _year(cell, line, file, problems):
    try:
        year = int(cell)
    except ValueError:
        year = None
    if year in YEARS:
        return year
    problems.append(Problem(file, line, "year", "must be a calendar year", cell.strip()))
    return None


def _number(cell, line, file, problems):
    """The cell's number; None where it is blank; nan and a problem where it is no number."""
    cell = cell.strip()
    if not cell:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if math.isfinite(number) and "_" not in cell:
        return number
    problems.append(Problem(file, line, "value", "must be a number", cell))
    return math.nan
