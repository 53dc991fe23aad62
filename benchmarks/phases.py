"""A whole `narrows run`: how its wall time divides into phases."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import engine
from .clock import ONE_THREAD


class Stopwatch:
    """Wall seconds between calls."""

    def __init__(self):
        self.seconds, self._last = {}, time.perf_counter()

    def lap(self, name):
        """Give the time since the last call a name."""
        now = time.perf_counter()
        self.seconds[name] = now - self._last
        self._last = now


def of_run(draws, pictures):
    """Wall seconds of each phase of a run of the default scenario in this process, and start-up.

    The measures' phase is a whole run less a simulation of the same draws.

    Args:
        draws: how many.
        pictures: whether to draw them.
    """
    from narrows import processes
    from narrows.ensemble.run import experiment_of, run_ensemble
    from narrows.outcome import Outcome
    from narrows.region import load_region
    from narrows.scenario import load_scenario
    from narrows.scenario.resolve import load_baseline

    watch = Stopwatch()
    scenario = load_scenario("paired_aid", {"ensemble.draws": draws})
    baseline = load_baseline(scenario)
    watch.lap("scenario")
    region = load_region(scenario.region)
    watch.lap("region")
    experiment = experiment_of(scenario, region, baseline)
    run_ensemble(engine.with_draws(experiment, 10))
    watch.lap("first draws: imports and caches")
    engine.simulate_all(experiment, processes.available())
    watch.lap("simulate")
    results = run_ensemble(experiment)
    watch.lap("measures and what is kept")
    watch.seconds["measures and what is kept"] -= watch.seconds["simulate"]
    outcome = Outcome(scenario, results)
    _ = outcome.verdict
    watch.lap("verdict")
    _ = outcome.tables
    watch.lap("tables")
    with tempfile.TemporaryDirectory() as folder:
        outcome.write(Path(folder) / "files", pictures=False)
        watch.lap("files")
        if pictures:
            outcome.write(Path(folder) / "all", pictures=True)
            watch.lap("pictures")
            watch.seconds["pictures"] -= watch.seconds["files"]
    return {"start-up": startup(), **watch.seconds}


def startup():
    """Wall seconds until `narrows --help` is said, and the process ended."""
    start = time.perf_counter()
    _command("-m", "narrows.cli", "--help")
    return time.perf_counter() - start


def whole(draws):
    """Wall seconds of `narrows run` as a person types it."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        out = str(Path(folder) / "run")
        arguments = ("run", "paired_aid", "--draws", str(draws), "--out", out)
        _command("-m", "narrows.cli", *arguments, free=True)
        return time.perf_counter() - start


def _command(*arguments, free=False):
    """Standard output of a process; `free` takes back the limit of one thread set for ratios."""
    limits = ONE_THREAD if free else ()
    env = {name: value for name, value in os.environ.items() if name not in limits}
    call = [sys.executable, *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=True, env=env).stdout
