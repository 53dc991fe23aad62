"""Public money from above: how a fund is shared out, what each fund and bond pays, what is left.

Every allocation rule gives non-negative weights from last year's books; `shares` makes them add
up to one.
"""

import numpy as np

from narrows.model.sectors import public_finance
from narrows.model.sectors.membership import entitled
from narrows.model.zeros import Zeros, ratio


def equal(books):
    """The same to every county."""
    return np.ones_like(books.output)


def per_head(books):
    """By residents."""
    return books.population


def gdp(books):
    """By GDP: to those that have, more is given."""
    return books.output


def need(books):
    """By residents, weighed by the inverse of their GDP per head."""
    return books.population**2 / books.output


def tax_growth(books):
    """By the growth of tax revenue over the last year, none where it fell."""
    return np.maximum(public_finance.growth(books.tax, books.tax_before), 0.0)


def matching(books):
    """By own revenue: to those that can put up a part of their own."""
    return books.own_revenue


def shares(rule, books, entitled):
    """Shares of a fund, zero outside the entitled, adding up to one in every draw.

    Where no entitled county has a positive weight (all taxes fell), the fund is shared equally.

    Args:
        rule: name of a rule.
        books: last year's output, population and tax (draw, county).
        entitled: mask, or weights from 0 to 1 (draw or 1, county); None entitles everybody.

    Returns:
        Shares (draw, county).

    >>> from types import SimpleNamespace
    >>> books = SimpleNamespace(output=np.ones((1, 3)), population=np.array([[1.0, 3.0, 9.0]]))
    >>> shares("per_head", books, np.array([[True, True, False]]))
    array([[0.25, 0.75, 0.  ]])
    """
    weight = RULES[rule](books)
    if entitled is None:
        entitled = np.ones((1, weight.shape[-1]))
    else:
        weight = np.where(entitled, weight, 0.0) * entitled
    number = np.sum(entitled, -1, keepdims=True)
    equally = entitled / np.where(number > 0, number, 1)
    return ratio(weight, weight.sum(-1, keepdims=True), equally)


def bounded(weights, amount, low, high):
    """Share out an amount by weights, each part within its bounds.

    p_i = min(high_i, max(low_i, lambda w_i)), lambda such that sum p_i = amount

    Floors that together exceed the amount shrink alike; what ceilings leave over is not paid.

    Args:
        weights: w, >= 0 (draw, county).
        amount: million (draw or 1, 1) or a number.
        low: million, >= 0 (draw or 1, county).
        high: million, may be infinite (draw or 1, county).

    Returns:
        p, million (draw, county), never more than the amount together.

    >>> bounded(np.array([[0.7, 0.2, 0.1]]), 100.0, np.zeros((1, 3)), np.full((1, 3), 60.0))
    array([[60.        , 26.66666667, 13.33333333]])
    """
    amount = np.broadcast_to(amount, (len(weights), 1))
    floors = np.broadcast_to(low, weights.shape).sum(-1, keepdims=True)
    low = low * np.divide(amount, floors, out=np.ones_like(floors), where=floors > amount)
    low = np.minimum(low, high)
    most = np.where(weights > 0, high, low).sum(-1, keepdims=True)
    return np.clip(_level(weights, np.minimum(amount, most), low, high) * weights, low, high)


def _level(weights, amount, low, high):
    """The level lambda at which the clipped parts add up to the amount (draw, 1).

    Newton's steps within a bracket. A draw that has arrived stays, so that its last bit does
    not depend on the draws beside it.
    """
    smallest = np.where(weights > 0, weights, np.inf).min(-1, keepdims=True)
    below, above = np.zeros_like(smallest), amount / smallest
    level = np.minimum(amount / weights.sum(-1, keepdims=True), above)
    for _ in range(MOST_STEPS):
        paid = np.clip(level * weights, low, high)
        missing = amount - paid.sum(-1, keepdims=True)
        arrived = np.abs(missing) <= 1e-14 * amount
        if arrived.all():
            break
        below, above = np.where(missing > 0, level, below), np.where(missing > 0, above, level)
        slope = (weights * ((paid > low) & (paid < high))).sum(-1, keepdims=True)
        step = np.divide(missing, slope, out=np.full_like(missing, np.inf), where=slope > 0)
        inside = (level + step > below) & (level + step < above)
        level = np.where(arrived, level, np.where(inside, level + step, (below + above) / 2))
    return level


MOST_STEPS = 200  # a handful is enough but where weights differ by many orders of magnitude

RULES = {
    "equal": equal,
    "need": need,
    "per_head": per_head,
    "gdp": gdp,
    "matching": matching,
    "tax_growth": tax_growth,
}


def usual_general(usual):
    """General policy funds by the status quo, million (draw, county); found when asked for."""
    if usual.books is None:
        return 0.0
    return usual.amount * shares(usual.rule, usual.books, None)


def general(aid):
    """General policy funds as they are paid this year, million (draw, county)."""
    return usual_general(aid.usual) + aid.general_change


def pay(policy, state, year):
    """What every fund pays each county, and what it has left.

    Returns:
        (tuple of paid (draw, county), tuple of left (draw, 1) or 0.0), million, one a fund.
    """
    paid, left = [], []
    for place, fund in enumerate(policy.funds):
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
    parts = shares(fund.allocation, books, who)
    if fund.remainder_share > 0:
        rest = shares(fund.remainder_allocation, books, who)
        parts = (1 - fund.remainder_share) * parts + fund.remainder_share * rest
    if fund.floor is None and fund.ceiling is None:
        return amount * parts, available - amount
    low = (fund.floor or 0.0) * who
    high = np.where(who > 0, np.inf if fund.ceiling is None else fund.ceiling * who, 0.0)
    paid = bounded(parts, amount, low, high)
    return paid, available - paid.sum(1, keepdims=True)


def bonds(policy, state, year):
    """What each county issues of each bond (bond, draw, county)."""
    if all(bond.year != year for bond in policy.bonds):
        return Zeros(state.debt.shape)
    return np.stack([_bond(bond, state, year) for bond in policy.bonds])


def _bond(bond, state, year):
    """What each county issues of a bond (draw, county)."""
    if bond.year != year:
        return np.zeros(state.books.output.shape)
    parts = shares(bond.allocation, state.books, entitled(bond, state.roster))
    return bond_amount(bond, state.roster, year) * parts


def carried(policy, state, aid, works, year):
    """What each fund has at the start of next year, million (fund, draw, 1).

    A fund that carries over keeps what ceilings left in it and gets back what was not absorbed;
    in a year without payments it keeps what it has.
    """
    if not any(fund.carry_over for fund in policy.funds):
        return state.carried
    parts = range(len(policy.funds))
    return np.stack([_carried(policy.funds[k], k, state, aid, works, year) for k in parts])


def _carried(fund, place, state, aid, works, year):
    """What one fund has at the start of next year (draw, 1)."""
    if not fund.carry_over or year not in fund.amounts:
        return state.carried[place]
    return aid.left[place] + works.given_back[place].sum(1, keepdims=True)
