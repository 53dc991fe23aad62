"""Size and memory of county shocks."""

from dataclasses import dataclass

import numpy as np

from narrows.model.sectors import growth_process
from narrows.model.sectors.common_speed import signal_variance

LONGEST_LAG = 10  # years over which the fading of correlation is read
FEWEST_YEARS = 4  # two lags make a slope
GROUPS = 10  # of units left out in turn, for the sampling error
OWN_VOLATILITY = 0.5  # weight of a unit's own variance against the mean over units
SMALLEST_ERROR = 0.01
NO_CORRELATION = 1e-3


@dataclass(frozen=True)
class ShockHistory:
    """The counties' side of a history.

    Args:
        autocorrelation: rho that gives K: mean and sd.
        own_autocorrelation: rho as measured at lag one.
        slope: change of rho with a unit's log volatility: mean and sd.
        memory: K of a unit over the K of all (unit,).
        volatility: sd_i, log units per year (unit,).
        permanent: p of the last year (unit,).
        shocks: e of every year but the first (year - 1, unit).
    """

    autocorrelation: tuple
    own_autocorrelation: float
    slope: tuple
    memory: np.ndarray
    volatility: np.ndarray
    permanent: np.ndarray
    shocks: np.ndarray


def shock_history(relative, priors):
    """Estimate the counties' shocks of a history.

    Args:
        relative: r, log units (year, unit).
        priors: {name: Prior}.
    """
    speeds = slopes(relative)
    residual = relative[1:] - speeds[:, None] * relative[:-1]
    rho = memory(relative, residual, priors)
    slope = volatility_slope(residual, priors["autocorrelation_volatility_slope"])
    ratio = relative_memory(residual, rho[0], slope[0])
    common = growth_process.passed_from_autocorrelation(rho[0])
    passed = growth_process.passed_by_county(np.array([[common]]), ratio)[0]
    lasting, shocks = filtered(relative, speeds, passed)
    volatility = np.sqrt(half_way((shocks**2).mean(axis=0)))
    own = autocorrelation(residual)
    return ShockHistory(rho, own, slope, ratio, volatility, lasting, shocks)


def slopes(relative):
    """Slope through the origin of each year's relative income on last year's (year - 1,).

    >>> slopes(np.array([[1.0, -1.0], [0.5, -0.5]]))
    array([0.5])
    """
    return (relative[1:] * relative[:-1]).sum(axis=1) / (relative[:-1] ** 2).sum(axis=1)


def filtered(relative, speeds, passed):
    """Permanent part of the last year and the shocks on the way, by the two equations.

    Args:
        relative: r, log units (year, unit).
        speeds: B of every year but the first (year - 1,).
        passed: K, of all or of each (unit,).

    Returns:
        p of the last year (unit,), e (year - 1, unit).
    """
    residual = relative[1:] - speeds[:, None] * relative[:-1]
    variance = relative[0].var()
    noise = 1 - signal_variance(variance, (residual**2).mean()) / variance
    lasting = relative[0] * (1 - (1 - passed) * noise)
    shocks = []
    for speed, income in zip(speeds, relative[1:], strict=True):
        shocks.append(income - growth_process.observed(speed, lasting, 0.0))
        lasting = growth_process.permanent(speed, lasting, shocks[-1], passed)
    return lasting, np.array(shocks)


def autocorrelation(residual):
    """Autocorrelation of residual growth at lag one, pooled over units; 0 for a single year."""
    size = np.sqrt((residual[1:] ** 2).sum() * (residual[:-1] ** 2).sum())
    return float((residual[1:] * residual[:-1]).sum() / size) if size > 0 else 0.0


def lasting_autocorrelation(relative, shock_variance):
    """Rho by which shocks last as long as the history's incomes do, and its sampling error.

    Under the growth process the correlation of r with itself h years on is c B*^h. The slope of
    its log gives B*, and B* gives K by the law of the constant gap:

        K^2 = (1 / B*^2 - 1) (V - S2) / S2

    Args:
        relative: r, log units (year, unit); at least FEWEST_YEARS.
        shock_variance: S2, mean over units.

    Returns:
        rho, its sd by leaving out each tenth of the units.
    """
    fading = _fading(relative)
    variance = (relative**2).mean()
    signal = signal_variance(variance, shock_variance)
    lasting = (np.exp(-2 * np.minimum(fading, 0)) - 1) * signal / shock_variance
    rho = growth_process.autocorrelation_from_passed(np.sqrt(lasting))
    rest = rho[1:]
    spread = np.sqrt((len(rest) - 1) / len(rest) * ((rest - rest.mean()) ** 2).sum())
    return float(rho[0]), max(float(spread), SMALLEST_ERROR)


def memory(relative, residual, priors):
    """Mean and sd of rho: prior, lag one and lasting correlation, each weighed by its precision.

    Args:
        relative: r, log units (year, unit).
        residual: growth of r beside the common speed (year - 1, unit).
        priors: {name: Prior}.
    """
    prior, beyond = priors["residual_autocorrelation"], priors["autocorrelation_beyond_a_year"]
    told = [(prior.centre, prior.spread**2)]
    pairs = residual.size - residual.shape[1]
    if pairs > 0:
        told.append((autocorrelation(residual), 1 / pairs + beyond.spread**2))
    if len(relative) >= FEWEST_YEARS and (residual**2).sum() > 0:
        rho, spread = lasting_autocorrelation(relative, (residual**2).mean())
        told.append((rho, spread**2))
    values, variances = np.array(told).T
    weight = 1 / variances / (1 / variances).sum()
    return float(weight @ values), float((1 / variances).sum() ** -0.5)


def volatility_slope(residual, prior):
    """Mean and sd of the change of rho with a unit's log volatility: the shaky forget sooner.

    Args:
        residual: growth of r beside the common speed (year - 1, unit).
        prior: Prior of the slope.
    """
    size = log_volatility(residual)
    size = size - size.mean()
    own = (residual[1:] * residual[:-1]).sum(axis=0) / np.maximum(
        (residual**2).sum(axis=0) * (1 - 1 / len(residual)), np.finfo(float).tiny
    )
    precision = (len(residual) - 1) * (size**2).sum()
    total = prior.spread**-2 + precision
    measured = len(residual) - 1 and (size @ own) * (len(residual) - 1)
    return float((prior.spread**-2 * prior.centre + measured) / total), float(total**-0.5)


def relative_memory(residual, rho, slope):
    """K of each unit over the K of all, so that the variance that lasts is as K says (unit,).

    Args:
        residual: growth of r beside the common speed (year - 1, unit).
        rho: of all units.
        slope: change of rho with log volatility.
    """
    variance, size = (residual**2).mean(axis=0), log_volatility(residual)
    if variance.sum() == 0:
        return np.ones_like(size)
    typical = variance @ size / variance.sum()
    passed = growth_process.passed_from_autocorrelation(rho + slope * (size - typical))
    believed = half_way(variance)
    return passed / np.sqrt(believed @ passed**2 / believed.sum())


def half_way(variance):
    """Variances drawn half-way to their mean over units: the past is not all of a unit's nature.

    >>> half_way(np.array([1.0, 3.0]))
    array([1.5, 2.5])
    """
    return variance.mean() + OWN_VOLATILITY * (variance - variance.mean())


def log_volatility(residual):
    """Log of each unit's rms residual growth (unit,)."""
    return np.log(np.maximum((residual**2).mean(axis=0), np.finfo(float).tiny)) / 2


def _fading(relative):
    """Yearly change of the log correlation of r with itself: of all units, then without a group.

    Args:
        relative: r (year, unit).

    Returns:
        Array (1 + group,).
    """
    years, units = relative.shape
    group = np.arange(units) % GROUPS
    member = np.eye(GROUPS)[group][:, : min(GROUPS, units)]
    kept = np.hstack([np.ones((member.shape[1], 1)), 1 - np.eye(member.shape[1])])
    variance = (relative**2) @ member @ kept
    lags = np.arange(1, min(LONGEST_LAG, years // 2) + 1)
    correlations = [
        ((relative[lag:] * relative[:-lag]) @ member @ kept
         / np.sqrt(variance[lag:] * variance[:-lag])).mean(axis=0)
        for lag in lags
    ]  # fmt: skip
    return np.polyfit(lags, np.log(np.maximum(correlations, NO_CORRELATION)), 1)[0]
