"""What a region without county history tells: its groups' series and single figures."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from narrows.cli import app
from narrows.errors import NarrowsError
from narrows.history.calibrate import cross_panel_priors
from narrows.history.calibration_file import group_parameter_file, group_summary
from narrows.history.groups import calibrate_groups, county_shock
from narrows.history.past_speed import speed_history
from narrows.region import load_region
from narrows.scenario import scenario_from_dict, shipped_folder

OVERLAY = shipped_folder() / "overlays" / "shandong_learned.toml"


@pytest.fixture(scope="module")
def shandong():
    return load_region("shandong")


def test_figures_of_two_years_tell_how_much_counties_shake():
    """Simulated counties with a known yearly shock, three years apart: the truth within 2 sd."""
    stream = np.random.default_rng(1)
    shocks = stream.normal(0, 0.03, (40, 5, 4))
    passed = 0.8
    change = passed * shocks[..., 1:-1].sum(axis=-1) + shocks[..., -1]
    level, error, freedom = county_shock([(pool, 3) for pool in change], passed)
    assert freedom == 160
    assert abs(np.log(level / 0.03)) < 2 * error


def test_figures_of_no_two_years_tell_nothing():
    """No pool, no estimate."""
    assert county_shock([], 0.8) is None


def test_a_missing_year_counts_in_the_drift():
    """Changes far apart share less of the drift than changes that follow one another."""
    priors = cross_panel_priors()
    changes, noise = np.array([0.02, 0.02, 0.02, 0.02]), np.full(4, 1e-6)
    near = speed_history(changes, noise, priors)
    same = speed_history(changes, noise, priors, years=[2010, 2011, 2012, 2013])
    far = speed_history(changes, noise, priors, years=[1950, 1970, 1990, 2013])
    np.testing.assert_array_equal(near.weight, same.weight)
    assert far.moments(far.drift)[0] < near.moments(near.drift)[0]


def test_series_that_are_not_comparable_make_no_change(shandong):
    """Shandong's prefectures: five changes to 2018, three from 2019, the census year left out."""
    found = calibrate_groups(shandong)
    assert [row[:2] for row in found.stretches] == [(2013, 2018), (2019, 2022)]
    assert [year for year, _ in found.breaks] == [2019]


def test_what_groups_cannot_tell_stays_a_prior(shandong):
    """The speed's noise and the level of shocks are learned, the rest is labelled prior."""
    found = calibrate_groups(shandong).estimates
    learned = {name for name, value in found.items() if value["learned"]}
    assert learned == {"speed_volatility", "county_volatility"}
    assert found["residual_autocorrelation"]["source"].startswith("prior only")


def test_the_census_moved_the_gap_more_than_any_year_within_a_series(shandong):
    """Why the shipped scenarios do not lean on the quiet series: one revision undoes it."""
    found = calibrate_groups(shandong)
    largest = max(row[2] for row in found.stretches)
    assert abs(found.breaks[0][1]) > 3 * largest


def test_the_shipped_overlay_is_what_the_command_writes(shandong):
    """scenarios/overlays/shandong_learned.toml holds today's estimates of today's tables."""
    text = group_parameter_file(calibrate_groups(shandong), shandong, "0")
    shipped = OVERLAY.read_text(encoding="utf-8")
    assert tomllib.loads(text)["parameters"] == tomllib.loads(shipped)["parameters"]
    assert shandong.digest in shipped


def test_a_scenario_applies_the_overlay():
    """Its values reach the scenario, and no shipped scenario applies it by itself."""
    plan = {"schema": 1, "extends": "paired_aid", "apply": ["overlays/shandong_learned"]}
    belief = scenario_from_dict(plan).parameters["speed_volatility"]
    assert belief.first == pytest.approx(
        tomllib.loads(OVERLAY.read_text(encoding="utf-8"))["parameters"]["speed_volatility"]["median"]
    )
    for path in Path(shipped_folder()).glob("*.toml"):
        assert "shandong_learned" not in path.read_text(encoding="utf-8"), path.name


def test_a_program_reads_what_was_found(shandong):
    """Series, break and degrees of freedom are in the summary."""
    found = group_summary(calibrate_groups(shandong), shandong)
    assert found["groups"] == 16
    assert found["county_shock"]["degrees_of_freedom"] >= 5
    assert len(found["series"]) == 2


def test_the_command_knows_a_region_by_name():
    """`narrows calibrate shandong` answers; `hindcast` says that there is nothing to forecast."""
    done = CliRunner().invoke(app, ["calibrate", "shandong", "--lang", "en"])
    assert done.exit_code == 0
    assert "prior only" in done.output
    refused = CliRunner().invoke(app, ["hindcast", "shandong"])
    assert isinstance(refused.exception, NarrowsError)
    assert "keeps no history" in str(refused.exception)
