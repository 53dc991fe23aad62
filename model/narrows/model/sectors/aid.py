"""Aid: promised on last year's books, absorbed or lost, finished with a lag, and whose it is."""

from dataclasses import replace

import numpy as np

from narrows.model.flows import Aid, Usual, Works
from narrows.model.sectors import funds
from narrows.model.sectors.membership import entitled, of_county, pairs_of_donor, tied, to_county
from narrows.model.zeros import Zeros, is_zeros, ratio


def capacity(base_capacity, schooling, schooling_elasticity):
    """Share of output a county can absorb in a year: a = a_0 h^k1 (draw, county).

    >>> capacity(0.05, np.array([1.0, 2.0]), 1.0)
    array([0.05, 0.1 ])
    """
    return base_capacity * schooling**schooling_elasticity


def absorbed(grant, output, saturation):
    """Part of a year's aid that becomes effective spending.

    e = a Y (1 - exp(-x / (a Y))) for x > 0, and e = x where aid is withdrawn

    Args:
        grant: x, aid received, million per year (draw, county); negative where a county loses.
        output: Y, GDP, million per year (draw, county), > 0.
        saturation: a, share of GDP a county can absorb in a year (draw, county), > 0.

    Returns:
        e, million per year (draw, county), at most x.

    Source: ours, concave as the dose-response of Becker, Egger and von Ehrlich (2012).

    >>> absorbed(np.array([[5.0, -5.0]]), np.array([[100.0, 100.0]]), 0.05).round(4)
    array([[ 3.1606, -5.    ]])
    """
    ceiling = saturation * output
    return np.where(grant > 0, -ceiling * np.expm1(-np.maximum(grant, 0.0) / ceiling), grant)


def finished(under_way, absorbed, completion_rate):
    """Works finished in a year: nu (under way + newly paid), million per year (draw, county).

    >>> finished(np.array([4.0]), np.array([6.0]), 0.5)
    array([5.])
    """
    return completion_rate * (under_way + absorbed)


def additional_investment(finished, additionality):
    """Private investment that would not have been made otherwise: add x (draw, county).

    >>> additional_investment(np.array([10.0]), 0.5)
    array([5.])
    """
    return additionality * finished


def demand(previous, spent, multiplier, persistence):
    """Output that spending calls forth; a steady flow of one gives the multiplier.

    D = m (1 - rho) e + rho D_(t-1)

    Args:
        previous: D_(t-1), million per year (draw, county).
        spent: e, spending this year; negative for donors' cash, million per year (draw, county).
        multiplier: m (draw, 1).
        persistence: rho (draw, 1).

    >>> demand(np.array([6.0]), np.array([10.0]), 0.6, 0.3)
    array([6.])
    """
    return multiplier * (1 - persistence) * spent + persistence * previous


def give(state, policy, world, so_far):
    """Aid of the year on last year's books, what becomes of it, and the output it calls forth."""
    p, partnerships = world.parameters, so_far.partnerships
    aid = _promise(state, partnerships, policy, world)
    works = _carry_out(state, aid, policy, world.counties, p)
    return replace(
        so_far,
        aid=aid,
        works=works,
        demand_left=_demand_left(state, aid, works, partnerships, p),
        carried=funds.carried(policy, state, aid, works, world.year),
    )


def _promise(state, partnerships, policy, world):
    """Aid of the year: funds, bonds, donors' cash and what changes of the general funds."""
    books, roster, parameters = state.books, state.roster, world.parameters
    paid_out, left = funds.pay(policy, state, world.year)
    bonds = funds.bonds(policy, state, world.year)
    assistance = partnerships.willing * _assistance(policy, state, world.year)
    received = to_county(assistance, roster.recipient, books.output.shape[1])
    paid = to_county(assistance, roster.donor, books.output.shape[1])
    usual, change = _general(policy.general, state, world)
    own = sum((f.own_share * m for f, m in zip(policy.funds, paid_out, strict=True)), _zero(books))
    total = sum(paid_out, received + change) + bonds.sum(0) + own
    uses = _uses(policy, paid_out, bonds, received, change, parameters.mixed_public_share)
    return Aid(paid_out, left, bonds, assistance, received, paid, usual, change, own, total, *uses)


def _zero(books):
    """Nothing, for every draw and county."""
    return Zeros(books.output.shape)


def _uses(policy, paid_out, bonds, received, change, mixed):
    """Parts of the aid meant for public works, for skills and for consumption.

    They are added up item by item, because each has a use of its own; what is left is for firms.
    Money of mixed use is divided by the parameter.
    """
    share = policy.assistance_use.public
    public = (mixed if share is None else share) * received + mixed * change
    skills = policy.assistance_use.skills * received
    consumption = policy.assistance_use.consumption * received
    items = zip((*policy.funds, *policy.bonds), (*paid_out, *bonds), strict=True)
    for item, money in items:
        spent = money if item.own_share == 0 else money * (1 + item.own_share)
        share = item.use.public
        public = public + (mixed if share is None else share) * spent
        if item.use.skills:
            skills = skills + item.use.skills * spent
        if item.use.consumption:
            consumption = consumption + item.use.consumption * spent
    return public, skills, consumption


def _assistance(policy, state, year):
    """Donors' cash by pair: a share of last year's own revenue, split over a donor's pairs."""
    share, roster = policy.assistance_in_year(year), state.roster
    if share == 0:
        return Zeros((len(state.books.output), len(roster.recipient)))
    revenue = state.books.own_revenue
    number = pairs_of_donor(roster, revenue.shape[1])
    return tied(share * of_county(revenue, roster.donor) / number, roster)


def _general(general, state, world):
    """General policy funds by the status quo, to be asked for, and what differs from it."""
    books = state.books
    amount = general.in_year(world.year) if general else 0.0
    if amount == 0:
        return Usual(), _zero(books)
    usual = Usual(amount, general.status_quo, books)
    moved, change = general.moved_in_year(world.year), _zero(books)
    if world.mechanisms.policy_follows_size:
        by_size = amount * funds.shares("gdp", books, None)
        change = world.parameters.policy_size_share * (by_size - funds.usual_general(usual))
    if moved != 0:
        who = entitled(general, state.roster)
        moved = funds.to_somebody(moved, general, state.roster)
        other = amount * funds.shares(general.allocation, books, who)
        change = change + moved * (other - funds.usual_general(usual))
    return usual, change


def _carry_out(state, aid, policy, counties, parameters):
    """What becomes of the aid: absorbed within capacity, begun, finished, additional."""
    p = parameters
    effective_aid, effective = _absorb(aid.total, state.books.output, counties.absorption)
    given_back = tuple(
        (1 - effective) * money if fund.carry_over else _zero(state.books)
        for fund, money in zip(policy.funds, aid.funds, strict=True)
    )
    public, skills, consumption = (
        effective * part for part in (aid.public, aid.skills, aid.consumption)
    )
    private = effective_aid - public - skills - consumption
    private_finished = finished(state.private_works, private, p.completion_rate)
    return Works(
        absorbed=effective_aid,
        leaked=aid.total - effective_aid - sum(given_back),
        given_back=given_back,
        public_begun=public,
        private_begun=private,
        skills=skills,
        consumption=consumption,
        public_finished=finished(state.public_works, public, p.completion_rate),
        private_finished=private_finished,
        additional=additional_investment(private_finished, p.additionality),
    )


def _absorb(total, output, saturation):
    """What is absorbed of the aid, and its share in the aid."""
    if is_zeros(total):
        return total, 1.0
    effective_aid = absorbed(total, output, saturation)
    return effective_aid, ratio(effective_aid, total, 1.0)


def _demand_left(state, aid, works, partnerships, parameters):
    """Output called forth by what is spent; what donors pay is spending they do without."""
    p = parameters
    spent = works.public_finished + works.private_finished - aid.assistance_paid
    spent = spent + partnerships.spent
    spent = spent + works.skills + works.consumption - aid.own
    spent = spent + partnerships.backflow * (aid.assistance_paid - aid.assistance_received)
    return demand(state.demand, spent, p.demand_multiplier, p.demand_persistence)
