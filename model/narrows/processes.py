"""Jobs on all cores, arrays that forked processes share, single-threaded BLAS."""

import ctypes
import io
import mmap
import multiprocessing
import os
import pickle
import signal
import sys
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait

import numpy as np
from threadpoolctl import threadpool_limits

from narrows.errors import NarrowsError

MALLOC = {-1: 64 << 20, -2: 16 << 20, -3: 32 << 20}  # trim, top pad, mmap threshold; bytes
LAST_WORDS = 5  # seconds a process has to end when it is told to
ROOM = 2**34  # bytes of addresses, not of memory: a page comes into being when it is written
LINE = 64  # bytes; arrays start on a cache line


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
        told = "a worker process was killed, possibly because the machine ran out of memory"
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


class OwnArrays:
    """Arrays of zeros by key, made when first asked for.

    >>> arrays = OwnArrays()
    >>> arrays.array(("tax", 2024), (1, 2))[0, 1] = 5
    >>> dict(arrays.items())
    {('tax', 2024): array([[0., 5.]])}
    """

    def __init__(self):
        self.known = {}

    def array(self, key, shape, kind=float):
        """The array under a key; its shape and kind matter when it is first asked for."""
        found = self.known.get(key)
        return self.known.setdefault(key, np.zeros(shape, kind)) if found is None else found

    def items(self):
        """All keys and arrays, in the order in which they were first asked for."""
        return self.known.items()


class SharedArrays:
    """The same for processes forked from one another: whoever asks for a key gets one array.

    Arrays lie one behind the other in a file that exists in memory only. A second such file lists
    what lies where; it is read on from where this process stopped when it meets a new key.
    """

    def __init__(self):
        self.known, self.read, self.end = {}, 0, 0
        self.list = os.memfd_create("narrows-list")
        weakref.finalize(self, os.close, self.list)
        space = os.memfd_create("narrows-arrays")
        try:
            os.ftruncate(space, ROOM)
            self.space = mmap.mmap(space, ROOM)
        finally:
            os.close(space)

    def array(self, key, shape, kind=float):
        """The array under a key; its shape and kind matter when it is first asked for."""
        if key not in self.known:
            with self._alone():
                self._read_on()
                if key not in self.known:
                    entry = pickle.dumps((key, self.end, shape, np.dtype(kind).str))
                    os.pwrite(self.list, entry, self.read)
                    self._read_on()
        return self.known[key]

    def items(self):
        """All keys and arrays, in the order in which they were first asked for."""
        self._read_on()
        return self.known.items()

    def _read_on(self):
        """Meet the arrays which others have made since."""
        new = io.BytesIO(os.pread(self.list, os.fstat(self.list).st_size - self.read, self.read))
        size = len(new.getbuffer())
        while new.tell() < size:
            key, start, shape, kind = pickle.load(new)  # noqa: S301 - our own, never a file of others
            count = int(np.prod(shape))
            flat = np.frombuffer(self.space, kind, count, start)
            self.known[key] = flat.reshape(shape)
            self.end = start + -(-flat.nbytes // LINE) * LINE
        self.read += size

    @contextmanager
    def _alone(self):
        """No other process looks at the list meanwhile; one that dies lets go of it."""
        import fcntl  # Linux has it; this module is imported everywhere

        fcntl.lockf(self.list, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self.list, fcntl.LOCK_UN)


def prepared_libraries():
    """Context in which blocks are simulated.

    Blocks are the parallel work; BLAS threads of its own would only wait for each other.
    """
    keep_freed_memory()
    return threadpool_limits(1, user_api="blas")
