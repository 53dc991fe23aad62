"""Stand-ins for what a region's table leaves out: rules of region.toml, each said in words."""

import numpy as np

SECTORS = ("primary", "secondary", "tertiary")


def complete(table, head):
    """Arrays of all county fields of a Region, and what was assumed.

    Args:
        table: counties.csv as read and checked.
        head: region.toml as read.

    Returns:
        field -> array or tuple, list of assumptions in words.
    """
    said = []
    count = len(table)
    blank = np.full(count, np.nan)
    output = table.get("output")
    columns = {
        "kind": tuple(table.get("kind", ["other"] * count)),
        "longitude": table.get("longitude", blank.copy()),
        "latitude": table.get("latitude", blank.copy()),
        "population": table.get("population"),
        "population_2010": table.get("population_2010", blank.copy()),
        "loans": table.get("loans", blank.copy()),
        "output": output,
        "output_basis": tuple(table.get("output_basis", ["official"] * count)),
        "output_error": table.get("output_error", np.zeros(count)),
        "block": block_numbers(table.get("block", [""] * count)),
    }
    for name in ("schooling", "urban_share", "area"):
        columns[name], _ = filled(table, name, head, said)
    for name in ("revenue", "spending"):
        columns[name], missing = filled(table, name, head, said, rule=f"{name}_share", scale=output)
        columns[f"{name}_basis"] = bases(table, name, missing)
    for name in ("capital", "public_capital"):
        columns[name] = stock(table, name, head, output)
    columns["sector_shares"], missing = sector_shares(table, head, said)
    columns["sectors_basis"] = bases(table, "sectors", missing)
    return columns, said


def filled(table, name, head, said, *, rule=None, scale=1.0):
    """A column whose blanks are a rule's number times a scale; the rule is said.

    Returns:
        values (N,), which of them were missing (N,).
    """
    rule = rule or name
    values = table.get(name, np.full(len(table), np.nan))
    missing = np.isnan(values)
    if missing.any():
        where = "everywhere" if missing.all() else f"in {missing.sum()} counties"
        of_output = " of output" if rule != name else ""
        said.append(f"{name}: not given {where}, {head.rules[rule]:g}{of_output} assumed")
    return np.where(missing, head.rules[rule] * scale, values), missing


def stock(table, name, head, output):
    """Capital as given, else the common multiple of output."""
    values = table.get(name)
    return head.rules[f"{name}_output_ratio"] * output if values is None else values


def bases(table, name, missing):
    """Where figures come from: as the table says, `assumed` where it leaves them out."""
    given = table.get(f"{name}_basis", ["official"] * len(table))
    pairs = zip(given, missing, strict=True)
    return tuple("assumed" if gone else word or "official" for word, gone in pairs)


def sector_shares(table, head, said):
    """Shares of value added (N, 3); the rules' shares where there is none."""
    one, two = head.rules["primary_share"], head.rules["secondary_share"]
    common = np.array([one, two, max(0.0, 1.0 - one - two)])
    common = common / common.sum()
    if table.get("primary") is None:
        said.append(f"sectors: not given, {one:g} / {two:g} / rest of output assumed everywhere")
        return np.tile(common, (len(table), 1)), np.ones(len(table), dtype=bool)
    values = np.column_stack([table.get(sector) for sector in SECTORS])
    missing = np.isnan(values).any(axis=1)
    if missing.any():
        said.append(f"sectors: not given in {missing.sum()} counties, {one:g} / {two:g} assumed")
    values = np.where(missing[:, None], common, values)
    return values / values.sum(axis=1, keepdims=True), missing


def block_numbers(labels):
    """Labels of blocks as numbers from 0, -1 for none.

    >>> block_numbers(["", "b", "a", "b"]).tolist()
    [-1, 0, 1, 0]
    """
    place = {label: number for number, label in enumerate(dict.fromkeys(x for x in labels if x))}
    return np.array([place.get(label, -1) for label in labels], dtype=np.int64)
