"""The head of a region folder, region.toml: names, units, rules for missing data, growth."""

import re
from dataclasses import dataclass, field

from narrows.errors import Problem
from narrows.panel.cells import MAX_TEXT, decode, nearest, read_bytes
from narrows.region import checks
from narrows.region.region import Reported
from narrows.region.schema import KEYS, RANK_MOVES, REFERENCE, REPORTED, RULES
from narrows.words import VOCABULARY

FILE = "region.toml"

YEAR_DIGITS = 4
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Head:
    """What region.toml says."""

    name: str
    title: dict
    currency: str
    base_year: int
    group: str
    sources: tuple
    assumptions: tuple
    rules: dict
    given: frozenset
    total_growth: dict
    reference: dict = field(default_factory=dict)
    reported: Reported | None = None
    announced_scenario: str | None = None
    words: dict = field(default_factory=dict)


def line_of(text, key):
    r"""Line a key or a table of that name stands on, from 1, or None.

    >>> line_of("a = 1\n[title]\n", "title")
    2
    """
    pattern = re.compile(rf"^\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*(\]|=|\.)")
    for line, content in enumerate(text.splitlines(), 1):
        if pattern.match(content):
            return line
    return None


def filled_languages(words):
    """Fill the languages that are missing from the first that is there.

    >>> filled_languages({"en": "Spain"})
    {'en': 'Spain', 'zh': 'Spain'}
    """
    first = next(iter(words.values()))
    return {language: words.get(language, first) for language in (*LANGUAGES, *words)}


class Checker:
    """Collects the problems of one region.toml."""

    def __init__(self, text, shown, problems):
        self.text, self.shown, self.problems = text, shown, problems

    def report(self, key, rule, value=None, near=None):
        line = line_of(self.text, key.split(".")[-1])
        found = None if value is None else str(value)[:60]
        self.problems.append(Problem(self.shown, line, key, rule, found, near))

    def keys(self, data):
        """Known keys of the right type, none missing."""
        for key in data.keys() - KEYS.keys():
            self.report(key, "is no key of region.toml", near=nearest(key, KEYS))
        for key, (kind, required) in KEYS.items():
            if key not in data:
                if required:
                    self.problems.append(Problem(self.shown, None, key, "key is missing"))
            elif not isinstance(data[key], kind) or isinstance(data[key], bool):
                words = {str: "text", int: "a whole number", dict: "a table", list: "a list"}
                self.report(key, f"must be {words[kind]}", data[key])

    def values(self, data):
        """Contents that have rules of their own."""
        if data["schema"] != 1:
            self.report("schema", "must be 1, the only form there is", data["schema"])
        if not re.fullmatch(r"[A-Z]{3}", data["currency"]):
            self.report("currency", "must be a code of three capital letters", data["currency"])
        if not 1000 <= data["base_year"] <= 3000:
            self.report("base_year", "must be a calendar year", data["base_year"])
        if not data["title"] or not all(isinstance(t, str) for t in data["title"].values()):
            self.report("title", 'must hold text for a language, such as en = "My region"')
        for key in ("sources", "assumptions"):
            if not all(isinstance(line, str) for line in data.get(key, [])):
                self.report(key, "must be a list of texts")

    def rules(self, given):
        """Numbers of [rules] over their defaults."""
        for key, value in given.items():
            if key not in RULES:
                self.report(f"rules.{key}", "is no rule", near=nearest(key, RULES))
                continue
            _, low, high, unit, _ = RULES[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.report(f"rules.{key}", f"must be a number ({unit})", value)
            elif not low <= value <= high:
                rule = f"must lie between {low:g} and {high:g} ({unit})"
                self.report(f"rules.{key}", rule, value)
        return {key: given.get(key, rule[0]) for key, rule in RULES.items()}

    def growth(self, given):
        """Years and rates of [total_growth]."""
        for year, rate in given.items():
            if not (year.isascii() and year.isdigit() and len(year) == YEAR_DIGITS):
                self.report(f"total_growth.{year}", "must be a calendar year", year)
            elif isinstance(rate, bool) or not isinstance(rate, int | float) or not -1 < rate < 10:
                self.report(f"total_growth.{year}", "must be a rate per year above -1", rate)

    def reference(self, given):
        """Numbers of [reference]."""
        for key, value in given.items():
            if key not in REFERENCE:
                self.report(f"reference.{key}", "is no reference", near=nearest(key, REFERENCE))
                continue
            low, high, unit, _ = REFERENCE[key]
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not low <= value <= high:
                rule = f"must be a number between {low:g} and {high:g} ({unit})"
                self.report(f"reference.{key}", rule, value)

    def reported(self, given):
        """Year, source and growth by quantity of [reported]."""
        for name in given.keys() & set(RANK_MOVES):
            if not isinstance(given[name], int) or given[name] < 0:
                self.report(f"reported.{name}", "must be a number of counties", given[name])
        for key in given.keys() - {"year", "source", *REPORTED, *RANK_MOVES}:
            self.report(f"reported.{key}", "is no reported figure", near=nearest(key, REPORTED))
        if given and not (isinstance(given.get("year"), int) and 1000 <= given["year"] <= 3000):
            self.report("reported.year", "must be a calendar year", given.get("year"))
        if given and not isinstance(given.get("source"), str):
            self.report("reported.source", "must say who reported it, and when")
        for name in given.keys() & set(REPORTED):
            row = given[name]
            rate = row.get("growth") if isinstance(row, dict) else None
            beyond = row.get("beyond_whole", False) if isinstance(row, dict) else None
            number = isinstance(rate, int | float) and not isinstance(rate, bool)
            if not number or not -1 < rate < 10 or not isinstance(beyond, bool):
                rule = "must be { growth = rate per year, beyond_whole = true or false }"
                self.report(f"reported.{name}", rule, row)

    def words(self, given):
        """[words.en] and the like: what units, groups and the whole are called."""
        for lang, told in given.items():
            if lang not in LANGUAGES or not isinstance(told, dict):
                rule = f"must be a table of a language: {', '.join(LANGUAGES)}"
                self.report(f"words.{lang}", rule, near=nearest(lang, LANGUAGES))
                continue
            for key, text in told.items():
                if key not in VOCABULARY:
                    self.report(f"words.{lang}.{key}", "is no word", near=nearest(key, VOCABULARY))
                elif not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
                    rule = f"must be text of at most {MAX_TEXT} characters"
                    self.report(f"words.{lang}.{key}", rule, text)


def reported_figures(given):
    """[reported] as figures, or None where there is none; its keys have been checked."""
    if not given:
        return None
    growth = {name: given[name] for name in REPORTED if name in given}
    figures = {
        name: (float(row["growth"]), row.get("beyond_whole", False)) for name, row in growth.items()
    }
    counts = (given.get(name, 0) for name in RANK_MOVES)
    return Reported(given["year"], given["source"], figures, *counts)


def parse_head(text, shown, problems):
    """Turn the text of region.toml into a Head, or None with the problems booked."""
    before = len(problems)
    data = checks.read_toml(text, shown, problems)
    if len(problems) > before:
        return None
    checker = Checker(text, shown, problems)
    checker.keys(data)
    if len(problems) > before:
        return None
    checker.values(data)
    rules = checker.rules(data.get("rules", {}))
    growth = data.get("total_growth", {})
    checker.growth(growth)
    reference, reported = data.get("reference", {}), data.get("reported", {})
    checker.reference(reference)
    checker.reported(reported)
    checker.words(data.get("words", {}))
    if len(problems) > before:
        return None
    return Head(
        name=data["name"],
        title=filled_languages(data["title"]),
        currency=data["currency"],
        base_year=data["base_year"],
        group=data.get("group", "group"),
        sources=tuple(data.get("sources", ())),
        assumptions=tuple(data.get("assumptions", ())),
        rules=rules,
        given=frozenset(data.get("rules", {})),
        total_growth={int(year): float(rate) for year, rate in growth.items()},
        reference={name: float(value) for name, value in reference.items()},
        reported=reported_figures(reported),
        announced_scenario=data.get("announced_scenario"),
        words=data.get("words", {}),
    )


def read_head(folder, display, problems, digest=None):
    """Read region.toml of a folder."""
    shown = f"{display}/{FILE}"
    data = read_bytes(folder, FILE, shown, problems)
    if data is None:
        if not any(p.file == shown for p in problems):
            problems.append(Problem(shown, None, FILE, "file is missing", code="missing"))
        return None
    if digest is not None:
        digest.update(f"{FILE} {len(data)}\n".encode())
        digest.update(data)
    text = decode(data, shown, problems)
    return None if text is None else parse_head(text, shown, problems)
