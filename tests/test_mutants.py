"""Test the tests: an equation that is off by one per cent is found out by its worked example."""

import doctest
import importlib
import inspect
from pathlib import Path

import numpy as np
import pytest

EQUATIONS = Path(__file__).parents[1] / "model" / "narrows" / "equations"
# They return places, names or records of arrays, and have tests of their own.
NO_NUMBERS = {"pairing", "__init__"}

# Weights are relative: one per cent more of all is the same sharing out.
RELATIVE = {"equal", "per_head", "gdp", "need", "tax_growth", "matching"}
# They gather other equations, each of which stands here, and are tested by simulation.
GATHERING = {"growth_law", "prior_law", "grow", "neutral_log_speeds"}


def equations():
    """(module, name) of every public equation that has a worked example."""
    for path in sorted(EQUATIONS.glob("*.py")):
        if path.stem in NO_NUMBERS:
            continue
        module = importlib.import_module(f"narrows.equations.{path.stem}")
        for name, found in vars(module).items():
            own = inspect.isfunction(found) and found.__module__ == module.__name__
            rule = path.stem == "allocation" and name in RELATIVE
            if own and not name.startswith("_") and not rule and name not in GATHERING:
                yield pytest.param(module, name, id=f"{path.stem}.{name}")


def off_by_one_per_cent(function):
    """The same function with every number it returns larger by one per cent."""

    def grown(values):
        if isinstance(values, tuple):
            return tuple(grown(value) for value in values)
        return np.asarray(values) * 1.01 if np.ndim(values) else values * 1.01

    return lambda *given, **named: grown(function(*given, **named))


def failures(function, names):
    """Examples of a function that fail with the given names around."""
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(recurse=False).find(function, globs=names):
        runner.run(test, out=lambda _: None)
    return runner.summarize(verbose=False).failed


@pytest.mark.parametrize(("module", "name"), list(equations()))
def test_one_per_cent_is_found_out(module, name):
    """The worked example passes as it is, and fails when the equation is off by one per cent."""
    function = getattr(module, name)
    assert ">>>" in (function.__doc__ or ""), "no worked example"
    assert failures(function, dict(vars(module))) == 0
    assert failures(function, vars(module) | {name: off_by_one_per_cent(function)}) > 0
