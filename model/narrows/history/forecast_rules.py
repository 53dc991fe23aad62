"""Narrows and its rivals as forecasting rules; scores."""

import warnings
from dataclasses import dataclass

import numpy as np

from narrows.history.calibrate import law, learn
from narrows.history.shocks import slopes
from narrows.model import randomness
from narrows.model.randomness import mirrored_normals
from narrows.model.sectors import growth_process

CLASSES = 5


@dataclass(frozen=True)
class ForecastDraws:
    """Normal numbers of one forecast, keyed so that no rule disturbs another's.

    Args:
        seed: of the hindcast.
        origin: year the forecast is made.
        draws: range of draw numbers.
    """

    seed: int
    origin: int
    draws: range

    def normals(self, process, step, count=1):
        """Standard normal (draw, count)."""
        return randomness.normals(self.seed, f"{process} {self.origin}", step, self.draws, count)

    def mirrored(self, process, step, count=1):
        """Standard normal (draw, count), every odd draw the mirror image of the one before."""
        return mirrored_normals(self.seed, f"{process} {self.origin}", step, self.draws, count)

    def uniforms(self, process, step, count=1):
        """Uniform on (0, 1) (draw, count)."""
        return randomness.uniforms(self.seed, f"{process} {self.origin}", step, self.draws, count)


def narrows(history, years, luck, priors=None):
    """The growth process of `model/sectors/growth_process.py`, calibrated on the history."""
    calibration = learn(history, priors)
    drawn = law(calibration, luck.seed, luck.draws, years, f"growth {luck.origin}")
    units = history.shape[1]
    shocks = (luck.mirrored("county shock", step, units) for step in range(years))
    yield from growth_process.grow(drawn, shocks)


def sigma_random_walk(history, years, luck):
    """Log sigma wanders without drift; its yearly sd is that of the history around zero."""
    log_sigma = np.log(history.std(axis=1))
    spread = np.sqrt((np.diff(log_sigma) ** 2).mean())
    yield from _walk(log_sigma[-1], 0.0, spread, years, luck)


def sigma_random_walk_drift(history, years, luck):
    """Log sigma wanders around the history's mean change."""
    log_sigma = np.log(history.std(axis=1))
    changes = np.diff(log_sigma)
    yield from _walk(log_sigma[-1], changes.mean(), changes.std(ddof=1), years, luck)


def unit_random_walks(history, years, luck):
    """Every unit wanders from where it is, with the sd of its own past."""
    spread = np.sqrt((np.diff(history, axis=0) ** 2).mean(axis=0))
    income = history[-1]
    for step in range(years):
        income = income + spread * luck.normals("unit walk", step, len(spread))
        yield income


def beta_convergence(history, years, luck):
    """The mean of the years' slopes for ever, independent Gaussian shocks of the units' own sd."""
    speeds = slopes(history)
    spread = (history[1:] - speeds.mean() * history[:-1]).std(axis=0)
    income = history[-1]
    for step in range(years):
        income = speeds.mean() * income + spread * luck.normals("beta", step, len(spread))
        yield income


def ar1(history, years, luck):
    """Every unit returns to its own mean at its own pace, by least squares."""
    before, after = history[:-1], history[1:]
    deviation = before - before.mean(axis=0)
    size = np.maximum((deviation**2).sum(axis=0), np.finfo(float).tiny)
    slope = np.minimum((deviation * after).sum(axis=0) / size, 1.0)
    level = after.mean(axis=0) - slope * before.mean(axis=0)
    spread = (after - level - slope * before).std(axis=0)
    income = history[-1]
    for step in range(years):
        income = level + slope * income + spread * luck.normals("ar1", step, len(level))
        yield income


def _walk(log_sigma, drift, spread, years, luck):
    for step in range(years):
        log_sigma = log_sigma + drift + spread * luck.normals("sigma walk", step)[:, 0]
        yield np.exp(log_sigma)


RULES = {
    "narrows": narrows,
    "sigma_random_walk": sigma_random_walk,
    "sigma_random_walk_drift": sigma_random_walk_drift,
    "unit_random_walks": unit_random_walks,
    "beta_convergence": beta_convergence,
    "ar1": ar1,
}


def crps(draws, happened):
    """Continuous ranked probability score of an ensemble: 0 is perfect, in the unit of the draws.

    E|X - y| - E|X - X'| / 2 over the draws.

    Args:
        draws: forecasts (draw,).
        happened: what came.

    Source: Gneiting and Raftery (2007), the score's kernel form.

    >>> float(crps(np.array([1.0, 3.0]), 2.0))
    0.5
    """
    ordered = np.sort(draws)
    count = len(ordered)
    rank = 2 * np.arange(1, count + 1) - count - 1
    return np.abs(ordered - happened).mean() - (rank * ordered).sum() / count**2


def score_sigma(draws, happened, today):
    """Scores of a forecast of sigma.

    Args:
        draws: forecast sigma, log units (draw,).
        happened: sigma that came.
        today: sigma at the origin.

    Returns:
        {crps_sigma in log points, coverage_sigma, direction_right, brier, low, median, high,
        probability_narrower}.
    """
    low, median, high = np.quantile(draws, [0.05, 0.5, 0.95])
    narrower = float((draws < today).mean())
    came_narrower = bool(happened < today)
    return {
        "crps_sigma": float(100 * crps(draws, happened)),
        "coverage_sigma": float(low <= happened <= high),
        "direction_right": float((narrower > 0.5) == came_narrower),
        "brier": (narrower - came_narrower) ** 2,
        "low": float(low),
        "median": float(median),
        "high": float(high),
        "probability_narrower": narrower,
    }


def score_units(draws, happened):
    """Mean absolute error (log points) of the units' mean forecast, coverage of their 90 %.

    Args:
        draws: relative log income (draw, unit), of any mean.
        happened: relative log income (unit,).
    """
    centred = draws - draws.mean(axis=1, keepdims=True)
    low, high = np.quantile(centred, [0.05, 0.95], axis=0)
    return {
        "unit_mae": float(100 * np.abs(centred.mean(axis=0) - happened).mean()),
        "unit_coverage": float(((low <= happened) & (happened <= high)).mean()),
    }


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
