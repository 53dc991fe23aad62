"""Anyone's counties: a tidy panel becomes a region folder, and says what it assumed."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from narrows.errors import InputError, NarrowsError
from narrows.region import check_region, load_region
from narrows.region.kept_panels import output_per_head_history
from narrows.region.make import Wish, new_region

FACTS = Path(os.environ.get("NARROWS_FACTS", Path(__file__).parents[2] / "shared" / "facts"))
PANELS = FACTS / "panels"
needs_panels = pytest.mark.skipif(not PANELS.is_dir(), reason="the panels folder is not here")

PANEL = """unit_id,unit_name,year,variable,value
01,North,2010,income,100
02,South,2010,income,200
03,West,2010,income,400
01,North,2011,income,110
02,South,2011,income,
03,West,2011,income,380
01,North,2010,population,1000
02,South,2010,population,2000
03,West,2010,population,500
01,North,2011,population,1000
02,South,2011,population,2000
03,West,2011,population,500
"""


@pytest.fixture
def panel(tmp_path):
    """A small panel with one gap."""
    path = tmp_path / "panel.csv"
    path.write_text(PANEL)
    return path


def write(path, text):
    path.write_text(text)
    return str(path)


def test_income_per_head_times_people_is_output(panel, tmp_path):
    """The base year is the last full one; codes stay text; what is missing is said."""
    said = new_region(Wish(str(panel), "income"), tmp_path / "made")
    region = load_region(tmp_path / "made")
    assert region.codes == ("01", "02", "03")
    assert region.base_year == 2010
    assert region.output.tolist() == [0.1, 0.4, 0.2]
    assert region.currency == "XXX"
    assert region.distance_km(0, 1) == 60
    assert set(said) <= set(region.assumptions)
    for word in ("currency", "base year", "places", "neighbours", "read as money per head"):
        assert any(word in line for line in said), word


def test_history_is_kept_as_it_is(panel, tmp_path):
    """All figures stay in the folder; the gap stays a gap."""
    new_region(Wish(str(panel), "income", year=2010), tmp_path / "made")
    years, values = load_region(tmp_path / "made").history()["output_per_head"]
    assert years.tolist() == [2010, 2011]
    np.testing.assert_array_equal(values, [[100, 200, 400], [110, np.nan, 380]])


def test_totals_and_units(panel, tmp_path):
    """A total in thousands becomes million of the currency, and per head by division."""
    wish = Wish(str(panel), "income", total=True, unit=1000, people=10, currency="EUR")
    new_region(wish, tmp_path / "made")
    region = load_region(tmp_path / "made")
    assert region.output.tolist() == pytest.approx([0.1, 0.2, 0.4])
    assert region.population.tolist() == [10_000, 20_000, 5_000]
    years, values = output_per_head_history(region)
    assert years.tolist() == [2010, 2011]
    assert values[0].tolist() == pytest.approx([10, 10, 80])


def test_neighbours_and_places(panel, tmp_path):
    """Neighbours in one direction count for both; places give distances in km."""
    edges = write(tmp_path / "edges.csv", "unit_id,neighbour_id\n01,02\n02,99\n03,03\n")
    places = write(tmp_path / "at.csv", "unit_id,lon,lat\n03,0,2\n02,0,1\n01,0,0\n")
    wish = Wish(str(panel), "income", neighbours=edges, places=places)
    said = new_region(wish, tmp_path / "made")
    region = load_region(tmp_path / "made")
    assert region.neighbours.tolist() == [[0, 1], [1, 0]]
    assert region.distance_km(0, 2) == pytest.approx(2 * 111.195, abs=0.01)
    assert any(line.startswith("1 rows of neighbours") for line in said)


def test_places_alone_make_neighbours(panel, tmp_path):
    """Without a neighbour table the nearest are taken."""
    places = write(tmp_path / "at.csv", "unit_id,lon,lat\n01,0,0\n02,0,1\n03,0,2\n")
    new_region(Wish(str(panel), "income", places=places), tmp_path / "made")
    assert len(load_region(tmp_path / "made").neighbours) == 6


def test_other_columns_are_taken_along(panel, tmp_path):
    """A variable named like a column of the region fills it at the base year."""
    rows = "".join(f"0{i},,2010,schooling,{8 + i}\n" for i in (1, 2, 3))
    panel.write_text(PANEL + rows)
    new_region(Wish(str(panel), "income"), tmp_path / "made")
    assert load_region(tmp_path / "made").schooling.tolist() == [9, 10, 11]


def test_groups_by_leading_letters(panel, tmp_path):
    """The first letter of the code makes one group of 01, 02 and 03."""
    new_region(Wish(str(panel), "income", group_letters=1), tmp_path / "made")
    assert load_region(tmp_path / "made").group_codes == ("0",)


def test_units_without_the_base_year(panel, tmp_path):
    """A gap in the base year is a problem unless leaving out was asked for."""
    with pytest.raises(InputError, match="--drop-incomplete"):
        new_region(Wish(str(panel), "income", year=2011), tmp_path / "made")
    assert not (tmp_path / "made").exists()
    wish = Wish(str(panel), "income", year=2011, drop_incomplete=True)
    said = new_region(wish, tmp_path / "made")
    assert load_region(tmp_path / "made").codes == ("01", "03")
    assert any("02" in line for line in said)


MISTAKES = {
    "text in a number": ("100\n", "a lot\n", 2, "value"),
    "figure twice": ("02,South,2010,income", "01,North,2010,income", 3, "unit_id"),
    "negative income": ("income,400", "income,-400", 4, "income"),
    "no year": ("03,West,2011,income", "03,West,,income", 7, "year"),
    "missing column": ("variable", "what", 1, "variable"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_in_the_panel(panel, tmp_path, mistake):
    """A wrong panel is told by line and column, and no folder is left behind."""
    old, new, line, key = MISTAKES[mistake]
    assert old in PANEL
    panel.write_text(PANEL.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        new_region(Wish(str(panel), "income"), tmp_path / "made")
    assert (line, key) in {(p.line, p.key) for p in caught.value.problems}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["panel.csv"]


def test_a_mistyped_variable_is_recognised(panel, tmp_path):
    """The nearest variable of the panel is offered."""
    with pytest.raises(InputError) as caught:
        new_region(Wish(str(panel), "incone"), tmp_path / "made")
    assert caught.value.problems[0].nearest == "income"


def test_nothing_is_overwritten(panel, tmp_path):
    """A folder that holds something is left alone."""
    with pytest.raises(NarrowsError, match="already exists"):
        new_region(Wish(str(panel), "income"), tmp_path)
    assert panel.read_text() == PANEL


CASES = {
    "german_kreise": (
        Wish("de_kreise_1995_2021.csv.gz", "gdp_pc_eur_nominal", currency="EUR", group_letters=3,
             neighbours="de_kreise_1995_2021_adj.csv",
             places="de_kreise_1995_2021_centroids.csv"),
        401, (27, 401),
    ),
    "spanish_provinces": (
        Wish("es_prov_1986_2021.csv", "gdp_pc_eur_nominal", currency="EUR",
             neighbours="es_prov_1986_2021_adj.csv", places="es_prov_1986_2021_centroids.csv"),
        59, (36, 59),
    ),
    "us_counties": (
        Wish("us_counties_pcpi_1969_2011.csv.gz", "pcpi_usd_nominal", currency="USD",
             group_letters=2, neighbours="adj_us_counties.csv",
             places="centroids_us_counties.csv"),
        3089, (43, 3089),
    ),
}  # fmt: skip


@needs_panels
@pytest.mark.parametrize("case", CASES)
def test_panels_of_the_facts_become_regions(case, tmp_path):
    """German Kreise, Spanish provinces and US counties load, check and keep their history."""
    wish, counties, shape = CASES[case]
    parts = {key: str(PANELS / getattr(wish, key)) for key in ("panel", "neighbours", "places")}
    new_region(Wish(**{**vars(wish), **parts}), tmp_path / case)
    region = load_region(tmp_path / case)
    assert len(region) == counties
    assert np.isfinite(region.weights().sum(axis=1)).all()
    assert region.history()["output_per_head"][1].shape == shape
    assert region.history()["population"][1].shape == shape
    assert (region.output > 0).all()


def libpysal_states(folder):
    """The 48 states packaged with libpysal as a tidy panel and a neighbour table."""
    source = Path(pytest.importorskip("libpysal").__file__).parent / "examples" / "us_income"
    with (source / "usjoin.csv").open(encoding="utf-8-sig") as file:
        states = list(csv.DictReader(file))
    codes = [row["STATE_FIPS"].zfill(2) for row in states]
    lines = [
        f"{code},{row['Name']},{year},income,{row[str(year)]}"
        for code, row in zip(codes, states, strict=True)
        for year in range(1929, 2010)
    ]
    panel = "unit_id,unit_name,year,variable,value\n" + "\n".join(lines) + "\n"
    words = (source / "states48.gal").read_text().split("\n")
    edges = ["unit_id,neighbor_id"]
    for head, tail in zip(words[1::2], words[2::2], strict=False):
        one = int(head.split()[0])
        edges += [f"{codes[one]},{codes[int(other)]}" for other in tail.split()]
    return (
        write(folder / "states.csv", panel),
        write(folder / "edges.csv", "\n".join(edges) + "\n"),
    )


def test_us_states_of_libpysal_become_a_region(tmp_path):
    """48 states, 81 years; Connecticut was the richest of 2009; the graph is libpysal's."""
    panel, edges = libpysal_states(tmp_path)
    wish = Wish(panel, "income", neighbours=edges, currency="USD")
    new_region(wish, tmp_path / "states")
    region = load_region(tmp_path / "states")
    assert check_region(tmp_path / "states") == ()
    assert (len(region), region.base_year) == (48, 2009)
    assert region.names["en"][int(region.output_per_head.argmax())] == "Connecticut"
    assert len(region.neighbours) == 214
    assert region.history()["output_per_head"][1].shape == (81, 48)
    assert region.distance_km(region.find("Maine")[0], region.find("Vermont")[0]) == 120
