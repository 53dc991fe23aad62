"""Rules that say what relative incomes will be: narrows itself, and simple ones to be beaten.

A rule takes the history r (year, unit), how many years ahead, and a Luck; it yields the draws of
each coming year (draw, unit), or (draw,) of sigma alone where it knows nothing of the units.
"""

from dataclasses import dataclass

import numpy as np

from narrows import rng
from narrows.equations import growth
from narrows.experiments.history.calibrate import law, learn
from narrows.experiments.history.even_luck import mirrored_normals
from narrows.experiments.history.shock_history import slopes


@dataclass(frozen=True)
class Luck:
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
        return rng.normals(self.seed, f"{process} {self.origin}", step, self.draws, count)

    def mirrored(self, process, step, count=1):
        """Standard normal (draw, count), every odd draw the mirror image of the one before."""
        return mirrored_normals(self.seed, f"{process} {self.origin}", step, self.draws, count)

    def uniforms(self, process, step, count=1):
        """Uniform on (0, 1) (draw, count)."""
        return rng.uniforms(self.seed, f"{process} {self.origin}", step, self.draws, count)


def narrows(history, years, luck, priors=None):
    """The growth process of `equations/growth.py`, calibrated on the history."""
    calibration = learn(history, priors)
    drawn = law(calibration, luck.seed, luck.draws, years, f"growth {luck.origin}")
    units = history.shape[1]
    shocks = (luck.mirrored("county shock", step, units) for step in range(years))
    yield from growth.grow(drawn, shocks)


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
