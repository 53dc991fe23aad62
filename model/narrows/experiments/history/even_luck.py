"""Luck that covers its range evenly, so that a few hundred draws tell a sign.

A draw keeps its numbers whatever the block or the number of draws, as everywhere in narrows;
only together the draws are more even than independent ones.
"""

import numpy as np
from scipy.special import ndtri

from narrows import rng

# Roberts' two-dimensional additive recurrence: powers of the root of x^3 = x + 1.
ROOT = 1.32471795724474602596
STEPS = np.array([1 / ROOT, 1 / ROOT**2])


def mirrored_normals(seed, process, step, draws, count):
    """Standard normal numbers; every odd draw is the mirror image of the even one before it.

    Args:
        seed: of the run.
        process: name that keys the luck.
        step: year, or what stands for it.
        draws: range of draw numbers.
        count: numbers a draw needs.

    Returns:
        Array (draw, count).

    >>> z = mirrored_normals(1, "speed", 0, range(4), 2)
    >>> bool((z[0] == -z[1]).all()), bool((z[0] == z[2]).any())
    (True, False)
    """
    pairs = range(draws.start // 2, (draws.stop + 1) // 2)
    first = rng.normals(seed, process, step, pairs, count)
    both = np.stack([first, -first], axis=1).reshape(-1, count)
    return both[draws.start % 2 :][: len(draws)]


def even_pairs(seed, process, draws):
    """Two numbers a draw, evenly over the unit square: (uniform (draw,), normal (draw,)).

    The sequence is shifted at random by the key.

    >>> uniform, normal = even_pairs(1, "parameters", range(1000))
    >>> round(float(uniform.mean()), 2), abs(float(normal.mean())) < 0.02
    (0.5, True)
    """
    shift = rng.uniforms(seed, process, 0, range(1), 2)[0]
    place = (shift + np.array(draws)[:, None] * STEPS) % 1.0
    return place[:, 0], ndtri(np.clip(place[:, 1], rng.HALF_STEP, 1 - rng.HALF_STEP))
