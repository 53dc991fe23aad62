"""A region folder from a tidy panel."""

import csv
import json
import math
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narrows.errors import InputError, NarrowsError, Problem
from narrows.panel.cells import read_tidy
from narrows.panel.panel import EDGES, PLACES, read_tidy_panel, require
from narrows.region.geography import nearest_neighbours
from narrows.region.load import check_region
from narrows.region.schema import COUNTIES, TABLES

MILLION = 1e6
# Columns a panel may bring along under their own names, at the base year.
BROUGHT = tuple(
    column.name
    for column in COUNTIES.columns
    if column.type == "number"
    and column.name not in {"population", "output", "output_error", "longitude", "latitude"}
)


@dataclass(frozen=True)
class Wish:
    """What the user wants made.

    Args:
        panel: path of the tidy panel.
        variable: its variable of GDP or income.
        population: its variable of residents; None takes `population` where there is one.
        year: base year; None takes the last year every unit has figures of.
        neighbours: path of unit_id, neighbor_id, or None.
        places: path of unit_id, lon, lat, or None.
        currency: three capital letters; None for not stated.
        total: the variable is a total, not per head.
        unit: units of the currency one unit of the variable stands for.
        people: persons one unit of the population variable stands for.
        group_letters: leading letters of the identity that name the group; 0 for one group.
        drop_incomplete: leave out units without figures in the base year.
        title: of the region; None names the file.
    """

    panel: str
    variable: str
    population: str | None = None
    year: int | None = None
    neighbours: str | None = None
    places: str | None = None
    currency: str | None = None
    total: bool = False
    unit: float = 1.0
    people: float = 1.0
    group_letters: int = 0
    drop_incomplete: bool = False
    title: str | None = None


def new_region(wish, out):
    """Make a region folder.

    Args:
        wish: a Wish.
        out: folder to make; it must not exist or be empty.

    Returns:
        assumptions in words, as they stand in region.toml.

    Raises:
        InputError: with every problem of the tables.
        NarrowsError: the folder holds something already.
    """
    out = Path(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NarrowsError(f"{out} already exists and is not empty: choose a new or empty folder")
    panel = read_tidy_panel(wish.panel)
    problems, said = [], []
    population = population_variable(wish, panel, said)
    for variable in filter(None, (wish.variable, population)):
        require(panel, variable, problems)
    check_currency(wish, said, problems)
    if problems:
        raise InputError(problems)
    year = base_year(wish, panel, population, said)
    units = complete_units(wish, panel, population, year, said)
    columns = county_columns(wish, panel, population=population, year=year, units=units, said=said)
    places = read_places(wish, columns["code"], said, problems)
    edges = read_edges(wish, columns["code"], places, said, problems)
    if problems:
        raise InputError(problems)
    columns |= places
    said.append("figures of the panel are taken as they are; money of different years is compared"
                " within a year only")  # fmt: skip
    head = {"name": folder_name(out), "currency": wish.currency or "XXX", "base_year": year,
            "title": wish.title or f"{len(units)} units of {Path(wish.panel).name}"}  # fmt: skip
    sources = [f"{Path(wish.panel).name}: {wish.variable}"]
    history = history_rows(wish, panel, population, units)
    write_region(
        out, head, sources=sources, assumptions=said, columns=columns, edges=edges, history=history
    )
    return tuple(said)


def folder_name(out):
    """A name without blanks from the folder's.

    >>> folder_name(Path("my regions/Old Castile"))
    'Old_Castile'
    """
    return "_".join(out.resolve().name.split()) or "region"


def population_variable(wish, panel, said):
    """The variable of residents, or None with the assumption said."""
    if wish.population:
        return wish.population
    if "population" in panel.values:
        return "population"
    said.append("population: not given, one million people in every unit; weighted measures and"
                " totals mean nothing")  # fmt: skip
    return None


def check_currency(wish, said, problems):
    """Three capital letters, or said to be unknown."""
    if wish.currency is None:
        said.append("currency: not given, XXX stands for it")
    elif not (len(wish.currency) == 3 and wish.currency.isalpha() and wish.currency.isupper()):
        rule = "must be a code of three capital letters"
        problems.append(Problem("--currency", None, "currency", rule, wish.currency))


def known(panel, variables, year):
    """Units that have figures of all variables in a year (N,)."""
    return np.all([np.isfinite(panel.at(variable, year)) for variable in variables], axis=0)


def base_year(wish, panel, population, said):
    """The year asked for, or the last one with the most units."""
    if wish.year is not None:
        return wish.year
    variables = [v for v in (wish.variable, population) if v]
    years = panel.years[wish.variable].tolist()
    counts = {year: int(known(panel, variables, year).sum()) for year in years}
    best = max(years, key=lambda year: (counts[year], year))
    said.append(f"base year: not given, {best} is the last year with figures of most units")
    return best


def complete_units(wish, panel, population, year, said):
    """Indices of the units with figures in the base year; others are dropped only if asked."""
    here = known(panel, [v for v in (wish.variable, population) if v], year)
    missing = [panel.codes[unit] for unit in np.flatnonzero(~here)]
    if missing and not wish.drop_incomplete:
        rule = f"must have figures of {year}; --drop-incomplete leaves such units out"
        raise InputError(Problem(panel.file, None, "unit_id", rule, code) for code in missing[:200])
    if missing:
        said.append(f"{len(missing)} units without figures of {year} are left out:"
                    f" {', '.join(missing[:10])}{' and more' * (len(missing) > 10)}")  # fmt: skip
    return np.flatnonzero(here)


def county_columns(wish, panel, *, population, year, units, said):
    """Columns of counties.csv but the places."""
    values = panel.at(wish.variable, year)[units] * wish.unit
    people = np.full(len(units), MILLION)
    if population:
        people = panel.at(population, year)[units] * wish.people
    kind = "a total" if wish.total else "money per head"
    said.append(f"{wish.variable} is read as {kind}, {wish.unit:g} of the currency a unit")
    columns = {
        "code": [panel.codes[unit] for unit in units],
        "name_en": [panel.names[unit] for unit in units],
        "population": people,
        "output": values / MILLION if wish.total else values * people / MILLION,
    }
    if wish.group_letters > 0:
        columns["group"] = [code[: wish.group_letters] for code in columns["code"]]
        said.append(f"groups: the first {wish.group_letters} letters of the identity")
    for name in BROUGHT:
        figures = panel.at(name, year)[units] if name in panel.values else np.array([np.nan])
        if np.isfinite(figures).all() and name not in {wish.variable, population}:
            columns[name] = figures
            said.append(f"{name}: taken from the panel as it is, {year}")
    return columns


def read_places(wish, codes, said, problems):
    """Columns longitude and latitude, or none."""
    if wish.places is None:
        said.append("places: not given, distances count steps over neighbours; there is no map")
        return {}
    table, _ = read_tidy(wish.places, PLACES, problems)
    if table is None:
        return {}
    rows = {code: row for row, code in enumerate(table.get("unit_id"))}
    for code in [code for code in codes if code not in rows][:200]:
        problems.append(Problem(table.file, None, "unit_id", "unit of the panel is missing", code))
    if problems:
        return {}
    order = [rows[code] for code in codes]
    return {"longitude": table.get("lon")[order], "latitude": table.get("lat")[order]}


def read_edges(wish, codes, places, said, problems):
    """Rows (code, neighbour, border length or nan) of neighbours.csv."""
    if wish.neighbours is None:
        if places:
            said.append("neighbours: not given, each unit's six nearest and those it is nearest to")
            pairs = nearest_neighbours(places["longitude"], places["latitude"])
            return [(codes[one], codes[other], np.nan) for one, other in pairs]
        said.append("neighbours: not given, no unit touches another and all are equally far")
        return []
    table, _ = read_tidy(wish.neighbours, EDGES, problems)
    if table is None:
        return []
    border = table.get("border_km", np.full(len(table), np.nan))
    rows = zip(table.get("unit_id"), table.get("neighbor_id"), border, strict=True)
    inside, edges, left = set(codes), {}, 0
    for one, other, length in rows:
        if one not in inside or other not in inside:
            left += 1
        elif one != other:
            edges.setdefault((one, other), length)
    if left:
        said.append(f"{left} rows of neighbours name units that are not in the region: left out")
    return [(one, other, length) for (one, other), length in edges.items()]


def history_rows(wish, panel, population, units):
    """Rows of history.csv; GDP and population under their common names."""
    common = {wish.variable: "output" if wish.total else "output_per_head"}
    scale = {wish.variable: wish.unit / MILLION if wish.total else wish.unit}
    if population:
        common[population], scale[population] = "population", wish.people
    taken = set(common.values())
    for variable in panel.values:
        name = common.get(variable, variable)
        if variable not in common and name in taken:
            name = f"{name}_of_panel"
        figures = panel.values[variable][:, units] * scale.get(variable, 1.0)
        for year, row in zip(panel.years[variable].tolist(), figures.tolist(), strict=True):
            for unit, value in zip(units, row, strict=True):
                if value == value:  # noqa: PLR0124 - nan: there is no figure
                    yield panel.codes[unit], str(year), name, value


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
