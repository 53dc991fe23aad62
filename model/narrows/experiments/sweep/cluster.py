"""Members on a Dask cluster: each one small task; what workers lose, the scheduler runs again."""

import platform
import secrets
from collections import deque

from narrows.errors import InputError, NarrowsError, Problem
from narrows.experiments.sweep.running import given_up, run_member, told

PATIENCE = 30  # seconds until a worker must be there
AHEAD_ON_CLUSTER = 8  # members on their way for each core of the cluster
LIBRARIES = ("narrows", "numpy", "scipy")


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
    raise NarrowsError("the scheduler is gone; what is finished is kept, the same command goes on")
