"""Catch-up conditional on fundamentals, with spillovers from neighbours.

Used by the structural account of growth; the calibrated account takes technology from each
county's reference path instead (see `equations.growth`).
"""


def detrended(technology, trend):
    """Log technology less the common trend: x = ln A - trend (draw, county).

    >>> detrended(np.array([1.5]), 0.5)
    array([1.])
    """
    return technology - trend


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
    around = (neighbours @ gap.T).T
    return rate * (fundamentals - gap) + spillover * rate * (around - gap)
