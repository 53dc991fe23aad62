"""Regional panels are read whole, or refused with every problem by line and column."""

import gzip
import re

import numpy as np
import pytest

from narrows.errors import InputError
from narrows.panel.panel import read_panel
from narrows.region import load_region
from narrows.region.make import Wish, new_region

HEAD = "unit_id,unit_name,year,variable,value\n"


def tidy(units=4, years=range(2000, 2010), variable="gdp"):
    return [
        f"{unit:02d},Unit {unit},{year},{variable},{100 + 7 * unit * (year - 1998)}"
        for unit in range(1, units + 1)
        for year in years
    ]


@pytest.fixture
def table(tmp_path):
    def write(rows, name="panel.csv", head=HEAD):
        path = tmp_path / name
        data = (head + "\n".join(rows) + "\n").encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def problems(path, variable="gdp", **options):
    with pytest.raises(InputError) as caught:
        read_panel(path, variable, **options)
    return [(p.line, p.key, p.rule, p.value) for p in caught.value.problems]


def test_a_tidy_table_becomes_a_panel(table):
    """Units keep their text codes and order, years are consecutive, relative logs have mean 0."""
    panel = read_panel(table(tidy()), "gdp")
    assert panel.units == ("01", "02", "03", "04")
    assert panel.names[0] == "Unit 1"
    assert panel.years.tolist() == list(range(2000, 2010))
    assert panel.income[0, 0] == 114
    np.testing.assert_allclose(panel.relative.mean(axis=1), 0, atol=1e-12)


def test_gzip_and_plain_tables_are_the_same_panel(table):
    """A packed table is read like a plain one."""
    plain, packed = read_panel(table(tidy())), read_panel(table(tidy(), "panel.csv.gz"))
    np.testing.assert_array_equal(plain.income, packed.income)


def test_every_wrong_cell_is_reported_at_once(table):
    """Text in a number, a negative income, a bad year and a duplicate, each by line and column."""
    rows = tidy()
    rows[0] = "01,Unit 1,2000,gdp,n/a"
    rows[3] = "01,Unit 1,2003,gdp,-5"
    rows[5] = "01,Unit 1,20o5,gdp,7"
    rows.append("02,Unit 2,2001,gdp,9")
    found = problems(table(rows))
    assert (2, "value", "must be a number", "n/a") in found
    assert (5, "gdp", "must be above 0 (unit 01, 2003)", "-5") in found
    assert any((line, key, value) == (7, "year", "20o5") for line, key, _, value in found)
    assert any(line == 42 and "first on line 13" in rule for line, _, rule, _ in found)


def test_a_hole_is_an_error_that_names_the_flag(table):
    """A missing value is not filled in; the message says how to leave the unit out."""
    rows = tidy()
    del rows[14]
    rows[24] = "03,Unit 3,2005,gdp,"
    found = problems(table(rows))
    assert len(found) == 2
    assert "02 lacks gdp of 2004" in found[0][2]
    assert "--unbalanced drop" in found[0][2]
    assert found[1][:2] == (26, "value")


def test_units_with_holes_are_left_out_only_when_asked(table):
    """With unbalanced="drop" the unit goes, and the panel says so."""
    rows = tidy()
    del rows[14]
    panel = read_panel(table(rows), "gdp", unbalanced="drop")
    assert panel.units == ("01", "03", "04")
    assert "left out 1 of 4 units" in panel.notices[0]


def test_a_year_that_no_unit_has_is_an_error(table):
    """A gap in the years cannot be dropped away."""
    found = problems(table(tidy(years=[2000, 2001, 2003, 2004])), unbalanced="drop")
    assert found == [(None, "year", "no unit has gdp of 2002; nothing is interpolated", None)]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (tidy(years=[2000]), "year"),
        (tidy(units=2), "unit_id"),
        (["01,Unit 1,2000,gdp"], "row"),
        ([], "rows"),
        ([f"0{u},U,{y},gdp,5" for u in range(4) for y in range(2000, 2010)], "gdp"),
    ],
)
def test_a_panel_that_cannot_teach_is_refused(table, rows, key):
    """One year, two units, ragged rows, no rows, or no gap at all: one clear message."""
    assert key in {found[1] for found in problems(table(rows))}


def test_an_unknown_variable_names_those_there_are(table):
    """The message lists the variables and offers the nearest."""
    with pytest.raises(InputError, match="did you mean 'gdp'"):
        read_panel(table(tidy()), "gpd")


def test_the_variable_must_be_named_where_there_are_several(table):
    """Two candidates: nothing is guessed."""
    rows = tidy() + tidy(variable="income")
    assert "--variable" in problems(table(rows), None)[0][2]
    assert read_panel(table(tidy() + tidy(variable="population"))).variable == "gdp"


def test_gdp_and_people_make_income_per_head(table):
    """The divisor is another variable of the same table."""
    people = [row.rsplit(",", 1)[0].replace("gdp", "people") + ",2" for row in tidy()]
    panel = read_panel(table(tidy() + people), "gdp", per="people")
    assert panel.variable == "gdp per people"
    assert panel.income[0, 0] == 57


def test_a_wrong_head_is_one_message_a_column(table):
    """Without year and value nothing else is looked at."""
    found = problems(table(["a,b"], head="unit_id,variable\n"))
    assert [key for _, key, _, _ in found] == ["year", "value"]


def test_neighbours_of_unknown_units_are_problems(table, tmp_path):
    """Every pair must name units of the panel."""
    pairs = tmp_path / "adjacent.csv"
    pairs.write_text("unit_id,neighbor_id\n01,02\n02,01\n01,99\n")
    found = problems(table(tidy()), neighbours=pairs)
    assert found == [(4, "neighbor_id", "is no unit of the panel", "99")]


def test_a_missing_or_broken_file_is_a_message(table, tmp_path):
    """No traceback for a path that is not there or a gzip file cut short."""
    assert problems(tmp_path / "nowhere.csv")[0][1] == "file"
    whole = table(tidy(), "panel.csv.gz")
    whole.write_bytes(whole.read_bytes()[:40])
    assert problems(whole)[0][1] == "file"


def test_a_slip_in_a_column_that_counts_is_a_problem(table):
    """Other columns are passed over; one that is nearly `unit_name` is not lost without a word."""
    path = table(tidy(), head=HEAD.replace("unit_name", "unit_nmae"))
    with pytest.raises(InputError, match="did you mean 'unit_name'"):
        read_panel(path, "gdp")
    other = table(tidy(), head=HEAD.replace("unit_name", "province"))
    assert read_panel(other, "gdp").names[0] == "01"


AS_PEOPLE_WRITE = {
    "a blank line first": lambda text: "\n" + text,
    "code and name": lambda text: text.replace("unit_id,unit_name", "code,name"),
    "a further column": lambda text: text.replace("\n", ",x\n").replace(",x\n", ",note\n", 1),
    "a blank inside a code": lambda text: text.replace("\n0", "\nUnit 0"),
    "years as decimals": lambda text: re.sub(r",(20\d\d),", r",\1.0,", text),
    "a byte-order mark": lambda text: "\ufeff" + text,
}


@pytest.mark.parametrize("kind", AS_PEOPLE_WRITE)
def test_one_reader_serves_every_command(table, tmp_path, kind):
    """What `hindcast` takes, `region new` takes, and both see the same figures."""
    plain = table(tidy())
    written = tmp_path / "people.csv"
    written.write_text(AS_PEOPLE_WRITE[kind](plain.read_text()), encoding="utf-8")
    panel = read_panel(written, "gdp")
    np.testing.assert_array_equal(panel.income, read_panel(plain, "gdp").income)
    new_region(Wish(str(written), "gdp"), tmp_path / "made")
    region = load_region(str(tmp_path / "made"))
    np.testing.assert_allclose(region.output / region.population * 1e6, panel.income[-1])
