"""The commands about scenario files, as they are typed."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from narrows.cli import app
from narrows.decisions import audit
from narrows.ensemble import keep
from narrows.scenario import load_scenario, scenario_from_dict
from narrows.words import say

INVALID = Path(__file__).parent / "scenarios" / "invalid"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """A function that types a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(app, list(words))


def test_check_says_yes(run):
    """A good scenario is named on standard output, exit code 0."""
    found = run("check", "paired_aid", "placebo")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines() == ["paired_aid: no problems", "placebo: no problems"]


def test_check_reports_every_file(run):
    """Problems of several files come on standard error, exit code 2, no traceback."""
    files = [str(INVALID / f"{name}.toml") for name in ("draws_zero", "county_ambiguous")]
    found = run("check", *files, "paired_aid", "no_such")
    assert found.exit_code == 2
    assert len(found.stderr.splitlines()) == 3
    assert "Traceback" not in found.output
    assert found.stdout == "paired_aid: no problems\n"


def test_check_speaks_chinese(run, monkeypatch):
    """By option or by the locale."""
    path = str(INVALID / "draws_zero.toml")
    assert "应为1至200,000的整数" in run("check", path, "--lang", "zh").stderr
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "应为1至200,000的整数" in run("check", path).stderr


def test_check_for_programs(run):
    """With --json every problem is a record."""
    found = run("check", str(INVALID / "draws_zero.toml"), "paired_aid", "--json")
    table = json.loads(found.stdout)
    assert table["paired_aid"] == []
    (problem,) = table[str(INVALID / "draws_zero.toml")]
    assert (problem["line"], problem["key"], problem["code"]) == (7, "ensemble.draws", "count")


def test_show_prints_a_file_that_says_the_same(run, tmp_path):
    """The resolved scenario with origins in comments is itself a scenario file."""
    found = run("show", "ten_times")
    assert "million CNY per year; ten_times.toml:9" in found.stdout
    assert scenario_from_dict(tomllib.loads(found.stdout)) == load_scenario("ten_times")


def test_show_for_programs(run):
    """Key, value, unit and origin of every value."""
    rows = {row["key"]: row for row in json.loads(run("show", "paired_aid", "--json").stdout)}
    row = rows["bond[special bonds].quota"]
    assert (row["value"], row["unit"]) == ("2 billion CNY", "million CNY")
    assert row["origin"].startswith("paired_aid.toml:")


def test_list_names_the_shipped_scenarios(run):
    """One line each, with its title."""
    lines = run("list").stdout.splitlines()
    assert any(line.startswith("paired_aid ") and "Ten pairs" in line for line in lines)
    names = [row["name"] for row in json.loads(run("list", "--json").stdout)]
    assert "placebo" in names


def test_diff_compares_resolved_values(run):
    """Only what means something else is named."""
    found = run("diff", "paired_aid", "ten_times").stdout
    assert 'bond[special bonds].quota: "2 billion CNY" -> "20 billion CNY"' in found
    assert "ensemble" not in found
    assert run("diff", "placebo", "placebo").stdout == say("show.same") + "\n"
    assert len(json.loads(run("diff", "paired_aid", "ten_times", "--json").stdout)) == 4


@pytest.mark.parametrize("parent", ["no_programme", "paired_aid", "poorest_per_head"])
def test_new_writes_a_child_that_says_what_its_parent_says(run, tmp_path, parent):
    """As written it changes nothing; without its comment signs it changes nothing either."""
    assert run("new", "mine", "--from", parent).exit_code == 0
    path = tmp_path / "mine.toml"
    assert (tmp_path / "scenario.schema.json").exists()
    assert _apart_from_words(load_scenario(path)) == _apart_from_words(load_scenario(parent))
    rows = path.read_text(encoding="utf-8").split("\n")
    live = [row.removeprefix("# ") if " = " in row else row for row in rows]
    path.write_text("\n".join(live), encoding="utf-8")
    assert _apart_from_words(load_scenario(path)) == _apart_from_words(load_scenario(parent))


def _apart_from_words(scenario):
    return {k: v for k, v in scenario.resolved().items() if k not in ("title", "description")}


def test_new_from_a_file_beside_or_elsewhere(run, tmp_path):
    """A neighbour is extended; a file elsewhere is written out, for it cannot be named."""
    run("new", "first")
    assert run("new", "second", "--from", "first.toml").exit_code == 0
    assert 'extends     = "first"' in (tmp_path / "second.toml").read_text(encoding="utf-8")
    (tmp_path / "sub").mkdir()
    assert run("new", "sub/third", "--from", "first.toml").exit_code == 0
    third = load_scenario(tmp_path / "sub" / "third.toml")
    assert "extends" not in (tmp_path / "sub" / "third.toml").read_text(encoding="utf-8")
    assert _apart_from_words(third) == _apart_from_words(load_scenario("paired_aid"))


NOTHING = """\
schema = 1
extends = "paired_aid"

[pairing]
rule = "nearest"
fill = "nearest"

[weak]
select = { bottom = 10, by = "gdp" }

[[fund]]
name = "empty fund"
amount = "0 CNY per year"

[verdict]
practical_size = "3 %"
"""


def test_audit_names_the_changes_that_do_nothing(run, tmp_path):
    """A key no run reads and a fund of nothing are told; the others act. Exit code 1."""
    (tmp_path / "nothing.toml").write_text(NOTHING)
    found = run("audit", "nothing.toml", "--json")
    effects = {row["key"]: row["effect"] for row in json.loads(found.stdout)}
    assert effects == {
        "weak.select": "moved",
        "pairing.rule": "moved",
        "pairing.fill": "not_read",
        "fund[empty fund]": "no_effect",
        "verdict.practical_size": "of_the_verdict",
    }
    assert found.exit_code == 1
    assert "pairing.fill" in run("audit", "nothing.toml").stderr


@pytest.mark.parametrize("name", ["paired_aid", "ten_times", "placebo", "poorest_per_head"])
def test_every_change_of_a_shipped_scenario_acts(run, name):
    """No shipped scenario says anything in vain against its parent. Exit code 0."""
    found = run("audit", name)
    assert (found.exit_code, found.stderr) == (0, "")


def test_the_audit_runs_no_year_after_the_first_that_differs(monkeypatch):
    """Ten times the money is seen in 2024, when the first is paid."""
    seen = []

    def figures(experiment, year):
        seen.append(year.year)
        return keep.figures(experiment, year)

    monkeypatch.setattr(audit, "figures", figures)
    changes = audit.audit(load_scenario("ten_times"))
    assert {change.effect for change in changes} == {"moved"}
    assert max(seen) == 2024


def test_years_that_only_one_run_has_are_a_difference():
    """A horizon one year further moves numbers, though no common year differs."""
    further = {"title": "t", "extends": "paired_aid", "horizon": {"end": 2041}}
    (change,) = audit.audit(scenario_from_dict(further))
    assert (change.difference.key, change.effect) == ("horizon.end", "moved")


def test_new_overwrites_nothing(run, tmp_path):
    """A file that is there stays, exit code 2."""
    (tmp_path / "mine.toml").write_text("precious")
    found = run("new", "mine")
    assert found.exit_code == 2
    assert (tmp_path / "mine.toml").read_text() == "precious"
    assert run("new", "no_such_folder/mine").exit_code == 2
    assert run("new", "other", "--from", "no_such").exit_code == 2


def test_the_reference_and_the_schema_are_printed(run):
    """Both are generated, in the language asked for."""
    assert "| `fund.amount` |" in run("docs", "keys").stdout
    assert "每年支付的资金" in run("docs", "keys", "--lang", "zh").stdout
    assert json.loads(run("schema").stdout)["type"] == "object"


def test_checking_loads_nothing_heavy():
    """No table, picture or statistics library is imported to check a file."""
    code = (
        "import sys; from narrows.scenario import load_scenario; load_scenario('paired_aid');"
        "print([m for m in ('pandas', 'matplotlib', 'scipy', 'pyarrow') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.parametrize("words", [["--lang", "zh"], ["--lang=zh"]])
def test_a_message_without_chinese_says_so(words, tmp_path):
    """`--lang zh` is told where a message exists in English only, and not where it is Chinese."""
    command = [sys.executable, "-m", "narrows.cli"]
    told = subprocess.run(
        [*command, "calibrate", "nowhere", *words], capture_output=True, text=True, check=False,
        cwd=tmp_path,
    )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr.startswith("以下信息只有英文：\n")
    chinese = subprocess.run(
        [*command, "run", str(INVALID / "draws_zero.toml"), *words], capture_output=True,
        text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert chinese.returncode == 2
    assert "只有英文" not in chinese.stderr
