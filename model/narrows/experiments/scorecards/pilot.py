"""What the pilot's own figures could show: luck alone, and power by years of data."""

from dataclasses import asdict

import numpy as np
from scipy.special import ndtri

from narrows.ensemble.run import experiment_of
from narrows.errors import NarrowsError
from narrows.experiments.luck import POWER, SIGNIFICANCE, detectable_growth, luck_meter, power
from narrows.experiments.scorecards.twins import Case
from narrows.scenario import load_scenario

ANNOUNCED = "paired_aid"  # the shipped scenario of the pilot
LEFT, ROSE = 2, 4  # reported for 2025: of ten weak counties, out of the bottom ten; up in rank
HORIZONS = (1, 2)
BEFORE = 10  # years of data before a programme, for the textbook figure


def case_of(region, seed):
    """The announced programme as a Case; None where the region is not the pilot's."""
    try:
        scenario = load_scenario(ANNOUNCED, {"ensemble.seed": seed})
    except NarrowsError:
        return None
    if scenario.region != region.name:
        return None
    prepared = experiment_of(scenario, region)
    timing = scenario.programme
    rows = (year - region.base_year for year in (timing.start, timing.end))
    return Case(prepared.arms["programme"], prepared.roles.weak, prepared.roles.strong, *rows)


def luck_rows(world):
    """How often luck alone shows what was reported, from the region's own spacing."""
    tail = min(10, world.output.shape[-1] // 3)
    left, rose = (max(1, round(count * tail / 10)) for count in (LEFT, ROSE))
    chances = luck_meter(world.output, 0, HORIZONS, left=left, rose=rose, tail=tail)
    return [asdict(chance) | {"of": tail} for chance in chances]


def power_rows(world, track):
    """Effect, smallest effect that would be found, and power, by years of data.

    The comparison is the recipients' mean log growth since the eve less that of all others, its
    dispersion that of the worlds without programme. The textbook figure beside it takes yearly
    shocks as independent and asks for a lasting change of growth.
    """
    plan = track.case
    aided = np.zeros(world.output.shape[-1], dtype=bool)
    aided[plan.recipients] = True
    found = power(world.output, _with_programme(world, track), aided, plan.first - 1)
    shock = _growth_sd(world.output)
    z = ndtri(1 - SIGNIFICANCE / 2) + ndtri(POWER)
    rows = [
        {
            "years": int(years),
            "effect": float(effect),
            "detectable": float(z * noise),
            "power": float(share),
            "textbook_per_year": detectable_growth(
                shock, aided.sum(), (~aided).sum(), BEFORE, int(years)
            ),
        }
        for years, effect, noise, share in zip(
            found.years, found.effect, found.noise, found.power, strict=True
        )
    ]
    return {"needed": found.needed, "shock": shock, "recipients": int(aided.sum()), "rows": rows}


def _with_programme(world, track):
    """GDP with the programme; who is not aided moves by the mean of all who are not."""
    others = np.delete(np.arange(world.output.shape[-1]), track.case.recipients)
    made = world.output.copy()
    made[..., track.case.recipients] *= np.exp(track.gdp)
    made[..., others] *= np.exp(track.others)[..., None]
    return made


def _growth_sd(output):
    """Sd of a county's yearly growth about the year's mean, pooled."""
    growth = np.diff(np.log(output), axis=0)
    return float((growth - growth.mean(axis=-1, keepdims=True)).std())
