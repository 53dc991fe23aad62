"""Aid: promised on last year's books, absorbed or lost, finished with a lag."""

import numpy as np

from narrows.equations import allocation, grants
from narrows.state import Aid, Works


def to_county(by_pair, place, counties):
    """Add up what pairs pay or receive by county.

    Args:
        by_pair: (draw, pair).
        place: place of the county of each pair (pair,).
        counties: how many there are.

    >>> to_county(np.array([[1.0, 2.0, 4.0]]), np.array([1, 0, 1]), 3)
    array([[2., 5., 0.]])
    """
    total = np.zeros((by_pair.shape[0], counties))
    np.add.at(total, (slice(None), place), by_pair)
    return total


def promise(state, year, programme, parameters):
    """Aid of the year: funds, bonds, donors' cash and what changes of the general funds."""
    books = state.books
    funds = tuple(_fund(fund, books, year) for fund in programme.funds)
    bonds = _bonds(programme.bonds, state, year)
    assistance = _assistance(programme, books, year)
    received = to_county(assistance, programme.recipient, books.output.shape[1])
    paid = to_county(assistance, programme.donor, books.output.shape[1])
    general, change = _general(programme.general, books, year)
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


def _fund(fund, books, year):
    """A fund's payments: the main part by one rule, the remainder by another."""
    amount = fund.amounts.get(year, 0.0)
    if amount == 0:
        return np.zeros_like(books.output)
    shares = allocation.shares(fund.allocation, books, fund.entitled)
    if fund.remainder_share > 0:
        rest = allocation.shares(fund.remainder_allocation, books, fund.entitled)
        shares = (1 - fund.remainder_share) * shares + fund.remainder_share * rest
    return amount * shares


def _bonds(bonds, state, year):
    """What each county issues of each bond (bond, draw, county)."""
    issued = np.zeros_like(state.debt)
    for place, bond in enumerate(bonds):
        if bond.year == year:
            shares = allocation.shares(bond.allocation, state.books, bond.entitled)
            issued[place] = bond.amount * shares
    return issued


def _assistance(programme, books, year):
    """Donors' cash by pair: a share of last year's own revenue, split over a donor's pairs."""
    share = programme.assistance.get(year, 0.0)
    pairs_of_donor = np.bincount(programme.donor, minlength=books.output.shape[1])
    return share * books.own_revenue[:, programme.donor] / pairs_of_donor[programme.donor]


def _general(general, books, year):
    """General policy funds as paid, and what differs from the status quo."""
    zero = np.zeros_like(books.output)
    amount = general.amounts.get(year, 0.0) if general else 0.0
    if amount == 0:
        return zero, zero
    everybody = np.ones((1, books.output.shape[1]), dtype=bool)
    usual = amount * allocation.shares(general.status_quo, books, everybody)
    moved = general.moved.get(year, 0.0)
    if moved == 0:
        return usual, zero
    other = amount * allocation.shares(general.allocation, books, general.entitled)
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


def demand(state, aid, works, parameters):
    """Output called forth by what is spent; what donors pay is spending they do without."""
    p = parameters
    spent = works.public_finished + works.private_finished - aid.assistance_paid
    return grants.demand(state.demand, spent, p.demand_multiplier, p.demand_persistence)
