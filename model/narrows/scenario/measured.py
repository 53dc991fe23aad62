"""Kinds of values that carry a unit: shares, rates, distances, spans of years, money."""

import re
from dataclasses import dataclass

from narrows.scenario import units
from narrows.scenario.kinds import Kind, Number
from narrows.scenario.wrong import Wrong

# Patterns for editors: a little wider than the reader, without look-ahead.
_DIGITS = r"[-+]?[0-9０-９][0-9０-９.,eE+]*"
_SCALE = "|".join(sorted(filter(None, units.SCALES), key=len, reverse=True))
_CURRENCY = "|".join(
    re.escape(word) for words in units.CURRENCIES.values() for word in sorted(words, reverse=True)
)
_SUM = rf"{_DIGITS}\s*({_SCALE})?\s*({_CURRENCY}|[A-Z]{{3}})"


@dataclass(frozen=True)
class Share(Kind):
    """A share, written as a percentage; 0..1 inside."""

    low: float = 0.0
    high: float = 1.0
    unit: str = "share"
    code: str = "share"

    def parse(self, raw, facts):
        bounds = {"low": units.say_share(self.low), "high": units.say_share(self.high)}
        quantity = _quantity(raw, self.code, **bounds)
        value = units.share(quantity)
        if value is None or (quantity.per_year and self.code == "share"):
            raise Wrong(self.code, **bounds)
        if not self.low <= value <= self.high:
            raise Wrong("bounds", **bounds)
        return float(value)

    def format(self, value, currency):
        return units.say_share(value)

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(%|％|‰|percent|per cent)"}


class Rate(Share):
    """A rate per year, written as a percentage; the words "per year" may be left out."""

    def __init__(self, low=0.0, high=1.0):
        super().__init__(low, high, "per year", "rate")


class Probability(Share):
    """A probability, a plain number from 0 to 1 or a percentage."""

    def __init__(self):
        super().__init__(0.0, 1.0, "probability")

    def parse(self, raw, facts):
        if isinstance(raw, str):
            return super().parse(raw, facts)
        return Number(0, 1).parse(raw, facts)

    def format(self, value, currency):
        return value

    def json_schema(self):
        return {"anyOf": [Number(0, 1).json_schema(), super().json_schema()]}


@dataclass(frozen=True)
class Distance(Kind):
    """A distance in km."""

    high: float = 20_000.0
    unit: str = "km"

    def parse(self, raw, facts):
        value = units.distance(_quantity(raw, "distance"))
        if value is None:
            raise Wrong("distance")
        if not 0 <= value <= self.high:
            raise Wrong("bounds", low="0 km", high=f"{self.high:g} km")
        return float(value)

    def format(self, value, currency):
        return f"{units.plain(value)} km"

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(km|m|公里|千米|米|kilomet|metres)"}


@dataclass(frozen=True)
class Duration(Kind):
    """A span of whole years."""

    low: int = 0
    high: int = 100
    unit: str = "years"

    def parse(self, raw, facts):
        value = units.duration(_quantity(raw, "duration"))
        if value is None or value != int(value):
            raise Wrong("duration")
        if not self.low <= value <= self.high:
            low, high = (self.format(years, None) for years in (self.low, self.high))
            raise Wrong("bounds", low=low, high=high)
        return int(value)

    def format(self, value, currency):
        return f"{value} year" if value == 1 else f"{value} years"

    def json_schema(self):
        return {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*(years?|a|年)\s*$"}


class Every(Duration):
    """How often: "never", inside 0, or a span of whole years."""

    def __init__(self):
        super().__init__(1, 100)

    def parse(self, raw, facts):
        if raw == "never":
            return 0
        try:
            return super().parse(raw, facts)
        except Wrong as wrong:
            wrong.code = "every" if wrong.code == "duration" else wrong.code
            raise

    def format(self, value, currency):
        return super().format(value, currency) if value else "never"

    def json_schema(self):
        return {"anyOf": [{"type": "string", "enum": ["never"]}, super().json_schema()]}


@dataclass(frozen=True)
class Money(Kind):
    """A sum of money, or one per year; million of the region's currency inside."""

    per_year: bool = False
    high: float = 1e9  # million: a thousand trillion, beyond any county programme

    @property
    def unit(self):
        return "million {currency} per year" if self.per_year else "million {currency}"

    @property
    def code(self):
        return "money_per_year" if self.per_year else "money"

    def parse(self, raw, facts):
        expected = facts.currency if facts else "CNY"
        quantity = _quantity(raw, self.code, currency=expected)
        found = units.money(quantity, expected)
        if found is None or found[1] is None:
            raise Wrong(self.code, currency=expected)
        value, currency = found
        if facts and currency != facts.currency:
            raise Wrong("currency", currency=expected, other=currency)
        if quantity.per_year != self.per_year:
            raise Wrong(self.code, currency=expected)
        if value < 0:
            raise Wrong("negative")
        if value > self.high:
            raise Wrong("most", high=units.say_money(self.high, expected, self.per_year))
        return float(value)

    def format(self, value, currency):
        return units.say_money(value, currency, self.per_year)

    def json_schema(self):
        if not self.per_year:
            return {"type": "string", "pattern": rf"^\s*{_SUM}\s*$"}
        yearly = r"(per year|a year|per annum|yearly|/\s*(year|yr|a|年)|每年|一年)"
        return {"type": "string", "pattern": rf"^\s*(每年\s*{_SUM}|{_SUM}\s*{yearly})\s*$"}


def _quantity(raw, code, **values):
    """The quantity in a text; a bare number or a text without one is a mistake of `code`."""
    quantity = units.read(raw) if isinstance(raw, str) else None
    if quantity is None:
        raise Wrong(code, **values)
    return quantity
