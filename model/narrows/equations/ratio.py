"""Ratios that mean something only where there is a whole to be part of."""

import numpy as np


def ratio(part, whole, otherwise):
    """A part in its whole, and another value where there is no whole.

    r = part / whole where whole > 0, otherwise the value

    Args:
        part: in any unit, of any shape.
        whole: in the same unit, of a shape that fits.
        otherwise: value where the whole is zero or less; a number, or of a shape that fits.

    Returns:
        r, without unit.

    Source: a definition.

    >>> ratio(np.array([1.0, 3.0]), np.array([4.0, 0.0]), 1.0)
    array([0.25, 1.  ])
    """
    some = np.greater(whole, 0)
    return np.where(some, part / np.where(some, whole, 1.0), otherwise)
