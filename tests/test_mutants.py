"""Test the tests: an equation that is off by one per cent is found out by its worked example."""

import doctest
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

from narrows.model import sectors, zeros
from narrows.model.sectors import funds

# A function of the sectors that is handed one of these gathers equations; all others are equations.
RECORDS = {
    *("state", "programme", "world", "flows", "roster", "aid", "kept", "fund", "bond", "item"),
    *("usual", "parks"),
}
# They return places, names or records of arrays, and have tests of their own.
NO_NUMBERS = {"matching", "membership"}
# Weights are relative: one per cent more of all is the same sharing out.
RELATIVE = {f"funds.{name}" for name in funds.RULES}
# They gather other equations, each of which is here, and are tested by simulation.
GATHERING = {"growth_law", "prior_law", "grow", "neutral_log_speeds"}
AT_LEAST = 67


def equations():
    """(module, name) of every equation of the sectors."""
    for found in pkgutil.iter_modules(sectors.__path__):
        if found.name in NO_NUMBERS:
            continue
        module = importlib.import_module(f"{sectors.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            given = set(inspect.signature(function).parameters)
            place = f"{found.name}.{name}"
            left_out = given & RECORDS or name in GATHERING or place in RELATIVE
            if own and not left_out:
                yield pytest.param(module, name, id=place)
    yield pytest.param(zeros, "ratio", id="zeros.ratio")


def test_no_equation_is_overlooked():
    """A list that falls silent when a folder empties is no list."""
    assert len(list(equations())) >= AT_LEAST


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
