"""The scorecards: complete tables, experiments that respond, and cards that can fail."""

import json
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.synthetic_region import synthetic_region
from test_own_history import folder
from typer.testing import CliRunner

from narrows.cli import app
from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.errors import NarrowsError
from narrows.evidence import claims, effects, facts, score, twins, untestable
from narrows.evidence.dose import INSTRUMENTS, RECIPIENTS, USES, case
from narrows.evidence.effects import READINGS
from narrows.evidence.score import reading
from narrows.evidence.stylised_facts import FACTS
from narrows.model.parameters import PARAMETERS
from narrows.region import load_region
from narrows.scenario import load_scenario
from narrows.scenario.instrument_specs import MechanismsSpec
from narrows.scenario.scenario import Scenario
from narrows.scenario.specs import HorizonSpec, StructureSpec
from narrows.words import catalogue

CALIBRATION = {1, 20, 24, 28}


@pytest.fixture(scope="module")
def region():
    return synthetic_region(30, seed=4)


@pytest.fixture(scope="module")
def found(region):
    return score.scorecards(region, draws=40)


def tried(region, draws, **structure):
    """The model as shipped, but for some words of its structure."""
    scenario = Scenario(structure=StructureSpec(**structure))
    return effects.experiment(scenario, region, draws=draws, seed=2)


def test_all_43_entries_are_there_and_each_claim_once():
    """Rows 1 to 43, every claim with its own number and letter."""
    assert {claim.row for claim in claims()} == set(range(1, 44))
    names = [(claim.row, claim.part) for claim in claims()]
    assert len(names) == len(set(names))


def test_every_claim_is_tested_or_explained():
    """A claim has a twin, a reading and a range; or it says in both languages why not."""
    for claim in claims():
        assert claim.published
        assert claim.study
        if claim.kind == "none":
            assert claim.why_not_en, claim
            assert claim.why_not_zh, claim
            continue
        assert claim.kind in {"sign", "band"}
        assert claim.twin in twins()
        assert claim.reading in READINGS
        assert claim.low is not None or claim.high is not None
        assert claim.band_basis in {"A", "J"}
        assert not claim.why_not_en


def test_calibration_set_is_the_agreed_one():
    """Rows 1, 20, 24 and 28 are set aside; priors named by a study are marked."""
    assert {claim.row for claim in claims() if claim.role == "calibration"} == CALIBRATION
    named = {claim.informs for claim in claims()} - {""}
    assert named <= set(PARAMETERS)
    assert {"demand_multiplier", "displacement", "pull_forward"} <= named


def test_every_twin_says_where_its_intensity_is_from():
    """A source is named and marked as read, computed or assumed; all twins are used."""
    for twin in twins().values():
        assert twin.basis in {"read", "computed", "assumed"}
        assert twin.source
        assert 0 < twin.intensity < 1
        assert twin.instrument in INSTRUMENTS
        assert twin.use in USES
        assert twin.recipients in RECIPIENTS
    used = {claim.twin for claim in claims()} | {"objective_1_double", "park_unshared"}
    assert used - {""} == set(twins())


def test_facts_agree_with_the_functions_that_measure_them():
    """The table of facts names the same facts; ranges are the same where facts are judged."""
    measured = {fact.name: fact for fact in FACTS}
    assert [fact.name for fact in facts()] == list(measured)
    for fact in facts():
        if fact.computable:
            assert (fact.low, fact.high) == (measured[fact.name].low, measured[fact.name].high)


def test_what_cannot_be_tested_has_reasons_and_real_parameters():
    """Each entry explains itself in both languages; parameters named exist."""
    for row in untestable():
        assert row.why_en
        assert row.why_zh
        assert set(row.parameters.split()) <= set(PARAMETERS)


def test_words_exist_in_both_languages():
    """Every reading has a name in English and Chinese; both catalogues have the same keys."""
    keys = {lang: {key for key in catalogue(lang) if "scorecards." in key} for lang in ("en", "zh")}
    assert keys["en"] == keys["zh"]
    assert all(f"scorecards.reading_of.{name}" in keys["en"] for name in READINGS)


def test_more_money_does_more_with_every_instrument(region):
    """Half the money has a smaller effect on the aided than the whole, for each instrument."""
    kinds = {twin.instrument: twin for twin in twins().values()}
    cases = {}
    for name, twin in kinds.items():
        cases[name] = case(twin, region)
        cases[f"{name} half"] = case(replace(twin, intensity=twin.intensity / 2), region)
    _, run = effects.run(tried(region, draws=20), cases, 12)
    for name, twin in kinds.items():
        whole, half = (run[key].level[twin.years] for key in (name, f"{name} half"))
        assert (whole > half).all(), name
        assert (half > 0).all(), name


def test_no_money_does_nothing_at_all(region):
    """A twin of intensity zero leaves every number of every county as it is, exactly."""
    nothing = case(replace(twins()["objective_1"], intensity=0.0), region)
    _, run = effects.run(tried(region, draws=5), {"nothing": nothing}, 5)
    track = run["nothing"]
    for name in ("gdp", "people", "others", "donors", "demand", "gain", "money", "gap"):
        assert (getattr(track, name) == 0).all(), name


def test_a_draw_does_not_depend_on_how_many_there_are(region):
    """The first ten of thirty draws are the ten of ten."""
    plan = {"one": case(twins()["objective_1"], region)}
    ten, thirty = (effects.run(tried(region, draws=n), plan, 3)[1]["one"] for n in (10, 30))
    assert np.array_equal(ten.gdp, thirty.gdp[:, :10])


def test_a_region_with_history_is_tried_as_it_grows(tmp_path):
    """The world beside the twins is that of a run: its own past counts, unless it is ignored."""
    region = load_region(folder(tmp_path / "region"))
    plan = {"one": case(twins()["objective_1"], region)}
    (own, _), (others, _) = (
        effects.run(tried(region, draws=10, history=history), plan, 5)
        for history in ("use", "ignore")
    )
    told = experiment_of(Scenario(horizon=HorizonSpec(end=region.base_year + 5)), region)
    as_run = run_ensemble(replace(told, draws=10, seed=2)).counties["gdp"]["baseline"]
    assert np.array_equal(own.output.astype(np.float32), as_run)
    assert not np.array_equal(own.output, others.output)


def test_switches_reach_the_twins(region):
    """What a scenario switches on changes the effect of a twin in every draw."""
    plan = {"one": case(twins()["objective_1"], region)}
    shipped = effects.experiment(Scenario(), region, draws=10, seed=2)
    switched = Scenario(mechanisms=MechanismsSpec(learning_by_doing=True))
    learning = effects.experiment(switched, region, draws=10, seed=2)
    first, second = (effects.run(tried, plan, 12)[1]["one"] for tried in (shipped, learning))
    assert (second.level[12] != first.level[12]).all()


def test_the_command_tries_a_scenario_in_its_own_region(tmp_path):
    """The document names the scenario; a second region beside it is refused."""
    words = ["evidence", "--scenario", "everything", "--draws", "20", "--json"]
    done = CliRunner().invoke(app, words)
    document = json.loads(done.stdout)
    assert document["region"] == "shandong"
    assert document["scenario"]["title"] == load_scenario("everything").title
    assert CliRunner().invoke(app, [*words, "--region", "shandong"]).exit_code == 2


def test_every_claim_has_a_verdict(found):
    """Met, missed or not expressible: nothing is dropped, and the counts add up."""
    assert len(found.effects) == len(claims())
    assert sum(found.counts["effects"].values()) == len(claims())
    assert sum(found.counts["facts"].values()) == len(facts())
    roles = ("calibration", "comparison", "informed", "untouched")
    assert sum(sum(found.counts[role].values()) for role in roles) == len(claims())
    for row in found.effects:
        assert (row["status"] == "not_expressible") == (row["kind"] == "none")


def test_failures_are_shown(found):
    """As shipped, some claims are missed; the card does not hide them."""
    assert found.counts["effects"]["failed"] > 0
    text = reading(found, "en")
    assert str(found.counts["effects"]["failed"]) in text
    assert "{" not in text + reading(found, "zh")


@pytest.mark.parametrize(
    ("value", "said"),
    [(-99.0, "below the published range"), (99.0, "above the published range"), (None, None)],
)
def test_growth_of_the_past_is_judged_by_its_numbers(found, value, said):
    """The words follow the numbers; where there is no number there is no sentence."""
    effects = [row | {"value": value} if row["part"] == "a" else row for row in found.effects]
    text = reading(replace(found, effects=effects), "en")
    assert ("Objective 1" in text) == (said is not None)
    assert said is None or text.count(said) == 2
    assert "  " not in text


def test_the_card_can_fail(found):
    """Without a multiplier, with little additionality and much displacement, hits become misses.

    (Claims of no effect are met more often then: a null is no test of size, and the count alone
    says little. The card prints what the absurd model meets.)
    """
    met = [row for row in found.effects if row["status"] == "passed"]
    lost = {(row["row"], row["part"]) for row in met if row["absurd"] == "failed"}
    assert (42, "") in lost
    assert len(lost) >= 3
    assert f"meets {found.counts['absurd']['passed']}" in reading(found, "en")


def test_a_claim_is_judged_by_its_range():
    """A sign takes nine draws in ten; a band takes the median."""
    claim = next(c for c in claims() if c.kind == "sign" and c.reading == "growth")
    track = type("Track", (), {})()
    track.case = type("Case", (), {"first": 1, "last": 1})()
    for share, status in ((0.95, "passed"), (0.80, "failed")):
        effect = np.where(np.arange(100) < 100 * share, 0.01, -0.01)
        track.per_head = np.stack([np.zeros(100), effect])
        assert score.effect_row(claim, {claim.twin: track}, None)["status"] == status
    band = replace(claim, kind="band", low=0.4, high=1.2)
    assert score.effect_row(band, {claim.twin: track}, None)["status"] == "passed"


def test_a_handful_of_counties_is_refused():
    """Nine counties have no tails and hardly fifths: the message says so."""
    with pytest.raises(NarrowsError, match="at least 20"):
        score.scorecards(synthetic_region(9, seed=1), draws=20)


def test_power_and_luck_have_their_shape(found):
    """Three events in one and two years; the smallest effect found grows with luck over years."""
    assert {(row["event"], row["years"]) for row in found.luck} == {
        (event, years) for event in ("left_bottom", "rose", "both") for years in (1, 2)
    }
    rows = found.power["rows"]
    assert [row["years"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["detectable"] < rows[-1]["detectable"]
    assert rows[0]["textbook_per_year"] > rows[-1]["textbook_per_year"]


def test_the_command_answers_in_json_and_writes_a_folder(tmp_path):
    """One object with cards, luck, power and reading; tables and pictures beside it."""
    asked = ["evidence", "--draws", "20", "--json", "--out", str(tmp_path / "cards")]
    answer = CliRunner().invoke(app, asked)
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    keys = {"reading", "region", "draws", "facts", "effects", "untestable", "luck", "power"}
    assert keys <= set(document)
    assert {"row", "part", "published", "status", "value", "low", "high", "role"} <= set(
        document["effects"][0]
    )
    written = {path.name for path in (tmp_path / "cards").rglob("*.*")}
    assert {"facts.csv", "effects.csv", "untestable.csv", "twins.csv", "evidence.json"} <= written
    assert {"facts.png", "effects_1.svg", "pilot.png"} <= written


def test_the_command_speaks_chinese():
    """All cards in Chinese, on the screen."""
    answer = CliRunner().invoke(app, ["evidence", "--draws", "20", "--lang", "zh"])
    assert answer.exit_code == 0, answer.output
    assert "随机因素" in answer.stdout
    assert "无法检验" in answer.stdout
