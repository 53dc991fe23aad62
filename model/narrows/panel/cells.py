"""A CSV file (plain or gzip, bounded) becomes typed cells; every problem by line and column."""

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

import numpy as np

from narrows.errors import InputError, Problem

MAX_TEXT = 200  # characters of a cell of text
SHOWN = 100  # problems of one kind in one column; the rest is counted
PANEL_COLUMNS = ("unit_id", "year", "variable", "value")
ALSO = {"unit_id": ("code",), "neighbor_id": ("neighbour_id",), "unit_name": ("name",)}
MOST_BYTES = 500_000_000  # a gzip file may unpack to anything
YEARS = range(1000, 3000)
MAX_BYTES = 64 * 1024 * 1024  # of one table; tables are strangers' data
SUMMED = 20  # problems of one kind that are spelled out


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


def read_cells(path, columns, problems):
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


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        name: header; `name_*` stands for `name_zh`, `name_en` and so on.
        type: text, number, whole or one of `words`.
        meaning: what it holds, in words.
        unit: unit of a number, blank for text.
        low: least value allowed; `above` makes it exclusive.
        high: greatest value allowed.
        above: the value must lie above `low`, not on it.
        required: the header must be there.
        blank: cells may be empty.
        words: the only words allowed, where there is such a list.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    above: bool = False
    required: bool = False
    blank: bool = False
    words: tuple = ()

    def rule(self):
        """What a cell must be, in words.

        >>> Column("area", "number", "area", "km2", 0.0, above=True).rule()
        'must be a number above 0 (km2)'
        """
        if self.words:
            return f"must be one of {', '.join(self.words)}"
        if self.type == "text":
            return "must not be blank"
        kind = "a whole number" if self.type == "whole" else "a number"
        bounds = [f"{'above' if self.above else 'at least'} {self.low:g}"] * (self.low > -1e300)
        bounds += [f"at most {self.high:g}"] * (self.high < 1e300)
        unit = f" ({self.unit})" if self.unit else ""
        return f"must be {kind} {' and '.join(bounds)}".rstrip() + unit


@dataclass(frozen=True)
class Table:
    """One file of a region folder."""

    file: str
    meaning: str
    columns: tuple
    required: bool = False
    least_rows: int = 0

    def column(self, header):
        """Find the column a header belongs to, or None.

        >>> table = Table("counties.csv", "names", (Column("name_*", "text", "name"),))
        >>> table.column("name_zh").name
        'name_*'
        """
        for column in self.columns:
            stem = column.name.removesuffix("*")
            if header == column.name or (stem != column.name and header.startswith(stem)):
                return column
        return None


def limited(problems, found):
    """Book problems of one kind, the first of them in full."""
    found = list(found)
    problems.extend(found[:SUMMED])
    if len(found) > SUMMED:
        first = found[0]
        rule = f"{len(found) - SUMMED} more rows break this rule: {first.rule}"
        problems.append(Problem(first.file, None, first.key, rule, code=first.code))


def check_known(table, key, known, what, problems):
    """Every code of a column that is not blank is known."""
    found = []
    for row, code in enumerate(table.get(key, [])):
        if code and code not in known:
            near = nearest(code, known) if len(found) < SUMMED else None
            rule = f"must be a known {what}"
            found.append(table.problem(row, key, rule, code, nearest=near, code="unknown"))
    limited(problems, found)


def check_panel(table, key, known, what, problems):
    """A panel's rows are of known units, each unit, year and variable once."""
    check_known(table, key, known, what, problems)
    labels = table.get("variable") or [""] * len(table)
    seen, found = {}, []
    rows = zip(table.get(key, []), table.get("year", []), labels, strict=False)
    for row, cell in enumerate(rows):
        if cell in seen:
            rule = f"must stand once for a year; first on line {table.lines[seen[cell]]}"
            found.append(table.problem(row, key, rule, cell[0], code="duplicate"))
        seen[cell] = row
    limited(problems, found)
