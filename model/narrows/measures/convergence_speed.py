"""Do poor counties grow faster, does the spread shrink, and how fast.

Panels are (year, county) as observed or (year, draw, county) as simulated; every function takes
either and returns one number (or one row of years) for the panel or for each draw.
"""

from dataclasses import dataclass

import numpy as np

from narrows.measures.spread import sd_of_logs


@dataclass(frozen=True)
class Beta:
    """Speed of beta-convergence.

    Args:
        speed: beta per year, positive where the poor grow faster (...).
        error: its standard error, from the regression's by the delta method (...).
        half_life: years in which half of a distance to the mean is gone; infinite or negative
            where there is none (...).
    """

    speed: np.ndarray
    error: np.ndarray
    half_life: np.ndarray


def beta_convergence(income, controls=None, weights=None):
    """Estimate how fast poor counties catch up between the first and the last year.

    (1/T) ln(y_T / y_0) = a - ((1 - exp(-b T)) / T) ln y_0 + c'x + u, least squares across counties

    Args:
        income: per head, > 0, (year, ..., county).
        controls: x, what each county converges to, (county, control); None for none: the speed is
            then unconditional. Dummies of groups make it a speed inside the groups.
        weights: (county,), people of the base year; None counts every county once.

    Returns:
        Beta; nan where the poor grew so much faster that no b fits.

    Source: the equation of the model page, section 4; with fixed effects of counties it would be
    another estimator with larger values.

    >>> years, speed = np.arange(11)[:, None], 0.02
    >>> income = np.exp(np.exp(-speed * years) * np.array([1.0, 2.0, 4.0]))
    >>> beta_convergence(income).speed.round(6), beta_convergence(income).half_life.round(2)
    (np.float64(0.02), np.float64(34.66))
    """
    span = len(income) - 1
    growth = np.log(income[-1] / income[0]) / span
    slope, error = _slope(np.log(income[0]), growth, controls, weights)
    left = 1 + slope * span
    gone = np.where(left > 0, left, np.nan)
    speed = -np.log(gone) / span
    return Beta(speed[()], (error / gone)[()], half_life(speed))


def half_life(speed):
    """Years in which half of a distance is gone at a speed per year: ln 2 / speed.

    >>> half_life(0.02).round(2)
    np.float64(34.66)
    """
    speed = np.asarray(speed, dtype=float)
    return np.divide(np.log(2), speed, out=np.full(speed.shape, np.inf), where=speed != 0)[()]


def sigma_path(income, weights=None):
    """Standard deviation of log income of every year (year, ...), sigma of sigma-convergence."""
    return sd_of_logs(income, weights)


def sigma_trend(income, weights=None):
    """Mean yearly change of log sigma (...), and the sd over the years of that change (...).

    >>> sigma_trend(np.exp(np.outer([1.0, 0.5, 0.25], [1.0, 2.0])))[0].round(4)     # -ln 2
    np.float64(-0.6931)
    """
    change = np.diff(np.log(sigma_path(income, weights)), axis=0)
    return change.mean(axis=0), change.std(axis=0)


def relative_growth(income):
    """Yearly log growth less the year's mean over the counties (year - 1, ..., county)."""
    growth = np.diff(np.log(income), axis=0)
    return growth - growth.mean(axis=-1, keepdims=True)


def growth_autocorrelation(income, weights=None):
    """Correlation of a county's relative growth with its own of the year before, pooled (...).

    Below zero where part of every shock goes away again, above zero with momentum. Not corrected
    for the bias of order -1/years of short panels.

    Args:
        income: per head or in all, (year, ..., county), at least three years.
        weights: (county,) or None.
    """
    growth = relative_growth(income)
    before, after = growth[:-1], growth[1:]
    w = 1.0 if weights is None else np.asarray(weights, dtype=float)
    product = (w * before * after).sum(axis=(0, -1))
    norm = np.sqrt((w * before**2).sum(axis=(0, -1)) * (w * after**2).sum(axis=(0, -1)))
    return product / norm


def growth_shape(income):
    """Sd of relative growth (...), and its excess kurtosis (0 for a normal law) (...)."""
    growth = relative_growth(income)
    square = (growth**2).mean(axis=(0, -1))
    return np.sqrt(square), (growth**4).mean(axis=(0, -1)) / square**2 - 3


def size_volatility(output, income=None):
    """Slope over the counties of the log sd of relative growth on log mean size (...).

    Args:
        output: size, (year, ..., county).
        income: what grows; None for output itself.
    """
    growth = relative_growth(output if income is None else income)
    slope, _ = _slope(np.log(output.mean(axis=0)), np.log(growth.std(axis=0)), None, None)
    return slope[()]


def common_factor(income, weights=None):
    """Share of a county's yearly growth that moves with the province's, mean R2 (...).

    Args:
        income: (year, ..., county).
        weights: of the province's mean growth, (county,); None for equal.
    """
    growth = np.diff(np.log(income), axis=0)
    province = np.average(growth, axis=-1, weights=weights)[..., None]
    own = growth - growth.mean(axis=0)
    common = province - province.mean(axis=0)
    product = (own * common).sum(axis=0) ** 2
    return (product / ((own**2).sum(axis=0) * (common**2).sum(axis=0))).mean(axis=-1)


def tax_buoyancy(tax, output):
    """Growth of all counties' tax over growth of their GDP, logs, first to last year (...).

    >>> tax_buoyancy(np.array([[1.0, 1.0], [1.21, 1.21]]), np.array([[9.0], [9.9]])).round(12)
    np.float64(2.0)
    """
    totals = (panel.sum(axis=-1) for panel in (tax, output))
    taxed, made = (np.log(total[-1] / total[0]) for total in totals)
    return taxed / made


def _slope(x, y, controls, weights):
    """Least-squares slope of y on x given the controls, and its standard error, (...).

    x and y are first cleared of the controls (Frisch, Waugh and Lovell).
    """
    count = x.shape[-1]
    w = np.ones(count) if weights is None else np.asarray(weights, dtype=float)
    columns = [np.ones((count, 1))]
    if controls is not None:
        columns.append(np.asarray(controls, dtype=float).reshape(count, -1))
    root = np.sqrt(w / w.mean())
    basis, size, _ = np.linalg.svd(np.hstack(columns) * root[:, None], full_matrices=False)
    basis = basis[:, size > 1e-10 * size[0]]  # dummies of all groups and a constant overlap
    x, y = (_cleared(part * root, basis) for part in (x, y))
    square = (x * x).sum(axis=-1)
    slope = (x * y).sum(axis=-1) / square
    free = max(1, count - basis.shape[1] - 1)
    noise = ((y - slope[..., None] * x) ** 2).sum(axis=-1) / free
    return slope, np.sqrt(noise / square)


def _cleared(values, basis):
    return values - (values @ basis) @ basis.T
