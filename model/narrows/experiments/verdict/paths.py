"""A headline's measure in both arms, oriented so that smaller is narrower."""

from dataclasses import dataclass

import numpy as np

from narrows.experiments.verdict.chances import NOTHING
from narrows.measures import MEASURES


@dataclass(frozen=True)
class Paths:
    """One measure over the years.

    Args:
        key: (measure, weights, concept).
        baseline: oriented (year, draw).
        programme: oriented (year, draw).
        outcomes: what it was taken from.
    """

    key: tuple
    baseline: np.ndarray
    programme: np.ndarray
    outcomes: object

    @property
    def start(self):
        """Oriented gap of the base year (draw,)."""
        return self.baseline[0]

    @property
    def ordinary(self):
        """Standard deviation over years and draws of the yearly change without programme."""
        if len(self.baseline) < 2:
            return 0.0
        return float(np.std(np.diff(self.baseline, axis=0)))

    def threshold(self, rule):
        """Change that matters in practice (draw,): a share of the gap, or of ordinary change."""
        return np.maximum(rule.practical_size * self.start, rule.ordinary_part * self.ordinary)

    def difference(self, row):
        """D of a year (draw,), oriented; exactly 0 where it is rounding."""
        d = self.programme[row] - self.baseline[row]
        return np.where(np.abs(d) < NOTHING * self.start, 0.0, d)

    def plain_difference(self, row):
        """Programme over baseline - 1 in the measure's own direction (draw,)."""
        if not self.difference(row).any():
            return np.zeros(self.baseline.shape[1])
        arms = self.outcomes.measures[self.key]
        return arms["programme"][row] / arms["baseline"][row] - 1


def paths(outcomes, key):
    """Paths of a measure, or None where it was not or could not be computed."""
    arms = outcomes.measures.get(tuple(key))
    if arms is None or not all(np.isfinite(arms[arm]).all() for arm in ("baseline", "programme")):
        return None
    measure = MEASURES[key[0]]
    baseline, programme = (measure.oriented(arms[arm]) for arm in ("baseline", "programme"))
    return Paths(tuple(key), baseline, programme, outcomes)
