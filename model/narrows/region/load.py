"""Region.toml and its tables become a Region, or all problems at once."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from narrows.errors import InputError, Problem
from narrows.panel import cells
from narrows.panel.cells import decode, nearest, read_bytes, read_table
from narrows.region import checks, stand_ins
from narrows.region.region import Pair, Region, Reported
from narrows.region.schema import KEYS, RANK_MOVES, REFERENCE, REPORTED, RULES, TABLES

SHIPPED = Path(__file__).resolve().parents[1] / "regions"
FILE = "region.toml"
YEAR_DIGITS = 4
LANGUAGES = ("en", "zh")


def shipped_regions():
    """Names of the regions that come with the package."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/region.toml")))


def region_folder(name_or_path):
    """Folder of a shipped region by its name, or the folder given.

    Raises:
        InputError: there is no such region and no such folder.
    """
    text = str(name_or_path)
    if text in shipped_regions():
        return SHIPPED / text
    folder = Path(text)
    if folder.is_dir():
        return folder
    rule = f"must be a region folder or one of {', '.join(shipped_regions())}"
    near = nearest(text, shipped_regions())
    raise InputError([Problem(text, None, "region", rule, text, near, "unknown_region")])


def read_folder(folder, display, whole=True):
    """Read and check all tables of a folder.

    Args:
        folder: its path.
        display: how messages name it.
        whole: also read the history, which loading leaves to those who ask for it.

    Returns:
        head, tables by name, problems, digest (hex).
    """
    problems, digest = [], hashlib.sha256()
    head = read_head(folder, display, problems, digest)
    tables = {}
    for name, schema in TABLES.items():
        parse = whole or name != "history"
        table = read_table(folder, schema, display, problems, digest=digest, parse=parse)
        if table is not None:
            tables[name] = table
    counties = tables.get("counties")
    if counties is not None:
        check_tables(counties, tables, problems)
    return head, tables, problems, digest.hexdigest()


def check_tables(counties, tables, problems):
    """Rules between the tables of a folder."""
    known = checks.check_codes(counties, problems)
    groups = list(dict.fromkeys(code for code in counties.get("group", ["all"]) if code))
    checks.check_groups(counties, problems)
    checks.check_sectors(counties, problems)
    checks.check_blocks(counties, problems)
    others = {
        "neighbours": lambda table: checks.check_neighbours(table, known, problems),
        "group_growth": lambda table: checks.check_growth(table, groups, problems),
        "group_panel": lambda t: cells.check_panel(t, "group", groups, "group", problems),
        "pairs": lambda table: checks.check_pairs(table, known, problems),
        "points": lambda t: cells.check_known(t, "code", known, "county", problems),
        "history": lambda t: cells.check_panel(t, "code", known, "county", problems),
    }
    for name, check in others.items():
        table = tables.get(name)
        if table is not None and usable(table, TABLES[name]):
            check(table)


def usable(table, schema):
    """All required columns were there."""
    return all(column.name in table.columns for column in schema.columns if column.required)


def check_region(name_or_path):
    """Every problem of a region folder, in the order of its files; none is good."""
    try:
        folder = region_folder(name_or_path)
    except InputError as error:
        return error.problems
    return tuple(read_folder(folder, display_of(name_or_path))[2])


def display_of(name_or_path):
    """How messages name the folder: as the user gave it."""
    return str(name_or_path).rstrip("/\\")


def load_region(name_or_path):
    """Load a shipped region by name or any region folder.

    Args:
        name_or_path: "shandong", or the path of a folder with region.toml and its tables.

    Returns:
        Region, frozen, arrays read-only.

    Raises:
        InputError: with every problem of the folder by file, line and column. The history is
            only read, and its problems only raised, by those who ask for it.

    >>> load_region("shandong")
    Region('shandong', 136 counties, base year 2020)
    """
    folder = region_folder(name_or_path)
    head, tables, problems, digest = read_folder(folder, display_of(name_or_path), whole=False)
    if problems:
        raise InputError(problems)
    return assemble(head, tables, digest, folder)


def assemble(head, tables, digest="", folder=None):
    """Turn checked tables into a Region."""
    counties = tables["counties"]
    codes = tuple(counties.get("code"))
    index = {code: row for row, code in enumerate(codes)}
    labels = counties.get("group") or ["all"] * len(codes)
    group_codes = tuple(dict.fromkeys(labels))
    place = {code: number for number, code in enumerate(group_codes)}
    columns, assumptions = stand_ins.complete(counties, head)
    neighbours, border_km = neighbour_arrays(tables.get("neighbours"), index)
    return Region(
        name=head.name,
        title=head.title,
        currency=head.currency,
        base_year=head.base_year,
        digest=digest,
        folder=folder,
        sources=head.sources,
        assumptions=(*head.assumptions, *assumptions),
        rules=head.rules,
        codes=codes,
        names=in_languages(counties, "name_", codes),
        group=np.array([place[label] for label in labels], dtype=np.int64),
        group_codes=group_codes,
        groups=group_names(counties, labels, group_codes),
        neighbours=neighbours,
        border_km=border_km,
        group_growth=growth_by_year(tables.get("group_growth"), place),
        total_growth=head.total_growth,
        reference=head.reference,
        reported=head.reported,
        announced_scenario=head.announced_scenario,
        announced=announced(tables.get("pairs")),
        **columns,
    )


def in_languages(table, stem, fallback):
    """Language -> texts of the columns that start with a stem; missing languages filled."""
    given = {n.removeprefix(stem): tuple(t) for n, t in table.columns.items() if n.startswith(stem)}
    first = next(iter(given.values()), tuple(fallback))
    languages = dict.fromkeys((*LANGUAGES, *given))
    return {language: given.get(language, first) for language in languages}


def group_names(counties, labels, group_codes):
    """Language -> names of the groups, the code where there is no name."""
    names = in_languages(counties, "group_", labels)
    rows = {label: row for row, label in reversed(list(enumerate(labels)))}
    return {
        language: tuple(texts[rows[code]] or code for code in group_codes)
        for language, texts in names.items()
    }


def neighbour_arrays(table, index):
    """Sorted index pairs in both directions, and border lengths."""
    if table is None or not len(table):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    one = np.array([index[code] for code in table.get("code")], dtype=np.int64)
    other = np.array([index[code] for code in table.get("neighbour_id")], dtype=np.int64)
    border = table.get("border_km", np.full(len(one), np.nan))
    pairs = np.concatenate([np.column_stack([one, other]), np.column_stack([other, one])])
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    return pairs, np.concatenate([border, border])[first]


def growth_by_year(table, place):
    """Year -> real growth of the groups (G,)."""
    if table is None:
        return {}
    years = {}
    rows = zip(table.get("group"), table.get("year"), table.get("growth"), strict=True)
    for group, year, rate in rows:
        years.setdefault(int(year), np.zeros(len(place)))[place[group]] = rate
    return dict(sorted(years.items()))


def announced(table):
    """Announced pairs in the order of the table."""
    if table is None:
        return ()
    blank = [""] * len(table)
    status = table.get("status", ["confirmed"] * len(table))
    note = table.get("note", blank)
    rows = zip(table.get("strong"), table.get("weak"), status, note, strict=True)
    return tuple(Pair(strong or None, weak or None, st, text) for strong, weak, st, text in rows)


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
