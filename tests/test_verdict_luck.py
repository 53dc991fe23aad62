"""What luck alone shows, and how long data must run."""

import numpy as np
import pytest

from narrows.evidence.power import chance_meter, detectable_growth, power


@pytest.fixture
def walks():
    """60 counties that walk at random with yearly shocks of 3 %, 400 draws, 12 years."""
    random = np.random.default_rng(8)
    start = np.sort(random.normal(0, 0.8, 60))
    steps = random.normal(0, 0.03, (12, 400, 60))
    steps[0] = 0
    return np.exp(start + steps.cumsum(axis=0))


def test_nobody_moves_without_luck():
    """Counties that all grow alike never leave the bottom nor rise."""
    panel = np.exp(np.arange(30.0) / 10 + 0.05 * np.arange(4)[:, None, None]) * np.ones((4, 7, 30))
    assert all(c.probability == 0 for c in chance_meter(panel, 0, (1, 3), left=1, rose=1))


def test_chance_meter_counts_by_hand():
    """Two of the bottom ten jump over the eleventh in one draw of four."""
    panel = np.tile(np.arange(1.0, 31.0), (2, 4, 1))
    panel[1, 0, [8, 9]] = 12.5, 12.6
    found = {c.event: c for c in chance_meter(panel, 0, (1,), left=2, rose=2)}
    assert found["left_bottom"].probability == 0.25
    assert found["both"].probability == 0.25
    assert found["rose"].probability == 0.25
    three = chance_meter(panel, 0, (1,), left=3, rose=3)
    assert all(c.probability == 0 for c in three)


def test_luck_grows_with_time_and_both_is_the_rarest(walks):
    """More years leave more room for luck; two events together are rarer than each."""
    found = chance_meter(walks, 0, (1, 5), left=2, rose=4)
    chance = {(c.event, c.years): c.probability for c in found}
    assert chance["left_bottom", 5] > chance["left_bottom", 1]
    for years in (1, 5):
        both = chance["both", years]
        assert both <= min(chance["rose", years], chance["left_bottom", years])


def test_detectable_growth_is_the_models_range():
    """10 aided of 136: 1.9 to 2.9 points after one year, 1.0 to 1.5 after five.

    Shocks of 2 to 3 %, ten years before; the figures are the model page's.
    """
    ranges = [
        [round(100 * detectable_growth(s, 10, 126, 10, after), 1) for s in (0.02, 0.03)]
        for after in (1, 5)
    ]
    assert ranges == [[1.9, 2.9], [1.0, 1.5]]


def test_power_finds_a_large_effect_at_once_and_none_never(walks):
    """A level 20 % higher is seen in the first year; no effect is `seen` in 5 % by definition."""
    aided = np.arange(60) < 10
    large = walks.copy()
    large[3:, :, :10] *= 1.2
    found = power(walks, large, aided, 2)
    assert found.needed == 1
    assert found.effect == pytest.approx(np.full(9, np.log(1.2)))
    nothing = power(walks, walks, aided, 2)
    assert nothing.needed is None
    assert nothing.power == pytest.approx(np.full(9, 0.05), abs=0.01)


def test_a_growing_effect_needs_years_and_a_level_effect_drowns(walks):
    """Half a point a year takes years to show; a single 1 % is never seen, however long."""
    aided = np.arange(60) < 10
    years = np.arange(12)[:, None, None]
    growing, once = walks.copy(), walks.copy()
    growing[..., :10] *= np.exp(0.02 * np.maximum(0, years - 2))
    once[3:, :, :10] *= 1.01
    found = power(walks, growing, aided, 2)
    assert 1 < found.needed < 6
    assert power(walks, once, aided, 2).needed is None
