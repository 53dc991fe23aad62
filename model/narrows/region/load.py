"""A region folder becomes a Region, or all problems at once."""

import hashlib
from pathlib import Path

import numpy as np

from narrows.errors import InputError, Problem
from narrows.folders import SHIPPED_REGIONS, shipped_regions
from narrows.panel import cells
from narrows.panel.cells import nearest, read_table
from narrows.region import checks, stand_ins
from narrows.region.head import LANGUAGES, read_head
from narrows.region.region import Pair, Region
from narrows.region.schema import TABLES
from narrows.words import vocabulary


def region_folder(name_or_path):
    """Folder of a shipped region by its name, or the folder given.

    Raises:
        InputError: there is no such region and no such folder.
    """
    text = str(name_or_path)
    if text in shipped_regions():
        return SHIPPED_REGIONS / text
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


def load_region(name_or_path: str | Path) -> Region:
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
        words={lang: vocabulary(lang) | head.words.get(lang, {}) for lang in LANGUAGES},
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
