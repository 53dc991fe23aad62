"""How a fund is shared out among those entitled to it.

Every rule gives non-negative weights from last year's books; `shares` makes them add up to one.
"""

import numpy as np


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
    return np.maximum(books.tax_growth, 0.0)


def shares(rule, books, entitled):
    """Shares of a fund, zero outside the entitled, adding up to one in every draw.

    Where no entitled county has a positive weight (all taxes fell), the fund is shared equally.

    Args:
        rule: name of a rule.
        books: last year's output, population (draw, county) and tax growth.
        entitled: mask, or weights from 0 to 1 (draw or 1, county).

    Returns:
        Shares (draw, county).

    >>> from types import SimpleNamespace
    >>> books = SimpleNamespace(output=np.ones((1, 3)), population=np.array([[1.0, 3.0, 9.0]]))
    >>> shares("per_head", books, np.array([[True, True, False]]))
    array([[0.25, 0.75, 0.  ]])
    """
    weight = np.where(entitled, RULES[rule](books), 0.0) * entitled
    total = weight.sum(-1, keepdims=True)
    number = np.sum(entitled, -1, keepdims=True)
    fallback = np.broadcast_to(entitled, weight.shape) / np.where(number > 0, number, 1)
    return np.divide(weight, total, out=fallback.copy(), where=total > 0)


RULES = {"equal": equal, "need": need, "per_head": per_head, "gdp": gdp, "tax_growth": tax_growth}
