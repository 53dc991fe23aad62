"""Where the change of the gap comes from: instruments, migration, strong counties slowing."""

from dataclasses import replace

import numpy as np

from narrows import rng
from narrows.ensemble import keep, plan, run
from narrows.ensemble.run import look
from narrows.experiments.decomposition import shapley
from narrows.experiments.decomposition.instruments import instruments, without
from narrows.experiments.decomposition.records import (
    Decomposition,
    Headline,
    Migration,
    Parts,
    Share,
    Spread,
)
from narrows.measures import MEASURES, catalogue
from narrows.parameters import Prior
from narrows.scenario import load_region_of

EXACT_UP_TO = 6  # instruments whose 64 sets are all run
ORDERS = 12  # random orders beyond, each with its reverse
STILL = {name: Prior("fixed", 0.0) for name in ("migration_rate", "migration_openness")}


def decompose(scenario, year=None, orders=ORDERS, progress=None):
    """Take the change of the gap of a scenario apart.

    Everything is compared with the world without aid, on the same luck.

    Args:
        scenario: resolved Scenario.
        year: to look at; None for the verdict's.
        orders: random orders to try where there are more than six instruments.
        progress: called with the steps just finished and all there are.

    Returns:
        Decomposition.
    """
    region = load_region_of(scenario)
    experiment = run.experiment_of(scenario, region)
    year = year or scenario.verdict.horizon
    players = instruments(scenario)
    sets, drawn = _sets(len(players), experiment.seed, orders)
    arms = {s: _programme(scenario, region, experiment.roles, players, s) for s in sets if s}
    see = _seen(experiment, scenario.verdict.headline)
    years = (region.base_year, year)
    runs = look(experiment, arms, see, years, _counted(progress, 0.9))
    still = replace(experiment, beliefs=experiment.beliefs | STILL)
    whole = max(sets)
    calm = look(still, {s: arms[s] for s in (whole,) if s}, see, years, _counted(progress, 0.1))
    pair = [(seen["none"], seen.get(whole, seen["none"])) for seen in (runs, calm)]
    return Decomposition(
        scenario=scenario.title,
        year=year,
        base_year=region.base_year,
        draws=experiment.draws,
        exact=drawn is None,
        runs=len(sets),
        headlines=tuple(
            _headline(name, players, runs, drawn, pair) for name in scenario.verdict.headline
        ),
        trend=_parts(_groups(pair[0][1], 0), _groups(pair[0][1], -1)),
        effect=_parts(_groups(pair[0][0], -1), _groups(pair[0][1], -1)),
    )


def _counted(progress, share):
    """Progress of one of two tasks on one bar of a hundred."""
    return progress and (lambda done, total: progress(100 * share * done / total, 100))


def _sets(players, seed, number):
    """Sets of instruments to run, and the orders they come from (None: all sets are run)."""
    if players <= EXACT_UP_TO:
        return list(shapley.all_sets(players)), None
    uniforms = rng.uniforms(seed, "order of instruments", 0, range(number), players)
    drawn = shapley.orders(players, uniforms)
    alone = [1 << player for player in range(players)]
    return sorted({*shapley.sets_of(drawn), *alone}), drawn


def _programme(scenario, region, roles, players, members):
    """The programme with a set of its instruments."""
    left_out = [player for bit, player in enumerate(players) if not members >> bit & 1]
    return plan.programme(without(scenario, left_out), region, roles)


def _seen(experiment, headlines):
    """What is kept of a simulated year: the headlines, and GDP and people of three groups."""
    region, roles = experiment.region, experiment.roles
    aided = keep.aided(roles.recipient, roles.weak, len(region))
    strong = np.zeros(len(region), dtype=bool)
    strong[roles.strong] = True
    groups = {"recipients": aided, "strong": strong, "others": ~aided & ~strong}

    def see(flows):
        seen = catalogue.headlines(flows, headlines, aided, region.group)
        for name, mask in groups.items():
            seen[f"{name} output"] = flows.output[:, mask].sum(1)
            seen[f"{name} people"] = flows.population[:, mask].sum(1)
        return seen

    return see


def _headline(name, players, runs, drawn, pair):
    """One headline taken apart."""
    nothing = runs["none"][name][-1]
    value = {0: np.zeros_like(nothing)}
    value |= {s: seen[name][-1] / nothing - 1 for s, seen in runs.items() if s != "none"}
    count = len(players)
    if drawn is None:
        parts, error = shapley.exact(value, count), np.zeros(count)
    else:
        parts, error = shapley.sampled(value, drawn)
    alone = [value[1 << bit] for bit in range(count)]
    shares = tuple(
        Share(player.name, spread(alone[bit]), spread(parts[bit]), float(error[bit]))
        for bit, player in enumerate(players)
    )
    whole = value[2**count - 1]
    return Headline(
        measure=name,
        narrower=MEASURES[name].narrower,
        whole=spread(whole),
        shares=shares,
        together=spread(whole - sum(alone, np.zeros_like(whole))),
        migration=_migration(name, pair),
    )


def _migration(name, pair):
    """A headline with people moving and with everybody staying."""
    found = []
    for without_aid, with_aid in pair:
        base, end = with_aid[name][0], with_aid[name][-1]
        found.append((spread(end / base - 1), spread((end - without_aid[name][-1]) / base)))
    (trend, effect), (trend_still, effect_still) = found
    return Migration(trend, trend_still, effect, effect_still)


def _groups(seen, row):
    """(output, people) of recipients, strong and others, each (draw,)."""
    return [(seen[f"{g} output"][row], seen[f"{g} people"][row])
            for g in ("recipients", "strong", "others")]


def _parts(before, after):
    """Log change of recipients over province, by exact logarithmic-mean shares."""
    output = [_growth(b[0], a[0]) for b, a in zip(before, after, strict=True)]
    people = [_growth(b[1], a[1]) for b, a in zip(before, after, strict=True)]
    mean = [log_mean(b[0], a[0]) for b, a in zip(before, after, strict=True)]
    total = [sum(g[0] for g in groups) for groups in (before, after)]
    persons = [sum(g[1] for g in groups) for groups in (before, after)]
    share = [m / log_mean(*total) for m in mean]
    recipients = (1 - share[0]) * (output[0] - output[2])
    strong = -share[1] * (output[1] - output[2])
    moved = -(people[0] - _growth(*persons))
    whole = output[0] - _growth(*total) + moved
    rest = whole - recipients - strong - moved
    return Parts(*(spread(part) for part in (whole, recipients, strong, moved, rest)))


def _growth(before, after):
    return np.log(after / before)


def log_mean(first, second):
    """Logarithmic mean (b - a) / ln(b / a), the value itself where both are equal.

    >>> log_mean(np.array([1.0, 2.0]), np.array([np.e, 2.0])).round(6)
    array([1.718282, 2.      ])
    """
    growth = np.log(second / first)
    same = np.abs(growth) < 1e-12
    return np.where(same, first, (second - first) / np.where(same, 1.0, growth))


def spread(values):
    """Mean and the 5 % and 95 % quantiles of draws."""
    low, high = np.quantile(values, (0.05, 0.95))
    return Spread(float(np.mean(values)), float(low), float(high))
