"""Conditions of a yes; which measures the verdict needs; chances in words."""

from dataclasses import dataclass

import numpy as np

from narrows.measures import MEASURES
from narrows.verdict.records import PROVINCE, Chance, Condition, Spread

# Totals the verdict looks at, in every draw.
JUDGED = frozenset({
    *("recipients_gdp", "recipients_population", "donors_gdp", "province_gdp"),
    "programme_money",
})
PANEL = ("cv", "gini", "theil_t", "theil_l", "p90_p10", "top10_bottom10")
AGREEING = 4
SURE = 0.9
AFTER = 5  # years after the money stops
NOTHING = 1e-9  # an effect below this share of the gap is rounding


def watched(headlines, goal=None):
    """Measures the verdict looks at: {(measure, weights, concept)}.

    Args:
        headlines: keys of the two headlines, recipients first.
        goal: key of the goal's measure, or None.

    >>> ("gini", *PROVINCE[1:]) in watched((("recipients_province", *PROVINCE[1:]), PROVINCE))
    True
    """
    by_people = {(name, *PROVINCE[1:]) for name in (*PANEL, "absolute_gap")}
    return {*headlines, *recipients_panel(headlines[0][0]), *by_people} | ({goal} - {None})


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


def word(probability):
    """Class of a probability by the verdict rule.

    >>> [word(p) for p in (0.95, 0.8, 0.79, 0.2, 0.05)]
    ['yes', 'likely', 'cannot_say', 'unlikely', 'no']
    """
    for bound, name in ((0.95, "yes"), (0.8, "likely")):
        if probability >= bound:
            return name
    if probability > 0.2:
        return "cannot_say"
    return "unlikely" if probability > 0.05 else "no"


def probability(happens):
    """Share of draws in which something happens, with the Monte Carlo error of that share.

    The error is that of (x + 2) of (n + 4) draws, so that 0 of n is not called certain.

    >>> probability(np.array([True, True, True, True]))     # sqrt(6/8 * 2/8 / 8)
    Chance(value=1.0, error=0.15309310892394862, word='yes')
    """
    happens = np.asarray(happens, dtype=bool)
    count = happens.size
    share = (happens.sum() + 2) / (count + 4)
    error = float(np.sqrt(share * (1 - share) / (count + 4)))
    value = float(happens.mean())
    return Chance(value, error, word(value))


def spread(values):
    """Mean, median and the 5 % and 95 % quantiles of draws."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Spread(float(np.mean(values)), float(median), float(low), float(high))


@dataclass(frozen=True)
class Paths:
    """One measure over the years.

    Args:
        key: (measure, weights, concept).
        baseline: oriented (year, draw).
        programme: oriented (year, draw).
        outcomes: what it was taken from.
    """

    key: tuple
    baseline: np.ndarray
    programme: np.ndarray
    outcomes: object

    @property
    def start(self):
        """Oriented gap of the base year (draw,)."""
        return self.baseline[0]

    @property
    def ordinary(self):
        """Standard deviation over years and draws of the yearly change without programme."""
        if len(self.baseline) < 2:
            return 0.0
        return float(np.std(np.diff(self.baseline, axis=0)))

    def threshold(self, rule):
        """Change that matters in practice (draw,): a share of the gap, or of ordinary change."""
        return np.maximum(rule.practical_size * self.start, rule.ordinary_part * self.ordinary)

    def difference(self, row):
        """D of a year (draw,), oriented; exactly 0 where it is rounding."""
        d = self.programme[row] - self.baseline[row]
        return np.where(np.abs(d) < NOTHING * self.start, 0.0, d)

    def plain_difference(self, row):
        """Programme over baseline - 1 in the measure's own direction (draw,)."""
        if not self.difference(row).any():
            return np.zeros(self.baseline.shape[1])
        arms = self.outcomes.measures[self.key]
        return arms["programme"][row] / arms["baseline"][row] - 1


def paths(outcomes, key):
    """Paths of a measure, or None where it was not or could not be computed."""
    arms = outcomes.measures.get(tuple(key))
    if arms is None or not all(np.isfinite(arms[arm]).all() for arm in ("baseline", "programme")):
        return None
    measure = MEASURES[key[0]]
    baseline, programme = (measure.oriented(arms[arm]) for arm in ("baseline", "programme"))
    return Paths(tuple(key), baseline, programme, outcomes)
