"""Rebuild the Shandong region from the published figures.

Run `python tools/build_shandong.py`; it reads `figures/shandong` and writes the tables of
`model/narrows/regions/shandong`. The rules of estimation live in `shandong_estimates.py`.
Money is kept in whole 10^4 yuan (0.01 million) until it is written, so that sums are exact.
"""

import csv
import io
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).resolve().parent))

import shandong_estimates as estimates  # noqa: E402 - the folder of this script is no package

FIGURES = ROOT / "figures" / "shandong"
REGION = ROOT / "model" / "narrows" / "regions" / "shandong"
PROVINCE = "370000"
LAIWU, JINAN = "371200", "370100"  # Laiwu prefecture joined Jinan at the start of 2019
SECTORS = ("primary", "secondary", "tertiary")
CENSUS_BREAK = 2019  # the fourth economic census revised the series from this year on
COUNTY_COLUMNS = (
    "code", "name_zh", "name_en", "kind", "group", "group_zh", "group_en",
    "longitude", "latitude", "area", "population", "population_2010", "urban_share", "schooling",
    "output", "output_basis", "output_error", "block", *SECTORS, "sectors_basis",
    "revenue", "revenue_basis", "spending", "spending_basis", "loans",
)  # fmt: skip


def read(name):
    """Rows of a table of figures as dicts of text."""
    with (FIGURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(text):
    """10^8 yuan as published to whole 10^4 yuan.

    >>> whole("338.8019")
    3388019
    """
    return round(float(text) * 10_000)


def million(amount):
    """Whole 10^4 yuan to million yuan, two decimals, as text; blank stays blank.

    >>> million(3388019)
    '33880.19'
    """
    return "" if amount is None else f"{amount // 100}.{amount % 100:02d}"


def counties():
    """One dict a county: identity and census, and the published accounts in 10^4 yuan or None."""
    census = {row["code"]: row for row in read("census.csv")}
    accounts = {row["code"]: row for row in read("accounts_2020.csv")}
    names = {row["code"]: row for row in read("prefectures.csv")}
    rows = []
    for place in read("places.csv"):
        people, account = census[place["code"]], accounts.get(place["code"], {})
        money = ("gdp", *SECTORS, "revenue", "spending", "loans")
        amounts = {key: whole(account[key]) if account.get(key) else None for key in money}
        employed = [int(people[f"employed_{sector}"]) for sector in SECTORS]
        rows.append(
            {
                **place,
                **people,
                **amounts,
                "source": account.get("source", ""),
                "prefecture_zh": names[place["prefecture"]]["name_zh"],
                "prefecture_en": names[place["prefecture"]]["name_en"],
                "population": int(people["population_2020"]),
                "employed": np.array(employed, dtype=float),
            }
        )
    return rows


def prefecture_accounts(year):
    """Code -> (GDP, primary, secondary, tertiary) of the prefectures, whole 10^4 yuan."""
    rows = [r for r in read("prefecture_series.csv") if r["year"] == str(year)]
    keys = ("gdp", *SECTORS)
    return {r["code"]: np.array([whole(r[k]) for k in keys]) for r in rows if r["code"] != PROVINCE}


def shares_2019():
    """Code -> GDP 2019 of the districts of Jinan and Qingdao, zones included, 10^8 yuan."""
    return {
        row["code"]: float(row["value"])
        for row in read("points.csv")
        if (row["variable"], row["year"], row["scope"]) == ("gdp", "2019", "with_zones")
    }


def county_row(row):
    """A county as a line of counties.csv."""
    return {
        "code": row["code"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "kind": row["kind"],
        "group": row["prefecture"],
        "group_zh": row["prefecture_zh"],
        "group_en": row["prefecture_en"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "area": row["area_km2"],
        "population": str(row["population"]),
        "population_2010": row["population_2010"],
        "urban_share": f"{float(row['urban_pct']) / 100:.4f}",
        "schooling": row["schooling_years"],
        "output": million(row["gdp"]),
        "output_basis": row["output_basis"],
        "output_error": f"{row['output_error']:.3f}",
        "block": row["block"],
        **{sector: million(row[sector]) for sector in SECTORS},
        "sectors_basis": row["sectors_basis"],
        "revenue": million(row["revenue"]),
        "revenue_basis": row["budget_basis"],
        "spending": million(row["spending"]),
        "spending_basis": row["budget_basis"],
        "loans": million(row["loans"]),
    }


def neighbour_rows():
    return [
        {"code": a, "neighbour_id": b, "border_km": row["border_km"]}
        for row in read("borders.csv")
        for a, b in ((row["code_a"], row["code_b"]), (row["code_b"], row["code_a"]))
    ]


def growth_rows(years):
    """Real growth of the prefectures as rates per year."""
    return [
        {"group": r["code"], "year": r["year"], "growth": f"{float(r['growth_pct']) / 100:.4f}"}
        for r in read("prefecture_series.csv")
        if int(r["year"]) in years and r["code"] != PROVINCE
    ]


def panel_rows():
    """GDP 2013-2022 of the prefectures in today's borders, each with its statistical series."""
    rows = [r for r in read("prefecture_series.csv") if r["code"] != PROVINCE]
    sums = {}
    for row in rows:
        key = (JINAN if row["code"] == LAIWU else row["code"], int(row["year"]))
        gdp, weighted = sums.get(key, (0, 0.0))
        amount = whole(row["gdp"])
        sums[key] = (gdp + amount, weighted + amount * float(row["growth_pct"]))
    return [
        {
            "group": group,
            "year": str(year),
            "output": million(gdp),
            "growth": f"{weighted / gdp / 100:.4f}",
            "series": "before_census" if year < CENSUS_BREAK else "after_census",
        }
        for (group, year), (gdp, weighted) in sorted(sums.items())
    ]


def point_rows():
    """Single county figures: GDP in million yuan, real growth as a rate per year."""
    scale = {"gdp": ("output", lambda text: million(whole(text)))}
    scale["gdp_growth_real"] = ("growth", lambda text: f"{float(text) / 100:.4f}")
    rows = []
    for r in read("points.csv"):
        variable, convert = scale[r["variable"]]
        value = convert(r["value"])
        same = {key: r[key] for key in ("code", "year", "reliability", "scope")}
        rows.append({**same, "variable": variable, "value": value})
    return rows


def provincial_growth(years):
    rows = [r for r in read("prefecture_series.csv") if r["code"] == PROVINCE]
    return {int(r["year"]): float(r["growth_pct"]) / 100 for r in rows if int(r["year"]) in years}


def table(columns, rows):
    """A CSV table as text, columns in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def build():
    """All files of the region: name -> text."""
    rows = estimates.complete(counties(), prefecture_accounts(2020), shares_2019())
    growth = provincial_growth((2021, 2022))
    head = (FIGURES / "region.toml.in").read_text(encoding="utf-8")
    fills = {**rows.facts, **{f"growth_{year}": f"{rate:.4f}" for year, rate in growth.items()}}
    pairs = read("pairs.csv")
    point_columns = ("code", "year", "variable", "value", "reliability", "scope")
    return {
        "region.toml": head.format(**fills),
        "counties.csv": table(COUNTY_COLUMNS, [county_row(row) for row in rows.counties]),
        "neighbours.csv": table(("code", "neighbour_id", "border_km"), neighbour_rows()),
        "group_growth.csv": table(("group", "year", "growth"), growth_rows((2021, 2022))),
        "group_panel.csv": table(("group", "year", "output", "growth", "series"), panel_rows()),
        "pairs.csv": table(("strong", "weak", "status", "note"), pairs),
        "points.csv": table(point_columns, point_rows()),
    }


def main():
    REGION.mkdir(parents=True, exist_ok=True)
    for name, text in build().items():
        (REGION / name).write_bytes(text.encode("utf-8"))
        print(f"{name}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
