"""`narrows region`: answers, exit codes, pictures."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from narrows.commands.region import region_app
from narrows.errors import InputError

PANEL = """unit_id,unit_name,year,variable,value
a,North,2010,income,100
b,South,2010,income,200
c,West,2010,income,400
"""


def call(*words):
    return CliRunner().invoke(region_app, [str(word) for word in words])


@pytest.fixture
def made(tmp_path):
    """A region made by the command."""
    panel = tmp_path / "panel.csv"
    panel.write_text(PANEL)
    answer = call("new", panel, "--variable", "income", "--out", tmp_path / "made")
    assert answer.exit_code == 0, answer.output
    return tmp_path / "made", answer.output


def test_new_says_what_it_assumed(made):
    """The assumptions are printed and stand in the folder."""
    folder, said = made
    assert "population: not given" in said
    assert "population: not given" in (folder / "region.toml").read_text(encoding="utf-8")


def test_check_of_a_good_region(made):
    """Exit code 0."""
    answer = call("check", made[0])
    assert answer.exit_code == 0
    assert "no problem found" in answer.output


def test_check_lists_every_problem(made):
    """Exit code 1, each problem by file, line and column; the same in JSON."""
    folder = made[0]
    table = folder / "counties.csv"
    broken = table.read_text(encoding="utf-8-sig").replace("North", "").replace("100", "many", 1)
    table.write_text(broken)
    answer = call("check", folder)
    assert answer.exit_code == 1
    assert "counties.csv:2: name_en: must not be blank" in answer.output
    problems = json.loads(call("check", folder, "--json").output)
    assert {(p["line"], p["key"]) for p in problems} == {(2, "name_en"), (2, "population")}


def test_check_reads_the_history(made):
    """A broken history is found by check though loading leaves it alone."""
    history = made[0] / "history.csv"
    history.write_text(history.read_text(encoding="utf-8-sig").replace("100", "oops"))
    answer = call("check", made[0])
    assert answer.exit_code == 1
    assert "history.csv:2: value" in answer.output


def test_unknown_region_is_wrong_use():
    """A folder that is not there is an input error, which the program turns into exit code 2."""
    answer = call("check", "nowhere")
    assert isinstance(answer.exception, InputError)


def test_unknown_language_is_wrong_use():
    """The languages are named."""
    answer = call("show", "--lang", "fr")
    assert isinstance(answer.exception, InputError)
    assert "en, zh" in str(answer.exception)


@pytest.mark.parametrize(("lang", "word"), [("en", "county-level city 26"), ("zh", "县级市 26")])
def test_show_describes(lang, word):
    """Shandong in both languages."""
    answer = call("show", "shandong", "--lang", lang)
    assert answer.exit_code == 0
    assert "97,969,949" in answer.output
    assert word in answer.output


def test_show_as_json():
    """The facts for programs: one connected graph, 40 estimates, Huangdao the largest."""
    facts = json.loads(call("show", "--json").output)
    assert facts["parts"] == 1
    assert facts["output_basis"]["estimated"] == 40
    assert facts["largest"][0]["name"] == "Huangdao"
    assert facts["smallest"][0]["code"] == "370406"


def test_columns_of_every_table_are_told():
    """The format is printed from the schema the loader uses; a mistyped table is recognised."""
    answer = call("columns")
    assert answer.exit_code == 0
    assert (
        "population       residents; must be a number above 0 (persons) [needed]" in answer.output
    )
    assert "counties.csv" not in call("columns", "pairs").output
    assert call("columns", "pair").exception.problems[0].nearest == "pairs"


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_picture_of_a_map(tmp_path, suffix):
    """Shandong is drawn, with Chinese names."""
    path = tmp_path / f"map.{suffix}"
    answer = call("show", "--picture", path, "--lang", "zh")
    assert answer.exit_code == 0, answer.exception
    assert path.stat().st_size > 10_000


def test_picture_without_places_and_fonts(made, tmp_path, monkeypatch):
    """Without places the ranking is drawn; without a Chinese font English is used."""
    assert call("show", made[0], "--picture", tmp_path / "first.png").exit_code == 0
    fonts = sys.modules["narrows.results.plots.lettering"]
    monkeypatch.setattr(fonts, "installed_families", lambda: {"DejaVu Sans"})
    path = tmp_path / "ranking.png"
    answer = call("show", made[0], "--picture", path, "--lang", "zh")
    assert answer.exit_code == 0, answer.exception
    assert path.stat().st_size > 10_000
    map_path = tmp_path / "map.png"
    assert call("show", "shandong", "--picture", map_path, "--lang", "zh").exit_code == 0


def test_other_pictures_are_refused(made):
    """Only kinds that can be drawn."""
    answer = call("show", made[0], "--picture", "map.doc")
    assert isinstance(answer.exception, InputError)


@pytest.mark.parametrize(
    ("words", "code"), [(("check", "shandong"), 0), (("check", "nowhere"), 2), (("show", "x"), 2)]
)
def test_exit_codes_of_the_program(words, code):
    """The installed program answers 0 for good and 2, without a traceback, for wrong use."""
    answer = subprocess.run(
        [sys.executable, "-m", "narrows.cli", "region", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == code
    assert "Traceback" not in answer.stderr
