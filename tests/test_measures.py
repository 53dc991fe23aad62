"""Measures against plain loops, against what measures must obey, and against their limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows import measures
from narrows.measures import MEASURES, evaluate, ranks

GROUP = np.array([0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 1, 2, 0, 3, 2, 0, 1])
COUNT = GROUP.size
SPREAD = ("cv", "sd_logs", "gini", "theil_t", "theil_l", "atkinson_05", "atkinson_1", "atkinson_2")
REPLICATING = (*SPREAD, "p90_p10", "wolfson")


def plain_gini(y, p):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    pairs = [(i, j) for i in range(len(y)) for j in range(len(y))]
    return sum(p[i] * p[j] * abs(y[i] - y[j]) for i, j in pairs) / (2 * mean)


def plain_esteban_ray(y, p):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    pairs = [(i, j) for i in range(len(y)) for j in range(len(y))]
    return sum(p[i] ** 2 * p[j] * abs(y[i] - y[j]) for i, j in pairs) / mean


def plain_theil(y, p, order):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    if order == 0:
        return sum(a * math.log(mean / b) for a, b in zip(p, y, strict=True))
    return sum(a * b / mean * math.log(b / mean) for a, b in zip(p, y, strict=True))


def plain_between(y, p, order):
    """Theil of a province where everybody earns the mean of the own group."""
    smooth = []
    for i in range(len(y)):
        mine = [j for j in range(len(y)) if GROUP[j] == GROUP[i]]
        smooth.append(sum(p[j] * y[j] for j in mine) / sum(p[j] for j in mine))
    return plain_theil(smooth, p, order)


def plain_atkinson(y, p, aversion):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    if aversion == 1:
        return 1 - math.exp(sum(a * math.log(b) for a, b in zip(p, y, strict=True))) / mean
    power = sum(a * (b / mean) ** (1 - aversion) for a, b in zip(p, y, strict=True))
    return 1 - power ** (1 / (1 - aversion))


def plain_quantile(y, p, level):
    order = sorted(range(len(y)), key=lambda i: y[i])
    total = 0.0
    for place, i in enumerate(order):
        total += p[i]
        if abs(total - level) < 1e-12:
            return (y[i] + y[order[place + 1]]) / 2
        if total > level:
            return y[i]
    raise AssertionError


def plain_wolfson(y, p):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    filled, lorenz = 0.0, 0.0
    for i in sorted(range(len(y)), key=lambda i: y[i]):
        step = min(p[i], 0.5 - filled)
        filled += step
        lorenz += step * y[i] / mean
    middle = plain_quantile(y, p, 0.5)
    return 4 * mean / middle * (0.5 - lorenz - plain_gini(y, p) / 2)


def plain_tails(y, p):
    order = sorted(range(len(y)), key=lambda i: y[i])
    mean = [
        sum(p[i] * y[i] for i in part) / sum(p[i] for i in part)
        for part in (order[-10:], order[:10])
    ]
    share = sum(p[i] * y[i] for i in order[:10]) / sum(p[i] * y[i] for i in order)
    return mean[0], mean[1], share


def plain_panel(y, p, aided):
    mean = sum(a * b for a, b in zip(p, y, strict=True))
    deviation = [math.log(v) - sum(p[i] * math.log(y[i]) for i in range(len(y))) for v in y]
    top, bottom, share = plain_tails(y, p)
    panel = {
        "cv": math.sqrt(sum(a * (b - mean) ** 2 for a, b in zip(p, y, strict=True))) / mean,
        "sd_logs": math.sqrt(sum(a * d * d for a, d in zip(p, deviation, strict=True))),
        "gini": plain_gini(y, p),
        "p90_p10": plain_quantile(y, p, 0.9) / plain_quantile(y, p, 0.1),
        "top10_bottom10": top / bottom,
        "absolute_gap": top - bottom,
        "bottom10_share": share,
        "recipients_province": sum(p[i] * y[i] for i in aided) / sum(p[i] for i in aided) / mean,
        "esteban_ray": plain_esteban_ray(y, p),
        "wolfson": plain_wolfson(y, p),
    }
    for name, order in (("theil_t", 1), ("theil_l", 0)):
        whole, between = plain_theil(y, p, order), plain_between(y, p, order)
        panel |= {name: whole, f"{name}_between": between, f"{name}_within": whole - between}
    return panel | {
        f"atkinson_{key}": plain_atkinson(y, p, e) for key, e in (("05", 0.5), ("1", 1), ("2", 2))
    }


@pytest.fixture(scope="module")
def world():
    """Three draws of 23 counties; read-only, as the model hands its arrays out."""
    random = np.random.default_rng(7)
    output = np.exp(random.normal(3, 1, (3, COUNT)))
    population = np.exp(random.normal(1, 0.6, (3, COUNT)))
    output.flags.writeable = population.flags.writeable = False
    return output, population


def panel_of(world):
    output, population = world
    base = {"gdp": ranks(output[0]), "gdp_per_head": ranks(output[0] / population[0])}
    aided = np.arange(COUNT) < 4
    return evaluate(output, population, GROUP, recipients=aided, base_ranks=base)


def test_the_panel_equals_plain_loops(world):
    """Every inequality measure of the fast panel is its definition, to 1e-12."""
    panel, (output, population) = panel_of(world), world
    equal = np.full(COUNT, 1 / COUNT)
    for draw in range(3):
        head, share = output[draw] / population[draw], population[draw] / population[draw].sum()
        cases = {
            ("none", "gdp_per_head"): (head, equal),
            ("population", "gdp_per_head"): (head, share),
            ("none", "gdp"): (output[draw], equal),
        }
        for key, (y, p) in cases.items():
            for name, value in plain_panel(y.tolist(), p.tolist(), range(4)).items():
                assert panel[(name, *key)][draw] == pytest.approx(value, rel=1e-11), (name, key)


def test_every_measure_is_in_the_panel(world):
    """Nothing of the table is left out: all unweighted, what can be weighted also by people."""
    names = {(name, weights, concept) for name, weights, concept in panel_of(world)}
    for name, measure in MEASURES.items():
        assert (name, "none", "gdp_per_head") in names
        assert (name, "none", "gdp") in names
        assert ((name, "population", "gdp_per_head") in names) == measure.weighted


def test_one_draw_alone_equals_that_draw_among_many(world):
    """Draw 2 alone is draw 2 of three, bit for bit; so is any block of years and draws."""
    output, population = world
    together = evaluate(output, population, GROUP)
    alone = evaluate(output[2:], population[2:], GROUP)
    years = evaluate(np.stack([output] * 2), np.stack([population] * 2), GROUP)
    for key, value in together.items():
        assert np.array_equal(alone[key], value[2:])
        assert np.array_equal(years[key], np.stack([value] * 2))


def test_recipients_may_differ_from_draw_to_draw(world):
    """A mask per draw gives each draw its own recipients."""
    output, _ = world
    masks = np.random.default_rng(1).random((3, COUNT)) < 0.3
    together = measures.recipients_over_province(output, recipients=masks)
    single = [
        measures.recipients_over_province(o, recipients=m)
        for o, m in zip(output, masks, strict=True)
    ]
    assert together == pytest.approx(single, rel=1e-14)
    assert np.isnan(measures.recipients_over_province(output, recipients=np.zeros(COUNT))).all()


def test_rank_correlation_is_spearmans(world):
    """Ranks with ties correlate as scipy says."""
    from scipy.stats import spearmanr

    tied = np.round(world[0] / 10) + 1
    base = ranks(world[1][0])
    found = measures.rank_correlation(tied, base_ranks=base)
    expected = [spearmanr(row, -base).statistic for row in tied]
    assert found == pytest.approx(expected, abs=1e-12)


def test_who_left_the_bottom_ten():
    """Two of the ten poorest overtake the eleventh and twelfth: a fifth has left."""
    before = np.arange(1.0, 31.0)
    after = before.copy()
    after[[8, 9]] = 12.5, 13.5
    assert measures.left_bottom(after, base_ranks=ranks(before)) == pytest.approx(0.2)
    assert measures.left_bottom(before, base_ranks=ranks(before)) == 0


@pytest.mark.parametrize("count", [1, 2, 3, 9, 19, 20])
def test_small_provinces_have_smaller_tails(count):
    """Of fewer than twenty counties top and bottom are half, and every measure is finite."""
    values = np.arange(1.0, count + 1)
    tail = max(1, min(10, count // 2))
    expected = values[-tail:].mean() / values[:tail].mean()
    assert measures.top_over_bottom(values) == pytest.approx(expected)
    panel = evaluate(values[None], np.ones(count), np.zeros(count, int))
    assert all(np.isfinite(value).all() for value in panel.values())


def test_equal_counties_have_no_gap():
    """Where all are equal, inequality is nothing, ratios are one, and ranks say nothing."""
    panel = evaluate(
        np.full((2, 30), 7.3),
        np.full(30, 1.7),
        np.arange(30) % 4,
        recipients=np.arange(30) < 3,
        base_ranks={"gdp": np.arange(30, 0, -1)},
    )
    for (name, _, _), value in panel.items():
        if name == "spearman":
            assert np.isnan(value).all()
        elif name in {"p90_p10", "top10_bottom10", "recipients_province"}:
            assert value == pytest.approx(1)
        elif name != "bottom10_share":
            assert value == pytest.approx(0, abs=1e-14)


incomes = st.lists(st.floats(0.1, 1000), min_size=2, max_size=25).map(np.array)
seeds = st.integers(0, 2**32 - 1)


def applied(name, values, weights=None):
    return MEASURES[name].function(values, weights)


@settings(max_examples=40, deadline=None)
@given(values=incomes, seed=seeds)
def test_anonymity_and_scale(values, seed):
    """Who is who does not matter, nor does the currency."""
    random = np.random.default_rng(seed)
    weights = random.uniform(0.5, 2, values.size)
    shuffled = random.permutation(values.size)
    for name in (*SPREAD, "p90_p10", "top10_bottom10", "bottom10_share", "wolfson", "esteban_ray"):
        value = applied(name, values, weights)
        if np.unique(values).size == values.size:  # who of two equals is in the tail is open
            moved = applied(name, values[shuffled], weights[shuffled])
            assert moved == pytest.approx(value, rel=1e-9, abs=1e-12)
        # a power of two keeps the order of what differs in the last digit
        assert applied(name, values * 8, weights) == pytest.approx(value, rel=1e-9, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(values=incomes, seed=seeds)
def test_replication(values, seed):
    """Two copies of every county, or twice everybody's weight, change nothing."""
    weights = np.random.default_rng(seed).uniform(0.5, 2, values.size)
    for name in REPLICATING:
        for w in (None, weights):
            twice = None if w is None else np.repeat(w, 2)
            value = applied(name, np.repeat(values, 2), twice)
            assert value == pytest.approx(applied(name, values, w), rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(values=incomes)
def test_equal_weights_are_no_weights(values):
    """Counted with equal weights, a measure is the unweighted one."""
    for name, measure in MEASURES.items():
        if measure.weighted and not measure.needs:
            plain = applied(name, values)
            weighted = applied(name, values, np.full(values.size, 3.7))
            assert weighted == pytest.approx(plain, rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(values=incomes, seed=seeds, part=st.floats(0.01, 0.5))
def test_a_gift_to_the_poorer_narrows(values, seed, part):
    """Pigou and Dalton: part of the difference moved from rich to poor lowers the measure."""
    rich, poor = np.random.default_rng(seed).permutation(values.size)[:2]
    if values[rich] < values[poor]:
        rich, poor = poor, rich
    gift = part * (values[rich] - values[poor])
    after = values.copy()
    after[[rich, poor]] += np.array([-gift, gift])
    for name in ("cv", "gini", "theil_t", "theil_l", "atkinson_05", "atkinson_1", "atkinson_2"):
        assert applied(name, after) <= applied(name, values) + 1e-12


def test_where_a_gift_to_the_poorer_widens():
    """The sd of logs rises when the richest gives to the second; P90/P10 sees no gift inside."""
    before, after = np.array([1.0, 1, 1, 1, 60, 100]), np.array([1.0, 1, 1, 1, 79, 81])
    assert applied("sd_logs", after) > applied("sd_logs", before)
    assert applied("theil_l", after) < applied("theil_l", before)
    ladder = np.arange(1.0, 21.0)
    inside = ladder.copy()
    inside[[5, 15]] += np.array([2.0, -2.0])
    assert applied("p90_p10", inside) == applied("p90_p10", ladder)


@settings(max_examples=40, deadline=None)
@given(values=incomes, seed=seeds)
def test_gini_bounds_and_the_parts_of_theil(values, seed):
    """Gini lies in [0, 1 - 1/n]; between and within add up and neither is negative."""
    assert 0 <= measures.gini(values) <= 1 - 1 / values.size + 1e-12
    random = np.random.default_rng(seed)
    group, weights = random.integers(0, 3, values.size), random.uniform(0.5, 2, values.size)
    for kind in ("theil_t", "theil_l"):
        between = getattr(measures, f"{kind}_between")(values, weights, group=group)
        within = getattr(measures, f"{kind}_within")(values, weights, group=group)
        whole = getattr(measures, kind)(values, weights)
        assert between + within == pytest.approx(whole, abs=1e-12)
        assert min(between, within) >= -1e-12


def test_the_tails_of_136_counties():
    """Of 136 counties P10 is the 14th and P90 the 123rd, as the docstring says."""
    ladder = np.arange(1.0, 137.0)
    assert measures.p90_p10(ladder) == 123 / 14
    assert measures.Distribution(ladder).tail == 10


def test_oriented_measures_fall_when_the_gap_narrows():
    """Lifting the poorest lowers every oriented measure of the gap."""
    before = np.arange(1.0, 41.0)
    after = before.copy()
    after[:10] *= 1.05
    for name, measure in MEASURES.items():
        if measure.narrower and "group" not in measure.needs:
            extra = {"recipients": before <= 10} if measure.needs else {}
            now, then = (measure.oriented(measure.function(v, **extra)) for v in (after, before))
            assert now < then, name
