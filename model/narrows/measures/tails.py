"""Strong, weak, aided, polarisation."""

import numpy as np
from numpy.typing import ArrayLike

from narrows.measures.distribution import Distribution, Numbers, distribution


def esteban_ray(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, sensitivity: float
) -> Numbers:
    """Polarisation of Esteban and Ray, every county a camp as large as its share of the weights.

    P = sum_ij p_i^(1 + a) p_j |y_i - y_j| / mu

    Unweighted, all camps are equally large and P = 2 n^(-a) Gini: it says something of its own
    with population weights only.

    Args:
        values: (..., county), or a Distribution.
        weights: (..., county) or None.
        sensitivity: a, weight of the size of the own camp, above 0, at most 1.6.

    Source: Esteban and Ray (1994), the constant K set to 1 and income to its ratio to the mean.

    By hand: (1/4)^2 (3/4) |3 - 1| + (3/4)^2 (1/4) |3 - 1| = 3/8, over the mean 5/2.

    >>> esteban_ray(np.array([1.0, 3.0]), np.array([1, 3]), sensitivity=1).round(12)
    np.float64(0.15)
    """
    d = distribution(values, weights)
    if d.share is None:
        return 2 * d.count**-sensitivity * d.gini
    share, income = d.sorted_share, d.sorted_income
    size = share if sensitivity == 1 else share**sensitivity
    # sum_j p_j |y_i - y_j| / mu = y_i (2 P_i - 1) / mu + 1 - 2 L_i, P and L cumulative shares
    own = 2 * _total(size, income, d.cumulative_share) - _total(size, income)
    return own + _total(size, share) - 2 * _total(size, share, np.cumsum(income, axis=-1))


def wolfson(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Polarisation of Wolfson: how empty the middle is.

    W = 4 (mu / m) (1/2 - L(1/2) - G / 2), m the median, L the Lorenz curve, linear between counties

    Source: Wolfson (1994); scaled so that half with nothing and half with everything gives 1
    (a variant without the factor 2 circulates).

    >>> wolfson(np.array([1.0, 3.0]))                   # 4 (2/2) (1/2 - 1/4 - 1/8)
    np.float64(0.5)
    """
    d = distribution(values, weights)
    return 4 * d.mean / d.quantile(0.5) * (0.5 - d.lorenz(0.5) - d.gini / 2)


def _total(*factors):
    """Sum over the counties of a product of (..., county) or (county,) arrays."""
    return np.einsum(",".join(["...n"] * len(factors)) + "->...", *factors)


def p90_p10(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Ninetieth percentile over the tenth.

    The quantile is the smallest value at or below which the share of counties (of people, with
    weights) lies, averaged with the next where the share is met exactly. Of 136 counties these
    are the 14th and the 123rd. It fails the transfer principle: what moves inside the tails or
    the middle is not seen.

    >>> p90_p10(np.arange(1.0, 12.0))                   # the 10th of eleven over the 2nd
    np.float64(5.0)
    """
    d = distribution(values, weights)
    return d.quantile(0.9) / d.quantile(0.1)


def top_over_bottom(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Mean of the top ten counties over the mean of the bottom ten, as they rank in that year.

    Of fewer than twenty counties the top and the bottom half (a middle one left out).

    >>> top_over_bottom(np.array([1.0, 3.0, 8.0, 9.0, 50.0]))   # (9 + 50) / (1 + 3)
    np.float64(14.75)
    >>> top_over_bottom(np.array([1.0, 3.0, 8.0, 9.0]), np.array([1, 1, 3, 1]))
    np.float64(4.125)
    """
    d = distribution(values, weights)
    return d.top_mean / d.bottom_mean


def absolute_gap(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Mean of the top ten minus mean of the bottom ten, in the money of the values.

    >>> absolute_gap(np.array([1.0, 3.0, 8.0, 9.0]))
    np.float64(6.5)
    """
    d = distribution(values, weights)
    return d.top_mean - d.bottom_mean


def bottom_share(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Share of the province's total that the bottom ten counties make; larger is narrower.

    >>> bottom_share(np.array([1.0, 3.0, 8.0, 8.0]))
    np.float64(0.2)
    """
    d = distribution(values, weights)
    return d.sorted_income[..., : d.tail].sum(axis=-1)


def recipients_over_province(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, recipients: ArrayLike
) -> Numbers:
    """Mean of the aided counties over the mean of the province; larger is narrower.

    Args:
        values: (..., county), or a Distribution.
        weights: (..., county) or None.
        recipients: True for the aided counties, (county,) or (..., county).

    Returns:
        (...), nan where nobody is aided.

    >>> recipients_over_province(np.array([1.0, 3.0, 8.0]), recipients=np.array([1, 0, 0]) > 0)
    np.float64(0.25)
    """
    d = distribution(values, weights)
    aided = np.asarray(recipients, dtype=float)
    income = d.average_product(aided, d.relative)
    share = np.broadcast_to(d.average(aided), income.shape)
    return np.divide(income, share, out=np.full(np.shape(share), np.nan), where=share > 0)[()]


def rank_correlation(values: ArrayLike | Distribution, *, base_ranks: ArrayLike) -> Numbers:
    """Spearman's correlation of the ranks with those of the base year; 1 = nobody moved.

    Args:
        values: (..., county), or a Distribution.
        base_ranks: ranks of the base year, (county,) or (..., county).

    Returns:
        (...), nan where all counties are equal.

    >>> rank_correlation(np.array([1.0, 3.0, 2.0]), base_ranks=np.array([3, 2, 1])).round(12)
    np.float64(0.5)
    """
    d = distribution(values)
    now = d.rank - (d.count + 1) / 2
    then = np.asarray(base_ranks, dtype=float) - (d.count + 1) / 2
    then = np.broadcast_to(then, now.shape)
    product = np.einsum("...n,...n->...", now, then)
    squares = np.einsum("...n,...n->...", now, now) * np.einsum("...n,...n->...", then, then)
    out = np.full(np.shape(product), np.nan)
    return np.divide(product, np.sqrt(squares), out=out, where=squares > 0)[()]


def left_bottom(values: ArrayLike | Distribution, *, base_ranks: ArrayLike) -> Numbers:
    """Share of the base year's bottom ten counties that are no longer among the bottom ten.

    A county is among the bottom ten while its value is not above the tenth smallest.

    Args:
        values: (..., county), or a Distribution.
        base_ranks: ranks of the base year, 1 = largest, (county,) or (..., county).

    >>> left_bottom(np.array([5.0, 4.0, 1.0, 2.0]), base_ranks=np.array([1, 3, 2, 4]))
    np.float64(0.5)
    """
    d = distribution(values)
    then = np.asarray(base_ranks) > d.count - d.tail
    threshold = d.sorted_values[..., d.tail - 1, None]
    return (then & (d.values > threshold)).sum(axis=-1) / then.sum(axis=-1)
