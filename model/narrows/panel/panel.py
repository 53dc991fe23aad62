"""Units by years by variables; balanced or not; with what each command requires."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from narrows.errors import InputError, Problem
from narrows.panel.cells import (
    MAX_BYTES,
    PANEL_COLUMNS,
    Column,
    Table,
    check_panel,
    decode,
    limited,
    nearest,
    parse_table,
    read_cells,
)

LEAST_UNITS = 3
UNBALANCED = ("error", "drop")
MAX_PANEL_BYTES = 4 * MAX_BYTES  # unpacked
UNIT = Column("unit_id", "text", "identity of the unit, kept as text", required=True)


@dataclass(frozen=True)
class Panel:
    """Income per head of all units in all years.

    Args:
        file: name as the user gave it.
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


def read_panel(path, variable=None, *, weights=None, per=None, neighbours=None, unbalanced="error"):
    """Read a tidy panel.

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
    path = Path(path)
    table = read_cells(path, PANEL_COLUMNS, problems)
    if table is None:
        raise InputError(problems)
    wanted = [_wanted(table, variable, weights, problems)]
    wanted += [name for name in (weights, per) if name and _known(table, name, problems)]
    if len(wanted) < 1 + bool(weights) + bool(per) or wanted[0] is None:
        raise InputError(problems)
    values = {name: _values(table, name, name in (wanted[0], per), problems) for name in wanted}
    panel = _assemble(table, wanted[0], values, unbalanced, problems)
    if problems:
        raise InputError(problems)
    return _complete(panel, table, values, (wanted[0], weights, per), neighbours)


def _complete(panel, table, values, roles, neighbours):
    """The panel with its weights, divisor and neighbours."""
    variable, weights, per = roles
    units, years, notices = panel
    read = {name: _matrix(values[name], units, years) for name in values}
    problems = []
    pairs = _neighbours(neighbours, units, table.units, problems) if neighbours else None
    income = read[variable] / read[per] if per else read[variable]
    if np.allclose(np.ptp(np.log(income), axis=1), 0):
        rule = "the units never differ: there is no gap to learn from"
        problems.append(Problem(table.file, None, variable, rule))
    if problems:
        raise InputError(problems)
    return Panel(
        file=table.file,
        variable=f"{variable} per {per}" if per else variable,
        units=units,
        names=tuple(table.names.get(unit, unit) for unit in units),
        years=np.array(years),
        income=income,
        weights=read[weights] if weights else None,
        neighbours=pairs,
        notices=notices,
        digest=hashlib.sha256(table.data).hexdigest(),
    )


def _wanted(table, variable, weights, problems):
    """The variable asked for, or the only one there is."""
    if variable is not None:
        return variable if _known(table, variable, problems) else None
    others = [name for name in table.variables if name not in (weights, "population")]
    if len(others) == 1:
        return others[0]
    rule = f"name the variable with --variable, one of: {', '.join(others) or 'none'}"
    problems.append(Problem(table.file, None, "variable", rule))
    return None


def _known(table, name, problems):
    if name in table.variables:
        return True
    rule = f"is not in the table, which has: {', '.join(table.variables)}"
    problems.append(Problem(table.file, None, "variable", rule, name, table.nearest(name)))
    return False


def _values(table, name, positive, problems):
    """{(unit, year): value} of one variable; every wrong cell is a problem."""
    values, seen = {}, {}
    for row in table.rows_of(name):
        key = (row.unit, row.year)
        if key in seen:
            rule = f"{row.unit} has {name} of {row.year} twice (first in line {seen[key]})"
            problems.append(Problem(table.file, row.line, "unit_id", rule, code="duplicate"))
            continue
        seen[key] = row.line
        if row.value is None:
            continue
        values[key] = row.value  # nan where the cell was no number: wrong, but not a hole
        if row.value < 0 or (positive and row.value == 0):
            rule = "must be above 0" if positive else "must not be negative"
            problems.append(Problem(table.file, row.line, "value", rule, f"{row.value:g}"))
    return values


def _assemble(table, variable, values, unbalanced, problems):
    """Units and years that every variable covers, and what was left out."""
    found = {year for _, year in values[variable]}
    years = list(range(min(found), max(found) + 1)) if found else []
    absent = [year for year in years if year not in found]
    units = [
        unit for unit in table.units if any((unit, year) in values[variable] for year in years)
    ]
    if len(years) < 2:
        rule = "needs at least 2 years, and 8 to learn from"
        problems.append(Problem(table.file, None, "year", rule, str(len(years))))
    if absent:
        rule = f"no unit has {variable} of {_listed(absent)}; nothing is interpolated"
        problems.append(Problem(table.file, None, "year", rule, code="gap"))
        years = [year for year in years if year in found]
    holed, kept = [], []
    for unit in units:
        holes = {
            name: [year for year in years if (unit, year) not in table_values]
            for name, table_values in values.items()
        }
        holes = {name: gaps for name, gaps in holes.items() if gaps}
        kept += [] if holes else [unit]
        holed += [(unit, holes)] if holes else []
    notices = ()
    if holed and unbalanced == "drop":
        names = _listed([unit for unit, _ in holed])
        notices = (f"left out {len(holed)} of {len(units)} units that lack a value: {names}",)
        units = kept
    else:
        problems += [_hole(table, unit, holes) for unit, holes in holed]
    if len(units) < LEAST_UNITS:
        rule = f"needs at least {LEAST_UNITS} units with a value in every year"
        problems.append(Problem(table.file, None, "unit_id", rule, str(len(units))))
    return tuple(units), years, notices


def _hole(table, unit, holes):
    """The problem of a unit that lacks values."""
    what = "; ".join(f"{name} of {_listed(years)}" for name, years in holes.items())
    rule = f"{unit} lacks {what}; nothing is interpolated: --unbalanced drop leaves such units out"
    blank = [row.line for name, years in holes.items() for row in table.blanks(unit, name, years)]
    line = blank[0] if blank else table.first_line(unit)
    return Problem(table.file, line, "value" if blank else "unit_id", rule, code="gap")


def _matrix(values, units, years):
    return np.array([[values[unit, year] for unit in units] for year in years])


def _neighbours(path, units, known, problems):
    """Pairs of unit numbers; a pair with a unit that was left out is left out too."""
    table = read_cells(Path(path), ("unit_id", "neighbor_id"), problems)
    if table is None:
        return None
    place = {unit: number for number, unit in enumerate(units)}
    pairs = []
    for line, pair in table.pairs():
        strange = [unit for unit in pair if unit not in known]
        for unit in strange:
            rule = "is no unit of the panel"
            problems.append(Problem(table.file, line, "neighbor_id", rule, unit, None))
        if not strange and pair[0] in place and pair[1] in place and pair[0] != pair[1]:
            pairs.append((place[pair[0]], place[pair[1]]))
    return np.array(sorted(set(pairs)), dtype=int).reshape(-1, 2)


def _listed(items, most=6):
    """A few items in words.

    >>> _listed([1990, 1991]), _listed(range(9), most=2)
    ('1990, 1991', '0, 1 and 7 more')
    """
    items = list(items)
    shown = ", ".join(str(item) for item in items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most} more"


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
class RegionPanel:
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


def read_region_panel(path):
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
    return RegionPanel(
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
