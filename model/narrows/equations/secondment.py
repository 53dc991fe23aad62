"""People of the donor who work in the recipient for a time, and all come home."""

import numpy as np


def team(posted, size):
    """How much of a full team a number of posted people is: the first ones count most.

    n* = 1 - exp(-n / n_0)

    Args:
        posted: n, people at work in the host (draw, pair).
        size: n_0, people of a team (draw, 1).

    Returns:
        0..1 (draw, pair).

    Source: ours.

    >>> team(np.array([[0.0, 30.0]]), 30.0).round(4)
    array([[0.    , 0.6321]])
    """
    return -np.expm1(-posted / size)
