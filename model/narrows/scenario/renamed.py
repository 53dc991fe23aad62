"""Keys that were renamed, and steps from older versions of the language.

A renamed key is an error that says its new name: a file that silently kept working would be
read differently by two people. A whole older version is migrated step by step.
"""

from narrows.scenario.model import SCHEMA
from narrows.scenario.wrong import Wrong

# old path: (new name, version of narrows that renamed it)
RENAMED = {
    ("funds",): ("[[fund]]", "0.1.0"),
    ("bonds",): ("[[bond]]", "0.1.0"),
    ("links",): ("[[link]]", "0.1.0"),
    ("donor",): ("[assistance]", "0.1.0"),
    ("measures",): ("verdict.headline", "0.1.0"),
    ("fund", "rule"): ("allocation", "0.1.0"),
    ("general_fund", "rule"): ("allocation", "0.1.0"),
    ("bond", "r"): ("rate", "0.1.0"),
}

# version: function of the plain table of a file of that version, giving that of the next
STEPS = {}


def migrate(table, version, steps=STEPS, current=SCHEMA):
    """The plain table of a file in today's language.

    Args:
        table: what the file says.
        version: its `schema`.
        steps: {version: function to the next version}.
        current: today's version.

    >>> older = {"horizon": {"last": 2030}}
    >>> rename = lambda table: {"horizon": {"end": table["horizon"]["last"]}}
    >>> migrate(older, 1, {1: rename}, current=2)
    {'horizon': {'end': 2030}}
    """
    for step in range(version, current):
        table = steps[step](table)
    return table


def version_of(table, steps=STEPS, current=SCHEMA):
    """The version a file is written in; a mistake if it says none, or one nobody knows."""
    if "schema" not in table:
        raise Wrong("schema_missing", current=current)
    version = table["schema"]
    if isinstance(version, bool) or not isinstance(version, int):
        raise Wrong("schema", current=current)
    if version > current:
        raise Wrong("schema_newer", current=current)
    if version < current and version not in steps:
        raise Wrong("schema", current=current)
    return version


def explain(path):
    """The mistake of a renamed key, or None; path is flat, items' names are skipped."""
    short = (path[0], path[-1]) if len(path) > 1 else path
    if short not in RENAMED:
        return None
    new, version = RENAMED[short]
    return Wrong("renamed", new=new, version=version)
