"""Money from above: what each fund pays, what is left in it, and what the counties add."""

import numpy as np

from narrows.equations import allocation
from narrows.nothing import Zeros

from .roster import entitled


def usual_general(usual):
    """General policy funds by the status quo, million (draw, county); found when asked for."""
    if usual.books is None:
        return 0.0
    return usual.amount * allocation.shares(usual.rule, usual.books, None)


def general(aid):
    """General policy funds as they are paid this year, million (draw, county)."""
    return usual_general(aid.usual) + aid.general_change


def pay(programme, state, year):
    """What every fund pays each county, and what it has left.

    Returns:
        (tuple of paid (draw, county), tuple of left (draw, 1) or 0.0), million, one a fund.
    """
    paid, left = [], []
    for place, fund in enumerate(programme.funds):
        money, rest = _fund(fund, place, state, year)
        paid.append(money)
        left.append(rest)
    return tuple(paid), tuple(left)


def fund_amount(fund, place, roster, year):
    """What a fund is given in a year, million: a number, or one for each draw (draw, 1)."""
    amount = fund.in_year(year)
    if amount == 0:
        return 0.0
    if roster.growth is not None and fund.growing is not None:
        amount = np.minimum(amount * roster.growth[place], fund.growing.ceiling)
    return to_somebody(amount, fund, roster)


def bond_amount(bond, roster, year):
    """What the entitled may issue of a bond in a year, million; as `fund_amount`."""
    return to_somebody(bond.amount, bond, roster) if bond.year == year else 0.0


def to_somebody(amount, item, roster):
    """An amount, or nothing in draws in which nobody is left to be paid."""
    if roster.weight is None or not item.members:
        return amount
    return amount * (roster.weight.sum(1, keepdims=True) > 0)


def _fund(fund, place, state, year):
    """A fund's payments and what is left: the main part by one rule, the remainder by another."""
    books, who = state.books, entitled(fund, state.roster)
    available = fund_amount(fund, place, state.roster, year)
    if fund.carry_over and year in fund.amounts:
        available = available + state.carried[place]
    # Where nobody is left to be paid, a fund keeps what it has carried over.
    amount = to_somebody(available, fund, state.roster)
    if np.ndim(amount) == 0 and amount == 0:
        return Zeros(books.output.shape), available - amount
    parts = allocation.shares(fund.allocation, books, who)
    if fund.remainder_share > 0:
        rest = allocation.shares(fund.remainder_allocation, books, who)
        parts = (1 - fund.remainder_share) * parts + fund.remainder_share * rest
    if fund.floor is None and fund.ceiling is None:
        return amount * parts, available - amount
    low = (fund.floor or 0.0) * who
    high = np.where(who > 0, np.inf if fund.ceiling is None else fund.ceiling * who, 0.0)
    paid = allocation.bounded(parts, amount, low, high)
    return paid, available - paid.sum(1, keepdims=True)


def bonds(programme, state, year):
    """What each county issues of each bond (bond, draw, county)."""
    if all(bond.year != year for bond in programme.bonds):
        return Zeros(state.debt.shape)
    return np.stack([_bond(bond, state, year) for bond in programme.bonds])


def _bond(bond, state, year):
    """What each county issues of a bond (draw, county)."""
    if bond.year != year:
        return np.zeros(state.books.output.shape)
    parts = allocation.shares(bond.allocation, state.books, entitled(bond, state.roster))
    return bond_amount(bond, state.roster, year) * parts


def carried(programme, state, aid, works, year):
    """What each fund has at the start of next year, million (fund, draw, 1).

    A fund that carries over keeps what ceilings left in it and gets back what was not absorbed;
    in a year without payments it keeps what it has.
    """
    if not any(fund.carry_over for fund in programme.funds):
        return state.carried
    parts = range(len(programme.funds))
    return np.stack([_carried(programme.funds[k], k, state, aid, works, year) for k in parts])


def _carried(fund, place, state, aid, works, year):
    """What one fund has at the start of next year (draw, 1)."""
    if not fund.carry_over or year not in fund.amounts:
        return state.carried[place]
    return aid.left[place] + works.given_back[place].sum(1, keepdims=True)
