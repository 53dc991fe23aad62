"""Warnings of what is valid in form and doubtful in meaning, in words and with their place."""

from dataclasses import dataclass, field

from narrows.errors import Problem
from narrows.scenario.layers import HEADER, dotted
from narrows.scenario.units import plain, say_share
from narrows.words import say

LISTED = 6  # counties named; the number says how many there are
SMALL = 1e-4  # below, a share is read as one part in so many


@dataclass(frozen=True)
class Dropped:
    """What a table in braces leaves out of the parent's.

    Args:
        path: flat path of the table.
        values: the keys left out, in words.
        code: name of the rule.
        counties: none.
    """

    path: tuple
    values: dict = field(default_factory=dict)
    code: str = "braces_drop"
    counties: tuple = ()


def dropped(scenario):
    """Tables in braces that leave out what the parent says, where that changes a value."""
    written = scenario._written  # noqa: SLF001 - where it was written is no part of what it says
    for path, gone in (written.dropped if written else {}).items():
        table = _table_at(scenario, path)
        lost = [key for key, value in gone.items() if table is None or table.get(key) != value]
        if lost:
            yield Dropped(path, {"keys": ", ".join(str(key) for key in lost)})


def _table_at(scenario, path):
    """The resolved table at a flat path, or None."""
    table = scenario.resolved()
    for step in path:
        if isinstance(table, list):
            named = (item for item in table if step in (item.get("name"), item.get("kind")))
            table = next(named, None)
        else:
            table = table.get(step) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def warning(doubt, scenario, region, lang="en"):
    """The Problem of a doubt.

    Args:
        doubt: with code, path, values and counties.
        scenario: for the place where the key was written.
        region: for the names of counties.
        lang: language of the words.
    """
    values = dict(doubt.values)
    if "ratio" in values:
        values |= {key: _share(values[key]) for key in ("ratio", "low", "high")}
        values["of"] = say(f"warning.of.{values['of']}", lang)
    if doubt.counties:
        values |= {"number": len(doubt.counties), "counties": _names(doubt.counties, region, lang)}
    mark = _mark(scenario, doubt.path)
    return Problem(
        file=mark.file if mark else scenario.file or "(scenario)",
        line=mark and (mark.value_line or mark.line),
        key=dotted(doubt.path),
        rule=say(f"warning.{doubt.code}", lang, **values),
        value=mark.text if mark and mark.text and len(doubt.path) > 1 else None,
        code=doubt.code,
        column=mark and (mark.value_column or mark.column),
        severity="warning",
    )


def _mark(scenario, path):
    """Mark of the deepest part of a path that was written, or None."""
    written = scenario._written  # noqa: SLF001 - as above
    for depth in range(len(path), 0, -1):
        for one in (path[:depth], (*path[:depth], HEADER)):
            if written and one in written.entries:
                return written.entries[one].mark
    return None


def _names(counties, region, lang):
    names = region.names.get(lang) or region.codes
    listed = ("、" if lang == "zh" else ", ").join(names[county] for county in counties[:LISTED])
    return listed if len(counties) <= LISTED else f"{listed} …"


def _share(value):
    """A ratio as people read it.

    >>> _share(0.0123), _share(80.0), _share(0.0)
    ('1.23 %', '8000 %', '0 %')
    """
    if value == float("inf"):
        return "∞"
    return say_share(float(f"{value:.3g}")) if value >= SMALL or not value else f"{plain(value)}"
