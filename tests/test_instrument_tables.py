"""Tables of the instruments, face validity, and the generated page of mechanisms."""

import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from narrows import outcome
from narrows.cli import app
from narrows.evidence.reported import face_validity, reward_chance
from narrows.handbook import mechanisms
from narrows.model.parameters import PARAMETERS
from narrows.region import load_region, region_folder
from narrows.scenario import load_scenario
from narrows.words import catalogue

EVERYTHING = """
schema = 1
title = "everything on"
extends = "paired_aid"

[horizon]
end = 2032

[[fund]]
name = "guidance fund"
floor = "10 million CNY per year"
ceiling = "30 million CNY per year"
carry_over = true
own_share = "20 %"

[[fund]]
name = "people first"
amount = "100 million CNY per year"
allocation = "per_head"
use = "skills"

[[bond]]
name = "special bonds"
self_financing = true
failure_paid_by = "donor"

[[quota]]
name = "land"
limit = "60 %"
amount = 3000
capital_per_unit = "2 million CNY"

[[link]]
kind = "enclave_park"
amount = "100 million CNY per year"
donor_share = "50 %"
output_share = "50 %"
tax_share = "50 %"

[[link]]
kind = "secondment"
people = 30
cost_per_head = "0.2 million CNY per year"

[[link]]
kind = "orders"
amount = "100 million CNY per year"

[[link]]
kind = "co_fund"
amount = "50 million CNY per year"
donor_share = "50 %"

[[link]]
kind = "learning"

[donors]
participation = "returns"
backflow = "10 %"

[mechanisms]
policy_follows_size = true
diffusion = "logistic"
talent_drain = true
learning_by_doing = true
dutch_disease = true
over_reporting = true
reward_effort = true
spillovers = true
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A run of Shandong with every instrument and every mechanism on."""
    file = tmp_path_factory.mktemp("scenario") / "everything.toml"
    file.write_text(EVERYTHING, encoding="utf-8")
    return outcome.run(file, draws=20)


@pytest.fixture(scope="module")
def announced():
    """A run of the announced programme."""
    return outcome.run("paired_aid", draws=20)


def test_everything_on_balances(everything):
    """With every instrument and mechanism on, all identities hold to 1e-9 over all years."""
    assert everything.results.residual < 1e-9


def test_projects_are_counted_by_stage(announced):
    """48 signed projects; what begins is at most the honoured part, what produces no more."""
    table = announced.tables["projects"]
    total = table[table.year == 2032].set_index("stage").total
    assert total["signed"] == pytest.approx(48)
    assert total["signed"] * 0.8 >= total["begun"] >= total["producing"] > 0


def test_donors_table_has_both_sides(everything):
    """Donors give cash, park money, staff and co-fund money, and get park tax back."""
    table = everything.tables["donors"]
    paid = table[table.year == 2026].groupby(["side", "item"])["mean"].sum()
    for item in ("assistance", "park money", "secondment", "co-fund"):
        assert paid["gives", item] > 0
    assert paid["gets", "park tax"] > 0
    assert set(table.item) >= {"gdp growth", "gdp growth without"}


def test_debt_flags_are_probabilities(everything):
    """Red is never more likely than amber; the table holds only counties with a chance of it."""
    table = everything.tables["debt_flags"]
    assert (table.amber > 0).all()
    assert (table.red <= table.amber).all()


def test_counties_below_the_national_urban_share_start_at_the_census(everything):
    """91 of 136 counties lie below 63.89 % in 2020; the series is in totals.csv."""
    totals = everything.tables["totals"]
    below = totals[(totals.variable == "counties_below_urban") & (totals.arm == "baseline")]
    region = load_region("shandong")
    expected = (region.urban_share < region.reference["urban_share"]).sum()
    assert below[below.year == 2020]["mean"].item() == expected == 91
    assert below["mean"].iloc[-1] < expected


def test_face_validity_tells_the_order(announced):
    """Of the level effects of 2025 investment's is the largest, and GDP's is below it."""
    table = face_validity(announced.results).set_index("quantity")
    assert table.level_effect.idxmax() == "investment"
    assert table.level_effect["gdp"] < table.level_effect["investment"] / 2
    told = load_region("shandong").reported
    assert told.year == 2025
    assert dict(table.reported) == {name: rate for name, (rate, _) in told.growth.items()}


def test_a_region_without_reported_figures_says_so(tmp_path):
    """`narrows face` asks for [reported] where the region's folder has none."""
    folder = tmp_path / "quiet"
    shutil.copytree(region_folder("shandong"), folder)
    head = (folder / "region.toml").read_text(encoding="utf-8")
    (folder / "region.toml").write_text(head[: head.index("[reference]")], encoding="utf-8")
    scenario = tmp_path / "here.toml"
    scenario.write_text('schema = 1\nextends = "paired_aid"\nregion = "quiet"\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["face", str(scenario), "--draws", "2"])
    assert "no [reported] figures" in str(done.exception)
    assert "counties_below_urban" not in set(
        outcome.run(str(scenario), draws=2).tables["totals"].variable
    )


def test_rewards_of_one_year_are_mostly_luck(announced):
    """Who of the ten grows fastest in one year is drawn by lot for the most part."""
    assert 0.5 < reward_chance(announced.results, 2025) <= 1


def test_face_and_mechanisms_are_commands():
    """`narrows face` prints both tables, `narrows docs mechanisms` the page, in both languages."""
    for lang, word in (("en", "Chance"), ("zh", "随机")):
        done = CliRunner().invoke(app, ["face", "--draws", "4", "--lang", lang])
        assert done.exit_code == 0
        assert word in done.stdout
        page = CliRunner().invoke(app, ["docs", "mechanisms", "--lang", lang])
        assert page.stdout == mechanisms.document(lang)
    told = CliRunner().invoke(app, ["face", "--draws", "4", "--year", "2019"])
    assert "2021" in str(told.exception)


def test_every_mechanism_has_its_equation_and_words():
    """Each row names functions that exist with a formula or a sentence, and known parameters."""
    for one in mechanisms.MECHANISMS:
        assert all(mechanisms.equation(function) for function in one.functions)
        assert set(one.parameters) <= set(PARAMETERS), one.name
        for lang in ("en", "zh"):
            assert f"mechanism.{one.name}" in catalogue(lang)


def test_no_parameter_of_an_instrument_is_left_out_of_the_page():
    """What sizes ties, uses and mechanisms is on the page of mechanisms, in both languages."""
    named = {name for one in mechanisms.MECHANISMS for name in one.parameters}
    blocks = {"ties", "uses", "mechanisms", "grants", "relocation", "demand"}
    sizing = {name for name, p in PARAMETERS.items() if p.block in blocks}
    assert sizing <= named
    for lang in ("en", "zh"):
        assert mechanisms.document(lang).count("\n| ") >= len(mechanisms.MECHANISMS)


def test_the_shipped_scenario_says_what_it_said():
    """Without the new keys the announced programme has no ties but relocation, no bounds."""
    scenario = load_scenario("paired_aid")
    assert scenario.mechanisms is None
    assert scenario.donors is None
    assert {link.kind for link in scenario.link} == {"relocation"}


def test_zero_settings_of_everything_change_nothing(tmp_path):
    """Every new key at its zero gives the announced programme, to the last bit."""
    zero = tmp_path / "zero.toml"
    zero.write_text(
        'schema = 1\ntitle = "zero"\nextends = "paired_aid"\n'
        '[[fund]]\nname = "guidance fund"\nown_share = "0 %"\ncarry_over = false\n'
        '[[bond]]\nname = "special bonds"\nself_financing = false\nfailure_paid_by = "host"\n'
        '[[link]]\nkind = "enclave_park"\namount = "0 CNY per year"\ndonor_share = "50 %"\n'
        'output_share = "50 %"\ntax_share = "50 %"\n'
        '[[link]]\nkind = "secondment"\npeople = 0\ncost_per_head = "1 million CNY per year"\n'
        '[[link]]\nkind = "orders"\namount = "0 CNY per year"\n'
        '[[link]]\nkind = "co_fund"\namount = "0 CNY per year"\ndonor_share = "50 %"\n'
        '[mechanisms]\ndiffusion = "exponential"\ntalent_drain = false\n',
        encoding="utf-8",
    )
    plain, same = outcome.run("paired_aid", draws=4), outcome.run(zero, draws=4)
    for name, arms in plain.results.counties.items():
        for arm, values in arms.items():
            assert np.array_equal(values, same.results.counties[name][arm]), (name, arm)
