"""What a history tells of the counties' shocks: how large, how lasting, where each one stands."""

from dataclasses import dataclass

import numpy as np

from narrows.equations import growth
from narrows.equations.speed import signal_variance
from narrows.experiments.history.memory import (
    autocorrelation,
    half_way,
    memory,
    relative_memory,
    volatility_slope,
)


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
    common = growth.passed_from_autocorrelation(rho[0])
    passed = growth.passed_by_county(np.array([[common]]), ratio)[0]
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
        shocks.append(income - growth.observed(speed, lasting, 0.0))
        lasting = growth.permanent(speed, lasting, shocks[-1], passed)
    return lasting, np.array(shocks)
