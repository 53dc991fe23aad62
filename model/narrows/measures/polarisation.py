"""Polarisation: counties drawing into camps, which is not the same as inequality."""

import numpy as np

from narrows.measures.distribution import distribution


def esteban_ray(values, weights=None, *, sensitivity):
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


def wolfson(values, weights=None):
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
