"""Real counties elsewhere: a panel becomes a region, is calibrated, and runs a shipped scenario.

The scenario is the shipped one but for its region and currency. The panels lie in a folder of
facts that is not part of the project; the US states come with libpysal, for everybody.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from narrows.cli import app
from narrows.history.track_record import kept_at
from narrows.region import load_region
from narrows.scenario import shipped_folder

FACTS = Path(os.environ.get("NARROWS_FACTS", Path(__file__).parents[2] / "shared" / "facts"))
PANELS = FACTS / "panels"
needs_panels = pytest.mark.skipif(not PANELS.is_dir(), reason="the panels folder is not here")

SCENARIO = "poorest_per_head"
FAMILY = ("common", "paired_aid", SCENARIO)
DRAWS = 8


def narrows(*words):
    """Run the command in this process; its answer on standard output."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, (words, done.output, done.exception)
    return done.stdout


def from_panel_to_verdict(place, table, *, variable, currency, extra=(), draws=DRAWS):
    """`region new`, `region check`, `calibrate`, `run`: the folder, calibration and verdict."""
    made = place / "counties"
    words = ["--variable", variable, "--currency", currency, *extra]
    narrows("region", "new", table, "--out", made, *words)
    narrows("region", "check", made)
    calibration = json.loads(narrows("calibrate", made, "--out", place / "learned", "--json"))
    for name in FAMILY:
        text = (shipped_folder() / f"{name}.toml").read_text(encoding="utf-8")
        text = text.replace("CNY", currency).replace('"shandong"', '"counties"')
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    told = narrows(
        *("run", place / f"{SCENARIO}.toml", "--draws", draws, "--no-pictures", "--json"),
        *("--out", place / "run"),
    )
    return made, calibration, json.loads(told)["verdict"]


def check(calibration, verdict, units):
    """What every such run must show."""
    assert calibration["units"] == units
    assert calibration["parameters"]["speed_volatility"]["learned"]
    record = verdict["track_record"]
    assert record["basis"] == "own"
    assert record["learned_from"] == calibration["years"]
    near = record["scores"][0]
    assert near["horizon"] == 5
    assert 0.5 < near["crps_ratio_to_random_walk"] < 1.5
    assert near["unit_mae"] <= 1.02 * near["unit_mae_no_change"]
    assert "this region's own past" in record["sentence"]["en"]


def states(place):
    """The 48 states 1929-2009 of libpysal as a tidy panel with neighbours."""
    libpysal = pytest.importorskip("libpysal")
    rows = Path(libpysal.examples.get_path("usjoin.csv")).read_text().splitlines()
    head = rows[0].split(",")
    lines = ["unit_id,unit_name,year,variable,value"]
    for row in rows[1:]:
        name, code, *values = row.split(",")
        for year, value in zip(head[2:], values, strict=True):
            lines.append(f"{int(code):02d},{name.strip()},{year.strip()},income,{value}")
    table = place / "states.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table


def test_us_states_run_a_shipped_scenario(tmp_path):
    """For everybody: libpysal's states through new, check, calibrate and run."""
    made, calibration, verdict = from_panel_to_verdict(
        tmp_path, states(tmp_path), variable="income", currency="USD"
    )
    check(calibration, verdict, 48)
    assert calibration["years"] == [1990, 2009]
    kept = json.loads(kept_at(load_region(str(made))).read_text(encoding="utf-8"))
    assert kept["scores"] == verdict["track_record"]["scores"]


def test_a_learned_parameter_file_is_an_overlay(tmp_path):
    """What calibrate wrote can be applied to a scenario of the same region."""
    from_panel_to_verdict(tmp_path, states(tmp_path), variable="income", currency="USD", draws=2)
    learned = (tmp_path / "learned" / "parameters.toml").read_text(encoding="utf-8")
    (tmp_path / "parameters.toml").write_text(learned, encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        f'schema = 1\nextends = "{SCENARIO}.toml"\napply = ["parameters.toml"]\n', encoding="utf-8"
    )
    told = narrows(
        *("run", tmp_path / "own.toml", "--draws", 2, "--no-pictures", "--json"),
        *("--out", tmp_path / "other"),
    )
    assert np.isfinite(json.loads(told)["verdict"]["track_record"]["scores"][0]["crps_sigma"])


@needs_panels
@pytest.mark.parametrize(
    ("name", "units"), [("de_kreise_1995_2021", 401), ("es_prov_1986_2021", 59)]
)
def test_kreise_and_provinces_run_a_shipped_scenario(tmp_path, name, units):
    """German Kreise and Spanish provinces, with their people, neighbours and places."""
    table = next(PANELS.glob(f"{name}.csv*"))
    _, calibration, verdict = from_panel_to_verdict(
        tmp_path,
        table,
        variable="gdp_pc_eur_nominal",
        currency="EUR",
        extra=(
            *("--neighbours", PANELS / f"{name}_adj.csv"),
            *("--centroids", PANELS / f"{name}_centroids.csv"),
        ),
    )
    check(calibration, verdict, units)


@needs_panels
@pytest.mark.long
def test_us_counties_run_a_shipped_scenario(tmp_path):
    """3,089 counties and 43 years."""
    _, calibration, verdict = from_panel_to_verdict(
        tmp_path,
        PANELS / "us_counties_pcpi_1969_2011.csv.gz",
        variable="pcpi_usd_nominal",
        currency="USD",
        extra=(
            *("--neighbours", PANELS / "adj_us_counties.csv"),
            *("--centroids", PANELS / "centroids_us_counties.csv"),
        ),
        draws=4,
    )
    check(calibration, verdict, 3089)
