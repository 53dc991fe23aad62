"""Kinds of values that name counties, by code, Chinese or English name; codes inside."""

from narrows.scenario.kinds import Kind, ListOf, Name
from narrows.scenario.wrong import Wrong


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
