"""Shares of instruments, migration and slowing; Shapley values."""

from dataclasses import dataclass, replace
from itertools import chain
from math import factorial

import numpy as np

from narrows.decisions.decomposition import (
    Decomposition,
    HeadlineParts,
    MeanInterval,
    Migration,
    Part,
    Parts,
)
from narrows.ensemble import keep, plan, run
from narrows.ensemble.run import REFERENCE, look, part_of
from narrows.measures import MEASURES, catalogue
from narrows.model import randomness
from narrows.model.parameters import Prior
from narrows.scenario import load_region_of
from narrows.scenario.kinds import Dated
from narrows.scenario.layers import name_of, shapes

EXACT_UP_TO = 6  # instruments whose 64 sets are all run
ORDERS = 12  # random orders beyond, each with its reverse
STILL = {name: Prior("fixed", 0.0) for name in ("migration_rate", "migration_openness")}
SECTIONS = ("assistance", "general_fund")


def decompose(scenario, year=None, orders=ORDERS, progress=None):
    """Take the change of the gap of a scenario apart.

    Everything is compared with the baseline without aid, on the same luck.

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
    runs = look(experiment, arms, see, years, part_of(progress, 0.9))
    still = replace(experiment, beliefs=experiment.beliefs | STILL)
    whole = max(sets)
    calm = look(still, {s: arms[s] for s in (whole,) if s}, see, years, part_of(progress, 0.1))
    pair = [(seen[REFERENCE], seen.get(whole, seen[REFERENCE])) for seen in (runs, calm)]
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


def _sets(players, seed, number):
    """Sets of instruments to run, and the orders they come from (None: all sets are run)."""
    if players <= EXACT_UP_TO:
        return list(all_sets(players)), None
    uniforms = randomness.uniforms(seed, "order of instruments", 0, range(number), players)
    drawn = orders(players, uniforms)
    alone = [1 << player for player in range(players)]
    return sorted({*sets_of(drawn), *alone}), drawn


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

    def see(arm, year):
        flows = year.flows[arm]
        seen = catalogue.headlines(flows, headlines, aided, region.group)
        for name, mask in groups.items():
            seen[f"{name} output"] = flows.output[:, mask].sum(1)
            seen[f"{name} people"] = flows.population[:, mask].sum(1)
        return seen

    return see


def _headline(name, players, runs, drawn, pair):
    """One headline taken apart."""
    nothing = runs[REFERENCE][name][-1]
    value = {0: np.zeros_like(nothing)}
    value |= {s: seen[name][-1] / nothing - 1 for s, seen in runs.items() if s != REFERENCE}
    count = len(players)
    if drawn is None:
        parts, error = exact(value, count), np.zeros(count)
    else:
        parts, error = sampled(value, drawn)
    alone = [value[1 << bit] for bit in range(count)]
    shares = tuple(
        Part(player.name, spread(alone[bit]), spread(parts[bit]), float(error[bit]))
        for bit, player in enumerate(players)
    )
    whole = value[2**count - 1]
    return HeadlineParts(
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
    return MeanInterval(float(np.mean(values)), float(low), float(high))


@dataclass(frozen=True)
class Instrument:
    """One thing a programme does that can be left out.

    Args:
        section: top-level key of the scenario.
        item: name of an item of a list ([[fund]], [[bond]], [[link]]); None for a section.
    """

    section: str
    item: str | None = None

    @property
    def name(self):
        """As `--without` would name it: `fund[guidance fund]` or `assistance`."""
        return self.section if self.item is None else f"{self.section}[{self.item}]"


def instruments(scenario):
    """All instruments of a scenario, in its order; sections that pay nothing are left out."""
    listed = [
        Instrument(name, identity)
        for name in shapes()["items"]
        for identity, item in _items(scenario, name)
        if name != "quota" or item.amount.largest > 0
    ]
    assistance, general = scenario.assistance, scenario.general_fund
    if assistance is not None and assistance.share_of_revenue.largest > 0:
        listed.append(Instrument("assistance"))
    if general is not None and general.moved_share.largest > 0:
        listed.append(Instrument("general_fund"))
    return tuple(listed)


def _items(scenario, name):
    """(identity, item) of a list of the scenario."""
    for number, item in enumerate(getattr(scenario, name)):
        table = {"name": getattr(item, "name", None), "kind": getattr(item, "kind", None)}
        yield name_of(table, number), item


def _left(name, item, gone):
    """What is left of an item; a quota's cap is of the world, only what is granted goes."""
    if not gone:
        return item
    return item.model_copy(update={"amount": Dated((0.0,))}) if name == "quota" else None


def without(scenario, left_out):
    """The scenario without some of its instruments; who is paired with whom stays.

    Args:
        scenario: resolved Scenario.
        left_out: Instruments.
    """
    changed = {}
    for name in shapes()["items"]:
        gone = {one.item for one in left_out if one.section == name}
        kept = [_left(name, item, identity in gone) for identity, item in _items(scenario, name)]
        changed[name] = tuple(item for item in kept if item is not None)
    sections = {one.section for one in left_out if one.item is None}
    if "assistance" in sections:
        changed["assistance"] = None
    if "general_fund" in sections:
        nothing = {"moved_share": Dated((0.0,))}
        changed["general_fund"] = scenario.general_fund.model_copy(update=nothing)
    return scenario.model_copy(update=changed)


def all_sets(players):
    """Every set of players, as numbers.

    >>> list(all_sets(2))
    [0, 1, 2, 3]
    """
    return range(2**players)


def exact(value, players):
    """Shapley value of each player from the worth of every set.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

    Args:
        value: {set: worth}, worth an array of any shape.
        players: n.

    Returns:
        Array (player, ...).

    >>> exact({0: 0.0, 1: 1.0, 2: 2.0, 3: 5.0}, 2)      # together they make two more
    array([2., 3.])
    """
    n = players
    weight = [factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)]
    return np.array([
        sum(
            weight[s.bit_count()] * (value[s | 1 << i] - value[s])
            for s in all_sets(n)
            if not s >> i & 1
        )
        for i in range(n)
    ])


def orders(players, uniforms):
    """Orders in which players join, each followed by its reverse, which halves the work.

    Args:
        players: n.
        uniforms: random numbers (order, player).

    Returns:
        Array (2 x order, player).
    """
    drawn = np.argsort(uniforms[:, :players], axis=1)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(-1, players)


def joining(order):
    """The sets that come to be as players join in an order, from nobody to all.

    >>> joining([2, 0, 1])
    [0, 4, 5, 7]
    """
    return list(np.cumsum([0, *(1 << int(player) for player in order)]).tolist())


def sets_of(drawn):
    """All sets that come to be in some orders."""
    return sorted(set(chain.from_iterable(joining(order) for order in drawn)))


def sampled(value, drawn):
    """Shapley values from some orders, and the standard error of stopping there.

    Args:
        value: {set: worth (draw,)}.
        drawn: orders, each next to its reverse (order, player).

    Returns:
        (values (player, draw), error of their means over draws (player,)).
    """
    n = drawn.shape[1]
    added = np.zeros((len(drawn), n, *np.shape(value[0])))
    for number, order in enumerate(drawn):
        sets = joining(order)
        for player, before, after in zip(order, sets, sets[1:], strict=False):
            added[number, player] = value[after] - value[before]
    pairs = added.reshape(len(drawn) // 2, 2, *added.shape[1:]).mean(1)
    means = pairs.reshape(*pairs.shape[:2], -1).mean(2)
    error = means.std(0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.full(n, np.nan)
    return pairs.mean(0), error
