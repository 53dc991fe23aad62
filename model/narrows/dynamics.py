"""Rules by which members, pairs and money change over the years of a programme.

Every rule looks at last year's books of its own draw and arm, as an office would; none sees
the future. A programme without dynamics has one roster for all years and draws.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Growing:
    """A fund that grows in each year after the first in which a gap was too wide the year before.

    Args:
        measure: f(output, population) of arrays (draw, county), giving the gap (draw,).
        above: the gap beyond which the fund grows, in the unit of the measure.
        rate: growth per year.
        ceiling: largest amount, million per year.
        start: first year of the programme, in which the amount is as written.
        end: last year in which it may grow.
    """

    measure: Callable
    above: float
    rate: float
    ceiling: float
    start: int
    end: int


@dataclass(frozen=True)
class Graduation:
    """When a member has outgrown the programme, and what becomes of it and of its place.

    Args:
        above_bottom: a county is above the line when more counties than this lie at or below it
            (itself counted).
        patience: consecutive years above the line after which it graduates.
        then: "exit", "taper" or "keep" (it keeps its donor, but leaves the province's money).
        taper: years over which the aid of a graduate falls evenly to nothing.
        refill: whether the weakest county outside takes its place.
    """

    above_bottom: int
    patience: int
    then: str
    taper: int
    refill: bool


@dataclass(frozen=True)
class Rematch:
    """Partners are chosen anew every few years.

    Args:
        every: years between two rounds.
        pair_up: f(year, weak, strong, books) giving donors (weak, donor), -1 for none, of one
            draw: places of counties of the weak, their books as arrays (county,).
    """

    every: int
    pair_up: Callable


@dataclass(frozen=True)
class Dynamics:
    """How a programme's members and pairs change.

    Args:
        start: first year of the programme; members and pairs are then as chosen beforehand.
        end: last year of any money.
        members: places of the weak at the start (weak,).
        strong: places of the strong (strong,).
        by: "gdp" or "gdp_per_head": the ranking on which weakness is judged.
        donors_per_weak: most donors of one county.
        graduation: or None.
        rematch: or None.
    """

    start: int
    end: int
    members: np.ndarray
    strong: np.ndarray
    by: str
    donors_per_weak: int = 1
    graduation: Graduation | None = None
    rematch: Rematch | None = None

    @property
    def years(self):
        """Years in which money may flow."""
        return range(self.start, self.end + 1)
