"""What keys there are: reference page, editor schema."""

import json
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic_core import PydanticUndefined

from narrows.scenario.kinds import Kind, Year
from narrows.scenario.scenario import ParametersKind
from narrows.scenario.specs import Section
from narrows.scenario.units import Duration, Share
from narrows.scenario.write import toml_value
from narrows.words import catalogue, say

FILE_NAME = "scenario.schema.json"


@dataclass(frozen=True)
class Key:
    """One key of the language.

    Args:
        path: steps from the top; items of a list by the list's name alone.
        kind: how its value is read, or None for a table.
        description: what it means, in English.
        default: internal value; None where there is none.
        required: whether it must be given where its table is.
    """

    path: tuple
    kind: Kind | None
    description: str
    default: object
    required: bool

    @property
    def dotted(self):
        """Name as printed: `fund.amount`."""
        return ".".join(self.path)


@cache
def keys():
    """Every Key of the language, in the order of the models."""
    from narrows.scenario.scenario import Scenario

    return tuple(_keys_of(Scenario, ()))


def _keys_of(model, above):
    for name, info in model.model_fields.items():
        path = (*above, info.alias or name)
        kind = next((m for m in info.metadata if isinstance(m, Kind)), None)
        default = None if info.default is PydanticUndefined else info.default
        required = info.is_required()
        yield Key(path, kind, info.description or "", default, required)
        inner = section_of(info)
        if inner is not None:
            yield from _keys_of(inner, path)


def section_of(info):
    """The section model inside a field's type, or None."""
    stack = [info.annotation]
    while stack:
        option = stack.pop()
        if isinstance(option, type) and issubclass(option, Section):
            return option
        stack.extend(get_args(option))
    return None


def model_at(model, steps):
    """The section model at a path below another; numbers of items are passed over."""
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            model = section_of(model.model_fields[step]) or model
    return model


def homes(word):
    """Dotted places where a key of this name belongs, nearest to the top first."""
    found = [key.path for key in keys() if key.path[-1] == word and len(key.path) > 1]
    return tuple(".".join(path) for path in sorted(found, key=len))


def document(lang="en"):
    """The reference of all keys as Markdown, generated from the models.

    Args:
        lang: language of headings and descriptions.
    """
    head = [say(f"keys.{part}", lang) for part in ("key", "value", "default", "meaning")]
    lines = [f"# {say('keys.title', lang)}", "", say("keys.merging", lang), ""]
    lines += ["| " + " | ".join(head) + " |", "| --- | --- | --- | --- |"]
    lines += [_row(key, lang) for key in keys()]
    return "\n".join(lines) + "\n"


def _row(key, lang):
    cells = [f"`{key.dotted}`", form(key, lang), _default(key, lang), describe(key, lang)]
    return "| " + " | ".join(cells) + " |"


def describe(key, lang="en"):
    """What a key means, in a language; English where the other has no words yet."""
    texts = catalogue(lang)
    return texts.get(f"key.{key.dotted}", texts.get(f"key.{key.dotted}.about", key.description))


def form(key, lang="en"):
    """How a key's value is written, in words."""
    if key.kind is None:
        return say("keys.table", lang)
    unit = key.kind.unit.format(currency="CNY")
    words = key.kind.json_schema().get("enum")
    said = ", ".join(f'"{word}"' for word in words) if words and len(words) < 12 else ""
    name = say(f"kind.{type(key.kind).__name__}", lang)
    plain = not unit or isinstance(key.kind, Year | Duration | Share)
    return said or (name if plain else f"{name} ({unit})")


def _default(key, lang):
    if key.required:
        return say("keys.required", lang)
    if key.kind is None or key.default is None:
        return ""
    return f"`{toml_value(key.kind.format(key.default, 'CNY'))}`"


def schema():
    """The schema as a plain table."""
    from narrows.scenario.scenario import Scenario

    top = _object(Scenario, titled="narrows scenario")
    name = {"type": "string", "minLength": 1}
    top["properties"] |= {
        "extends": name | _words("extends", "Parent: a name, or a path inside this folder."),
        "apply": {"type": "array", "items": name}
        | _words("apply", "Overlays, each winning over the one before."),
    }
    top["required"] = ["schema"]
    return {"$schema": "http://json-schema.org/draft-04/schema#"} | top


def schema_text():
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(model, titled):
    fields = model.model_fields.items()
    properties = {info.alias or name: _property(info.alias or name, info) for name, info in fields}
    return {
        "title": titled,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _property(name, info):
    kind = next((m for m in info.metadata if isinstance(m, Kind)), None)
    unit = f" ({kind.unit.format(currency='CNY')})" if kind and kind.unit else ""
    words = _words(f"{name}{unit}", info.description)
    if kind is not None:
        return kind.json_schema() | words | _schema_default(kind, info)
    inner = _object(section_of(info), name)
    listed = getattr(info.annotation, "__origin__", None) is tuple
    return ({"type": "array", "items": inner} if listed else inner) | words


def _words(title, description):
    return {"title": title, "description": description}


def _schema_default(kind, info):
    """The default as it would be written, where there is one to write."""
    if info.is_required() or info.default in (None, ()) or isinstance(kind, ParametersKind):
        return {}
    written = kind.format(info.default, "CNY")
    return {"default": list(written) if isinstance(written, tuple) else written}
