"""Selections mean what they say, on either side, or are refused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import narrows as nw
from narrows.errors import InputError
from narrows.scenario import load_region_of, scenario_from_dict

REGION = load_region_of(scenario_from_dict({}))
CODES = list(REGION.codes)
BY = {"gdp": REGION.output, "gdp_per_head": REGION.output_per_head}
RANKS = st.builds(
    lambda way, number, by: {way: number, "by": by},
    st.sampled_from(["bottom", "top"]), st.integers(1, 140), st.sampled_from(list(BY)),
)  # fmt: skip
LISTS = st.builds(
    lambda chosen: {"counties": chosen},
    st.lists(st.sampled_from(CODES), min_size=1, max_size=30, unique=True),
)
SELECTIONS = st.one_of(RANKS, LISTS, st.just({"announced": True}))


def chosen(select):
    """Codes that a selection means, worked out by sorting; None for the announced ones."""
    if "counties" in select:
        return set(select["counties"])
    if "announced" in select:
        return None
    values = BY[select["by"]]
    lowest_first = sorted(range(len(CODES)), key=lambda row: (values[row], CODES[row]))
    if "bottom" in select:
        return {CODES[row] for row in lowest_first[: select["bottom"]]}
    highest_first = sorted(range(len(CODES)), key=lambda row: (-values[row], CODES[row]))
    return {CODES[row] for row in highest_first[: select["top"]]}


def roles_of(table):
    """Codes of the weak and the strong of a scenario."""
    from narrows.ensemble.pairs import roles

    found = roles(scenario_from_dict(table), REGION)
    return [{CODES[row] for row in side} for side in (found.weak, found.strong)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SELECTIONS, SELECTIONS)
def test_every_word_of_selection_chooses_what_it_says(weak, strong):
    """The set chosen is the set meant, on both sides; what cannot be is refused."""
    table = {"weak": {"select": weak}, "strong": {"select": strong}}
    try:
        found = roles_of(table)
    except InputError as error:
        told = {problem.code for problem in error.problems}
        assert told <= {"too_many", "overlap", "same_end", "weak_and_strong"}
        return
    for side, select in zip(found, (weak, strong), strict=True):
        meant = chosen(select)
        assert side == meant or (meant is None and len(side) == len(REGION.announced))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SELECTIONS, st.sampled_from(["rank", "nearest", "complement", "largest_gap", "random"]))
def test_a_pairing_rule_leaves_no_weak_county_out(weak, rule):
    """Whoever is selected is weak, with a partner or without."""
    strong = {"counties": ["370211"]}
    table = {"weak": {"select": weak}, "strong": {"select": strong}, "pairing": {"rule": rule}}
    try:
        found = roles_of(table)[0]
    except InputError:
        return
    meant = chosen(weak)
    assert found == meant or meant is None


def pairs_of(write, text):
    """The pairs table of a short run."""
    return nw.run(write("case", text), draws=2).pairs


def test_the_richest_can_be_aided(write):
    """`top` on the weak side aids the highest, `bottom` on the strong side the lowest give."""
    text = ('[weak]\nselect = { top = 8, by = "gdp_per_head" }\n'
            '[strong]\nselect = { bottom = 8, by = "gdp" }\n'
            '[pairing]\nrule = "rank"\n')  # fmt: skip
    table = pairs_of(write, text)
    assert set(table["weak"]) == chosen({"top": 8, "by": "gdp_per_head"})
    assert set(table["strong"]) == chosen({"bottom": 8, "by": "gdp"})


def test_more_than_half_can_be_aided(write):
    """Ninety of 136 are ninety."""
    text = ('[weak]\nselect = { bottom = 90, by = "gdp" }\n'
            '[strong]\nselect = { top = 9, by = "gdp" }\n[pairing]\nrule = "rank"\n')  # fmt: skip
    table = pairs_of(write, text)
    assert set(table["weak"]) == chosen({"bottom": 90, "by": "gdp"})


def test_more_than_there_are_is_refused(codes):
    """A selection beyond the region's counties is no selection of all of them."""
    assert codes("[weak]\nselect.bottom = 137\n") == ["too_many"]


def test_a_pair_laid_down_does_not_push_out_the_selected():
    """Weak are the selected and those whom a pair names."""
    table = {"weak": {"select": {"bottom": 4, "by": "gdp"}}, "pairing": {"rule": "none", "pairs": [
        {"strong": "370211", "weak": "370406"}]}}  # fmt: skip
    assert roles_of(table)[0] == chosen({"bottom": 4, "by": "gdp"}) | {"370406"}


WARNED = {
    "both_sides": '[weak]\nselect = { counties = ["370211"] }\n[pairing]\nrule = "rank"\n',
    "above_mean": '[weak]\nselect = { counties = ["370211"] }\n[pairing]\nrule = "rank"\n',
    "reciprocal": (
        '[pairing]\nrule = "none"\npairs = [{ strong = "370211", weak = "370406" }, '
        '{ strong = "370406", weak = "370211" }]\n'
    ),
    "outside_selection": (
        '[pairing]\nrule = "rank"\npairs = [{ strong = "370211", weak = "370403" }]\n'
    ),
    "braces_drop": '[weak]\nselect = { bottom = 12 }\n[pairing]\nrule = "rank"\n',
}


@pytest.mark.parametrize("code", WARNED)
def test_a_doubtful_choice_is_told(write, typed, code):
    """By `check` and by `run`, with the rule's name for programs; strict, it is a mistake."""
    import json

    write("parent", '[weak]\nselect = { bottom = 10, by = "gdp_per_head" }\n'
          '[pairing]\nrule = "rank"\n')  # fmt: skip
    path = write("case", WARNED[code], extends="parent")
    told = json.loads(typed("check", "--json", path).stdout)[str(path)]
    assert code in {record["code"] for record in told}
    assert {record["severity"] for record in told} == {"warning"}
    assert typed("check", path).exit_code == 0
    assert typed("check", "--strict", path).exit_code == 2
    assert "warning" in typed("run", path, "--draws", "2", "--no-pictures").stderr


def test_recipients_above_the_region_have_nothing_to_catch_up(write, typed):
    """The question is not answered by a yes where the ratio starts above one."""
    path = write("case", WARNED["above_mean"])
    text = typed("run", path, "--draws", "6", "--no-pictures").stdout
    assert "nothing to catch up" in text
