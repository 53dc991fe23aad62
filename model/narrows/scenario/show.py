"""A scenario to read: origin and unit of values, differences, a new child file."""

from dataclasses import dataclass

from narrows.scenario.keys import FILE_NAME, describe, keys
from narrows.scenario.layers import dotted, name_of, shapes
from narrows.scenario.write import is_items, toml, toml_value
from narrows.words import say

_NOT_READ = ("title", "description", "sources", "schema")  # words for people
_LEAVE_OUT = ("schema", "title", "description", "sources", "parameters")


def rows(scenario):
    """One table per value: key, value as written in a file, unit, origin (None: default)."""
    units = _units(scenario.currency)
    return [
        {"key": key, "value": value, "unit": units.get(_plain(key), ""), "origin": _origin(
            scenario, key)}
        for key, value in flat(scenario).items()
    ]


def _units(currency):
    return {key.dotted: key.kind.unit.format(currency=currency) for key in keys() if key.kind}


def _plain(key):
    """`fund.amount` of `fund[guidance fund].amount`."""
    return key[: key.index("[")] + key[key.rindex("].") + 1 :] if "]." in key else key


def _origin(scenario, key):
    """`file:line` of a value; None for a default."""
    written = scenario._written  # noqa: SLF001 - where it was written is no part of what it says
    entry = written and written.entry(key)
    if not entry:
        return None
    marks = [entry.mark_of((inner,)) for inner in entry.data] if entry.merged else [entry.mark]
    return ", ".join(dict.fromkeys(_place(mark) for mark in marks))


def _place(mark):
    return f"{mark.file}:{mark.line}" if mark.line else mark.file


def text(scenario, lang="en"):
    """The resolved scenario as a TOML file, unit and origin of every value in a comment.

    The rule by which parents, overlays and the file are merged heads it.
    """
    notes = {row["key"]: _note(row, lang) for row in rows(scenario)}
    top, below = [f"# {say('keys.merging', lang)}"], []
    for name, value in scenario.resolved().items():
        if is_items(value):
            for number, item in enumerate(value):
                path = (name, name_of(item, number))
                below += ["", f"[[{name}]]", *_lines(item, path, notes)]
        elif isinstance(value, dict):
            below += ["", f"[{name}]", *_lines(value, (name,), notes)]
        else:
            top += _lines({name: value}, (), notes)
    return "\n".join(top + below) + "\n"


def _lines(table, path, notes):
    return [
        f"{key} = {toml_value(value)}{notes.get(dotted((*path, key)), '')}"
        for key, value in table.items()
    ]


def _note(row, lang):
    said = row["origin"] or say("show.default", lang)
    parts = [part for part in (row["unit"], said) if part]
    return f"   # {'; '.join(parts)}"


def shown(value):
    """A value as in a file, or a dash where there is none.

    >>> shown(None), shown("5 %")
    ('-', '"5 %"')
    """
    return "-" if value is None else toml_value(value)


@dataclass(frozen=True)
class Difference:
    """One key two scenarios differ in.

    Args:
        key: dotted, as `fund[guidance fund].amount`.
        first: value in the first, as it would be written; None where it is absent.
        second: value in the second.
        origin: Mark of the second's value, or None.
    """

    key: str
    first: object
    second: object
    origin: object = None


def flat(scenario):
    """{dotted key: value as written} of a resolved scenario."""
    values = {}
    for name, value in scenario.resolved().items():
        for path, inner in _flat(name, value):
            values[dotted(path)] = inner
    return values


def _flat(name, value):
    if isinstance(value, dict):
        return [((name, key), inner) for key, inner in value.items()]
    if is_items(value):
        return [
            ((name, name_of(item, number), key), inner)
            for number, item in enumerate(value)
            for key, inner in item.items()
        ]
    return [((name,), value)]


def differences(first, second):
    """Every key in which two scenarios differ by resolved value, in the first's order.

    An item that only one of them has is one difference, under its own name.
    """
    left, right = flat(first), flat(second)
    found = {}
    for key in dict.fromkeys((*left, *right)):
        old, new = left.get(key), right.get(key)
        item, said = _item(key), key
        if item and not (_has(left, item) and _has(right, item)):
            old, new = (_whole(values, item) for values in (left, right))
            said = item
        if old != new:
            found.setdefault(said, Difference(said, old, new, second.origin_of(said)))
    return list(found.values())


def _item(key):
    """`fund[guidance fund]` of `fund[guidance fund].amount`; None outside lists."""
    return key[: key.rindex("].") + 1] if "]." in key else None


def _has(values, item):
    return any(key.startswith(f"{item}.") for key in values)


def _whole(values, item):
    start = f"{item}."
    return {k.removeprefix(start): v for k, v in values.items() if k.startswith(start)} or None


def changed_keys(scenario, lang="en"):
    """Keys in which a scenario differs from its parent: those an audit must account for.

    A scenario without a parent is compared with an empty one. Titles and sources are words for
    people and left out.
    """
    from narrows.scenario.resolve import load_parent

    parent = load_parent(scenario, lang)
    return [d for d in differences(parent, scenario) if d.key not in _NOT_READ]


def child_text(name, parent, scenario, lang="en"):
    """Text of a file that extends a parent; the parent's values stand there commented out.

    Sections are open, so that taking away one "#" changes one key and nothing else.

    Args:
        name: of the new scenario, its first title.
        parent: what to write after `extends`.
        scenario: the parent, resolved, for the values shown.
        lang: language of the comments.
    """
    head = [*_head(name, lang), f"extends     = {toml_value(parent)}"]
    return "\n".join(head) + "\n" + _body(scenario.resolved(), lang)


def copy_text(name, scenario, lang="en"):
    """Text of a file that stands alone, with every value of a scenario written out."""
    table = scenario.resolved()
    kept = {k: v for k, v in table.items() if k not in ("schema", "title", "description")}
    schema, _, *words = _head(name, lang)
    return "\n".join([schema, *words]) + "\n" + toml(kept)


def _head(name, lang):
    return [
        f"#:schema ./{FILE_NAME}",
        f"# {say('show.how_to_change', lang)}",
        "schema      = 1",
        f"title       = {toml_value(name)}",
        'description = ""',
    ]


def _body(table, lang):
    words = {key.path: describe(key, lang) for key in keys()}
    lines = []
    for name, value in table.items():
        if name in _LEAVE_OUT:
            continue
        if name in shapes()["items"]:
            for item in value:
                lines += _section(f"[[{name}]]", name, item, words)
        elif isinstance(value, dict):
            lines += _section(f"[{name}]", name, value, words)
        else:
            lines.append(_line(name, value, words[name,]))
    return "\n".join(lines) + "\n"


def _section(header, name, table, words):
    """A section with its keys commented out, but for the name by which an item merges."""
    lines = ["", f"{header}   # {words[name,]}"]
    known_by = next((key for key in ("name", "kind") if key in table), None)
    for key, value in table.items():
        line = _line(key, value, words.get((name, key), ""))
        live = header.startswith("[[") and key == known_by
        lines.append(line.removeprefix("# ") if live else line)
    return lines


def _line(key, value, words):
    return f"# {key} = {toml_value(value)}   # {words}"
