"""Changes of a scenario that do nothing."""

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

import numpy as np

from narrows.ensemble.keep import aided, figures
from narrows.ensemble.run import experiment_of, simulated
from narrows.errors import InputError
from narrows.scenario import load_baseline, load_region_of, scenario_from_dict
from narrows.scenario.layers import dotted, name_of, shapes
from narrows.scenario.show import changed_keys
from narrows.scenario.specs import Section

DRAWS = 3
_OF_THE_VERDICT = ("verdict", "goal", "baseline")  # they change what is said, not what is run


@dataclass(frozen=True)
class Change:
    """A key a scenario changes, and what comes of it.

    Args:
        difference: `scenario.differing.Difference` against the parent.
        effect: "moved", "no_effect", "not_read"; "default" where it says what is so anyway in a
            section the parent has not; "of_the_verdict"; or "not_alone" where the scenario would
            be wrong with this one key set back.
    """

    difference: object
    effect: str

    @property
    def silent(self):
        """Whether the change does nothing."""
        return self.effect in ("no_effect", "not_read")


def audit(scenario, draws=DRAWS, lang="en"):
    """What comes of every key in which a scenario differs from its parent.

    Args:
        scenario: resolved Scenario, read from a file.
        draws: futures that are run for each key.
        lang: of messages.

    Returns:
        list of Change, in the scenario's order.
    """
    changes = changed_keys(scenario, lang)
    runs = _Runs(scenario, draws, lang)
    return [Change(change, runs.effect(change)) for change in changes]


class _Runs:
    """Runs of one scenario with a key set back, against the scenario itself."""

    def __init__(self, scenario, draws, lang):
        self.scenario, self.draws = scenario, draws
        self.region = load_region_of(scenario)
        self.baseline = load_baseline(scenario, lang=lang)

    @cached_property
    def keys(self):
        """Keys that are read when the run is prepared."""
        stand_in, keys = watched(self.scenario)
        experiment_of(stand_in, self.region, self.baseline)
        return keys

    @cached_property
    def prepared(self):
        """The scenario itself, prepared once."""
        return experiment_of(self.scenario, self.region, self.baseline)

    def reads(self, change):
        section = change.key.split(".")[0].split("[")[0]
        if section in (*_OF_THE_VERDICT, "region"):
            return True
        whole = change.first is None or change.second is None  # an item more or less
        return whole or change.key in self.keys

    def effect(self, change):
        if change.key.split(".")[0] in _OF_THE_VERDICT:
            return "of_the_verdict"
        if not self.reads(change):
            return "not_read"
        try:
            other = scenario_from_dict(
                _set_back(self.scenario.resolved(), change), folder=self.scenario.folder
            )
        except InputError:
            return "not_alone"
        if other == self.scenario:
            return "default"
        return "moved" if self._moves(other) else "no_effect"

    def _moves(self, other):
        """Whether another scenario has any other number; no year is run after the first that has.

        Measures need no run of their own: they follow from county figures and from who is aided.
        """
        if other.ensemble.draws != self.scenario.ensemble.draws:
            return True
        region = self.region
        if other.region != self.scenario.region:
            region = load_region_of(other)
        both = (self.prepared, experiment_of(other, region, self.baseline))
        if _differs(*(aided(e.roles.recipient, e.roles.weak, len(e.region)) for e in both)):
            return True
        draws = range(min(self.draws, self.scenario.ensemble.draws))
        years = (_years(experiment, draws) for experiment in both)
        return any(_differ(*one) for one in zip_longest(*years, fillvalue={}))


def _years(experiment, draws):
    """Yield all figures of one year after the other."""
    for year in simulated(experiment, draws, experiment.worlds):
        yield figures(experiment, year)


def _differ(first, second):
    """Whether any number differs; what one run has not is zero there."""
    return any(_differs(first.get(name), second.get(name)) for name in {*first, *second})


def _differs(one, other):
    if one is None or other is None:
        return bool(np.any(one if other is None else other))
    return not np.array_equal(one, other, equal_nan=True)


def _set_back(table, change):
    """A resolved table with one key, or one whole item, as the parent has it."""
    done = {}
    for name, value in table.items():
        if name in shapes()["items"]:
            items = [_item_set_back(name, item, n, change) for n, item in enumerate(value)]
            done[name] = [item for item in items if item is not None]
        elif isinstance(value, dict):
            done[name] = _keys_set_back((name,), value, change)
        else:
            done |= _keys_set_back((), {name: value}, change)
    return _with_what_is_gone(done, change)


def _item_set_back(name, item, number, change):
    path = (name, name_of(item, number))
    return None if dotted(path) == change.key else _keys_set_back(path, item, change)


def _keys_set_back(path, table, change):
    """A table in which the changed key has the parent's value, or is gone."""
    done = {}
    for key, value in table.items():
        if dotted((*path, key)) != change.key:
            done[key] = value
        elif change.first is not None:
            done[key] = change.first
    return done


def _with_what_is_gone(table, change):
    """What the parent has and the scenario has not: an item switched off, a key of a section."""
    if change.second is not None or change.first is None:
        return table
    if change.key.endswith("]"):
        name = change.key.split("[")[0]
        return table | {name: [*table.get(name, ()), change.first]}
    name, _, key = change.key.partition(".")
    if not key or "[" in name:
        return table
    return table | {name: table.get(name, {}) | {key: change.first}}


def watched(scenario):
    """A stand-in for a scenario that reads like it, and the growing set of keys read through it.

    Returns:
        stand-in, set of dotted keys.

    >>> from narrows.scenario.scenario import Scenario
    >>> scenario, keys = watched(Scenario())
    >>> scenario.horizon.end, sorted(keys)
    (2040, ['horizon.end'])
    """
    keys = set()
    return _Watched(scenario, (), keys), keys


class _Watched:
    """A section seen through a window that notes what is looked at."""

    def __init__(self, section, path, keys):
        object.__setattr__(self, "_seen", (section, path, keys))

    def __getattr__(self, name):
        section, path, keys = self._seen
        value = getattr(section, name)
        if name not in type(section).model_fields:
            return value
        return _watch(value, (*path, name), keys)

    def __setattr__(self, name, value):
        raise AttributeError(name)


def _watch(value, path, keys):
    if isinstance(value, Section):
        return _Watched(value, path, keys)
    if isinstance(value, tuple) and value and isinstance(value[0], Section):
        return tuple(_item(item, number, path, keys) for number, item in enumerate(value))
    if isinstance(value, dict):
        return _Read(value, path, keys)
    keys.add(dotted(path[: 3 if path[0] in shapes()["items"] else 2]))
    return value


def _item(item, number, path, keys):
    table = {"name": getattr(item, "name", None), "kind": getattr(item, "kind", None)}
    return _Watched(item, (*path, name_of(table, number)), keys)


class _Read(dict):
    """A table of parameters that notes each name looked up or passed over."""

    def __init__(self, table, path, keys):
        super().__init__(table)
        self._seen = (path, keys)

    def __getitem__(self, name):
        path, keys = self._seen
        keys.add(dotted((*path, name)))
        return super().__getitem__(name)

    def items(self):
        return [(name, self[name]) for name in self]
