"""Rules look only at what is valid: a wrong shape is one message, wherever it is."""

import itertools

import pytest

from narrows.scenario.layers import shapes

SECTIONS = ["horizon", "ensemble", "structure", "programme", "weak", "strong", "pairing", "goal",
            "assistance", "donors", "mechanisms", "general_fund", "parameters", "verdict"]
VALUES = ["[]", "[1]", "[{ }]", '"x"', "1", "true", "2020-01-01", "[[]]"]


def test_every_section_is_tried():
    """A new section joins the list above."""
    assert set(SECTIONS) == set(shapes()["section"])


@pytest.mark.parametrize(("name", "value"), list(itertools.product(SECTIONS, VALUES)))
def test_a_section_that_is_no_table(codes, name, value):
    """One message about that section, and none that follows from it."""
    found = codes(f"{name} = {value}")
    assert found == ["table"]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_under_two_brackets(codes, name):
    """`[[strong]]` where `[strong]` is meant."""
    assert codes(f"[[{name}]]\nx = 1\n") == ["table"]


INNER = ["weak.select", "strong.select", "weak.graduate", "pairing.value"]
INNER_OF_FUND = ["remainder", "grow_while"]


@pytest.mark.parametrize(("name", "value"), list(itertools.product(INNER, VALUES)))
def test_a_table_inside_a_section_that_is_none(codes, name, value):
    """One message, at that key."""
    assert codes(f"{name} = {value}") == ["inline_table"]


@pytest.mark.parametrize(("name", "value"), list(itertools.product(INNER_OF_FUND, VALUES)))
def test_a_table_inside_an_item_that_is_none(codes, name, value):
    """The same inside a fund."""
    assert codes(f'[[fund]]\nname = "guidance fund"\n{name} = {value}') == ["inline_table"]


@pytest.mark.parametrize("value", ["[]", "[1]", '"x"', "1", "[[]]"])
@pytest.mark.parametrize("key", ["grow_while.measure", "remainder.share", "amount", "to", "name",
                                 "own_share", "off", "carry_over", "amount.2027"])
def test_any_value_of_a_fund_is_a_message_or_is_taken(codes, key, value):
    """No value ends in a traceback."""
    codes(f'[[fund]]\nname = "guidance fund"\n{key} = {value}' if key != "name"
          else f"[[fund]]\nname = {value}")


@pytest.mark.parametrize("name", ["fund", "bond", "quota", "link"])
@pytest.mark.parametrize("value", ["[]", "[1]", '"x"', "{ }", "{ name = 'x' }", "[[]]", "true"])
def test_a_list_of_items_that_is_none(codes, name, value):
    """One message, or nothing where the list is empty."""
    assert codes(f"{name} = {value}") in ([], ["tables"])


REGION = """name = "mine"
title = { en = "Mine" }
currency = "CNY"
base_year = 2020
"""


@pytest.mark.parametrize("damage", [
    lambda text: text + "x" * 2_000_000,
    lambda text: text + "y = " + "[" * 5000,
    lambda text: text + ".".join("a" * 3000) + " = 1",
    lambda text: text + "big = " + "9" * 9000,
    lambda text: text + "when = 2020-13-45",
    lambda text: text.replace('"CNY"', '"CN'),
    lambda text: text.encode("utf-16"),
    lambda _: b"\xff\xfe\x00",
    lambda _: "",
])  # fmt: skip
def test_a_region_file_is_read_as_guarded_as_a_scenario(place, typed, damage):
    """A damaged region.toml is told with its place, never a traceback."""
    folder = place / "mine"
    folder.mkdir()
    (folder / "counties.csv").write_text("code,population,gdp\n1,2,3\n", encoding="utf-8")
    made = damage(REGION)
    made = made if isinstance(made, bytes) else made.encode()
    (folder / "region.toml").write_bytes(made)
    found = typed("region", "check", folder)
    assert found.exit_code != 0
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert "region.toml" in found.output
