"""Load a scenario: read its files, merge them, check the whole."""

from dataclasses import dataclass, field
from pathlib import Path

from narrows.errors import InputError
from narrows.scenario import renamed
from narrows.scenario.checking import Check, check
from narrows.scenario.kinds import ListOf, Name
from narrows.scenario.layers import HEADER, Layer, flatten, merge, shapes
from narrows.scenario.places import locate, locate_named, neighbours, read_bytes
from narrows.scenario.reading import Mark, Text, Unreadable, read_text, short
from narrows.scenario.telling import dotted, tell
from narrows.scenario.wrong import Wrong, Wrongs, mistakes

_DEEPEST = 20  # parents above one another
_OWN = ("title", "description")  # what a file says of itself, never of its children
_FILE_KEYS = ("extends", "apply")
OPTIONS = "(options)"


@dataclass(frozen=True)
class Written:
    """Where a scenario's values were written.

    Args:
        file: the file asked for; None for a Python table.
        text: its text.
        entries: {flat path: Entry} of all files merged.
        parent: the Scenario name or path it extends, or None.
        folder: of the file.
    """

    file: str | None
    text: str | None
    entries: dict
    parent: str | None
    folder: Path | None
    path: Path | None = None

    def origin(self, key):
        """Mark of a dotted key, or None."""
        for path, entry in self.entries.items():
            if dotted(path) == key:
                return entry.mark
        return None


@dataclass
class _Reading:
    """Files being read: the problems so far and the way down."""

    lang: str
    problems: list = field(default_factory=list)
    way: list = field(default_factory=list)
    broken: bool = False

    def report(self, wrong, mark, path=(), key_itself=False):
        self.problems.append(tell(wrong, mark, path, self.lang, key_itself))


def load_scenario(path_or_name, overrides=None, lang="en"):
    """Load a scenario file, or a shipped scenario by name.

    Args:
        path_or_name: path of a TOML file, or a name such as "paired_aid".
        overrides: {dotted key: value} or nested tables that win over the file; `--draws` and the
            like. A list item is named `fund[guidance fund].amount`.
        lang: language of the messages, "en" or "zh".

    Returns:
        A frozen, resolved Scenario.

    Raises:
        InputError: with every problem of every file it is made of.
    """
    shown = str(path_or_name)
    reading = _Reading(lang)
    try:
        path = locate(path_or_name)
    except Wrong as wrong:
        wrong.allowed = wrong.allowed or tuple(neighbours(Path()))
        reading.report(wrong, Mark(shown, text=shown), (), True)
        raise InputError(reading.problems) from None
    layers, text, parent = _read_file(reading, path, shown)
    written = Written(shown, text and text.source, {}, parent, path.parent, path)
    return _finish(reading, layers, overrides, written)


def scenario_from_dict(table, folder=None, overrides=None, lang="en"):
    """A Scenario from a Python table in the words of a scenario file.

    Args:
        table: nested dictionaries; `schema` may be left out.
        folder: where parents, overlays and region folders are looked for; None trusts the caller
            with any region folder and finds shipped parents only.
        overrides: as for `load_scenario`.
        lang: language of the messages.
    """
    reading = _Reading(lang)
    mark = Mark("(table)")
    if not isinstance(table, dict):
        reading.report(Wrong("table", name="scenario"), mark)
        raise InputError(reading.problems)
    text = Text(dict(table), _marks_of(table, "(table)"), mark)
    place = Path(folder) if folder is not None else None
    layers, parent = _layers(reading, text, place, overlay=False)
    written = Written(None, None, {}, parent, place)
    return _finish(reading, layers, overrides, written)


def _finish(reading, layers, overrides, written):
    layers = [*layers, *_option_layers(reading, overrides or {})]
    entries = merge(layers)
    whole = Mark(written.file or "(table)")
    if written.file and ("title",) not in entries:
        entries[("title",)] = _title(written, whole)
    under_way = Check(entries, whole, written.folder, reading.lang, reading.problems)
    under_way.broken = reading.broken
    scenario = check(under_way)
    kept = Written(written.file, written.text, entries, written.parent, written.folder,
                   written.path)
    object.__setattr__(scenario, "_written", kept)
    return scenario


def _title(written, whole):
    from narrows.scenario.layers import Entry

    return Entry(Path(written.file).stem or "untitled", whole)


def _read_file(reading, path, shown, overlay=False):
    """Layers of a file, those of its parents first; the text; the parent's name."""
    try:
        text = read_text(read_bytes(path), shown)
    except (Wrong, Unreadable) as error:
        reports = getattr(error, "reports", (error,))
        for wrong in reports:
            reading.report(wrong, Mark(shown), (), True)
        raise InputError(reading.problems) from None
    for wrong in text.wrongs:
        reading.broken = True
        reading.report(wrong, Mark(shown), (), True)
    text = _in_todays_words(reading, text)
    layers, parent = _layers(reading, text, path.parent, overlay, path)
    return layers, text, parent


def _in_todays_words(reading, text):
    try:
        version = renamed.version_of(text.data)
    except Wrong as wrong:
        mark = text.marks.get(("schema",), text.whole)
        reading.report(wrong, mark, ("schema",), ("schema",) not in text.marks)
        return Text({k: v for k, v in text.data.items() if k != "schema"}, text.marks,
                    text.whole, text.source)
    data = renamed.migrate(text.data, version)
    return Text({**data, "schema": renamed.SCHEMA}, text.marks, text.whole, text.source)


def _layers(reading, text, folder, overlay, path=None):
    """Layers of one text in the order in which they win: parents, overlays, itself."""
    parent, overlays = _names(reading, text, overlay)
    layers = []
    for name, place, is_overlay in [(parent, ("extends",), False),
                                    *((n, ("apply", i), True) for i, n in overlays)]:
        if name is not None:
            inner = _named(reading, text, name, place, folder, is_overlay, path)
            own = [_without_own(layer) for layer in inner]
            layers.extend(own)
    own = flatten(text)
    for place, mark, wrong in own.wrongs:
        reading.report(wrong, mark, place)
    layers.append(_explained(reading, own))
    return layers, parent


def _names(reading, text, overlay):
    """The parent's name and the numbered names of overlays; an overlay has neither."""
    found = []
    for key, kind in (("extends", Name()), ("apply", ListOf(Name(), 20))):
        if key not in text.data:
            found.append(None)
            continue
        value = text.data.pop(key)
        mark = text.marks.get((key,), text.whole)
        try:
            if overlay:
                raise Wrong("overlay_parent")
            found.append(kind.parse(value, None))
        except (Wrong, Wrongs) as error:
            for wrong in mistakes(error):
                reading.report(wrong, mark, (key,))
            found.append(None)
    return found[0], list(enumerate(found[1] or ()))


def _named(reading, text, name, place, folder, overlay, path):
    """Layers of a parent or an overlay; its problems are told in its own lines."""
    mark = text.marks.get(place, text.marks.get(place[:1], text.whole))
    try:
        from narrows.scenario.places import shipped_folder

        found = locate_named(name, folder or shipped_folder())
        step = found.resolve()
        way = [*reading.way, path.resolve()] if path else list(reading.way)
        if step in way:
            raise Wrong("cycle", chain=" -> ".join([*(p.stem for p in way), step.stem]))
        if len(way) > _DEEPEST:
            raise Wrong("deep_chain", deepest=_DEEPEST)
    except Wrong as wrong:
        reading.report(wrong, mark, place[:1])
        return []
    reading.way, before = way, reading.way
    shown = str(found.name if folder is None else _shown(found, text.whole.file))
    layers, _, _ = _read_file(reading, found, shown, overlay)
    reading.way = before
    return layers


def _shown(found, child):
    """Name of a parent for messages: beside the child if it is there, else its name alone."""
    beside = Path(child).parent / found.name
    return beside if beside.exists() else found.name


def _without_own(layer):
    """A parent's layer without what it says of itself."""
    kept = {path: entry for path, entry in layer.entries.items() if path[0] not in _OWN}
    return Layer(kept)


def _explained(reading, layer):
    """A layer without its renamed keys, each reported with its new name."""
    kept = {}
    for path, entry in layer.entries.items():
        wrong = renamed.explain(tuple(step for step in path if step != HEADER))
        if wrong is None:
            kept[path] = entry
        else:
            reading.report(wrong, entry.mark, path, key_itself=True)
    return Layer(kept)


def _option_layers(reading, overrides):
    """Overrides as a last layer; dotted keys are spelled out first."""
    table = {}
    for key, value in overrides.items():
        if isinstance(value, dict) and "." not in key and "[" not in key:
            table.setdefault(key, {}).update(value)
        else:
            _put(table, _steps(key), value)
    for name in shapes()["items"]:
        if isinstance(table.get(name), dict):
            table[name] = [{"name": item, **keys} for item, keys in table[name].items()]
    if not table:
        return []
    layer = flatten(Text(table, _marks_of(table, OPTIONS), Mark(OPTIONS)))
    for place, mark, wrong in layer.wrongs:
        reading.report(wrong, mark, place)
    return [layer]


def _steps(key):
    """Steps of a dotted key: `fund[guidance fund].amount` has three."""
    import re

    found = re.fullmatch(r"(\w+)\[([^\]]+)\]\.(.+)", key)
    return [found[1], found[2], *found[3].split(".")] if found else key.split(".")


def _put(table, steps, value):
    for step in steps[:-1]:
        table = table.setdefault(step, {})
        if not isinstance(table, dict):
            return
    table[steps[-1]] = value


def _marks_of(value, file, path=()):
    """Marks without lines for every part of a Python table."""
    marks = {path: Mark(file, text=short(_shown_value(value)))} if path else {}
    if len(path) > 8:
        return marks
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list | tuple) else ()
    for step, below in inner:
        marks |= _marks_of(below, file, (*path, step))
    return marks


def _shown_value(value):
    try:
        return repr(value) if not isinstance(value, dict | list | tuple) else "..."
    except ValueError:  # a whole number too long to print
        return "..."
