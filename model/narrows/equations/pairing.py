"""Who aids whom: each rule gives a partner to every weak county.

A rule takes the weak and the strong in order (weakest first, strongest first), the distances
between them, and random numbers; it returns for every weak county the place of its partner
among the strong.
"""

import numpy as np


def rank(distance, luck):
    """The weakest with the strongest, the second with the second, and so on.

    >>> rank(np.zeros((3, 3)), None)
    array([0, 1, 2])
    """
    weak, strong = distance.shape
    return np.arange(weak) % strong


def nearest(distance, luck):
    """The set of pairs with the least total distance, each strong county used equally often.

    >>> nearest(np.array([[1.0, 9.0], [2.0, 3.0]]), None)
    array([0, 1])
    """
    from scipy.optimize import linear_sum_assignment

    weak, strong = distance.shape
    rounds = -(-weak // strong)
    _, column = linear_sum_assignment(np.tile(distance, rounds))
    return column % strong


def random(distance, luck):
    """Partners by lot.

    Args:
        distance: km (weak, strong), only its shape is used.
        luck: uniform numbers, one for each strong county.

    >>> random(np.zeros((2, 3)), np.array([0.5, 0.9, 0.1]))
    array([2, 0])
    """
    weak, strong = distance.shape
    return np.argsort(luck)[np.arange(weak) % strong]


RULES = {"rank": rank, "nearest": nearest, "random": random}
