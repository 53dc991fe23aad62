"""Jobs on several cores: the same numbers, failures told, nothing left behind."""

import multiprocessing
import os
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from narrows import processes
from narrows.ensemble import run
from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.errors import NarrowsError
from narrows.processes import OwnArrays, SharedArrays
from narrows.region import load_region
from narrows.scenario import load_scenario

forked = pytest.mark.skipif(not processes.forks(2), reason="no processes are forked on this system")


@pytest.fixture
def experiment():
    scenario = load_scenario("paired_aid", {"ensemble.draws": 30, "horizon.end": 2033})
    return experiment_of(scenario, load_region(scenario.region))


def arrays_of(results):
    """Every array of a run by its path."""
    found = {"closed": results.closed}
    for kind in ("measures", "aggregates", "counties", "ledger"):
        for key, arms in getattr(results, kind).items():
            found |= {(kind, key, arm): values for arm, values in arms.items()}
    return found | {("parameters", name): values for name, values in results.parameters.items()}


def test_blocks_and_cores_do_not_matter_to_the_last_bit(experiment, monkeypatch):
    """One block in one process gives the same arrays as many blocks in two."""
    told = []
    whole = arrays_of(run_ensemble(experiment, told.append, at_once=1))
    monkeypatch.setattr(run, "BLOCK_NUMBERS", 7 * len(experiment.region))
    many = run_ensemble(experiment, told.append, at_once=2)
    parts = arrays_of(many)
    assert list(whole) == list(parts)
    assert all(np.array_equal(whole[key], parts[key], equal_nan=True) for key in whole)
    assert told == [30, *told[1:]]
    assert sum(told[1:]) == 30
    assert many.residual < 1e-9
    assert not multiprocessing.active_children()


def test_threads_stand_in_where_nothing_is_forked(experiment, monkeypatch):
    """On other systems threads fill the same arrays."""
    monkeypatch.setattr(run, "BLOCK_NUMBERS", 10 * len(experiment.region))
    here = arrays_of(run_ensemble(experiment, at_once=2))
    monkeypatch.setattr(sys, "platform", "elsewhere")
    there = arrays_of(run_ensemble(experiment, at_once=2))
    assert all(np.array_equal(here[key], there[key], equal_nan=True) for key in here)


def test_rationed_addresses_leave_one_process(experiment, monkeypatch):
    """Where no memory can be shared the run ends all the same."""

    def refused():
        raise OSError

    monkeypatch.setattr(run, "SharedArrays", refused)
    results = run_ensemble(replace(experiment, draws=3), at_once=2)
    assert results.kept == 3


@forked
def test_every_job_is_done_once():
    """Each job comes back with its result, whoever did it."""
    found = dict(processes.finished(lambda job: (job**2, os.getpid()), list(range(20)), 3))
    assert {job: square for job, (square, _) in found.items()} == {n: n**2 for n in range(20)}
    assert os.getpid() not in {process for _, process in found.values()}


@forked
def test_what_goes_wrong_is_told_and_ends_all():
    """A failure in one process is raised in ours, and no process is left."""

    def work(job):
        if job == 3:
            raise NarrowsError("the books do not balance")
        time.sleep(0.01)

    with pytest.raises(NarrowsError, match="do not balance"):
        list(processes.finished(work, list(range(100)), 2))
    assert not multiprocessing.active_children()


@forked
def test_a_process_that_is_killed_is_told():
    """A process ended by the system ends the run with a reason, not for ever waiting."""

    def work(job):
        if job == 1:
            os._exit(9)

    with pytest.raises(NarrowsError, match="worker process was killed"):
        list(processes.finished(work, list(range(9)), 2))
    assert not multiprocessing.active_children()


@forked
def test_whoever_stops_listening_leaves_no_process():
    """Ctrl-C in the middle of a run closes the generator, and with it all processes."""
    jobs = processes.finished(lambda _: time.sleep(60), list(range(4)), 2)
    with pytest.raises(KeyboardInterrupt), ctrl_c_after(0.3):
        next(jobs)
    assert not multiprocessing.active_children()


def ctrl_c_after(seconds):
    """A context that interrupts this process once."""
    import signal
    from contextlib import contextmanager

    @contextmanager
    def context():
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    return context()


@forked
def test_processes_meet_in_one_array():
    """Who asks first for a key makes the array; all others find what it has written."""
    shared = SharedArrays()

    def work(job):
        shared.array(("number", job % 3), (2, 5))[job // 3 % 2, job // 6] = job + 1
        shared.array(("seen",), (12,), bool)[job] = True

    list(processes.finished(work, list(range(12)), 3))
    found = dict(shared.items())
    assert found[("seen",)].all()
    assert sorted(found) == [("number", 0), ("number", 1), ("number", 2), ("seen",)]
    assert sum(found["number", n].sum() for n in range(3)) == sum(range(1, 13))


def test_arrays_of_one_process_are_zeros_of_their_kind():
    """Both kinds of arrays give zeros, and the same array again."""
    for arrays in (OwnArrays(), *([SharedArrays()] if processes.forks(2) else [])):
        first = arrays.array(("a",), (2, 3), np.float32)
        first[1, 2] = 7
        assert arrays.array(("a",), (2, 3), np.float32)[1, 2] == 7
        assert first.dtype == np.float32
        assert first.sum() == 7
