"""Region folders of strangers: every problem at once, by file, line and column."""

import re

import numpy as np
import pytest

from narrows.errors import InputError
from narrows.panel import cells
from narrows.region import check_region, load, load_region, schema

HEAD = """schema = 1
name = "small"
currency = "EUR"
base_year = 2020
[title]
en = "Three counties"
"""
COUNTIES = """code,name_en,population,output
a,Alpha,1000,50
b,Beta,2000,60
c,Gamma,3000,70
"""
NEIGHBOURS = "code,neighbour_id\na,b\nb,c\n"


@pytest.fixture
def folder(tmp_path):
    """A small region that is in order."""
    (tmp_path / "region.toml").write_text(HEAD)
    (tmp_path / "counties.csv").write_text(COUNTIES)
    (tmp_path / "neighbours.csv").write_text(NEIGHBOURS)
    return tmp_path


def edit(folder, name, old, new):
    """Replace text in a file of the folder; the old text must be there."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def found(folder):
    """Problems as (file, line, key)."""
    return [(p.file.rsplit("/")[-1], p.line, p.key) for p in check_region(folder)]


def test_least_folder_loads(folder):
    """Code, name, population and output are enough; what is assumed is said."""
    region = load_region(folder)
    assert region.codes == ("a", "b", "c")
    assert region.names["zh"] == ("Alpha", "Beta", "Gamma")
    assert region.neighbours.tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]
    assert region.revenue == pytest.approx(0.08 * region.output)
    assert set(region.revenue_basis) == {"assumed"}
    assert any(line.startswith("schooling: not given everywhere") for line in region.assumptions)
    assert region.distance_km(0, np.array([0, 1, 2])).tolist() == [0, 60, 120]


def test_loaded_arrays_are_read_only(folder):
    """Nobody changes a region by accident."""
    region = load_region(folder)
    with pytest.raises(ValueError, match="read-only"):
        region.output[0] = 1.0


CASES = {
    "missing column": ("counties.csv", "population", "people", ("counties.csv", 1, "population")),
    "blank output": (
        "counties.csv",
        "b,Beta,2000,60",
        "b,Beta,2000,",
        ("counties.csv", 3, "output"),
    ),
    "text in a number": ("counties.csv", "3000", "many", ("counties.csv", 4, "population")),
    "not a number": ("counties.csv", "3000", "nan", ("counties.csv", 4, "population")),
    "infinite": ("counties.csv", "70", "inf", ("counties.csv", 4, "output")),
    "negative population": ("counties.csv", "1000", "-1000", ("counties.csv", 2, "population")),
    "underscores": ("counties.csv", "1000", "1_000", ("counties.csv", 2, "population")),
    "duplicate code": ("counties.csv", "c,Gamma", "a,Gamma", ("counties.csv", 4, "code")),
    "blank code": ("counties.csv", "c,Gamma", ",Gamma", ("counties.csv", 4, "code")),
    "too few cells": ("counties.csv", "c,Gamma,3000,70", "c,Gamma", ("counties.csv", 4, "row")),
    "unknown column": ("counties.csv", "output", "output,are", ("counties.csv", 1, "are")),
    "column twice": ("counties.csv", "name_en", "code", ("counties.csv", 1, "code")),
    "open quote": ("counties.csv", "c,Gamma", 'c,"Gamma', ("counties.csv", 4, "row")),
    "unknown neighbour": ("neighbours.csv", "b,c", "b,d", ("neighbours.csv", 3, "neighbour_id")),
    "own neighbour": ("neighbours.csv", "b,c", "b,b", ("neighbours.csv", 3, "neighbour_id")),
    "pair twice": ("neighbours.csv", "b,c", "a,b", ("neighbours.csv", 3, "neighbour_id")),
    "broken toml": ("region.toml", "name = ", "name ", ("region.toml", 2, "toml")),
    "missing key": ("region.toml", 'currency = "EUR"\n', "", ("region.toml", None, "currency")),
    "unknown key": ("region.toml", "schema", "shcema", ("region.toml", 1, "shcema")),
    "wrong type": ("region.toml", "2020", '"2020"', ("region.toml", 4, "base_year")),
    "wrong currency": ("region.toml", "EUR", "euro", ("region.toml", 3, "currency")),
    "other schema": ("region.toml", "schema = 1", "schema = 2", ("region.toml", 1, "schema")),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_reported_where_it_is(folder, case):
    """The message names file, line and column; loading raises the same problems."""
    name, old, new, place = CASES[case]
    edit(folder, name, old, new)
    assert place in found(folder)
    with pytest.raises(InputError) as caught:
        load_region(folder)
    assert caught.value.problems == check_region(folder)


def test_all_problems_come_at_once(folder):
    """Three mistakes in two files are reported together."""
    edit(folder, "counties.csv", "50", "")
    edit(folder, "counties.csv", "2000", "-1")
    edit(folder, "neighbours.csv", "b,c", "b,x")
    assert found(folder) == [
        ("counties.csv", 3, "population"),
        ("counties.csv", 2, "output"),
        ("neighbours.csv", 3, "neighbour_id"),
    ]


def test_messages_read_like_a_compilers(folder):
    """File, line, column, the rule, what was found."""
    edit(folder, "counties.csv", "2000", "-1")
    (problem,) = check_region(folder)
    assert re.search(
        r"counties.csv:3: population: must be a number above 0 \(persons\) \(found -1\)$",
        str(problem),
    )


def test_a_near_miss_is_recognised(folder):
    """A mistyped column comes with the word it resembles."""
    edit(folder, "counties.csv", "population", "populaton")
    unknown = next(p for p in check_region(folder) if p.code == "unknown_column")
    assert unknown.nearest == "population"


@pytest.mark.parametrize("name", ["region.toml", "counties.csv"])
def test_missing_file(folder, name):
    """A folder without its two necessary files says which is missing."""
    (folder / name).unlink()
    assert (name, None, name) in found(folder)


def test_unknown_region_suggests_the_nearest():
    """A mistyped name of a shipped region gets the right one offered."""
    with pytest.raises(InputError) as caught:
        load_region("shangdong")
    assert caught.value.problems[0].nearest == "shandong"


def test_links_out_of_the_folder_are_refused(folder, tmp_path_factory):
    """A table that is a link to a file elsewhere is not read."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "counties.csv"
    elsewhere.write_text(COUNTIES)
    (folder / "counties.csv").unlink()
    (folder / "counties.csv").symlink_to(elsewhere)
    assert found(folder) == [("counties.csv", None, "counties.csv")]


def test_huge_tables_are_refused_unread(folder, monkeypatch):
    """A table above the bound is not read into memory."""
    monkeypatch.setattr(cells, "MAX_BYTES", 20)
    assert ("counties.csv", None, "counties.csv") in found(folder)


def test_other_encodings_are_named(folder):
    """A table in GBK is told to be UTF-8, with the line."""
    (folder / "counties.csv").write_bytes(COUNTIES.replace("Beta", "历下").encode("gbk"))
    assert found(folder) == [("counties.csv", 3, "encoding")]


def test_byte_order_mark_and_crlf_are_fine(folder):
    """Tables saved by a spreadsheet load."""
    data = b"\xef\xbb\xbf" + COUNTIES.replace("\n", "\r\n").encode()
    (folder / "counties.csv").write_bytes(data)
    assert load_region(folder).codes == ("a", "b", "c")


def test_many_broken_rows_are_counted_not_listed(folder):
    """A column broken in a thousand rows gives a hundred messages and a count."""
    rows = "".join(f"x{i},Name,oops,5\n" for i in range(1000))
    (folder / "counties.csv").write_text(COUNTIES + rows)
    problems = check_region(folder)
    assert len(problems) == 101
    assert problems[-1].rule.startswith("900 more rows")


def test_growth_must_cover_every_group(folder):
    """A year of group growth with a group left out is a problem; so is an unknown group."""
    (folder / "counties.csv").write_text(
        "code,name_en,group,population,output\na,A,g,1,1\nb,B,h,1,1\n"
    )
    (folder / "neighbours.csv").unlink()
    (folder / "group_growth.csv").write_text("group,year,growth\ng,2021,0.05\nq,2021,0.05\n")
    assert found(folder) == [
        ("group_growth.csv", 3, "group"),
        ("group_growth.csv", None, "group"),
    ]


def test_pairs_are_checked(folder):
    """Unknown sides, self-aid and a second donor are problems."""
    (folder / "pairs.csv").write_text(
        "strong,weak,status\na,b,confirmed\nc,b,confirmed\na,a,\nz,,x\n"
    )
    assert set(found(folder)) == {
        ("pairs.csv", 3, "weak"),
        ("pairs.csv", 4, "weak"),
        ("pairs.csv", 4, "status"),
        ("pairs.csv", 5, "strong"),
        ("pairs.csv", 5, "status"),
    }


def test_sectors_come_together(folder):
    """Two sectors of three are a problem."""
    edit(folder, "counties.csv", "output", "output,primary,secondary")
    for county in ("50", "60", "70"):
        edit(folder, "counties.csv", county, f"{county},1,2")
    assert found(folder) == [("counties.csv", 1, "primary")]


def test_published_output_has_no_error(folder):
    """An error on a published figure is a contradiction."""
    edit(folder, "counties.csv", "output", "output,output_error")
    edit(folder, "counties.csv", "50", "50,0.1")
    edit(folder, "counties.csv", "60", "60,0")
    edit(folder, "counties.csv", "70", "70,0")
    assert found(folder) == [("counties.csv", 2, "output_error")]


def test_digest_follows_the_content(folder):
    """One changed figure changes the digest; reading twice does not."""
    before = load_region(folder).digest
    assert load_region(folder).digest == before
    edit(folder, "counties.csv", "50", "51")
    assert load_region(folder).digest != before


def test_weights_are_row_standardised_and_sparse(folder):
    """Rows sum to one; a county without neighbours has none."""
    edit(folder, "counties.csv", "c,Gamma,3000,70\n", "c,Gamma,3000,70\nd,Delta,10,10\n")
    matrix = load_region(folder).weights()
    assert matrix.toarray().tolist() == [[0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 1, 0, 0], [0] * 4]
    with pytest.raises(ValueError, match="contiguity"):
        load_region(folder).weights("queen")


def test_every_column_is_described():
    """The schema tells meaning of all columns, and units of all numbers but counts of years."""
    for table in schema.TABLES.values():
        for column in table.columns:
            assert column.meaning
            assert column.type in {"text", "number", "whole"}


def test_shipped_regions_are_in_order():
    """Nothing we ship has a problem."""
    for name in load.shipped_regions():
        assert check_region(name) == ()
