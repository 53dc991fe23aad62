"""Nested records as lists of what stands in them, and back."""

from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import SimpleNamespace


def leaves(tree):
    """Everything in nested records, tuples, dictionaries and namespaces, in order.

    >>> leaves((1, SimpleNamespace(a=2, b=(3,))))
    [1, 2, 3]
    """
    found = []
    _gather(tree, found)
    return found


def _gather(tree, found, *, kinds=False):
    parts = _parts(tree)
    if parts is None:
        found.append(tree)
        return
    parts = [part for _, part in parts]
    if kinds:
        found.append((record_kind(tree), len(parts)))
    for part in parts:
        _gather(part, found, kinds=kinds)


def make(tree):
    """Leaves of a tree, and before those of each record what kind it is.

    >>> make((1, SimpleNamespace(a=2)))[1:]
    [1, (<class 'types.SimpleNamespace'>, 1), 2]
    """
    found = []
    _gather(tree, found, kinds=True)
    return found


def walked(tree, path=()):
    """(path, leaf) of everything in nested records, in order.

    >>> list(walked((1, SimpleNamespace(a=2))))
    [((0,), 1), ((1, 'a'), 2)]
    """
    parts = _parts(tree)
    if parts is None:
        yield path, tree
        return
    for name, part in parts:
        yield from walked(part, (*path, name))


def replaced(tree, news):
    """The same tree with other leaves.

    Args:
        tree: as for `leaves`.
        news: iterator over the new leaves, in the order of `leaves`.

    >>> replaced((1, {"b": 2, "c": (3,)}), iter("abc"))
    ('a', {'b': 'b', 'c': ('c',)})
    """
    parts = _parts(tree)
    if parts is None:
        return next(news)
    changed = {name: replaced(part, news) for name, part in parts}
    if isinstance(tree, tuple):
        return tuple(changed.values())
    if isinstance(tree, dict):
        return changed
    return record_kind(tree)(**changed)


@cache
def getter(path):
    """Function of a tree that finds the leaf at a path.

    >>> getter((1, "a"))((1, SimpleNamespace(a=2)))
    2
    """
    first, *rest = path
    if all(isinstance(name, str) for name in rest):
        found = attrgetter(".".join(rest)) if rest else None
        return (lambda tree: found(tree[first])) if rest else (lambda tree: tree[first])

    def stepping(tree):
        for name in path:
            tree = tree[name] if isinstance(name, int) else getattr(tree, name)
        return tree

    return stepping


def getters(paths):
    """Function of a tree that finds the leaves at several paths, as a list.

    >>> getters([(0, "a"), (1,), (0, "b")])((SimpleNamespace(a=2, b=3), 5))
    [2, 5, 3]
    """
    by_name, others = {}, []
    for place, (first, *rest) in enumerate(paths):
        if rest and all(isinstance(name, str) for name in rest):
            by_name.setdefault(first, []).append((place, ".".join(rest)))
        else:
            others.append((place, getter((first, *rest))))
    together = [
        (first, [place for place, _ in named], attrgetter(*(name for _, name in named)))
        for first, named in by_name.items()
    ]

    def found(tree):
        leaves = [None] * len(paths)
        for first, places, get in together:
            several = get(tree[first])
            for place, leaf in zip(places, several if len(places) > 1 else (several,), strict=True):
                leaves[place] = leaf
        for place, get in others:
            leaves[place] = get(tree)
        return leaves

    return found


def record_kind(tree):
    """Class of a record, whether its leaves are found late or stand in it."""
    return getattr(type(tree), "record_kind", type(tree))


def _parts(tree):
    """(name, part) of what a record is made of; None where it is a leaf."""
    kind = type(tree)
    if kind is tuple:
        return enumerate(tree)
    if kind is dict:
        return tree.items()
    if kind is SimpleNamespace:
        return vars(tree).items()
    names = names_of(kind)
    if names is None:
        return None
    if hasattr(kind, "glance"):
        return [(name, tree.glance(name)) for name in names]
    return [(name, vars(tree)[name]) for name in names]


@cache
def names_of(kind):
    """Fields of a record; None where the kind is not one."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
