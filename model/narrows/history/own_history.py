"""A region's own past in its runs: the growth process learned from the history in its folder."""

from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from narrows.errors import NarrowsError
from narrows.history.calibrate import SHORTEST, Calibration, calibrate, law, posterior
from narrows.panel.panel import Panel
from narrows.region.kept_panels import county_history, has_history, output_per_head_history
from narrows.region.schema import TABLES

KEPT = 4  # regions whose calibration is kept in memory
OURS = (
    "speed_volatility",
    "speed_persistent_share",
    "speed_persistence",
    "residual_autocorrelation",
    "county_volatility",
)


def own_calibration(region):
    """Calibration on the region's history up to its base year, or None where there is too little.

    The rows of the region's table may lie in any order: what is learned does not depend on it.
    """
    if not getattr(region, "folder", None) or not has_history(region):
        return None
    return _learned(_Key(region))


def history_panel(region, last=None):
    """The unbroken years of the region's history in which every county is known, or None.

    Args:
        region: a Region whose folder keeps a history.
        last: last year; None for the last there is.

    Returns:
        Panel, counties in the order of their codes; None below three counties or two years.
    """
    try:
        years, income = output_per_head_history(region)
    except NarrowsError:
        return None
    rows = _unbroken(years, income, last)
    if len(region) < 3 or len(rows) < 2:
        return None
    order = np.argsort(np.array(region.codes))
    name = next(iter(region.names.values()), region.codes)
    place = np.argsort(order)
    return Panel(
        file=f"{region.name}/{TABLES['history'].file}",
        variable="output per head",
        units=tuple(region.codes[county] for county in order),
        names=tuple(name[county] for county in order),
        years=years[rows],
        income=income[rows][:, order],
        weights=_people(region, years[rows], order),
        neighbours=place[region.neighbours] if len(region.neighbours) else None,
        digest=region.digest,
    )


def law_of(calibration, seed, draws, years, parameters, stated):
    """Growth law of a block of draws, and the parameters as the history has them.

    Args:
        calibration: Calibration of the region, in the order of its counties.
        seed: of the run.
        draws: range of draw numbers.
        years: how many years ahead.
        parameters: arrays (draw, 1) by name, as drawn from priors.
        stated: names the scenario gives itself; they stay as drawn.

    Returns:
        GrowthLaw, parameters.
    """
    given = {name: getattr(parameters, name) for name in OURS if name in stated}
    drawn = posterior(calibration, seed, draws)
    values = vars(parameters) | {name: drawn[name] for name in OURS} | given
    return law(calibration, seed, draws, years, stated=given), SimpleNamespace(**values)


class _Key:
    """A region that is equal to another by its files, so that it is learned from once."""

    def __init__(self, region):
        self.region = region

    def __hash__(self):
        return hash(self.region.digest)

    def __eq__(self, other):
        return self.region.digest == other.region.digest


@lru_cache(maxsize=KEPT)
def _learned(key):
    panel = history_panel(key.region, key.region.base_year)
    if panel is None or len(panel.years) < SHORTEST or panel.years[-1] != key.region.base_year:
        return None
    if np.ptp(panel.relative, axis=1).min() == 0:
        return None  # counties that are all alike have no gap to learn from
    return _in_order(calibrate(panel), key.region)


def _in_order(calibration: Calibration, region):
    """From the order of codes to that of the region's table, standing where its table says."""
    place = np.argsort(np.argsort(np.array(region.codes)))
    shocks = calibration.shocks
    income = np.log(region.output / region.population)
    today = income - income.mean()
    moved = today - calibration.relative[place]  # the table may know better than the history
    shocks = replace(
        shocks,
        memory=shocks.memory[place],
        volatility=shocks.volatility[place],
        permanent=shocks.permanent[place] + moved,
        shocks=shocks.shocks[:, place],
    )
    return replace(calibration, relative=today, shocks=shocks)


def _unbroken(years, income, last):
    """Rows of the last stretch of consecutive years without a hole."""
    whole = (np.isfinite(income) & (income > 0)).all(axis=1)
    rows = np.flatnonzero(whole & (years <= (years[-1] if last is None else last)))
    if not len(rows):
        return rows
    breaks = np.flatnonzero(np.diff(years[rows]) != 1)
    return rows[breaks[-1] + 1 :] if len(breaks) else rows


def _people(region, years, order):
    """Population of the years (year, county), or None where it is not known of all."""
    panels = county_history(region)
    if "population" not in panels:
        return None
    census, people = panels["population"]
    found = dict(zip(census.tolist(), people, strict=True))
    if not set(years.tolist()) <= found.keys():
        return None
    chosen = np.array([found[year] for year in years.tolist()])[:, order]
    return chosen if (np.isfinite(chosen) & (chosen > 0)).all() else None
