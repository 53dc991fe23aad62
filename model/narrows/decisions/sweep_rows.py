"""One member run, and its row."""

import json
from functools import lru_cache

from narrows.errors import NarrowsError

STATISTICS = ("mean", "q05", "q50", "q95")
HEADLINES = ("recipients", "province")
SHOWN = ("without", "with", "difference")
EFFECTS = ("recipients_gdp", "recipients_gdp_per_head", "donors_gdp", "province_gdp")
HEAD = {
    "member": "int32",
    "digest": "string",
    "status": "string",
    "error": "string",
    "seed": "int64",
    "draws": "int32",
}
LONGEST_ERROR = 500


def _columns():
    """{name: type} of everything behind the varied keys, in the order of the table."""
    columns = {"year": "int32"}
    for name in HEADLINES:
        columns[f"{name}_measure"] = "string"
        for shown in SHOWN:
            columns |= {f"{name}_{shown}_{word}": "float64" for word in STATISTICS}
        columns |= {f"{name}_{word}": "string" for word in ("trend", "trend_without", "due")}
        columns |= {f"{name}_holds": "bool", f"{name}_money_per_point": "float64"}
    for name in EFFECTS:
        columns |= {f"{name}_effect_{word}": "float64" for word in STATISTICS}
    columns |= {"money_paid_mean": "float64", "goal_met": "bool", "largest_residual": "float64"}
    return columns


COLUMNS = _columns()


def head(member):
    """Who the member is; its varied keys under their own names."""
    return {
        "member": member.number,
        "digest": member.digest,
        "status": "done",
        "error": None,
        "seed": member.seed,
        "draws": member.draws,
        "values": dict(member.values),
    }


def failed(error):
    """What a member that failed has to say."""
    return {"status": "failed", "error": error} | dict.fromkeys(COLUMNS)


def numbers(scenario, results):
    """Everything behind the varied keys, for the year of the verdict.

    Args:
        scenario: the member's Scenario.
        results: its Results.
    """
    from narrows import outcome
    from narrows.ensemble import comparison
    from narrows.verdict.rule import judge

    outcomes = comparison.outcomes(outcome.Outcome(scenario, results))
    found = judge(outcomes, comparison.verdict_rule(scenario))
    judged = found.judged[0]
    row = outcomes.row(judged.year)
    columns = dict.fromkeys(COLUMNS) | {"year": int(judged.year)}
    for name in HEADLINES:
        if judged.headlines[name] is not None:
            columns |= _headline(name, judged.headlines[name], outcomes, row)
    for name in EFFECTS:
        columns |= _spread(f"{name}_effect", _effect(name, outcomes.aggregates, row))
    columns["money_paid_mean"] = float(outcomes.paid[: row + 1].sum(axis=0).mean())
    columns["goal_met"] = found.goal.met if found.goal else None
    columns["largest_residual"] = float(results.residual)
    return columns


def _headline(name, headline, outcomes, row):
    """A headline measure in both arms, and what the verdict says of it."""
    arms = outcomes.measures[headline.measure, headline.weights, headline.concept]
    without, given = arms["baseline"][row], arms["programme"][row]
    cost = headline.cost
    return (
        {f"{name}_measure": headline.measure}
        | _spread(f"{name}_without", without)
        | _spread(f"{name}_with", given)
        | _spread(f"{name}_difference", given - without)
        | {
            f"{name}_trend": headline.trend.answer,
            f"{name}_trend_without": headline.trend_without.answer,
            f"{name}_due": headline.due.answer,
            f"{name}_holds": bool(headline.due.holds),
            f"{name}_money_per_point": None if cost is None else cost.per_point,
        }
    )


def _effect(name, aggregates, row):
    """Programme over baseline less one (draw,)."""
    if name == "recipients_gdp_per_head":
        people = _effect("recipients_population", aggregates, row)
        return (1 + _effect("recipients_gdp", aggregates, row)) / (1 + people) - 1
    arms = aggregates[name]
    return arms["programme"][row] / arms["baseline"][row] - 1


def _spread(name, values):
    """Mean and quantiles over the draws under a name."""
    from narrows.ensemble.comparison import quantiles

    found = quantiles(values, STATISTICS[1:])
    return {f"{name}_{word}": float(found[word]) for word in STATISTICS}


def run_member(member, around):
    """The row of a member: what it says, or why it failed; never raises.

    Args:
        member: Member.
        around: Surroundings.

    Returns:
        {column: value}, see `rows.COLUMNS`.
    """
    columns = head(member)
    try:
        return columns | numbers(*_ran(member, around))
    except Exception as error:  # noqa: BLE001 - a member that fails must not end the batch
        return columns | failed(told(error))


def given_up(member, reason):
    """The row of a member that could not be run."""
    reason = told(reason) if isinstance(reason, BaseException) else reason
    return head(member) | failed(reason)


def told(error):
    """An error on one line.

    >>> told(ValueError("no luck"))
    'ValueError: no luck'
    """
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text[:LONGEST_ERROR]


def _ran(member, around):
    """Scenario and results of a member, on one core."""
    from narrows.ensemble.run import experiment_of, run_ensemble
    from narrows.scenario import scenario_from_dict

    region = _region(around.region)
    if region.digest != around.region_digest:
        raise NarrowsError(f"this worker has a different version of region {around.region}")
    scenario = scenario_from_dict(json.loads(member.scenario))
    experiment = experiment_of(scenario, region, _scenario(around.baseline))
    return scenario, run_ensemble(experiment, at_once=1)


@lru_cache(maxsize=4)
def _region(place):
    from narrows.region import load_region

    return load_region(place)


@lru_cache(maxsize=16)
def _scenario(text):
    from narrows.scenario import scenario_from_dict

    return scenario_from_dict(json.loads(text))
