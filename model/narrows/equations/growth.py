"""How counties grow when nothing special is done: one common speed, shocks that partly last.

Symbols (relative log income is log minus the mean of logs over the counties of the year):

    r  observed relative log income            p  its permanent part
    B  speed, common to all counties           e  shock of a county, sd_i; S2 the mean of sd_i^2
    K  part of a shock that passes into p      s  sd of the speed's yearly noise
    g  persistent drift of log B               V  variance of r over counties (the gap, squared)

    r' = B p + e        p' = B p + K e        ln B = ln B* + g + s z        g' = phi g + w

Source: ours; `narrows hindcast` scores it. Nothing here draws: normal numbers are handed in.
"""

from dataclasses import dataclass

import numpy as np

SMALLEST_SIGNAL = 0.1  # of the gap's variance: below it, no speed could keep the gap constant
STRONGEST_MEMORY = 0.6  # |1 - K|: annual data do not tell stronger memory from a unit root


@dataclass(frozen=True)
class GrowthLaw:
    """What a draw knows of its future before the shocks of the counties.

    Args:
        log_speed: ln B, per year (draw, year).
        passed: K, part of a shock that lasts (draw, 1).
        volatility: sd_i, log units per year (draw, county).
        permanent: p at the start, log units (draw, county).
    """

    log_speed: np.ndarray
    passed: np.ndarray
    volatility: np.ndarray
    permanent: np.ndarray


def observed(speed, permanent, shock):
    """Relative log income one year on.

    r' = B p + e

    Args:
        speed: B (draw, 1).
        permanent: p of the year before (draw, county).
        shock: e, log units (draw, county).

    Returns:
        r', log units (draw, county).

    >>> observed(np.array([[0.9]]), np.array([[1.0, -1.0]]), np.array([[0.1, 0.0]]))
    array([[ 1. , -0.9]])
    """
    return speed * permanent + shock


def permanent(speed, permanent, shock, passed):
    """Permanent part one year on.

    p' = B p + K e

    Args:
        speed: B (draw, 1).
        permanent: p of the year before (draw, county).
        shock: e, log units (draw, county).
        passed: K (draw, 1).

    Returns:
        p', log units (draw, county).

    >>> one = np.array([[1.0]])
    >>> permanent(0.9 * one, np.array([[1.0, -1.0]]), np.array([[0.1, 0.0]]), 0.5 * one)
    array([[ 0.95, -0.9 ]])
    """
    return speed * permanent + passed * shock


def passed_from_autocorrelation(autocorrelation):
    """Part of a shock that lasts, from the autocorrelation of residual growth.

    Growth of r is a moving average of order one with coefficient -theta:
    rho = -theta / (1 + theta^2), K = 1 - theta; K stays within 0.4 and 1.6.

    Args:
        autocorrelation: rho of residual growth at lag one (any shape).

    Returns:
        K, dimensionless (same shape).

    >>> passed_from_autocorrelation(np.array([0.0, -0.4, 0.4])).round(4)
    array([1. , 0.5, 1.5])
    """
    limit = STRONGEST_MEMORY / (1 + STRONGEST_MEMORY**2)
    rho = np.clip(autocorrelation, -limit, limit)
    return 1 + 2 * rho / (1 + np.sqrt(1 - 4 * rho**2))


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
    signal = _signal(variance, shock_variance)
    return np.sqrt(signal / (signal + passed**2 * (variance - signal)))


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
    return np.sqrt(_signal(variance, shock_variance) / np.maximum(spread, np.finfo(float).tiny))


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
    return np.concatenate([first, np.repeat(later, years - 1, axis=1)], axis=1)


def county_volatility(level, spread, size_slope, log_output, z_county):
    """Volatility of each county: a common level, smaller in large economies, else its own.

    sd_i = level h_i / rms(h),  h_i = exp(slope (ln Y_i - mean ln Y) + spread z_i)

    Args:
        level: root mean square of sd_i over counties, log units per year (draw, 1).
        spread: sd of ln sd_i beside size (draw, 1).
        size_slope: of ln sd_i on ln output (draw, 1), usually below 0.
        log_output: ln Y (draw, county) or (county,).
        z_county: standard normal (draw, county).

    Returns:
        sd_i, log units per year (draw, county).

    >>> one = np.array([[1.0]])
    >>> size = np.log(np.array([[1.0, 4.0]]))
    >>> county_volatility(0.1 * one, 0.0 * one, -0.5 * one, size, np.zeros((1, 2))).round(4)
    array([[0.1265, 0.0632]])
    """
    size = log_output - log_output.mean(axis=-1, keepdims=True)
    relative = np.exp(size_slope * size + spread * z_county)
    return level * relative / np.sqrt((relative**2).mean(axis=-1, keepdims=True))


def permanent_from_one_year(relative_income, volatility, passed, z_permanent):
    """Permanent part when only one year is known: part of what we see will not last.

    p = r - (1 - K) e,  e | r ~ N(f r, (1 - f) sd_i^2),  f = sd_i^2 / (V - S2 + sd_i^2)

    With equal volatilities the mean is r (1 - (1 - K) S2 / V).

    Args:
        relative_income: r (draw, county).
        volatility: sd_i, log units per year (draw, county).
        passed: K (draw, 1).
        z_permanent: standard normal (draw, county).

    Returns:
        p, log units (draw, county).

    >>> r, sd = np.array([[1.0, -1.0]]), np.array([[0.5, 0.5]])
    >>> permanent_from_one_year(r, sd, np.array([[0.6]]), np.zeros((1, 2)))
    array([[ 0.9, -0.9]])
    """
    noise = volatility**2
    variance = relative_income.var(axis=-1, keepdims=True)
    signal = _signal(variance, noise.mean(axis=-1, keepdims=True))
    share = noise / (signal + noise)
    shock = share * relative_income + np.sqrt((1 - share) * noise) * z_permanent
    return relative_income - (1 - passed) * shock


def prior_law(
    relative_income,
    log_output,
    *,
    speed_volatility,
    speed_persistent_share,
    speed_persistence,
    residual_autocorrelation,
    county_volatility_level,
    county_volatility_spread,
    size_volatility_slope,
    z_speed,
    z_persistent,
    z_permanent,
    z_volatility,
):
    """Growth law of a region known by one cross-section, from drawn prior parameters.

    Args:
        relative_income: r today (draw, county); the mean over counties is taken out.
        log_output: ln Y today (draw, county) or (county,), any unit.
        speed_volatility: s, log units per year (draw, 1).
        speed_persistent_share: a, variance of g over s^2 (draw, 1).
        speed_persistence: phi, per year (draw, 1).
        residual_autocorrelation: rho, gives K (draw, 1).
        county_volatility_level: rms of sd_i, log units per year (draw, 1).
        county_volatility_spread: sd of ln sd_i beside size (draw, 1).
        size_volatility_slope: of ln sd_i on ln Y (draw, 1).
        z_speed: standard normal (draw, year); the years of the law are its years.
        z_persistent: standard normal (draw, year).
        z_permanent: standard normal (draw, county).
        z_volatility: standard normal (draw, county).

    Returns:
        GrowthLaw; a longer horizon leaves the earlier years as they are.
    """
    income = relative_income - relative_income.mean(axis=-1, keepdims=True)
    passed = passed_from_autocorrelation(residual_autocorrelation)
    volatility = county_volatility(
        county_volatility_level,
        county_volatility_spread,
        size_volatility_slope,
        log_output,
        z_volatility,
    )
    lasting = permanent_from_one_year(income, volatility, passed, z_permanent)
    neutral = neutral_log_speeds(
        income.var(axis=-1, keepdims=True),
        (volatility**2).mean(axis=-1, keepdims=True),
        passed,
        lasting,
        z_speed.shape[1],
    )
    persistent = drift(speed_volatility, speed_persistent_share, speed_persistence, z_persistent)
    return GrowthLaw(
        log_speed=neutral + persistent + speed_volatility * z_speed,
        passed=passed,
        volatility=volatility,
        permanent=lasting,
    )


def grow(law, shocks):
    """Yield relative log income year by year: the process with nothing else in the world.

    Args:
        law: GrowthLaw.
        shocks: iterable of standard normal arrays (draw, county), one a year.

    Yields:
        r, log units (draw, county).
    """
    lasting = law.permanent
    for log_speed, z in zip(law.log_speed.T[:, :, None], shocks, strict=False):
        speed, shock = np.exp(log_speed), law.volatility * z
        yield observed(speed, lasting, shock)
        lasting = permanent(speed, lasting, shock, law.passed)


def _signal(variance, shock_variance):
    """Part of the gap's variance that is not this year's shocks, kept positive."""
    return np.maximum(variance - shock_variance, SMALLEST_SIGNAL * variance)
