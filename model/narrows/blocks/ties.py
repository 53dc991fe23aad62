"""Ties of the pairs: posted people, joint parks, orders, co-invested funds, and their price."""

import numpy as np

from narrows.equations import co_fund, grants, orders, park
from narrows.equations.ratio import ratio
from narrows.nothing import Zeros
from narrows.ties import Kept, ParkYear

from .roster import of_county, tied, to_county


def willing(state, programme, parameters):
    """Part of what is agreed that each donor gives (draw, pair).

    Fixed: all of it. By returns: less, the less has come back of what was given so far.
    """
    built, roster = state.built, state.roster
    everything = np.ones(built.park_works.shape)
    if programme.agreement.participation == "fixed":
        return everything
    # The smaller of the two over what was given: no ratio is above one, none overflows.
    back = ratio(np.minimum(built.returned, built.given), built.given, 1.0)
    return park.effort(of_county(back, roster.donor), parameters.donor_reluctance)


def keep(state, programme, world):
    """What partners do for each other this year, beside cash and relocation."""
    p, roster, agreed = world.parameters, state.roster, programme.agreement
    zero = Zeros(state.built.park_works.shape)
    ready = willing(state, programme, p)
    given = tied(ready, roster)
    posted = staff_cost = bought = co_donor = co_province = park_donor = park_host = zero
    if agreed.secondment:
        posted = agreed.secondment.in_year(world.year) * given
        staff_cost = agreed.secondment.cost * posted
    if agreed.orders:
        bought = agreed.orders.in_year(world.year) * given
    if agreed.co_fund:
        money = tied(agreed.co_fund.in_year(world.year) * np.ones(zero.shape), roster)
        donors, co_province = park.divided(money, agreed.co_fund.donor_share)
        co_donor = donors * ready
    if agreed.park:
        park_donor, park_host = _park_money(state, agreed.park, world)
    money = park_donor + park_host
    return _by_county(
        state,
        agreed,
        p,
        willing=ready,
        posted=posted,
        staff_cost=staff_cost,
        park_donor=park_donor,
        park_host=park_host,
        park_finished=grants.finished(state.built.park_works, money, p.completion_rate),
        orders=bought,
        co_donor=co_donor,
        co_province=co_province,
    )


def _park_money(state, agreed, world):
    """What donor and host put into a park: the donor by the tax it gets of it."""
    amount = agreed.in_year(world.year) * np.ones(state.built.park_works.shape)
    planned = tied(amount, state.roster)
    donors, hosts = park.divided(planned, agreed.donor_share)
    share = tax_share(state, agreed, world)
    return donors * park.effort(share, world.parameters.donor_reluctance), hosts


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
        return Kept(**by_pair, people=state.population, co_invested=zero, donors_paid=zero,
                    hosts_paid=zero, spent=zero, order_demand=zero,
                    backflow=agreed.backflow)  # fmt: skip
    posted, staff = by_pair["posted"], by_pair["staff_cost"]
    co_money = by_pair["co_donor"] + by_pair["co_province"]
    donors_paid = to_county(staff + by_pair["park_donor"] + by_pair["co_donor"], donor, number)
    hosts_paid = to_county(by_pair["park_host"], host, number)
    bought = by_pair["park_finished"] + co_money
    back = agreed.backflow * bought
    called = orders.called_forth(by_pair["orders"], p.order_value_added, p.order_diversion)
    moved = to_county(posted, host, number) - to_county(posted, donor, number)
    return Kept(
        **by_pair,
        people=state.population + moved,
        co_invested=to_county(co_fund.invested(co_money, p.co_fund_leverage), host, number),
        donors_paid=donors_paid,
        hosts_paid=hosts_paid,
        spent=to_county(bought + staff - back, host, number)
        + to_county(back, donor, number)
        - donors_paid
        - hosts_paid,
        order_demand=to_county(called, host, number),
        backflow=agreed.backflow,
    )


def open_parks(state, kept, potential, programme, world):
    """What parks make, who counts it, and what is built in them; None without parks."""
    agreed, p, roster = programme.agreement.park, world.parameters, state.roster
    if agreed is None:
        return None
    host, donor, number = roster.recipient, roster.donor, potential.shape[1]
    capital = state.built.park_capital
    together = to_county(capital, host, number)
    in_host = park.extra_output(potential, state.capital, together, p.private_capital_share)
    part = ratio(capital, of_county(together, host), 0.0)
    output = part * of_county(in_host, host)
    to_donor, to_host = park.divided(output, agreed.output_share)
    host_output, donor_output = to_county(to_host, host, number), to_county(to_donor, donor, number)
    built = grants.additional_investment(kept.park_finished, p.additionality)
    return ParkYear(
        output=output,
        host_output=host_output,
        donor_output=donor_output,
        counted=host_output + donor_output,
        tax_share=tax_share(state, agreed, world),
        built=built,
        built_in=to_county(built, host, number),
    )
