"""Scores of a forecast against what happened."""

import numpy as np


def crps(draws, happened):
    """Continuous ranked probability score of an ensemble: 0 is perfect, in the unit of the draws.

    E|X - y| - E|X - X'| / 2 over the draws.

    Args:
        draws: forecasts (draw,).
        happened: what came.

    Source: Gneiting and Raftery (2007), the score's kernel form.

    >>> float(crps(np.array([1.0, 3.0]), 2.0))
    0.5
    """
    ordered = np.sort(draws)
    count = len(ordered)
    rank = 2 * np.arange(1, count + 1) - count - 1
    return np.abs(ordered - happened).mean() - (rank * ordered).sum() / count**2


def score_sigma(draws, happened, today):
    """Scores of a forecast of sigma.

    Args:
        draws: forecast sigma, log units (draw,).
        happened: sigma that came.
        today: sigma at the origin.

    Returns:
        {crps_sigma in log points, coverage_sigma, direction_right, brier, low, median, high,
        probability_narrower}.
    """
    low, median, high = np.quantile(draws, [0.05, 0.5, 0.95])
    narrower = float((draws < today).mean())
    came_narrower = bool(happened < today)
    return {
        "crps_sigma": float(100 * crps(draws, happened)),
        "coverage_sigma": float(low <= happened <= high),
        "direction_right": float((narrower > 0.5) == came_narrower),
        "brier": (narrower - came_narrower) ** 2,
        "low": float(low),
        "median": float(median),
        "high": float(high),
        "probability_narrower": narrower,
    }


def score_units(draws, happened):
    """Mean absolute error (log points) of the units' mean forecast, coverage of their 90 %.

    Args:
        draws: relative log income (draw, unit), of any mean.
        happened: relative log income (unit,).
    """
    centred = draws - draws.mean(axis=1, keepdims=True)
    low, high = np.quantile(centred, [0.05, 0.95], axis=0)
    return {
        "unit_mae": float(100 * np.abs(centred.mean(axis=0) - happened).mean()),
        "unit_coverage": float(((low <= happened) & (happened <= high)).mean()),
    }
