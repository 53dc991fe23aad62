"""One merge rule: what is named changes, what is not stays, braces replace."""

import pytest

from narrows.scenario import load_scenario, scenario_from_dict

PARENT = """
[weak]
select = { bottom = 12, by = "gdp_per_head" }
graduate = { above_bottom = 20, for = "5 years", then = "exit" }
[pairing]
rule = "rank"
value = { distance = 2.0, sectors = 0.5 }
[parameters]
private_capital_share = { mean = 0.4, sd = 0.05 }
[[fund]]
name = "guidance fund"
amount = { 2024 = "100 million CNY per year", 2027 = "300 million CNY per year" }
remainder = { share = "25 %", allocation = "equal" }
grow_while = { measure = "gini", above = 0.2, by = "5 %", ceiling = "2 billion CNY per year" }
"""


@pytest.fixture
def parent(write):
    """A file whose inner tables all say more than one thing."""
    return write("parent", PARENT)


def flat(scenario):
    """{path: value} of all a scenario says, inner tables spelled out."""
    def leaves(value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from leaves(inner, (*path, key))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, item in enumerate(value):
                yield from leaves(item, (*path, item.get("name", item.get("kind", number))))
        else:
            yield path, value

    return dict(leaves(scenario.resolved(), ()))


def changed(before, after):
    """Paths in which two scenarios differ, but for the title."""
    one, other = flat(before), flat(after)
    paths = {*one, *other} - {("title",)}
    return {path for path in paths if one.get(path) != other.get(path)}


SPELLED = [
    ("[weak]\nselect.bottom = 9", ("weak", "select", "bottom")),
    ("[weak.select]\nbottom = 9", ("weak", "select", "bottom")),
    ("weak.select.bottom = 9", ("weak", "select", "bottom")),
    ("[weak]\ngraduate.then = 'keep'", ("weak", "graduate", "then")),
    ("[weak.graduate]\nrefill = true", ("weak", "graduate", "refill")),
    ("[pairing.value]\nroom = 0.5", ("pairing", "value", "room")),
    (
        "[parameters]\nprivate_capital_share.sd = 0.02",
        ("parameters", "private_capital_share", "sd"),
    ),
    (
        "[[fund]]\nname = 'guidance fund'\namount.2027 = '200 million CNY per year'",
        ("fund", "guidance fund", "amount", "2027"),
    ),
    (
        "[[fund]]\nname = 'guidance fund'\nremainder.share = '10 %'",
        ("fund", "guidance fund", "remainder", "share"),
    ),
    (
        "[[fund]]\nname = 'guidance fund'\n[fund.grow_while]\nabove = 0.3",
        ("fund", "guidance fund", "grow_while", "above"),
    ),
]


@pytest.mark.parametrize(("text", "path"), SPELLED)
def test_a_key_named_inside_a_table_leaves_its_siblings(parent, write, text, path):
    """By a dotted key or by a header, one key of a child changes one value."""
    child = write("child", text, extends="parent")
    assert changed(load_scenario(parent), load_scenario(child)) == {path}


@pytest.mark.parametrize(("text", "path"), SPELLED)
def test_an_overlay_merges_like_a_child(parent, write, text, path):
    """What an overlay names changes, and nothing beside it."""
    write("over", text, extends=None)
    child = write("child", 'apply = ["over"]\n', extends="parent")
    assert changed(load_scenario(parent), load_scenario(child)) == {path}


OPTIONS = [
    ("weak.select.bottom", 9, ("weak", "select", "bottom")),
    ("weak.graduate.then", "keep", ("weak", "graduate", "then")),
    (
        "fund[guidance fund].amount.2027", "200 million CNY per year",
        ("fund", "guidance fund", "amount", "2027"),
    ),
    ("fund[guidance fund].remainder.share", "10 %", ("fund", "guidance fund", "remainder",
                                                     "share")),
    ("parameters.private_capital_share.sd", 0.02, ("parameters", "private_capital_share", "sd")),
]


@pytest.mark.parametrize(("key", "value", "path"), OPTIONS)
def test_an_override_merges_like_a_child(parent, key, value, path):
    """A dotted key of the interface in Python changes one value."""
    assert changed(load_scenario(parent), load_scenario(parent, {key: value})) == {path}


def test_a_sweep_merges_like_a_child(parent, typed, place):
    """A swept key inside a table leaves its siblings in every member."""
    found = typed("sweep", parent, "--draws", "2", "--workers", "1", "--out", place / "sw",
                  "--vary", "weak.graduate.above_bottom=15,25")  # fmt: skip
    assert found.exit_code == 0, found.output
    whole = load_scenario(parent, {"weak.graduate.above_bottom": 15})
    assert (whole.weak.graduate.patience, whole.weak.graduate.then) == (5, "exit")


def test_braces_replace_a_table_and_say_what_is_gone(parent, write, typed):
    """`{ }` is the whole table: what it leaves out has its default, and `check` names it."""
    child = write("child", "[weak]\nselect = { bottom = 9 }", extends="parent")
    assert load_scenario(child).weak.select.by == "gdp"
    found = typed("check", child)
    assert found.exit_code == 0
    assert "weak.select" in found.stderr
    assert "by" in found.stderr
    assert load_scenario(parent, {"weak.select": {"bottom": 9}}).weak.select.by == "gdp"


def test_braces_replace_a_section_too(parent, write):
    """A section in braces is whole like any other table."""
    child = write("child", "ensemble = { draws = 3 }", extends="parent")
    write("seeded", "[ensemble]\nseed = 7\n", extends="parent")
    grandchild = write("grandchild", "ensemble = { draws = 3 }", extends="seeded")
    assert load_scenario(child).ensemble.seed == load_scenario(grandchild).ensemble.seed
    spelled = write("spelled", "[ensemble]\ndraws = 3", extends="seeded")
    assert load_scenario(spelled).ensemble.seed == 7


def test_a_key_of_a_plain_value_is_refused(codes, write):
    """A year of an amount that has none would lose the amount: the whole table is asked for."""
    text = "[[fund]]\nname = 'guidance fund'\namount.2027 = '300 million CNY per year'"
    assert codes(text) == ["no_table_yet"]
    assert codes("", {"fund[guidance fund].amount.2027": "1 million CNY per year"}) == [
        "no_table_yet"]
    write("plain", "", extends="paired_aid")


def test_one_way_to_select_takes_the_place_of_another(codes, write):
    """A child names how it selects; what counties are ranked by stays, two ways are refused."""
    write("ranked", '[weak]\nselect = { bottom = 12, by = "gdp_per_head" }')
    child = write("child", "[weak.select]\ntop = 9", extends="ranked")
    select = load_scenario(child).weak.select
    assert (select.top, select.bottom, select.by) == (9, None, "gdp_per_head")
    assert load_scenario("paired_aid", {"weak.select.bottom": 9}).weak.select.announced is False
    assert codes("[weak]\nselect.bottom = 9\nselect.top = 9") == ["select_one"]


def test_show_prints_the_rule_and_where_each_part_was_written(parent, write, typed):
    """The merge rule heads the resolved file; a merged table names the files of its parts."""
    child = write("child", "[weak]\nselect.bottom = 9", extends="parent")
    shown = typed("show", child).stdout
    head = shown.splitlines()[0]
    assert head.startswith("# ")
    assert "{ }" in head
    row = next(line for line in shown.splitlines() if line.startswith("select = { bottom"))
    assert "child.toml:4" in row
    assert "parent.toml:5" in row
    assert parent.name in shown


def test_a_table_in_python_is_written_as_in_a_file():
    """Inner dictionaries are tables in braces, sections merge key by key."""
    table = {"extends": "paired_aid", "ensemble": {"draws": 3}, "weak": {"select": {"bottom": 5}}}
    made = scenario_from_dict(table)
    assert made.ensemble.seed == load_scenario("paired_aid").ensemble.seed
    assert made.weak.select.announced is False
