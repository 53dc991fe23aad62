"""What a verdict is made from and what it says, as plain frozen records."""

from dataclasses import dataclass, field, fields, is_dataclass

import numpy as np

RECIPIENTS = ("recipients_province", "population", "gdp_per_head")
PROVINCE = ("theil_l", "population", "gdp_per_head")


@dataclass(frozen=True)
class Dates:
    """When the programme pays.

    Args:
        start: first year of money.
        end: last year of full money.
        taper_end: last year of any money.
    """

    start: int
    end: int
    taper_end: int


@dataclass(frozen=True)
class Target:
    """What the scenario wants to reach: a measure falls by a share of its base-year value.

    Args:
        measure: (measure, weights, concept); one that grows when the gap narrows is turned round.
        fall: share of the base-year value, 0 to 1.
        by: year.
        probability: how sure it must be.
    """

    measure: tuple[str, str, str]
    fall: float
    by: int
    probability: float


@dataclass(frozen=True)
class Rule:
    """The rule by which the verdict is given; every number of it is a judgement.

    Args:
        horizon: year of the verdict; None for the programme's last full year, else the last year.
        headlines: (measure, weights, concept) of the two headlines, recipients first.
        practical_size: share of the base-year gap below which a change does not matter.
        ordinary_part: part of the sd of the gap's ordinary yearly change that it must exceed.
        donors_bound: loss of the donors' GDP, as a share, that is still called harmless.
        province_bound: the same for the province.
    """

    horizon: int | None = None
    headlines: tuple[tuple[str, str, str], ...] = (RECIPIENTS, PROVINCE)
    practical_size: float = 0.02
    ordinary_part: float = 0.25
    donors_bound: float = 0.01
    province_bound: float = 0.005


@dataclass(frozen=True)
class Outcomes:
    """What the paired runs have computed; arm is "baseline" or "programme".

    Args:
        years: (year,).
        measures: {(measure, weights, concept): {arm: (year, draw)}}.
        aggregates: {name: {arm: (year, draw)}} with recipients_gdp, recipients_population,
            donors_gdp, province_gdp; million and persons. What is missing is not judged.
        programme: when it pays; None without one.
        paid: programme money (year, draw), million; None where it is not known.
        parameters: {name: (draw,)}.
        structure: label of each draw's structure (draw,), or None.
        goal: or None.
        lorenz: {arm: (draw, point)} Lorenz curves in the year of the verdict, or None.
        currency: the word for the region's money.
    """

    years: np.ndarray
    measures: dict
    aggregates: dict = field(default_factory=dict)
    programme: Dates | None = None
    paid: np.ndarray | None = None
    parameters: dict = field(default_factory=dict)
    structure: np.ndarray | None = None
    goal: Target | None = None
    lorenz: dict | None = None
    currency: str = "CNY"

    @property
    def draws(self):
        """Number of paired draws."""
        return next(iter(self.measures.values()))["baseline"].shape[1]

    def row(self, year):
        """Place of a year, or None outside the run."""
        found = np.flatnonzero(np.asarray(self.years) == year)
        return int(found[0]) if found.size else None


@dataclass(frozen=True)
class Chance:
    """A share of the draws, its Monte Carlo standard error, and the word for it."""

    value: float
    error: float
    word: str


@dataclass(frozen=True)
class Spread:
    """Mean, median and nine tenths of the draws."""

    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """Question 1: the gap in the year of the verdict against the base year, in one arm.

    narrower and wider count changes larger than the practical size; change is a share of the
    base-year gap, negative where it narrows.
    """

    answer: str
    narrower: Chance
    wider: Chance
    change: Spread


@dataclass(frozen=True)
class Due:
    """Question 2: what the programme changes, paired on the same luck.

    Args:
        answer: no_effect, yes, likely, cannot_say, unlikely, no or widens.
        holds: the answer is yes and every condition that could be judged is met.
        narrower: P(D < -threshold).
        wider: P(D > threshold).
        any_narrower: P(D < 0).
        difference: D, oriented so that smaller is narrower, in units of the oriented measure.
        relative: D over the base-year gap.
        plain: the measure itself, programme over baseline - 1, in its own direction.
        ordinary_years: |median D| over the sd of the yearly change without programme.
        luck: share of runs without programme whose gap changed by as much since the eve.
    """

    answer: str
    holds: bool
    narrower: Chance
    wider: Chance
    any_narrower: Chance
    difference: Spread
    relative: Spread
    plain: Spread
    ordinary_years: float | None
    luck: float | None


@dataclass(frozen=True)
class Condition:
    """One condition of the rule: met is None where it could not be judged, note says why."""

    name: str
    met: bool | None
    note: str
    numbers: dict


@dataclass(frozen=True)
class Cost:
    """Programme money per per cent of the gap; not defined while the effect may be nothing."""

    paid: float
    per_point: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Split:
    """Shares of a variance that are luck, parameters and structure; together 1.

    The regression that finds the parameters' share is judged on draws it has not seen, so that
    share is a lower bound: what it misses counts as luck. `parameters_high` is the share on the
    draws it has seen.
    """

    luck: float
    parameters: float
    structure: float
    parameters_high: float
    leading: tuple[str, ...]


@dataclass(frozen=True)
class GoalMet:
    """Question 3: is the scenario's own goal met."""

    measure: str
    fall: float
    by: int
    wanted: float
    met: bool | None
    with_programme: Chance | None
    without: Chance | None


@dataclass(frozen=True)
class Headline:
    """One of the two questions, answered three times.

    Args:
        split_of_difference: of D, which scales with a gap that is itself luck.
        split_of_effect: of the effect in per cent, the figure that is read out.
        split_of_level: of the measure with the programme.
    """

    name: str
    measure: str
    weights: str
    concept: str
    narrower: str
    threshold: float
    trend: Trend
    trend_without: Trend
    due: Due
    conditions: tuple[Condition, ...]
    cost: Cost | None
    split_of_difference: Split | None
    split_of_effect: Split | None
    split_of_level: Split | None


@dataclass(frozen=True)
class Judged:
    """The headlines in one year; a headline that cannot be computed or judged is None.

    Args:
        year: of the verdict, or the last.
        headlines: {name: Headline or None}.
        caught_up: whether the recipients are at or above the region from the start.
    """

    year: int
    headlines: dict
    caught_up: bool = False


@dataclass(frozen=True)
class Verdict:
    """Everything the verdict says."""

    base_year: int
    draws: int
    programme: Dates | None
    currency: str
    rule: Rule
    judged: tuple[Judged, ...]
    goal: GoalMet | None


def as_plain(record):
    """Turn records and numpy numbers into what JSON knows; not-a-number becomes None.

    >>> as_plain(Spread(np.float64(1.5), float("nan"), 0, np.int64(2)))
    {'mean': 1.5, 'median': None, 'low': 0, 'high': 2}
    """
    if is_dataclass(record):
        return {item.name: as_plain(getattr(record, item.name)) for item in fields(record)}
    if isinstance(record, dict):
        return {str(key): as_plain(value) for key, value in record.items()}
    if isinstance(record, tuple | list):
        return [as_plain(item) for item in record]
    if isinstance(record, np.generic):
        return as_plain(record.item())
    if isinstance(record, float):
        return float(f"{record:.8g}") if np.isfinite(record) else None
    return record
