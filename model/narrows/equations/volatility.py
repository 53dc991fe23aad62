"""How much a county's income shakes, and how much of what one year shows will last.

Source: ours; the fall of volatility with size is a stylised fact the panels show too.
"""

import numpy as np

from narrows.equations.speed import signal_variance


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
