"""Seconds, and what the machine is."""

import os
import platform
import time
from pathlib import Path

# One core means one: libraries of linear algebra are not to start threads of their own.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def cpu_seconds(work, times=3):
    """Least processor time of a few runs: what one core needs, whatever else is going on."""
    return _least(work, times, time.process_time)


def wall_seconds(work, times=3):
    """Least wall time of a few runs."""
    return _least(work, times, time.perf_counter)


def alternated(works, times=3, clock=time.perf_counter):
    """Least time of each work, run in turns so that a busy machine is busy for all alike.

    Args:
        works: {name: function}.
        times: turns.
        clock: wall or processor time.
    """
    least = dict.fromkeys(works, float("inf"))
    for _ in range(times):
        for name, work in works.items():
            least[name] = min(least[name], _once(work, clock))
    return least


def _least(work, times, clock):
    return min(_once(work, clock) for _ in range(times))


def _once(work, clock):
    start = clock()
    work()
    return clock() - start


def machine():
    """The machine as it calls itself: processor, cores, system, versions."""
    import numpy as np

    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def _processor():
    """Name of the processor where the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            named = [line for line in file if line.startswith("model name")]
        return named[0].split(":", 1)[1].strip()
    except (OSError, IndexError):
        return platform.processor() or platform.machine()
