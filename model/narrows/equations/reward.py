"""What a reward for growing taxes does to the taxes."""

import numpy as np

MOST_PRESSED = 0.05  # no office can raise its take by more than a twentieth at will


def pressed(amount, entitled, tax, response):
    """Part by which a county presses for more tax where a fund rewards tax growth.

    e = r (F / n) / T

    Args:
        amount: F, money paid by tax growth this year, million.
        entitled: who competes for it, 0..1 (draw or 1, county).
        tax: T, last year's tax, million (draw, county).
        response: r, extra take for each unit of reward in sight in the tax (draw, 1).

    Returns:
        e, share of tax (draw, county); zero for those not entitled.

    Source: ours; perverse incentives of fiscal rules are documented for poor-county transfers
    (Qin and Chong), the size is judgement.

    >>> pressed(10.0, np.array([[1.0, 1.0, 0.0]]), np.array([[100.0, 50.0, 1.0]]), 0.5)
    array([[0.025, 0.05 , 0.   ]])
    """
    number = np.maximum(np.sum(entitled, -1, keepdims=True), 1)
    return response * (amount / number) * entitled / tax


def discouraged(investment, pressed, cost):
    """Private investment after tax pressure: I (1 - c e), never below zero.

    >>> discouraged(np.array([100.0]), np.array([0.05]), 2.0)
    array([90.])
    """
    return investment * np.maximum(1 - cost * pressed, 0.0)
