"""Where the change of the gap comes from: shares that add up, and what they are taken from."""

import json
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from narrows.cli import app
from narrows.decisions import decompose
from narrows.decisions import decompose as taking_apart
from narrows.decisions.decompose import (
    decompose as take_apart,
)
from narrows.decisions.decompose import (
    instruments,
    log_mean,
    without,
)
from narrows.decisions.decomposition import as_dict
from narrows.ensemble.run import REFERENCE, experiment_of, look, run_ensemble
from narrows.region import load_region
from narrows.scenario import load_scenario

FEW = {"ensemble.draws": 12, "horizon.end": 2034}


@st.composite
def games(draw):
    """A game of a few players, each set worth an array; nobody is worth nothing."""
    players = draw(st.integers(1, 5))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    worth = random.normal(size=(2**players, 3))
    worth[0] = 0
    return players, dict(enumerate(worth))


@settings(max_examples=50, deadline=None)
@given(games())
def test_shapley_values_add_up_to_the_whole(game):
    """Efficiency: nothing of the whole is left over."""
    players, worth = game
    assert decompose.exact(worth, players).sum(0) == pytest.approx(worth[2**players - 1])


@settings(max_examples=30, deadline=None)
@given(games())
def test_all_orders_give_the_exact_values(game):
    """The sum over sets and the mean over all orders are two roads to one number."""
    players, worth = game
    every = np.array(list(permutations(range(players))))
    drawn = np.stack([every, every[:, ::-1]], axis=1).reshape(-1, players)
    assert decompose.sampled(worth, drawn)[0] == pytest.approx(decompose.exact(worth, players))


def test_gloves_by_hand():
    """One left glove and two right ones; a pair is worth one: 2/3, 1/6, 1/6 (a textbook game)."""
    worth = {s: float(s & 1 and s > 1) for s in decompose.all_sets(3)}
    assert decompose.exact(worth, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_a_player_that_adds_nothing_gets_nothing():
    """Worth that does not depend on player 1."""
    worth = {s: np.array([2.0 * (s & 1) + (s >> 2 & 1)]) for s in decompose.all_sets(3)}
    assert decompose.exact(worth, 3)[:, 0].tolist() == pytest.approx([2, 0, 1])


def test_sampled_orders_state_their_error():
    """Eight instruments that interact: sampled values lie within five stated errors of exact."""
    random = np.random.default_rng(5)
    size = random.uniform(0.5, 2, 8)
    worth = {
        s: np.array([np.sqrt(sum(size[i] for i in range(8) if s >> i & 1))])
        for s in decompose.all_sets(8)
    }
    drawn = decompose.orders(8, random.uniform(size=(40, 8)))
    values, error = decompose.sampled(worth, drawn)
    exact = decompose.exact(worth, 8)
    assert (np.abs(values - exact)[:, 0] < 5 * error + 1e-12).all()
    assert (error > 0).all()
    assert values.sum() == pytest.approx(worth[255][0])


def test_log_mean_lies_between_and_is_exact():
    """L(a, b) ln(b / a) = b - a, the identity the parts rest on."""
    a, b = np.array([1.0, 3.0, 2.0]), np.array([4.0, 1.0, 2.0])
    mean = log_mean(a, b)
    assert mean * np.log(b / a) == pytest.approx(b - a)
    assert ((np.minimum(a, b) <= mean) & (mean <= np.maximum(a, b))).all()


def test_shares_and_parts_of_the_programme_add_up():
    """Shapley means sum to the whole for both headlines; the parts of the ratio to its change."""
    found = take_apart(load_scenario("paired_aid", FEW), 2029)
    assert found.exact
    assert found.runs == 2 ** len(found.headlines[0].shares)
    for headline in found.headlines:
        total = sum(share.shapley.mean for share in headline.shares)
        alone = sum(share.alone.mean for share in headline.shares)
        assert total == pytest.approx(headline.whole.mean, rel=1e-9)
        assert alone + headline.together.mean == pytest.approx(headline.whole.mean, rel=1e-9)
    for parts in (found.trend, found.effect):
        pieces = (parts.recipients, parts.strong, parts.people, parts.rest)
        assert sum(piece.mean for piece in pieces) == pytest.approx(parts.whole.mean, abs=1e-12)


def test_the_whole_is_the_effect_that_a_run_reports():
    """The set of all instruments gives the numbers of `narrows run`, draw by draw."""
    scenario = load_scenario("paired_aid", FEW)
    found = take_apart(scenario, 2029)
    results = run_ensemble(experiment_of(scenario, load_region("shandong")))
    row = list(results.experiment.years).index(2029)
    for headline in found.headlines:
        arms = results.measures[headline.measure, "population", "gdp_per_head"]
        effect = arms["programme"][row] / arms["baseline"][row] - 1
        assert headline.whole.mean == pytest.approx(effect.mean(), rel=1e-12)


def test_nothing_to_take_apart():
    """Pairs on paper have no instrument, and every part is zero."""
    found = take_apart(load_scenario("placebo", FEW), 2029)
    assert all(headline.shares == () for headline in found.headlines)
    assert all(headline.whole.mean == 0 for headline in found.headlines)
    assert found.effect.whole.mean == 0
    assert as_dict(found)["reading"]["en"]


@pytest.mark.parametrize("name", ["paired_aid", "everything"])
def test_leaving_all_out_leaves_nothing(name):
    """Without its instruments the programme is the world without aid, to the last bit."""
    scenario = load_scenario(name, FEW)
    bare = without(scenario, instruments(scenario))
    assert instruments(bare) == ()
    experiment = experiment_of(bare, load_region("shandong"))
    arms = {"bare": experiment.arms["programme"]}

    def gdp(arm, year):
        return {"gdp": year.flows[arm].output.sum(1)}

    seen = look(experiment, arms, gdp, (2029, 2034))
    assert (seen["bare"]["gdp"] == seen[REFERENCE]["gdp"]).all()


def test_many_instruments_are_sampled(monkeypatch):
    """Beyond the limit random orders are tried; the parts still add up, the error is stated."""
    monkeypatch.setattr(taking_apart, "EXACT_UP_TO", 2)
    found = take_apart(load_scenario("paired_aid", FEW), 2029, orders=3)
    assert not found.exact
    for headline in found.headlines:
        total = sum(share.shapley.mean for share in headline.shares)
        assert total == pytest.approx(headline.whole.mean, rel=1e-9)
        assert any(share.error > 0 for share in headline.shares)


def test_without_migration_people_stay_put():
    """With a migration rate of zero the effect has no part from people moving."""
    fixed = FEW | {"parameters.migration_rate": 0.0}
    found = take_apart(load_scenario("paired_aid", fixed), 2029)
    assert found.effect.people.mean == pytest.approx(0, abs=1e-12)
    for headline in found.headlines:
        assert headline.migration.effect == headline.migration.effect_still


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_answers_in_words_and_in_json(language):
    """A table and a reading for people, the same numbers for programs."""
    command = ["decompose", "paired_aid", "--draws", "4", "--year", "2026", "--lang", language]
    words = CliRunner().invoke(app, command)
    document = CliRunner().invoke(app, [*command, "--json"])
    assert words.exit_code == document.exit_code == 0
    assert "special bonds" in words.stdout
    found = json.loads(document.stdout)
    assert found["year"] == 2026
    assert found["reading"][language][0] in words.stdout
