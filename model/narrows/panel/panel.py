"""Tidy panels: units by years by variables, whole or balanced; the one reader of all commands."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from narrows.errors import InputError, Problem
from narrows.panel.cells import (
    Column,
    Table,
    check_panel,
    decode,
    limited,
    nearest,
    read_tidy,
    unpacked,
)

LEAST_UNITS = 3
UNBALANCED = ("error", "drop")
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
    also={"code": "unit_id", "name": "unit_name"},
    others=True,
)  # fmt: skip
EDGES = Table(
    "neighbours",
    "units that touch, in one or both directions",
    (
        UNIT,
        Column("neighbor_id", "text", "identity of a unit that touches it", required=True),
        Column("border_km", "number", "length of the common border", "km", 0.0, blank=True),
    ),
    also={"code": "unit_id", "neighbour_id": "neighbor_id"},
    others=True,
)
PLACES = Table(
    "places",
    "centroids of the units",
    (
        UNIT,
        Column("lon", "number", "centroid", "degrees east", -180.0, 180.0, required=True),
        Column("lat", "number", "centroid", "degrees north", -90.0, 90.0, required=True),
    ),
    also={"code": "unit_id"},
    others=True,
)


@dataclass(frozen=True)
class TidyPanel:
    """All that a tidy table holds; units in the order they first appear.

    Args:
        file: name of the file, as the user gave it.
        codes: identity of each unit (N).
        names: name of each unit, its code where there is none (N).
        years: variable -> its years, ascending (T,).
        values: variable -> figures (T, N), nan where there is none.
        lines: variable -> line of each figure in the file (T, N), 0 where there is no row.
        digest: sha256 of the table's bytes, unpacked.
    """

    file: str
    codes: tuple
    names: tuple
    years: dict
    values: dict
    lines: dict = field(repr=False)
    digest: str = ""

    def at(self, variable, year):
        """Figures of one year (N,), nan where there is none."""
        here = np.flatnonzero(self.years[variable] == year)
        count = len(self.codes)
        return self.values[variable][here[0]] if len(here) else np.full(count, np.nan)

    def over(self, variable, years):
        """Figures and lines of some years (T, N), nan and 0 where there is none."""
        span = self.years[variable]
        place = np.searchsorted(span, years)
        there = (place < len(span)) & (span[np.minimum(place, len(span) - 1)] == years)
        figures = np.full((len(years), len(self.codes)), np.nan)
        lines = np.zeros(figures.shape, dtype=np.int64)
        figures[there] = self.values[variable][place[there]]
        lines[there] = self.lines[variable][place[there]]
        return figures, lines


@dataclass(frozen=True)
class Panel:
    """Income per head of all units in all years.

    Args:
        file: name of the table.
        variable: what is measured.
        units: identities, text.
        names: as printed, in the order of units.
        years: consecutive calendar years (year,).
        income: per head, any money of the year (year, unit), > 0.
        weights: people, or whatever weighs the units (year, unit), or None.
        neighbours: pairs of unit numbers, both directions (pair, 2), or None.
        notices: what was left out, in words.
        digest: sha256 of the table's bytes.
    """

    file: str
    variable: str
    units: tuple
    names: tuple
    years: np.ndarray
    income: np.ndarray
    weights: np.ndarray | None = None
    neighbours: np.ndarray | None = None
    notices: tuple = ()
    digest: str = ""

    @cached_property
    def relative(self):
        """Log income minus the mean of logs over the units of the year (year, unit)."""
        logs = np.log(self.income)
        return logs - logs.mean(axis=1, keepdims=True)


def read_tidy_panel(path):
    """Read a whole panel, holes and all.

    Args:
        path: CSV or CSV.gz with unit_id, year, variable, value and perhaps unit_name.

    Raises:
        InputError: with every problem by line and column: text in a number, a figure twice,
            a blank, a missing column.
    """
    problems = []
    panel = _read(path, problems)
    if problems:
        raise InputError(problems)
    return panel


def _read(path, problems):
    """The TidyPanel of a file, every problem booked; None where nothing can be made of it."""
    table, data = read_tidy(path, PANEL, problems)
    if table is None:
        return None
    check_panel(table, "unit_id", set(table.get("unit_id")), "unit", problems)
    return _as_arrays(table, hashlib.sha256(data).hexdigest())


def _as_arrays(table, digest):
    """A checked tidy table as arrays."""
    units = table.get("unit_id")
    names = dict(zip(units, table.get("unit_name", units), strict=True))
    place = {code: number for number, code in enumerate(names)}
    rows = np.array([place[code] for code in units], dtype=np.int64)
    # A row whose year is wrong has been reported, and is no row of any year.
    dated = np.isfinite(table.get("year"))
    labels = np.where(dated, np.array(table.get("variable")), "")
    calendar = np.where(dated, table.get("year"), 0).astype(np.int64)
    at_line = np.array(table.lines)
    years, values, lines = {}, {}, {}
    for variable in filter(None, dict.fromkeys(labels.tolist())):
        here = labels == variable
        years[variable], when = np.unique(calendar[here], return_inverse=True)
        figures = np.full((len(years[variable]), len(place)), np.nan)
        found = np.zeros(figures.shape, dtype=np.int64)
        figures[when, rows[here]] = table.get("value")[here]
        found[when, rows[here]] = at_line[here]
        values[variable], lines[variable] = figures, found
    printed = tuple(name or code for code, name in names.items())
    return TidyPanel(table.file, tuple(place), printed, years, values, lines, digest)


def require(panel, variable, problems):
    """The variable is in the panel and all its figures are above zero; whether it is there."""
    if variable not in panel.values:
        near = nearest(variable, panel.values)
        rule = f"must be a variable of the panel: {', '.join(panel.values)}"
        problems.append(Problem(panel.file, None, "variable", rule, variable, near))
        return False
    figures, lines = panel.values[variable], panel.lines[variable]
    limited(
        problems,
        (
            Problem(
                panel.file,
                int(lines[when, unit]),
                variable,
                f"must be above 0 (unit {panel.codes[unit]}, {panel.years[variable][when]})",
                f"{figures[when, unit]:g}",
                code="not_positive",
            )
            for when, unit in np.argwhere(figures <= 0)
        ),
    )
    return True


def read_panel(path, variable=None, *, weights=None, per=None, neighbours=None, unbalanced="error"):
    """Read a panel and make it a balanced one of income per head.

    Args:
        path: CSV table, plain or gzip.
        variable: which variable; may be left out where the table has one besides the weights.
        weights: variable that weighs the units, or None.
        per: variable that divides `variable` (GDP per population), or None.
        neighbours: CSV table of pairs, or None.
        unbalanced: "error", or "drop" to leave out the units that lack a value.

    Raises:
        InputError: with every problem of the files.
    """
    problems = []
    tidy = _read(path, problems)
    if tidy is None:
        raise InputError(problems)
    variable = variable or _only_variable(tidy, weights, problems)
    known = [require(tidy, name, problems) for name in (variable, per) if name]
    known += [name in tidy.values or require(tidy, name, problems) for name in (weights,) if name]
    if variable is None or not all(known):
        raise InputError(problems)
    wanted = [name for name in (variable, weights, per) if name]
    years, kept, notices = _balanced(tidy, wanted, unbalanced, problems)
    pairs = _neighbours(neighbours, tidy, kept, problems) if neighbours else None
    if problems:
        raise InputError(problems)
    figures = {name: tidy.over(name, years)[0][:, kept] for name in wanted}
    income = figures[variable] / figures[per] if per else figures[variable]
    if np.allclose(np.ptp(np.log(income), axis=1), 0):
        rule = "all units are identical in every year, so there is no gap to estimate"
        raise InputError([Problem(tidy.file, None, variable, rule)])
    return Panel(
        file=Path(path).name,
        variable=f"{variable} per {per}" if per else variable,
        units=tuple(tidy.codes[unit] for unit in kept),
        names=tuple(tidy.names[unit] for unit in kept),
        years=years,
        income=income,
        weights=figures[weights] if weights else None,
        neighbours=pairs,
        notices=notices,
        digest=tidy.digest,
    )


def _only_variable(tidy, weights, problems):
    """The only variable there is besides the weights, or None with the problem booked."""
    others = [name for name in tidy.values if name not in (weights, "population")]
    if len(others) == 1:
        return others[0]
    rule = f"name the variable with --variable, one of: {', '.join(others) or 'none'}"
    problems.append(Problem(tidy.file, None, "variable", rule))
    return None


def _balanced(tidy, wanted, unbalanced, problems):
    """Years and units that every variable covers, and what was left out in words.

    Returns:
        (years (T,), numbers of the units kept, notices).
    """
    found = tidy.years[wanted[0]]
    found = found[np.isfinite(tidy.values[wanted[0]]).any(axis=1)]
    years = found
    if len(years) < 2:
        rule = "needs at least 2 years, and 8 to estimate from"
        problems.append(Problem(tidy.file, None, "year", rule, str(len(years))))
    elif len(absent := sorted({*range(found[0], found[-1] + 1)} - {*found.tolist()})):
        rule = f"no unit has {wanted[0]} of {_listed(absent)}; nothing is interpolated"
        problems.append(Problem(tidy.file, None, "year", rule, code="gap"))
    figures = {name: tidy.over(name, years) for name in wanted}
    reported = {problem.line for problem in problems}
    units = np.flatnonzero(np.isfinite(figures[wanted[0]][0]).any(axis=0))
    holes = {unit: _holes(figures, years, unit, reported) for unit in units.tolist()}
    holed = {unit: gaps for unit, gaps in holes.items() if gaps}
    notices, kept = (), units
    if holed and unbalanced == "drop":
        names = _listed([tidy.codes[unit] for unit in holed])
        notices = (f"left out {len(holed)} of {len(units)} units that lack a value: {names}",)
        kept = np.array([unit for unit in units.tolist() if unit not in holed], dtype=int)
    else:
        problems += [_hole(tidy, unit, gaps) for unit, gaps in holed.items()]
    if len(kept) < LEAST_UNITS:
        rule = f"needs at least {LEAST_UNITS} units with values in every year"
        problems.append(Problem(tidy.file, None, "unit_id", rule, str(len(kept))))
    return years, kept, notices


def _holes(figures, years, unit, reported):
    """{variable: [(year, line)]} of the values that a unit lacks; line 0 where there is no row.

    A cell that was no number has been reported by its line: it is wrong, and not a hole.
    """
    gaps = {}
    for name, (values, lines) in figures.items():
        missing = np.flatnonzero(np.isnan(values[:, unit]))
        if len(missing):
            gaps[name] = [(int(years[k]), int(lines[k, unit])) for k in missing]
            gaps[name] = [(year, line) for year, line in gaps[name] if line not in reported]
    return {name: missing for name, missing in gaps.items() if missing}


def _hole(tidy, unit, gaps):
    """The problem of a unit that lacks values."""
    code = tidy.codes[unit]
    what = "; ".join(f"{name} of {_listed(y for y, _ in found)}" for name, found in gaps.items())
    rule = f"{code} lacks {what}; nothing is interpolated: --unbalanced drop leaves such units out"
    blank = [line for missing in gaps.values() for _, line in missing if line]
    first = min(int(n) for lines in tidy.lines.values() for n in lines[:, unit] if n)
    place = (blank[0], "value") if blank else (first, "unit_id")
    return Problem(tidy.file, *place, rule, code="gap")


def _neighbours(path, tidy, kept, problems):
    """Pairs of unit numbers; a pair with a unit that was left out is left out too."""
    table, _ = read_tidy(path, EDGES, problems)
    if table is None:
        return None
    place = {tidy.codes[unit]: number for number, unit in enumerate(kept)}
    known, pairs = set(tidy.codes), []
    rows = zip(table.lines, table.get("unit_id"), table.get("neighbor_id"), strict=True)
    for line, *pair in rows:
        strange = [unit for unit in pair if unit not in known]
        for unit in strange:
            rule = "is no unit of the panel"
            problems.append(Problem(table.file, line, "neighbor_id", rule, unit, None))
        if not strange and pair[0] in place and pair[1] in place and pair[0] != pair[1]:
            pairs.append((place[pair[0]], place[pair[1]]))
    return np.array(sorted(set(pairs)), dtype=int).reshape(-1, 2)


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
    tables = [file for file in sorted(path.glob("*.csv*")) if is_panel(file)]
    if len(tables) == 1:
        return tables[0]
    names = ", ".join(file.name for file in tables)
    rule = f"holds several panels; name one: {names}" if tables else "holds no panel table"
    raise InputError([Problem(str(path), None, "folder", rule)])


def is_panel(path):
    """Whether the first line names the columns of a tidy panel."""
    data = unpacked(path, path.name, [])
    text = None if data is None else decode(data, path.name, [])
    head = {cell.strip() for cell in (text or "").lstrip().split("\n", 1)[0].split(",")}
    head |= {PANEL.also.get(name, name) for name in head}
    return {column.name for column in PANEL.columns if column.required} <= head


def _listed(items, most=6):
    """A few items in words.

    >>> _listed([1990, 1991]), _listed(range(9), most=2)
    ('1990, 1991', '0, 1 and 7 more')
    """
    items = list(items)
    shown = ", ".join(str(item) for item in items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most} more"
