"""narrows: will the gap between strong and weak counties narrow?

`import narrows as nw`; nothing heavy is loaded before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrows import measures
    from narrows.errors import InputError, NarrowsError
    from narrows.measures import MEASURES
    from narrows.model.parameters import PARAMETERS
    from narrows.outcome import run
    from narrows.region import load_region
    from narrows.results import plots
    from narrows.results.run_folder import read_run
    from narrows.scenario import load_scenario, scenario_from_dict

_PUBLIC = {
    "run": "narrows.outcome",
    "load_scenario": "narrows.scenario",
    "scenario_from_dict": "narrows.scenario",
    "load_region": "narrows.region",
    "read_run": "narrows.results.run_folder",
    "MEASURES": "narrows.measures",
    "PARAMETERS": "narrows.model.parameters",
    "NarrowsError": "narrows.errors",
    "InputError": "narrows.errors",
}
_MODULES = ("measures", "plots")

__all__ = [
    "MEASURES",
    "PARAMETERS",
    "InputError",
    "NarrowsError",
    "load_region",
    "load_scenario",
    "measures",
    "plots",
    "read_run",
    "run",
    "scenario_from_dict",
]
__version__ = "0.1.0"


if not TYPE_CHECKING:  # a checker would take every name for one of ours

    def __getattr__(name):
        if name in _PUBLIC:
            return getattr(import_module(_PUBLIC[name]), name)
        if name == "plots":
            return import_module("narrows.results.plots")
        if name in _MODULES:
            return import_module(f"narrows.{name}")
        raise AttributeError(f"module 'narrows' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
