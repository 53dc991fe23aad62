"""What aid becomes: absorbed or lost, finished with a lag, additional or not, and whose."""

import numpy as np


def capacity(base_capacity, schooling, schooling_elasticity):
    """Share of output a county can absorb in a year: a = a_0 h^k1 (draw, county).

    >>> capacity(0.05, np.array([1.0, 2.0]), 1.0)
    array([0.05, 0.1 ])
    """
    return base_capacity * schooling**schooling_elasticity


def absorbed(grant, output, saturation):
    """Part of a year's aid that becomes effective spending.

    e = a Y (1 - exp(-x / (a Y))) for x > 0, and e = x where aid is withdrawn

    Args:
        grant: x, aid received, million per year (draw, county); negative where a county loses.
        output: Y, GDP, million per year (draw, county), > 0.
        saturation: a, share of GDP a county can absorb in a year (draw, county), > 0.

    Returns:
        e, million per year (draw, county), at most x.

    Source: ours, concave as the dose-response of Becker, Egger and von Ehrlich (2012).

    >>> absorbed(np.array([[5.0, -5.0]]), np.array([[100.0, 100.0]]), 0.05).round(4)
    array([[ 3.1606, -5.    ]])
    """
    ceiling = saturation * output
    return np.where(grant > 0, -ceiling * np.expm1(-np.maximum(grant, 0.0) / ceiling), grant)


def finished(under_way, absorbed, completion_rate):
    """Works finished in a year: nu (under way + newly paid), million per year (draw, county).

    >>> finished(np.array([4.0]), np.array([6.0]), 0.5)
    array([5.])
    """
    return completion_rate * (under_way + absorbed)


def additional_investment(finished, additionality):
    """Private investment that would not have been made otherwise: add x (draw, county).

    >>> additional_investment(np.array([10.0]), 0.5)
    array([5.])
    """
    return additionality * finished


def subsidised_investment(additional, additional_last_year, pull_forward):
    """Additional investment less what was only brought forward from this year.

    I_sub = add_t - iota add_(t-1), million per year (draw, county)

    >>> subsidised_investment(np.array([5.0]), np.array([2.0]), 0.25)
    array([4.5])
    """
    return additional - pull_forward * additional_last_year


def displaced(additional, neighbours, share):
    """Private investment that neighbours lose to the aided (or gain, where the share is < 0).

    d_j = disp sum_i w_ij add_i

    Args:
        additional: additional investment, million per year (draw, county).
        neighbours: w, row-standardised sparse weights (county, county).
        share: disp (draw, 1).

    Returns:
        d, million per year (draw, county).

    >>> import scipy.sparse
    >>> w = scipy.sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> displaced(np.array([[4.0, 0.0]]), w, 0.25)
    array([[0., 1.]])
    """
    return share * (additional @ neighbours)


def demand(previous, spent, multiplier, persistence):
    """Output that spending calls forth; a steady flow of one gives the multiplier.

    D = m (1 - rho) e + rho D_(t-1)

    Args:
        previous: D_(t-1), million per year (draw, county).
        spent: e, spending this year; negative for donors' cash, million per year (draw, county).
        multiplier: m (draw, 1).
        persistence: rho (draw, 1).

    >>> demand(np.array([6.0]), np.array([10.0]), 0.6, 0.3)
    array([6.])
    """
    return multiplier * (1 - persistence) * spent + persistence * previous
