"""Records whose arrays are found when somebody asks for them.

A year has up to 48 arrays of flows; a run looks at half of them, a simulation alone at two.
"""

from dataclasses import replace
from functools import cache

from .trees import names_of, record_kind


class Late:
    """Mixed into the class of a record: fields are found when they are first asked for."""

    def __getattr__(self, name):
        # Asked only where the field does not stand in the record yet.
        maker, playing = self.__dict__["_late"]
        if name not in maker.fields:
            raise AttributeError(name)
        found = self.__dict__[name] = maker.fields[name].leaf(playing)
        return found

    def __reduce__(self):
        """Copied and pickled as the record it stands for, everything found."""
        kind = record_kind(self)
        return kind, tuple(getattr(self, name) for name in names_of(kind))

    def glance(self, name):
        """The field, or what it is like where it has not been found yet."""
        if name in self.__dict__:
            return self.__dict__[name]
        maker, playing = self.__dict__["_late"]
        return maker.fields[name].glance(playing)


@cache
def _late_kind(kind):
    return type(kind.__name__, (Late, kind), {"record_kind": kind, "__module__": kind.__module__})


def maker(tree, answers):
    """How a tree is made: as an answer is, by `leaf` and `glance` of a playing.

    Args:
        tree: nested records of stand-ins.
        answers: iterator over the answers for its leaves, in their order.
    """
    kind = type(tree)
    if kind is tuple:
        return _Tuple(maker(part, answers) for part in tree)
    if kind is dict:
        return _Dictionary({name: maker(part, answers) for name, part in tree.items()})
    names = names_of(kind)
    if names is None:
        return next(answers)
    fields = {name: maker(getattr(tree, name), answers) for name in names}
    return _Record(record_kind(tree), fields)


class _Tuple:
    def __init__(self, parts):
        self._parts = tuple(parts)

    def leaf(self, playing):
        return tuple([part.leaf(playing) for part in self._parts])

    def glance(self, playing):
        return tuple([part.glance(playing) for part in self._parts])


class _Dictionary:
    def __init__(self, parts):
        self._parts = parts

    def leaf(self, playing):
        return {name: part.leaf(playing) for name, part in self._parts.items()}

    def glance(self, playing):
        return {name: part.glance(playing) for name, part in self._parts.items()}


class _Record:
    """A record whose fields are found late.

    Args:
        kind: its class.
        fields: {name: how it is made}.
    """

    def __init__(self, kind, fields):
        self.fields, self._kind = fields, _late_kind(kind)
        # A field with a default would be found in the class.
        self._at_once = [name for name in fields if hasattr(kind, name)]

    def leaf(self, playing):
        record = object.__new__(self._kind)
        record.__dict__["_late"] = self, playing
        for name in self._at_once:
            record.__dict__[name] = self.fields[name].leaf(playing)
        return record

    glance = leaf


def changed(record, **news):
    """The record with other values in some fields, as `dataclasses.replace`; finds nothing."""
    if not isinstance(record, Late):
        return replace(record, **news)
    new = object.__new__(type(record))
    new.__dict__.update(record.__dict__, **news)
    return new
