"""Sections with mistakes in them, for the rules between keys.

A rule may look at what is right in a section even if another key of it is wrong. What is wrong
is a hole: a rule that comes upon one says no more, so that no mistake is told twice.
"""

from pydantic import ValidationError

from narrows.scenario.kinds import Kind
from narrows.scenario.reference import section_of
from narrows.scenario.wrong import Wrong, Wrongs


class Met(Exception):  # noqa: N818 - a signal between two functions
    """A rule has looked at a value that was wrong."""


class Hole:
    """In place of a value that was wrong: whoever looks at it raises `Met`."""

    def _meet(self, *_):
        raise Met

    def __getattr__(self, name):
        if name.startswith("__"):  # Python's own questions, not a rule's
            raise AttributeError(name)
        raise Met

    __bool__ = __len__ = __iter__ = __lt__ = __le__ = __gt__ = __ge__ = _meet
    __eq__ = __add__ = __radd__ = __sub__ = __rsub__ = __contains__ = _meet
    __hash__ = None


HOLE = Hole()


def holed(model, table, facts):
    """What is right of a section that has mistakes, holes in place of the rest.

    Where a key is unknown, any key that is absent may be the one that was meant: it is a hole
    too, not its default.

    Args:
        model: class of the section.
        table: what was written.
        facts: of the region.
    """
    names = {info.alias or name for name, info in model.model_fields.items()}
    strange = not isinstance(table, dict) or bool(set(table) - names)
    values = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        if not strange and key not in table:
            values[name] = HOLE if info.is_required() else info.get_default()
        elif isinstance(table, dict) and key in table:
            values[name] = _value(info, table[key], facts)
        else:
            values[name] = HOLE
    return model.model_construct(**values)


def _value(info, raw, facts):
    """One value, or a hole."""
    kind = next((m for m in info.metadata if isinstance(m, Kind)), None)
    try:
        if kind is not None:
            return kind.parse(raw, facts)
        inner, context = section_of(info), {"facts": facts}
        if isinstance(raw, list | tuple):
            return tuple(inner.model_validate(item, context=context) for item in raw)
        return inner.model_validate(raw, context=context)
    except (Wrong, Wrongs, ValidationError):
        return HOLE


def told(rules, view):
    """Every (path, Wrong) of the rules, each as far as it comes.

    What is wrong inside an item whose own name is a hole has no place to be told at: the name
    is told, and the rest once it is mended.
    """
    for rule in rules:
        try:
            for path, wrong in rule(view):
                if not any(part is HOLE for part in path):
                    yield path, wrong
        except Met:
            continue
