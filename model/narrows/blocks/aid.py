"""Aid: promised on last year's books, absorbed or lost, finished with a lag."""

import numpy as np

from narrows.equations import allocation, grants
from narrows.state import Aid, Works

from .roster import entitled, of_county, pairs_of_donor, tied, to_county


def promise(state, year, kept, programme, parameters):
    """Aid of the year: funds, bonds, donors' cash and what changes of the general funds."""
    books, roster = state.books, state.roster
    funds = tuple(
        _fund(fund, place, state, year) for place, fund in enumerate(programme.funds)
    )
    bonds = _bonds(programme.bonds, state, year)
    assistance = kept.willing * _assistance(programme, state, year)
    received = to_county(assistance, roster.recipient, books.output.shape[1])
    paid = to_county(assistance, roster.donor, books.output.shape[1])
    general, change = _general(programme.general, state, year)
    # The public part is added up item by item, because each has a use of its own.
    mixed = parameters.mixed_public_share
    public = _part(programme.assistance_public_share, mixed) * received + mixed * change
    for fund, money in zip(programme.funds, funds, strict=True):
        public = public + _part(fund.public_share, mixed) * money
    for bond, money in zip(programme.bonds, bonds, strict=True):
        public = public + _part(bond.public_share, mixed) * money
    total = sum(funds, received + change) + bonds.sum(0)
    return Aid(funds, bonds, assistance, received, paid, general, change, total, public)


def _part(share, mixed):
    """Public share of an item, or the parameter where it states no use."""
    return mixed if share is None else share


def fund_amount(fund, place, roster, year):
    """What a fund has to pay in a year, million: a number, or one for each draw (draw, 1)."""
    amount = fund.amounts.get(year, 0.0)
    if roster.growth is not None and fund.growing is not None:
        amount = np.minimum(amount * roster.growth[place], fund.growing.ceiling)
    return _to_somebody(amount, fund, roster)


def bond_amount(bond, roster, year):
    """What the entitled may issue of a bond in a year, million; as `fund_amount`."""
    return _to_somebody(bond.amount, bond, roster) if bond.year == year else 0.0


def _to_somebody(amount, item, roster):
    """An amount, or nothing in draws in which nobody is left to be paid."""
    if roster.weight is None or not item.members:
        return amount
    return amount * (roster.weight.sum(1, keepdims=True) > 0)


def _fund(fund, place, state, year):
    """A fund's payments: the main part by one rule, the remainder by another."""
    books, who = state.books, entitled(fund, state.roster)
    amount = fund_amount(fund, place, state.roster, year)
    if np.all(amount == 0):
        return np.zeros_like(books.output)
    shares = allocation.shares(fund.allocation, books, who)
    if fund.remainder_share > 0:
        rest = allocation.shares(fund.remainder_allocation, books, who)
        shares = (1 - fund.remainder_share) * shares + fund.remainder_share * rest
    return amount * shares


def _bonds(bonds, state, year):
    """What each county issues of each bond (bond, draw, county)."""
    issued = np.zeros_like(state.debt)
    for place, bond in enumerate(bonds):
        if bond.year == year:
            who = entitled(bond, state.roster)
            shares = allocation.shares(bond.allocation, state.books, who)
            issued[place] = bond_amount(bond, state.roster, year) * shares
    return issued


def _assistance(programme, state, year):
    """Donors' cash by pair: a share of last year's own revenue, split over a donor's pairs."""
    share, roster = programme.assistance.get(year, 0.0), state.roster
    revenue = state.books.own_revenue
    number = pairs_of_donor(roster, revenue.shape[1])
    return tied(share * of_county(revenue, roster.donor) / number, roster)


def _general(general, state, year):
    """General policy funds as paid, and what differs from the status quo."""
    books = state.books
    zero = np.zeros_like(books.output)
    amount = general.amounts.get(year, 0.0) if general else 0.0
    if amount == 0:
        return zero, zero
    everybody = np.ones((1, books.output.shape[1]), dtype=bool)
    usual = amount * allocation.shares(general.status_quo, books, everybody)
    moved = general.moved.get(year, 0.0)
    if moved == 0:
        return usual, zero
    who = entitled(general, state.roster)
    moved = _to_somebody(moved, general, state.roster)
    other = amount * allocation.shares(general.allocation, books, who)
    change = moved * (other - usual)
    return usual + change, change


def carry_out(state, aid, counties, parameters):
    """What becomes of the aid: absorbed within capacity, begun, finished, additional."""
    p, books = parameters, state.books
    saturation = grants.capacity(
        p.absorption_capacity, counties.schooling, p.absorption_schooling
    )
    absorbed = grants.absorbed(aid.total, books.output, saturation)
    effective = np.divide(absorbed, aid.total, out=np.ones_like(absorbed), where=aid.total != 0)
    public = effective * aid.public
    private = absorbed - public
    private_finished = grants.finished(state.private_works, private, p.completion_rate)
    return Works(
        absorbed=absorbed,
        leaked=aid.total - absorbed,
        public_begun=public,
        private_begun=private,
        public_finished=grants.finished(state.public_works, public, p.completion_rate),
        private_finished=private_finished,
        additional=grants.additional_investment(private_finished, p.additionality),
    )


def demand(state, aid, works, kept, parameters):
    """Output called forth by what is spent; what donors pay is spending they do without."""
    p = parameters
    spent = works.public_finished + works.private_finished - aid.assistance_paid + kept.spent
    spent = spent + kept.backflow * (aid.assistance_paid - aid.assistance_received)
    return grants.demand(state.demand, spent, p.demand_multiplier, p.demand_persistence)
