"""Write a Scenario back: as a plain table, and as a TOML file that loads to an equal one."""

import json
import math

import numpy as np

from narrows.scenario.kinds import Kind
from narrows.scenario.specs import Section


def resolved(scenario):
    """Everything a Scenario says, in the words of a file; what is absent is left out."""
    return _table(scenario, scenario.currency)


def _table(section, currency):
    table = {}
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        kind = next((m for m in info.metadata if isinstance(m, Kind)), None)
        if value is None or name == "off" or (name == "announced" and not value):
            continue
        if name == "by" and getattr(section, "counties", None) is not None:
            continue
        written = _written(value, kind, currency)
        if kind is not None or written != []:
            table[info.alias or name] = written
    return table


def _written(value, kind, currency):
    if isinstance(value, Section):
        return _table(value, currency)
    if kind is not None:
        written = kind.format(value, currency)
        return list(written) if isinstance(written, tuple) else written
    return [_table(item, currency) for item in value]


def in_words(value, currency="CNY"):
    """A Python table with its sections, such as `Fund(...)`, in the words of a file.

    Args:
        value: dictionaries, lists and arrays with sections and numbers of numpy's anywhere in
            them, or a Scenario.
        currency: of sections; a Scenario knows its own.
    """
    if isinstance(value, Section):
        return _table(value, getattr(value, "currency", currency))
    if isinstance(value, dict):
        return {key: in_words(item, currency) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_words(item, currency) for item in value]
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return value


def dump_toml(scenario):
    """A Scenario as the text of a TOML file; loading it gives an equal Scenario."""
    return toml(scenario.resolved())


def toml(table):
    """A nested table as TOML: values first, then [sections], then [[items]].

    >>> print(toml({"a": 1, "s": {"b": {"c": "x"}}, "f": [{"name": "n"}]}))
    a = 1
    <BLANKLINE>
    [s]
    b = { c = "x" }
    <BLANKLINE>
    [[f]]
    name = "n"
    <BLANKLINE>
    """
    plain = {k: v for k, v in table.items() if not isinstance(v, dict) and not is_items(v)}
    blocks = [_lines(plain)] if plain else []
    for name, value in table.items():
        if isinstance(value, dict):
            blocks.append(f"[{_key(name)}]\n{_lines(value)}")
        elif is_items(value):
            blocks.extend(f"[[{_key(name)}]]\n{_lines(item)}" for item in value)
    return "\n".join(blocks)


def is_items(value):
    """Whether a value is a list of tables, written as [[items]]."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _lines(table):
    return "".join(f"{_key(key)} = {toml_value(value)}\n" for key, value in table.items())


def _key(key):
    bare = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return key if bare else _text(key)


def toml_value(value):
    """One value as TOML, tables inline."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    return str(value) if isinstance(value, int) else _text(value)


def _text(text):
    """A basic TOML string; JSON's escapes are a part of TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
