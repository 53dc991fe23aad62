"""A corpus of meaning faults: valid in form, each with the warning that must appear."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrows.errors import render
from narrows.outcome import warnings_of
from narrows.scenario import load_scenario, scenario_from_dict
from narrows.words import catalogue

HERE = Path(__file__).parents[1] / "scenarios"
FAULTS = sorted((HERE / "meaning").glob("*.toml"))
VALID = sorted((HERE / "valid").glob("*.toml"))
WARNS = "# warns: "


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_meaning_fault_is_valid_and_told(path):
    """The first line says which warning must appear, and at which key."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(WARNS)
    code, key = first.removeprefix(WARNS).split(" ", 1)
    found = warnings_of(load_scenario(path))
    assert (code, key) in {(problem.code, problem.key) for problem in found}
    assert all(problem.file.endswith(path.name) for problem in found)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_it_is_told_in_chinese_too(path):
    """The same codes and places in other words."""
    scenario = load_scenario(path)
    english, chinese = (warnings_of(scenario, lang) for lang in ("en", "zh"))
    assert [p.code for p in english] == [p.code for p in chinese]
    assert all(a.rule != b.rule for a, b in zip(english, chinese, strict=True))
    assert all("警告" in render(problem, "zh") for problem in chinese)


def test_every_warning_has_its_fault():
    """A warning that no file of the corpus calls forth may not work at all."""
    told = {path.read_text(encoding="utf-8").split()[2] for path in FAULTS}
    known = {key.split(".")[1] for key in catalogue("en")
             if key.startswith("warning.") and not key.startswith("warning.of.")}  # fmt: skip
    assert told == known


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_the_valid_corpus_can_be_asked(path):
    """Whatever is valid can be looked at for its meaning."""
    for problem in warnings_of(load_scenario(path)):
        assert render(problem)


def test_check_prints_a_warning_for_programs(typed):
    """As JSON, with its severity."""
    path = FAULTS[0]
    records = json.loads(typed("check", "--json", path).stdout)[str(path)]
    assert {record["severity"] for record in records} == {"warning"}


MONEY = st.floats(1e-3, 1e9).map(lambda m: f"{m:.5g}")
START = st.integers(2021, 2038)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(-4, 9), START, START)
def test_relations_between_numbers_are_told(log_million, start, first):
    """Money beyond the recipients' GDP, and dates after the start, never pass unsaid."""
    million = 10**log_million
    amount = f"{million:.12f} million CNY per year"
    table = {
        "extends": "paired_aid",
        "programme": {"start": start, "end": 2039},
        "fund": [{"name": "guidance fund", "amount": {str(first): amount}}],
    }
    scenario = scenario_from_dict(table)
    told = {(problem.code, problem.key) for problem in warnings_of(scenario)}
    key = "fund[guidance fund].amount"
    assert (("empty_years", key) in told) == (first > start)
    weak_gdp = 150_000  # million, of the ten announced, in round numbers
    if million > weak_gdp:
        assert ("implausible_high", key) in told
        assert ("not_absorbed", key) in told
    if weak_gdp / 1000 < million < weak_gdp / 50:
        assert not told - {("empty_years", key)}
    if million < weak_gdp * 1e-7:
        assert ("implausible_low", key) in told
