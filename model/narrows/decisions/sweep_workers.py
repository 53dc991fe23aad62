"""Here, in processes, or on a Dask cluster."""

import multiprocessing
import os
import platform
import secrets
import signal
import threading
import time
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from narrows.decisions.sweep_rows import given_up, run_member, told
from narrows.errors import InputError, NarrowsError, Problem

MOST_DEATHS = 3  # of the process a member runs in, after which the member is given up
AHEAD = 2  # members waiting for each process, so that none is idle
LOOK_EVERY = 1.0  # seconds between two looks at whether the parent is there
LAST_WORDS = 5  # seconds a process has to end when it is told to
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 30  # seconds until a worker must be there
AHEAD_ON_CLUSTER = 8  # members on their way for each core of the cluster
LIBRARIES = ("narrows", "numpy", "scipy")


def cores():
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def completed(tasks, workers=None, scheduler=None):
    """Rows of members as they are finished.

    Args:
        tasks: (Member, Surroundings) of each.
        workers: processes of this machine; None for one a core, 1 for this process alone.
        scheduler: address of a Dask scheduler, as tcp://host:8786, or None.

    Yields:
        Rows, see `running.run_member`.
    """
    if scheduler is not None:
        yield from on_cluster(tasks, scheduler)
        return
    workers = min(workers or cores(), max(len(tasks), 1))
    if workers == 1:
        yield from (run_member(*task) for task in tasks)
    else:
        with _one_thread_each():
            yield from _in_processes(deque(tasks), workers)


@contextmanager
def _one_thread_each():
    """New processes start no threads of linear algebra: there is one process a core."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update({name: "1" for name, value in before.items() if value is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


def _in_processes(tasks, workers):
    """Run members in a pool; a pool that breaks is replaced, and its members tried again."""
    deaths = Counter()
    while tasks:
        under_way = {}
        try:
            with _pool(workers) as pool:
                yield from _fed(pool, tasks, under_way, workers, deaths)
        except BrokenProcessPool:
            for future, task in under_way.items():
                if future.done() and future.exception() is None:
                    yield future.result()
                    continue
                deaths[task[0].number] += 1
                if deaths[task[0].number] < MOST_DEATHS:
                    tasks.appendleft(task)
                else:
                    yield given_up(task[0], "the process it ran in died")


def _fed(pool, tasks, under_way, workers, deaths):
    """Keep a pool busy; a member whose process died once runs alone, so that no other is hurt."""
    while tasks or under_way:
        while tasks and len(under_way) < _room(tasks[0], under_way, workers, deaths):
            with _children_deaf_to_interrupts():
                under_way[pool.submit(run_member, *tasks[0])] = tasks[0]
            tasks.popleft()
        finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in finished:
            row = future.result()
            del under_way[future]
            yield row


def _room(task, under_way, workers, deaths):
    """How many members may be under way when this one starts."""
    suspects = [deaths[member.number] for member, _ in (task, *under_way.values())]
    return 1 if any(suspects) else AHEAD * workers


@contextmanager
def _pool(workers):
    """A pool of fresh processes; none is left when we are stopped."""
    others = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, spawn, end_with_parent, (os.getpid(),))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        ours = set(multiprocessing.active_children()) - others
        for process in ours:
            process.terminate()
        for process in ours:
            process.join(LAST_WORDS)
        raise
    pool.shutdown()


def end_with_parent(parent):
    """Have this process end when the one that started it has, however that died."""

    def watch():
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _children_deaf_to_interrupts():
    """Processes started meanwhile leave Ctrl-C to us: what is ignored is ignored by heirs too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def on_cluster(tasks, address):
    """Rows of members as the cluster finishes them.

    Args:
        tasks: (Member, Surroundings) of each.
        address: of the scheduler.

    Yields:
        Rows.

    Raises:
        InputError: there is no such scheduler, no worker, or one with another version.
    """
    client = _client(address)
    try:
        _check_workers(client, address)
        yield from _cluster_fed(client, deque(tasks))
    finally:
        client.close(timeout=5)


def _client(address):
    try:
        from distributed import Client
    except ImportError:
        raise NarrowsError("--scheduler needs Dask: pip install 'narrows[cluster]'") from None
    try:
        return Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        rule = f"no Dask scheduler answers: {told(error)}"
        raise InputError([_problem(rule, address)]) from None


def _problem(rule, address):
    return Problem("(options)", None, "--scheduler", rule, address, code="sweep_scheduler")


def versions():
    """What must be the same everywhere for the same numbers to come out."""
    from importlib.metadata import version

    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python} | {name: version(name) for name in LIBRARIES}


def _check_workers(client, address):
    """Workers are there and have what we have."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        found = client.run(versions)
    except TimeoutError:
        rule = f"the cluster has no worker after {PATIENCE} seconds"
        raise InputError([_problem(rule, address)]) from None
    except Exception as error:  # noqa: BLE001 - whatever a worker's import raises comes back here
        rule = f"a worker cannot run narrows: {told(error)}"
        raise InputError([_problem(rule, address)]) from None
    ours = versions()
    apart = {f"{n} {v} instead of {ours[n]}" for w in found.values() for n, v in w.items()
             if v != ours[n]}  # fmt: skip
    if apart:
        rule = f"workers have other versions: {', '.join(sorted(apart))}"
        raise InputError([_problem(rule, address)])


def _cluster_fed(client, tasks):
    """Keep the cluster busy without handing it everything at once."""
    from distributed import as_completed

    token = secrets.token_hex(4)
    members = {}

    def submitted():
        task = tasks.popleft()
        name = f"narrows-member-{task[0].number}-{token}"
        future = client.submit(run_member, *task, key=name, pure=False)
        members[future.key] = task[0]
        return future

    window = max(64, AHEAD_ON_CLUSTER * sum(client.nthreads().values()))
    first = [submitted() for _ in range(min(window, len(tasks)))]
    waiting = as_completed(first, loop=client.loop)
    for future in waiting:
        member = members.pop(future.key)
        yield _row(future, member)
        future.release()
        if tasks:
            waiting.add(submitted())


def _row(future, member):
    """The row of a finished task."""
    if future.status == "finished":
        return future.result()
    if future.status == "error":
        return given_up(member, future.exception())
    raise NarrowsError(
        "the scheduler has stopped; finished variants are kept: run the same command to resume"
    )
