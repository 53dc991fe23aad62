"""The past forecast: scores, simple rules, the same process a run uses."""

import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from narrows.cli import app
from narrows.errors import InputError
from narrows.history.forecast_rules import (
    RULES,
    ForecastDraws,
    crps,
    giddy_is_here,
    markov,
    score_sigma,
    score_units,
    spatial_markov,
)
from narrows.history.hindcast import all_rules, first_origin, hindcast, reading
from narrows.panel.panel import Panel

ROOT = Path(__file__).parents[1]
FACTS = Path(os.environ.get("NARROWS_FACTS", ROOT.parent / "shared" / "facts")) / "panels"
SIMPLE = {name: RULES[name] for name in ("narrows", "sigma_random_walk", "beta_convergence")}


def made_panel(years=30, units=25, seed=1):
    stream = np.random.default_rng(seed)
    relative = [stream.normal(0, 0.3, units)]
    for _ in range(years - 1):
        relative.append(stream.normal(0.99, 0.02) * relative[-1] + stream.normal(0, 0.02, units))
    names = tuple(f"{number:02d}" for number in range(units))
    around = [(i, (i + d) % units) for i in range(units) for d in (1, -1)]
    return Panel(
        "made.csv", "income", names, names, np.arange(1980, 1980 + years),
        np.exp(9 + np.array(relative)), neighbours=np.array(around),
    )  # fmt: skip


def us_states():
    """48 states 1929-2009, as libpysal ships them."""
    libpysal = pytest.importorskip("libpysal")
    rows = Path(libpysal.examples.get_path("usjoin.csv")).read_text().splitlines()
    head = rows[0].split(",")
    years = np.arange(1929, 2010)
    first = head.index("1929")
    income = np.array([[float(v) for v in row.split(",")[first : first + 81]] for row in rows[1:]])
    names = tuple(row.split(",")[0].strip('"') for row in rows[1:])
    return Panel("usjoin.csv", "pcpi", names, names, years, income.T)


def test_crps_of_a_normal_ensemble_meets_the_closed_form():
    """For N(0, 1) and y = 0.5 the score is 0.3314."""
    draws = np.random.default_rng(1).standard_normal(200_000)
    z = 0.5
    density, below = np.exp(-z * z / 2) / np.sqrt(2 * np.pi), 0.691462
    exact = z * (2 * below - 1) + 2 * density - 1 / np.sqrt(np.pi)
    assert crps(draws, z) == pytest.approx(exact, rel=0.01)


def test_a_sure_and_right_forecast_scores_zero():
    """All draws equal to what came: no error, covered, direction right."""
    score = score_sigma(np.full(50, 0.2), 0.2, 0.3)
    assert score["crps_sigma"] == pytest.approx(0)
    assert (score["coverage_sigma"], score["direction_right"], score["brier"]) == (1, 1, 0)


def test_unit_scores_ignore_the_common_level():
    """Relative incomes: what all draws share is taken out."""
    draws = np.random.default_rng(2).normal(5, 1, (400, 6))
    came = draws.mean(axis=0) - draws.mean()
    assert score_units(draws, came)["unit_mae"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", [*RULES, "markov"])
def test_every_rule_starts_from_today_and_keeps_its_luck(name):
    """The same seed gives the same draws; draw 3 of 8 is draw 3 alone; sigma starts near today."""
    relative = made_panel().relative
    rule = (RULES | {"markov": markov})[name]
    whole = list(rule(relative[:20], 3, ForecastDraws(1, 1999, range(8))))
    again = list(rule(relative[:20], 3, ForecastDraws(1, 1999, range(8))))
    alone = list(rule(relative[:20], 3, ForecastDraws(1, 1999, range(3, 4))))
    np.testing.assert_array_equal(whole[2], again[2])
    np.testing.assert_allclose(whole[2][3], alone[2][0], rtol=1e-12)
    many = next(iter(rule(relative[:20], 3, ForecastDraws(1, 1999, range(400)))))
    sigma = many if many.ndim == 1 else many.std(axis=1)
    assert sigma.mean() == pytest.approx(relative[19].std(), rel=0.06)


def test_origins_follow_the_protocol():
    """15 years of history in panels of 40 years and more, else 8; all horizons end inside."""
    assert (first_origin(40), first_origin(39)) == (14, 7)
    found = hindcast(made_panel(30), (5, 10), draws=20, rules=SIMPLE)
    origins = {h: [f["origin"] for f in found.forecasts if f["horizon"] == h] for h in (5, 10)}
    assert (min(origins[5]), max(origins[5])) == (1987, 2004)
    assert (min(origins[10]), max(origins[10])) == (1987, 1999)


def test_nothing_after_the_origin_is_known():
    """Changing the future leaves every forecast from before it alone."""
    whole = made_panel(30)
    income = whole.income.copy()
    income[20:] *= np.exp(np.random.default_rng(3).normal(0, 0.5, income[20:].shape))
    other = Panel(whole.file, "income", whole.units, whole.names, whole.years, income)
    for name, rule in SIMPLE.items():
        ours, theirs = (
            [f["median"] for f in hindcast(p, (5,), draws=20, rules={name: rule}).forecasts
             if f["origin"] <= 1999]
            for p in (whole, other)
        )  # fmt: skip
        assert ours == theirs


def test_scores_are_means_over_origins_and_the_yardstick_is_one():
    """CRPS of a row is the mean of its forecasts; the random walk's ratio is 1."""
    found = hindcast(made_panel(), (5,), draws=40, rules=SIMPLE)
    by_rule = {row["rule"]: row for row in found.scores}
    mean = np.mean([f["crps_sigma"] for f in found.forecasts if f["rule"] == "narrows"])
    assert by_rule["narrows"]["crps_sigma"] == pytest.approx(mean)
    assert by_rule["sigma_random_walk"]["crps_ratio_to_random_walk"] == 1
    assert by_rule["sigma_random_walk"]["direction_right"] is None
    assert by_rule["sigma_random_walk"]["unit_mae"] is None
    assert by_rule["narrows"]["origins"] == 18


def test_a_panel_too_short_for_a_horizon_says_so():
    """20 years score 10 ahead but not 15; 12 years score nothing."""
    found = hindcast(made_panel(20), draws=20, rules=SIMPLE)
    assert {row["horizon"] for row in found.scores} == {5, 10}
    assert "too short to score 15 years" in found.notices[0]
    with pytest.raises(InputError, match="needs 13 years"):
        hindcast(made_panel(12), draws=20, rules=SIMPLE)


def test_weights_are_told_beside_the_unweighted_scores():
    """With equal weights both gaps are the same, and the notice says so."""
    made = made_panel()
    equal = replace(made, weights=np.ones_like(made.income))
    found = hindcast(equal, (5,), draws=20, rules=SIMPLE)
    first, last = (f"{made.relative[place].std():.3f}" for place in (0, -1))
    assert found.notices[-1].count(f"{first} to {last}") == 2


def test_spatial_markov_is_left_out_and_said_without_neighbours():
    """No neighbours, no spatial chain, one notice."""
    panel = made_panel()
    without = Panel(panel.file, "income", panel.units, panel.names, panel.years, panel.income)
    rules, notices = all_rules(without)
    assert "spatial_markov" not in rules
    assert "--neighbours" in notices[0]


@pytest.mark.skipif(not giddy_is_here(), reason="giddy is optional")
def test_spatial_markov_moves_within_the_incomes_seen():
    """With neighbours the chain runs, and every income is one that was seen."""
    panel = made_panel()
    rule = partial(spatial_markov, neighbours=panel.neighbours)
    drawn = list(rule(panel.relative[:20], 4, ForecastDraws(1, 1999, range(6))))
    assert np.isin(drawn[-1], panel.relative[:20]).all()


def test_a_markov_chain_that_never_moved_stays():
    """Units that always kept their class keep their incomes."""
    still = np.tile(np.linspace(-1, 1, 10), (12, 1))
    drawn = list(markov(still, 3, ForecastDraws(1, 2000, range(4))))
    np.testing.assert_array_equal(drawn[-1], np.tile(still[-1], (4, 1)))


def test_the_process_beats_the_random_walk_on_the_us_states():
    """48 states 1929-2009: the CRPS ratio is below 1, coverage within .75 and .97 at 5 and 10."""
    rules = {name: RULES[name] for name in ("narrows", "sigma_random_walk")}
    found = hindcast(us_states(), (5, 10), draws=300, rules=rules)
    for row in found.scores[::2]:
        assert row["rule"] == "narrows"
        assert row["crps_ratio_to_random_walk"] < 1
        assert 0.75 <= row["coverage_sigma"] <= 0.97
        assert row["unit_mae"] <= 1.01 * row["unit_mae_no_change"]


def test_the_reading_does_not_praise_a_coin():
    """One sentence, and direction is called what it is."""
    found = hindcast(made_panel(), (5, 10), draws=40, rules=SIMPLE)
    for lang, coin in (("en", "coin toss"), ("zh", "掷硬币")):
        assert coin in reading(found, lang)


@pytest.fixture
def command():
    return partial(CliRunner().invoke, app)


@pytest.fixture
def table(tmp_path):
    panel = made_panel(26, 12)
    rows = ["unit_id,unit_name,year,variable,value"]
    rows += [
        f"{unit},County {unit},{year},income,{panel.income[t, i]}"
        for i, unit in enumerate(panel.units)
        for t, year in enumerate(panel.years)
    ]
    path = tmp_path / "made.csv"
    path.write_text("\n".join(rows))
    return path


def test_the_command_answers_in_json_with_the_documented_keys(command, table):
    """`narrows hindcast TABLE --json` prints scores by rule and horizon and nothing else."""
    done = command(["hindcast", str(table), "--horizons", "5", "--draws", "20", "--json"])
    scores = json.loads(done.stdout)["scores"]
    assert {row["rule"] for row in scores} >= {"narrows", "sigma_random_walk", "markov"}
    keys = {"rule", "horizon", "origins", "crps_sigma", "coverage_sigma", "direction_right"}
    assert keys <= set(scores[0])
    assert {"brier", "unit_mae", "unit_mae_no_change", "crps_ratio_to_random_walk"} <= set(
        scores[0]
    )


def test_the_same_seed_prints_the_same_bytes(command, table):
    """Twice the same command, twice the same answer."""
    line = ["hindcast", str(table), "--horizons", "5", "--draws", "20", "--json"]
    assert command(line).stdout == command(line).stdout


def test_the_command_writes_tables_and_pictures(command, table, tmp_path):
    """--out holds scores, forecasts, fans and both pictures; a second run lies beside."""
    line = ["hindcast", str(table), "--horizons", "5", "--draws", "20", "--out"]
    out = tmp_path / "evidence"
    assert command([*line, str(out)]).exit_code == 0
    found = {path.name for path in out.rglob("*.*")}
    assert {"scores.csv", "forecasts.csv", "fans.csv", "hindcast.json"} <= found
    assert {"fans.png", "fans.svg", "scores.png", "scores.svg"} <= found
    command([*line, str(out)])
    assert (out / "hindcast-made").is_dir()


def test_calibrate_writes_a_parameter_file(command, table, tmp_path):
    """A folder with one panel is enough, and the file says what is only a prior."""
    out = tmp_path / "learned"
    done = command(["calibrate", str(table.parent), "--out", str(out), "--json"])
    assert done.exit_code == 0
    assert "prior only" in (out / "parameters.toml").read_text()
    assert json.loads(done.stdout)["years"] == [1986, 2005]


@pytest.mark.parametrize("horizons", ["five", "0", "5,,10", "-5"])
def test_wrong_horizons_are_wrong_use(command, table, horizons):
    """Exit code 2 and what is allowed, no traceback."""
    done = command(["hindcast", str(table), "--horizons", horizons])
    assert done.exit_code == 2


@pytest.mark.long
@pytest.mark.skipif(not FACTS.is_dir(), reason="the panels are not here")
def test_the_bar_is_met_on_the_panels_there():
    """Mean CRPS ratio below 1, coverage .80 to .97, unit errors at most 1.01 of no change."""
    from narrows.panel.panel import read_panel

    tables = {
        "us_states_pcpi_1929_2009.csv": None,
        "us_counties_pcpi_1969_2011.csv.gz": "pcpi_usd_nominal",
        "de_kreise_1995_2021.csv.gz": "gdp_pc_eur_nominal",
        "es_prov_1986_2021.csv": "gdp_pc_eur_nominal",
    }
    rules = {name: RULES[name] for name in ("narrows", "sigma_random_walk")}
    found = [hindcast(read_panel(FACTS / t, v), (5, 10), rules=rules) for t, v in tables.items()]
    for place in (0, 2):
        rows = [f.scores[place] for f in found]
        assert np.mean([row["crps_ratio_to_random_walk"] for row in rows]) < 1
        assert 0.80 <= np.mean([row["coverage_sigma"] for row in rows]) <= 0.97
        assert np.mean([r["unit_mae"] / r["unit_mae_no_change"] for r in rows]) <= 1.01
        assert np.mean([row["brier"] for row in rows]) < 0.25
