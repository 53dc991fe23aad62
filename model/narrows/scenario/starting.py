"""A new scenario file from a parent: commented, ready to change, asking for nothing."""

from narrows.scenario.dumping import toml, toml_value
from narrows.scenario.layers import shapes
from narrows.scenario.reference import describe, keys
from narrows.scenario.schema import FILE_NAME
from narrows.words import say

_LEAVE_OUT = ("schema", "title", "description", "sources", "parameters")


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
