"""Read region.toml: names, units, rules of what is missing, known growth of the whole."""

import re
import tomllib
from dataclasses import dataclass

from narrows.errors import Problem
from narrows.region.schema import KEYS, RULES
from narrows.region.tables import decode, nearest, read_bytes

FILE = "region.toml"
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

    >>> in_languages({"en": "Spain"})
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
            if not year.isdigit():
                self.report(f"total_growth.{year}", "must be a calendar year", year)
            elif isinstance(rate, bool) or not isinstance(rate, int | float) or not -1 < rate < 10:
                self.report(f"total_growth.{year}", "must be a rate per year above -1", rate)


def parse_head(text, shown, problems):
    """Turn the text of region.toml into a Head, or None with the problems booked."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else None
        problems.append(Problem(shown, line, "toml", f"must be readable as TOML: {error}"))
        return None
    before = len(problems)
    checker = Checker(text, shown, problems)
    checker.keys(data)
    if len(problems) > before:
        return None
    checker.values(data)
    rules = checker.rules(data.get("rules", {}))
    growth = data.get("total_growth", {})
    checker.growth(growth)
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
