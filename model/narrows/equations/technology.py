"""Catch-up conditional on fundamentals, with spillovers from neighbours.

Used by the structural account of growth; the calibrated account takes technology from each
county's reference path instead (see `equations.growth`).
"""

import numpy as np


def catch_up(gap, fundamentals, neighbours, rate, spillover):
    """Yearly pull of a county's technology towards its fundamentals and its neighbours.

    dx = c (phi - x) + rho_W c (W x - x)

    Args:
        gap: x, detrended log technology (draw, county).
        fundamentals: phi, log level that suits the county (draw, county).
        neighbours: W, row-standardised sparse weights (county, county).
        rate: c, per year (draw, 1).
        spillover: rho_W (draw, 1).

    Returns:
        dx, log units per year (draw, county).

    Source: log-linear form of technological catch-up (Nelson and Phelps 1966) with the spatial
    externality of Ertur and Koch (2007).

    >>> import scipy.sparse
    >>> w = scipy.sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> catch_up(np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]]), w, 0.1, 0.5)
    array([[ 0.05, -0.15]])
    """
    around = gap @ neighbours.T
    return rate * (fundamentals - gap) + spillover * rate * (around - gap)


def logistic_brake(gap):
    """How much of its catch-up a county manages in logistic diffusion: A / A_front, 0..1.

    Who is far behind the front is slowed down most (Matthew effect by technology).

    Args:
        gap: x, detrended log technology (draw, county).

    Source: ours, after the logistic form of Benhabib and Spiegel (2005).

    >>> logistic_brake(np.array([[0.0, np.log(2.0)]])).round(9)
    array([[0.5, 1. ]])
    """
    return np.exp(gap - gap.max(-1, keepdims=True))


def core_pull(gap, core, rate, spillover):
    """Yearly pull of a county's technology towards its prefecture's core city.

    dx = rho_C c (x_core - x)

    Args:
        gap: x, detrended log technology (draw, county).
        core: place of each county's core city (county,).
        rate: c, per year (draw, 1).
        spillover: rho_C (draw, 1).

    >>> core_pull(np.array([[0.0, 1.0]]), np.array([1, 1]), 0.1, 0.5)
    array([[0.05, 0.  ]])
    """
    return spillover * rate * (gap[:, core] - gap)
