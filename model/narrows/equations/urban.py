"""How many of a county's people live in towns."""

import numpy as np


def share(base_share, income_growth, people_growth, income_response, people_response):
    """Urban share: it rises with income, and with people that come.

    logit u = logit u_0 + a ln(y / y_0) + b ln(L / (L_0 (1 + n)^t))

    Args:
        base_share: u_0, of the census of the base year, 0..1 (county,).
        income_growth: ln(y / y_0), log GDP per head since the base year (draw, county).
        people_growth: log population since then beyond the region's (draw, county).
        income_response: a (draw, 1).
        people_response: b (draw, 1).

    Returns:
        u, 0..1 (draw, county).

    Source: ours.

    >>> zero = np.zeros((1, 1))
    >>> share(np.array([0.6]), zero, zero, 0.7, 1.0)
    array([[0.6]])
    """
    base = np.clip(base_share, 1e-3, 1 - 1e-3)  # a city district is never quite all town
    odds = base / (1 - base)
    odds = odds * np.exp(income_response * income_growth + people_response * people_growth)
    return odds / (1 + odds)
