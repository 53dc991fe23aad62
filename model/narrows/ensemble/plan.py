"""Scenario and region to policy, beliefs and switches."""

from dataclasses import fields

import numpy as np

from narrows.ensemble.pairs import Matching, place
from narrows.measures import MEASURES
from narrows.measures.distribution import Distribution
from narrows.model.parameters import Prior
from narrows.model.policy import (
    MIXED,
    PUBLIC_WORKS,
    Bond,
    Dynamics,
    Fund,
    GeneralFund,
    Graduation,
    Growing,
    Policy,
    Projects,
    Quota,
    Rematch,
    Use,
)
from narrows.model.terms import Agreement, CoFund, Orders, Park, Secondment
from narrows.model.world import NONE, Mechanisms

USES = {
    "investment": Use(public=0.0),
    "public_capital": PUBLIC_WORKS,
    "skills": Use(public=0.0, skills=1.0),
    "consumption": Use(public=0.0, consumption=1.0),
    "mixed": MIXED,
}


def intensity(timing, year):
    """Share of full payment in a year: one from start to end, then falling evenly to nothing.

    >>> from types import SimpleNamespace
    >>> timing = SimpleNamespace(start=2024, end=2025, taper=1)
    >>> [intensity(timing, year) for year in (2023, 2024, 2025, 2026, 2027)]
    [0.0, 1.0, 1.0, 0.5, 0.0]
    """
    if timing is None or year < timing.start:
        return 0.0
    return max(0.0, 1 - max(0, year - timing.end) / (timing.taper + 1))


def programme(scenario, region, roles):
    """The programme the model runs."""
    years = range(region.base_year, scenario.horizon.end + 1)
    timing = scenario.programme
    strength = {year: intensity(timing, year) for year in years}
    assistance = scenario.assistance
    return Policy(
        donor=roles.donor,
        recipient=roles.recipient,
        funds=tuple(_fund(fund, timing, strength, region, roles) for fund in scenario.fund),
        bonds=tuple(
            issue
            for bond in scenario.bond
            for issue in _issues(bond, timing, years, region, roles)
        ),
        assistance=_paid(assistance.share_of_revenue, strength) if assistance else {},
        assistance_use=USES[assistance.use] if assistance else MIXED,
        projects=_projects(scenario.link, timing),
        agreement=agreement(scenario, strength),
        quotas=tuple(_quota(quota, strength, region, roles) for quota in scenario.quota),
        general=_general(scenario.general_fund, strength, region, roles),
        dynamics=dynamics(scenario, region, roles),
    )


def _paid(dated, strength):
    """Amounts by year, without the years in which nothing is paid."""
    paid = {year: dated.at(year) * share for year, share in strength.items()}
    return {year: amount for year, amount in paid.items() if amount > 0}


def entitled(to, region, roles):
    """Mask (1, county) of those who may be paid."""
    mask = np.zeros((1, len(region)), dtype=bool)
    if to == "all":
        mask[:] = True
    elif to == "weak":
        mask[0, roles.weak] = True
    else:
        mask[0, [place(region, name) for name in to]] = True
    return mask


def _fund(fund, timing, strength, region, roles):
    rest = fund.remainder
    return Fund(
        name=fund.name,
        amounts=_paid(fund.amount, strength),
        entitled=entitled(fund.to, region, roles),
        allocation=fund.allocation,
        remainder_share=rest.share if rest else 0.0,
        remainder_allocation=rest.allocation if rest else "equal",
        use=USES[fund.use],
        floor=fund.floor,
        ceiling=fund.ceiling,
        carry_over=bool(fund.carry_over),
        own_share=fund.own_share or 0.0,
        members=fund.to == "weak",
        growing=growing(fund, timing, region),
    )


def _issues(bond, timing, years, region, roles):
    """One bond a year of issue, so that each has its own grace and term."""
    if timing is None or bond.quota == 0:
        return []
    last = timing.start if bond.issued == "once" else timing.end
    return [
        Bond(
            name=bond.name,
            year=year,
            amount=bond.quota,
            entitled=entitled(bond.to, region, roles),
            allocation=bond.allocation,
            rate=bond.rate,
            term=bond.term,
            grace=bond.grace,
            use=USES[bond.use],
            self_financing=bool(bond.self_financing),
            guarantor=bond.failure_paid_by or "host",
            members=bond.to == "weak",
        )
        for year in range(timing.start, last + 1)
        if year in years
    ]


def _quota(quota, strength, region, roles):
    return Quota(
        name=quota.name,
        limit=quota.limit,
        capital_per_unit=quota.capital_per_unit,
        units=_paid(quota.amount, strength),
        entitled=entitled(quota.to, region, roles),
        allocation=quota.allocation,
        members=quota.to == "weak",
    )


def _projects(links, timing):
    """Honoured projects by year, million a pair, spread evenly over the programme's years."""
    relocations = [link for link in links if link.kind == "relocation"]
    total = sum(link.signed * link.project_size * link.honoured_share for link in relocations)
    if timing is None or total == 0:
        return None
    years = range(timing.start, timing.end + 1)
    signed = sum(link.signed for link in relocations)
    value = sum(link.signed * link.project_size for link in relocations)
    amounts = {year: total / len(years) for year in years}
    return Projects(amounts, size=value / signed, honoured=total / value)


def _general(general, strength, region, roles):
    if general is None:
        return None
    return GeneralFund(
        amounts={year: general.amount.at(year) for year in strength},
        status_quo=general.status_quo,
        allocation=general.allocation,
        moved=_paid(general.moved_share, strength),
        entitled=entitled(general.to, region, roles),
        members=general.to == "weak",
    )


def mechanisms(scenario):
    """Which of the disputed mechanisms are at work."""
    asked = scenario.mechanisms
    if asked is None:
        return NONE
    return Mechanisms(**{field.name: getattr(asked, field.name) for field in fields(Mechanisms)})


def beliefs(scenario):
    """{name: Prior} where the scenario replaces the table's priors."""
    return {
        name: Prior(belief.shape, belief.first, belief.second)
        for name, belief in scenario.parameters.items()
    }


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


def agreement(scenario, strength):
    """What the two counties of every pair agree.

    Args:
        scenario: resolved Scenario.
        strength: {year: share of full payment}.
    """
    kinds = {name: [k for k in scenario.link if k.kind == KINDS.get(name, name)] for name in MAKERS}
    made = {kind: MAKERS[kind](found, strength) for kind, found in kinds.items() if found}
    donors = scenario.donors
    learning = any(link.kind == "learning" for link in scenario.link)
    return Agreement(
        **made,
        learning={year: s for year, s in strength.items() if s > 0} if learning else {},
        **({} if donors is None else _terms(donors)),
    )


def _terms(donors):
    """How strong counties take part; read key by key, so that the audit sees what is read."""
    return {"participation": donors.participation, "backflow": donors.backflow}


def _park(found, strength):
    amounts, mean = _summed(found, "amount", strength)
    if not amounts:
        return None
    return Park(amounts, mean("donor_share"), mean("output_share"), mean("tax_share"))


def _secondment(found, strength):
    people, mean = _summed(found, "people", strength)
    return Secondment(people, mean("cost_per_head")) if people else None


def _orders(found, strength):
    amounts, _ = _summed(found, "amount", strength)
    return Orders(amounts) if amounts else None


def _co_fund(found, strength):
    amounts, mean = _summed(found, "amount", strength)
    return CoFund(amounts, mean("donor_share")) if amounts else None


def _summed(found, key, strength):
    """Yearly sums of a dated key over links, and a function for weighted means of others."""
    each = [{year: getattr(link, key).at(year) * s for year, s in strength.items()}
            for link in found]  # fmt: skip
    total = {year: sum(one[year] for one in each) for year in strength}
    weights = [sum(one.values()) for one in each]

    def mean(name):
        values = [getattr(link, name) for link in found]
        return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)

    return {year: amount for year, amount in total.items() if amount > 0}, mean


KINDS = {"park": "enclave_park"}  # where the words of the scenario differ
MAKERS = {"park": _park, "secondment": _secondment, "orders": _orders, "co_fund": _co_fund}
