"""Designs: which values the members of a sweep have."""

import csv
import io
import itertools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from narrows.errors import InputError, Problem
from narrows.experiments.sweep import factors
from narrows.words import say

MEMBERS = 128
MOST = 1_000_000


@dataclass(frozen=True)
class Design:
    """Values of every member.

    Args:
        keys: varied keys.
        members: tuple of {key: value}.
        file: where they were written; "--vary" for a design made here.
        lines: line of each member in that file, or None.
    """

    keys: tuple
    members: tuple
    file: str = "--vary"
    lines: tuple | None = None

    def line(self, number):
        """Line of a member in its file, or None."""
        return self.lines[number] if self.lines else None


def made(texts, points="grid", members=None, seed=0, lang="en"):
    """A design over some keys.

    Args:
        texts: each `key=spec`, see `factors.read`.
        points: "grid", "latin" or "sobol".
        members: how many, for "latin" and "sobol".
        seed: of the points.
        lang: of messages.

    Raises:
        InputError: with all that is wrong.
    """
    read = [factors.read(text, lang) for text in texts]
    problems = [factor for factor in read if isinstance(factor, Problem)]
    good = [factor for factor in read if not isinstance(factor, Problem)]
    keys = [factor.key for factor in good]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    problems += [_problem(key, "twice", lang) for key in twice]
    problems += _problems_of_points(good, points, members, lang)
    if problems:
        raise InputError(problems)
    rows = _grid(good) if points == "grid" else _sampled(good, points, members or MEMBERS, seed)
    return Design(tuple(keys), tuple(rows))


def _problems_of_points(good, points, members, lang):
    if points not in POINTS:
        return [_problem("--points", "points", lang, points, words=", ".join(POINTS))]
    number = MEMBERS if members is None else members
    if points == "grid":
        found = [_problem(f.key, "grid_steps", lang) for f in good if f.grid() is None]
        if members is not None:
            found.append(_problem("--members", "grid_members", lang, str(members)))
        number = 1 if found else _product(len(factor.grid()) for factor in good)
    elif points == "sobol" and number & (number - 1):
        return [_problem("--members", "power", lang, str(number))]
    else:
        found = []
    if not 1 <= number <= MOST:
        found.append(_problem("--members", "number", lang, str(number), most=f"{MOST:,}"))
    return found


def _product(numbers):
    total = 1
    for number in numbers:
        total *= number
    return total


def _problem(key, code, lang, value=None, **words):
    rule = say(f"sweep.rule.{code}", lang, **words)
    return Problem("--vary", None, key, rule, value, code=f"sweep_{code}")


def _grid(good):
    """Every combination, the last key fastest."""
    keys = [factor.key for factor in good]
    lists = [factor.grid() for factor in good]
    return [dict(zip(keys, row, strict=True)) for row in itertools.product(*lists)]


def _sampled(good, points, members, seed):
    """Points of a design that fills the box, turned into values."""
    table = POINTS[points](len(good), members, seed)
    return [
        {factor.key: factor.at(chance) for factor, chance in zip(good, row, strict=True)}
        for row in table.tolist()
    ]


def _generator(seed):
    import numpy as np

    return np.random.Generator(np.random.Philox([seed % 2**64, 7]))


def _latin(keys, members, seed):
    from scipy.stats import qmc

    return qmc.LatinHypercube(keys, seed=_generator(seed)).random(members)


def _sobol(keys, members, seed):
    from scipy.stats import qmc

    return qmc.Sobol(keys, seed=_generator(seed)).random_base2(members.bit_length() - 1)


POINTS = {"grid": None, "latin": _latin, "sobol": _sobol}


def read_file(place, lang="en"):
    """The design of a file: CSV with a column a key and a row a member, or TOML with [[member]].

    An empty cell leaves the scenario's own value.

    Raises:
        InputError: with all that is wrong.
    """
    path, shown = Path(place), str(place)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _wrong(shown, None, "design", "unreadable", lang) from None
    rows, lines = (_toml if path.suffix == ".toml" else _csv)(text, shown, lang)
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    if not rows or not keys:
        raise _wrong(shown, None, "design", "empty", lang)
    return Design(keys, tuple(rows), shown, tuple(lines))


def _wrong(file, line, key, code, lang, value=None):
    rule = say(f"sweep.rule.{code}", lang)
    return InputError([Problem(file, line, key, rule, value, code=f"sweep_{code}")])


def _csv(text, shown, lang):
    reader = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(reader, [])]
    rows, lines, problems = [], [], []
    for key in {name for name in header if header.count(name) > 1 or not name}:
        problems += _wrong(shown, 1, key or "(empty)", "twice", lang).problems
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems += _wrong(shown, reader.line_num, "design", "cells", lang).problems
            continue
        pairs = zip(header, cells, strict=True)
        rows.append({key: factors.value_of(cell) for key, cell in pairs if cell.strip()})
        lines.append(reader.line_num)
    if problems:
        raise InputError(problems)
    return rows, lines


def _toml(text, shown, lang):
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(shown, None, "design", "toml", lang, str(error)) from None
    rows = table.get("member")
    if set(table) != {"member"} or not isinstance(rows, list):
        raise _wrong(shown, None, "member", "members", lang)
    return [dict(_flat(row)) for row in rows], [None] * len(rows)


def _flat(table, above=""):
    """Dotted keys of nested tables; a table that is a value (a selection) is one level deep."""
    from narrows.scenario.layers import shapes

    for key, value in table.items():
        if not above and isinstance(value, dict) and key in shapes()["section"]:
            yield from ((f"{key}.{inner}", below) for inner, below in value.items())
        else:
            yield key, value
