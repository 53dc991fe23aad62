"""Many scenarios from one: a design over any of its keys, run anywhere, kept as one data set."""

from narrows.experiments.sweep.conducting import Sweep, conduct, prepare

__all__ = ["Sweep", "conduct", "prepare"]
