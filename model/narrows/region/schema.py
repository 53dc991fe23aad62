"""Columns of a region's tables, written once: the loader, `region new` and the docs read this."""

from narrows.panel.cells import Column, Table

MAX_COUNTIES = 100_000

BASES = ("official", "press", "estimated", "assumed")
KINDS = ("county", "county_level_city", "district", "other")
STATUSES = ("confirmed", "donor_unknown", "inferred", "unknown")

CODE = Column("code", "text", "identity of the county, kept as text", required=True)
MONEY = "million units of the region's currency"


def share(name, meaning):
    """A share between 0 and 1 that may be left out."""
    return Column(name, "number", meaning, "share", 0.0, 1.0, blank=True)


def money(name, meaning, **more):
    """An amount of money, not negative."""
    return Column(name, "number", meaning, f"{MONEY}", 0.0, **more)


def basis(of):
    """Where a figure comes from."""
    return Column(f"{of}_basis", "text", f"where {of} comes from", words=BASES)


COUNTIES = Table(
    "counties.csv",
    "one row a county; the order of the rows is the order of all arrays",
    (
        CODE,
        Column("name_*", "text", "name, one column a language (name_zh, name_en)", required=True),
        Column("kind", "text", "administrative kind", words=KINDS),
        Column("group", "text", "code of the group (prefecture, state) the county lies in"),
        Column("group_*", "text", "name of the group, one column a language", blank=True),
        Column("longitude", "number", "place of the centroid", "degrees east", -180.0, 180.0),
        Column("latitude", "number", "place of the centroid", "degrees north", -90.0, 90.0),
        Column("area", "number", "area", "km2", 0.0, above=True, blank=True),
        Column("population", "number", "residents", "persons", 0.0, above=True, required=True),
        Column("population_2010", "number", "residents in 2010", "persons", 0.0, blank=True),
        share("urban_share", "part of the residents living in towns"),
        Column("schooling", "number", "mean schooling of adults", "years", 0.0, 25.0, blank=True),
        Column("output", "number", "GDP (or income) of the base year", MONEY, 0.0, above=True,
               required=True),
        basis("output"),
        Column("output_error", "number", "sd of the log error of an estimated output", "log units",
               0.0, 3.0),
        Column("block", "text", "estimates of one block have a known sum; blank where published",
               blank=True),
        money("primary", "value added of agriculture", blank=True),
        money("secondary", "value added of industry and construction", blank=True),
        money("tertiary", "value added of services", blank=True),
        basis("sectors"),
        money("revenue", "own budget revenue", blank=True),
        basis("revenue"),
        money("spending", "budget expenditure", blank=True),
        basis("spending"),
        money("loans", "outstanding loans of banks", blank=True),
        money("capital", "private capital at the start", above=True),
        money("public_capital", "public capital at the start", above=True),
        Column("note", "text", "anything worth knowing of the row", blank=True),
    ),
    required=True,
    least_rows=2,
)  # fmt: skip

YEAR = Column("year", "whole", "calendar year", "year", 1000, 3000, required=True)
GROWTH = Column("growth", "number", "real growth", "rate per year", -0.9, 10.0, required=True)
GROUP = Column("group", "text", "code of the group", required=True)

TABLES = {
    "counties": COUNTIES,
    "neighbours": Table(
        "neighbours.csv",
        "counties that touch, in both directions",
        (
            CODE,
            Column("neighbour_id", "text", "code of a county that touches it", required=True),
            Column("border_km", "number", "length of the common border", "km", 0.0, blank=True),
        ),
    ),
    "group_growth": Table(
        "group_growth.csv",
        "known real growth of the groups in the first years after the base year",
        (GROUP, YEAR, GROWTH),
    ),
    "group_panel": Table(
        "group_panel.csv",
        "history of the groups, for calibration",
        (
            GROUP,
            YEAR,
            Column("output", "number", "GDP, current prices", MONEY, 0.0, above=True,
                   required=True),
            Column("growth", "number", "real growth", "rate per year", -0.9, 10.0, blank=True),
            Column("series", "text", "years of one series are comparable", blank=True),
        ),
    ),
    "pairs": Table(
        "pairs.csv",
        "announced pairs; a side that is not known is blank",
        (
            Column("strong", "text", "code of the donor county", required=True, blank=True),
            Column("weak", "text", "code of the recipient county", required=True, blank=True),
            Column("status", "text", "how far it is known", words=STATUSES),
            Column("note", "text", "what is known", blank=True),
        ),
    ),
    "points": Table(
        "points.csv",
        "single published figures of counties",
        (
            CODE,
            YEAR,
            Column("variable", "text", "what was measured", required=True,
                   words=("output", "growth")),
            Column("value", "number", "million of the currency, or rate per year", required=True),
            Column("reliability", "text", "kind of source", blank=True),
            Column("scope", "text", "what the figure covers", blank=True),
        ),
    ),
    "history": Table(
        "history.csv",
        "a panel of the counties, for calibration and hindcasts",
        (
            CODE,
            YEAR,
            Column("variable", "text", "what was measured", required=True),
            Column("value", "number", "the figure; leave the row out where there is none",
                   required=True),
        ),
    ),
}  # fmt: skip

# Keys of region.toml: name -> (type, required)
KEYS = {
    "schema": (int, True),
    "name": (str, True),
    "title": (dict, True),
    "currency": (str, True),
    "base_year": (int, True),
    "group": (str, False),
    "sources": (list, False),
    "assumptions": (list, False),
    "rules": (dict, False),
    "total_growth": (dict, False),
    "reference": (dict, False),
    "reported": (dict, False),
    "announced_scenario": (str, False),
    "words": (dict, False),
}

# Numbers of [reference] that counties are held against: name -> (low, high, unit, meaning)
REFERENCE = {
    "urban_share": (0.0, 1.0, "share", "urban share below which a county is counted as rural"),
}

# What [reported] may hold of the recipients: growth over the year before, by quantity
REPORTED = ("investment", "tax", "revenue", "gdp")
RANK_MOVES = ("left_bottom", "rose")  # of the recipients: left the bottom group, rose in GDP rank

# Numbers of [rules]: name -> (default, low, high, unit, what it stands in for)
RULES = {
    "capital_output_ratio": (2.4, 0.1, 20.0, "years of output", "private capital"),
    "public_capital_output_ratio": (0.6, 0.01, 10.0, "years of output", "public capital"),
    "revenue_share": (0.08, 0.0, 1.0, "share of output", "budget revenue"),
    "spending_share": (0.15, 0.0, 2.0, "share of output", "budget expenditure"),
    "primary_share": (0.10, 0.0, 1.0, "share of output", "value added of agriculture"),
    "secondary_share": (0.40, 0.0, 1.0, "share of output", "value added of industry"),
    "schooling": (9.0, 0.0, 25.0, "years", "schooling"),
    "urban_share": (0.60, 0.0, 1.0, "share", "urban share"),
    "area": (1000.0, 0.01, 1e7, "km2", "area"),
    "neighbour_km": (60.0, 0.1, 5000.0, "km", "distance of neighbours where no places are known"),
}
