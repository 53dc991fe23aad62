"""`python -m benchmarks [--quick] [--json]`: measured in one run, on this machine, as ratios."""

import argparse
import json
import os
import sys

from .clock import ONE_THREAD

os.environ |= dict.fromkeys(ONE_THREAD, "1")  # before numpy is imported

SIZES = (136, 3_000, 30_000, 100_000)


def measured(quick, told):
    """Everything, by section.

    Args:
        quick: fewer draws and runs, so that all ends within 40 seconds.
        told: called with the name of each section before it starts.
    """
    from . import clock, mechanisms, phases, resident, speed

    sections = {
        "machine": clock.machine,
        "models": lambda: (
            speed.side_by_side(1000, 3, 8) if quick else speed.side_by_side(1000, 10, 8)
        ),
        "cores": lambda: speed.cores(4000, 1000, 1 if quick else 3),
        "counties": lambda: (
            speed.counties(SIZES, 200_000, 2024, 1)
            if quick
            else speed.counties(SIZES, 300_000, 2035, 2)
        ),
        "draws": lambda: speed.draws((100, 1_000) if quick else (20, 100, 1_000, 10_000), 2),
        "years": lambda: (
            speed.years((2025, 2040), 1_000, 1)
            if quick
            else speed.years((2025, 2040, 2080), 1_000, 2)
        ),
        "profile": lambda: mechanisms.profile(120 if quick else 1000),
        "phases": lambda: _phases(phases, quick),
    }
    if not quick:
        sections["memory"] = lambda: {
            draws: resident.peak_megabytes(draws) for draws in (1_000, 100_000)
        }
    found = {}
    for name, work in sections.items():
        told(name)
        found[name] = work()
    return found


def _phases(phases, quick):
    draws = 100 if quick else 1000
    found = {"draws": draws, "seconds": phases.of_run(draws, pictures=not quick)}
    return found if quick else found | {"command": phases.whole(draws)}


def main():
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="end within 40 seconds")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    found = measured(asked.quick, lambda name: print(f"... {name}", file=sys.stderr, flush=True))
    if asked.json:
        ratios = {
            "ratio_to_mesa_one_core": found["models"]["ratio_to_mesa_one_core"],
            "ratio_to_plain_one_core": found["models"]["ratio_to_plain_one_core"],
            "two_cores_over_one": found["cores"]["two_cores_over_one"],
        }
        print(json.dumps(ratios | found, indent=1))
    else:
        from .printing import lines

        print("\n".join(lines(found)))
    return _exit_code(found["models"])


def _exit_code(models):
    """1 where the models do not agree: a ratio of different answers means nothing."""
    from .agreement import TOLERANCE

    apart = (models[f"largest_difference_to_{name}"] for name in ("mesa", "plain"))
    return 0 if max(apart) < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
