"""Jobs on all cores: forked processes on Linux, threads elsewhere.

Calls of numpy on a block of draws last microseconds, and threads wait for Python's lock between
them: two threads were measured at 0.9 to 1.1 times one, two processes at 1.7 to 1.9 times. A
forked process has all that was made before it without copying or importing anything; what it
makes comes back through a pipe, or lies in arrays that are shared (`arrays.py`).
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait

from narrows.errors import NarrowsError

MALLOC = {-1: 64 << 20, -2: 16 << 20, -3: 32 << 20}  # trim, top pad, mmap threshold; bytes
LAST_WORDS = 5  # seconds a process has to end when it is told to


def available():
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def forks(cores):
    """Whether so many cores are used by forked processes.

    Elsewhere than on Linux a fork is not safe once libraries of the system have been used; and a
    process that serves another may have no children.
    """
    return cores > 1 and sys.platform == "linux" and not multiprocessing.current_process().daemon


def keep_freed_memory():
    """Have the C library keep arrays that are freed for those made next, where it can be told.

    By default it hands arrays of a block's size back to the system, which clears each page
    before it gives it out again: a tenth of the time of a simulation.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        tell = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # other C libraries
        return
    for option, size in MALLOC.items():
        tell(option, size)


def finished(work, jobs, cores):
    """Results of jobs as they are finished, in whatever order.

    Args:
        work: function of a job; where processes are forked, it returns what can be pickled.
        jobs: list.
        cores: jobs under way at once.

    Yields:
        (job, result).
    """
    cores = min(cores, len(jobs))
    if cores <= 1:
        yield from ((job, work(job)) for job in jobs)
    elif forks(cores):
        yield from _in_processes(work, jobs, cores)
    else:
        yield from _in_threads(work, jobs, cores)


def _in_threads(work, jobs, cores):
    with ThreadPoolExecutor(cores) as pool:
        waiting = {pool.submit(work, job): job for job in jobs}
        try:
            yield from ((waiting[done], done.result()) for done in as_completed(waiting))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_processes(work, jobs, cores):
    """Hand jobs by their place to processes, each the next one when it has finished one."""
    places = iter(range(len(jobs)))
    with _team(work, jobs, cores) as team:
        for pipe, place in zip(team, places, strict=False):
            pipe.send(place)
        left = len(jobs)
        while left:
            for pipe in wait(team):
                place, result, failure = _answer(pipe)
                if failure is not None:
                    raise failure
                left -= 1
                if (following := next(places, None)) is not None:
                    pipe.send(following)
                yield jobs[place], result


def _answer(pipe):
    try:
        return pipe.recv()
    except (EOFError, ConnectionError):
        told = "a process of the run was ended from outside, perhaps for want of memory"
        raise NarrowsError(told) from None


@contextmanager
def _team(work, jobs, cores):
    """Pipes to processes that wait for jobs; none of them is left behind."""
    fork, pipes, processes = multiprocessing.get_context("fork"), [], []
    try:
        for _ in range(cores):
            ours, theirs = fork.Pipe()
            pipes.append(ours)
            process = fork.Process(target=_serve, args=(work, jobs, theirs, pipes), daemon=True)
            with warnings.catch_warnings():
                # Python warns of locks that other threads hold: our children never print.
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            processes.append(process)
            theirs.close()
        yield pipes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(LAST_WORDS)
        for pipe in pipes:
            pipe.close()


def _serve(work, jobs, pipe, others):
    """What a process does: one job after the other, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()  # so that the end of that process is seen as the end of the pipe
    with suppress(EOFError, ConnectionError):  # the one who started us is gone
        while True:
            pipe.send(_done(work, jobs, pipe.recv()))


def _done(work, jobs, place):
    """(place, result, None), or (place, None, what went wrong)."""
    try:
        return place, work(jobs[place]), None
    except Exception as failure:  # noqa: BLE001 - told to the one who asked, and raised there
        return place, None, failure
