"""From shares of draws to words, and the spread of draws."""

import numpy as np

from narrows.experiments.verdict.records import Probability, Spread

NOTHING = 1e-9  # an effect below this share of the gap is rounding


def word(probability):
    """Class of a probability by the verdict rule.

    >>> [word(p) for p in (0.95, 0.8, 0.79, 0.2, 0.05)]
    ['yes', 'likely', 'cannot_say', 'unlikely', 'no']
    """
    for bound, name in ((0.95, "yes"), (0.8, "likely")):
        if probability >= bound:
            return name
    if probability > 0.2:
        return "cannot_say"
    return "unlikely" if probability > 0.05 else "no"


def probability(happens):
    """Share of draws in which something happens, with the Monte Carlo error of that share.

    The error is that of (x + 2) of (n + 4) draws, so that 0 of n is not called certain.

    >>> probability(np.array([True, True, True, True]))     # sqrt(6/8 * 2/8 / 8)
    Probability(value=1.0, error=0.15309310892394862, word='yes')
    """
    happens = np.asarray(happens, dtype=bool)
    count = happens.size
    share = (happens.sum() + 2) / (count + 4)
    error = float(np.sqrt(share * (1 - share) / (count + 4)))
    value = float(happens.mean())
    return Probability(value, error, word(value))


def spread(values):
    """Mean, median and the 5 % and 95 % quantiles of draws."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Spread(float(np.mean(values)), float(median), float(low), float(high))
