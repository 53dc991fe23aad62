"""One file as flat entries; the one merging rule; renamed keys."""

from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from narrows.scenario.mistakes import Wrong, short
from narrows.scenario.scenario import SCHEMA
from narrows.scenario.text import Mark

# old path: (new name, version of narrows that renamed it)
RENAMED = {
    ("funds",): ("[[fund]]", "0.1.0"),
    ("bonds",): ("[[bond]]", "0.1.0"),
    ("links",): ("[[link]]", "0.1.0"),
    ("donor",): ("[assistance]", "0.1.0"),
    ("measures",): ("verdict.headline", "0.1.0"),
    ("fund", "rule"): ("allocation", "0.1.0"),
    ("general_fund", "rule"): ("allocation", "0.1.0"),
    ("bond", "r"): ("rate", "0.1.0"),
}
# version: function of the plain table of a file of that version, giving that of the next
STEPS = {}
HEADER = object()  # last step of the entry that only says that a section or an item is there


def dotted(path):
    """A flat path as people read it.

    >>> dotted(("fund", "guidance fund", "amount")), dotted(("horizon", "end"))
    ('fund[guidance fund].amount', 'horizon.end')
    """
    steps = [str(step) for step in path if step is not HEADER]
    if len(steps) > 1 and steps[0] in shapes()["items"]:
        steps = [f"{steps[0]}[{steps[1]}]", *steps[2:]]
    return short(".".join(steps) or "(file)", 120)


def migrate(table, version, steps=STEPS, current=SCHEMA):
    """The plain table of a file in today's language.

    Args:
        table: what the file says.
        version: its `schema`.
        steps: {version: function to the next version}.
        current: today's version.

    >>> older = {"horizon": {"last": 2030}}
    >>> rename = lambda table: {"horizon": {"end": table["horizon"]["last"]}}
    >>> migrate(older, 1, {1: rename}, current=2)
    {'horizon': {'end': 2030}}
    """
    for step in range(version, current):
        table = steps[step](table)
    return table


def version_of(table, steps=STEPS, current=SCHEMA):
    """The version a file is written in; a mistake if it says none, or one nobody knows."""
    if "schema" not in table:
        raise Wrong("schema_missing", current=current)
    version = table["schema"]
    if isinstance(version, bool) or not isinstance(version, int):
        raise Wrong("schema", current=current)
    if version > current:
        raise Wrong("schema_newer", current=current)
    if version < current and version not in steps:
        raise Wrong("schema", current=current)
    return version


def explain(path):
    """The mistake of a renamed key, or None; path is flat, items' names are skipped."""
    short = (path[0], path[-1]) if len(path) > 1 else path
    if short not in RENAMED:
        return None
    new, version = RENAMED[short]
    return Wrong("renamed", new=new, version=version)


@dataclass(frozen=True)
class Entry:
    """A value of a layer.

    Args:
        data: as read: text, number, list or table.
        mark: where it stands.
        inner: marks of what is inside it, by path from it.
    """

    data: object
    mark: Mark
    inner: dict = field(default_factory=dict)

    def mark_of(self, path):
        """Mark of the deepest part of a path inside the value that has one."""
        path = tuple(path)
        while path and path not in self.inner:
            path = path[:-1]
        return self.inner.get(path, self.mark)


@dataclass(frozen=True)
class Layer:
    """What one file says.

    Args:
        entries: {flat path: Entry}, in the order of the file.
        wrongs: list of (path, Mark, Wrong) found on the way.
    """

    entries: dict
    wrongs: tuple = ()


def merge(layers):
    """The entries of several layers, later ones winning: the whole merge rule."""
    merged = {}
    for layer in layers:
        merged |= layer.entries
    return merged


@cache
def shapes():
    """Kinds of top-level keys: names of sections, of lists of items, and of plain values."""
    from narrows.scenario.scenario import Scenario
    from narrows.scenario.specs import Section

    kinds = {"section": {}, "items": {}, "value": {}}
    for name, info in Scenario.model_fields.items():
        options = get_args(info.annotation)
        models = [o for o in (info.annotation, *options) if _is_section(o, Section)]
        listed = getattr(info.annotation, "__origin__", None) is tuple
        kind = "value" if not models else "items" if listed else "section"
        kinds[kind][info.alias or name] = models[0] if models else info
    kinds["section"]["parameters"] = kinds["value"].pop("parameters")
    return kinds


def _is_section(option, section):
    return isinstance(option, type) and issubclass(option, section)


def flatten(text):
    """The layer of a file read, mistakes of its shape noted.

    Args:
        text: `reading.Text` of the file.
    """
    entries, wrongs = {}, []
    for name, value in text.data.items():
        try:
            entries |= dict(_flat(name, value, text))
        except Wrong as wrong:
            mark = text.mark((name, *wrong.inside))
            item = (wrong.values["name"],) if wrong.inside else ()
            wrongs.append(((name, *item), mark, wrong))
    return Layer(entries, tuple(wrongs))


def _flat(name, value, text):
    if name in shapes()["section"]:
        return _section((name,), value, text, (name,))
    if name in shapes()["items"]:
        return _items(name, value, text)
    return [((name,), _entry((name,), value, text))]


def _section(path, value, text, place):
    """Entries of a table; `place` is where it stands in the text, `path` where in the layer."""
    if not isinstance(value, dict):
        raise Wrong("table", name=path[0])
    yield (*path, HEADER), Entry({}, text.mark(place))
    for key, inner in value.items():
        yield (*path, key), _entry((*place, key), inner, text)


def _items(name, value, text):
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Wrong("tables", name=name)
    seen = set()
    for number, item in enumerate(value):
        identity = name_of(item, number)
        if identity in seen:
            raise Wrong("duplicate_item", inside=(number,), name=identity)
        seen.add(identity)
        yield from _section((name, identity), item, text, (name, number))


def name_of(item, number):
    """What an item is known by: its name, or else its kind, or else its number."""
    names = (item.get("name"), item.get("kind"), f"#{number + 1}")
    return next(name for name in names if isinstance(name, str))


def _entry(place, value, text):
    inner = {}
    if isinstance(value, dict | list):
        depth = len(place)
        inner = {p[depth:]: m for p, m in text.below(place) if len(p) > depth}
    return Entry(value, text.mark(place), inner)


def nested(entries):
    """Entries as nested tables: {name: value or table or {item: table}}."""
    table = {}
    for path, entry in entries.items():
        level = table
        for step in path[:-1]:
            level = level.setdefault(step, {})
        if path[-1] is not HEADER:
            level[path[-1]] = entry.data
    return table
