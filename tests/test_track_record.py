"""Beside every verdict: how well the dynamics behind it have forecast before."""

import json
import tomllib
from importlib.resources import files

import numpy as np
import pytest
from test_own_history import experiment, folder

from narrows.history import track_record as records
from narrows.history.hindcast import hindcast
from narrows.history.own_history import history_panel
from narrows.history.track_record import other_panels, own_scores, track_record
from narrows.outcome import run
from narrows.region import load_region
from narrows.scenario import scenario_from_dict


@pytest.fixture
def made(tmp_path):
    return folder(tmp_path)


def test_a_region_with_history_is_scored_on_its_own_past(made):
    """The scores beside the verdict are those of a hindcast of the region's own panel."""
    told = track_record(experiment(made))
    assert told["basis"] == "own"
    region = load_region(made)
    found = hindcast(
        history_panel(region), records.HORIZONS, draws=records.DRAWS, seed=records.SEED
    )
    own = [row for row in found.scores if row["rule"] == "narrows"]
    assert [row["horizon"] for row in told["scores"]] == [5, 10]
    for row, full in zip(told["scores"], own, strict=True):
        assert row == pytest.approx({name: full[name] for name in row}, abs=1e-4)
    for sentence in told["sentence"].values():
        assert f"{own[0]['crps_ratio_to_random_walk']:.2f}" in sentence


def test_scores_are_computed_once_and_again_when_the_history_changes(made, monkeypatch):
    """The second look reads what is kept; a changed figure or a spoilt file counts again."""
    region = load_region(made)
    first = own_scores(region)
    counted = []
    monkeypatch.setattr(
        records, "hindcast", lambda *a, **k: counted.append(1) or hindcast(*a, **k)
    )
    assert own_scores(region) == first
    assert not counted
    records.kept_at(region).write_text("not JSON")
    assert own_scores(region) == first
    table = made / "history.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    code, year, name, value = lines[1].split(",")
    lines[1] = ",".join([code, year, name, str(float(value) * 1.1)])
    table.write_text("\n".join(lines) + "\n")
    own_scores(load_region(made))
    assert len(counted) == 2


def test_where_nothing_can_be_kept_the_past_is_scored_all_the_same(made, monkeypatch):
    """A home that cannot be written loses the cache, not the score."""
    region = load_region(made)
    records.kept_at(region).unlink(missing_ok=True)

    def refuse(*_a, **_k):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    assert own_scores(region)
    assert not records.kept_at(region).exists()


def test_keeping_scores_leaves_the_region_as_it_was(made):
    """Nothing is written into anybody's region folder."""
    region, before = load_region(made), {path.name for path in made.iterdir()}
    own_scores(region)
    assert records.kept_at(region).is_file()
    assert {path.name for path in made.iterdir()} == before


def test_a_region_without_history_says_whose_dynamics_it_borrows(made):
    """History ignored, or none: other panels and their leave-one-out scores."""
    told = track_record(experiment(made, history="ignore"))
    assert told["basis"] == "others"
    assert "other panels" in told["sentence"]["en"]
    assert "外地面板" in told["sentence"]["zh"]
    assert f"On {len(told['panels'])} panels" in told["sentence"]["en"]


def test_a_history_too_short_to_be_tested_on_is_said_so(tmp_path):
    """Ten years: enough to learn from, not to be scored on."""
    told = track_record(experiment(folder(tmp_path, written=10)))
    assert told["basis"] == "others"
    assert told["learned_from"] == [2000, 2009]
    assert "too short to test" in told["sentence"]["en"]


def test_the_structural_account_has_no_track_record(made):
    """Nothing scored is claimed for what was never scored."""
    told = track_record(experiment(made, growth="structural"))
    assert told["basis"] == "none"
    assert not told["scores"]


def test_shipped_scores_are_means_of_their_table():
    """Ratios by the geometric mean, the rest by the plain one; every row has its provenance."""
    text = (files("narrows.history") / "panel_scores.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["score"]
    assert "tools/score_panels.py" in text
    assert all({"panel", "units", "first", "last", "origins"} <= row.keys() for row in rows)
    names, scores = other_panels()
    near = [row for row in rows if row["horizon"] == 5]
    assert len(names) == len(near) == 5
    ratios = [row["crps_ratio_to_random_walk"] for row in near]
    assert scores[0]["crps_ratio_to_random_walk"] == pytest.approx(
        np.prod(ratios) ** (1 / 5), abs=1e-4
    )
    assert scores[0]["coverage_sigma"] == pytest.approx(
        np.mean([row["coverage_sigma"] for row in near]), abs=1e-4
    )


def test_the_bar_is_met_on_the_shipped_scores():
    """Better than the random walk at 5 and 10 years, honest intervals, units no worse than now."""
    text = (files("narrows.history") / "panel_scores.toml").read_text(encoding="utf-8")
    rows = [row for row in tomllib.loads(text)["score"] if row["horizon"] in (5, 10)]
    for horizon in (5, 10):
        here = [row for row in rows if row["horizon"] == horizon]
        assert np.mean([row["crps_ratio_to_random_walk"] for row in here]) < 1
        assert 0.80 <= np.mean([row["coverage_sigma"] for row in here]) <= 0.97
        assert np.mean([row["brier"] for row in here]) < 0.25
    assert all(row["unit_mae"] <= 1.01 * row["unit_mae_no_change"] for row in rows)


def test_the_verdict_carries_the_track_record(made):
    """verdict.json has the scores and one sentence in both languages."""
    plan = {
        "schema": 1,
        "region": str(made),
        "horizon": {"end": 2026},
        "ensemble": {"draws": 4, "seed": 5},
    }
    verdict = run(scenario_from_dict(plan)).verdict
    told = json.loads(json.dumps(verdict["track_record"]))
    assert told == verdict["track_record"]
    assert told["basis"] == "own"
    assert set(told["sentence"]) == {"en", "zh"}
