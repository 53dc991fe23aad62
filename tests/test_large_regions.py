"""Large regions: memory and work grow with the counties, never with their square."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.synthetic_region import synthetic_region

from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.scenario import load_scenario

MADE_UP = {
    "weak.select": {"bottom": 10},
    "strong.select": {"top": 10},
    "pairing.rule": "nearest",
    "ensemble.draws": 1,
}


def experiment(counties, years=3):
    """The default scenario's money and links in a made-up region."""
    scenario = load_scenario("paired_aid", MADE_UP)
    prepared = experiment_of(scenario, synthetic_region(counties, seed=1))
    first = prepared.years[0]
    return replace(prepared, years=range(first + 3, first + 3 + years), draws=1)


def peak_bytes(work):
    """Largest memory that Python and numpy held at once while working."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run(prepared):
    """Simulate and measure, from the base year on."""
    whole = replace(prepared, years=range(2020, prepared.years[-1] + 1))
    return run_ensemble(whole, at_once=1)


def test_memory_grows_with_the_counties():
    """Eight times the counties take at most twelve times the memory, measures included."""
    few, many = experiment(1_500), experiment(12_000)
    run(few)  # imports and caches are not counted
    small, large = (peak_bytes(lambda e=e: run(e)) for e in (few, many))
    assert large < 12 * small
    assert large < 12_000**2 * 8 / 4  # far from one dense county x county array


def test_preparing_takes_no_square_array():
    """Choosing, pairing and weights of 12,000 counties hold less than a byte for each two."""
    assert peak_bytes(lambda: experiment(12_000)) < 12_000**2 / 2


@pytest.mark.parametrize("counties", [2_000, 12_000])
def test_books_balance_in_large_regions(counties):
    """Identities hold to 1e-9 and every number is finite."""
    results = run(experiment(counties))
    assert results.residual < 1e-9
    for arms in results.measures.values():
        assert all(np.isfinite(values).all() for values in arms.values())
