"""Load a scenario: read its files, merge them, check the whole."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from narrows.scenario.checking import Check, check
from narrows.scenario.dumping import in_words
from narrows.scenario.layers import Entry, flatten, merge, shapes
from narrows.scenario.places import locate, locate_named, neighbours, shipped_folder
from narrows.scenario.reading import Mark, Text, short
from narrows.scenario.region_facts import region_place
from narrows.scenario.stack import File, Reading, layers_of, read_file
from narrows.scenario.telling import dotted, refusal
from narrows.scenario.wrong import Wrong

OPTIONS = "(options)"
TABLE = "(table)"


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
    reading = Reading(lang)
    try:
        path = locate(path_or_name)
    except Wrong as wrong:
        wrong.allowed = wrong.allowed or tuple(neighbours(Path()))
        shown = short(shown, 200)
        reading.report(wrong, Mark(shown, text=shown), key_itself=True)
        raise refusal(reading.problems, lang) from None
    shown = shown if shown.endswith(path.name) else path.name
    layers, text, parent = read_file(reading, path, shown)
    written = Written(shown, text.source, {}, parent, path.parent, path)
    return _finish(reading, layers, overrides, written)


def scenario_from_dict(table, folder=None, overrides=None, lang="en"):
    """A Scenario from a Python table in the words of a scenario file.

    Args:
        table: nested dictionaries, `schema` may be left out; or a Scenario, and sections such as
            `Fund(...)` in the place of dictionaries.
        folder: where parents, overlays and region folders are looked for; None trusts the caller
            with any region folder and finds shipped parents only.
        overrides: as for `load_scenario`.
        lang: language of the messages.
    """
    reading = Reading(lang)
    mark = Mark(TABLE)
    table = in_words(table)
    if not isinstance(table, dict):
        reading.report(Wrong("table", name="scenario"), mark)
        raise refusal(reading.problems, lang)
    text = Text(dict(table), _marks_of(table, TABLE), mark)
    place = Path(folder) if folder is not None else None
    layers, parent = layers_of(reading, File(text, folder=place))
    written = Written(None, None, {}, parent, place)
    return _finish(reading, layers, overrides, written)


def load_parent(scenario, lang="en"):
    """The scenario that a loaded scenario extends; an empty one where it extends none."""
    written = scenario._written  # noqa: SLF001 - this module wrote it there
    if written is None or written.parent is None:
        return scenario_from_dict({}, lang=lang)
    return _named(written.parent, written.folder, lang)


def load_baseline(scenario, overrides=None, lang="en"):
    """The scenario that a scenario is compared with."""
    return _named(scenario.baseline, scenario.folder, lang, overrides)


def load_region_of(scenario):
    """The Region of a scenario: a shipped one, or a folder beside the scenario's file."""
    from narrows.region import load_region

    return load_region(region_place(scenario.region, scenario.folder))


def _named(name, folder, lang, overrides=None):
    path = locate_named(name, folder or shipped_folder())
    return load_scenario(path, overrides, lang)


def _finish(reading, layers, overrides, written):
    layers = [*layers, *_option_layers(reading, overrides or {})]
    entries = merge(layers)
    whole = Mark(written.file or TABLE)
    if written.file and ("title",) not in entries:
        entries[("title",)] = _title(written, whole)
    under_way = Check(entries, whole, written.folder, reading.lang, reading.problems)
    under_way.broken = reading.broken
    scenario = check(under_way)
    object.__setattr__(scenario, "_written", replace(written, entries=entries))
    return scenario


def _title(written, whole):
    return Entry(Path(written.file).stem or "untitled", whole)


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
