"""A Dask scheduler and workers as processes on loopback, for tests that kill some of them."""

import contextlib
import json
import subprocess
import sys
import time


@contextlib.contextmanager
def cluster(folder, workers=2):
    """Start a scheduler and workers; yields (address, list of worker processes)."""
    told = folder / "scheduler.json"
    common = ["--scheduler-file", str(told), "--no-dashboard"]
    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
    try:
        wait_for(told.is_file)
        processes += [new_worker(folder) for _ in range(workers)]
        yield json.loads(told.read_text())["address"], processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def new_worker(folder):
    """One more worker, one process with one thread and nobody to revive it."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
    place = ("--scheduler-file", str(folder / "scheduler.json"), "--host", "127.0.0.1")
    return start("worker", *place, *options, "--local-directory", str(folder))


def start(*arguments):
    """A process of Dask."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], stdout=quiet, stderr=quiet)


def wait_for(there, seconds=60):
    """Wait until something is there."""
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)
