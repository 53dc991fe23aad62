"""How the unpublished figures of Shandong's districts are estimated, and how well the rule does.

A county is a dict as `build_shandong.counties` makes it; money is whole 10^4 yuan.
A block is what a prefecture's counties without yearbook accounts make together.
"""

from collections import namedtuple

import numpy as np

SECTORS = ("primary", "secondary", "tertiary")
BY_2019 = ("370100", "370200")  # Jinan and Qingdao: all their districts have 2019 figures
RAKING_ROUNDS = 200

Completed = namedtuple("Completed", "counties facts")  # noqa: PYI024 - two fields of a script


def by_employment(employed, sector_output):
    """Output of counties if all had the pool's output per worker in each sector.

    y_i = sum over s of n_is V_s / sum over j of n_js

    Args:
        employed: n, people employed (county, sector).
        sector_output: V, value added of the pool (sector,).

    Returns:
        y, value added by sector (county, sector), same unit as V.

    >>> by_employment(np.array([[1.0, 1.0], [3.0, 1.0]]), np.array([8.0, 10.0])).tolist()
    [[2.0, 5.0], [6.0, 5.0]]
    """
    return employed * (sector_output / employed.sum(axis=0))


def apportioned(total, weights):
    """Whole parts of a whole total by weights; the rounding residual goes to the largest.

    >>> apportioned(10, [1, 1, 1])
    [4, 3, 3]
    """
    weights = np.asarray(weights, dtype=float)
    parts = [int(part) for part in np.rint(total * weights / weights.sum())]
    parts[int(np.argmax(weights))] += int(total) - sum(parts)
    return parts


def raked(table, row_totals, column_totals):
    """Scale rows and columns in turn until the table meets both totals.

    >>> raked(np.ones((2, 2)), np.array([2.0, 6.0]), np.array([4.0, 4.0])).round(9).tolist()
    [[1.0, 1.0], [3.0, 3.0]]
    """
    table = np.array(table, dtype=float)
    for _ in range(RAKING_ROUNDS):
        table *= (column_totals / table.sum(axis=0))[None, :]
        table *= (row_totals / table.sum(axis=1))[:, None]
    return table


def pooled_error(pools):
    """Root mean square of log errors in pools whose sum is given: each pool costs one degree.

    Args:
        pools: for each pool the log errors of its units.

    >>> float(pooled_error([np.array([0.3, -0.3]), np.array([0.0, 0.0])]).round(3))
    0.3
    """
    squares = sum(float((errors**2).sum()) for errors in pools)
    return np.sqrt(squares / sum(len(errors) - 1 for errors in pools))


def log_errors(estimated, published):
    """Log of estimate over figure after both are brought to the same sum."""
    estimated, published = np.asarray(estimated, float), np.asarray(published, float)
    return np.log(estimated / estimated.sum()) - np.log(published / published.sum())


def of_prefecture(counties, test=lambda _: True):
    """Prefecture code -> its counties that pass the test."""
    pools = {}
    for county in counties:
        if test(county):
            pools.setdefault(county["prefecture"], []).append(county)
    return pools


def employment_pools(counties, blocks, gdp_2019):
    """Log errors of the employment rule wherever a figure exists to hold it against."""
    pools = []
    for group in of_prefecture(counties, lambda c: c["source"] == "yearbook").values():
        if len(group) > 1:
            sums = np.array([sum(c[s] for c in group) for s in SECTORS], dtype=float)
            guess = by_employment(np.array([c["employed"] for c in group]), sums).sum(axis=1)
            pools.append(log_errors(guess, [c["gdp"] for c in group]))
    rest = of_prefecture(counties, lambda c: c["source"] != "yearbook")
    for code in BY_2019:
        employed = np.array([c["employed"] for c in rest[code]])
        guess = by_employment(employed, blocks[code][1:]).sum(axis=1)
        pools.append(log_errors(guess, [gdp_2019[c["code"]] for c in rest[code]]))
    return pools


def share_pools(counties, gdp_2019):
    """Log errors of the 2019 shares against the 2020 figures where both are published."""
    both = of_prefecture(counties, lambda c: c["gdp"] and c["code"] in gdp_2019)
    return [
        log_errors([gdp_2019[c["code"]] for c in group], [c["gdp"] for c in group])
        for group in both.values()
    ]


def block_totals(counties, prefectures):
    """Prefecture code -> (GDP, primary, secondary, tertiary) without its yearbook counties."""
    blocks = {code: np.array(total) for code, total in prefectures.items()}
    for county in counties:
        if county["source"] == "yearbook":
            blocks[county["prefecture"]] -= [county[key] for key in ("gdp", *SECTORS)]
    return blocks


def fill_output(block, total, gdp_2019, errors):
    """Estimate the GDP of a block's units that have none; what is published stays."""
    code = block[0]["prefecture"]
    open_units = [c for c in block if c["gdp"] is None]
    left = int(total[0]) - sum(c["gdp"] for c in block if c["gdp"] is not None)
    if code in BY_2019:
        weights = [gdp_2019[c["code"]] for c in open_units]
    else:
        provisional = by_employment(np.array([c["employed"] for c in block]), total[1:])
        by_code = dict(zip((c["code"] for c in block), provisional.sum(axis=1), strict=True))
        weights = [by_code[c["code"]] for c in open_units]
    error = errors["share" if code in BY_2019 else "employment"]
    for county, part in zip(open_units, apportioned(left, weights), strict=True):
        county["gdp"], county["block"], county["output_basis"] = part, code, "estimated"
        county["output_error"] = error if len(open_units) > 1 else 0.0


def fill_sectors(block, total):
    """Value added by sector: the employment rule, raked to GDP and to the block's sectors."""
    provisional = by_employment(np.array([c["employed"] for c in block]), total[1:])
    output = np.array([c["gdp"] for c in block], dtype=float)
    columns = total[1:] * (output.sum() / total[1:].sum())
    for county, row in zip(block, raked(provisional, output, columns), strict=True):
        parts = apportioned(county["gdp"], row)
        county.update(zip(SECTORS, parts, strict=True), sectors_basis="estimated")


def spending_line(published):
    """Least squares of spending per head on revenue per head, and its R2.

    Returns:
        base and slope (10^4 yuan a head; yuan per yuan), R2.
    """
    people = np.array([c["population"] for c in published], dtype=float)
    revenue = np.array([c["revenue"] for c in published]) / people
    spending = np.array([c["spending"] for c in published]) / people
    design = np.column_stack([np.ones_like(revenue), revenue])
    (base, slope), *_ = np.linalg.lstsq(design, spending, rcond=None)
    residual = spending - design @ [base, slope]
    return base, slope, 1 - residual.var() / spending.var()


def fill_budgets(counties, line):
    """Revenue by the prefecture's revenue over GDP, spending by the line of the published."""
    base, slope, _ = line
    published = of_prefecture(counties, lambda c: c["source"] == "yearbook")
    ratio = {
        code: sum(c["revenue"] for c in group) / sum(c["gdp"] for c in group)
        for code, group in published.items()
    }
    for county in counties:
        county["budget_basis"] = "official"
        if county["revenue"] is None:
            county["revenue"] = round(county["gdp"] * ratio[county["prefecture"]])
            county["spending"] = round(base * county["population"] + slope * county["revenue"])
            county["budget_basis"] = "estimated"


def complete(counties, prefectures, gdp_2019):
    """Fill every unpublished figure; return the counties and the facts worth printing."""
    blocks = block_totals(counties, prefectures)
    employment = employment_pools(counties, blocks, gdp_2019)
    share = share_pools(counties, gdp_2019)
    errors = {"employment": pooled_error(employment), "share": pooled_error(share)}
    published = [c for c in counties if c["source"] == "yearbook"]
    for county in counties:
        basis = "official" if county["source"] == "yearbook" else "press"
        county.update(block="", output_basis=basis, output_error=0.0, sectors_basis="official")
    rest = of_prefecture(counties, lambda c: c["source"] != "yearbook")
    for code, block in rest.items():
        fill_output(block, blocks[code], gdp_2019, errors)
        fill_sectors(block, blocks[code])
    line = spending_line(published)
    fill_budgets(counties, line)
    return Completed(counties, facts(counties, employment, share, line))


def facts(counties, employment, share, line):
    """Figures quoted in region.toml, as text."""
    total = sum(c["gdp"] for c in counties)
    return {
        "estimated": sum(c["output_basis"] == "estimated" for c in counties),
        "unsectored": sum(c["sectors_basis"] == "estimated" for c in counties),
        "error_2019": f"{pooled_error(share):.3f}",
        "count_2019": sum(map(len, share)),
        "error_employment": f"{pooled_error(employment):.3f}",
        "count_employment": sum(map(len, employment)),
        "spending_base": f"{line[0]:.3f}",
        "spending_slope": f"{line[1]:.3f}",
        "spending_fit": f"{line[2]:.2f}",
        "gap": (731_290_000 - total) // 100,
    }
