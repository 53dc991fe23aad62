"""The files a scenario is made of, as layers in the order in which they win.

A parent comes first, then the overlays of `apply` in their order, then the file's own keys: what
one reads in a file is what one gets. An overlay has no parent of its own.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from narrows.scenario import model, renamed
from narrows.scenario.kinds import ListOf, Name
from narrows.scenario.layers import HEADER, Layer, flatten
from narrows.scenario.places import locate_named, read_bytes, shipped_folder
from narrows.scenario.reading import Mark, Unreadable, read_text
from narrows.scenario.telling import dotted, refusal, tell
from narrows.scenario.wrong import Wrong, Wrongs, mistakes

_DEEPEST = 20  # parents above one another
_OWN = ("title", "description")  # what a file says of itself, never of its children


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
        version = renamed.version_of(text.data)
    except Wrong as wrong:
        mark = text.marks.get(("schema",), text.whole)
        reading.report(wrong, mark, ("schema",), key_itself=("schema",) not in text.marks)
        return replace(text, data={k: v for k, v in text.data.items() if k != "schema"})
    data = renamed.migrate(text.data, version)
    return replace(text, data=data | {"schema": model.SCHEMA})


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
    return [*layers, _explained(reading, own)], parent


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
        wrong = renamed.explain(tuple(step for step in path if step is not HEADER))
        if wrong is None:
            kept[path] = entry
        else:
            reading.report(wrong, entry.mark, path, key_itself=True)
    return Layer(kept)
