"""A resolved scenario to read: every value with its unit and where it was written."""

from narrows.scenario.differing import flat
from narrows.scenario.dumping import is_items, toml_value
from narrows.scenario.layers import name_of
from narrows.scenario.reference import keys
from narrows.scenario.telling import dotted
from narrows.words import say


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
    mark = scenario.origin_of(key)
    if mark is None:
        return None
    return f"{mark.file}:{mark.line}" if mark.line else mark.file


def text(scenario, lang="en"):
    """The resolved scenario as a TOML file, unit and origin of every value in a comment."""
    notes = {row["key"]: _note(row, lang) for row in rows(scenario)}
    top, below = [], []
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
