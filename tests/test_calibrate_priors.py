"""The cross-panel priors are what the script in tools makes of panels."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from test_calibrate import panel, world

from narrows.history.calibrate import cross_panel_priors
from narrows.model.parameters import PARAMETERS

TOOL = Path(__file__).parents[1] / "tools" / "estimate_priors.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("estimate_priors", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_priors_of_simulated_panels_are_near_what_made_them(tool):
    """Six panels of one process: noise of the speed, memory and level of shocks come back."""
    panels = [panel(world(seed, units=120)) for seed in range(6)]
    own = [tool.figures(one) for one in panels]
    found = tool.estimate(own, [tool.evidence(one) for one in panels])
    assert found["speed_volatility"]["median"] == pytest.approx(0.03, rel=0.35)
    assert found["residual_autocorrelation"]["mean"] == pytest.approx(-0.2, abs=0.06)
    assert found["county_volatility"]["median"] == pytest.approx(0.03, rel=0.1)


def test_runs_draw_the_speed_from_the_priors_hindcasts_use():
    """The parameters of a run and the shipped priors say the same of the common speed."""
    priors = cross_panel_priors()
    names = ("speed_volatility", "speed_persistent_share", "speed_persistence")
    for name in (*names, "residual_autocorrelation"):
        drawn = PARAMETERS[name].prior
        assert drawn.shape == priors[name].distribution
        assert drawn.first == pytest.approx(priors[name].centre, abs=0.001)
        assert drawn.second == pytest.approx(priors[name].spread, abs=0.001)


def test_three_nodes_keep_mean_and_spread():
    """The grid's nodes of a prior have its mean and sd where nothing is cut."""
    values, weights = cross_panel_priors()["speed_persistent_share"].nodes()
    prior = cross_panel_priors()["speed_persistent_share"]
    assert weights @ values == pytest.approx(prior.centre)
    assert np.sqrt(weights @ (values - prior.centre) ** 2) == pytest.approx(prior.spread)
