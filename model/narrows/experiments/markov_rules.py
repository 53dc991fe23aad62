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
    states = np.searchsorted(cuts, history)
    counts = np.zeros((CLASSES, CLASSES))
    np.add.at(counts, (states[:-1].ravel(), states[1:].ravel()), 1)
    cumulated = _cumulated(counts)
    income = np.tile(history[-1], (len(luck.draws), 1))
    for step in range(years):
        income = _moved(income, cuts, members, lambda state: cumulated[state], luck, step)
        yield income


def spatial_markov(history, years, luck, neighbours):
    """Quintile Markov chain whose matrix depends on the class of the neighbours' mean.

    Args:
        history, years, luck: as every rule.
        neighbours: pairs of unit numbers, both directions (pair, 2).
    """
    units = history.shape[1]
    weights = _row_standardised(neighbours, units)
    fitted = _fit_spatial(history, neighbours)
    cuts, members = _classes(history, fitted.cutoffs)
    cumulated = np.stack([_cumulated(matrix) for matrix in fitted.T])
    income = np.tile(history[-1], (len(luck.draws), 1))
    for step in range(years):
        around = np.searchsorted(fitted.lag_cutoffs, (weights @ income.T).T)
        around = np.minimum(around, len(cumulated) - 1)
        income = _moved(
            income, cuts, members, lambda state, at=around: cumulated[at, state], luck, step
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

        units = range(history.shape[1])
        near = {unit: neighbours[neighbours[:, 0] == unit, 1].tolist() for unit in units}
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


def _moved(income, cuts, members, rows, luck, step):
    """Incomes one year on (draw, unit)."""
    state = np.searchsorted(cuts, income)
    chance, place = (
        luck.uniforms(f"markov {kind}", step, income.shape[1]) for kind in ("move", "place")
    )
    cumulated = rows(state)
    target = np.minimum((chance[..., None] > cumulated).sum(axis=-1), len(members) - 1)
    moved = income.copy()
    for number, seen in enumerate(members):
        chosen = (target == number) & (state != number)
        if len(seen):
            moved[chosen] = seen[(place[chosen] * len(seen)).astype(int)]
    return moved
