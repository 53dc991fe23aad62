"""Reads a file with its parents and overlays, merges, checks."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows.errors import options_by_name
from narrows.folders import shipped_folder
from narrows.scenario import layers, scenario
from narrows.scenario.check import Check, check
from narrows.scenario.files import locate, locate_named, neighbours, read_bytes
from narrows.scenario.kinds import ListOf, Name
from narrows.scenario.layers import HEADER, Entry, Layer, Merged, dotted, flatten, folder_of
from narrows.scenario.overrides import marks_of, override_layers
from narrows.scenario.region_names import region_place
from narrows.scenario.write import in_words
from narrows.toml.mistakes import Wrong, Wrongs, mistakes, refusal, short, tell
from narrows.toml.text import Mark, SourceText, Unreadable, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = "(table)"
_DEEPEST = 20  # parents above one another
_OWN = ("title", "description")  # what a file says of itself, never of its children


@dataclass(frozen=True)
class Written:
    """Where a scenario's values were written.

    Args:
        file: the file asked for; None for a Python table.
        text: its text.
        entries: {flat path: Entry} of all files merged.
        parent: the Scenario name or path it extends, or None.
        folder: of the file.
        path: of the file.
        dropped: {flat path: what of a parent's table a table in braces leaves out}.
    """

    file: str | None
    text: str | None
    entries: dict
    parent: str | None
    folder: Path | None
    path: Path | None = None
    dropped: dict = field(default_factory=dict)

    def origin(self, key):
        """Mark of a dotted key, or None."""
        entry = self.entry(key)
        return None if entry is None else entry.mark

    def entry(self, key):
        """Entry of a dotted key, or None."""
        return next((e for path, e in self.entries.items() if dotted(path) == key), None)

    def folder_of(self, key):
        """Folder in which what a top-level key names is looked for: of the file that says it.

        What no file says is a default, which belongs to none.
        """
        return folder_of(self.entries, key, self.folder) if (key,) in self.entries else None


@options_by_name("nw.load_scenario")
def load_scenario(
    path_or_name: str | Path, overrides: "Mapping[str, Any] | None" = None, *, lang: str = "en"
) -> scenario.Scenario:
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


@options_by_name("nw.scenario_from_dict")
def scenario_from_dict(
    table: "Mapping[str, Any] | scenario.Scenario",
    *,
    folder: str | Path | None = None,
    overrides: "Mapping[str, Any] | None" = None,
    lang: str = "en",
) -> scenario.Scenario:
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
    # A section is merged key by key, as under its header; a table below is whole.
    spelled = frozenset((name,) for name in table)
    text = SourceText(dict(table), marks_of(table, TABLE), mark, None, (), spelled)
    place = Path(folder) if folder is not None else None
    layers, parent = layers_of(reading, File(text, folder=place))
    written = Written(None, None, {}, parent, place)
    return _finish(reading, layers, overrides, written)


def load_parent(scenario, lang="en"):
    """The scenario that a loaded scenario extends; an empty one where it extends none."""
    written = scenario._written  # noqa: SLF001 - this module wrote it there
    if written is None or written.parent is None:
        return scenario_from_dict({}, lang=lang)
    place = locate_named(written.parent, written.folder or shipped_folder())
    return load_scenario(place, lang=lang)


def load_baseline(scenario, overrides=None, lang="en"):
    """The scenario that a scenario is compared with, from beside the file that named it.

    Raises:
        InputError: there is none, or it wants a world of its own, see `baseline_conflicts`.
    """
    place = locate_named(scenario.baseline, scenario.folder_of("baseline") or shipped_folder())
    baseline = load_scenario(place, overrides=overrides, lang=lang)
    reading = Reading(lang)
    mark = scenario.origin_of("baseline") or Mark(scenario.file or TABLE)
    for wrong in baseline_conflicts(scenario, baseline):
        reading.report(wrong, mark, ("baseline",))
    if reading.problems:
        raise refusal(reading.problems, lang)
    return baseline


def baseline_conflicts(scenario, baseline):
    """What a baseline says of the world that the run cannot give it beside the scenario.

    Both arms have one region, horizon, structure, mechanisms and parameters: the scenario's. What
    a baseline says of them otherwise than the shipped baseline does is refused.
    """
    usual = load_scenario(shipped_folder() / "no_programme.toml")
    for section in ("horizon", "structure", "mechanisms", "parameters", "general_fund"):
        if section == "general_fund" and baseline.programme is not None:
            continue  # a programme has its own
        asked, had, given = (_said(s, section) for s in (baseline, scenario, usual))
        for key, value in asked.items():
            if key != "start" and value not in (had.get(key), given.get(key)):
                yield Wrong("baseline_world", found=short(f"{section}.{key} = {value}"),
                            baseline=scenario.baseline)  # fmt: skip
    if baseline.programme is not None and not _same_region(scenario, baseline):
        yield Wrong("baseline_region", found=baseline.region, region=scenario.region)


def _said(scenario, section):
    """{key: value} of a section, as it would be written in any currency."""
    return scenario.resolved().get(section, {})


def _same_region(one, other):
    places = [region_place(s.region, s.folder_of("region")) for s in (one, other)]
    return len({str(Path(p).resolve()) if isinstance(p, Path) else p for p in places}) == 1


def load_region_of(scenario):
    """The Region of a scenario: a shipped one, or a folder beside the file that named it."""
    from narrows.region import load_region

    return load_region(region_place(scenario.region, scenario.folder_of("region")))


def _finish(reading, layers, overrides, written):
    merged = Merged()
    for layer in layers:
        merged.add(layer)
    for layer in override_layers(reading, _table_of(overrides), merged):
        merged.add(layer)
    for place, mark, wrong in merged.wrongs:
        reading.report(wrong, mark, place)
    entries = merged.entries
    whole = Mark(written.file or TABLE)
    if written.file and ("title",) not in entries:
        entries[("title",)] = _title(written, whole)
    under_way = Check(entries, whole, written.folder, reading.lang, reading.problems)
    under_way.broken = reading.broken
    scenario = check(under_way)
    written = replace(written, entries=entries, dropped=merged.dropped)
    object.__setattr__(scenario, "_written", written)
    return scenario


def _table_of(overrides):
    """Overrides as a plain table, or what to write instead."""
    table = in_words(overrides or {})
    if not isinstance(table, dict):
        raise TypeError(
            f'overrides are a table such as {{"ensemble.draws": 200}}, not {short(repr(table))}'
        )
    return table


def _title(written, whole):
    return Entry(Path(written.file).stem or "untitled", whole)


@dataclass
class Reading:
    """Files being read: the problems so far and the way down to the present one."""

    lang: str
    problems: list = field(default_factory=list)
    way: list = field(default_factory=list)
    broken: bool = False

    def report(self, wrong, mark, path=(), key_itself=False):
        self.problems.append(tell(wrong, mark, dotted(path), self.lang, key_itself))


@dataclass(frozen=True)
class File:
    """A file that is being read into layers.

    Args:
        text: `reading.Text` of it; None where a Python table stands in for a file.
        path: where it is, or None.
        folder: where the files it names are looked for, or None for shipped ones only.
        overlay: whether it was named by `apply`.
    """

    text: object
    path: Path | None = None
    folder: Path | None = None
    overlay: bool = False


def read_file(reading, path, shown, overlay=False):
    """Layers of a file and of all it builds on; its text; its parent's name.

    Raises:
        InputError: the file cannot be read at all.
    """
    try:
        text = read_text(read_bytes(path), shown)
    except (Wrong, Unreadable) as error:
        for wrong in getattr(error, "reports", (error,)):
            reading.report(wrong, Mark(shown), wrong.inside, key_itself=True)
        raise refusal(reading.problems, reading.lang) from None
    for wrong in text.wrongs:
        reading.broken = True
        reading.report(wrong, Mark(shown), wrong.inside, key_itself=True)
    text = _in_todays_words(reading, text)
    layers, parent = layers_of(reading, File(text, path, path.parent, overlay))
    return layers, text, parent


def _in_todays_words(reading, text):
    """The text with its data migrated to today's version of the language."""
    try:
        version = layers.version_of(text.data)
    except Wrong as wrong:
        mark = text.marks.get(("schema",), text.whole)
        reading.report(wrong, mark, ("schema",), key_itself=("schema",) not in text.marks)
        return replace(text, data={k: v for k, v in text.data.items() if k != "schema"})
    data = layers.migrate(text.data, version)
    return replace(text, data=data | {"schema": scenario.SCHEMA})


def layers_of(reading, file):
    """Layers of a file in the order in which they win, and its parent's name."""
    parent, overlays = _names(reading, file)
    layers = []
    if parent is not None:
        layers += _named_layers(reading, file, parent, ("extends",), overlay=False)
    for number, name in enumerate(overlays):
        layers += _named_layers(reading, file, name, ("apply", number), overlay=True)
    own = flatten(file.text)
    for place, mark, wrong in own.wrongs:
        reading.report(wrong, mark, place)
    return [*layers, _at_home(_explained(reading, own), file.folder)], parent


def _at_home(layer, folder):
    """A layer whose names of files are looked for in the folder of the file that says them."""
    for path in (("baseline",), ("region",)):
        if path in layer.entries:
            layer.entries[path] = replace(layer.entries[path], folder=folder)
    return layer


def _names(reading, file):
    """The parent's name, or None, and the names of overlays, or none; they leave the data."""
    data, found = file.text.data, {}
    for key, kind in (("extends", Name()), ("apply", ListOf(Name(), 20))):
        value = data.pop(key, None)
        if value is None:
            continue
        try:
            found[key] = _only_of_scenarios(kind, file).parse(value, None)
        except (Wrong, Wrongs) as error:
            for wrong in mistakes(error):
                place = (key, *wrong.inside)
                reading.report(wrong, file.text.mark(place), place)
    return found.get("extends"), found.get("apply", ())


def _only_of_scenarios(kind, file):
    """The kind of a parent's name; an overlay may have none."""
    if file.overlay:
        raise Wrong("overlay_parent")
    return kind


def _named_layers(reading, file, name, place, overlay):
    """Layers of a parent or an overlay, without what it says of itself."""
    try:
        found = locate_named(name, file.folder or shipped_folder())
        way = _further(reading.way, file.path, found)
    except Wrong as wrong:
        reading.report(wrong, file.text.mark(place), place[:1])
        return []
    before, reading.way = reading.way, way
    layers, _, _ = read_file(reading, found, _shown(found, file), overlay)
    reading.way = before
    return [_without_own(layer) for layer in layers]


def _further(way, path, found):
    """The way down with one file more; a mistake if it turns back or has no end."""
    way = [*way, path.resolve()] if path else way
    if found.resolve() in way:
        raise Wrong("cycle", chain=" -> ".join(p.stem for p in [*way, found]))
    if len(way) > _DEEPEST:
        raise Wrong("deep_chain", deepest=_DEEPEST)
    return way


def _shown(found, file):
    """Name of a parent for messages: beside its child as the child was named, else its own."""
    beside = Path(file.text.whole.file).parent / found.name
    return str(beside) if file.path and beside.exists() else found.name


def _without_own(layer):
    """A parent's layer without what it says of itself."""
    kept = {path: entry for path, entry in layer.entries.items() if path[0] not in _OWN}
    return Layer(kept)


def _explained(reading, layer):
    """A layer without its renamed keys, each reported with its new name."""
    kept = {}
    for path, entry in layer.entries.items():
        wrong = layers.explain(tuple(step for step in path if step is not HEADER))
        if wrong is None:
            kept[path] = entry
        else:
            reading.report(wrong, entry.mark, path, key_itself=True)
    return Layer(kept)
