"""Inequality of a whole province: every county counts.

Notation: y values, p shares of the weights (1/n where unweighted), mu = sum p y.
All are zero where all counties are equal, all fall when the gap narrows, and none knows the
unit of money. n in the place of n - 1 throughout.
"""

import numpy as np
from numpy.typing import ArrayLike

from narrows.measures.distribution import Distribution, Numbers, distribution


def coefficient_of_variation(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None
) -> Numbers:
    """Coefficient of variation; with weights Williamson's weighted coefficient.

    CV = sqrt(sum p (y - mu)^2) / mu

    Source: Williamson (1965), weighted by population; definition as on the model page.

    >>> coefficient_of_variation(np.array([1.0, 3.0]))
    np.float64(0.5)
    >>> coefficient_of_variation(np.array([1.0, 3.0]), np.array([3, 1])).round(4)
    np.float64(0.5774)
    """
    d = distribution(values, weights)
    deviation = d.relative - 1
    return np.sqrt(d.average_product(deviation, deviation))


def sd_of_logs(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Standard deviation of logarithms, the sigma of sigma-convergence.

    sigma = sqrt(sum p (ln y - sum p ln y)^2)

    It fails the transfer principle far above the mean: a gift from a very rich county to a rich
    one can raise it. Unweighted it is the `sigma` of the hindcast.

    >>> sd_of_logs(np.exp([1.0, 3.0])).round(12)
    np.float64(1.0)
    """
    d = distribution(values, weights)
    square = d.average_product(d.log_relative, d.log_relative)
    return np.sqrt(np.maximum(square - d.average(d.log_relative) ** 2, 0))


def gini(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Gini coefficient, computed from the sorted values.

    G = sum_ij p_i p_j |y_i - y_j| / (2 mu), between 0 and 1 - 1/n where unweighted.

    >>> gini(np.array([1.0, 3.0]))
    np.float64(0.25)
    >>> gini(np.array([1.0, 3.0]), np.array([3, 1])).round(12)
    np.float64(0.25)
    """
    return distribution(values, weights).gini


def theil_t(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Theil's T, the generalised entropy of order 1.

    T = sum p (y / mu) ln(y / mu)

    >>> theil_t(np.array([1.0, 3.0])).round(4)          # (0.5 ln 0.5 + 1.5 ln 1.5) / 2
    np.float64(0.1308)
    """
    d = distribution(values, weights)
    return d.average_product(d.relative, d.log_relative)


def theil_l(values: ArrayLike | Distribution, weights: ArrayLike | None = None) -> Numbers:
    """Theil's L, the mean logarithmic deviation, the generalised entropy of order 0.

    L = sum p ln(mu / y)

    >>> theil_l(np.array([1.0, 3.0])).round(4)          # ln 2 - (ln 1 + ln 3) / 2
    np.float64(0.1438)
    """
    d = distribution(values, weights)
    return -d.average(d.log_relative)


def theil_t_between(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, group: ArrayLike
) -> Numbers:
    """Part of Theil's T between groups of counties (prefectures).

    B = sum_g s_g ln(s_g / p_g), s_g and p_g the group's shares of income and of the weights

    Args:
        values: (..., county), or a Distribution.
        weights: (..., county) or None.
        group: the group of every county, whole numbers, (county,).

    Source: Theil's decomposition as in Akita (2000), one level.

    >>> theil_t_between(np.array([1.0, 1.0, 3.0, 3.0]), group=np.array([0, 0, 1, 1])).round(4)
    np.float64(0.1308)
    """
    income, weight = distribution(values, weights).group_shares(group)
    return (income * np.log(income / weight)).sum(axis=-1)


def theil_t_within(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, group: ArrayLike
) -> Numbers:
    """Part of Theil's T inside the groups, T - B = sum_g s_g T_g, weighted by income shares.

    >>> theil_t_within(np.array([1.0, 1.0, 3.0, 3.0]), group=np.array([0, 1, 0, 1])).round(4)
    np.float64(0.1308)
    """
    d = distribution(values, weights)
    return theil_t(d) - theil_t_between(d, group=group)


def theil_l_between(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, group: ArrayLike
) -> Numbers:
    """Part of Theil's L between groups, sum_g p_g ln(p_g / s_g).

    >>> theil_l_between(np.array([1.0, 1.0, 3.0, 3.0]), group=np.array([0, 0, 1, 1])).round(4)
    np.float64(0.1438)
    """
    income, weight = distribution(values, weights).group_shares(group)
    return (weight * np.log(weight / income)).sum(axis=-1)


def theil_l_within(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, group: ArrayLike
) -> Numbers:
    """Part of Theil's L inside the groups, L - B = sum_g p_g L_g, weighted by people.

    >>> theil_l_within(np.array([1.0, 1.0, 3.0, 3.0]), group=np.array([0, 1, 0, 1])).round(4)
    np.float64(0.1438)
    """
    d = distribution(values, weights)
    return theil_l(d) - theil_l_between(d, group=group)


def atkinson(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, aversion: float
) -> Numbers:
    """Atkinson's index: the share of income that equality would be worth.

    A = 1 - (sum p (y / mu)^(1 - e))^(1 / (1 - e));  e = 1: A = 1 - exp(sum p ln(y / mu))

    Args:
        values: (..., county), or a Distribution.
        weights: (..., county) or None.
        aversion: e > 0, aversion to inequality.

    >>> [float(atkinson(np.array([1.0, 3.0]), aversion=e).round(4)) for e in (0.5, 1, 2)]
    [0.067, 0.134, 0.25]
    """
    d = distribution(values, weights)
    if aversion == 1:
        return -np.expm1(d.average(d.log_relative))
    if aversion == 2:  # the harmonic mean needs no power
        return 1 - 1 / d.average(1 / d.relative)
    power = np.sqrt(d.relative) if aversion == 0.5 else d.relative ** (1 - aversion)
    return 1 - d.average(power) ** (1 / (1 - aversion))


def lorenz(
    values: ArrayLike | Distribution, weights: ArrayLike | None = None, *, points: ArrayLike
) -> Numbers:
    """Lorenz curve: shares of the total made by the poorest shares `points`, linear in between.

    Where one curve lies nowhere below another, every relative measure that respects the transfer
    principle calls it the narrower one; where they cross, such measures may disagree.

    Args:
        values: (..., county), or a Distribution.
        weights: (..., county) or None.
        points: shares of the counties (of the people, with weights), each in (0, 1), (point,).

    Returns:
        (..., point).

    >>> lorenz(np.array([3.0, 1.0]), points=(0.5, 0.75))
    array([0.25 , 0.625])
    """
    d = distribution(values, weights)
    return np.stack([d.lorenz(point) for point in points], axis=-1)
