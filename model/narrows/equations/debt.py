"""Bonds: what is owed, what it costs each year, and how heavy that is."""

import numpy as np


def repayment(owed, issued, age, grace, term):
    """Equal yearly instalments between the end of grace and the end of the term.

    Args:
        owed: million at the start of the year (draw, county).
        issued: million ever issued (draw, county).
        age: years since the issue.
        grace: years without repayment.
        term: years until nothing is owed.

    Returns:
        Million per year (draw, county), never more than is owed.

    >>> repayment(np.array([100.0, 3.0]), np.array([150.0, 150.0]), 6, 5, 20)
    array([10.,  3.])
    >>> repayment(np.array([100.0]), np.array([100.0]), 5, 5, 20)
    array([0.])
    """
    if age <= grace:
        return np.zeros_like(owed)
    return np.minimum(owed, issued / max(term - grace, 1))


def earned(service, revenue_cover):
    """Part of a bond's service that its project earns: min(kappa, 1) s, million (draw, county).

    Revenue beyond the service stays with the project.

    >>> earned(np.array([10.0, 10.0]), np.array([0.5, 1.2]))
    array([ 5., 10.])
    """
    return np.minimum(revenue_cover, 1.0) * service


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
