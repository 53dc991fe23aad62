"""The verdict rule on worlds made by hand, where the right answer is known."""

import json
from dataclasses import replace

import numpy as np
import pytest

from narrows.verdict import judge, sentence
from narrows.verdict.answer import as_dict, reasons
from narrows.verdict.conditions import PANEL
from narrows.verdict.records import PROVINCE, RECIPIENTS, Dates, Outcomes, Rule, Target
from narrows.verdict.variance_split import variance_split
from narrows.words import catalogue

YEARS = np.arange(2020, 2041)
DRAWS = 400
KEYS = [RECIPIENTS, *((name, "population", "gdp_per_head") for name in PANEL)]
KEYS += [("absolute_gap", "population", "gdp_per_head")]
CONSTANT = np.ones((YEARS.size, DRAWS))


def world(effects, lasting=1.0, gains=None, **more):
    """Paired runs: a flat noisy gap, and effects (share of the gap) from 2024 that fade from 2033.

    effects: {key: share, scalar or (draw,)}, negative lowers the measure; the rest is untouched.
    """
    random = np.random.default_rng(3)
    phase = np.where(YEARS < 2024, 0.0, np.where(YEARS <= 2032, 1.0, lasting))[:, None]
    measures = {}
    for key in KEYS:
        baseline = 0.2 * np.exp(0.02 * random.normal(size=(YEARS.size, DRAWS)).cumsum(axis=0))
        baseline[0] = 0.2
        programme = baseline * (1 + phase * np.asarray(effects.get(key, 0.0)))
        measures[key] = {"baseline": baseline, "programme": programme}
    told = {"recipients_gdp": 0.0, "recipients_population": 0.0, "donors_gdp": 0.0}
    told |= {"province_gdp": 0.0} | (gains or {})
    aggregates = {
        name: {"baseline": CONSTANT, "programme": CONSTANT * (1 + phase * gain)}
        for name, gain in told.items()
    }
    settings = {"programme": Dates(2024, 2029, 2032), "paid": 100 * CONSTANT} | more
    return Outcomes(YEARS, measures, aggregates, **settings)


def everywhere(share):
    """One effect on every province-wide measure."""
    return {key: share for key in KEYS if key != RECIPIENTS}


def province(outcomes, rule=None, place=0):
    return judge(outcomes, rule or Rule()).judged[place].headlines["province"]


def condition(headline, name):
    return next(c for c in headline.conditions if c.name == name)


def test_a_placebo_has_exactly_no_effect():
    """Two equal arms: no effect, no price, no split, every difference 0, and the words say so."""
    verdict = judge(world({}), Rule())
    for headline in verdict.judged[0].headlines.values():
        assert headline.due.answer == "no_effect"
        assert headline.due.difference.low == headline.due.difference.high == 0.0
        assert headline.due.any_narrower.value == headline.due.narrower.value == 0.0
        assert headline.cost.per_point is None
        assert headline.split_of_difference is None
        assert not headline.due.holds
    assert sentence(verdict).count("no effect") == 2
    assert "没有任何效应" in sentence(verdict, "zh")


def test_rounding_is_no_effect():
    """A difference of 1e-10 of the gap counts as zero, one of 1e-8 does not."""
    assert province(world(everywhere(-1e-10))).due.answer == "no_effect"
    assert province(world(everywhere(-1e-8))).due.answer == "no"


@pytest.mark.parametrize(
    ("share", "answer"),
    [(0.97, "yes"), (0.85, "likely"), (0.5, "cannot_say"), (0.1, "unlikely"), (0.02, "no")],
)
def test_classes_of_probability(share, answer):
    """The word follows the share of draws in which the gap falls by a size that matters."""
    effect = np.where(np.arange(DRAWS) < share * DRAWS, -0.2, 0.0)
    due = province(world(everywhere(effect))).due
    assert due.narrower.value == pytest.approx(share)
    assert due.answer == answer


def test_a_widening_is_called_so():
    """Effects upward answer `widens`, for the province and, turned round, for recipients."""
    outcomes = world(everywhere(0.3) | {RECIPIENTS: -0.3})
    for headline in judge(outcomes, Rule()).judged[0].headlines.values():
        assert headline.due.answer == "widens"
    assert "the gap widens" in sentence(judge(outcomes, Rule()))


def test_recipients_are_turned_round():
    """Recipients up by a quarter: the turned gap is a fifth smaller, the plain ratio +25 %."""
    headline = judge(world({RECIPIENTS: 0.25}), Rule()).judged[0].headlines["recipients"]
    assert headline.due.answer == "yes"
    assert headline.due.plain.median == pytest.approx(0.25)
    assert headline.due.relative.median == pytest.approx(-0.2, rel=0.05)


def test_a_sure_but_small_effect_is_not_a_yes():
    """Narrower in every draw by a tenth of what matters: the answer is no, and says it helps."""
    outcomes = world(everywhere(-0.002))
    headline = province(outcomes)
    assert headline.due.any_narrower.value == 1
    assert headline.due.answer == "no"
    assert condition(headline, "practical_size").met is False
    assert "too little to matter in practice" in sentence(judge(outcomes, Rule()))


def test_threshold_is_the_larger_of_share_and_ordinary_change():
    """A quarter of the sd of yearly change replaces 2 % where the gap is restless."""
    calm, restless = Rule(practical_size=0.02), Rule(practical_size=0.02, ordinary_part=2.0)
    outcomes = world({})
    arms = outcomes.measures[PROVINCE]["baseline"]
    assert province(outcomes, calm).threshold == pytest.approx(0.02)
    expected = 2 * np.diff(arms, axis=0).std() / 0.2
    assert province(outcomes, restless).threshold == pytest.approx(expected)


def test_measures_that_disagree_are_a_reservation():
    """Theil L falls while the Gini rises in every draw: the yes does not hold, and it is said."""
    effects = everywhere(-0.2) | {("gini", "population", "gdp_per_head"): 0.1}
    outcomes = world(effects)
    headline = province(outcomes)
    assert headline.due.answer == "yes"
    assert condition(headline, "agreement").met is False
    assert not headline.due.holds
    assert "the measures disagree" in sentence(judge(outcomes, Rule()))
    assert condition(province(world(everywhere(-0.2))), "agreement").met is True


@pytest.mark.parametrize(("silent", "met"), [(2, True), (3, False)])
def test_four_of_six_measures_must_agree(silent, met):
    """Two that say nothing are allowed, three are not."""
    quiet = dict.fromkeys([(name, *PROVINCE[1:]) for name in ("gini", "cv", "p90_p10")[:silent]], 0)
    found = condition(province(world(everywhere(-0.2) | quiet)), "agreement")
    assert found.numbers["same"] == 6 - silent
    assert found.met is met


@pytest.mark.parametrize(("share", "sign"), [(0.92, -1), (0.88, 0)])
def test_a_measure_speaks_when_nine_draws_in_ten_do(share, sign):
    """Of 92 % of the draws narrower a sign is made, of 88 % none."""
    effect = np.where(np.arange(DRAWS) < share * DRAWS, -0.2, 0.0)
    found = condition(province(world(everywhere(effect))), "agreement")
    assert set(found.numbers["signs"].values()) == {sign}


def test_lorenz_remark():
    """Curves that cross are named; one nowhere below the other is nearer equality."""
    low = np.tile([0.1, 0.3, 0.6], (DRAWS, 1))
    crossing = {"baseline": low, "programme": low + np.array([0.02, 0.0, -0.02])}
    nearer = {"baseline": low, "programme": low + np.array([0.02, 0.0, 0.02])}
    for curves, remark in ((crossing, "crossing"), (nearer, "nearer_equality")):
        headline = province(world(everywhere(-0.2), lorenz=curves))
        assert condition(headline, "agreement").numbers["lorenz"] == remark


def test_durability_is_judged_five_years_after_the_last_money():
    """Money ends in 2032, so 2037 counts: half must be left; beyond the run it is not judged."""
    fading, lasting = world(everywhere(-0.2), lasting=0.3), world(everywhere(-0.2), lasting=0.8)
    for outcomes, met in ((fading, False), (lasting, True)):
        found = condition(province(outcomes), "durability")
        assert found.numbers["year"] == 2037
        assert found.met is met
    assert "does not last" in sentence(judge(fading, Rule()))
    late = world(everywhere(-0.2), programme=Dates(2024, 2034, 2037))
    assert condition(province(late), "durability").note == "beyond_horizon"
    assert province(late).due.holds == province(lasting).due.holds


def test_a_gap_closed_by_emigration_or_by_levelling_down_is_a_reservation():
    """Per head up but total down, or donors losing 5 %: the answer stands, the yes does not."""
    people_leave = {"recipients_gdp": -0.02, "recipients_population": -0.1}
    outcomes = world(everywhere(-0.2), gains=people_leave)
    assert condition(province(outcomes), "not_by_emigration").met is False
    assert "do not both rise" in sentence(judge(outcomes, Rule()))
    donors_lose = {"recipients_gdp": 0.05, "donors_gdp": -0.05}
    outcomes = world(everywhere(-0.2), gains=donors_lose)
    assert condition(province(outcomes), "not_by_emigration").met is True
    assert condition(province(outcomes), "not_by_levelling_down").met is False
    assert not province(outcomes).due.holds


def test_all_conditions_met_is_a_yes_that_holds():
    """A large, lasting, shared effect that nobody pays for with growth."""
    outcomes = world(everywhere(-0.2), gains={"recipients_gdp": 0.05})
    headline = province(outcomes)
    assert headline.due.holds
    assert "Yes, because of the programme:" in sentence(judge(outcomes, Rule()))


def test_price_is_a_ratio_of_means_or_nothing():
    """Ten payments of 100 over a cut of 20 %; no price where one draw in ten cuts nothing."""
    headline = province(world(everywhere(-0.2)))
    cut = -100 * headline.due.relative.mean
    assert headline.cost.paid == pytest.approx(1000)
    assert headline.cost.per_point == pytest.approx(1000 / cut)
    assert headline.cost.low < headline.cost.per_point < headline.cost.high
    sometimes = np.where(np.arange(DRAWS) % 10 == 0, 0.0, -0.2)
    outcomes = world(everywhere(sometimes))
    assert province(outcomes).cost.per_point is None
    assert "no price per cent" in sentence(judge(outcomes, Rule()))


def test_horizons():
    """Last year of full money, then the last year; a horizon laid down replaces the first."""
    assert [j.year for j in judge(world({}), Rule()).judged] == [2029, 2040]
    assert [j.year for j in judge(world({}), Rule(horizon=2035)).judged] == [2035, 2040]
    assert [j.year for j in judge(world({}, programme=None), Rule()).judged] == [2040]


def test_chance_meter_counts_runs_without_programme():
    """Share of runs whose gap moved from 2023 to 2029 by at least the median effect."""
    outcomes = world(everywhere(-0.05))
    due, arm = province(outcomes).due, outcomes.measures[PROVINCE]["baseline"]
    moved = np.abs(arm[9] - arm[3])
    assert due.luck == pytest.approx(np.mean(moved >= abs(due.difference.median)))


def test_goal():
    """A fall by 10 % is met by an effect of 30 %, not without it; outside the run unknown."""
    goal = Target(PROVINCE, fall=0.1, by=2030, probability=0.8)
    found = judge(world(everywhere(-0.3), goal=goal), Rule()).goal
    assert found.met
    assert found.with_programme.value > 0.9 > found.without.value
    assert not judge(world({}, goal=goal), Rule()).goal.met
    for fall, reached in ((0.25, 1), (0.35, 0)):
        calm = world(everywhere(-0.3), goal=replace(goal, fall=fall))
        calm.measures[PROVINCE]["baseline"][:] = 0.2
        calm.measures[PROVINCE]["programme"][4:] = 0.14
        assert judge(calm, Rule()).goal.with_programme.value == reached
    late = judge(world({}, goal=replace(goal, by=2050)), Rule())
    assert late.goal.met is None
    assert "cannot be judged" in sentence(late)


def test_nobody_aided_leaves_the_recipients_unanswered():
    """Both headlines are always shown; one that cannot be computed says so."""
    outcomes = world({})
    arms = {arm: np.full_like(CONSTANT, np.nan) for arm in ("baseline", "programme")}
    outcomes = replace(outcomes, measures=outcomes.measures | {RECIPIENTS: arms}, programme=None)
    verdict = judge(outcomes, Rule())
    assert verdict.judged[0].headlines["recipients"] is None
    assert "Cannot be answered" in sentence(verdict)
    assert "Does the gap between all counties narrow?" in sentence(verdict)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_always_said(lang):
    """Every paragraph ends with what the past cannot test."""
    for effects in ({}, everywhere(-0.2), everywhere(0.3)):
        text = sentence(judge(world(effects), Rule()), lang)
        assert text.endswith(catalogue(lang)["verdict.closing.text"])
        assert "{" not in text


def test_json_is_plain_and_can_be_read_out_again():
    """The dictionary is strict JSON; the paragraph from the file is the paragraph of the run."""
    outcomes = world(everywhere(-0.2), parameters={"a": np.arange(DRAWS) / DRAWS})
    verdict = judge(outcomes, Rule())
    told = json.loads(json.dumps(as_dict(verdict), allow_nan=False))
    for lang in ("en", "zh"):
        assert sentence(told, lang) == sentence(verdict, lang) == told["sentence"][lang]
        assert reasons(told, lang) == told["reasons"][lang]


@pytest.fixture(scope="module")
def known():
    """Two parameters, two structures and luck, 1,000 draws."""
    random = np.random.default_rng(11)
    parameters = {name: random.uniform(-1, 1, 1000) for name in ("strong", "weak", "idle")}
    return parameters, random.integers(0, 2, 1000), random.normal(size=1000)


def test_split_of_a_known_additive_function(known):
    """Var 12/3 + 1/3 of parameters, 1 of structure, 1 of luck: shares within three points."""
    parameters, structure, luck = known
    strong, weak = parameters["strong"], parameters["weak"]
    values = np.sqrt(12) * strong + weak + 2 * structure + luck
    split = variance_split(values, parameters, np.array(["open", "closed"])[structure])
    total = 12 / 3 + 1 / 3 + 1 + 1
    assert split.parameters == pytest.approx((13 / 3) / total, abs=0.03)
    assert split.structure == pytest.approx(1 / total, abs=0.03)
    assert split.luck == pytest.approx(1 / total, abs=0.03)
    assert split.luck + split.parameters + split.structure == pytest.approx(1)
    assert split.leading[:2] == ("strong", "weak")


def test_split_sees_products_squares_and_structures_of_their_own(known):
    """A product, a square and a slope that turns between structures are parameters, not luck."""
    parameters, structure, _ = known
    strong, weak = parameters["strong"], parameters["weak"]
    values = strong * weak + weak**2 + strong * (2 * structure - 1)
    assert variance_split(values, parameters, structure).parameters > 0.97


def test_pure_luck_is_not_called_parameters():
    """Thirty idle parameters explain nothing of the draws they have not seen."""
    random = np.random.default_rng(2)
    parameters = {f"p{i}": random.normal(size=300) for i in range(30)}
    split = variance_split(random.normal(size=300), parameters, random.integers(0, 2, 300))
    assert split.luck > 0.95
    assert split.parameters_high >= split.parameters


def test_many_idle_structures_are_not_called_structure():
    """Forty labels of pure luck: the sampling error of their means is taken off."""
    random = np.random.default_rng(4)
    shares = [
        variance_split(random.normal(size=400), {}, np.arange(400) % 40).structure
        for _ in range(20)
    ]
    assert np.mean(shares) < 0.02


def test_nothing_to_split():
    """No variance or too few draws give no split instead of a number."""
    assert variance_split(np.zeros(500), {"a": np.arange(500.0)}) is None
    assert variance_split(np.arange(20.0), {"a": np.arange(20.0)}) is None
    structure = np.arange(100) % 2
    only = variance_split(structure * 1.0, {"a": np.arange(100.0)}, structure)
    assert only.structure == pytest.approx(1)
