"""How a fund is shared out among those entitled to it.

Every rule gives non-negative weights from last year's books; `shares` makes them add up to one.
"""

import numpy as np

from . import fiscal
from .ratio import ratio


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
    return np.maximum(fiscal.growth(books.tax, books.tax_before), 0.0)


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
