"""Values given beside a file: options of a command, overrides in Python, members of a sweep."""

import re

from narrows.scenario.layers import flatten, name_of, shapes
from narrows.toml.mistakes import Wrong, short
from narrows.toml.text import Mark, SourceText

OPTIONS = "(options)"


def override_layers(reading, overrides, merged):
    """Overrides as a last layer; dotted keys are spelled out first."""
    table, spelled = {}, set()
    for key, value in overrides.items():
        try:
            for steps, inner in _addressed(key, value, merged):
                _put(table, steps, inner, spelled)
        except Wrong as wrong:
            text = short(shown_value(value))
            reading.report(wrong, Mark(OPTIONS, text=text), (short(str(key), 100),))
    table, spelled = _with_lists(table, spelled, merged)
    if not table:
        return []
    mark = Mark(OPTIONS)
    text = SourceText(table, marks_of(table, OPTIONS), mark, None, (), frozenset(spelled))
    layer = flatten(text)
    for place, mark, wrong in layer.wrongs:
        reading.report(wrong, mark, place)
    return [layer]


def _addressed(key, value, merged):
    """(steps, value) of all that an override says; an item of a list has its name as a step."""
    steps = _steps(key)
    name, alone = steps[0], len(steps) == 1
    if name in shapes()["section"] and alone and isinstance(value, dict):
        return [((name, inner), below) for inner, below in value.items()]
    if name not in shapes()["items"]:
        return [(steps, value)]
    if not alone:
        return [(_item_steps(steps, merged), value)]
    if isinstance(value, dict):
        return [(_item_steps((name, item), merged), below) for item, below in value.items()]
    if isinstance(value, list | tuple) and all(isinstance(item, dict) for item in value):
        named = [(name_of(item, number), item) for number, item in enumerate(value)]
        return [(_item_steps((name, item), merged), below) for item, below in named]
    return [(steps, value)]


def _item_steps(steps, merged):
    """The steps with the name of an item that a file has made; the only one need not be named."""
    name, first, *rest = steps
    known = merged.names(name)
    if first in known:
        return steps
    if first in keys_of(name):
        if len(known) == 1:
            return [name, known[0], first, *rest]
        if known:
            raise Wrong("which_item", found="", names=", ".join(
                f"{name}[{item}].{first}" for item in known))  # fmt: skip
    names = ", ".join(f"{name}[{item}]" for item in known) or "-"
    raise Wrong("no_item", found=str(first), allowed=known, list=name, names=names)


def keys_of(name):
    """Keys of the items of a list."""
    return {info.alias or key for key, info in shapes()["items"][name].model_fields.items()}


def _with_lists(table, spelled, merged):
    """Items as lists, as they are in a file; what is spelled moves along."""
    moved = set(spelled)
    for name in shapes()["items"]:
        items = table.get(name)
        if not isinstance(items, dict):
            continue
        table[name] = [
            {_known_by(merged, name, item): item, **keys} if isinstance(keys, dict) else keys
            for item, keys in items.items()
        ]
        numbers = {item: number for number, item in enumerate(items)}
        for path in spelled:
            if path[0] == name and len(path) > 1:
                moved.add((name, numbers[path[1]], *path[2:]))
    return table, moved


def _known_by(merged, name, item):
    """The key by which an item is known: its name, or the kind of a tie that has none."""
    return "name" if (name, item, "name") in merged.entries else "kind"


def _steps(key):
    """Steps of a dotted key: `fund[guidance fund].amount` has three."""
    found = re.fullmatch(r"(\w+)\[([^\]]+)\](?:\.(.+))?", key)
    if found is None:
        return key.split(".")
    return [found[1], found[2], *(found[3].split(".") if found[3] else ())]


def _put(table, steps, value, spelled):
    """Put a value into nested tables, noting those that are spelled key by key."""
    for depth, step in enumerate(steps[:-1], 1):
        table = table.setdefault(step, {})
        if not isinstance(table, dict):
            raise Wrong("said_twice")
        spelled.add(tuple(steps[:depth]))
    last = steps[-1]
    if last in table:
        raise Wrong("said_twice")
    table[last] = dict(value) if isinstance(value, dict) else value


def marks_of(value, file, path=()):
    """Marks without lines for every part of a Python table."""
    marks = {path: Mark(file, text=short(shown_value(value)))} if path else {}
    if len(path) > 8:
        return marks
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list | tuple) else ()
    for step, below in inner:
        marks |= marks_of(below, file, (*path, step))
    return marks


def shown_value(value):
    """A Python value for a message; tables and lists are too long for one."""
    try:
        return repr(value) if not isinstance(value, dict | list | tuple) else "..."
    except ValueError:  # a whole number too long to print
        return "..."
