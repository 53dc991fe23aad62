"""The shipped scenarios: each loads, says why it is there, balances, and says what it said."""

import importlib.util
from pathlib import Path

import pytest

from narrows.scenario import load_scenario, shipped

ROOT = Path(__file__).parents[1]
specification = importlib.util.spec_from_file_location(
    "update_expected", ROOT / "tools" / "update_expected.py"
)
golden = importlib.util.module_from_spec(specification)
specification.loader.exec_module(golden)

NAMES = shipped()


def test_there_is_a_family():
    """The scenarios a planner is promised are there."""
    promised = {
        "no_programme", "paired_aid", "placebo", "spread_34", "by_need", "by_tax_growth",
        "pairs_nearest", "pairs_complement", "pairs_assignment", "pairs_random", "five_times",
        "twenty_times", "stop_2027_cliff", "stop_2027_taper", "general_one_per_cent",
        "pessimistic", "poorest_per_head", "graduation", "growing_fund", "rematch_3_years",
        "link_relocation", "link_enclave_park", "link_secondment", "link_orders", "link_co_fund",
        "link_learning", "people_first", "everything",
    }  # fmt: skip
    assert promised <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_and_where_its_facts_are_from(name):
    """Title and description of its own; sources wherever it gives anything."""
    scenario = load_scenario(name)
    assert scenario.title != "untitled"
    assert len(scenario.description) > 40
    assert scenario.sources or not (scenario.fund or scenario.bond or scenario.link)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_said(name):
    """Answers and mean effects equal the golden file; money and capital are conserved."""
    before, now = golden.expected(name), golden.summary(name)
    assert before is not None, f"no expected verdict: python tools/update_expected.py {name}"
    assert now["residual_below_1e-9"]
    assert list(golden.differences(before, now)) == []


def test_no_golden_file_without_a_scenario():
    """A file beside no scenario is a leftover."""
    files = {path.stem for path in golden.FOLDER.glob("*.toml")}
    assert files <= set(NAMES)


def test_the_placebo_changes_nothing():
    """Pairs on paper have an effect of exactly zero on everything."""
    told = golden.expected("placebo")
    changes = [told[m][key] for m in ("recipients_province", "theil_l")
               for key in ("change", "change_at_end")]
    assert changes + list(told["gdp"].values()) == [0.0] * 7


def test_a_difference_is_seen():
    """One per cent on one number, or another word, is told with its key."""
    before = {"theil_l": {"answer": "no", "change": 0.01}}
    after = {"theil_l": {"answer": "likely", "change": 0.0101}}
    assert list(golden.differences(before, after)) == [
        "theil_l.answer: no -> likely",
        "theil_l.change: 0.01 -> 0.0101",
    ]


def test_more_money_more_effect_and_less_of_it_each_time():
    """Five, ten, twenty times: the effect grows, the effect per yuan falls (saturation)."""
    names = ("paired_aid", "five_times", "ten_times", "twenty_times")
    effect = [golden.expected(name)["gdp"]["recipients"] for name in names]
    paid = [golden.expected(name)["money"]["paid_million"] for name in names]
    assert effect == sorted(effect)
    per_yuan = [(e1 - e0) / (p1 - p0) for e0, e1, p0, p1 in
                zip(effect, effect[1:], paid, paid[1:], strict=False)]
    assert per_yuan == sorted(per_yuan, reverse=True)


def test_an_end_by_taper_leaves_more_than_a_cliff_in_the_same_year():
    """Money that fades out has paid more, and more of it is left in 2032."""
    cliff, taper = (golden.expected(f"stop_2027_{end}") for end in ("cliff", "taper"))
    assert cliff["year"] == taper["year"] == 2032
    assert taper["recipients_province"]["change"] > cliff["recipients_province"]["change"] > 0
