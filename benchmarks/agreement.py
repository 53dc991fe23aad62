"""Whether the three models say the same."""

import numpy as np

from . import mesa_twin, plain

TOLERANCE = 1e-9


def difference(draw, run, values):
    """Largest relative difference between a model and narrows, over arms, years and counties.

    Args:
        draw: world.Draw.
        run: function(draw) yielding (year, {arm: model or table}).
        values: function(model or table, name) giving the counties' values.
    """
    largest = 0.0
    for year, arms in run(draw):
        for arm, found in arms.items():
            for name, ours in draw.flows[year][arm].items():
                theirs = np.array(values(found, name))
                scale = np.maximum(np.abs(ours), 1e-12 * np.abs(ours).max())
                largest = max(largest, float((np.abs(theirs - ours) / scale).max()))
    return largest


def of_mesa(draw):
    """Difference between Mesa and narrows."""
    return difference(draw, mesa_twin.run, mesa_twin.values)


def of_plain(draw):
    """Difference between plain loops and narrows."""
    return difference(draw, plain.run, lambda table, name: table[name])
