"""What a decomposition holds, as plain frozen records."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Mean over draws and nine tenths of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """What one instrument does to one headline, as a share of the gap without the programme.

    Args:
        instrument: its name.
        alone: with this instrument and no other.
        shapley: its part of the whole, averaged over all orders in which instruments come.
        error: standard error of the mean from not trying all orders; 0 where all were.
    """

    instrument: str
    alone: Spread
    shapley: Spread
    error: float


@dataclass(frozen=True)
class Migration:
    """A headline with and without migration, as shares of its base-year value.

    Args:
        trend: change since the base year, programme included.
        trend_still: the same where nobody moves.
        effect: what the programme changes.
        effect_still: the same where nobody moves.
    """

    trend: Spread
    trend_still: Spread
    effect: Spread
    effect_still: Spread


@dataclass(frozen=True)
class Headline:
    """One headline measure taken apart.

    Args:
        measure: its name.
        narrower: "smaller" or "larger".
        whole: what the programme does to it.
        shares: of each instrument; their shapley means add up to the whole's.
        together: whole less the sum of what each does alone.
        migration: with and without.
    """

    measure: str
    narrower: str
    whole: Spread
    shares: tuple[Share, ...]
    together: Spread
    migration: Migration


@dataclass(frozen=True)
class Parts:
    """Log change of the recipients' GDP per head over the province's, taken apart; they add up.

    Args:
        whole: of the ratio.
        recipients: output of the recipients growing faster than that of the other counties.
        strong: output of the strong growing slower than that of the other counties.
        people: people leaving the recipients faster than the province grows.
        rest: what the province's mean of unequal rates adds.
    """

    whole: Spread
    recipients: Spread
    strong: Spread
    people: Spread
    rest: Spread


@dataclass(frozen=True)
class Decomposition:
    """Where the change of the gap comes from.

    Args:
        scenario: its title.
        year: in which the gap is looked at.
        base_year: since when it has changed.
        draws: how many.
        exact: whether all sets of instruments were run.
        runs: how many sets were.
        headlines: both.
        trend: parts of the change since the base year, with the programme.
        effect: parts of what the programme changes.
    """

    scenario: str
    year: int
    base_year: int
    draws: int
    exact: bool
    runs: int
    headlines: tuple[Headline, ...]
    trend: Parts
    effect: Parts
