"""One varied key, and the values it may take: `key=100..400 million CNY per year`."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal

from narrows.errors import Problem
from narrows.words import say

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(.*?)\s*(?:/\s*(\d+)\s*)?")
_ASSIGNED = re.compile(r"\s*([^=\[]+(?:\[[^\]]*\])?[^=]*?)\s*=(.*)", re.DOTALL)
_MEASURED = re.compile(rf"\s*({_NUMBER})\s*(\D.*?)?\s*")
DIGITS = 6  # significant, of a number found by chance: what is printed is what is run


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
