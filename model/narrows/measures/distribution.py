"""One distribution of incomes over counties, with what several measures share computed once."""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64] | np.float64  # (...): one number where one distribution is given
TAIL = 10  # "the top ten", "the bottom ten"
_EXACT = 1e-12  # a cumulative share this near to a quantile has reached it


class Distribution:
    """Values of counties and the weights they count with, in any number of draws and years.

    The counties are the whole population and no sample of one, so every variance here divides by
    n (by the sum of weights), never by n - 1. All measures replicate: two copies of every county
    leave them alone, except those that count counties (top ten, ranks, polarisation).

    Args:
        values: positive and finite, any unit, (..., county).
        weights: positive, e.g. people, broadcast to the shape of values; None counts every
            county once.
    """

    def __init__(self, values: ArrayLike, weights: ArrayLike | None = None) -> None:
        self.values = np.ascontiguousarray(values, dtype=float)
        self.count = self.values.shape[-1]
        self.share = None
        self._groups = {}
        if weights is not None:
            weights = np.broadcast_to(np.asarray(weights, dtype=float), self.values.shape)
            self.share = weights / weights.sum(axis=-1, keepdims=True)

    def weighted(self, weights: ArrayLike) -> "Distribution":
        """Return the same values counted by weights; order and logarithms are not computed anew."""
        other = Distribution(self.values, weights)
        other.flat_order, other.sorted_values = self.flat_order, self.sorted_values
        other.log = self.log
        return other

    def average(self, quantity):
        """Weighted mean over the counties of a quantity (..., county) -> (...)."""
        if self.share is None:
            return quantity.mean(axis=-1)
        return np.einsum("...n,...n->...", self.share, quantity)

    def average_product(self, one, other):
        """Weighted mean of the product of two quantities (..., county) or (county,) -> (...)."""
        if self.share is None:
            return np.einsum("...n,...n->...", one, other) / self.count
        return np.einsum("...n,...n,...n->...", self.share, one, other)

    @cached_property
    def mean(self) -> Numbers:
        """Mean over the counties (...), unit of the values."""
        return self.average(self.values)

    @cached_property
    def relative(self):
        """Values over their mean (..., county)."""
        return self.values / self.mean[..., None]

    @cached_property
    def log(self):
        """Natural logarithm of the values (..., county)."""
        return np.log(self.values)

    @cached_property
    def log_relative(self):
        """Natural logarithm of values over their mean (..., county)."""
        return self.log - np.log(self.mean)[..., None]

    @cached_property
    def flat_order(self):
        """Places of the counties in the flat array, poorest to richest by row (..., county)."""
        order = np.argsort(self.values, axis=-1)
        first = np.arange(0, self.values.size, max(self.count, 1))
        order += first.reshape(*self.values.shape[:-1], 1)
        return order

    @cached_property
    def sorted_values(self):
        """Values from the poorest to the richest (..., county)."""
        return np.take(self.values, self.flat_order)

    @cached_property
    def sorted_share(self):
        """Shares of the weights in the order of the values (..., county)."""
        if self.share is None:
            return np.full(self.count, 1 / self.count)
        return np.take(self.share, self.flat_order)

    @cached_property
    def cumulative_share(self):
        """Share of the weights at or below each place of the order (..., county)."""
        if self.share is None:
            return np.arange(1, self.count + 1) / self.count
        return np.cumsum(self.sorted_share, axis=-1)

    @cached_property
    def sorted_income(self):
        """Shares of the total, poorest to richest (..., county): the steps of the Lorenz curve."""
        if self.share is None:
            return self.sorted_values * (1 / (self.count * self.mean[..., None]))
        return self.sorted_share * self.sorted_values * (1 / self.mean[..., None])

    @cached_property
    def gini(self) -> Numbers:
        """Gini coefficient (...), see `narrows.measures.gini`; polarisation needs it too."""
        reach = np.einsum("...n,...n->...", self.sorted_income, self.cumulative_share)
        own = np.einsum("...n,...n->...", self.sorted_income, self.sorted_share)
        return np.maximum(2 * reach - own - 1, 0)  # equal counties may leave -1e-16

    @cached_property
    def rank(self):
        """Rank of every county, 1 = largest, equal counties share their mean rank (..., county)."""
        rank = np.empty(self.values.shape)
        rank.reshape(-1)[self.flat_order] = np.arange(self.count, 0.0, -1)
        tied = (self.sorted_values[..., 1:] == self.sorted_values[..., :-1]).any(axis=-1)
        if tied.any():
            rank[tied] = ranks(self.values[tied])
        return rank

    def group_shares(self, group):
        """Shares of income and of the weights of each group of counties, two (..., group)."""
        key = np.asarray(group).tobytes()
        if key not in self._groups:
            order = np.argsort(group, kind="stable")
            starts = np.flatnonzero(np.diff(np.asarray(group)[order], prepend=-1))
            share = np.full(self.count, 1 / self.count) if self.share is None else self.share
            weight = np.add.reduceat(share[..., order], starts, axis=-1)
            income = np.add.reduceat((share * self.relative)[..., order], starts, axis=-1)
            self._groups[key] = income, weight
        return self._groups[key]

    @property
    def tail(self):
        """Number of counties called top and bottom: ten, or half of fewer than twenty."""
        return max(1, min(TAIL, self.count // 2))

    def quantile_place(self, level):
        """Place in the order where the cumulative share first reaches level (...), and if exactly.

        Float noise of 1e-12 counts as reaching it.
        """
        below = self.cumulative_share < level - _EXACT
        place = np.minimum(below.sum(axis=-1), self.count - 1)
        reached = self.at_place(self.cumulative_share, place)
        return place, np.abs(reached - level) <= _EXACT

    def quantile(self, level: float) -> Numbers:
        """Quantile (...): the smallest value at or below which a share `level` of the weight lies.

        Where that share is met exactly, the mean of this value and the next (Hyndman and Fan's
        definition 2, with weights). Unlike the interpolating definitions of spreadsheets it does
        not change when every county is counted twice; its median is the textbook one.

        >>> Distribution(np.array([4.0, 1.0, 3.0, 2.0])).quantile(0.5)
        np.float64(2.5)
        >>> Distribution(np.array([4.0, 1.0, 3.0, 2.0]), np.array([9, 1, 1, 1])).quantile(0.5)
        np.float64(4.0)
        """
        place, exact = self.quantile_place(level)
        here = self.at_place(self.sorted_values, place)
        after = self.at_place(self.sorted_values, np.minimum(place + 1, self.count - 1))
        return np.where(exact, (here + after) / 2, here)[()]

    def lorenz(self, level: float) -> Numbers:
        """Lorenz ordinate (...): share of the total that the poorest share `level` makes.

        >>> Distribution(np.array([3.0, 1.0])).lorenz(0.75)             # (1 + 3 / 2) / 4
        np.float64(0.625)
        """
        below = np.asarray(self.cumulative_share < level, dtype=float)
        share = np.einsum("...n,...n->...", self.sorted_share, below)
        income = np.einsum("...n,...n->...", self.sorted_income, below)
        here, _ = self.quantile_place(level)
        return income + (level - share) * self.at_place(self.sorted_values, here) / self.mean

    @cached_property
    def top_mean(self) -> Numbers:
        """Mean of the top ten counties (...)."""
        return self._mean_at(np.s_[..., -self.tail :])

    @cached_property
    def bottom_mean(self) -> Numbers:
        """Mean of the bottom ten counties (...)."""
        return self._mean_at(np.s_[..., : self.tail])

    def at_place(self, quantity, place):
        """Quantity (..., county) or (county,) at a place of the order, one or (...) -> (...)."""
        if np.ndim(place) == 0:
            return quantity[..., place]
        return np.take_along_axis(quantity, place[..., None], axis=-1)[..., 0]

    def _mean_at(self, places):
        if self.share is None:
            return self.sorted_values[places].mean(axis=-1)
        share = self.sorted_share[places]
        return np.einsum("...n,...n->...", share, self.sorted_values[places]) / share.sum(axis=-1)


def distribution(values, weights=None):
    """Make a Distribution, or hand back the one given."""
    return values if isinstance(values, Distribution) else Distribution(values, weights)


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Rank every county by its value, 1 = largest, equal counties share their mean rank.

    >>> ranks(np.array([5.0, 9.0, 5.0, 1.0]))
    array([2.5, 1. , 2.5, 4. ])
    """
    values = np.asarray(values, dtype=float)
    ordered = np.sort(values, axis=-1)
    if (ordered[..., 1:] > ordered[..., :-1]).all():
        return ordinal_ranks(values)
    # Loading scipy.stats takes longer than a whole run's ranks: only where there are ties.
    from scipy.stats import rankdata

    return rankdata(-values, axis=-1)


def ordinal_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank every county by its value, 1 = largest; equal counties in the order they stand.

    >>> ordinal_ranks(np.array([5.0, 9.0, 5.0, 1.0]))
    array([2., 1., 3., 4.])
    """
    order = np.argsort(-values, axis=-1, kind="stable")
    places = np.empty(values.shape)
    np.put_along_axis(places, order, np.arange(1.0, values.shape[-1] + 1), -1)
    return places
