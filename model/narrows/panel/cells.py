"""A CSV file (plain or gzip, bounded) becomes typed cells; every problem by line and column."""

import csv
import difflib
import gzip
import io
import math
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from narrows.errors import Problem

MAX_TEXT = 200  # characters of a cell of text
SHOWN = 100  # problems of one kind in one column; the rest is counted
YEAR = re.compile(r"[12]\d{3}")
CURES = {
    re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"): "; write it without commas",
    re.compile(r"[.\-—:…x*]+"): "; leave a missing value blank",
}
MAX_BYTES = 64 * 1024 * 1024  # of one table of a region; tables are strangers' data
MAX_UNPACKED = 500_000_000  # bytes; a gzip file may unpack to anything
SLIP = 0.85  # likeness of two names from which one is a slip of the other
SUMMED = 20  # problems of one kind that are spelled out


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
    """What a table must hold.

    Args:
        file: its name in a region folder, or what messages call it.
        meaning: what it holds, in words.
        columns: tuple of Column.
        required: a region folder must have it.
        least_rows: fewest rows it may have.
        also: {header: the column it stands for}, where the column itself is not there.
        others: other columns are passed over, not refused.
    """

    file: str
    meaning: str
    columns: tuple
    required: bool = False
    least_rows: int = 0
    also: dict = field(default_factory=dict)
    others: bool = False

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


def unpacked(path, shown, problems):
    """Bytes of a file of any place, plain or gzip, bounded; None with the problem booked."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.append(Problem(shown, None, "file", f"cannot be read: {reason}"))
        return None
    if len(data) > MAX_UNPACKED:
        rule = f"is larger than {MAX_UNPACKED:,} bytes"
        problems.append(Problem(shown, None, "file", rule))
        return None
    return data


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
        rule = f"must be UTF-8 text{_looks_like(data)}; save it as UTF-8"
        problems.append(Problem(shown, line, "encoding", rule))
        return None


def _looks_like(data):
    """What other encoding the bytes may be in."""
    known = data.decode("gb18030", errors="replace")
    return "" if "\ufffd" in known else ", it looks like GBK"


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


def header_of(table, cells):
    """The first line, its columns called as the schema calls them.

    >>> table = Table("panel", "", (Column("unit_id", "text", ""),), also={"code": "unit_id"})
    >>> header_of(table, ("code", "year")), header_of(table, ("unit_id", "code"))
    (('unit_id', 'year'), ('unit_id', 'code'))
    """
    return tuple(
        table.also[name] if table.also.get(name, name) not in cells else name for name in cells
    )


def check_header(table, header, shown, problems):
    """Every column known, none twice, none of the required missing."""
    known = [column.name for column in table.columns]
    for name in header:
        # Where other columns are passed over, a slip in the name of one that counts is not.
        slip = difflib.get_close_matches(name, set(known) - set(header), n=1, cutoff=SLIP)
        if table.column(name) is None and (slip or not table.others):
            near = nearest(name, known)
            key, rule = name or "header", "is no column of this table"
            problems.append(Problem(shown, 1, key, rule, name, near, "unknown_column"))
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
    for rule, rows in _cures(cells, np.flatnonzero(broken), column.rule()).items():
        report(column, np.array(rows, dtype=int), rule)
    if not column.blank:
        report(column, np.flatnonzero(blank), "must not be blank")
    values[broken] = math.nan
    return values


def _cures(cells, rows, rule):
    """{rule, with the cure where there is one: rows}."""
    found = {}
    for row in rows:
        cure = next((c for pattern, c in CURES.items() if pattern.fullmatch(cells[row])), "")
        found.setdefault(rule + cure, []).append(row)
    return found


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


def _other_form(header):
    """What form a table has instead of ours, in words, or None."""
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header[0] and len(header) == 1:
            return f"is separated by {word}: save it with commas"
    if sum(bool(YEAR.fullmatch(name)) for name in header) > 1 and "year" not in header:
        return "has its years in columns: write one row for each unit and year"
    return None


def parse_table(table, text, shown, problems):
    """Turn the text of a table into columns; None when not even the header is usable."""
    rows = rows_of(text, shown, problems)
    if not rows:
        problems.append(Problem(shown, 1, "header", "table is empty", code="empty"))
        return None
    header = header_of(table, rows[0][1])
    if (other := _other_form(header)) is not None:
        problems.append(Problem(shown, 1, "header", other, code="form"))
        return None
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


def read_tidy(path, table, problems):
    """A table of any place: (TableData, its bytes), or (None, None) where it is of no use.

    Args:
        path: of a CSV file, plain or gzip.
        table: its schema.
        problems: list that every problem is added to.
    """
    shown = str(path)
    data = unpacked(Path(path), shown, problems)
    text = None if data is None else decode(data, shown, problems)
    parsed = None if text is None else parse_table(table, text, shown, problems)
    whole = {column.name for column in table.columns if column.required}
    if parsed is None or not whole <= parsed.columns.keys():
        return None, None
    if not len(parsed) and not problems:
        problems.append(Problem(shown, None, "rows", "the table has no rows"))
    return (parsed, data) if len(parsed) else (None, None)


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
