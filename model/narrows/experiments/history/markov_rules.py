"""Markov chains of income classes as rules of forecast; the spatial one estimated by giddy.

A unit that stays in its class keeps its income; one that moves takes the income of some unit
and year of the history in its new class. Classes are quintiles of the pooled history.
"""

import warnings

import numpy as np

CLASSES = 5


def markov(history, years, luck):
    """Quintile Markov chain, one transition matrix for all."""
    cuts, members = _classes(history)
    states = _class_of(history, cuts)
    counts = np.zeros((CLASSES, CLASSES))
    np.add.at(counts, (states[:-1].ravel(), states[1:].ravel()), 1)
    cumulated = _cumulated(counts)
    income = np.tile(history[-1], (len(luck.draws), 1))
    for step in range(years):
        state = _class_of(income, cuts)
        target = _target(cumulated, state, luck, step)
        income = _moved(
            income, state, target, members, luck.uniforms("markov place", step, len(state.T))
        )
        yield income


def spatial_markov(history, years, luck, neighbours):
    """Quintile Markov chain whose matrix depends on the class of the neighbours' mean.

    Args:
        history: r (year, unit).
        years: how many ahead.
        luck: Luck.
        neighbours: pairs of unit numbers, both directions (pair, 2).
    """
    units = history.shape[1]
    weights = _row_standardised(neighbours, units)
    fitted = _fit_spatial(history, neighbours)
    cuts, members = _classes(history, fitted.cutoffs)
    cumulated = np.concatenate([_cumulated(matrix) for matrix in fitted.T])
    last = len(fitted.T) - 1
    income = np.tile(history[-1], (len(luck.draws), 1))
    for step in range(years):
        around = np.minimum(_class_of((weights @ income.T).T, fitted.lag_cutoffs), last)
        state = _class_of(income, cuts)
        target = _target(cumulated, around * np.int8(CLASSES) + state, luck, step)
        income = _moved(
            income, state, target, members, luck.uniforms("markov place", step, len(state.T))
        )
        yield income


def giddy_is_here():
    """Whether the optional library is installed."""
    from importlib.util import find_spec

    return find_spec("giddy") is not None and find_spec("libpysal") is not None


def _fit_spatial(history, neighbours):
    """Giddy's spatial Markov chain of the history, with pooled quintiles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # islands, and matters of giddy's own house
        from giddy.markov import Spatial_Markov
        from libpysal.weights import W

        near = {unit: [] for unit in range(history.shape[1])}
        for first, second in neighbours.tolist():
            near[first].append(second)
        contiguity = W(near, silence_warnings=True)
        contiguity.transform = "r"
        return Spatial_Markov(history.T, contiguity, fixed=True, k=CLASSES, m=CLASSES)


def _row_standardised(neighbours, units):
    from scipy.sparse import csr_array

    first, second = neighbours.T
    count = np.maximum(np.bincount(first, minlength=units), 1)
    return csr_array((1 / count[first], (first, second)), shape=(units, units))


def _classes(history, cuts=None):
    """Upper bounds of all classes but the last, and the incomes seen in each class."""
    pooled = np.sort(history.ravel())
    if cuts is None:
        cuts = np.quantile(pooled, np.arange(1, CLASSES) / CLASSES)
    cuts = np.asarray(cuts)[: CLASSES - 1]
    return cuts, np.split(pooled, np.searchsorted(pooled, cuts, side="right"))


def _cumulated(counts):
    """Cumulated transition probabilities by row; a class nobody was in keeps its units."""
    total = counts.sum(axis=1, keepdims=True)
    empty = total == 0
    shares = np.where(empty, np.eye(len(counts)), counts / np.where(empty, 1, total))
    return np.cumsum(shares, axis=1)


def _class_of(values, cuts):
    """Number of cuts below each value: the same as np.searchsorted, faster for a few cuts.

    >>> _class_of(np.array([0.0, 1.0, 1.5, 3.0]), np.array([1.0, 2.0])).tolist()
    [0, 0, 1, 2]
    """
    number = np.zeros(values.shape, dtype=np.int8)
    for cut in cuts:
        number += values > cut
    return number


def _target(cumulated, row, luck, step):
    """Class of the year to come (draw, unit).

    Args:
        cumulated: probabilities up to each class (row, class).
        row: of each unit (draw, unit).
        luck: Luck.
        step: years ahead.
    """
    chance = luck.uniforms("markov move", step, row.shape[1])
    target = np.zeros(row.shape, dtype=np.int8)
    for column in cumulated.T[:-1]:
        target += chance > np.ascontiguousarray(column)[row]
    return target


def _moved(income, state, target, members, place):
    """Incomes one year on (draw, unit): who changes class takes an income of the new one."""
    pooled, sizes = np.concatenate(members), np.array([len(seen) for seen in members])
    starts = np.cumsum(sizes) - sizes
    chosen = (target != state) & (sizes[target] > 0)
    new = target[chosen]
    moved = income.copy()
    moved[chosen] = pooled[starts[new] + (place[chosen] * sizes[new]).astype(int)]
    return moved
