"""What two scenarios say differently, and what a scenario changes of its parent."""

from dataclasses import dataclass

from narrows.scenario.dumping import is_items
from narrows.scenario.layers import name_of
from narrows.scenario.telling import dotted

_NOT_READ = ("title", "description", "sources", "schema")  # words for people


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
    from narrows.scenario.loading import load_parent

    parent = load_parent(scenario, lang)
    return [d for d in differences(parent, scenario) if d.key not in _NOT_READ]
