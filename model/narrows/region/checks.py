"""Rules between the cells and the tables of a region: identities, groups, neighbours, pairs."""

import numpy as np

from narrows.errors import Problem
from narrows.panel.cells import check_known, limited
from narrows.region.schema import MAX_COUNTIES


def check_codes(table, problems):
    """Codes are there once; there are enough and not too many."""
    codes = table.get("code", [])
    seen = {}
    twice = []
    for row, code in enumerate(codes):
        if code in seen:
            rule = f"must appear once; first on line {table.lines[seen[code]]}"
            twice.append(table.problem(row, "code", rule, code, code="duplicate"))
        elif code:
            seen[code] = row
    limited(problems, twice)
    if not 2 <= len(table) <= MAX_COUNTIES:
        rule = f"must have 2 to {MAX_COUNTIES} counties"
        problems.append(Problem(table.file, None, "code", rule, str(len(table))))
    return seen


def check_groups(table, problems):
    """One group has one name in each language."""
    groups = table.get("group", [])
    for header in [name for name in table.columns if name.startswith("group_")]:
        first, found = {}, []
        for row, (group, name) in enumerate(zip(groups, table.get(header), strict=False)):
            if group and first.setdefault(group, name) != name:
                rule = f"must be one name for group {group}, first {first[group]!r}"
                found.append(table.problem(row, header, rule, name))
        limited(problems, found)


def check_sectors(table, problems):
    """Value added is there for all three sectors of a county or for none, and not all zero."""
    values = [table.get(name) for name in ("primary", "secondary", "tertiary")]
    present = [value is not None for value in values]
    if not any(present):
        return
    if not all(present):
        rule = "primary, secondary and tertiary must all be there or none"
        problems.append(Problem(table.file, 1, "primary", rule))
        return
    known = np.isfinite(np.column_stack(values)).sum(axis=1)
    zero = np.nansum(np.column_stack(values), axis=1) <= 0
    odd = np.flatnonzero((known % 3 != 0) | ((known == 3) & zero))
    rule = "value added of all three sectors must be given, not all zero, or none"
    limited(problems, (table.problem(row, "primary", rule) for row in odd))


def check_blocks(table, problems):
    """Only an estimate may have an error, and an estimate that errs may belong to a block."""
    bases, errors = table.get("output_basis"), table.get("output_error")
    if errors is None:
        return
    bases = bases or ["official"] * len(table)
    odd = [r for r in np.flatnonzero(errors > 0) if bases[r] in ("official", "press")]
    rule = "must be 0 where output is published"
    limited(problems, (table.problem(r, "output_error", rule, f"{errors[r]:g}") for r in odd))


def check_neighbours(table, known, problems):
    """Neighbours are known counties, nobody is its own, and no pair stands twice."""
    for key in ("code", "neighbour_id"):
        check_known(table, key, known, "county", problems)
    seen, found = set(), []
    pairs = zip(table.get("code", []), table.get("neighbour_id", []), strict=False)
    for row, pair in enumerate(pairs):
        if pair[0] == pair[1]:
            found.append(table.problem(row, "neighbour_id", "must be another county", pair[1]))
        elif pair in seen:
            found.append(table.problem(row, "neighbour_id", "pair must stand once", pair[1]))
        seen.add(pair)
    limited(problems, found)


def check_growth(table, groups, problems):
    """A year of growth covers every group once."""
    check_known(table, "group", groups, "group", problems)
    years = {}
    for row, (group, year) in enumerate(zip(table.get("group"), table.get("year"), strict=True)):
        if year != year:  # noqa: PLR0124 - a year that could not be read is nan and was booked
            continue
        rows = years.setdefault(int(year), {})
        if group in rows:
            rule = f"must stand once for {int(year)}"
            problems.append(table.problem(row, "group", rule, group, code="duplicate"))
        rows[group] = row
    for year, rows in sorted(years.items()):
        missing = [group for group in groups if group not in rows]
        if missing:
            rule = f"growth of {year} must be there for every group"
            problems.append(Problem(table.file, None, "group", rule, f"without {missing[0]}"))


def check_pairs(table, known, problems):
    """Sides are known counties, nobody aids itself, a county receives in one pair."""
    for key in ("strong", "weak"):
        check_known(table, key, known, "county", problems)
    receivers = {}
    pairs = zip(table.get("strong", []), table.get("weak", []), strict=False)
    for row, (strong, weak) in enumerate(pairs):
        if strong and strong == weak:
            problems.append(table.problem(row, "weak", "must not aid itself", weak))
        if weak and weak in receivers:
            rule = f"must receive in one pair; first on line {table.lines[receivers[weak]]}"
            problems.append(table.problem(row, "weak", rule, weak, code="duplicate"))
        receivers.setdefault(weak, row)


def read_toml(text, shown, problems):
    """What a text in TOML says, read as a scenario is, with every broken line booked; or None."""
    from narrows.toml.mistakes import Wrong, tell
    from narrows.toml.text import Mark, Unreadable, read_text

    try:
        read = read_text(text.encode(), shown)
    except (Wrong, Unreadable) as error:
        wrongs, data = getattr(error, "reports", (error,)), None
    else:
        wrongs, data = read.wrongs, read.data
    for wrong in wrongs:
        problems.append(tell(wrong, Mark(shown), "toml", "en", key_itself=True))
    return data
