"""What is read off a simulated programme, to be held against what a study found.

Every reading takes the track of its twin, all tracks, and the world without programme, and gives
one number a draw; readings that are shares of places or of worlds give one number in all.
"""

import numpy as np

SURE = 0.95  # of the draws
NOTICEABLE = 1.05  # an effect not 5 % larger is not larger
SIGNIFICANT = 1.96


def growth(track, tracks, world):  # noqa: ARG001 - all readings share one signature
    """GDP per head while money is paid, points a year."""
    return 100 * track.per_head[track.case.last] / _paid_years(track)


def growth_after(track, tracks, world):  # noqa: ARG001
    """GDP per head in the five years after the last payment, points a year."""
    last = track.case.last
    return 100 * (track.per_head[last + 5] - track.per_head[last]) / 5


def level(track, tracks, world):  # noqa: ARG001
    """GDP in the last year of payment, %."""
    return 100 * np.expm1(track.level[track.case.last])


def level_after_10(track, tracks, world):  # noqa: ARG001
    """GDP ten years after the last payment, %."""
    return 100 * np.expm1(track.level[track.case.last + 10])


def left(years):
    """Share of the effect on GDP per head that is left some years after the last payment."""

    def share(track, tracks, world):  # noqa: ARG001
        return _ratio(track.per_head[track.case.last + years], track.per_head[track.case.last])

    return share


def demand_left_3(track, tracks, world):  # noqa: ARG001
    """Share of the demand effect that is left three years after the last payment."""
    return _ratio(track.demand[track.case.last + 3], track.demand[track.case.last])


def lag(track, tracks, world):  # noqa: ARG001
    """Year of payment in which GDP per head gains most, counted from one."""
    first, last = track.case.first, track.case.last
    steps = np.diff(track.per_head[first - 1 : last + 1], axis=0)
    return 1.0 + steps.argmax(axis=0)


def concavity(track, tracks, world):  # noqa: ARG001
    """Effect of twice the dose over twice the effect of the dose."""
    last = track.case.last
    return _ratio(tracks["objective_1_double"].per_head[last], 2 * track.per_head[last])


def saturated(track, tracks, world):  # noqa: ARG001
    """Share of recipients to whom twice the dose brings no noticeably larger effect."""
    last, double = track.case.last, tracks["objective_1_double"]
    return (double.gdp[last] < NOTICEABLE * track.gdp[last]).mean(axis=-1)


def responding(track, tracks, world):  # noqa: ARG001
    """Share of recipients whose GDP is higher in at least 95 % of the draws, one number."""
    higher = (track.gdp[track.case.last] > 0).mean(axis=0)
    return np.atleast_1d((higher >= SURE).mean())


def neighbours(track, tracks, world):  # noqa: ARG001
    """Change of GDP of the neighbours who are not aided, over the gain of the aided."""
    last = track.case.last
    return _ratio(track.neighbours[last], track.gain[last])


def residual(track, tracks, world):  # noqa: ARG001
    """Growth an accountant cannot put down to capital and people, points a year."""
    last = track.case.last
    return 100 * (track.level[last] - track.inputs[last]) / _paid_years(track)


def residual_share(track, tracks, world):  # noqa: ARG001
    """Part of the effect on GDP an accountant cannot put down to capital and people."""
    last = track.case.last
    return _ratio(track.level[last] - track.inputs[last], track.level[last])


def donors_residual(track, tracks, world):  # noqa: ARG001
    """The same of the donors, points a year."""
    last = track.case.last
    return 100 * (track.donors[last] - track.donors_inputs[last]) / _paid_years(track)


def donors(track, tracks, world):  # noqa: ARG001
    """Donors' GDP in the last year of payment, %."""
    return 100 * np.expm1(track.donors[track.case.last])


def investment(track, tracks, world):  # noqa: ARG001
    """Recipients' investment, mean of the years of payment, %."""
    return 100 * track.investment[track.case.first : track.case.last + 1].mean(axis=0)


def dip(track, tracks, world):  # noqa: ARG001
    """Lowest effect on recipients' investment in the four years after the last payment, %."""
    last = track.case.last
    return 100 * track.investment[last + 1 : last + 5].min(axis=0)


def revenue(track, tracks, world):  # noqa: ARG001
    """Recipients' own revenue in the last year of payment, %."""
    return 100 * track.revenue[track.case.last]


def fading(track, tracks, world):  # noqa: ARG001
    """Growth effect of the second half of the years of payment over that of the first."""
    first, last = track.case.first - 1, track.case.last
    middle = (first + last) // 2
    effect = track.level
    return _ratio(effect[last] - effect[middle], effect[middle] - effect[first])


def per_head_share(track, tracks, world):  # noqa: ARG001
    """Effect on GDP per head over the effect on GDP."""
    last = track.case.last
    return _ratio(track.per_head[last], track.level[last])


def richer(track, tracks, world):  # noqa: ARG001
    """Effect on the richer half of the recipients less that on the poorer half, points."""
    effect = 100 * track.gdp[track.case.last]
    half = track.income >= np.median(track.income)
    if half.all():
        return np.full(effect.shape[0], np.nan)
    return effect[:, half].mean(axis=1) - effect[:, ~half].mean(axis=1)


def recipients_spread(track, tracks, world):  # noqa: ARG001
    """Sd of log GDP per head among the recipients, %."""
    return 100 * track.spread[track.case.last]


def gap(track, tracks, world):  # noqa: ARG001
    """Sd of log GDP per head of all counties, %."""
    return 100 * track.gap[track.case.last]


def revenue_gap(track, tracks, world):  # noqa: ARG001
    """Sd of log own revenue per head of all counties, %."""
    return 100 * track.revenue_gap[track.case.last]


def unseen(track, tracks, world):  # noqa: ARG001
    """Share of worlds in which a comparison of growth finds no significant effect, one number.

    What an analyst could do: mean growth of the aided less that of all others since the base
    year, against its distribution in worlds without programme.
    """
    last, places = track.case.last, track.case.recipients
    growth_without = np.log(world.output[last] / world.output[0])
    aided = np.zeros(growth_without.shape[1], dtype=bool)
    aided[places] = True
    luck = growth_without[:, aided].mean(axis=1) - growth_without[:, ~aided].mean(axis=1)
    found = luck - luck.mean() + track.level[last] - track.others[last]
    return np.atleast_1d((np.abs(found) < SIGNIFICANT * luck.std()).mean())


def multiplier(years):
    """Recipients' GDP gained over some years for each unit of money paid."""

    def gained(track, tracks, world):  # noqa: ARG001
        return _ratio(track.gain[1 : years + 1].sum(axis=0), track.money.sum(axis=0))

    return gained


def impact(track, tracks, world):  # noqa: ARG001
    """Effect on GDP in the first year over the largest of all years."""
    return _ratio(track.level[track.case.first], track.level.max(axis=0))


def sharing(track, tracks, world):
    """Recipients' investment with the tax of a park shared less that without, points."""
    return investment(track, tracks, world) - investment(tracks["park_unshared"], tracks, world)


def worth_15(track, tracks, world):  # noqa: ARG001
    """GDP gained everywhere until fifteen years after the end, for each unit of money paid."""
    last = track.case.last + 15
    return _ratio(track.whole[: last + 1].sum(axis=0), track.money.sum(axis=0))


def _paid_years(track):
    return track.case.last - track.case.first + 1


def _ratio(above, below):
    """Quotient, nan where there is nothing to divide by."""
    enough = np.abs(below) > 1e-12
    return np.divide(above, below, out=np.full_like(below, np.nan, dtype=float), where=enough)


READINGS = {
    "growth": growth,
    "growth_after": growth_after,
    "level": level,
    "level_after_10": level_after_10,
    "left_5": left(5),
    "left_7": left(7),
    "left_10": left(10),
    "left_16": left(16),
    "demand_left_3": demand_left_3,
    "lag": lag,
    "concavity": concavity,
    "saturated": saturated,
    "responding": responding,
    "neighbours": neighbours,
    "residual": residual,
    "residual_share": residual_share,
    "donors_residual": donors_residual,
    "donors": donors,
    "investment": investment,
    "dip": dip,
    "revenue": revenue,
    "fading": fading,
    "per_head_share": per_head_share,
    "richer": richer,
    "recipients_spread": recipients_spread,
    "gap": gap,
    "revenue_gap": revenue_gap,
    "unseen": unseen,
    "multiplier_3": multiplier(3),
    "multiplier_7": multiplier(7),
    "impact": impact,
    "sharing": sharing,
    "worth_15": worth_15,
}
