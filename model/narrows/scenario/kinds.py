"""What a key may hold: one small class per kind of value.

A kind reads what a person wrote into an internal unit (million, share, km, year), writes it
back exactly, describes itself for the reference and for editors, and raises `Wrong` by code
with what it expected. Pydantic calls it through `Annotated[..., kind]`.
"""

import math
from dataclasses import dataclass

from pydantic_core import PydanticCustomError, core_schema

from narrows.scenario.wrong import Wrong, Wrongs, each, mistakes


class Kind:
    """How one key's value is read, written and described."""

    unit = ""

    def parse(self, raw, facts):
        """The internal value of what was written; facts of the region or None."""
        raise NotImplementedError

    def format(self, value, currency):
        """What to write into a TOML file so that `parse` gives `value` again."""
        return value

    def json_schema(self):
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

    def json_schema(self):
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

    def json_schema(self):
        return super().json_schema() | {"minLength": 1}


class MeasureName(Name):
    """Name of a measure of the gap."""

    def parse(self, raw, facts):
        name = super().parse(raw, facts)
        known = _measures()
        if name not in known:
            raise Wrong("measure", allowed=known)
        return name

    def json_schema(self):
        return {"type": "string", "enum": list(_measures())}


def _measures():
    from narrows.measures import MEASURES

    return tuple(MEASURES)


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

    def json_schema(self):
        return {"type": "array", "items": self.item.json_schema()}


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

    def json_schema(self):
        return {"type": "string", "enum": list(self.words)}


class Flag(Kind):
    """True or false."""

    def parse(self, raw, facts):
        if not isinstance(raw, bool):
            raise Wrong("flag")
        return raw

    def json_schema(self):
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

    def json_schema(self):
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

    def json_schema(self):
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": "number"} | {k: v for k, v in bounds.items() if math.isfinite(v)}
