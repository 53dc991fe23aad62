"""Scenario files: read, extend, resolve, validate, dump; the frozen Scenario."""

from narrows.scenario.dated import Dated
from narrows.scenario.dumping import dump_toml
from narrows.scenario.loading import (
    load_baseline,
    load_region_of,
    load_scenario,
    scenario_from_dict,
)
from narrows.scenario.model import Scenario
from narrows.scenario.places import shipped, shipped_folder

__all__ = [
    "Dated",
    "Scenario",
    "dump_toml",
    "load_baseline",
    "load_region_of",
    "load_scenario",
    "scenario_from_dict",
    "shipped",
    "shipped_folder",
]
