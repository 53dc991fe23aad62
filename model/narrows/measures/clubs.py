"""The log t test of Phillips and Sul, and the clubs of counties that converge among themselves."""

from dataclasses import dataclass

import numpy as np

CRITICAL = -1.65  # one-sided 5 %
TRIM = 1 / 3  # share of the first years left out of the regression
SIEVE_STEP, SIEVE_END = 0.1, 3.0


@dataclass(frozen=True)
class LogT:
    """The log t regression: slope b, its t statistic; t < -1.65 rejects convergence (...)."""

    slope: np.ndarray
    statistic: np.ndarray


@dataclass(frozen=True)
class Clubs:
    """Clubs of counties, richest first, and who belongs to none.

    Args:
        clubs: places of the counties of each club.
        statistics: t of each club.
        divergent: places of the counties without a club.
        whole: the test of all counties together.
    """

    clubs: tuple[np.ndarray, ...]
    statistics: tuple[float, ...]
    divergent: np.ndarray
    whole: LogT


def trend(panel, smoothing):
    """Hodrick-Prescott trend of every county (year, ...), which the test wants freed of cycles.

    Args:
        panel: logs (year, ...).
        smoothing: penalty on the trend's bends; 400 is usual with yearly data for this test.

    >>> line = np.arange(6.0)[:, None]
    >>> bool(np.allclose(trend(line, 400), line))
    True
    """
    years = len(panel)
    bend = np.diff(np.eye(years), 2, axis=0)
    flat = panel.reshape(years, -1)
    return np.linalg.solve(np.eye(years) + smoothing * bend.T @ bend, flat).reshape(panel.shape)


def log_t(panel):
    """Test whether all counties converge.

    h = y / mean of y;  H_t = mean of (h - 1)^2
    log(H_1 / H_t) - 2 log log t = a + b log t + u,  t from the end of the first third

    The standard error takes the long-run variance of u by Andrews' quadratic spectral kernel with
    the bandwidth of an AR(1), as Phillips and Sul's program and the R package ConvergenceClubs do.

    Args:
        panel: y, logs of real income per head, positive, cycles removed, (year, ..., county);
            some fifteen years at least. Its unit matters: y is divided by its mean.

    Returns:
        LogT of each draw.

    Source: Phillips and Sul (2007); the trimming and the bandwidth as in ConvergenceClubs.
    """
    count = panel.shape[-1]
    return _log_t(count, panel.sum(axis=-1), (panel**2).sum(axis=-1))


def find_clubs(panel):
    """Sort the counties of one panel into convergence clubs by Phillips and Sul's steps.

    1 order by the last year; 2 core: the first neighbours that pass, extended while t > -1.65,
    cut where t is largest; 3 sieve: every county with which the core keeps t > c joins, c raised
    from 0 until the club itself passes; 4 the same for those left over, until no core is found.

    Args:
        panel: logs, cycles removed, (year, county).

    Returns:
        Clubs.

    Source: Phillips and Sul (2007, 2009), steps as described by ConvergenceClubs.
    """
    left = np.argsort(-panel[-1], kind="stable")
    clubs, statistics = [], []
    while left.size > 1:
        whole = float(log_t(panel[:, left]).statistic)
        members = left if whole > CRITICAL else _club(panel, left)
        if members is None:
            break
        clubs.append(np.sort(members))
        statistics.append(float(log_t(panel[:, members]).statistic))
        left = left[~np.isin(left, members)]
    return Clubs(tuple(clubs), tuple(statistics), np.sort(left), log_t(panel))


def _club(panel, order):
    """Members of the next club among counties in order, or None where no two converge."""
    core = _core(panel[:, order])
    if core is None:
        return None
    inside = panel[:, order[core]]
    others = np.delete(order, core)
    total, square = inside.sum(axis=1), (inside**2).sum(axis=1)
    added = panel[:, others]
    joined = _log_t(len(core) + 1, total[:, None] + added, square[:, None] + added**2)
    for bar in np.arange(0, SIEVE_END, SIEVE_STEP):
        members = np.concatenate([order[core], others[joined.statistic > bar]])
        if log_t(panel[:, members]).statistic > CRITICAL:
            return members
    return order[core]


def _core(panel):
    """Places of the core group in a panel ordered by the last year, or None."""
    pairs = _log_t(2, panel[:, :-1] + panel[:, 1:], panel[:, :-1] ** 2 + panel[:, 1:] ** 2)
    passing = np.flatnonzero(pairs.statistic > CRITICAL)
    if not passing.size:
        return None
    first = passing[0]
    sums = np.cumsum(panel[:, first:], axis=1)[:, 1:]
    squares = np.cumsum(panel[:, first:] ** 2, axis=1)[:, 1:]
    grown = _log_t(np.arange(2, sums.shape[1] + 2), sums, squares).statistic
    fails = np.flatnonzero(grown <= CRITICAL)
    reach = fails[0] if fails.size else grown.size
    best = int(np.argmax(grown[:reach]))
    return np.arange(first, first + best + 2)


def _log_t(count, total, square):
    """The regression from the number of counties and the sums of y and y^2 (year, ...)."""
    mean = total / count
    spread = np.maximum(square / count / mean**2 - 1, 1e-300)  # H_t
    years = len(spread)
    time = np.arange(round(years * TRIM) + 1, years + 1)
    shape = (-1,) + (1,) * (spread.ndim - 1)
    x = np.log(time).reshape(shape)
    y = np.log(spread[0] / spread[time - 1]) - 2 * np.log(x)
    x = x - x.mean(axis=0)
    slope = (x * y).sum(axis=0) / (x * x).sum(axis=0)
    residual = y - y.mean(axis=0) - slope * x
    error = np.sqrt(_long_run_variance(residual) / (x * x).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return LogT(slope, slope / error)


def _long_run_variance(residual):
    """Variance of a mean times its length, by the quadratic spectral kernel (year, ...) -> (...).

    Bandwidth 1.3221 (a n)^(1/5), a = 4 r^2 / (1 - r)^4, r the first autocorrelation, and never
    above half of the years: a wider one weighs all lags alike, and residuals sum to zero, so the
    variance would vanish and t with it grow without bound.
    """
    years = len(residual)
    before, after = residual[:-1], residual[1:]
    r = (before * after).sum(axis=0) / np.maximum((before**2).sum(axis=0), 1e-300)
    a = 4 * r**2 / np.maximum((1 - r) ** 4, 1e-12)
    bandwidth = np.clip(1.3221 * (a * years) ** 0.2, 1e-6, years / 2)
    variance = (residual**2).sum(axis=0)
    for lag in range(1, years):
        z = 1.2 * np.pi * lag / bandwidth
        kernel = 3 / z**2 * (np.sin(z) / z - np.cos(z))
        variance = variance + 2 * kernel * (residual[:-lag] * residual[lag:]).sum(axis=0)
    return np.maximum(variance, 1e-300) / years
