"""Record which keys of a scenario a run reads, for the audit of changes that do nothing."""

from narrows.scenario.layers import dotted, name_of, shapes
from narrows.scenario.specs import Section


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
