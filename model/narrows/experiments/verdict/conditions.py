"""The conditions of the verdict rule beyond probability, each met, not met, or not judged."""

import numpy as np

from narrows.experiments.verdict.chances import probability
from narrows.experiments.verdict.paths import paths
from narrows.experiments.verdict.records import Condition

PANEL = ("cv", "gini", "theil_t", "theil_l", "p90_p10", "top10_bottom10")
AGREEING = 4
SURE = 0.9
AFTER = 5  # years after the money stops


def practical_size(path, row, rule):
    """Whether the median effect is as large as what matters in practice."""
    size = abs(float(np.median(path.difference(row))))
    needed = float(np.median(path.threshold(rule)))
    start = float(np.median(path.start))
    return Condition(
        "practical_size",
        bool(size > 0 and size >= needed),
        "",
        {"size": size / start, "needed": needed / start},
    )


def agreement(path, row, rule):
    """Whether the other measures say the same and none is sure of the opposite."""
    outcomes = path.outcomes
    signs = {}
    for key in _panel_of(path, rule):
        other = paths(outcomes, key)
        if other is not None:
            signs["|".join(key)] = _sign(other.difference(row))
    own = np.sign(np.median(path.difference(row)))
    same = sum(sign == own != 0 for sign in signs.values())
    opposite = [name for name, sign in signs.items() if sign == -own != 0]
    needed = min(AGREEING, len(signs))
    met = bool(same >= needed and not opposite) if own and signs else None
    numbers = {"same": same, "of": len(signs), "signs": signs, "lorenz": _lorenz(outcomes.lorenz)}
    return Condition("agreement", met, "opposite" if opposite else "", numbers)


def _panel_of(path, rule):
    """The province's panel; for recipients the same ratio counted in the other ways."""
    name = path.key[0]
    if name != rule.headlines[0][0]:
        return [(measure, "population", "gdp_per_head") for measure in PANEL]
    return recipients_panel(name)


def recipients_panel(name):
    """A measure counted by people, by counties, and of total GDP."""
    ways = (("population", "gdp_per_head"), ("none", "gdp_per_head"), ("none", "gdp"))
    return [(name, *way) for way in ways]


def _sign(difference):
    """-1 or +1 where nine draws in ten say so, else 0."""
    if np.mean(difference < 0) >= SURE:
        return -1
    return 1 if np.mean(difference > 0) >= SURE else 0


def _lorenz(curves):
    """What the Lorenz curves say: none nearer equality, crossing, or one above the other."""
    if curves is None:
        return "not_examined"
    gain = curves["programme"] - curves["baseline"]
    rounding = 1e-12
    up, down = (gain > rounding).any(axis=1), (gain < -rounding).any(axis=1)
    if not (up | down).any():
        return "same"
    if np.mean(up & ~down) >= SURE:
        return "nearer_equality"
    return "farther_from_equality" if np.mean(down & ~up) >= SURE else "crossing"


def durability(path):
    """Whether the effect lasts five years after the money stops, and half of it at least."""
    outcomes, programme = path.outcomes, path.outcomes.programme
    if programme is None:
        return Condition("durability", None, "no_programme", {})
    year = programme.taper_end + AFTER
    late, full = outcomes.row(year), outcomes.row(programme.end)
    if late is None or full is None:
        return Condition("durability", None, "beyond_horizon", {"year": year})
    d, before = path.difference(late), path.difference(full)
    if not before.any():
        return Condition("durability", None, "no_effect", {"year": year})
    still = probability(d < 0)
    retained = float(d.mean() / before.mean()) if before.mean() else None
    met = bool(still.value >= SURE and retained is not None and retained >= 0.5)
    return Condition("durability", met, "", {"year": year, "still": still, "retained": retained})


def not_by_emigration(outcomes, row):
    """Whether the recipients' total GDP and their GDP per head both rise."""
    gdp = outcomes.aggregates.get("recipients_gdp")
    people = outcomes.aggregates.get("recipients_population")
    if gdp is None or people is None:
        return Condition("not_by_emigration", None, "not_computed", {})
    total = _gain(gdp, row)
    head = (1 + total) / (1 + _gain(people, row)) - 1
    sure = [probability(gain > 0) for gain in (total, head)]
    numbers = {
        "total": float(np.median(total)),
        "per_head": float(np.median(head)),
        "people": float(np.median(_gain(people, row))),
        "total_up": sure[0],
        "per_head_up": sure[1],
    }
    if not total.any() and not head.any():
        return Condition("not_by_emigration", None, "no_effect", numbers)
    return Condition("not_by_emigration", min(p.value for p in sure) >= SURE, "", numbers)


def not_by_levelling_down(outcomes, row, rule):
    """Whether donors and province lose less than the bounds in nine draws of ten."""
    numbers, met = {}, True
    for who, bound in (("donors", rule.donors_bound), ("province", rule.province_bound)):
        arms = outcomes.aggregates.get(f"{who}_gdp")
        if arms is None:
            return Condition("not_by_levelling_down", None, "not_computed", {})
        gain = _gain(arms, row)
        within = probability(gain >= -bound)
        numbers |= {who: float(np.median(gain)), f"{who}_within": within, f"{who}_bound": bound}
        met = met and within.value >= SURE
    return Condition("not_by_levelling_down", bool(met), "", numbers)


def absolute_gap(outcomes, row):
    """Which way the money between top and bottom goes; printed, not required."""
    path = paths(outcomes, ("absolute_gap", "population", "gdp_per_head"))
    if path is None:
        return Condition("absolute_gap", None, "not_computed", {})
    change = path.programme[row] - path.start
    difference = path.difference(row)
    numbers = {
        "start": float(np.median(path.start)),
        "then": float(np.median(path.programme[row])),
        "narrower": probability(change < 0),
        "difference": float(np.median(difference)),
        "due_narrower": probability(difference < 0),
    }
    return Condition("absolute_gap", bool(np.median(change) < 0), "", numbers)


def _gain(arms, row):
    """Programme over baseline - 1 (draw,)."""
    return arms["programme"][row] / arms["baseline"][row] - 1
