"""What chance alone would show, and how long data must run."""

from dataclasses import asdict, dataclass

import numpy as np
from scipy.special import ndtri

from narrows.ensemble.run import experiment_of
from narrows.evidence.dose import Case
from narrows.measures import TAIL, ranks
from narrows.scenario import load_scenario
from narrows.verdict.conditions import probability

SIGNIFICANCE = 0.05
POWER = 0.8
MOVES = (0.2, 0.4)  # of the bottom group, where a region reports no moves: left it, rose in rank
HORIZONS = (1, 2)
BEFORE = 10  # years of data before a programme, for the textbook figure


@dataclass(frozen=True)
class ChanceEvent:
    """How often luck alone shows an event.

    Args:
        event: left_bottom, rose or both.
        count: how many of the bottom counties it takes.
        years: after the base year.
        probability: share of the draws without programme.
        error: Monte Carlo standard error of that share.
    """

    event: str
    count: str
    years: int
    probability: float
    error: float


def chance_meter(output, start, horizons, *, left, rose, tail=TAIL):
    """Count how often counties rise without any programme, after each number of years.

    The counties looked at are the `tail` smallest of the start year in each draw. One has left
    the bottom when its rank is above that of the tail-th smallest; one has risen when its rank
    among all counties is better than in the start year.

    Args:
        output: GDP without programme (year, draw, county).
        start: row of the start year.
        horizons: years after it.
        left: how many must have left the bottom.
        rose: how many must have risen.
        tail: how many counties are the bottom.

    Returns:
        list of ChanceEvent, three events for each horizon.

    >>> swap = np.array([[[1.0, 2.0, 3.0]], [[3.0, 2.0, 1.0]]])
    >>> [c.probability for c in chance_meter(swap, 0, (1,), left=1, rose=1, tail=1)]
    [1.0, 1.0, 1.0]
    """
    before = ranks(output[start])
    count = output.shape[-1]
    bottom = before > count - tail
    found = []
    for years in horizons:
        after = ranks(output[start + years])
        gone = (bottom & (after <= count - tail)).sum(axis=-1) >= left
        risen = (bottom & (after < before)).sum(axis=-1) >= rose
        for event, needed, happens in (
            ("left_bottom", str(left), gone),
            ("rose", str(rose), risen),
            ("both", f"{left}+{rose}", gone & risen),
        ):
            share = probability(happens)
            found.append(ChanceEvent(event, needed, years, share.value, share.error))
    return found


def detectable_growth(shock, treated, controls, before, after):
    """Smallest effect on yearly growth that a comparison of growth rates would find.

    d = (z_0.975 + z_0.8) s sqrt((1/treated + 1/controls) (1/before + 1/after))

    Two-sided test at 5 %, power 80 %, shocks independent between counties and years; with
    shocks in common between neighbours it takes more.

    Args:
        shock: s, sd of a county's yearly growth, share.
        treated: number of recipients.
        controls: number of the others.
        before: years of data before the programme.
        after: years of data since.

    Source: textbook difference in differences of means.

    >>> round(detectable_growth(0.02, 10, 126, 10, 1), 4)
    0.0193
    """
    from scipy.special import ndtri

    z = ndtri(1 - SIGNIFICANCE / 2) + ndtri(POWER)
    places, times = 1 / treated + 1 / controls, 1 / before + 1 / after
    return float(z * shock * np.sqrt(places * times))


@dataclass(frozen=True)
class Power:
    """How often the programme could be told from luck by the recipients' own GDP.

    Args:
        years: of data since the programme began (n,).
        power: share of programme runs outside the middle 95 % of the runs without (n,).
        needed: first number of years from which power is 80 % or more; None within the run.
        effect: median effect on recipients' log GDP against the others' (n,).
        noise: sd of that comparison without programme (n,).
    """

    years: np.ndarray
    power: np.ndarray
    needed: int | None
    effect: np.ndarray
    noise: np.ndarray


def power(baseline, programme, recipients, eve):
    """Find by simulation how many years of data would show the effect.

    What an analyst could do with GDP alone: the recipients' mean log growth since the eve less
    that of all other counties. It is significant in a run with the programme when it lies
    outside the middle 95 % of the same comparison in the runs without. That analyst knows the
    law of luck exactly, so real data would need longer.

    Args:
        baseline: GDP without programme (year, draw, county).
        programme: GDP with it (year, draw, county).
        recipients: True for the aided (county,).
        eve: row of the last year before the programme.

    Returns:
        Power.
    """
    aided = np.asarray(recipients, dtype=bool)
    without, with_it = (_lead(panel, aided, eve) for panel in (baseline, programme))
    low, high = np.quantile(without, (SIGNIFICANCE / 2, 1 - SIGNIFICANCE / 2), axis=1)
    found = ((with_it < low[:, None]) | (with_it > high[:, None])).mean(axis=1)
    enough = np.flatnonzero(found < POWER)
    lasting = 0 if not enough.size else enough[-1] + 1
    return Power(
        years=np.arange(1, found.size + 1),
        power=found,
        needed=int(lasting + 1) if lasting < found.size else None,
        effect=np.median(with_it - without, axis=1),
        noise=without.std(axis=1),
    )


def _lead(panel, aided, eve):
    """Mean log growth of the aided since the eve less that of the others (year, draw)."""
    growth = np.log(panel[eve + 1 :] / panel[eve])
    return growth[..., aided].mean(axis=-1) - growth[..., ~aided].mean(axis=-1)


def case_of(region, seed):
    """The programme announced for the region as a Case; None where it names no scenario."""
    if region.announced_scenario is None:
        return None
    scenario = load_scenario(region.announced_scenario, {"ensemble.seed": seed})
    if scenario.region != region.name:
        return None
    prepared = experiment_of(scenario, region)
    timing = scenario.programme
    rows = (year - region.base_year for year in (timing.start, timing.end))
    return Case(prepared.arms["programme"], prepared.roles.weak, prepared.roles.strong, *rows)


def chance_rows(world, reported=None):
    """How often luck alone shows what was reported, from the region's own spacing."""
    tail = min(10, world.output.shape[-1] // 3)
    moves = [share * tail for share in MOVES]
    if reported is not None:
        moves = [count * tail / TAIL for count in (reported.left_bottom, reported.rose)]
    left, rose = (max(1, round(count)) for count in moves)
    chances = chance_meter(world.output, 0, HORIZONS, left=left, rose=rose, tail=tail)
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
