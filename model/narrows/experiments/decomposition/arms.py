"""Many arms of one experiment on the same luck, looked at in a few years."""

from contextlib import closing

import numpy as np

from narrows import processes
from narrows.experiments import ensemble

ARMS_AT_ONCE = 24  # their states lie in memory side by side


def look(experiment, arms, see, years, progress=None):
    """Simulate arms in step with the world without aid, and keep what is seen of them.

    Args:
        experiment: region, beliefs, luck and form; its own arms are not used.
        arms: {name: Programme}; the name "none" is added for the world without aid.
        see: f(flows) giving {key: (draw,)}.
        years: calendar years to look at; nothing after the last is simulated.
        progress: called with the years just simulated and all there are, block by block of draws.

    Returns:
        {arm: {key: (year, draw)}}, arm "none" among them.
    """
    block_ranges = ensemble.blocks(experiment, processes.available())
    names = list(arms)
    groups = [names[at : at + ARMS_AT_ONCE] for at in range(0, len(names), ARMS_AT_ONCE)] or [[]]
    last = max(years)
    span = last - experiment.years[0] + 1
    total = span * len(block_ranges) * len(groups)

    def one(job):
        draws, group = job
        chosen = {"none": _without(experiment), **{name: arms[name] for name in group}}
        seen = {}
        for year in ensemble.simulated(experiment, draws, chosen, last):
            if year.year in years:
                for name, flows in year.flows.items():
                    seen.setdefault(name, []).append(see(flows))
        return seen

    found = {name: {} for name in ("none", *names)}
    jobs = [(draws, group) for group in groups for draws in block_ranges]
    simulating = closing(processes.finished(one, jobs, processes.available()))
    with processes.prepared_libraries(), simulating as done:
        for (draws, _), seen in done:
            if progress is not None:
                progress(span, total)
            for name, rows in seen.items():
                for row, values in enumerate(rows):
                    _file(found, name, values, row, draws, (len(rows), experiment.draws))
    return found


def _without(experiment):
    """The world without aid; it has the same general funds as the programme's."""
    return experiment.arms["programme"].without_aid()


def _file(found, name, values, row, draws, shape):
    """Put one year of a block where it belongs."""
    for key, value in values.items():
        array = found[name].setdefault(key, np.zeros(shape))
        array[row, draws.start : draws.stop] = value
