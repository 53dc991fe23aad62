"""What people really bring: the message says the cure, once."""

import pytest

HEAD = "unit_id,unit_name,year,variable,value\n"
TABLES = {
    "gbk": ((HEAD + "1,甲县,2020,gdp,5\n").encode("gb18030"), "looks like GBK"),
    "semicolons": (b"unit_id;year;variable;value\n1;2020;gdp;5,5\n", "save it with commas"),
    "tabs": (b"unit_id\tyear\tvariable\tvalue\n1\t2020\tgdp\t5\n", "save it with commas"),
    "wide": (b"unit_id,2018,2019,2020\n1,5,6,7\n", "one row for each unit and year"),
    "dots": ((HEAD + "1,a,2020,gdp,..\n2,b,2020,gdp,5\n").encode(), "leave a missing value blank"),
    "dash": ((HEAD + "1,a,2020,gdp,-\n2,b,2020,gdp,5\n").encode(), "leave a missing value blank"),
    "thousands": ((HEAD + '1,a,2020,gdp,"12,345.5"\n2,b,2020,gdp,5\n').encode(), "without commas"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_in_another_form_is_told_its_cure(place, typed, name):
    """One message about the form, not one for every column it lacks."""
    raw, cure = TABLES[name]
    (place / "t.csv").write_bytes(raw)
    found = typed("region", "new", place / "t.csv", "--variable", "gdp", "--out", place / "r")
    told = f"{found.output}{found.exception}"
    assert found.exit_code != 0
    assert cure in told
    assert told.count("t.csv:") == 1


def test_a_table_over_several_lines_is_one_message(write, typed):
    """A table in braces goes on one line."""
    text = '[weak]\nselect = {\n  bottom = 12,\n  by = "gdp",\n}\n'
    found = typed("check", write("case", text))
    assert found.exit_code == 2
    assert found.stderr.count("case.toml") == 1
    assert "one line" in found.stderr


@pytest.mark.parametrize(("text", "cure"), [
    (",programme.end\n0,2027\n", "leave it out"), (None, "no such file"),
])  # fmt: skip
def test_a_design_is_told_its_cure(place, typed, text, cure):
    """A column that numbers the rows, and a file that is not there."""
    path = place / "d.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    found = typed("sweep", "paired_aid", "--draws", "2", "--design", path, "--out", place / "s")
    assert cure in f"{found.output}{found.exception}"


def test_what_ran_is_told_and_kept(write, typed, place):
    """On the terminal, in the verdict and in the folder: the same facts."""
    import json

    text = ('[ensemble]\ndraws = 2\n[weak]\nselect = { bottom = 7, by = "gdp" }\n'
            '[pairing]\nrule = "rank"\n[[fund]]\nname = "guidance fund"\n'
            'amount = { 2026 = "3 billion CNY per year" }\n')  # fmt: skip
    found = typed("run", write("case", text), "--no-pictures", "--out", place / "o")
    assert "7 weak counties" in found.stdout
    assert "no_programme" in found.stdout
    ran = json.loads((place / "o" / "verdict.json").read_text(encoding="utf-8"))["ran"]
    assert (ran["weak_chosen"], ran["pairs"], ran["pairing_rule"]) == (7, 7, "rank")
    assert ran["warnings"] == ["fund[guidance fund].amount: empty_years"]
    assert 0 < ran["not_absorbed"] < 1
    assert 0 < ran["of_region_gdp"] < ran["of_recipients_gdp"]
    rows = (place / "o" / "what_ran.csv").read_text(encoding="utf-8-sig")
    assert "weak_chosen,7" in rows


@pytest.mark.parametrize("spec", ["1..2 million CNY per year/1000000000", "1..2 CNY per year/9e9"])
def test_a_grid_without_end_is_refused_at_once(spec):
    """Its points are counted, not made."""
    from narrows.decisions.sweep_design import made
    from narrows.errors import InputError

    with pytest.raises(InputError):
        made([f"fund[guidance fund].amount={spec}"])


def test_the_sweep_of_the_readme_is_one():
    """The example in the README's table of commands is read as it is written."""
    import re
    from pathlib import Path

    from narrows.decisions.sweep_design import made

    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    specs = re.findall(r'--vary "([^"]+)"', text)
    assert specs
    assert all(len(made([spec]).members) > 1 for spec in specs)
