"""What changes over a programme's years, from the scenario: graduation, re-matching, growth."""

import numpy as np

from narrows.dynamics import Dynamics, Graduation, Growing, Rematch
from narrows.experiments.preparation.matching import Matching
from narrows.measures import MEASURES
from narrows.measures.distribution import Distribution


def dynamics(scenario, region, roles):
    """The rules of change, or None where nothing changes."""
    timing, graduate = scenario.programme, scenario.weak.graduate
    every = scenario.pairing.rematch
    growing = any(fund.grow_while is not None for fund in scenario.fund)
    if timing is None or not (growing or every or graduate is not None):
        return None
    return Dynamics(
        start=timing.start,
        end=timing.end + timing.taper,
        members=roles.weak,
        strong=roles.strong,
        by=scenario.weak.select.by,
        donors_per_weak=scenario.pairing.donors_per_weak,
        graduation=_graduation(graduate),
        rematch=Rematch(every, partners_anew(scenario, region, roles)) if every else None,
    )


def _graduation(graduate):
    if graduate is None:
        return None
    return Graduation(
        above_bottom=graduate.above_bottom,
        patience=graduate.patience,
        then=graduate.then,
        taper=graduate.taper,
        refill=graduate.refill,
    )


def partners_anew(scenario, region, roles):
    """The function that chooses partners in a later year; see `dynamics.Rematch`."""
    matching = Matching(scenario, region)
    by_head = scenario.strong.select.by == "gdp_per_head"

    def pair_up(year, weak, output, population, revenue):
        strength = output[roles.strong] / (population[roles.strong] if by_head else 1)
        strong = roles.strong[np.argsort(-strength, kind="stable")]
        return matching.anew(year, weak, strong, output, population, revenue)

    return pair_up


def growing(fund, timing, region):
    """How a fund grows, or None."""
    grow = fund.grow_while
    if grow is None or timing is None or grow.by == 0:
        return None
    return Growing(
        measure=gap_of(grow.measure, region),
        above=grow.above,
        rate=grow.by,
        ceiling=grow.ceiling,
        start=timing.start,
        end=timing.end,
    )


def gap_of(name, region):
    """f(output, population) giving a measure of GDP per head, by people where it is defined."""
    measure = MEASURES[name]
    known = {"group": region.group}

    def gap(output, population):
        counties = Distribution(output / population)
        if measure.weighted:
            counties = counties.weighted(population)
        return measure.function(counties, **{need: known[need] for need in measure.needs})

    return gap
