"""The verdict rule: three questions about two headline measures, and the conditions for a yes."""

import numpy as np

from narrows.measures import MEASURES
from narrows.verdict import conditions
from narrows.verdict.conditions import paths, probability, spread
from narrows.verdict.records import (
    RECIPIENTS,
    Cost,
    Due,
    GoalMet,
    Headline,
    Judged,
    Trend,
    Verdict,
)
from narrows.verdict.variance_split import variance_split

NAMES = ("recipients", "province")


def judge(outcomes, rule):
    """Give the verdict on paired runs.

    Args:
        outcomes: Outcomes.
        rule: Rule.

    Returns:
        Verdict, on the year of the verdict and on the last year.
    """
    last = int(outcomes.years[-1])
    first = _horizon(outcomes, rule, last)
    return Verdict(
        base_year=int(outcomes.years[0]),
        draws=outcomes.draws,
        programme=outcomes.programme,
        currency=outcomes.currency,
        rule=rule,
        judged=tuple(_judged(outcomes, rule, year) for year in dict.fromkeys((first, last))),
        goal=_goal(outcomes),
    )


def _horizon(outcomes, rule, last):
    """Year of the verdict: as laid down, else the last of full money, within the run."""
    year = rule.horizon
    if year is None and outcomes.programme is not None:
        year = outcomes.programme.end
    return year if year is not None and outcomes.row(year) is not None else last


def _judged(outcomes, rule, year):
    headlines = {}
    for name, key in zip(NAMES, rule.headlines, strict=True):
        path = paths(outcomes, key)
        judged = path is not None and not _caught_up(path)
        headlines[name] = _headline(name, path, year, rule) if judged else None
    first = paths(outcomes, rule.headlines[0])
    return Judged(year, headlines, caught_up=first is not None and _caught_up(first))


def _caught_up(path):
    """Whether recipients are at or above the region from the start: nothing to catch up."""
    return path.key[0] == RECIPIENTS[0] and bool(np.median(path.start) <= 1)


def _headline(name, path, year, rule):
    outcomes, row = path.outcomes, path.outcomes.row(year)
    threshold = path.threshold(rule)
    found = (
        conditions.practical_size(path, row, rule),
        conditions.agreement(path, row, rule),
        conditions.durability(path),
        conditions.not_by_emigration(outcomes, row),
        conditions.not_by_levelling_down(outcomes, row, rule),
        conditions.absolute_gap(outcomes, row),
    )
    d = path.difference(row)
    known = outcomes.parameters, outcomes.structure
    measure, weights, concept = path.key
    return Headline(
        name=name,
        measure=measure,
        weights=weights,
        concept=concept,
        narrower=MEASURES[measure].narrower,
        threshold=float(np.median(threshold / path.start)),
        trend=_trend(path.programme[row] - path.start, threshold, path.start),
        trend_without=_trend(path.baseline[row] - path.start, threshold, path.start),
        due=_due(path, row, threshold, found),
        conditions=found,
        cost=_cost(outcomes, row, d / path.start),
        split_of_difference=variance_split(d, *known),
        split_of_effect=variance_split(path.plain_difference(row), *known),
        split_of_level=variance_split(path.programme[row], *known),
    )


def _trend(change, threshold, start):
    narrower, wider = probability(change < -threshold), probability(change > threshold)
    return Trend(_answer(narrower, wider), narrower, wider, spread(change / start))


def _answer(narrower, wider):
    """Word for a change: how sure it narrows, or that it widens."""
    return "widens" if wider.word in ("yes", "likely") else narrower.word


def _due(path, row, threshold, found):
    d = path.difference(row)
    narrower, wider = probability(d < -threshold), probability(d > threshold)
    answer = _answer(narrower, wider) if d.any() else "no_effect"
    required = [c.met for c in found if c.name != "absolute_gap"]
    size = abs(float(np.median(d)))
    return Due(
        answer=answer,
        holds=bool(answer == "yes" and all(met is not False for met in required)),
        narrower=narrower,
        wider=wider,
        any_narrower=probability(d < 0),
        difference=spread(d),
        relative=spread(d / path.start),
        plain=spread(path.plain_difference(row)),
        ordinary_years=size / path.ordinary if path.ordinary else None,
        luck=_luck(path, row, size),
    )


def _luck(path, row, size):
    """Share of runs without programme that changed by as much from the eve to this year."""
    programme = path.outcomes.programme
    eve = 0 if programme is None else max(0, path.outcomes.row(programme.start - 1) or 0)
    if size == 0 or row <= eve:
        return None
    return float(np.mean(np.abs(path.baseline[row] - path.baseline[eve]) >= size))


def _cost(outcomes, row, relative):
    """Money until this year per per cent of the base-year gap: a ratio of means, or nothing."""
    if outcomes.paid is None:
        return None
    paid = float(outcomes.paid[: row + 1].sum(axis=0).mean())
    cut = spread(-100 * relative)
    if cut.low <= 0 or paid <= 0:  # it may be nothing, or a widening: no price
        return Cost(paid, None, None, None)
    return Cost(paid, paid / cut.mean, paid / cut.high, paid / cut.low)


def _goal(outcomes):
    goal = outcomes.goal
    if goal is None:
        return None
    path, row = paths(outcomes, goal.measure), outcomes.row(goal.by)
    told = {
        "measure": goal.measure[0],
        "fall": goal.fall,
        "by": goal.by,
        "wanted": goal.probability,
    }
    if path is None or row is None:
        return GoalMet(**told, met=None, with_programme=None, without=None)
    target = (1 - goal.fall) * path.start
    reached = probability(path.programme[row] <= target)
    return GoalMet(
        **told,
        met=bool(reached.value >= goal.probability),
        with_programme=reached,
        without=probability(path.baseline[row] <= target),
    )
