"""Reading, merging, units, origins and the interface in Python."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrows.decisions.audit import watched
from narrows.errors import InputError, render_all
from narrows.scenario import dump_toml, load_scenario, scenario_from_dict
from narrows.scenario.instrument_specs import ALLOCATIONS, USES
from narrows.scenario.keys import describe, document, keys
from narrows.scenario.layers import version_of
from narrows.scenario.resolve import load_baseline
from narrows.scenario.show import changed_keys, differences
from narrows.toml.mistakes import Wrong

TEN = """\
schema = 1
titel = "Ten mistakes"
extends = "paired_aid"

[horizon]
end = "2040"

[ensemble]
draws = 10_000_000

[programme]
taper = 3

[weak]
select = { bottom = 10, by = "gpd" }

[[fund]]
name = "guidance fund"
amount = "200 million USD per year"
allocation = "needs"
to = ["370405", "Atlantis"]

[[bond]]
name = "special bonds"
rate = "2.24 km"
grace = "two years"
"""


def problems_of(table, **options):
    with pytest.raises(InputError) as caught:
        scenario_from_dict(table, **options)
    return caught.value.problems


def test_ten_mistakes_in_one_file_are_told_in_one_go(tmp_path):
    """All problems at once, in the order of their lines."""
    path = tmp_path / "ten.toml"
    path.write_text(TEN, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert [p.line for p in caught.value.problems] == [2, 6, 9, 12, 15, 19, 20, 21, 25, 26]
    assert render_all(caught.value.problems).count("\n") == 9


def test_a_broken_line_does_not_hide_the_other_mistakes(tmp_path):
    """A line that is no TOML is told beside the mistakes of the rest."""
    path = tmp_path / "two.toml"
    path.write_text(TEN.replace('"200 million USD per year"', "200 million CNY"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert [p.line for p in caught.value.problems] == [2, 6, 9, 12, 15, 19, 20, 21, 25, 26]


def test_a_person_finds_the_way_from_the_message_alone(tmp_path):
    """A copied scenario with a mistyped key is put right by the word the message offers."""
    path = tmp_path / "mine.toml"
    text = 'schema = 1\nextends = "paired_aid"\n[[fund]]\nname = "guidance fund"\n'
    path.write_text(text + 'allocatoin = "equal"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    (problem,) = caught.value.problems
    path.write_text(text + f'{problem.nearest} = "equal"\n', encoding="utf-8")
    assert load_scenario(path).fund[0].allocation == "equal"


def test_internal_units_are_million_shares_and_years():
    """What the model reads has no unit left to convert."""
    scenario = load_scenario("paired_aid")
    assert scenario.fund[0].amount.at(2025) == 200.0
    assert scenario.bond[0].quota == 2000.0
    assert scenario.bond[0].rate == 0.0224
    assert scenario.assistance.share_of_revenue.at(2025) == 0.01
    assert scenario.programme.taper == 3
    assert scenario.general_fund.amount.at(2030) == 260_000.0
    assert scenario.currency == "CNY"


@pytest.mark.parametrize(
    ("text", "million"),
    [
        ("200 million CNY", 200),
        ("2亿元", 200),
        ("2 亿 人民币", 200),
        ("0.2 billion yuan", 200),
        ("200,000 thousand RMB", 200),
        ("1.5万亿元", 1_500_000),
        ("２百万元", 2),
        ("200000000 CNY", 200),
        ("2e2 million CNY", 200),
        ("0 CNY", 0),
    ],
)
def test_money_is_read_as_people_write_it(text, million):
    """English and Chinese scales and names of the currency mean the same sum."""
    bond = {"name": "b", "quota": text, "rate": "2 %", "term": "5 years"}
    table = {"bond": [bond], "programme": {"start": 2024, "end": 2025}}
    assert scenario_from_dict(table).bond[0].quota == million


def test_origins_lead_to_the_file_and_line_of_each_value():
    """A value of the parent, of the child, of an option and a default have different origins."""
    scenario = load_scenario("ten_times", {"ensemble.draws": 50})
    assert scenario.origin_of("fund[guidance fund].amount").file == "ten_times.toml"
    assert scenario.origin_of("fund[guidance fund].allocation").file == "paired_aid.toml"
    assert scenario.origin_of("ensemble.seed").file == "common.toml"
    assert scenario.origin_of("ensemble.draws").file == "(options)"
    assert scenario.origin_of("verdict.practical_size") is None


def test_options_win_over_the_file_and_are_checked_alike():
    """An option in dotted or nested form changes one key; a wrong one is told without a line."""
    assert load_scenario("paired_aid", {"ensemble.draws": 7}).ensemble.draws == 7
    nested = load_scenario("paired_aid", {"ensemble": {"draws": 7}})
    assert nested.ensemble.seed == 20240901
    fund = load_scenario("paired_aid", {"fund[guidance fund].allocation": "equal"}).fund[0]
    assert (fund.allocation, fund.amount.at(2025)) == ("equal", 200.0)
    with pytest.raises(InputError) as caught:
        load_scenario("paired_aid", {"ensemble.draws": 10**12})
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.key) == ("(options)", None, "ensemble.draws")


def test_a_table_in_python_gives_the_scenario_of_the_file():
    """Dictionaries and files are two spellings of one scenario."""
    table = {
        "title": "Ten times the money",
        "description": load_scenario("ten_times").description,
        "extends": "paired_aid",
        "fund": [{"name": "guidance fund", "amount": "2 billion CNY per year"}],
        "bond": [{"name": "special bonds", "quota": "20 billion CNY"}],
    }
    assert scenario_from_dict(table) == load_scenario("ten_times")


def test_a_scenario_cannot_be_changed():
    """A frozen scenario stays what its digest says."""
    scenario = load_scenario("paired_aid")
    with pytest.raises(ValueError, match="frozen"):
        scenario.title = "other"
    with pytest.raises(ValueError, match="frozen"):
        scenario.horizon.end = 2030


def test_a_mistake_in_a_python_table_is_told_by_key():
    """No line, but the key, the rule and the value."""
    (problem,) = problems_of({"ensemble": {"draws": -1}})
    assert (problem.line, problem.key, problem.value) == (None, "ensemble.draws", "-1")


@pytest.mark.parametrize("table", [None, [], {"fund": 3}, {"horizon": []}, {5: 1}, {"a": object()}])
def test_nonsense_in_python_is_an_input_error(table):
    """Whatever is handed in, the answer is a list of problems."""
    assert problems_of(table)


def test_the_parent_of_placebo_loses_its_items():
    """Items switched off are gone; the others stay."""
    placebo = load_scenario("placebo")
    assert (placebo.fund, placebo.bond, placebo.link) == ((), (), ())
    assert placebo.pairing.rule == "announced"


def test_changed_keys_are_those_that_differ_from_the_parent():
    """The audit starts from resolved values, words for people left out."""
    changed = [d.key for d in changed_keys(load_scenario("ten_times"))]
    assert changed == ["fund[guidance fund].amount", "bond[special bonds].quota"]
    assert differences(load_scenario("placebo"), load_scenario("placebo")) == []


def test_a_key_repeated_from_the_parent_is_no_change():
    """What is written again with the same meaning changes nothing."""
    again = {"title": "t", "extends": "paired_aid", "programme": {"taper": "3年"}}
    assert changed_keys(scenario_from_dict(again)) == []


def test_the_baseline_is_loaded_with_the_same_options():
    """Draws given on the command line hold for both."""
    baseline = load_baseline(load_scenario("paired_aid"), {"ensemble.draws": 9})
    assert (baseline.title, baseline.ensemble.draws) == ("No programme", 9)


def test_keys_that_are_read_are_recorded():
    """The stand-in reads like the scenario and remembers what was asked."""
    stand_in, read = watched(load_scenario("paired_aid"))
    assert stand_in.horizon.end == 2040
    assert [fund.amount.at(2025) for fund in stand_in.fund] == [200.0]
    assert stand_in.weak.select.announced
    assert read == {"horizon.end", "fund[guidance fund].amount", "weak.select"}


def test_an_older_file_is_migrated_and_a_newer_one_refused():
    """Versions without a way to today are mistakes; the way itself is tested where it is."""
    assert version_of({"schema": 1}, {1: dict}, current=2) == 1
    for table in ({"schema": 3}, {"schema": 0}, {}, {"schema": True}):
        with pytest.raises(Wrong):
            version_of(table, {1: dict}, current=2)


def test_an_older_version_is_read_through_its_steps(tmp_path, monkeypatch):
    """A file of version 0, with another word for the horizon, loads like today's."""
    from narrows.scenario import layers

    def first_step(table):
        table = dict(table)
        table["horizon"] = {"end": table.pop("until")}
        return table

    monkeypatch.setitem(layers.STEPS, 0, first_step)
    path = tmp_path / "old.toml"
    path.write_text('schema = 0\ntitle = "Old"\nuntil = 2033\n', encoding="utf-8")
    assert load_scenario(path).horizon.end == 2033


def test_every_key_is_described_in_both_languages():
    """The reference has no empty row, in Chinese neither."""
    for key in keys():
        assert key.description.endswith("."), key.dotted
        assert describe(key, "zh") != key.description, key.dotted
    assert document().count("\n|") == len(keys()) + 2


amounts = st.integers(0, 10**7).map(lambda n: f"{n / 100} million CNY per year")
shares = st.integers(0, 10_000).map(lambda n: f"{n / 100} %")
years = st.integers(2021, 2040)
allocations = st.sampled_from(ALLOCATIONS)
dated = st.dictionaries(years.map(str), amounts, min_size=1, max_size=5)
counts = st.integers(1, 60)
seeds = st.integers(0, 2**63 - 1)
selections = st.builds(
    lambda end, n, by: {end: n, "by": by},
    st.just("bottom"),
    counts,
    st.sampled_from(["gdp", "gdp_per_head"]),
)


@st.composite
def scenarios(draw):
    """Tables of valid scenarios."""
    start = draw(st.integers(2021, 2035))
    end = draw(st.integers(start, 2040))
    early = st.dictionaries(st.integers(2021, end).map(str), amounts, min_size=1, max_size=5)
    fund = st.fixed_dictionaries(
        {"amount": amounts | early, "allocation": allocations},
        optional={
            "use": st.sampled_from(USES),
            "to": st.sampled_from(["weak", "all"]),
            "remainder": st.fixed_dictionaries({"share": shares}),
        },
    )
    funds = draw(st.lists(fund, max_size=3))
    return {
        "extends": draw(st.sampled_from(["common", "paired_aid", "no_programme"])),
        "title": draw(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)),
        "programme": {"start": start, "end": end, "taper": f"{draw(st.integers(0, 9))} years"},
        "ensemble": {"draws": draw(st.integers(1, 200_000)), "seed": draw(seeds)},
        "weak": {"select": draw(selections)},
        "pairing": {"rule": draw(st.sampled_from(["rank", "nearest", "random", "announced"]))},
        "fund": [fund | {"name": f"fund {number}"} for number, fund in enumerate(funds)],
        "assistance": {"share_of_revenue": draw(shares)},
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=scenarios())
def test_drawn_scenarios_are_valid_and_survive_being_written(table):
    """Whatever is drawn loads, and its dump loads to the same."""
    scenario = scenario_from_dict(table)
    assert scenario_from_dict(scenario.resolved()) == scenario
    assert dump_toml(scenario_from_dict(scenario.resolved())) == dump_toml(scenario)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_read(tmp_path):
    """A parent that would never end is refused."""
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "a.toml").write_text('schema = 1\nextends = "pipe"\n', encoding="utf-8")
    with pytest.raises(InputError, match="not a plain file"):
        load_scenario(tmp_path / "a.toml")


def test_a_wrong_value_hides_no_broken_relation_beside_it():
    """The end before the start is told although the taper of the same section is wrong."""
    programme = {"start": 2024, "end": 2022, "taper": 3}
    found = {problem.key for problem in problems_of({"programme": programme})}
    assert found == {"programme.end", "programme.taper"}


def test_a_mistyped_section_is_not_missed_as_well():
    """What was meant as [programme] is not called missing where it is needed."""
    fund = {"name": "f", "amount": "1 million CNY per year"}
    found = problems_of({"programe": {"start": 2024, "end": 2025}, "fund": [fund]})
    assert [problem.nearest for problem in found] == ["programme"]


def test_a_mistyped_key_is_not_missed_as_well():
    """What was meant as the rule of pairing is not called missing where it is needed."""
    table = {"extends": "paired_aid", "pairing": {"rule": "none", "pairs": [], "ruel": "rank"}}
    assert "rule" in [problem.nearest for problem in problems_of(table)]
    link = {"kind": "relocation", "signed": 1, "project_size": "1 million CNY"}
    table = {"extends": "common", "link": [link | {"honoured_share": "80 %"}]}
    table |= {"programme": {"start": 2024, "end": 2025}, "pairing": {"ruel": "rank"}}
    assert [problem.nearest for problem in problems_of(table)] == ["rule"]


def test_sections_in_python_are_dictionaries_with_help():
    """A Fund made in Python, a dictionary and a line of a file are the same fund."""
    from narrows.scenario.instrument_specs import FundSpec

    words = {"name": "f", "amount": {"2024": "1 million CNY per year"}, "to": "all"}
    programme = {"start": 2024, "end": 2025}
    first = scenario_from_dict({"programme": programme, "fund": [words]})
    assert scenario_from_dict({"programme": programme, "fund": (FundSpec(**words),)}) == first
    assert scenario_from_dict(first) == first


@pytest.fixture
def abroad(tmp_path):
    """A folder with a region of its own, in a currency without a name of its own here."""
    from narrows.region.make import Wish, new_region

    rows = [(code, name, year, 100 * int(code) + year - 2000)
            for code, name in (("1", "North"), ("2", "South"), ("3", "West"), ("4", "East"))
            for year in (2010, 2011)]
    lines = [f"{c},{n},{y},income,{v}\n{c},{n},{y},population,1000\n" for c, n, y, v in rows]
    panel = tmp_path / "panel.csv"
    panel.write_text("unit_id,unit_name,year,variable,value\n" + "".join(lines))
    wish = Wish(panel=str(panel), variable="income", currency="CHF")
    new_region(wish, str(tmp_path / "cantons"))
    return tmp_path


def test_a_region_beside_the_file_brings_its_currency_and_years(abroad):
    """Money is in the region's currency; its first year is the region's base year."""
    path = abroad / "a.toml"
    text = 'schema = 1\nregion = "cantons"\n[weak]\nselect = { bottom = 1 }\n'
    text += "[strong]\nselect = { top = 1 }\n[programme]\nstart = 2024\nend = 2026\n"
    path.write_text(text + '[[fund]]\nname = "f"\namount = "3 million CHF per year"\n')
    scenario = load_scenario(path)
    assert (scenario.currency, scenario.horizon.start) == ("CHF", 2011)
    assert scenario.resolved()["fund"][0]["amount"] == "3 million CHF per year"
    path.write_text(text + '[[fund]]\nname = "f"\namount = "3 million CNY per year"\n')
    with pytest.raises(InputError, match="expected money in CHF"):
        load_scenario(path)
