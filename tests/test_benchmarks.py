"""The benchmarks compare like with like: the three models say the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytest.importorskip("mesa")


@pytest.fixture
def packages(monkeypatch):
    """The checkout's own packages can be imported."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize("closed", [False, True])
def test_three_models_agree(packages, closed):
    """narrows, Mesa and plain loops agree to 1e-9 in every county, arm and year."""
    from benchmarks import agreement, engine, world

    experiment = engine.default_experiment(8)
    draws = (world.draw_of(experiment, number) for number in range(8))
    draw = next(draw for draw in draws if draw.closed == closed)
    assert agreement.of_mesa(draw) < agreement.TOLERANCE
    assert agreement.of_plain(draw) < agreement.TOLERANCE


def test_disagreement_is_seen(packages, monkeypatch):
    """A twin that moves people one per cent faster is found out."""
    from benchmarks import agreement, engine, world

    draw = world.draw_of(engine.default_experiment(1), 0)
    draw.parameters["migration_rate"] *= 1.01
    assert agreement.of_mesa(draw) > agreement.TOLERANCE
    assert agreement.of_plain(draw) > agreement.TOLERANCE


def test_what_the_twin_does_not_know_is_refused(packages):
    """A programme with something new is no silent difference."""
    from dataclasses import replace

    from benchmarks import engine, known

    programme = engine.default_experiment(1).arms["programme"]
    known.refuse_unknown(programme)
    moved = replace(programme.general, moved={2024: 0.1})
    capped = replace(programme.funds[0], ceiling=10.0)
    for changed in ({"general": moved}, {"funds": (capped,)}):
        with pytest.raises(NotImplementedError, match=r"GeneralFund.moved|Fund.ceiling"):
            known.refuse_unknown(replace(programme, **changed))


def test_memory_of_a_run_is_measured(packages):
    """A run of two draws in a process of its own takes more than Python does, less than 2 GB."""
    from benchmarks import resident

    assert 50 < resident.peak_megabytes(2) < 2000


@pytest.mark.long
def test_quick_json_holds_the_ratios():
    """`python -m benchmarks --quick --json` ends well and holds both ratios."""
    call = [sys.executable, "-m", "benchmarks", "--quick", "--json"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ratio_to_mesa_one_core"] > 1
    assert told["two_cores_over_one"] > 0
