"""Values that change from year to year: `{ 2024 = "1 %", 2027 = "2 %", between = "linear" }`."""

from bisect import bisect_right
from dataclasses import dataclass

from narrows.scenario.kinds import Kind, Words, Year
from narrows.scenario.wrong import Wrong, each

BETWEEN = ("steps", "linear")
_MOST_YEARS = 400


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
