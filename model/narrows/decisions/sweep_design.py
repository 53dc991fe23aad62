"""Varied keys and designs."""

import csv
import io
import itertools
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from narrows.errors import InputError, Problem
from narrows.words import say

MEMBERS = 128
MOST = 1_000_000
_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
_ASSIGNED = re.compile(r"\s*([^=\[]+(?:\[[^\]]*\])?[^=]*?)\s*=(.*)", re.DOTALL)
DIGITS = 6  # significant, of a number found by chance: what is printed is what is run


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
        texts: each `key=spec`, see `read`.
        points: "grid", "latin" or "sobol".
        members: how many, for "latin" and "sobol".
        seed: of the points.
        lang: of messages.

    Raises:
        InputError: with all that is wrong.
    """
    factors = [read(text, lang) for text in texts]
    problems = [factor for factor in factors if isinstance(factor, Problem)]
    good = [factor for factor in factors if not isinstance(factor, Problem)]
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
        found = [_problem(f.key, "grid_steps", lang) for f in good if f.points() is None]
        if members is not None:
            found.append(_problem("--members", "grid_members", lang, str(members)))
        number = 1 if found else _product(factor.points() for factor in good)
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
    except OSError:
        code = "cannot_read" if path.exists() else "no_file"
        raise _wrong(shown, None, "design", code, lang) from None
    except UnicodeDecodeError:
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
    for key in sorted({name for name in header if header.count(name) > 1 or not name}):
        code = "twice" if key else "no_key"
        problems += _wrong(shown, 1, key or "(empty)", code, lang).problems
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems += _wrong(shown, reader.line_num, "design", "cells", lang).problems
            continue
        pairs = zip(header, cells, strict=True)
        rows.append({key: value_of(cell) for key, cell in pairs if cell.strip()})
        lines.append(reader.line_num)
    if problems:
        raise InputError(problems)
    return rows, lines


def _toml(text, shown, lang):
    from narrows.toml.mistakes import Wrong, tell
    from narrows.toml.text import Mark, Unreadable, read_text

    try:
        read = read_text(text.encode(), shown)
        wrongs = read.wrongs
    except (Wrong, Unreadable) as error:
        wrongs = getattr(error, "reports", (error,))
    if wrongs:
        mark = Mark(shown)
        raise InputError([tell(wrong, mark, "design", lang, key_itself=True) for wrong in wrongs])
    rows = read.data.get("member")
    tables = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if set(read.data) != {"member"} or not tables:
        raise _wrong(shown, None, "member", "members", lang)
    flat = [dict(_flat(row, ("member", number), read)) for number, row in enumerate(rows)]
    lines = [read.mark(("member", number)).line for number in range(len(rows))]
    return flat, lines


def _flat(table, place, read, above=""):
    """Dotted keys of a member; below its sections a table in braces is a value."""
    from narrows.scenario.layers import shapes

    for key, value in table.items():
        path, dotted = (*place, key), f"{above}{key}"
        section = not above and key in shapes()["section"]
        if isinstance(value, dict) and (section or path in read.spelled):
            yield from _flat(value, path, read, f"{dotted}.")
        else:
            yield dotted, value


_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(.*?)\s*(?:/\s*(\d+)\s*)?")

_MEASURED = re.compile(rf"\s*({_NUMBER})\s*(\D.*?)?\s*")


@dataclass(frozen=True)
class Factor:
    """A key and the values it takes.

    Args:
        key: dotted, as `fund[guidance fund].amount`.
        values: listed values; empty for a range.
        low, high: ends of a range.
        unit: text behind every number of a range; "" for bare numbers.
        whole: whether a range holds whole numbers only.
        steps: evenly spaced points of a range in a grid, or None.
    """

    key: str
    values: tuple = ()
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    whole: bool = False
    steps: int | None = None

    def at(self, chance):
        """The value at a place between 0 and 1.

        >>> Factor("k", values=("a", "b")).at(0.7)
        'b'
        >>> Factor("k", low=10, high=20, unit="%").at(0.25)
        '12.5 %'
        >>> Factor("k", low=2026, high=2028, whole=True).at(0.99)
        2028
        """
        if self.values:
            return self.values[min(int(chance * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return self._written(min(self.low + int(chance * self._count), self.high))
        return self._written(self.low + chance * (self.high - self.low))

    @property
    def _count(self):
        return int(self.high - self.low) + 1

    def points(self):
        """How many points a grid has at most; None where a range does not say it.

        >>> Factor("k", low=0.0, high=1.0, steps=10**9).points()
        1000000000
        """
        if self.values:
            return len(self.values)
        return self._count if self.whole and self.steps is None else self.steps

    def grid(self):
        """All values of a grid; None where a range does not say how many.

        >>> Factor("k", low=0.0, high=1.0, steps=3).grid()
        (0.0, 0.5, 1.0)
        """
        if self.values:
            return self.values
        if self.whole and self.steps is None:
            return tuple(self._written(self.low + step) for step in range(self._count))
        if self.steps is None:
            return None
        width = (self.high - self.low) / max(self.steps - 1, 1)
        places = (self.low + step * width for step in range(self.steps))
        return tuple(dict.fromkeys(self._written(round(p) if self.whole else p) for p in places))

    def _written(self, number):
        """A number as a scenario file wants it."""
        text = str(number) if self.whole else f"{number:.{DIGITS}g}"
        if self.unit:
            return f"{Decimal(text):f} {self.unit}"
        return int(text) if self.whole else float(text)


def read(text, lang="en"):
    """The Factor of a `--vary`, or the Problem with it.

    A range is LOW..HIGH with a unit behind it where the key has one, and /N for N points of a
    grid. Anything else is a list, separated by semicolons, or by commas where there are none;
    or a list as in TOML.

    >>> read("horizon.end=2035,2040").values
    (2035, 2040)
    >>> read("pairing.rule=rank,nearest").values
    ('rank', 'nearest')
    >>> read("bond[special bonds].quota = 1..3 billion CNY / 3").grid()
    ('1 billion CNY', '2 billion CNY', '3 billion CNY')
    """
    assigned = _ASSIGNED.fullmatch(text)
    if assigned is None or not assigned[2].strip():
        return _factor_problem(text, "form", text, lang)
    key, spec = assigned[1], assigned[2]
    found = _RANGE.fullmatch(spec)
    if found is not None:
        return _range(key, spec, found, lang)
    return _listed(key, spec, lang)


def _range(key, spec, found, lang):
    low, high, unit, steps = found.groups()
    whole = _is_whole(key) and not set(low + high) & set(".eE")
    ends = [(int if whole else float)(end) for end in (low, high)]
    if ends[0] >= ends[1]:
        return _factor_problem(key, "order", spec.strip(), lang)
    if steps is not None and int(steps) < 2:
        return _factor_problem(key, "steps", spec.strip(), lang)
    return Factor(key, (), *ends, unit, whole, steps and int(steps))


def _is_whole(key):
    """Whether the scenario's key takes whole numbers."""
    from narrows.scenario.keys import keys
    from narrows.scenario.kinds import Count
    from narrows.scenario.units import Duration

    plain = re.sub(r"\[[^\]]*\]", "", key)
    return any(isinstance(k.kind, Count | Duration) for k in keys() if k.dotted == plain)


def _listed(key, spec, lang):
    text = spec.strip()
    if text.startswith("["):
        try:
            values = tomllib.loads(f"list = {text}")["list"]
        except tomllib.TOMLDecodeError:
            return _factor_problem(key, "list", text, lang)
    else:
        parts = text.split(";" if ";" in text else ",")
        values = [value_of(part) for part in parts if part.strip()]
    return Factor(key, tuple(values)) if values else _factor_problem(key, "list", text, lang)


def value_of(text):
    """A value as TOML reads it, or else the text itself.

    >>> value_of("3"), value_of("12 %"), value_of('"x"'), value_of("{ bottom = 5 }")
    (3, '12 %', 'x', {'bottom': 5})
    """
    text = text.strip()
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _factor_problem(key, code, value, lang):
    rule = say(f"sweep.rule.{code}", lang)
    return Problem("--vary", None, key, rule, value, code=f"sweep_{code}")


def measured(value):
    """(number, unit) of a value that is a number with or without a unit, else None.

    >>> measured("12.5 %"), measured(3), measured("rank")
    ((12.5, '%'), (3, ''), None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, ""
    found = _MEASURED.fullmatch(value) if isinstance(value, str) else None
    return (float(found[1]), found[2] or "") if found else None
