"""Who moves: people go slowly where the utility is higher."""

import numpy as np


def log_utility(income, population, base_population, congestion):
    """Utility of living in a county.

    ln u = ln y - kappa ln(L / L_0)

    Args:
        income: y, GDP per head, million per person (draw, county).
        population: L, persons (draw, county).
        base_population: L_0, persons (draw, county).
        congestion: kappa (draw, 1).

    Source: ours. People and output do not run away together while
    kappa > epsilon / (1 - alpha - gamma).

    >>> log_utility(np.array([1.0]), np.array([np.e]), np.array([1.0]), 0.1)
    array([-0.1])
    """
    return np.log(income) - congestion * np.log(population / base_population)


def next_population(population, log_utility, migration_rate, growth_rate):
    """Residents next year: growth at the common rate and moves that add up to zero.

    L' = (1 + n) sum L  x  L exp(mu (ln u - mean ln u)) / sum of the same

    Args:
        population: L, persons (draw, county).
        log_utility: ln u (draw, county).
        migration_rate: mu, per year and log unit (draw, 1).
        growth_rate: n, per year (draw, 1).

    Returns:
        L', persons (draw, county).

    >>> next_population(np.array([[1.0, 1.0]]), np.array([[0.0, 0.0]]), 0.01, 0.0)
    array([[1., 1.]])
    """
    total = population.sum(-1, keepdims=True)
    mean = (population * log_utility).sum(-1, keepdims=True) / total
    drawn = population * np.exp(migration_rate * (log_utility - mean))
    return drawn * ((1 + growth_rate) * total / drawn.sum(-1, keepdims=True))
