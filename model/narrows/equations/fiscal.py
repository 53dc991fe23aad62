"""Taxes, how they are shared, equalisation, and what a county can spend."""

import numpy as np

from .ratio import ratio


def tax(base_tax, output, base_output, grants, elasticity, effort_response):
    """Tax raised in a county.

    T = T_0 (Y / Y_0)^zeta max(0, 1 - psi X / Y)

    Args:
        base_tax: T_0, tax of the base year, million (draw, county).
        output: Y, million per year (draw, county).
        base_output: Y_0, output of the base year, million (draw, county).
        grants: X, aid received, million per year (draw, county).
        elasticity: zeta (draw, 1).
        effort_response: psi (draw, 1).

    Returns:
        T, million per year (draw, county).

    Source: ours; buoyancy of Chinese taxes near one.

    >>> tax(np.array([10.0]), np.array([121.0]), np.array([100.0]), np.array([0.0]), 1.0, 0.2)
    array([12.1])
    """
    effort = np.maximum(1 - effort_response * grants / output, 0.0)
    # Not **: see `capital.desired_investment`; and two functions of numpy are faster than a power.
    grown = np.exp(elasticity * np.log(output / base_output))
    return base_tax * grown * effort


def growth(tax, tax_before):
    """Growth of tax over a year; none where nothing was raised before, per year (draw, county).

    >>> growth(np.array([11.0, 1.0]), np.array([10.0, 0.0])).round(6)
    array([0.1, 0. ])
    """
    return ratio(tax - tax_before, tax_before, 0.0)


def need(base_need, population, base_population, income_index):
    """Spending a county needs: its base need a head, moving with the region's income.

    Args:
        base_need: million in the base year (draw, county).
        population: persons (draw, county).
        base_population: persons in the base year (draw, county).
        income_index: the region's GDP per head without programme, base year = 1 (draw, 1).

    Returns:
        Million per year (draw, county).

    >>> need(np.array([10.0]), np.array([90.0]), np.array([100.0]), 1.2)
    array([10.8])
    """
    return base_need * (population / base_population) * income_index


def equalisation(need, own_revenue, rate):
    """Equalisation grant: q max(0, need - own revenue), million per year (draw, county).

    An extra yuan of own revenue lowers it by q: the province is the named receiver of that part.

    >>> equalisation(np.array([10.0, 3.0]), np.array([4.0, 5.0]), 0.5)
    array([3., 0.])
    """
    return rate * np.maximum(need - own_revenue, 0.0)


def base_need(spending, own_revenue, rate):
    """Need in the base year which makes equalisation fill the observed budget.

    need_0 = R_0 + max(0, spending_0 - R_0) / q; without equalisation, R_0.

    Args:
        spending: observed expenditure, million (draw, county).
        own_revenue: observed revenue, million (draw, county).
        rate: q (draw, 1).

    >>> base_need(np.array([[20.0]]), np.array([[10.0]]), np.array([[0.5]]))
    array([[30.]])
    """
    gap = np.maximum(spending - own_revenue, 0.0)
    return own_revenue + ratio(gap, rate, 0.0)


def spending(own_revenue, equalisation, debt_service, assistance_paid):
    """What is left to spend, never below zero, and the shortfall the province covers.

    Grants and bonds are spent through the programme's own uses and are not counted again.

    Returns:
        (spending, shortfall), million per year (draw, county) each.

    >>> spending(np.array([5.0]), np.array([2.0]), np.array([8.0]), np.array([0.0]))
    (array([0.]), array([1.]))
    """
    left = own_revenue + equalisation - debt_service - assistance_paid
    spent = np.maximum(left, 0.0)
    return spent, spent - left
