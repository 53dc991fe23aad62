"""Their simulated effects, and what is read off each."""

from dataclasses import dataclass, replace

import numpy as np

from narrows.ensemble.run import REFERENCE, experiment_of, look
from narrows.model.indicators import gross_investment
from narrows.model.policy import Policy

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


@dataclass(frozen=True)
class Track:
    """Effects of one programme: the world with it less the world without, on the same luck.

    Args:
        case: what was run.
        income: GDP per head of the recipients in the base year (recipient,).
        gdp, people: log difference of GDP and of people (year, draw, recipient).
        others: mean log difference of GDP of all who are not aided (year, draw).
        donors: mean log difference of donors' GDP (year, draw).
        inputs: mean log difference of recipients' inputs as an accountant adds them up: half
            capital of both kinds, half people (year, draw).
        donors_inputs: the same of the donors (year, draw).
        demand: output called forth by spending, share of recipients' GDP (year, draw).
        investment, revenue: of the recipients, relative difference (year, draw).
        gain, neighbours, whole: GDP of recipients, of their neighbours who are not aided, and of
            all, difference in million (year, draw).
        money: aid paid and projects that came to produce, million (year, draw).
        gap, revenue_gap, spread: sd of log GDP per head of all, of log own revenue per head of
            all, and of log GDP per head among recipients, relative difference (year, draw).
    """

    case: object
    income: np.ndarray
    gdp: np.ndarray
    people: np.ndarray
    others: np.ndarray
    donors: np.ndarray
    inputs: np.ndarray
    donors_inputs: np.ndarray
    demand: np.ndarray
    investment: np.ndarray
    revenue: np.ndarray
    gain: np.ndarray
    neighbours: np.ndarray
    whole: np.ndarray
    money: np.ndarray
    gap: np.ndarray
    revenue_gap: np.ndarray
    spread: np.ndarray

    @property
    def per_head(self):
        """Mean log difference of recipients' GDP per head (year, draw)."""
        return (self.gdp - self.people).mean(axis=-1)

    @property
    def level(self):
        """Mean log difference of recipients' GDP (year, draw)."""
        return self.gdp.mean(axis=-1)


@dataclass(frozen=True)
class BaselinePaths:
    """The baseline: million, persons, million (year, draw, county)."""

    output: np.ndarray
    population: np.ndarray
    tax: np.ndarray


def experiment(scenario, region, *, draws, seed):
    """A scenario's beliefs, switches, form and history in a region, without its programme."""
    arms = {"baseline": Policy(), "programme": Policy()}
    return replace(experiment_of(scenario, region), arms=arms, draws=draws, seed=seed)


def run(experiment, cases, years, progress=None):
    """Simulate the cases and the world without them.

    Args:
        experiment: region, beliefs, luck and form.
        cases: {name: Case}.
        years: how many after the base year.
        progress: called with the years just simulated and all there are.

    Returns:
        (BaselinePaths, {name: Track}).
    """
    region = experiment.region
    span = range(region.base_year, region.base_year + years + 1)
    around = {name: _neighbours(region, plan.recipients) for name, plan in cases.items()}

    def see(arm, year):
        without = year.flows[REFERENCE]
        if arm == REFERENCE:
            return _world(without)
        return _effects(year.flows[arm], without, cases[arm], around[arm])

    arms = {name: plan.programme for name, plan in cases.items()}
    seen = look(replace(experiment, years=span), arms, see, span, progress)
    income = region.output / region.population
    tracks = {
        name: Track(case=plan, income=income[plan.recipients], **_laid_out(seen[name]))
        for name, plan in cases.items()
    }
    return BaselinePaths(**seen[REFERENCE]), tracks


def _laid_out(seen):
    """Draws of one recipient together in memory: sums in single precision depend on it."""
    together = {
        key: np.moveaxis(np.ascontiguousarray(np.moveaxis(seen[key], -1, 1)), 1, -1)
        for key in ("gdp", "people")
    }
    return seen | together


def _world(flows):
    return {"output": flows.output, "population": flows.population, "tax": flows.budget.tax}


def _neighbours(region, recipients):
    """Mask of the counties that border on an aided one and are not aided."""
    aided = np.zeros(len(region))
    aided[recipients] = 1
    return (np.asarray(region.weights() @ aided) > 0) & (aided == 0)


def _effects(flows, without, plan, around):
    """What one year shows of one case; see Track."""
    aided, donors = plan.recipients, plan.donors
    gdp = np.log(flows.output / without.output)
    people = np.log(flows.population / without.population)
    inputs = 0.5 * (np.log(_capital(flows) / _capital(without)) + people)
    change = flows.output - without.output
    others = np.delete(gdp, aided, axis=1)
    made = without.output[:, aided].sum(1)
    return {
        "gdp": gdp[:, aided].astype(np.float32),
        "people": people[:, aided].astype(np.float32),
        "others": others.mean(1),
        "donors": gdp[:, donors].mean(1),
        "inputs": inputs[:, aided].mean(1),
        "donors_inputs": inputs[:, donors].mean(1),
        "demand": (flows.demand - without.demand)[:, aided].sum(1) / made,
        "investment": _relative(gross_investment, flows, without, aided),
        "revenue": _relative(lambda year: year.budget.own_revenue, flows, without, aided),
        "gain": change[:, aided].sum(1),
        "neighbours": change[:, around].sum(1),
        "whole": change.sum(1),
        "money": (flows.aid.total + flows.relocation.into).sum(1),
        "gap": _spread_change(flows.output, without.output, flows, without),
        "revenue_gap": _spread_change(
            flows.budget.own_revenue, without.budget.own_revenue, flows, without
        ),
        "spread": _spread_change(flows.output, without.output, flows, without, aided),
    }


def _capital(flows):
    return flows.capital + flows.public_capital


def _relative(quantity, flows, without, places):
    after, before = (quantity(year)[:, places].sum(1) for year in (flows, without))
    return after / before - 1


def _spread_change(after, before, flows, without, places=slice(None)):
    """Relative difference of the sd of logs per head."""
    with_it = np.log(after / flows.population)[:, places].std(axis=1)
    base = np.log(before / without.population)[:, places].std(axis=1)
    return np.divide(with_it, base, out=np.ones_like(base), where=base > 0) - 1
