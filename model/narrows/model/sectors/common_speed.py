"""The common speed: what keeps the gap constant, and the drift that lasts.

Symbols (relative log income is log minus the mean of logs over the counties of the year):

    B  speed        B*  gap-neutral speed      V   variance of r over counties (the gap, squared)
    p  permanent part of relative log income   S2  mean of sd_i^2, the counties' yearly shocks
    K  part of a shock that passes into p      g   persistent drift of ln B

Source: ours. Nothing here draws: normal numbers are handed in.
"""

import numpy as np

SMALLEST_SIGNAL = 0.1  # of the gap's variance: below it, no speed could keep the gap constant


def drift(speed_volatility, persistent_share, persistence, z_persistent, start=None):
    """Persistent drift of the log speed, year after year.

    g' = phi g + s sqrt(a (1 - phi^2)) w; without a start, g begins at its stationary spread.
    A longer horizon leaves the earlier years as they are.

    Args:
        speed_volatility: s, log units per year (draw, 1).
        persistent_share: a, variance of g over s^2 (draw, 1), >= 0.
        persistence: phi, per year (draw, 1), in [0, 1).
        z_persistent: w, standard normal (draw, year).
        start: g of the year before the first (draw, 1), or None.

    Returns:
        g, log units per year (draw, year).

    >>> one = np.array([[1.0]])
    >>> drift(one, 4 * one, 0.0 * one, np.array([[1.0, 2.0]]))
    array([[2., 4.]])
    >>> drift(one, 4 * one, 0.6 * one, np.array([[1.0]]), start=5 * one)
    array([[4.6]])
    """
    spread = speed_volatility * np.sqrt(persistent_share)
    innovation = spread * np.sqrt(1 - persistence**2)
    years = []
    level = start
    for z in z_persistent.T[:, :, None]:
        level = spread * z if level is None else persistence * level + innovation * z
        years.append(level)
    return np.concatenate(years, axis=1)


def neutral_speed(variance, shock_variance, passed):
    """Speed that keeps the gap constant in expectation, once p has settled.

    B*^2 = (V - S2) / (V - (1 - K^2) S2)

    Args:
        variance: V, of r over counties (draw, 1), > 0.
        shock_variance: S2, mean of sd_i^2 (draw, 1).
        passed: K (draw, 1).

    Returns:
        B*, per year (draw, 1).

    >>> neutral_speed(np.array([[1.0]]), np.array([[0.19]]), np.array([[1.0]]))
    array([[0.9]])
    """
    signal = signal_variance(variance, shock_variance)
    return _root_ratio(signal, signal + passed**2 * (variance - signal))


def first_neutral_speed(variance, shock_variance, permanent):
    """Speed that keeps the gap constant in the first year, from the p there is.

    B*^2 = (V - S2) / var(p)

    Args:
        variance: V, of r over counties today (draw, 1), > 0.
        shock_variance: S2, mean of sd_i^2 (draw, 1).
        permanent: p today (draw, county).

    Returns:
        B*, per year (draw, 1).

    >>> first_neutral_speed(np.array([[1.0]]), np.array([[0.19]]), np.array([[1.0, -1.0]]))
    array([[0.9]])
    """
    spread = permanent.var(axis=-1, keepdims=True)
    return _root_ratio(signal_variance(variance, shock_variance), spread)


def _root_ratio(signal, spread):
    """sqrt(signal / spread); counties that are all alike have no gap to keep: 1."""
    signal, spread = np.broadcast_arrays(signal, spread)
    return np.sqrt(np.divide(signal, spread, out=np.ones(signal.shape), where=spread > 0))


def neutral_log_speeds(variance, shock_variance, passed, permanent, years):
    """Log of the gap-neutral speed: the first year from p as it is, the others settled.

    Args:
        variance: V, of r over counties today (draw, 1), > 0.
        shock_variance: S2 (draw, 1).
        passed: K (draw, 1).
        permanent: p today (draw, county).
        years: how many.

    Returns:
        ln B*, per year (draw, year).
    """
    first = np.log(first_neutral_speed(variance, shock_variance, permanent))
    later = np.log(neutral_speed(variance, shock_variance, passed))
    first, later = np.broadcast_arrays(first, later)
    return np.concatenate([first, np.repeat(later, years - 1, axis=1)], axis=1)


def signal_variance(variance, shock_variance):
    """Part of the gap's variance that is not this year's shocks, kept positive.

    max(V - S2, V / 10)

    Args:
        variance: V, of r over counties (draw, 1), > 0.
        shock_variance: S2, mean of sd_i^2 (draw, 1).

    Returns:
        Squared log units (draw, 1).

    >>> signal_variance(np.array([[1.0], [1.0]]), np.array([[0.2], [5.0]]))
    array([[0.8],
           [0.1]])
    """
    return np.maximum(variance - shock_variance, SMALLEST_SIGNAL * variance)
