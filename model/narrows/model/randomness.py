"""Random numbers keyed by seed, draw, year and process; even and mirrored draws."""

import zlib
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

WORDS_PER_COUNT = 4  # Philox yields four 64-bit words for each value of its counter
HALF_STEP = 2.0**-54  # keeps uniforms off zero, where the normal quantile is minus infinity
# Roberts' two-dimensional additive recurrence: powers of the root of x^3 = x + 1.
ROOT = 1.32471795724474602596


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


@dataclass(frozen=True)
class Luck:
    """Random numbers of a block of draws.

    Args:
        seed: of the run.
        draws: range of draw numbers.
        order: place of each county in the order of codes, so that luck belongs to the county
            and not to its row in a table; None for the rows as they are.
        silent: True gives zeros: a world without luck.
    """

    seed: int
    draws: range
    order: np.ndarray | None = None
    silent: bool = False

    def county(self, process, year, counties):
        """Standard normal numbers, one for each county (draw, county)."""
        numbers = self._normals(process, year, counties)
        return numbers if self.order is None else numbers[:, self.order]

    def common(self, process, year):
        """One standard normal number for all counties (draw, 1)."""
        return self._normals(process, year, 1)

    def chance(self, process, year, counties):
        """Uniform numbers on (0, 1), one for each county (draw, county)."""
        return ndtr(self.county(process, year, counties))

    def over_years(self, process, years):
        """Common numbers of several years (draw, year); a longer horizon adds columns."""
        return np.concatenate([self.common(process, year) for year in years], axis=1)

    def _normals(self, process, year, count):
        if self.silent:
            return np.zeros((len(self.draws), count))
        return normals(self.seed, process, year, self.draws, count)


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
    first = normals(seed, process, step, pairs, count)
    both = np.stack([first, -first], axis=1).reshape(-1, count)
    return both[draws.start % 2 :][: len(draws)]


def even_pairs(seed, process, draws):
    """Two numbers a draw, evenly over the unit square: (uniform (draw,), normal (draw,)).

    The sequence is shifted at random by the key.

    >>> uniform, normal = even_pairs(1, "parameters", range(1000))
    >>> round(float(uniform.mean()), 2), abs(float(normal.mean())) < 0.02
    (0.5, True)
    """
    shift = uniforms(seed, process, 0, range(1), 2)[0]
    place = (shift + np.array(draws)[:, None] * STEPS) % 1.0
    return place[:, 0], ndtri(np.clip(place[:, 1], HALF_STEP, 1 - HALF_STEP))
