"""Over-reporting of output."""

import numpy as np

from narrows.model.sectors.membership import tied, to_county


def next_inflation(inflation, aided, rate, fade_rate):
    """How far a county's published output lies above its output, next year.

    b' = (1 - f) b + o a

    Args:
        inflation: b, log units (draw, county).
        aided: a, how far the county is aided this year, 0..1 (draw, county).
        rate: o, extra growth an aided county reports, per year (draw, 1).
        fade_rate: f, part of the excess which a census or an audit takes out in a year (draw, 1).

    Returns:
        b', log units (draw, county); real output is untouched.

    Source: ours; that growth is over-reported where careers depend on it is a finding on
    Chinese accounts (Chen, Chen, Hsieh and Song 2019), the size for aided counties is judgement.

    >>> round(next_inflation(0.01, 1.0, 0.005, 0.2), 9)
    0.013
    """
    return (1 - fade_rate) * inflation + rate * aided


def reported(state, policy, world, so_far, output):
    """Output as published, and how far it is inflated at the start of next year."""
    if not world.mechanisms.over_reporting:
        return output, state.inflation
    p, roster = world.parameters, state.roster
    aided = np.zeros_like(output)
    if world.baseline is not None and policy.under_way(world.year):
        pairs = tied(np.ones(state.built.park_works.shape), roster)
        paired = np.minimum(to_county(pairs, roster.recipient, output.shape[1]), 1.0)
        more = np.greater(so_far.aid.total, world.baseline.aid.total)
        aided = np.maximum(paired, more)
    inflation = next_inflation(
        state.inflation, aided, p.over_reporting_rate, p.over_reporting_fade
    )
    return output * np.exp(state.inflation), inflation
