"""All random numbers of narrows, keyed by seed, process, year and draw.

A number belongs to its key, not to the order in which numbers are asked for: draw 17 alone
meets the same luck as draw 17 of a thousand, in any block, thread or worker, with or without
a programme. Philox is a counter-based generator, so a block of draws is reached by setting
the counter (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
"""

import zlib

import numpy as np
from scipy.special import ndtri

WORDS_PER_COUNT = 4  # Philox yields four 64-bit words for each value of its counter
HALF_STEP = 2.0**-54  # keeps uniforms off zero, where the normal quantile is minus infinity


def _key(seed, process, year):
    """The 128-bit key of one process in one year: (seed, crc32 of the name and the year)."""
    name = zlib.crc32(process.encode())
    return np.array([seed, (name << 32) | (year & 0xFFFFFFFF)], dtype=np.uint64)


def uniforms(seed, process, year, draws, count):
    """Uniform numbers on (0, 1) for a block of draws.

    Args:
        seed: non-negative integer below 2**63.
        process: name of the process, such as "county shock".
        year: calendar year, or 0 for what is drawn once for a run.
        draws: range of draw numbers (consecutive).
        count: numbers a draw needs.

    Returns:
        Array (draw, count).

    >>> whole = uniforms(1, "county shock", 2021, range(0, 20), 3)
    >>> alone = uniforms(1, "county shock", 2021, range(17, 18), 3)
    >>> bool((whole[17] == alone[0]).all())
    True
    """
    rows = -(-count // WORDS_PER_COUNT)
    counter = np.array([draws.start * rows, 0, 0, 0], dtype=np.uint64)
    stream = np.random.Generator(np.random.Philox(key=_key(seed, process, year), counter=counter))
    block = stream.random((len(draws), rows * WORDS_PER_COUNT))
    block += HALF_STEP
    return block[:, :count]


def normals(seed, process, year, draws, count):
    """Standard normal numbers for a block of draws, keyed like `uniforms`.

    Returns:
        Array (draw, count).
    """
    numbers = uniforms(seed, process, year, draws, count)
    return ndtri(numbers, out=numbers)
