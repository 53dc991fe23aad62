"""Regions made up of random counties, of any size: for tests and benchmarks, never for answers."""

import dataclasses

import numpy as np

from narrows.panel.cells import TableData
from narrows.region.geography import great_circle_km, nearest_neighbours
from narrows.region.head import Head, filled_languages
from narrows.region.load import assemble
from narrows.region.schema import MAX_COUNTIES, RULES

COUNTY_KM2 = 1150.0  # mean area, as in Shandong
KM_PER_DEGREE = 111.2
WIDEST = 60.0  # degrees; larger regions have smaller counties
MIDDLE = (110.0, 20.0)  # degrees
PER_GROUP = 8.5  # counties in a group, as in Shandong


def synthetic_region(counties, seed=0, currency="CNY"):
    """A plausible region of any size, the same for the same arguments.

    Places are uniform in a square; log population (sd 0.5) and log GDP per head (sd 0.45,
    half of the variance common to neighbours) are normal; groups are cells of a grid.

    Args:
        counties: how many, 2 to 100,000.
        seed: of the random numbers.
        currency: three letters.

    Returns:
        Region in memory, without history.

    >>> synthetic_region(20, seed=1)
    Region('synthetic-20-1', 20 counties, base year 2020)
    """
    if not 2 <= counties <= MAX_COUNTIES:
        raise ValueError(f"counties must be 2 to {MAX_COUNTIES}, not {counties}")
    random = np.random.Generator(np.random.Philox([seed, counties]))
    side = min(WIDEST, np.sqrt(counties * COUNTY_KM2) / KM_PER_DEGREE)
    place = random.uniform(-0.5, 0.5, (counties, 2)) * side + MIDDLE
    pairs = nearest_neighbours(place[:, 0], place[:, 1])
    columns = county_columns(random, place, pairs, side)
    head = Head(
        name=f"synthetic-{counties}-{seed}",
        title=filled_languages({"en": f"{counties} made-up counties"}),
        currency=currency,
        base_year=2020,
        group="cell",
        sources=(),
        assumptions=("every figure is made up",),
        rules={name: rule[0] for name, rule in RULES.items()},
        given=frozenset(),
        total_growth={},
    )
    table = TableData("counties.csv", list(range(2, counties + 2)), columns)
    region = assemble(head, {"counties": table})
    apart = great_circle_km(place[pairs[:, 0]], place[pairs[:, 1]])
    return dataclasses.replace(region, neighbours=pairs, border_km=np.sqrt(apart))


def county_columns(random, place, pairs, side):
    """Columns of counties.csv for random counties."""
    count = len(place)
    population = np.exp(random.normal(13.3, 0.5, count))
    income = smoothed(random.normal(size=count), pairs) + random.normal(size=count)
    per_head = np.exp(np.log(0.06) + 0.45 * (income - income.mean()) / income.std())
    output = population * per_head
    primary, secondary = random.uniform(0.03, 0.2, count), random.uniform(0.3, 0.5, count)
    width = len(str(count - 1))
    return {
        "code": [f"s{number:0{width}d}" for number in range(count)],
        "name_en": [f"County {number}" for number in range(count)],
        "kind": ["county"] * count,
        "group": cells(place, side),
        "longitude": place[:, 0],
        "latitude": place[:, 1],
        "area": np.full(count, (side * KM_PER_DEGREE) ** 2 / count),
        "population": np.rint(population),
        "urban_share": random.uniform(0.3, 0.95, count),
        "schooling": random.normal(9.5, 0.8, count).clip(6.0, 13.0),
        "output": output,
        "primary": primary * output,
        "secondary": secondary * output,
        "tertiary": (1.0 - primary - secondary) * output,
        "revenue": 0.075 * output * np.exp(random.normal(0.0, 0.2, count)),
        "spending": 0.0055 * population + 0.045 * output,
    }


def smoothed(noise, pairs):
    """Noise averaged over each county's neighbours, sd one."""
    sums = np.bincount(pairs[:, 0], noise[pairs[:, 1]], len(noise))
    means = sums / np.bincount(pairs[:, 0], minlength=len(noise))
    return means / max(means.std(), 1e-12)


def cells(place, side):
    """Group labels by a square grid with about PER_GROUP counties a cell."""
    across = max(1, round(np.sqrt(len(place) / PER_GROUP)))
    corner = np.array(MIDDLE) - side / 2
    cell = np.clip(((place - corner) / side * across).astype(int), 0, across - 1)
    return [f"g{column:03d}{row:03d}" for column, row in cell]
