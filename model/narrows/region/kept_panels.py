"""Panels kept in a region's folder, read when asked for."""

import numpy as np

from narrows.errors import InputError, NarrowsError
from narrows.panel.cells import read_table
from narrows.region.schema import TABLES


def read_panel(region, name):
    """A table of the region's folder, or a clear error."""
    if region.folder is None:
        raise NarrowsError(f"region {region.name} was created in memory and has no {name} table")
    problems = []
    table = read_table(region.folder, TABLES[name], region.name, problems)
    if problems:
        raise InputError(problems)
    if table is None:
        raise NarrowsError(f"region {region.name} has no {TABLES[name].file}")
    return table


def has_history(region):
    """The region keeps a panel of its counties."""
    return region.folder is not None and (region.folder / TABLES["history"].file).is_file()


def county_history(region):
    """Variable -> (years (T,) int, values (T, N), nan where there is no figure)."""
    table = read_panel(region, "history")
    variables = np.array(table.get("variable"))
    years = table.get("year").astype(np.int64)
    rows = np.array([region.index[code] for code in table.get("code")], dtype=np.int64)
    panels = {}
    for variable in dict.fromkeys(table.get("variable")):
        here = variables == variable
        span, place = np.unique(years[here], return_inverse=True)
        values = np.full((len(span), len(region)), np.nan)
        values[place, rows[here]] = table.get("value")[here]
        panels[variable] = (span, values)
    return panels


def output_per_head_history(region):
    """Years (T,) and output per head (T, N), units of the currency, nan where unknown.

    Taken as it is, or total output over population where only those are kept.
    """
    panels = county_history(region)
    if "output_per_head" in panels:
        return panels["output_per_head"]
    if not {"output", "population"} <= panels.keys():
        raise NarrowsError(f"the history of {region.name} has no output per head")
    (years, output), (census, people) = panels["output"], panels["population"]
    common, first, second = np.intersect1d(years, census, return_indices=True)
    return common, output[first] * 1e6 / people[second]


def county_points(region, reliability):
    """(code, year, output) of single published figures, development zones included.

    Args:
        region: a Region whose folder may keep points.csv.
        reliability: words of that column which are believed.
    """
    if region.folder is None or not (region.folder / TABLES["points"].file).is_file():
        return
    table = read_panel(region, "points")
    scopes = table.get("scope", [""] * len(table))
    trust = table.get("reliability", [""] * len(table))
    rows = zip(
        *(table.get(name) for name in ("code", "year", "variable", "value")),
        scopes, trust, strict=True,
    )  # fmt: skip
    for code, year, variable, value, scope, word in rows:
        if variable == "output" and scope != "without_zones" and word in reliability:
            yield code, int(year), float(value)


def group_history(region):
    """Years (T,), output (T, G) million of the currency, growth (T, G), series (T)."""
    table = read_panel(region, "group_panel")
    place = {code: number for number, code in enumerate(region.group_codes)}
    groups = np.array([place[code] for code in table.get("group")], dtype=np.int64)
    years, rows = np.unique(table.get("year").astype(np.int64), return_inverse=True)
    output = np.full((len(years), len(place)), np.nan)
    growth = output.copy()
    output[rows, groups] = table.get("output")
    growth[rows, groups] = table.get("growth", np.full(len(table), np.nan))
    labels = table.get("series", [""] * len(table))
    series = dict(zip(years[rows].tolist(), labels, strict=True))
    return years, output, growth, tuple(series[year] for year in years.tolist())
