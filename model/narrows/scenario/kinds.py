"""What a key may hold: text, names, flags, counties, dated values."""

import math
from bisect import bisect_right
from dataclasses import dataclass

from pydantic_core import PydanticCustomError, core_schema

from narrows.toml.mistakes import Wrong, Wrongs, each, mistakes

BETWEEN = ("steps", "linear")
_MOST_YEARS = 400


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


class County(Name):
    """One county of the region."""

    def parse(self, raw, facts):
        if not isinstance(raw, str):
            raise Wrong("county_text")
        written = super().parse(raw, facts)
        return facts.county(written) if facts else written


class RecipientsKind(Kind):
    """Who gets the money: "weak", "all", or a list of counties."""

    words = ("weak", "all")

    def parse(self, raw, facts):
        if isinstance(raw, str):
            if raw not in self.words:
                raise Wrong("recipients", allowed=self.words)
            return raw
        if not isinstance(raw, list | tuple):
            raise Wrong("recipients")
        counties = ListOf(County()).parse(raw, facts)
        if not counties:
            raise Wrong("no_recipients")
        return counties

    def format(self, value, currency):
        return value if isinstance(value, str) else list(value)

    def json_schema(self):
        words = {"type": "string", "enum": list(self.words)}
        return {"anyOf": [words, ListOf(County()).json_schema() | {"minItems": 1}]}


@dataclass(frozen=True)
class Dated:
    """A value for every year.

    Args:
        values: one value, or one for each of `years`, in internal units.
        years: calendar years, rising; empty for a constant.
        between: "steps", a value holds until the next year given, or "linear".
    """

    values: tuple
    years: tuple = ()
    between: str = "steps"

    def at(self, year):
        """Value in a year: 0 before the first year given, the last one after the last.

        >>> money = Dated((1.0, 4.0), (2024, 2027), "linear")
        >>> [money.at(year) for year in (2023, 2024, 2025, 2030)]
        [0.0, 1.0, 2.0, 4.0]
        >>> Dated((5.0,)).at(1999)
        5.0
        """
        if not self.years:
            return self.values[0]
        after = bisect_right(self.years, year)
        if after == 0:
            return 0.0
        if self.between == "steps" or after == len(self.years):
            return self.values[after - 1]
        first, last = self.years[after - 1], self.years[after]
        low, high = self.values[after - 1], self.values[after]
        return low + (high - low) * (year - first) / (last - first)

    @property
    def largest(self):
        """The largest value of any year; 0 means that the key does nothing."""
        return max(self.values)


@dataclass(frozen=True)
class DatedKind(Kind):
    """One value for all years, or a table of years."""

    item: Kind

    @property
    def unit(self):
        return self.item.unit

    def parse(self, raw, facts):
        if isinstance(raw, Dated):
            return raw
        if not isinstance(raw, dict):
            return Dated((self.item.parse(raw, facts),))
        if len(raw) > _MOST_YEARS:
            raise Wrong("list_length", longest=_MOST_YEARS)
        if not set(raw) - {"between"}:
            raise Wrong("dated_empty")
        read = each(raw.items(), lambda key, value: self._entry(key, value, facts))
        between = next((word for year, word in read if year is None), "steps")
        years, values = zip(*sorted(pair for pair in read if pair[0]), strict=True)
        return Dated(values, years, between)

    def _entry(self, key, value, facts):
        """Year and value of one entry; the word of `between` comes with no year."""
        if key == "between":
            return None, Words(*BETWEEN).parse(value, facts)
        return _year(key), self.item.parse(value, facts)

    def format(self, value, currency):
        written = [self.item.format(item, currency) for item in value.values]
        if not value.years:
            return written[0]
        table = {str(year): item for year, item in zip(value.years, written, strict=True)}
        return table | {"between": value.between}

    def json_schema(self):
        item = self.item.json_schema()
        table = {
            "type": "object",
            "properties": {"between": {"type": "string", "enum": list(BETWEEN)}},
            "patternProperties": {"^[0-9]{4}$": item},
            "additionalProperties": False,
        }
        return {"anyOf": [item, table]}


def _year(key):
    text = str(key)
    try:
        return Year().parse(int(text) if text.isascii() and text.isdigit() else key, None)
    except (Wrong, ValueError):
        raise Wrong("dated_year", found=text[:40], allowed=("between",)) from None


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
