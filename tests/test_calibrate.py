"""What a history teaches of the growth process, shrunk by other panels."""

import numpy as np
import pytest

from narrows.errors import InputError
from narrows.history.calibrate import calibrate, cross_panel_priors, law, learn
from narrows.history.calibration_file import estimates, parameter_file, spatial_correlation, today
from narrows.history.past_speed import speed_history, unit_noise
from narrows.history.shocks import (
    autocorrelation,
    filtered,
    lasting_autocorrelation,
    memory,
    relative_memory,
    slopes,
    volatility_slope,
)
from narrows.model.sectors import growth_process
from narrows.panel.panel import Panel

UNITS, YEARS = 80, 20
TRUTH = {"s": 0.03, "a": 0.1, "phi": 0.92, "rho": -0.2, "level": 0.03}


def world(seed, years=YEARS, units=UNITS, **changes):
    """Relative log incomes (year, unit) of a simulated panel with known parameters."""
    truth = TRUTH | changes
    stream = np.random.default_rng(seed)
    one = np.ones((1, 1))
    drawn = growth_process.prior_law(
        stream.normal(0, 0.35, (1, units)),
        np.zeros(units),
        speed_volatility=truth["s"] * one,
        speed_persistent_share=truth["a"] * one,
        speed_persistence=truth["phi"] * one,
        residual_autocorrelation=truth["rho"] * one,
        county_volatility_level=truth["level"] * one,
        county_volatility_spread=0.3 * one,
        size_volatility_slope=0.0 * one,
        z_speed=stream.standard_normal((1, years)),
        z_persistent=stream.standard_normal((1, years)),
        z_permanent=stream.standard_normal((1, units)),
        z_volatility=stream.standard_normal((1, units)),
    )
    shocks = (stream.standard_normal((1, units)) for _ in range(years))
    path = np.concatenate(list(growth_process.grow(drawn, shocks)))
    return path - path.mean(axis=1, keepdims=True)


def panel(relative, first=2000):
    years = np.arange(first, first + len(relative))
    units = tuple(f"{number:03d}" for number in range(relative.shape[1]))
    return Panel("simulated", "income", units, units, years, 1000 * np.exp(relative))


def test_filtering_undoes_the_two_equations():
    """Without measurement of the start in doubt, shocks and permanent part come back exactly."""
    stream = np.random.default_rng(1)
    speeds, passed = stream.normal(0.99, 0.02, 10), 1.0
    lasting = stream.normal(0, 0.3, 40)
    shocks = stream.normal(0, 0.02, (10, 40))
    relative = [lasting]
    for speed, shock in zip(speeds, shocks, strict=True):
        relative.append(growth_process.observed(speed, lasting, shock))
        lasting = growth_process.permanent(speed, lasting, shock, passed)
    found, again = filtered(np.array(relative), speeds, passed)
    np.testing.assert_allclose(again, shocks, atol=1e-12)
    np.testing.assert_allclose(found, lasting, atol=1e-12)


def residual_growth(relative):
    return relative[1:] - slopes(relative)[:, None] * relative[:-1]


def test_a_history_of_one_change_leaves_the_prior_of_memory_nearly_alone():
    """Two years tell nothing of how shocks fade."""
    prior = cross_panel_priors()["residual_autocorrelation"]
    relative = world(20, years=2)
    found = memory(relative, residual_growth(relative), cross_panel_priors())
    assert found == pytest.approx((prior.centre, prior.spread))


def test_both_witnesses_of_memory_find_the_truth_in_a_large_panel():
    """Simulated with one moving average: lag one and the fading of correlation agree with it."""
    relative = world(21, units=2000, rho=-0.3)
    residual = residual_growth(relative)
    rho, spread = lasting_autocorrelation(relative, (residual**2).mean())
    assert autocorrelation(residual) == pytest.approx(-0.3, abs=0.02)
    assert rho == pytest.approx(-0.3, abs=3 * spread)
    assert memory(relative, residual, cross_panel_priors())[0] == pytest.approx(-0.3, abs=0.03)


def test_shocks_that_fade_over_several_years_last_less_than_next_year_tells():
    """Transitory incomes with a memory of three years: the lasting witness sees through them."""
    stream = np.random.default_rng(22)
    lasting, fading = stream.normal(0, 0.3, 500), stream.normal(0, 0.05, 500)
    years = []
    for _ in range(20):
        lasting = 0.999 * lasting + stream.normal(0, 0.01, 500)
        fading = 0.7 * fading + stream.normal(0, 0.04, 500)
        years.append(lasting + fading)
    relative = np.array(years) - np.mean(years, axis=1, keepdims=True)
    residual = residual_growth(relative)
    rho, spread = lasting_autocorrelation(relative, (residual**2).mean())
    assert rho + 3 * spread < autocorrelation(residual)


def test_shaky_units_that_forget_are_told_from_quiet_ones_that_do_not():
    """Half the units have noise that is gone next year: they pass on less of a shock."""
    stream = np.random.default_rng(23)
    walk = np.cumsum(stream.normal(0, 0.02, (20, 400)), axis=0) + stream.normal(0, 0.5, 400)
    noise = stream.normal(0, 1, (20, 400)) * np.where(np.arange(400) < 200, 0.0, 0.05)
    relative = walk + noise
    relative -= relative.mean(axis=1, keepdims=True)
    residual = residual_growth(relative)
    prior = cross_panel_priors()["autocorrelation_volatility_slope"]
    slope, spread = volatility_slope(residual, prior)
    assert slope < -3 * spread
    passed = relative_memory(residual, autocorrelation(residual), slope)
    assert passed[:200].mean() > 1.4 * passed[200:].mean()


def test_autocorrelation_of_known_series():
    """Alternating shocks have -1, equal shocks +1, one year none."""
    flip = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]])
    assert autocorrelation(flip) == pytest.approx(-1)
    assert autocorrelation(np.abs(flip)) == pytest.approx(1)
    assert autocorrelation(flip[:1]) == 0


def test_unit_noise_is_what_units_that_do_not_average_out_make():
    """The yearly sd of log sigma with a constant speed is the square root of q."""
    stream = np.random.default_rng(2)
    start = stream.normal(0, 0.3, 50)
    after = 0.98 * start + stream.normal(0, 0.05, (20_000, 50))
    q = unit_noise(start.var(), 0.05**2, 50)
    assert np.log(after.std(axis=1)).std() == pytest.approx(np.sqrt(q), rel=0.05)


def test_the_speed_grid_agrees_with_brute_force():
    """Mean drift of today equals that of many simulated pasts, weighed by their likelihood."""
    priors = cross_panel_priors()
    stream = np.random.default_rng(3)
    changes, noise = np.array([0.02, 0.03, 0.025, 0.03, 0.02, 0.035]), np.full(6, 1e-5)
    found = speed_history(changes, noise, priors)
    draws = 400_000
    s = np.exp(np.log(0.026) + 0.553 * stream.standard_normal(draws))
    a, phi = (
        np.random.default_rng(4).choice(nodes, draws, p=weights)
        if name == "speed_persistent_share"
        else np.random.default_rng(5).choice(nodes, draws, p=weights)
        for name in ("speed_persistent_share", "speed_persistence")
        for nodes, weights in [priors[name].nodes()]
    )
    drift = s * np.sqrt(a) * stream.standard_normal(draws)
    log_weight = np.zeros(draws)
    for change in changes:
        variance = s**2 + noise[0]
        log_weight -= 0.5 * ((change - drift) ** 2 / variance + np.log(variance))
        last = drift
        drift = phi * drift + s * np.sqrt(a * (1 - phi**2)) * stream.standard_normal(draws)
    weight = np.exp(log_weight - log_weight.max())
    expected = (weight @ last) / weight.sum()
    assert found.moments(found.drift)[0] == pytest.approx(expected, rel=0.1)
    assert found.weight.sum() == pytest.approx(1)


def test_a_quiet_and_a_wild_gap_are_told_apart():
    """The noise of the speed follows the panel once there are twenty years."""
    quiet, wild = (
        learn(world(6, s=s)).speed.moments(learn(world(6, s=s)).speed.volatility)[0]
        for s in (0.006, 0.06)
    )
    assert quiet < 0.015
    assert wild > 0.04


def test_a_draw_does_not_depend_on_its_block():
    """Draw 7 of 8 is draw 7 alone, and more years leave the earlier ones alone."""
    calibration = learn(world(7))
    whole, alone = (law(calibration, 1, draws, 10) for draws in (range(8), range(7, 8)))
    np.testing.assert_array_equal(whole.log_speed[7], alone.log_speed[0])
    longer = law(calibration, 1, range(8), 15)
    np.testing.assert_array_equal(whole.log_speed, longer.log_speed[:, :10])


def test_only_twenty_years_are_looked_at():
    """Older years change nothing."""
    relative = world(8, years=30)
    old, new = learn(relative), learn(relative[-20:])
    np.testing.assert_array_equal(old.shocks.permanent, new.shocks.permanent)
    np.testing.assert_array_equal(old.speed.weight, new.speed.weight)


def test_a_short_panel_is_refused_and_eight_years_are_enough():
    """Seven years: one clear message. Eight: close to the prior, nothing runs away."""
    with pytest.raises(InputError, match="at least 8 years"):
        calibrate(panel(world(9, years=7)))
    found = estimates(calibrate(panel(world(9, years=8))), panel(world(9, years=8)))
    prior = cross_panel_priors()["speed_volatility"]
    assert found["speed_volatility"]["spread"] < prior.spread
    assert prior.centre / 3 < found["speed_volatility"]["centre"] < prior.centre * 3


def test_what_is_only_a_prior_is_labelled_so():
    """Size was not given, so its slope is the prior; the level of shocks is learned."""
    simulated = panel(world(10))
    found = estimates(calibrate(simulated), simulated)
    assert not found["size_volatility_slope"]["learned"]
    assert found["size_volatility_slope"]["source"].startswith("prior only")
    assert found["county_volatility"]["learned"]
    assert found["county_volatility"]["centre"] == pytest.approx(TRUTH["level"], rel=0.15)


def test_the_parameter_file_is_toml_with_provenance():
    """A scenario can read it, and it says which table it came from."""
    import tomllib

    simulated = panel(world(11))
    text = parameter_file(calibrate(simulated), simulated, "0.0")
    tables = tomllib.loads(text)
    assert set(tables["parameters"]["speed_volatility"]) == {"median", "sd_log"}
    assert simulated.file in text
    assert "prior only" in text


def test_today_is_narrowing_where_the_gap_has_fallen_for_years():
    """A gap that fell three per cent a year is likely to be narrowing now."""
    start = np.linspace(-0.5, 0.5, 30)
    falling = np.array([start * 0.97**year for year in range(20)])
    falling += np.random.default_rng(12).normal(0, 0.003, falling.shape)
    assert today(learn(falling))["narrowing"] > 0.8


def test_spatial_correlation_of_a_chessboard_is_minus_one():
    """Neighbours that differ in sign have Moran's I of -1 on a ring."""
    ring = np.array([(i, (i + d) % 6) for i in range(6) for d in (1, -1)])
    assert spatial_correlation(np.array([[1.0, -1, 1, -1, 1, -1]]), ring) == pytest.approx(-1)


@pytest.mark.long
def test_calibration_covers_the_truth_at_the_stated_rate():
    """Over 200 panels simulated from the prior, 90 % intervals hold the truth 84 to 96 %."""
    hits = {"s": [], "rho": []}
    priors = cross_panel_priors()
    shares, share_weights = priors["speed_persistent_share"].nodes()
    persistences, weights = priors["speed_persistence"].nodes()
    rho_prior, s_prior = priors["residual_autocorrelation"], priors["speed_volatility"]
    for seed in range(200):
        stream = np.random.default_rng([99, seed])
        s = s_prior.centre * np.exp(s_prior.spread * stream.standard_normal())
        a, phi = stream.choice(shares, p=share_weights), stream.choice(persistences, p=weights)
        rho = np.clip(rho_prior.centre + rho_prior.spread * stream.standard_normal(), -0.4, 0.4)
        found = learn(world(1000 + seed, s=s, a=a, phi=phi, rho=rho))
        draws = np.sort(found.speed.volatility[found.speed.cells(stream.random(4000))])
        # The grid's step is part of the interval.
        hits["s"].append(draws[200] * 0.93 <= s <= draws[3800] * 1.07)
        mean, sd = found.shocks.autocorrelation
        hits["rho"].append(abs(rho - mean) <= 1.645 * sd)
    assert 0.84 <= np.mean(hits["s"]) <= 0.97
    assert 0.80 <= np.mean(hits["rho"]) <= 0.97
