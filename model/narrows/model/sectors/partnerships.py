"""Partnerships: joint parks, orders, seconded staff, co-invested funds, and their price."""

from dataclasses import replace

import numpy as np

from narrows.model.flows import ParkFlows, PartnershipFlows
from narrows.model.sectors import aid
from narrows.model.sectors.membership import of_county, tied, to_county
from narrows.model.zeros import Zeros, ratio


def invested(money, leverage):
    """Capital that comes of public money in a co-invested fund.

    I = F (1 + l)

    Args:
        money: F, public money, million per year (draw, pair).
        leverage: l, money of firms for each unit of public money that would not have been
            invested otherwise; announced ratios of 3 or 4 count all of it (draw, 1).

    Returns:
        I, million per year (draw, pair).

    Source: ours.

    >>> invested(100.0, 0.5)
    150.0
    """
    return money * (1 + leverage)


def called_forth(orders, value_added_share, diverted_share):
    """Output which orders call forth.

    D = va (1 - d) O

    What the supplier only diverts from its other customers adds nothing.

    Args:
        orders: O, value of the orders, million per year (draw, pair).
        value_added_share: va, value added in the value of an order (draw, 1).
        diverted_share: d, part taken from other customers' orders (draw, 1).

    Returns:
        D, million per year (draw, pair).

    Source: ours.

    >>> called_forth(100.0, 0.25, 0.6)
    10.0
    """
    return value_added_share * (1 - diverted_share) * orders


def effort(tax_share, reluctance):
    """Part of the planned money that the donor of a park brings, by the tax it gets from it.

    e = 1 - eta (1 - s)

    Args:
        tax_share: s, share of the park's county tax that reaches the donor (draw, pair).
        reluctance: eta, what a donor without any return leaves out (draw, 1).

    Returns:
        e, 0..1 (draw, pair).

    Source: ours; that donors invest more where benefits are shared is a finding of Tang and
    Zhang (2024), its size is judgement.

    >>> effort(np.array([[0.0, 0.5, 1.0]]), 0.4)
    array([[0.6, 0.8, 1. ]])
    """
    return 1 - reluctance * (1 - tax_share)


def extra_output(potential, capital, park_capital, capital_share):
    """Output of a host with its park less output without it.

    Y_e = Y ((1 + K_e / K)^alpha - 1)

    Args:
        potential: Y, potential output without the park, million per year (draw, pair).
        capital: K, the host's private capital, million (draw, pair), > 0.
        park_capital: K_e, capital of the park, million (draw, pair), >= 0.
        capital_share: alpha (draw, 1).

    Returns:
        Y_e, million per year (draw, pair), zero exactly where there is no park.

    Source: the model's own production function, evaluated twice.

    >>> extra_output(np.array([[100.0]]), np.array([[100.0]]), np.array([[21.0]]), 0.5).round(9)
    array([[10.]])
    """
    return potential * np.expm1(capital_share * np.log1p(park_capital / capital))


def divided(amount, donor_share):
    """An amount split between donor and host: (s x, x - s x), adding up to it exactly enough.

    >>> divided(np.array([10.0]), 0.3)
    (array([3.]), array([7.]))
    """
    donors = donor_share * amount
    return donors, amount - donors


def team(posted, size):
    """How much of a full team a number of posted people is: the first ones count most.

    n* = 1 - exp(-n / n_0)

    Args:
        posted: n, people at work in the host (draw, pair).
        size: n_0, people of a team (draw, 1).

    Returns:
        0..1 (draw, pair).

    Source: ours.

    >>> team(np.array([[0.0, 30.0]]), 30.0).round(4)
    array([[0.    , 0.6321]])
    """
    return -np.expm1(-posted / size)


def willing(state, policy, parameters):
    """Part of what is agreed that each donor gives (draw, pair).

    Fixed: all of it. By returns: less, the less has come back of what was given so far.
    """
    built, roster = state.built, state.roster
    everything = np.ones(built.park_works.shape)
    if policy.agreement.participation == "fixed":
        return everything
    # The smaller of the two over what was given: no ratio is above one, none overflows.
    back = ratio(np.minimum(built.returned, built.given), built.given, 1.0)
    return effort(of_county(back, roster.donor), parameters.donor_reluctance)


def keep(state, policy, world, so_far):
    """What partners do for each other this year, beside cash and relocation."""
    p, roster, agreed = world.parameters, state.roster, policy.agreement
    zero = Zeros(state.built.park_works.shape)
    ready = willing(state, policy, p)
    given = tied(ready, roster)
    posted = staff_cost = bought = co_donor = co_province = park_donor = park_host = zero
    if agreed.secondment:
        posted = agreed.secondment.in_year(world.year) * given
        staff_cost = agreed.secondment.cost * posted
    if agreed.orders:
        bought = agreed.orders.in_year(world.year) * given
    if agreed.co_fund:
        money = tied(agreed.co_fund.in_year(world.year) * np.ones(zero.shape), roster)
        donors, co_province = divided(money, agreed.co_fund.donor_share)
        co_donor = donors * ready
    if agreed.park:
        park_donor, park_host = _park_money(state, agreed.park, world)
    money = park_donor + park_host
    done = _by_county(
        state,
        agreed,
        p,
        willing=ready,
        posted=posted,
        staff_cost=staff_cost,
        park_donor=park_donor,
        park_host=park_host,
        park_finished=aid.finished(state.built.park_works, money, p.completion_rate),
        orders=bought,
        co_donor=co_donor,
        co_province=co_province,
    )
    return replace(so_far, partnerships=done, population=done.people)


def _park_money(state, agreed, world):
    """What donor and host put into a park: the donor by the tax it gets of it."""
    amount = agreed.in_year(world.year) * np.ones(state.built.park_works.shape)
    planned = tied(amount, state.roster)
    donors, hosts = divided(planned, agreed.donor_share)
    share = tax_share(state, agreed, world)
    return donors * effort(share, world.parameters.donor_reluctance), hosts


def tax_share(state, agreed, world):
    """Part of a park's county tax that reaches the donor: what was promised, where it is kept."""
    honoured = world.promise < world.parameters.honour_probability
    return agreed.tax_share * of_county(honoured, state.roster.recipient)


def _by_county(state, agreed, p, **by_pair):
    """Add up what pairs do by county: payments, spending, people, demand, capital."""
    roster, number = state.roster, state.population.shape[1]
    donor, host = roster.donor, roster.recipient
    if not (agreed.park or agreed.secondment or agreed.orders or agreed.co_fund):
        zero = Zeros(state.population.shape)
        return PartnershipFlows(
            **by_pair,
            people=state.population,
            co_invested=zero,
            donors_paid=zero,
            hosts_paid=zero,
            spent=zero,
            order_demand=zero,
            backflow=agreed.backflow,
        )
    posted, staff = by_pair["posted"], by_pair["staff_cost"]
    co_money = by_pair["co_donor"] + by_pair["co_province"]
    donors_paid = to_county(staff + by_pair["park_donor"] + by_pair["co_donor"], donor, number)
    hosts_paid = to_county(by_pair["park_host"], host, number)
    bought = by_pair["park_finished"] + co_money
    back = agreed.backflow * bought
    called = called_forth(by_pair["orders"], p.order_value_added, p.order_diversion)
    moved = to_county(posted, host, number) - to_county(posted, donor, number)
    return PartnershipFlows(
        **by_pair,
        people=state.population + moved,
        co_invested=to_county(invested(co_money, p.co_fund_leverage), host, number),
        donors_paid=donors_paid,
        hosts_paid=hosts_paid,
        spent=to_county(bought + staff - back, host, number)
        + to_county(back, donor, number)
        - donors_paid
        - hosts_paid,
        order_demand=to_county(called, host, number),
        backflow=agreed.backflow,
    )


def open_parks(state, policy, world, so_far, potential):
    """What parks make, who counts it, and what is built in them; None without parks."""
    agreed, p, roster = policy.agreement.park, world.parameters, state.roster
    if agreed is None:
        return None
    host, donor, number = roster.recipient, roster.donor, potential.shape[1]
    capital = state.built.park_capital
    together = to_county(capital, host, number)
    in_host = extra_output(potential, state.capital, together, p.private_capital_share)
    part = ratio(capital, of_county(together, host), 0.0)
    output = part * of_county(in_host, host)
    to_donor, to_host = divided(output, agreed.output_share)
    host_output, donor_output = to_county(to_host, host, number), to_county(to_donor, donor, number)
    built = aid.additional_investment(so_far.partnerships.park_finished, p.additionality)
    return ParkFlows(
        output=output,
        host_output=host_output,
        donor_output=donor_output,
        counted=host_output + donor_output,
        tax_share=tax_share(state, agreed, world),
        built=built,
        built_in=to_county(built, host, number),
    )
