"""Kernels, one by one: `pytest benchmarks` prints what each costs; nothing asserts on seconds."""

import numpy as np
import pytest

from narrows.measures import evaluate
from narrows.model import randomness
from narrows.model.sectors import (
    aid,
    funds,
    growth_process,
    investment,
    people,
    production,
    public_finance,
)

pytest.importorskip("pytest_benchmark")
DRAWS, COUNTIES = 120, 136


def numbers(low, high, columns=COUNTIES):
    """Evenly spread numbers of a block (draw, county)."""
    return np.linspace(low, high, DRAWS * columns).reshape(DRAWS, columns)


OUTPUT, PEOPLE = numbers(1e4, 4e5), numbers(2e5, 2e6)
SHARE = numbers(0.1, 0.5, 1)

KERNELS = {
    "log inputs of production": lambda: production.log_inputs(
        OUTPUT, OUTPUT, PEOPLE, 1.0, PEOPLE, SHARE, SHARE, SHARE
    ),
    "aid absorbed": lambda: aid.absorbed(numbers(0, 900), OUTPUT, SHARE),
    "tax": lambda: public_finance.tax(OUTPUT, OUTPUT, OUTPUT, PEOPLE, SHARE, SHARE),
    "private investment": lambda: investment.desired_investment(
        OUTPUT, investment.relative_return(OUTPUT, PEOPLE), OUTPUT, SHARE, SHARE, SHARE
    ),
    "migration": lambda: people.next_population(PEOPLE, numbers(-1, 1), SHARE, 0.0),
    "growth of the reference world": lambda: growth_process.permanent(SHARE, OUTPUT, PEOPLE, SHARE),
    "normal numbers": lambda: randomness.normals(1, "kernel", 2020, range(DRAWS), COUNTIES),
    "all measures": lambda: evaluate(OUTPUT, PEOPLE, np.arange(COUNTIES) // 9),
    "shares of a fund": lambda: funds.shares("need", Books, np.ones((1, COUNTIES), bool)),
}


class Books:
    """Last year's books."""

    output, population = OUTPUT, PEOPLE


@pytest.mark.parametrize("name", KERNELS)
def test_kernel(benchmark, name):
    """What a kernel costs for one block of draws."""
    found = benchmark(KERNELS[name])
    values = found.values() if isinstance(found, dict) else [found]
    assert all(np.isfinite(value).all() for value in values)
