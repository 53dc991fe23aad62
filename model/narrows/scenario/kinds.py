"""What a key may hold: one small class per kind of value.

A kind reads what a person wrote into an internal unit (million, share, km, year), writes it
back exactly, describes itself for the reference and for editors, and raises `Wrong` by code
with what it expected. Pydantic calls it through `Annotated[..., kind]`.
"""

import math
from dataclasses import dataclass

from pydantic_core import PydanticCustomError, core_schema

from narrows.scenario import units
from narrows.scenario.wrong import Wrong, Wrongs, each, mistakes


class Kind:
    """How one key's value is read, written and described."""

    unit = ""

    def parse(self, raw, facts):
        """The internal value of what was written; facts of the region or None."""
        raise NotImplementedError

    def format(self, value, currency):  # noqa: ARG002 - kinds of money need it
        """What to write into a TOML file so that `parse` gives `value` again."""
        return value

    def json_schema(self, currency="CNY"):
        """The JSON Schema of the written form."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source, handler):
        return core_schema.with_info_plain_validator_function(self._validate)

    def _validate(self, raw, info):
        facts = (info.context or {}).get("facts")
        try:
            return self.parse(raw, facts)
        except (Wrong, Wrongs) as error:
            held = {"wrongs": mistakes(error)}
            raise PydanticCustomError("narrows", "{wrongs}", held) from None


@dataclass(frozen=True)
class Text(Kind):
    """Free text."""

    longest: int = 4000

    def parse(self, raw, facts):
        if not isinstance(raw, str):
            raise Wrong("text")
        if len(raw) > self.longest:
            raise Wrong("text_length", longest=self.longest)
        if "\x00" in raw or any("\ud800" <= c <= "\udfff" for c in raw):
            raise Wrong("text")
        return raw

    def json_schema(self, currency="CNY"):
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True)
class Name(Text):
    """A name: text that is not empty and stands on one line."""

    longest: int = 120

    def parse(self, raw, facts):
        text = super().parse(raw, facts)
        if not text.strip() or not text.isprintable():
            raise Wrong("name")
        return text

    def json_schema(self, currency="CNY"):
        return super().json_schema() | {"minLength": 1}


@dataclass(frozen=True)
class ListOf(Kind):
    """A list of values of one kind."""

    item: Kind
    longest: int = 3000

    @property
    def unit(self):
        return self.item.unit

    def parse(self, raw, facts):
        if not isinstance(raw, list | tuple):
            raise Wrong("list")
        if len(raw) > self.longest:
            raise Wrong("list_length", longest=self.longest)
        return tuple(each(enumerate(raw), lambda _, value: self.item.parse(value, facts)))

    def format(self, value, currency):
        return [self.item.format(item, currency) for item in value]

    def json_schema(self, currency="CNY"):
        return {"type": "array", "items": self.item.json_schema(currency)}


@dataclass(frozen=True, init=False)
class Words(Kind):
    """One of a few words."""

    words: tuple

    def __init__(self, *words):
        object.__setattr__(self, "words", words)

    def parse(self, raw, facts):
        if not isinstance(raw, str) or raw not in self.words:
            raise Wrong("word", allowed=self.words, words=", ".join(self.words))
        return raw

    def json_schema(self, currency="CNY"):
        return {"type": "string", "enum": list(self.words)}


class Flag(Kind):
    """True or false."""

    def parse(self, raw, facts):
        if not isinstance(raw, bool):
            raise Wrong("flag")
        return raw

    def json_schema(self, currency="CNY"):
        return {"type": "boolean"}


@dataclass(frozen=True)
class Count(Kind):
    """A whole number within bounds."""

    low: int
    high: int
    unit: str = ""

    def parse(self, raw, facts):
        if isinstance(raw, bool) or not isinstance(raw, int) or not self.low <= raw <= self.high:
            raise Wrong("count", low=f"{self.low:,}", high=f"{self.high:,}")
        return raw

    def json_schema(self, currency="CNY"):
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class Year(Count):
    """A calendar year."""

    def __init__(self, low=1900, high=2300):
        super().__init__(low, high, "year")

    def parse(self, raw, facts):
        try:
            return super().parse(raw, facts)
        except Wrong:
            raise Wrong("year", low=self.low, high=self.high) from None


@dataclass(frozen=True)
class Number(Kind):
    """A plain number within bounds."""

    low: float = -math.inf
    high: float = math.inf
    unit: str = ""

    def parse(self, raw, facts):
        good = isinstance(raw, int | float) and not isinstance(raw, bool)
        if not good or not self.low <= raw <= self.high or not math.isfinite(raw):
            raise Wrong("number", low=f"{self.low:g}", high=f"{self.high:g}")
        return float(raw)

    def json_schema(self, currency="CNY"):
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": "number"} | {k: v for k, v in bounds.items() if math.isfinite(v)}


@dataclass(frozen=True)
class Share(Kind):
    """A share, written as a percentage; 0..1 inside."""

    low: float = 0.0
    high: float = 1.0
    unit: str = "share"
    code: str = "share"

    def parse(self, raw, facts):
        quantity = _quantity(raw, self.code, low=self.low, high=self.high)
        value = units.share(quantity)
        if value is None or (quantity.per_year and self.code == "share"):
            raise Wrong(self.code, low=units.say_share(self.low), high=units.say_share(self.high))
        if not self.low <= value <= self.high:
            raise Wrong("bounds", low=units.say_share(self.low), high=units.say_share(self.high))
        return float(value)

    def format(self, value, currency):
        return units.say_share(value)

    def json_schema(self, currency="CNY"):
        return {"type": "string", "pattern": r"^\s*[-+]?[0-9.,]+\s*(%|％|‰|percent|per cent)"}


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

    def json_schema(self, currency="CNY"):
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

    def json_schema(self, currency="CNY"):
        return {"type": "string", "pattern": r"^\s*[0-9.,]+\s*(km|m|公里|千米|米|kilomet|metres)"}


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
            raise Wrong("bounds", low=f"{self.low} years", high=f"{self.high} years")
        return int(value)

    def format(self, value, currency):
        return f"{value} year" if value == 1 else f"{value} years"

    def json_schema(self, currency="CNY"):
        return {"type": "string", "pattern": r"^\s*[0-9]+(\.0*)?\s*(years?|a|年)\s*$"}


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
        found = units.money(quantity)
        if found is None or found[1] is None:
            raise Wrong(self.code, currency=expected)
        value, currency = found
        if facts and currency != facts.currency:
            raise Wrong("currency", currency=expected, other=currency)
        if quantity.per_year != self.per_year:
            raise Wrong(self.code, currency=expected)
        if not 0 <= value <= self.high:
            low, high = (units.say_money(x, expected, self.per_year) for x in (0, self.high))
            raise Wrong("bounds", low=low, high=high)
        return float(value)

    def format(self, value, currency):
        return units.say_money(value, currency, self.per_year)

    def json_schema(self, currency="CNY"):
        scales = r"(thousand|million|billion|trillion|[百千十]?[万亿]|百万|千万|万亿|千)?"
        end = r"(per year|a year|per annum|yearly|/ ?(year|yr|a|年)|每年)" if self.per_year else ""
        return {"type": "string", "pattern": rf"[0-9.]\s*{scales}\s*\S+.*{end}"}


def _quantity(raw, code, **values):
    """The quantity in a text; a bare number or a text without one is a mistake of `code`."""
    quantity = units.read(raw) if isinstance(raw, str) else None
    if quantity is None:
        if code in ("share", "rate"):
            values = {k: units.say_share(v) for k, v in values.items()} or values
        raise Wrong(code, **values)
    return quantity
