"""Two named arms on the same luck: difference, quantiles, Lorenz curves."""

from dataclasses import replace

import numpy as np

from narrows.measures.catalogue import measure_key
from narrows.verdict import records

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
LORENZ_POINTS = 51


def quantiles(values, names):
    """Mean and quantiles over the last axis, linear between order statistics.

    Sorting once in contiguous memory serves all quantiles and is several times faster than
    asking numpy for each along another axis.

    Args:
        values: (..., draw).
        names: keys of QUANTILES.

    Returns:
        {"mean" and names: (...)}.

    >>> quantiles(np.array([[3.0, 1.0, 2.0]]), ("q50",))
    {'mean': array([2.]), 'q50': array([2.])}
    """
    ordered = np.sort(np.ascontiguousarray(values), axis=-1)
    last = ordered.shape[-1] - 1
    found = {"mean": ordered.mean(-1, dtype=float)}
    for name in names:
        place = QUANTILES[name] * last
        low = int(place)
        high = min(low + 1, last)
        below, above = ordered[..., low].astype(float), ordered[..., high].astype(float)
        found[name] = below + (place - low) * (above - below)
    return found


def _lorenz(results, row):
    """Lorenz curves of GDP per head in one year, people as weights {arm: (draw, point)}."""
    points = np.linspace(0, 1, LORENZ_POINTS)
    curves = {}
    for arm, output in results.counties["gdp"].items():
        people = results.counties["population"][arm][row].astype(float)
        gdp = output[row].astype(float)
        order = np.argsort(gdp / people, axis=1)
        share = [np.cumsum(np.take_along_axis(x, order, 1), axis=1) for x in (people, gdp)]
        poor, have = (np.pad(x / x[:, -1:], ((0, 0), (1, 0))) for x in share)
        curves[arm] = np.array([np.interp(points, p, h) for p, h in zip(poor, have, strict=True)])
    return curves


def verdict_rule(scenario):
    """The verdict rule as the scenario words it."""
    asked = scenario.verdict
    return records.Rule(
        horizon=asked.horizon,
        headlines=tuple(measure_key(name) for name in asked.headline),
        practical_size=asked.practical_size,
        donors_bound=asked.donors_bound,
        province_bound=asked.province_bound,
    )


def outcomes(outcome):
    """What the verdict looks at."""
    scenario, results = outcome.scenario, outcome.results
    timing, goal = scenario.programme, scenario.goal
    structure = np.where(results.closed, "closed", "open")
    found = records.Outcomes(
        years=np.array(results.experiment.years),
        measures=results.measures,
        aggregates=results.aggregates,
        programme=timing and records.Dates(timing.start, timing.end, timing.end + timing.taper),
        paid=results.aggregates["programme_money"]["programme"],
        parameters=results.parameters,
        structure=structure,
        goal=goal
        and records.Target(measure_key(goal.measure), goal.fall, goal.by, goal.probability),
        currency=scenario.currency,
    )
    return replace(found, lorenz=_lorenz(results, _verdict_row(found, verdict_rule(scenario))))


def _verdict_row(found, rule):
    """Row of the verdict's year."""
    horizon = rule.horizon or (found.programme and found.programme.end)
    row = found.row(horizon) if horizon else None
    return len(found.years) - 1 if row is None else row
