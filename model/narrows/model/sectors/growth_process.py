"""How counties grow when nothing special is done: one common speed, shocks that partly last.

Symbols (relative log income is log minus the mean of logs over the counties of the year):

    r  observed relative log income            p  its permanent part
    B  speed, common to all counties           e  shock of a county, sd_i; S2 the mean of sd_i^2
    K  part of a shock that passes into p      s  sd of the speed's yearly noise
    g  persistent drift of log B               V  variance of r over counties (the gap, squared)

    r' = B p + e        p' = B p + K e        ln B = ln B* + g + s z        g' = phi g + w

How much a county's income shakes falls with its size, as the panels show too.

Source: ours; `narrows hindcast` scores it. Nothing here draws: normal numbers are handed in.
"""

from dataclasses import dataclass

import numpy as np

from narrows.model.sectors import common_speed
from narrows.model.sectors.common_speed import signal_variance

STRONGEST_MEMORY = 0.6  # |1 - K|: annual data do not tell stronger memory from a unit root

LEAST_PASSED, MOST_PASSED = 0.2, 1 + STRONGEST_MEMORY  # of a single county


@dataclass(frozen=True)
class GrowthLaw:
    """What a draw knows of its future before the shocks of the counties.

    Args:
        log_speed: ln B, per year (draw, year).
        passed: K, part of a shock that lasts (draw, 1), or (draw, county) where they differ.
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
        passed: K (draw, 1) or (draw, county).

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


def autocorrelation_from_passed(passed):
    """Rho that gives K: the inverse of `passed_from_autocorrelation`; K is kept in 0.4 to 1.6.

    Args:
        passed: K, dimensionless (any shape).

    Returns:
        rho, correlation (same shape).

    >>> autocorrelation_from_passed(np.array([1.0, 0.5, 1.5, 9.0])).round(4)
    array([ 0.    , -0.4   ,  0.4   ,  0.4412])
    """
    memory = np.clip(passed - 1, -STRONGEST_MEMORY, STRONGEST_MEMORY)
    return memory / (1 + memory**2)


def passed_by_county(passed, ratio):
    """Part of a shock that lasts in each county.

    K_i = K k_i, kept in 0.2 to 1.6

    Args:
        passed: K (draw, 1).
        ratio: k_i, memory of a county beside that of all (county,).

    Returns:
        K_i, dimensionless (draw, county).

    >>> passed_by_county(np.array([[0.8]]), np.array([1.0, 0.5, 4.0]))
    array([[0.8, 0.4, 1.6]])
    """
    return np.clip(passed * ratio, LEAST_PASSED, MOST_PASSED)


def passed_on_average(passed, volatility):
    """The one K under which as much variance lasts as under the counties' own.

    K^2 = mean(K_i^2 sd_i^2) / mean(sd_i^2)

    Args:
        passed: K_i (draw, county), or K (draw, 1), which comes back as it is.
        volatility: sd_i, log units per year (draw, county).

    Returns:
        K, dimensionless (draw, 1).

    >>> passed_on_average(np.array([[1.0, 0.5]]), np.array([[0.0, 0.1]]))
    array([[0.5]])
    """
    if passed.shape[1] == 1:
        return passed
    variance = volatility**2
    lasting = (passed**2 * variance).mean(axis=-1, keepdims=True)
    return np.sqrt(lasting / variance.mean(axis=-1, keepdims=True))


def growth_law(
    relative_income,
    permanent,
    volatility,
    passed,
    *,
    speed_volatility,
    speed_persistent_share,
    speed_persistence,
    z_speed,
    z_persistent,
    start=None,
):
    """Growth law from where the counties stand: gap-neutral speeds, drift and yearly noise.

    ln B = ln B* + g + s z

    Args:
        relative_income: r today (draw, county).
        permanent: p today (draw, county).
        volatility: sd_i, log units per year (draw, county).
        passed: K (draw, 1), or (draw, county) where counties differ.
        speed_volatility: s, log units per year (draw, 1).
        speed_persistent_share: a, variance of g over s^2 (draw, 1).
        speed_persistence: phi, per year (draw, 1).
        z_speed: standard normal (draw, year); the years of the law are its years.
        z_persistent: standard normal (draw, year).
        start: g of today where history tells it (draw, 1), or None.

    Returns:
        GrowthLaw; a longer horizon leaves the earlier years as they are.
    """
    neutral = common_speed.neutral_log_speeds(
        relative_income.var(axis=-1, keepdims=True),
        (volatility**2).mean(axis=-1, keepdims=True),
        passed_on_average(passed, volatility),
        permanent,
        z_speed.shape[1],
    )
    drift = common_speed.drift(
        speed_volatility, speed_persistent_share, speed_persistence, z_persistent, start
    )
    return GrowthLaw(
        log_speed=neutral + drift + speed_volatility * z_speed,
        passed=passed,
        volatility=volatility,
        permanent=permanent,
    )


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
        size_volatility_slope: fall of ln sd_i with ln Y (draw, 1), usually above 0.
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
    return growth_law(
        income,
        permanent_from_one_year(income, volatility, passed, z_permanent),
        volatility,
        passed,
        speed_volatility=speed_volatility,
        speed_persistent_share=speed_persistent_share,
        speed_persistence=speed_persistence,
        z_speed=z_speed,
        z_persistent=z_persistent,
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


def county_volatility(level, spread, size_slope, log_output, z_county):
    """Volatility of each county: a common level, smaller in large economies, else its own.

    sd_i = level h_i / rms(h),  h_i = exp(-b (ln Y_i - mean ln Y) + spread z_i)

    Args:
        level: root mean square of sd_i over counties, log units per year (draw, 1).
        spread: sd of ln sd_i beside size (draw, 1).
        size_slope: b, fall of ln sd_i with ln output (draw, 1), usually above 0.
        log_output: ln Y (draw, county) or (county,).
        z_county: standard normal (draw, county).

    Returns:
        sd_i, log units per year (draw, county).

    >>> one = np.array([[1.0]])
    >>> size = np.log(np.array([[1.0, 4.0]]))
    >>> county_volatility(0.1 * one, 0.0 * one, 0.5 * one, size, np.zeros((1, 2))).round(4)
    array([[0.1265, 0.0632]])
    """
    size = log_output - log_output.mean(axis=-1, keepdims=True)
    relative = np.exp(spread * z_county - size_slope * size)
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
    signal = signal_variance(variance, noise.mean(axis=-1, keepdims=True))
    # counties that are alike and without shocks have nothing that could not last
    share = np.divide(noise, signal + noise, out=np.zeros_like(noise), where=signal + noise > 0)
    shock = share * relative_income + np.sqrt((1 - share) * noise) * z_permanent
    return relative_income - (1 - passed) * shock
