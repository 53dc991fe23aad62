"""Memory of a run: of all its processes together, each shared page counted once."""

import json
import subprocess
import sys
import time
from pathlib import Path

PEAK = """
import json, resource, sys
from benchmarks import engine
from narrows.ensemble.run import run_ensemble
run_ensemble(engine.default_experiment(int(sys.argv[1])))
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6))
"""
BETWEEN_LOOKS = 0.1  # seconds


def peak_megabytes(draws):
    """Largest memory of a run of the default scenario with so many draws.

    On Linux its processes are looked at while they run; elsewhere there is one, which knows.
    """
    run = subprocess.Popen([sys.executable, "-c", PEAK, str(draws)], stdout=subprocess.PIPE)
    largest = 0.0
    while run.poll() is None:
        largest = max(largest, sum(_megabytes(process) for process in _family(run.pid)))
        time.sleep(BETWEEN_LOOKS)
    own = json.loads(run.communicate()[0])
    return largest or own


def _family(process):
    """A process and all that it has started."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return [process]
    return [process, *(one for child in children.split() for one in _family(int(child)))]


def _megabytes(process):
    """Memory of a process, of shared pages its part; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Pss:"))
