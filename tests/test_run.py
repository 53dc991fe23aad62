"""The main job from the command line: a folder with everything, or one clear message."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import narrows as nw
from narrows.cli import app
from narrows.ensemble import keep
from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.errors import NarrowsError
from narrows.measures import evaluate
from narrows.model.identities import TOLERANCE
from narrows.region import load_region
from narrows.results.manifest import changed_files
from narrows.scenario import load_scenario

ROOT = Path(__file__).parents[1]
FILES = {
    "scenario.toml",
    "resolved.toml",
    "no_programme.toml",
    "what_ran.csv",
    "measures.csv",
    "counties.csv",
    "places.csv",
    "pairs.csv",
    "neighbours.csv",
    "ledger.csv",
    "totals.csv",
    "projects.csv",
    "donors.csv",
    "debt_flags.csv",
    "verdict.json",
    "manifest.json",
}


def narrows(*words, cwd=ROOT, **options):
    """Run the command in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "narrows.cli", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300, **options
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One finished run of the announced programme."""
    place = tmp_path_factory.mktemp("run") / "announced"
    done = narrows(
        "run", "scenarios/paired_aid.toml", "--draws", 40, "--out", place, "--ensemble", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["folder"] == str(place)
    assert done.stderr == ""
    return place


def test_folder_holds_everything(folder):
    """Tables, documents, the full ensemble, and each picture as PNG and SVG."""
    names = {path.name for path in folder.iterdir() if path.is_file()}
    assert names == FILES | {"ensemble.parquet"}
    pictures = {path.name for path in (folder / "pictures").iterdir()}
    stems = {name.split(".")[0] for name in pictures}
    assert {"gap", "recipients", "ranks", "map", "money"} <= stems
    assert pictures == {f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")}


def test_manifest_fits_the_files(folder):
    """Every file has the digest that the manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert changed_files(folder, manifest["files"]) == ()
    assert manifest["residuals_below"] < TOLERANCE


def test_tables_have_their_columns(folder):
    """The tables are tidy, in UTF-8 with the mark that Excel wants, Chinese names intact."""
    measures = pd.read_csv(folder / "measures.csv")
    assert list(measures) == [
        *("arm", "year", "measure", "weights", "concept"),
        *("mean", "q05", "q25", "q50", "q75", "q95"),
    ]
    assert set(measures.arm) == {"baseline", "programme", "difference"}
    counties = pd.read_csv(folder / "counties.csv", dtype={"code": str})
    head = ["arm", "year", "code", "name", "variable"]
    assert list(counties) == [*head, "mean", "q05", "q50", "q95"]
    assert "蒙阴县" in set(counties.name)
    assert (folder / "counties.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    ledger = pd.read_csv(folder / "ledger.csv", dtype=str)
    assert list(ledger) == ["arm", "year", "payer", "payee", "purpose", "mean", "q05", "q95"]


def test_quantiles_are_those_of_the_ensemble(folder):
    """The county table is what the full ensemble gives, up to single precision."""
    draws = pd.read_parquet(folder / "ensemble.parquet")
    one = draws[(draws.arm == "programme") & (draws.year == 2029) & (draws.code == "371328")]
    counties = pd.read_csv(folder / "counties.csv", dtype={"code": str})
    row = counties[
        (counties.arm == "programme")
        & (counties.year == 2029)
        & (counties.code == "371328")
        & (counties.variable == "gdp")
    ].iloc[0]
    assert row["q05"] == pytest.approx(np.quantile(one.gdp, 0.05), rel=1e-6)
    assert row["mean"] == pytest.approx(one.gdp.mean(), rel=1e-6)


def test_ledger_holds_the_announced_money(folder):
    """200 million a year of guidance fund, 2 billion of bonds once, nothing in the baseline."""
    ledger = pd.read_csv(folder / "ledger.csv", dtype={"payer": str, "payee": str})
    paid = ledger[ledger.arm == "programme"].groupby(["purpose", "year"])["mean"].sum()
    assert paid["guidance fund", 2026] == pytest.approx(200, rel=1e-6)
    assert paid["special bonds", 2024] == pytest.approx(2000, rel=1e-6)
    assert ("special bonds", 2025) not in paid.index
    assert not set(ledger[ledger.arm == "baseline"].purpose) & {"guidance fund", "assistance"}


def test_same_file_same_bytes(folder, tmp_path):
    """A second run of the same file and seed writes the same bytes in every table."""
    again = tmp_path / "again"
    done = narrows("run", "paired_aid", "--draws", 40, "--out", again, "--no-pictures")
    assert done.returncode == 0, done.stderr
    for name in FILES - {"manifest.json"}:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_run_lies_in_a_folder_that_exists(folder):
    """A second run into a run's folder lies beside it under a name of its own."""
    done = narrows("run", "placebo", "--draws", 2, "--out", folder, "--no-pictures", "--json")
    inner = Path(json.loads(done.stdout)["folder"])
    assert inner.parent == folder.parent
    assert inner.name.startswith("placebo-")


LATER = ("narrows.decisions.audit.audit", "narrows.outcome.Outcome.write")


@pytest.mark.parametrize("later", LATER)
def test_the_verdict_is_printed_before_the_audit_and_the_writing(monkeypatch, tmp_path, later):
    """A disk that is full, or an audit that fails, no longer holds the answer back."""

    def fails(*_, **__):
        raise NarrowsError("too late")

    monkeypatch.setattr(later, fails)
    place = tmp_path / "run"
    done = CliRunner().invoke(app, ["run", "placebo", "--draws", "2", "--out", str(place)])
    assert isinstance(done.exception, NarrowsError)
    assert "2029 against 2020" in done.stdout
    assert not place.exists()


@pytest.mark.parametrize(("name", "apart"), [("placebo", 0), ("paired_aid", 2040 - 2023)])
def test_what_both_arms_share_is_measured_once(monkeypatch, name, apart):
    """All 21 years of the baseline, and of the programme those in which it differs."""
    measured = []

    def counted(*counties, **known):
        measured.append(1)
        return evaluate(*counties, **known)

    monkeypatch.setattr(keep, "evaluate", counted)
    scenario = load_scenario(name, {"ensemble.draws": 2})
    run_ensemble(experiment_of(scenario, load_region("shandong")), at_once=1)
    assert len(measured) == 21 + apart


def test_placebo_is_exactly_nothing():
    """Pairs without money or links: programme minus baseline is 0 in every county and draw."""
    results = nw.run("placebo", draws=60).results
    for arms in results.counties.values():
        assert np.array_equal(arms["baseline"], arms["programme"])
    for arms in results.measures.values():
        assert np.array_equal(arms["baseline"], arms["programme"])


def test_python_gives_the_same_tables_as_the_command(folder):
    """`import narrows as nw` runs the same and returns tidy pandas tables."""
    outcome = nw.run("paired_aid", draws=40)
    written = pd.read_csv(folder / "measures.csv")
    assert np.allclose(outcome.measures["mean"], written["mean"], rtol=1e-9)
    assert outcome.verdict == json.loads((folder / "verdict.json").read_text(encoding="utf-8"))


def test_fewer_draws_are_the_first_of_more():
    """Draws do not know how many others there are."""
    few, many = (nw.run("paired_aid", draws=draws).results for draws in (7, 150))
    for variable in ("gdp", "population"):
        for arm in ("baseline", "programme"):
            assert np.array_equal(
                few.counties[variable][arm], many.counties[variable][arm][:, :7]
            )


def test_a_change_that_moves_nothing_is_told(tmp_path):
    """A key that is changed in vain is named on standard error; the run goes on."""
    file = tmp_path / "vain.toml"
    file.write_text(
        'schema = 1\nextends = "no_programme"\n[general_fund]\nallocation = "equal"\n',
        encoding="utf-8",
    )
    done = narrows("run", file, "--draws", 3, "--no-pictures", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert done.stderr == "warning: general_fund.allocation: read, but changes no number\n"


@pytest.mark.parametrize("form", ["logit", "gradual"])
def test_a_planner_s_file_may_switch_mechanisms(tmp_path, form):
    """A scenario with disputed mechanisms runs; a switch left as it was is no vain change."""
    file = tmp_path / "mechanisms.toml"
    file.write_text(
        'schema = 1\nextends = "paired_aid"\n[mechanisms]\n'
        f'migration = "{form}"\nspillovers = true\n',
        encoding="utf-8",
    )
    done = narrows("run", file, "--draws", 3, "--no-pictures", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "migration = " in (tmp_path / "out" / "resolved.toml").read_text(encoding="utf-8")


def test_verdict_says_what_history_cannot_tell(folder):
    """Both headlines are there, in two languages, with the sentence about history."""
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    assert "the effect of aid cannot" in verdict["sentence"]["en"]
    assert "历史" in verdict["sentence"]["zh"]


BROKEN = """\
schema = 1
extends = "common"
region = "shandong"

[horizon]
end = 2035

[ensemble]
drows = 100
draws = 1000000000000

[programme]
start = 2030
end = 2026

[weak]
select = { counties = ["Atlantis"] }

[[fund]]
name = "fund"
amount = "-5 million CNY per year"

[[bond]]
name = "bond"
quota = "3 km"
rate = "2 %"
term = "10 years"
"""


def test_all_mistakes_of_a_file_at_once(tmp_path):
    """Unknown key, wrong unit, unknown county, end before start, negative fund, 10^12 draws."""
    file = tmp_path / "broken.toml"
    file.write_text(BROKEN, encoding="utf-8")
    done = narrows("run", file, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    for line, word in (
        (9, "draws"),
        (10, "200,000"),
        (14, "end"),
        (17, "Atlantis"),
        (21, "-5"),
        (25, "3 km"),
    ):
        told = [text for text in done.stderr.splitlines() if f"broken.toml:{line}" in text]
        assert told, (line, done.stderr)
        assert word in told[0]
    assert not (tmp_path / "out").exists()


def test_a_broken_region_is_told_by_file_and_line(tmp_path):
    """A missing column and a blank GDP are told at once; nothing is written."""
    shipped = ROOT / "model" / "narrows" / "regions" / "shandong"
    mine = tmp_path / "mine"
    mine.mkdir()
    for file in shipped.iterdir():
        (mine / file.name).write_bytes(file.read_bytes())
    table = pd.read_csv(mine / "counties.csv", dtype=str)
    table.loc[3, "gdp" if "gdp" in table else "output"] = ""
    table.drop(columns="population").to_csv(mine / "counties.csv", index=False)
    (tmp_path / "s.toml").write_text(
        'schema = 1\nextends = "common"\nregion = "mine"\n', encoding="utf-8"
    )
    done = narrows("run", "s.toml", "--draws", 2, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "population" in done.stderr
    assert "counties.csv:5" in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "nowhere.toml"),
        ("walk",),
        ("run", "."),
        ("run", "placebo", "--draws", "0"),
        ("run", "placebo", "--lang", "fr"),
        ("check", "placebo", "--lang", "klingon"),
    ],
)
def test_wrong_use_exits_with_two(words, tmp_path):
    """What cannot be done is told in a few lines."""
    done = narrows(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 12


def test_place_that_cannot_be_written_is_told_before_the_work(tmp_path):
    """A file where the folder should be: one line, no simulation."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = narrows("run", "placebo", "--out", tmp_path / "taken")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_stopping_leaves_nothing(tmp_path):
    """Ctrl-C in the middle: one line, exit code 130, no folder."""
    command = [sys.executable, "-m", "narrows.cli", "run", "paired_aid", "--draws", "20000"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert list(tmp_path.iterdir()) == []


def test_help_loads_nothing_heavy():
    """`--help` and importing narrows leave numpy, pandas and matplotlib alone."""
    code = (
        "import sys, narrows, narrows.cli; "
        "print([m for m in ('numpy','pandas','scipy','matplotlib','pyarrow','pydantic') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
