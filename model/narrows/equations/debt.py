"""Bonds: what is owed, what it costs each year, and how heavy that is."""

import numpy as np


def repayment(owed, issued, term):
    """Equal yearly instalments of what was issued, never more than is owed.

    Args:
        owed: million at the start of the year (draw, county).
        issued: million issued in earlier years (draw, county).
        term: years.

    Returns:
        Million per year (draw, county).

    >>> repayment(np.array([100.0, 3.0]), np.array([150.0, 150.0]), 15)
    array([10.,  3.])
    """
    return np.minimum(owed, issued / term)


def next_debt(owed, issued, repaid):
    """Debt at the end of the year: B' = B + new - repaid, million (draw, county).

    >>> next_debt(np.array([10.0]), np.array([5.0]), np.array([1.0]))
    array([14.])
    """
    return owed + issued - repaid


def service_ratio(service, own_revenue, equalisation):
    """Interest and repayment in a county's means (draw, county).

    >>> service_ratio(np.array([1.0]), np.array([6.0]), np.array([4.0]))
    array([0.1])
    """
    return service / (own_revenue + equalisation)
