"""Scenario files: read, extend, resolve, validate, dump; the frozen Scenario."""

from narrows.folders import shipped, shipped_folder
from narrows.scenario.kinds import Dated
from narrows.scenario.resolve import (
    load_baseline,
    load_region_of,
    load_scenario,
    scenario_from_dict,
)
from narrows.scenario.scenario import Scenario
from narrows.scenario.write import dump_toml

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
