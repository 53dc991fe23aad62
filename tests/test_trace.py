"""The year page is the year, and a trace is the run: the same calls, the same numbers."""

import ast
import inspect
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from narrows import outcome
from narrows.cli import app
from narrows.decisions.trace import rank_of, trace
from narrows.errors import NarrowsError
from narrows.handbook import year_page
from narrows.handbook.mechanisms import named
from narrows.model import year as schedule
from narrows.scenario import load_scenario

DRAWS = 12


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("paired_aid", {"ensemble.draws": DRAWS})


@pytest.fixture(scope="module")
def run(scenario):
    return outcome.run(scenario)


def calls_of_the_year():
    """Functions that the schedule calls, in order, as `file.function`."""
    tree = ast.parse(inspect.getsource(schedule.year))
    return [
        f"{node.value.func.value.id}.{node.value.func.attr}"
        for node in tree.body[0].body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func.value, ast.Name)
        and node.value.func.value.id != "Flows"
    ]


def test_the_page_has_the_events_of_the_schedule():
    """Event by event in the same order; the schedule stays a page."""
    assert [named(event.call) for event in year_page.EVENTS] == calls_of_the_year()
    assert len(calls_of_the_year()) == 8
    assert len(inspect.getsource(schedule.year).splitlines()) <= 60


def test_model_readme_is_generated():
    """`model/README.md` is what `narrows docs year` prints."""
    page = CliRunner().invoke(app, ["docs", "year", "--lang", "en"]).stdout
    written = (year_page_folder() / "README.md").read_text(encoding="utf-8")
    assert written == page


def year_page_folder():
    from pathlib import Path

    return Path(schedule.__file__).parent


def test_a_trace_is_the_draw_of_the_run(scenario, run):
    """GDP of the county in both arms equals that of the same draw in the whole run."""
    draw, year = 7, 2027
    found = trace(scenario, "Mengyin", draw, year=year)
    results = run.results
    region, years = results.experiment.region, list(results.experiment.years)
    (place,) = region.find("Mengyin")
    hops = {row["name"]: row for row in found.hops}
    for arm in ("programme", "baseline"):
        kept = results.counties["gdp"][arm][years.index(year), draw, place]
        assert hops["reported"][arm] == pytest.approx(float(kept), rel=1e-6)
    parts = rank_of(run, draw, found.gap_year)
    assert parts["draws"] == DRAWS
    assert 1 <= parts["rank"] <= DRAWS
    totals, row = results.aggregates, years.index(found.gap_year)
    for arm, value in found.gap.items():
        own = totals["recipients_gdp"][arm][row, draw] / totals["recipients_population"][arm][
            row, draw
        ]
        whole = totals["province_gdp"][arm][row, draw] / totals["province_population"][arm][
            row, draw
        ]
        assert value == pytest.approx(100 * float(own) / float(whole), rel=1e-6)


def test_a_fund_is_followed_from_its_line(scenario):
    """Lines of the fund alone, and shares that add up to what the county was paid."""
    found = trace(scenario, "371328", 3, fund="guidance fund")
    assert {row["key"].split(".")[0] for row in found.file} == {"fund[guidance fund]"}
    assert all(":" in row["origin"] for row in found.file)
    hops = {row["name"]: row["programme"] for row in found.hops}
    assert found.fund["paid"] == pytest.approx(hops["funds"])
    assert found.fund["absorbed"] == pytest.approx(hops["absorbed"] / hops["aid"])
    assert hops["aid"] == pytest.approx(
        hops["funds"] + hops["bonds"] + hops["assistance_received"]
    )


def test_the_baseline_is_given_nothing(scenario):
    """What a programme gives is zero without it."""
    found = trace(scenario, "Mengyin")
    given = ("funds", "bonds", "assistance_received", "absorbed", "leakage", "moved_in")
    assert all(row["baseline"] == 0 for row in found.hops if row["name"] in given)
    assert np.isfinite([row["programme"] for row in found.hops]).all()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"county": "Mengyn"}, "nearest is 'Mengyin'"),
        ({"county": "Mengyin", "draw": 12}, "from 0 to 11"),
        ({"county": "Mengyin", "year": 1999}, "2020 to 2040"),
        ({"county": "Mengyin", "fund": "guidence"}, "guidance fund"),
    ],
)
def test_what_cannot_be_followed_is_said(scenario, words, told):
    """No such county, draw, year or fund: one sentence with what there is."""
    with pytest.raises(NarrowsError, match=told):
        trace(scenario, **words)


def test_the_commands_print_both_languages():
    """`narrows trace` and `narrows docs year --county` in English, Chinese and JSON."""
    words = ["trace", "paired_aid", "--county", "Mengyin", "--draw", "2"]
    english = CliRunner().invoke(app, [*words, "--fund", "guidance fund"])
    assert english.exit_code == 0
    assert "guidance fund" in english.stdout
    assert "三" not in CliRunner().invoke(app, ["docs", "year", "--county", "Mengyin"]).stdout
    assert "结论" in CliRunner().invoke(app, [*words, "--lang", "zh"]).stdout
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert document["all_draws"]["draws"] == 1000
    assert {row["event"] for row in document["hops"]} >= {"Aid", "Output", "Public finance"}


def test_pairing_rules_are_compared_with_lots():
    """`narrows pairing` prints every rule but the lot, and says what cannot be ranked."""
    words = ["pairing", "paired_aid", "--draws", "6", "--lots", "2", "--json"]
    rows = json.loads(CliRunner().invoke(app, words).stdout)
    assert {row["rule"] for row in rows} == {
        "rank", "nearest", "complement", "largest_gap", "assignment"
    }  # fmt: skip
    table = CliRunner().invoke(app, [*words[:-1], "--lang", "zh"]).stdout
    assert "就近" in table
