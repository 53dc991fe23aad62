"""Gains of pairing rules over chance."""

import pytest

from narrows.decisions.pairing_value import gains
from narrows.scenario import load_scenario
from narrows.scenario.specs import PAIRING_RULES

FEW = {"ensemble.draws": 6, "horizon.end": 2034}


def test_on_paper_no_rule_gains_anything():
    """Pairs without money or links: every gain is exactly zero."""
    found = gains(load_scenario("placebo", FEW), 2029, lots=3)
    assert {gain.rule for gain in found} == set(PAIRING_RULES) - {"random"}
    assert all(gain.mean == gain.error == gain.effect == 0 for gain in found)
    assert not any(gain.told_from_chance for gain in found)


def test_gains_are_small_beside_the_effect():
    """With the announced instruments pairs hardly matter: below a twentieth of the effect."""
    found = gains(load_scenario("paired_aid", FEW), 2029, lots=4)
    assert all(abs(gain.mean) < gain.effect / 20 for gain in found)
    assert all(gain.low <= gain.mean <= gain.high for gain in found)


def test_one_lot_is_its_own_chance():
    """With a single lottery the gain is the difference of two runs."""
    scenario = load_scenario("paired_aid", FEW)
    one, other = gains(scenario, 2029, lots=2, rules=("rank",))
    assert one.rule == other.rule == "rank"
    assert one.effect == pytest.approx(gains(scenario, 2029, lots=3, rules=("rank",))[0].effect)
