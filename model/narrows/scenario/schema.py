"""The JSON Schema of scenario files, so that editors complete and check keys.

Written with the words of draft 4, which TOML editors built on Taplo understand, and later
drafts too. The schema knows one file at a time: keys that a parent may bring are not required.
"""

import json

from narrows.scenario.beliefs import ParametersKind
from narrows.scenario.kinds import Kind
from narrows.scenario.reference import section_of

FILE_NAME = "scenario.schema.json"


def schema():
    """The schema as a plain table."""
    from narrows.scenario.model import Scenario

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
