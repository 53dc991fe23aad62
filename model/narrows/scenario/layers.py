"""One file as flat entries; the one merging rule; renamed keys."""

import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from typing import get_args

from narrows.scenario.scenario import SCHEMA
from narrows.scenario.write import toml_value
from narrows.toml.mistakes import Wrong, short
from narrows.toml.text import Mark

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
_SHORTEST_NAME = 4  # below, one letter is too much of a name to be a slip
WAYS = ("bottom", "top", "announced", "counties")  # to select: one takes the place of another
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
        spelled: paths from it of tables written key by key, () for the value itself.
        folder: where a file that it names is looked for.
        merged: whether parts of it were written in other layers.
    """

    data: object
    mark: Mark
    inner: dict = field(default_factory=dict)
    spelled: frozenset = frozenset()
    folder: object = None
    merged: bool = False

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


@dataclass
class Merged:
    """Layers merged so far, later ones winning: the whole merge rule.

    A key named in a section, in an item of one name, or in a table that is written key by key
    (`select.bottom = 5`, `[weak.select]`) changes that key and leaves its siblings; of the ways
    to select, one takes the place of another. A table in braces, a list and a plain value replace
    what was there.

    Args:
        entries: {flat path: Entry}.
        wrongs: (path, Mark, Wrong) of what cannot be merged.
        dropped: {flat path: what of the table before a table in braces leaves out}.
    """

    entries: dict = field(default_factory=dict)
    wrongs: list = field(default_factory=list)
    dropped: dict = field(default_factory=dict)

    def add(self, layer):
        """Merge one layer more."""
        asked = dict(self._near_names(layer.entries))
        for path, wrong in asked.items():
            mark = layer.entries.get((*path, "name"), layer.entries[*path, HEADER]).mark
            self.wrongs.append(((*path, "name"), mark, wrong))
        for path, entry in layer.entries.items():
            if path[:2] not in asked:
                self._put(path, entry)

    def names(self, kind):
        """Names of the items of a list."""
        return tuple(path[1] for path in self.entries if path[0] == kind and path[2:] == (HEADER,))

    def _near_names(self, entries):
        """Items whose name is nearly that of an item before: (path, Wrong)."""
        for path in entries:
            if path[0] in shapes()["items"] and path[2:] == (HEADER,):
                known = self.names(path[0])
                other = None if path[1] in known else near_name(path[1], known)
                if other is not None:
                    yield path[:2], Wrong("near_name", other=other)

    def _put(self, path, entry):
        before = self.entries.get(path)
        if path[-1] is HEADER:
            if before is not None and () not in entry.spelled:
                self._empty(path[:-1])
        elif before is not None and isinstance(entry.data, dict):
            try:
                entry = self._joined(path, before, entry)
            except Wrong as wrong:
                self.wrongs.append(((*path, *wrong.inside), entry.mark_of(wrong.inside), wrong))
                return
        self.entries[path] = entry

    def _empty(self, path):
        """Take out a section, which is replaced."""
        gone = [p for p in self.entries if p[: len(path)] == path and p[-1] is not HEADER]
        self.dropped[path] = {one[-1]: self.entries.pop(one).data for one in gone}

    def _joined(self, path, before, entry):
        """An entry whose table is merged into, or replaces, the one before."""
        if () in entry.spelled:
            data = _joined(before.data, entry.data, entry.spelled)
            return replace(entry, data=data, inner=before.inner | entry.inner, merged=True)
        if isinstance(before.data, dict):
            kept = {*entry.data, *WAYS}
            gone = {key: value for key, value in before.data.items() if key not in kept}
            self.dropped[path] = {} if all(key.isdigit() for key in gone) else gone
        return entry


def _joined(before, after, spelled, place=()):
    """A table merged into another key by key, as far as it was written key by key."""
    if not isinstance(before, dict):
        raise Wrong("no_table_yet", inside=place, found=toml_value(before))
    table = {str(key): value for key, value in before.items()}
    if not set(WAYS).isdisjoint(after):
        table = {key: value for key, value in table.items() if key not in WAYS}
    for key, value in after.items():
        inner = (*place, key)
        merges = isinstance(value, dict) and inner in spelled and key in table
        table[key] = _joined(table[key], value, spelled, inner) if merges else value
    return table


def near_name(name, known):
    """The known name of which another is a near miss: by case, blanks or one letter; or None.

    Names that differ by a digit are numbered, not mistyped; very short ones say little.

    >>> near_name("Guidance  fund", ["guidance fund"]), near_name("fund 2", ["fund 1"])
    ('guidance fund', None)
    """
    plain = folded(name)
    return next((other for other in known if _nearly(plain, folded(other))), None)


def folded(name):
    """A name without what eyes pass over: case, width, blanks and joints."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if not c.isspace() and c not in "-_·")


def _nearly(one, other):
    """Whether two names are one but for one letter: another, one more, or two changed round."""
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_NAME or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                 min(len(one), len(other)))  # fmt: skip
    a, b = one[start:], other[start:]
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return long[1:] == short and not long[0].isdigit()
    turned = len(a) > 1 and a[1] + a[0] + a[2:] == b
    return turned or (a[1:] == b[1:] and not (a[0].isdigit() and b[0].isdigit()))


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
    # An item is known by its name, however it is written; a section in braces is whole.
    spelled = frozenset({()} if len(path) > 1 or place in text.spelled else ())
    yield (*path, HEADER), Entry({}, text.mark(place), {}, spelled)
    for key, inner in value.items():
        yield (*path, key), _entry((*place, key), inner, text)


def _items(name, value, text):
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Wrong("tables", name=name)
    seen = {}
    for number, item in enumerate(value):
        identity = name_of(item, number)
        if identity in seen:
            raise Wrong("duplicate_item", inside=(number,), name=identity)
        plain = folded(identity)
        if plain in seen.values():
            other = next(name for name, same in seen.items() if same == plain)
            raise Wrong("near_name", inside=(number,), name=identity, other=other)
        seen[identity] = plain
        yield from _section((name, identity), item, text, (name, number))


def name_of(item, number):
    """What an item is known by: its name, or else its kind, or else its number."""
    names = (item.get("name"), item.get("kind"), f"#{number + 1}")
    return next(name for name in names if isinstance(name, str))


def _entry(place, value, text):
    inner, spelled, depth = {}, frozenset(), len(place)
    if isinstance(value, dict | list):
        inner = {p[depth:]: m for p, m in text.below(place) if len(p) > depth}
    if isinstance(value, dict):
        below = (p for p, _ in text.below(place))
        spelled = frozenset(p[depth:] for p in below if p in text.spelled)
    return Entry(value, text.mark(place), inner, spelled)


def folder_of(entries, key, default):
    """Folder in which what a top-level key names is looked for: of the layer that says it."""
    entry = entries.get((key,))
    return default if entry is None or entry.folder is None else entry.folder


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
