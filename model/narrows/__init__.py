"""narrows: will the gap between strong and weak counties narrow?

`import narrows as nw`; nothing heavy is loaded before it is used.
"""

from importlib import import_module

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


def __getattr__(name):
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name == "plots":
        return import_module("narrows.results.plots")
    if name in _MODULES:
        return import_module(f"narrows.{name}")
    raise AttributeError(f"module 'narrows' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
