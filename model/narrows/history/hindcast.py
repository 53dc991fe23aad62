"""Rolling origins, scored; in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from narrows.errors import InputError, Problem
from narrows.history.calibrate import LONGEST, SHORTEST
from narrows.history.forecast_rules import (
    RULES,
    ForecastDraws,
    giddy_is_here,
    markov,
    score_sigma,
    score_units,
    spatial_markov,
)
from narrows.words import say

LONG_PANEL, LONG_START = 40, 15
YARDSTICK = "sigma_random_walk"
MEANS = ("crps_sigma", "coverage_sigma", "direction_right", "brier", "unit_mae", "unit_coverage")
SURE = 1.64  # standard errors a direction must stand above a coin toss
NEAR = 0.02  # a ratio this near to 1 is the same


@dataclass(frozen=True)
class Hindcast:
    """What a hindcast found.

    Args:
        panel: Panel that was forecast.
        scores: one dict a rule and horizon, means over origins.
        forecasts: one dict a rule, horizon and origin, with sigma's interval and what happened.
        fans: {origin: quantiles of narrows' sigma (5, 25, 50, 75, 95 %) (quantile, year)}.
        notices: what was left out, in words.
    """

    panel: object
    scores: tuple
    forecasts: tuple
    fans: dict
    notices: tuple


@dataclass(frozen=True)
class Plan:
    """What is forecast from where.

    Args:
        horizons: years ahead, ascending.
        origins: rows of the panel from which to forecast.
        draws: how many.
        seed: of the luck.
    """

    horizons: tuple
    origins: tuple
    draws: int
    seed: int


def hindcast(panel, horizons=(5, 10, 15), *, draws=500, seed=1, rules=None, tick=None):
    """Forecast a panel's past and score it.

    Args:
        panel: Panel.
        horizons: years ahead.
        draws: of each forecast.
        seed: of the luck.
        rules: {name: rule}, or None for all that can be had.
        tick: called with (1, number of origins) after each origin.

    Raises:
        InputError: the panel is too short for every horizon.
    """
    plan = _plan(panel, horizons, draws, seed)
    named, notices = all_rules(panel) if rules is None else (rules, ())
    missed = [h for h in sorted(set(horizons)) if h not in plan.horizons]
    if missed:
        asked = ", ".join(map(str, missed))
        notices += (f"the panel is too short to score {asked} years ahead",)
    notices += _by_weight(panel)
    forecasts, fans = [], {}
    for origin in plan.origins:
        for name, rule in named.items():
            rows, fan = _from_origin(panel, plan, origin, name, rule)
            forecasts += rows
            if name == "narrows":
                fans[int(panel.years[origin])] = fan
        if tick:
            tick(1, len(plan.origins))
    scores = _scores(forecasts, tuple(named), plan.horizons)
    return Hindcast(panel, scores, tuple(forecasts), fans, panel.notices + notices)


def all_rules(panel) -> tuple[dict[str, Callable], tuple[str, ...]]:
    """Every rule the panel allows, and what was left out, in words."""
    rules = RULES | {"markov": markov}
    if panel.neighbours is None:
        return rules, ("spatial_markov left out: it needs --neighbours",)
    if not giddy_is_here():
        return rules, ("spatial_markov left out: it needs giddy, which is not installed",)
    return rules | {"spatial_markov": partial(spatial_markov, neighbours=panel.neighbours)}, ()


def first_origin(years):
    """Row of the first origin in a panel of so many years.

    >>> first_origin(81), first_origin(30)
    (14, 7)
    """
    return (LONG_START if years >= LONG_PANEL else SHORTEST) - 1


def _by_weight(panel):
    """Where units are weighed: both gaps, first and last, for their trends can differ in sign."""
    if panel.weights is None:
        return ()
    logs, share = np.log(panel.income), panel.weights / panel.weights.sum(axis=1, keepdims=True)
    mean = (share * logs).sum(axis=1, keepdims=True)
    weighted = np.sqrt((share * (logs - mean) ** 2).sum(axis=1))
    plain = panel.relative.std(axis=1)
    words = f"scores are of the unweighted gap, {plain[0]:.3f} to {plain[-1]:.3f} over the panel; "
    return (f"{words}weighted it went from {weighted[0]:.3f} to {weighted[-1]:.3f}",)


def _plan(panel, horizons, draws, seed):
    count = len(panel.years)
    first = first_origin(count)
    reached = tuple(h for h in sorted(set(horizons)) if first + h < count)
    if not reached:
        rule = f"a hindcast needs {first + 1 + min(horizons)} years: {first + 1} to learn from"
        rule += f" and {min(horizons)} to be tested on"
        raise InputError([Problem(panel.file, None, "year", rule, str(count))])
    return Plan(reached, tuple(range(first, count - reached[0])), draws, seed)


def _from_origin(panel, plan, origin, name, rule):
    """Scored forecasts of one rule from one origin, and the fan of sigma."""
    relative = panel.relative
    history = relative[max(0, origin + 1 - LONGEST) : origin + 1]
    ahead = min(plan.horizons[-1], len(relative) - 1 - origin)
    luck = ForecastDraws(plan.seed, int(panel.years[origin]), range(plan.draws))
    rows, fan = [], []
    for step, drawn in enumerate(rule(history, ahead, luck), 1):
        sigma = drawn if drawn.ndim == 1 else drawn.std(axis=1)
        fan.append(np.quantile(sigma, [0.05, 0.25, 0.5, 0.75, 0.95]))
        if step in plan.horizons:
            happened = _happened(panel, origin, step)
            row = {"rule": name} | happened | _judged(name, sigma, happened)
            units = score_units(drawn, relative[origin + step]) if drawn.ndim > 1 else {}
            rows.append(row | units)
    return rows, np.array(fan).T


def _happened(panel, origin, step):
    """What came, and what saying "no change" would have missed of the units."""
    today, then = panel.relative[origin], panel.relative[origin + step]
    return {
        "horizon": step,
        "origin": int(panel.years[origin]),
        "sigma_today": float(today.std()),
        "sigma_happened": float(then.std()),
        "unit_mae_no_change": float(100 * np.abs(then - today).mean()),
    }


def _judged(name, sigma, happened):
    """Scores of sigma; the yardstick, without drift, has no opinion on the direction."""
    score = score_sigma(sigma, happened["sigma_happened"], happened["sigma_today"])
    return score | ({"direction_right": None} if name == YARDSTICK else {})


def _scores(forecasts, names, horizons):
    """Means over origins by rule and horizon, with the ratio to the yardstick."""
    scores = []
    for horizon in horizons:
        at = {n: [f for f in forecasts if (f["rule"], f["horizon"]) == (n, horizon)] for n in names}
        yardstick = _mean(at.get(YARDSTICK, []), "crps_sigma")
        for name in names:
            row = {"rule": name, "horizon": horizon, "origins": len(at[name])}
            row |= {key: _mean(at[name], key) for key in MEANS}
            row["unit_mae_no_change"] = _mean(at[name], "unit_mae_no_change")
            row["crps_ratio_to_random_walk"] = row["crps_sigma"] / yardstick if yardstick else None
            scores.append(row)
    return tuple(scores)


def _mean(rows, key):
    """Mean of a score; None where the rule has none."""
    values = [row[key] for row in rows if row.get(key) is not None]
    return float(np.mean(values)) if values else None


def reading(hindcast, lang="en"):
    """What the hindcast says of the middle horizon, in one sentence.

    Args:
        hindcast: Hindcast with scores of narrows.
        lang: "en" or "zh".
    """
    own = [row for row in hindcast.scores if row["rule"] == "narrows"]
    row = own[(len(own) - 1) // 2]
    ratio = row["crps_ratio_to_random_walk"]
    return say(
        "evidence.reading",
        lang,
        horizon=row["horizon"],
        origins=row["origins"],
        crps=f"{row['crps_sigma']:.2f}",
        against=_against(ratio, lang),
        coverage=f"{row['coverage_sigma']:.0%}",
        direction=f"{row['direction_right']:.0%}",
        coin=say(f"evidence.direction.{_skill(row)}", lang),
    )


def _against(ratio, lang):
    """The error beside the random walk's."""
    if ratio is None or abs(ratio - 1) < NEAR:
        return say("evidence.against.same", lang)
    better = "better" if ratio < 1 else "worse"
    return say(f"evidence.against.{better}", lang, percent=f"{abs(1 - ratio):.0%}")


def _skill(row):
    """Whether the direction is told better than by a coin; forecasts overlap, so few count."""
    apart = max(row["origins"] / row["horizon"], 1)
    error = np.sqrt(0.25 / apart)
    if row["direction_right"] > 0.5 + SURE * error:
        return "skill"
    return "wrong" if row["direction_right"] < 0.5 - SURE * error else "coin"
