"""The growth process of the world in which nothing special is done."""

import numpy as np
import pytest

from narrows.model.sectors import common_speed, growth_process

DRAWS, COUNTIES = 400, 136


def column(value, draws=DRAWS):
    return np.full((draws, 1), float(value))


def law(years=20, draws=DRAWS, seed=5, **changes):
    stream = np.random.default_rng(seed)
    wide = stream.standard_normal((draws, 60))
    slow = stream.standard_normal((draws, 60))
    income = np.random.default_rng(1).normal(0, 0.45, COUNTIES)
    arguments = {
        "speed_volatility": column(0.023, draws),
        "speed_persistent_share": column(0.16, draws),
        "speed_persistence": column(0.86, draws),
        "residual_autocorrelation": column(-0.14, draws),
        "county_volatility_level": column(0.03, draws),
        "county_volatility_spread": column(0.35, draws),
        "size_volatility_slope": column(0.15, draws),
        "z_permanent": stream.standard_normal((draws, COUNTIES)),
        "z_volatility": stream.standard_normal((draws, COUNTIES)),
        "z_speed": wide[:, :years],
        "z_persistent": slow[:, :years],
    } | changes
    for array in arguments.values():
        array.flags.writeable = False
    size = np.random.default_rng(2).normal(10, 0.7, COUNTIES)
    return growth_process.prior_law(np.tile(income, (draws, 1)), size, **arguments)


def shocks(years, draws=DRAWS, seed=6):
    stream = np.random.default_rng(seed)
    return (stream.standard_normal((draws, COUNTIES)) for _ in range(years))


def test_a_longer_horizon_leaves_the_earlier_years_alone():
    """A run to 2040 and a run to 2030 agree until 2030, bit for bit."""
    short, long = law(10), law(30)
    np.testing.assert_array_equal(short.log_speed, long.log_speed[:, :10])
    np.testing.assert_array_equal(short.permanent, long.permanent)
    np.testing.assert_array_equal(short.volatility, long.volatility)


def test_the_gap_neither_narrows_nor_widens_on_average_when_the_speed_is_neutral():
    """With s = 0 the mean of var(r) stays at its start, in the first year and after 30."""
    calm = law(30, speed_volatility=column(0.0))
    start = np.random.default_rng(1).normal(0, 0.45, COUNTIES).var()
    gaps = [r.var(axis=1).mean() for r in growth_process.grow(calm, shocks(30))]
    assert gaps[0] == pytest.approx(start, rel=0.01)
    assert gaps[-1] == pytest.approx(start, rel=0.02)


def test_the_interval_of_the_gap_widens_with_the_horizon():
    """Ten years ahead is less certain than five, five than one."""
    gaps = [r.std(axis=1) for r in growth_process.grow(law(10), shocks(10))]
    spread = [np.log(gap).std() for gap in gaps]
    assert spread[0] < spread[4] < spread[9]


def test_the_law_of_a_draw_does_not_depend_on_the_other_draws():
    """Draw 3 alone is draw 3 of the block."""
    whole = law(draws=8)
    stream = np.random.default_rng(5)
    z = {name: stream.standard_normal((8, 60))[3:4, :20] for name in ("z_speed", "z_persistent")}
    z["z_permanent"] = stream.standard_normal((8, COUNTIES))[3:4]
    z["z_volatility"] = stream.standard_normal((8, COUNTIES))[3:4]
    alone = law(draws=1, **z)
    np.testing.assert_array_equal(alone.log_speed[0], whole.log_speed[3])
    np.testing.assert_array_equal(alone.permanent[0], whole.permanent[3])


def test_volatility_has_the_level_it_was_given():
    """The root mean square over counties is the level, whatever the spread."""
    rms = np.sqrt((law().volatility ** 2).mean(axis=1))
    np.testing.assert_allclose(rms, 0.03, rtol=1e-12)


def test_drift_keeps_its_stationary_spread():
    """The sd of g is s sqrt(a) in the first year and in the fortieth."""
    z = np.random.default_rng(3).standard_normal((20_000, 40))
    one = column(1.0, 20_000)
    path = common_speed.drift(0.02 * one, 0.16 * one, 0.86 * one, z)
    np.testing.assert_allclose(path[:, [0, 39]].std(axis=0), 0.008, rtol=0.03)


def test_annual_growth_has_the_autocorrelation_it_was_given():
    """K from rho gives back rho in simulated growth."""
    calm = law(41, speed_volatility=column(0.0), residual_autocorrelation=column(-0.3))
    change = np.diff(np.stack(list(growth_process.grow(calm, shocks(41)))), axis=0)
    rho = (change[1:] * change[:-1]).sum() / (change**2).sum()
    assert rho == pytest.approx(-0.3, abs=0.02)


def test_shocks_larger_than_the_gap_do_not_break_the_neutral_speed():
    """Where the shocks alone would outdo the gap, the speed stays finite and positive."""
    noisy = law(county_volatility_level=column(0.9))
    assert np.isfinite(noisy.log_speed).all()
