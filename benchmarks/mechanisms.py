"""Where the time of a simulated year goes: processor time by mechanism, each counted once."""

import importlib
import inspect
import pkgutil
import time
from contextlib import contextmanager

from narrows.ensemble import run
from narrows.model import baseline_growth, randomness, sectors, simulate, start

from . import engine

SCHEDULE = "schedule"


class Clock:
    """Exclusive times: while an inner part runs, the outer one's clock stands still."""

    def __init__(self):
        self.seconds, self._under_way = {}, []

    def around(self, name, function):
        """The function, timed under a name."""

        def timed(*arguments, **named):
            start = time.process_time_ns()
            self._under_way.append(0)
            try:
                return function(*arguments, **named)
            finally:
                whole = time.process_time_ns() - start
                inside = self._under_way.pop()
                if self._under_way:
                    self._under_way[-1] += whole
                self.seconds[name] = self.seconds.get(name, 0.0) + (whole - inside) / 1e9

        return timed


def _sectors():
    """(name, module, function name) of every function that gathers a part of the year."""
    for found in pkgutil.iter_modules(sectors.__path__):
        module = importlib.import_module(f"{sectors.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and inspect.signature(function).parameters.keys() & {"state", "flows"}:
                yield f"sector: {found.name}", module, name


def _others():
    """What lies beside the sectors."""
    yield "random numbers", randomness, "normals"
    yield "random numbers", randomness, "uniforms"
    yield "identity checks", simulate, "identities"
    yield "identity checks", simulate, "largest_residual"
    yield "first state", simulate, "_world"
    yield "first state", start, "first_state"
    yield "parameters", run, "draw_parameters"
    yield SCHEDULE, simulate, "year"
    for account in baseline_growth.ACCOUNTS.values():
        yield "world without programme", account, "technology"
        yield "world without programme", account, "__init__"


@contextmanager
def timed(clock):
    """Every mechanism timed while the context lasts."""
    places = [*_sectors(), *_others()]
    before = [(place, name, getattr(place, name)) for _, place, name in places]
    for label, place, name in places:
        setattr(place, name, clock.around(label, getattr(place, name)))
    try:
        yield
    finally:
        for place, name, function in before:
            setattr(place, name, function)


def profile(draws):
    """Shares of the simulation's processor time by mechanism, largest first."""
    experiment, clock = engine.default_experiment(draws), Clock()
    engine.simulate_all(experiment)
    with timed(clock):
        whole = clock.around("the rest", engine.simulate_all)
        whole(experiment)
    total = sum(clock.seconds.values())
    ordered = sorted(clock.seconds.items(), key=lambda item: -item[1])
    return {name: seconds / total for name, seconds in ordered}
