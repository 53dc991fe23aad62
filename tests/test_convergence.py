"""Convergence functions on worlds made by hand, in textbook numbers and against other programs."""

import csv

import numpy as np
import pytest

from narrows.evidence import stylised_facts
from narrows.measures import clubs, mobility
from narrows.measures import convergence_speed as c
from narrows.measures.mobility import income_classes, shorrocks, transition_matrix, transitions


@pytest.fixture(scope="module")
def random():
    return np.random.default_rng(5)


def paths(random, speed, years=21, shape=(), counties=60, noise=0.0):
    """Incomes whose log distance to the mean shrinks by `speed` a year, around a growing mean."""
    start = random.normal(10, 0.5, (*shape, counties))
    mean = start.mean(axis=-1, keepdims=True)
    time = np.arange(years).reshape(-1, *(1,) * start.ndim)
    logs = mean + 0.03 * time + (start - mean) * np.exp(-speed * time)
    return np.exp(logs + noise * random.normal(size=logs.shape).cumsum(axis=0))


def test_beta_is_recovered_exactly_without_noise(random):
    """A world that converges at 2 % a year shows 2 % and a half-life of 34.7 years."""
    panel = paths(random, 0.02, shape=(4,))
    for weights in (None, random.uniform(1, 2, 60)):
        beta = c.beta_convergence(panel, weights=weights)
        assert beta.speed == pytest.approx(np.full(4, 0.02), rel=1e-9)
        assert beta.half_life == pytest.approx(np.full(4, np.log(2) / 0.02))


def test_beta_and_its_error_equal_least_squares(random):
    """Slope and standard error are those of a textbook regression with controls and weights."""
    panel = paths(random, 0.02, noise=0.02)
    group = np.arange(60) % 4
    dummies = np.equal.outer(group, np.arange(4)).astype(float)
    people = random.uniform(1, 5, 60)
    span = len(panel) - 1
    x, y = np.log(panel[0]), np.log(panel[-1] / panel[0]) / span
    root = np.sqrt(people / people.mean())
    design = np.column_stack([x, dummies]) * root[:, None]
    coefficients, squares = np.linalg.lstsq(design, y * root)[:2]
    error = np.sqrt(squares[0] / (60 - 5) * np.linalg.inv(design.T @ design)[0, 0])
    left = 1 + coefficients[0] * span
    beta = c.beta_convergence(panel, dummies, people)
    assert beta.speed == pytest.approx(-np.log(left) / span)
    assert beta.error == pytest.approx(error / left)


def test_conditional_convergence_is_faster_where_groups_differ(random):
    """Groups that keep their distance hide convergence inside them; dummies bring it out."""
    panel = paths(random, 0.05)
    group = np.arange(60) % 3
    dummies = np.equal.outer(group, np.arange(3)).astype(float)
    inside = np.log(panel) - np.log(panel) @ dummies / 20 @ dummies.T
    panel = np.exp(inside + dummies @ np.array([0.0, 1.0, 2.0]))
    assert c.beta_convergence(panel, dummies).speed == pytest.approx(0.05, rel=1e-6)
    assert c.beta_convergence(panel).speed < 0.02


def test_sigma_falls_at_the_speed_of_beta_without_shocks(random):
    """Without shocks log sigma falls by beta every year, evenly."""
    mean, sd = c.sigma_trend(paths(random, 0.03))
    assert mean == pytest.approx(-0.03)
    assert sd == pytest.approx(0, abs=1e-9)


def test_draws_are_treated_one_by_one(random):
    """A simulated panel gives for each draw what that draw gives alone."""
    panel = paths(random, 0.01, shape=(3,), noise=0.03)
    people = random.uniform(1, 2, 60)
    chain = np.eye(60, k=1) + np.eye(60, k=-1)
    functions = (
        lambda p: c.beta_convergence(p).speed,
        lambda p: c.beta_convergence(p, weights=people).speed,
        c.sigma_path,
        lambda p: c.growth_autocorrelation(p, people),
        lambda p: np.array(c.growth_shape(p)),
        c.size_volatility,
        c.common_factor,
        lambda p: clubs.log_t(np.log(p)).statistic,
        lambda p: (
            np.moveaxis(mobility.transitions(mobility.income_classes(p, 5), 5, people), 0, -1)
            if p.ndim == 3
            else mobility.transitions(mobility.income_classes(p, 5), 5, people)
        ),
        lambda p: mobility.rank_mobility(p, 10),
        lambda p: mobility.pareto_tail(p[0], 0.25),
        lambda p: mobility.moran(np.log(p[-1]), chain),
    )
    for function in functions:
        together = function(panel)
        for draw in range(3):
            alone = function(panel[:, draw])
            assert together[..., draw] == pytest.approx(alone, rel=1e-9)


def test_autocorrelation_and_shape_of_growth(random):
    """Growth made with autocorrelation 0.3 and normal shocks of 3 % is found so."""
    shocks = random.normal(0, 0.03, (400, 50))
    growth = shocks.copy()
    for year in range(1, 400):
        growth[year] = 0.3 * growth[year - 1] + np.sqrt(1 - 0.09) * shocks[year]
    panel = np.exp(growth.cumsum(axis=0))
    sd, kurtosis = c.growth_shape(panel)
    assert c.growth_autocorrelation(panel) == pytest.approx(0.3, abs=0.02)
    assert sd == pytest.approx(0.03, rel=0.03)
    assert kurtosis == pytest.approx(0, abs=0.1)


def test_size_volatility_common_factor_and_pareto(random):
    """Made with slope -0.2, with half of the growth in common, and with Zipf's law."""
    size = np.exp(random.normal(10, 1.5, 80))
    shocks = random.normal(0, 0.02, (3000, 80)) * (size / size.mean()) ** -0.2
    panel = size * np.exp(shocks - shocks.mean(axis=0)).cumprod(axis=0) ** 1e-3
    assert c.size_volatility(panel) == pytest.approx(-0.2, abs=0.02)
    common = random.normal(0, 0.02, (2000, 1)) + random.normal(0, 0.02, (2000, 80))
    assert c.common_factor(np.exp(common.cumsum(axis=0) * 0.1)) == pytest.approx(0.5, abs=0.03)
    zipf = 1 / (np.arange(1, 401) - 0.5)
    assert mobility.pareto_tail(zipf, 0.25) == pytest.approx(1)


def test_two_clubs_and_an_outsider_are_found(random):
    """Two groups that draw together and one county that runs away."""
    time = np.arange(1, 41)[:, None]
    decay = 1 / (np.log(time + 1) * time)
    rich = 10 + random.normal(0, 1.0, 12) * decay
    poor = 7 + random.normal(0, 1.0, 15) * decay
    alone = 4 - 0.05 * time
    panel = np.hstack([poor, alone, rich])
    found = clubs.find_clubs(panel)
    assert [club.tolist() for club in found.clubs] == [list(range(16, 28)), list(range(15))]
    assert found.divergent.tolist() == [15]
    assert found.whole.statistic < -1.65
    assert min(found.statistics) > -1.65


def test_log_t_accepts_convergence_and_rejects_divergence(random):
    """The slope is twice the rate at which distances shrink faster than 1 / log t."""
    time = np.arange(1, 61)[:, None]
    start = random.normal(0, 1, 30)
    shrinking = 10 + start * time**-0.5 / np.log(time + 1)
    growing = 10 + start * (1 + 0.02 * time)
    assert clubs.log_t(shrinking).statistic > 1.65
    assert clubs.log_t(shrinking).slope == pytest.approx(1.0, abs=0.05)
    assert clubs.log_t(growing).statistic < -1.65


def test_log_t_is_the_textbook_regression(random):
    """Slope by numpy's least squares on log(H_1 / H_t) - 2 log log t from the first third on."""
    panel = 10 + random.normal(0, 0.1, (30, 12)).cumsum(axis=0)
    relative = panel / panel.mean(axis=1, keepdims=True)
    spread = ((relative - 1) ** 2).mean(axis=1)
    time = np.arange(11, 31)
    y = np.log(spread[0] / spread[10:]) - 2 * np.log(np.log(time))
    assert clubs.log_t(panel).slope == pytest.approx(np.polyfit(np.log(time), y, 1)[0])


def test_log_t_statistic_by_plain_loops():
    """The quadratic spectral kernel with Andrews' bandwidth, written out for one short panel."""
    wave = np.sin(np.arange(1, 25) * 1.7) + np.cos(np.arange(1, 25) * 0.9)
    panel = 10 + np.outer(np.exp(0.1 * wave), np.array([-0.3, -0.1, 0.15, 0.25]))
    relative = panel / panel.mean(axis=1, keepdims=True)
    spread = ((relative - 1) ** 2).mean(axis=1)
    time = np.arange(9, 25)
    x, y = np.log(time), np.log(spread[0] / spread[8:]) - 2 * np.log(np.log(time))
    slope, level = np.polyfit(x, y, 1)
    u, n = y - level - slope * x, len(x)
    r = sum(u[i] * u[i + 1] for i in range(n - 1)) / sum(u[i] ** 2 for i in range(n - 1))
    bandwidth = 1.3221 * (4 * r**2 / (1 - r) ** 4 * n) ** 0.2
    assert bandwidth < n / 2
    variance = sum(u**2)
    for lag in range(1, n):
        z = 6 * np.pi * lag / bandwidth / 5
        kernel = 3 / z**2 * (np.sin(z) / z - np.cos(z))
        variance += 2 * kernel * sum(u[i] * u[i + lag] for i in range(n - lag))
    error = np.sqrt(variance / n / sum((x - x.mean()) ** 2))
    assert clubs.log_t(panel).statistic == pytest.approx(slope / error)


def test_trend_keeps_lines_and_smooths_waves():
    """The filter leaves straight lines alone and takes away a wave of four years."""
    time = np.arange(40.0)[:, None]
    wave = np.sin(np.pi * time / 2)
    assert clubs.trend(3 + 0.1 * time, 400) == pytest.approx(3 + 0.1 * time)
    assert np.abs(clubs.trend(wave, 400)[5:-5]).max() < 0.05


def us_states():
    from libpysal.examples import get_path

    with open(get_path("usjoin.csv"), encoding="utf-8") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    return np.array([[float(row[str(year)]) for row in rows] for year in range(1929, 2010)])


@pytest.mark.filterwarnings("ignore")
def test_markov_of_us_states_as_printed_by_giddy():
    """48 states 1929-2009: transitions and ergodic shares printed in giddy's documentation."""
    pytest.importorskip("libpysal")
    counts = mobility.transitions(mobility.income_classes(us_states(), 5), 5)
    assert counts.tolist() == [
        [707, 58, 7, 1, 0],
        [50, 629, 80, 1, 1],
        [4, 79, 610, 73, 2],
        [0, 7, 72, 650, 37],
        [0, 0, 0, 48, 724],
    ]
    printed = [0.17957376, 0.21631443, 0.21499942, 0.21134662, 0.17776576]
    assert mobility.ergodic(mobility.transition_matrix(counts)) == pytest.approx(printed, abs=5e-9)


@pytest.mark.filterwarnings("ignore")
def test_mobility_equals_giddy():
    """Shorrocks' mobility is giddy's index P."""
    mobility = pytest.importorskip("giddy.mobility")
    matrix = transition_matrix(transitions(income_classes(us_states(), 5), 5))
    assert shorrocks(matrix) == pytest.approx(mobility.markov_mobility(matrix, "P"))


@pytest.mark.filterwarnings("ignore")
def test_moran_equals_esda():
    """Moran's I of the states' log income in 2009 on row-standardised contiguity."""
    esda = pytest.importorskip("esda")
    from libpysal.examples import get_path
    from libpysal.io import open as read

    weights = read(get_path("states48.gal")).read()
    weights.transform = "r"
    income = np.log(us_states()[-1])
    expected = esda.Moran(income, weights, permutations=0).I
    assert mobility.moran(income, weights.sparse) == pytest.approx(expected)
    assert mobility.moran(income, weights.sparse.toarray()) == pytest.approx(expected)


def test_facts_list_every_one_with_its_miss(random):
    """Seventeen lines for fourteen facts: met, missed by how much, or not to be seen here."""
    output = paths(random, 0.01, shape=(8,), noise=0.03)
    panel = stylised_facts.SimulatedPaths(output, np.ones(60), np.arange(60) % 5)
    found = {fact.name: fact for fact in stylised_facts.stylised_facts(panel)}
    assert {name.rstrip("abc") for name in found} == {f"F{i}" for i in range(1, 15)}
    assert found["F1"].value == pytest.approx(0.01, abs=0.005)
    assert found["F1"].inside
    assert found["F6a"].inside
    normal = found["F6b"]
    assert normal.inside is False
    assert normal.z == pytest.approx((normal.value - 6.5) / 3.5)
    for name in ("F8", "F13", "F14"):
        assert found[name].value is None
        assert found[name].inside is None


def test_facts_that_need_more_are_judged_when_it_is_there(random):
    """With neighbours, tax and a programme's first year no fact is left unjudged."""
    output = paths(random, 0.01, shape=(4,), noise=0.03)
    chain = np.eye(60, k=1) + np.eye(60, k=-1)
    response = (np.full(4, 0.06), np.full(4, 0.02))
    group = np.arange(60) % 5
    panel = stylised_facts.SimulatedPaths(output, np.ones(60), group, chain, output**1.1, response)
    found = {fact.name: fact for fact in stylised_facts.stylised_facts(panel)}
    assert all(fact.value is not None for fact in found.values())
    assert found["F13"].value == pytest.approx(1.1, abs=0.05)
    assert found["F14"].value == pytest.approx(3)
    assert found["F14"].inside
    assert len(stylised_facts.FACTS) == len(found)
