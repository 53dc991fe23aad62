"""What a history tells of the counties' shocks: how large, how lasting, where each one stands."""

from dataclasses import dataclass

import numpy as np

from narrows.equations import growth
from narrows.equations.speed import signal_variance

OWN_VOLATILITY = 0.5  # weight of a unit's own variance against the mean over units


@dataclass(frozen=True)
class ShockHistory:
    """The counties' side of a history.

    Args:
        autocorrelation: rho of residual growth after shrinking, and its sd.
        own_autocorrelation: rho as measured, before shrinking.
        volatility: sd_i, log units per year (unit,).
        permanent: p of the last year (unit,).
        shocks: e of every year but the first (year - 1, unit).
    """

    autocorrelation: tuple
    own_autocorrelation: float
    volatility: np.ndarray
    permanent: np.ndarray
    shocks: np.ndarray


def shock_history(relative, prior):
    """Estimate the counties' shocks of a history.

    Args:
        relative: r, log units (year, unit).
        prior: Prior of the residual autocorrelation.
    """
    speeds = slopes(relative)
    residual = relative[1:] - speeds[:, None] * relative[:-1]
    own = autocorrelation(residual)
    rho = shrunk(own, residual.size - residual.shape[1], prior)
    passed = growth.passed_from_autocorrelation(rho[0])
    lasting, shocks = filtered(relative, speeds, passed)
    variance = (shocks**2).mean(axis=0)
    volatility = np.sqrt(variance.mean() + OWN_VOLATILITY * (variance - variance.mean()))
    return ShockHistory(rho, own, volatility, lasting, shocks)


def slopes(relative):
    """Slope through the origin of each year's relative income on last year's (year - 1,).

    >>> slopes(np.array([[1.0, -1.0], [0.5, -0.5]]))
    array([0.5])
    """
    return (relative[1:] * relative[:-1]).sum(axis=1) / (relative[:-1] ** 2).sum(axis=1)


def autocorrelation(residual):
    """Autocorrelation of residual growth at lag one, pooled over units; 0 for a single year."""
    size = np.sqrt((residual[1:] ** 2).sum() * (residual[:-1] ** 2).sum())
    return float((residual[1:] * residual[:-1]).sum() / size) if size > 0 else 0.0


def shrunk(own, pairs, prior):
    """Mean and sd of rho given the measured one, whose sampling variance is 1 / pairs.

    >>> from narrows.experiments.priors import Prior
    >>> shrunk(0.2, 100, Prior("rho", "normal", 0.0, 0.1, -0.4, 0.4))[0]
    0.1
    """
    if pairs < 1:
        return prior.centre, prior.spread
    weight = prior.spread**2 / (prior.spread**2 + 1 / pairs)
    return prior.centre + weight * (own - prior.centre), float(np.sqrt(weight / pairs))


def filtered(relative, speeds, passed):
    """Permanent part of the last year and the shocks on the way, by the two equations.

    Args:
        relative: r, log units (year, unit).
        speeds: B of every year but the first (year - 1,).
        passed: K.

    Returns:
        p of the last year (unit,), e (year - 1, unit).
    """
    residual = relative[1:] - speeds[:, None] * relative[:-1]
    variance = relative[0].var()
    noise = 1 - signal_variance(variance, (residual**2).mean()) / variance
    lasting = relative[0] * (1 - (1 - passed) * noise)
    shocks = []
    for speed, income in zip(speeds, relative[1:], strict=True):
        shocks.append(income - growth.observed(speed, lasting, 0.0))
        lasting = growth.permanent(speed, lasting, shocks[-1], passed)
    return lasting, np.array(shocks)
