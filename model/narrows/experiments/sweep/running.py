"""Run one member in whatever process it has come to: no files, no tables, no pictures."""

import json
from functools import lru_cache

from narrows.errors import NarrowsError

LONGEST_ERROR = 500


def run_member(member, around):
    """The row of a member: what it says, or why it failed; never raises.

    Args:
        member: Member.
        around: Surroundings.

    Returns:
        {column: value}, see `rows.COLUMNS`.
    """
    from narrows.experiments.sweep import rows

    columns = rows.head(member)
    try:
        return columns | rows.numbers(*_ran(member, around))
    except Exception as error:  # noqa: BLE001 - a member that fails must not end the batch
        return columns | rows.failed(told(error))


def given_up(member, reason):
    """The row of a member that could not be run."""
    from narrows.experiments.sweep import rows

    reason = told(reason) if isinstance(reason, BaseException) else reason
    return rows.head(member) | rows.failed(reason)


def told(error):
    """An error on one line.

    >>> told(ValueError("no luck"))
    'ValueError: no luck'
    """
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text[:LONGEST_ERROR]


def _ran(member, around):
    """Scenario and results of a member, on one core."""
    from narrows.ensemble.run import experiment_of, run_ensemble
    from narrows.scenario import scenario_from_dict

    region = _region(around.region)
    if region.digest != around.region_digest:
        raise NarrowsError(f"the region {around.region} is another one on this worker")
    scenario = scenario_from_dict(json.loads(member.scenario))
    experiment = experiment_of(scenario, region, _scenario(around.baseline))
    return scenario, run_ensemble(experiment, at_once=1)


@lru_cache(maxsize=4)
def _region(place):
    from narrows.region import load_region

    return load_region(place)


@lru_cache(maxsize=16)
def _scenario(text):
    from narrows.scenario import scenario_from_dict

    return scenario_from_dict(json.loads(text))
