"""Who moves: classes of income, transitions between them, ranks, and the shape of sizes."""

import numpy as np

from narrows.measures.distribution import ranks
from narrows.measures.tails import rank_correlation


def income_classes(income, count, weights=None):
    """Class of every county and year, 0 = poorest, by quantiles of all years together.

    Incomes are taken over their year's mean, so that growth of the whole province moves nobody.

    Args:
        income: (year, ..., county).
        count: number of classes.
        weights: of the year's mean, (..., county) or (year, ..., county); None for equal.

    Returns:
        whole numbers (year, ..., county); quantiles are those of each draw.

    >>> income_classes(np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0]]), 2).tolist()
    [[0, 0, 1, 1], [0, 0, 1, 1]]
    """
    w = np.broadcast_to(1.0 if weights is None else np.asarray(weights), income.shape)
    mean = (w * income).sum(axis=-1, keepdims=True) / w.sum(axis=-1, keepdims=True)
    relative = income / mean
    cuts = np.quantile(relative, np.arange(1, count) / count, axis=(0, -1))
    return sum((relative > cut[..., None]).astype(int) for cut in cuts)


def transitions(classes, count, weights=None):
    """Number (or weight) of counties that went from one class to another in a year.

    Args:
        classes: (year, ..., county), 0 to count - 1.
        count: number of classes.
        weights: of the counties, (county,) or (year, ..., county) taken in the earlier year.

    Returns:
        (..., from, to).

    >>> transitions(np.array([[0, 0, 1], [0, 1, 1]]), 2).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    w = np.broadcast_to(1.0 if weights is None else np.asarray(weights, float), classes.shape)
    rows = [
        [
            np.where((classes[:-1] == old) & (classes[1:] == new), w[:-1], 0.0).sum(axis=(0, -1))
            for new in range(count)
        ]
        for old in range(count)
    ]
    return np.moveaxis(np.array(rows), (0, 1), (-2, -1))


def transition_matrix(numbers):
    """Probabilities from numbers of transitions (..., from, to); an empty class stays where it is.

    >>> transition_matrix(np.array([[3.0, 1.0], [0.0, 0.0]])).tolist()
    [[0.75, 0.25], [0.0, 1.0]]
    """
    total = numbers.sum(axis=-1, keepdims=True)
    stay = np.broadcast_to(np.eye(numbers.shape[-1]), numbers.shape)
    return np.divide(numbers, total, out=stay.copy(), where=total > 0)


def shorrocks(matrix):
    """Mobility M = (k - trace P) / (k - 1), 0 where nobody moves (..., from, to) -> (...).

    >>> shorrocks(np.array([[0.9, 0.1], [0.2, 0.8]])).round(12)
    np.float64(0.3)
    """
    count = matrix.shape[-1]
    return (count - np.trace(matrix, axis1=-2, axis2=-1)) / (count - 1)


def ergodic(matrix):
    """Shares of the classes if these transitions went on for ever (..., from, to) -> (..., class).

    Where classes never meet there are many such shares; this gives one of them.

    >>> ergodic(np.array([[0.9, 0.1], [0.2, 0.8]])).round(4)
    array([0.6667, 0.3333])
    """
    count = matrix.shape[-1]
    flow = np.swapaxes(matrix, -1, -2) - np.eye(count)
    system = np.concatenate([flow, np.ones((*matrix.shape[:-2], 1, count))], axis=-2)
    target = np.zeros(count + 1)
    target[-1] = 1
    return np.einsum("...ij,j->...i", np.linalg.pinv(system), target)


def rank_mobility(income, lag):
    """Spearman's correlation of ranks `lag` years apart, mean over the pairs of years (...).

    Args:
        income: (year, ..., county), more years than lag.
        lag: years.
    """
    later = [
        rank_correlation(income[year + lag], base_ranks=ranks(income[year]))
        for year in range(len(income) - lag)
    ]
    return np.mean(later, axis=0)


def pareto_tail(size, share):
    """Exponent of the upper tail of sizes: slope of ln(rank - 1/2) on ln size, sign turned.

    One is Zipf's law; smaller means the largest are more dominant.

    Args:
        size: > 0, (..., county).
        share: of the counties that count as the upper tail, 0 to 1.

    Returns:
        (...).
    """
    count = max(3, round(share * size.shape[-1]))
    x = np.log(np.sort(size, axis=-1)[..., -count:])
    y = np.log(np.arange(count, 0, -1) - 0.5)
    x = x - x.mean(axis=-1, keepdims=True)
    return -(x * (y - y.mean())).sum(axis=-1) / (x * x).sum(axis=-1)


def moran(values, neighbours):
    """Moran's I: do neighbours resemble each other.

    I = (n / sum_ij w_ij) sum_ij w_ij z_i z_j / sum_i z_i^2, z = value less mean;
    -1/(n - 1) is expected where place does not matter.

    Args:
        values: (..., county), e.g. logs of GDP per head.
        neighbours: w, scipy sparse or dense (county, county).

    Returns:
        (...).

    >>> chain = np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> moran(np.array([1.0, 1.0, 3.0, 3.0]), chain).round(4)          # (4/6) (2/4)
    np.float64(0.3333)
    """
    z = values - values.mean(axis=-1, keepdims=True)
    count = z.shape[-1]
    lagged = (neighbours @ z.reshape(-1, count).T).T.reshape(z.shape)
    return count / neighbours.sum() * (z * lagged).sum(axis=-1) / (z * z).sum(axis=-1)
