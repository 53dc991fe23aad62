"""The luck of a block of draws: the same in every arm and for every scenario."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from narrows import rng


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
        return rng.normals(self.seed, process, year, self.draws, count)
