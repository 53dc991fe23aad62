"""Who is in the programme this year: graduation, places refilled, partners chosen anew.

Everything is decided on last year's books of each draw. In a programme with such rules the
pairs of a draw are kept by recipient: pair `r + round * counties` is the one of recipient `r`,
so that whoever comes to be aided has a place, and what a county is owed stays with it. Sums from
pairs to counties and back are here too.
"""

from dataclasses import replace

import numpy as np

from narrows.model.state import Roster
from narrows.model.zeros import Zeros, is_zeros


def first(policy, draws, counties):
    """The roster before the first decision.

    Args:
        policy: the Programme.
        draws: how many.
        counties: how many.
    """
    rules = policy.dynamics
    fixed = Roster(policy.donor, policy.recipient)
    if rules is None:
        return fixed
    growth = np.ones((len(policy.funds), draws, 1))
    if rules.graduation is None and rules.rematch is None:
        return replace(fixed, growth=growth)
    member = np.zeros((draws, counties), dtype=bool)
    member[:, rules.members] = True
    donor, held = _by_recipient(policy, rules.donors_per_weak, counties)
    zero = np.zeros((draws, counties), dtype=int)
    roster = Roster(
        donor=np.tile(donor, (draws, 1)),
        recipient=np.tile(np.arange(counties), len(donor) // counties),
        held=np.tile(held, (draws, 1)),
        member=member,
        above=zero,
        left=zero,
        growth=growth,
    )
    return _weighed(roster, rules.start, rules.graduation)


def _by_recipient(policy, rounds, counties):
    """Pairs laid out by recipient: donors, and where there is one (pair,)."""
    most = np.bincount(policy.recipient, minlength=counties).max(initial=rounds)
    donor = np.zeros(most * counties, dtype=int)
    held = np.zeros(most * counties, dtype=bool)
    for one, other in zip(policy.donor, policy.recipient, strict=True):
        free = other + counties * np.arange(most)
        slot = free[~held[free]][0]
        donor[slot], held[slot] = one, True
    return donor, held


def decide(state, year, policy):
    """The roster of a year; the same object where nothing can change."""
    rules, roster = policy.dynamics, state.roster
    if rules is None or not rules.start < year <= rules.end:
        return roster
    roster = _grown(roster, policy.funds, state.books, year)
    if roster.member is None:
        return roster
    if rules.graduation is not None:
        roster = _graduated(roster, state.books, year, rules)
    if rules.rematch is not None and (year - rules.start) % rules.rematch.every == 0:
        roster = _rematched(roster, state.books, year, rules)
    return _weighed(roster, year, rules.graduation)


def _grown(roster, funds, books, year):
    """Funds grown where last year's gap was too wide."""
    growth = roster.growth.copy()
    for place, fund in enumerate(funds):
        rule = fund.growing
        if rule is not None and rule.start < year <= rule.end:
            wide = rule.measure(books.output, books.population) > rule.above
            growth[place] *= np.where(wide, 1 + rule.rate, 1.0)[:, None]
    return replace(roster, growth=growth)


def from_bottom(books, by):
    """Place of each county in the ranking, 1 = weakest (draw, county).

    Args:
        books: with output and population (draw, county).
        by: "gdp" or "gdp_per_head".

    >>> from types import SimpleNamespace
    >>> books = SimpleNamespace(output=np.array([[3.0, 1.0, 2.0]]), population=np.ones((1, 3)))
    >>> from_bottom(books, "gdp")
    array([[3, 1, 2]])
    """
    value = books.output if by == "gdp" else books.output / books.population
    return np.argsort(np.argsort(value, axis=1, kind="stable"), axis=1, kind="stable") + 1


def _graduated(roster, books, year, rules):
    """Members long enough above the line leave; their places are refilled if that is the rule."""
    rule, place = rules.graduation, from_bottom(books, rules.by)
    above = np.where(roster.member & (place > rule.above_bottom), roster.above + 1, 0)
    leaving = roster.member & (above >= rule.patience)
    roster = replace(
        roster,
        above=np.where(leaving, 0, above),
        member=roster.member & ~leaving,
        left=np.where(leaving, year, roster.left),
    )
    return _refilled(roster, leaving, place, rules) if rule.refill else roster


def _refilled(roster, leaving, place, rules):
    """The weakest outside take the places, and the donors, of those who leave."""
    outside = ~roster.member & ~leaving & (roster.weight == 0)
    outside[:, rules.strong] = False
    member, left = roster.member.copy(), roster.left.copy()
    donor, held = roster.donor.copy(), roster.held.copy()
    counties = member.shape[1]
    rounds = counties * np.arange(donor.shape[1] // counties)
    for draw in np.flatnonzero(leaving.any(1)):
        gone, coming = (_ordered(mask[draw], place[draw]) for mask in (leaving, outside))
        for old, new in zip(gone, coming, strict=False):
            member[draw, new], left[draw, new] = True, 0
            donor[draw, new + rounds] = donor[draw, old + rounds]
            held[draw, new + rounds] = held[draw, old + rounds]
    return replace(roster, member=member, left=left, donor=donor, held=held)


def _ordered(mask, place):
    """Counties of a mask, the weakest first."""
    chosen = np.flatnonzero(mask)
    return chosen[np.argsort(place[chosen])]


def _rematched(roster, books, year, rules):
    """Partners of all members chosen anew; those who have graduated keep theirs."""
    donor, held = roster.donor.copy(), roster.held.copy()
    place, counties = from_bottom(books, rules.by), books.output.shape[1]
    rounds = counties * np.arange(donor.shape[1] // counties)
    for draw in range(len(donor)):
        weak = _ordered(roster.member[draw], place[draw])
        figures = (books.output[draw], books.population[draw], books.own_revenue[draw])
        for county, partners in zip(weak, rules.rematch.pair_up(year, weak, *figures), strict=True):
            slots, found = county + rounds[: len(partners)], partners >= 0
            held[draw, county + rounds] = False
            held[draw, slots] = found
            # Without a new donor the old one still delivers what it has begun.
            donor[draw, slots[found]] = partners[found]
    return replace(roster, donor=donor, held=held)


def _weighed(roster, year, graduation):
    """How far each county is entitled, and each pair in force, this year."""
    weight = roster.member.astype(float)
    tie = weight
    if graduation is not None:
        gone = (roster.left > 0) & ~roster.member
        if graduation.then == "taper":
            step = (year - roster.left + 1) / (graduation.taper + 1)
            tie = weight = np.where(gone, np.maximum(1 - step, 0.0), weight)
        elif graduation.then == "keep":
            tie = np.where(gone, 1.0, weight)
    return replace(roster, weight=weight, tie=tie[:, roster.recipient] * roster.held)


def to_county(by_pair, place, counties):
    """Add up what pairs pay or receive by county.

    Args:
        by_pair: (draw, pair).
        place: place of the county of each pair, (pair,) or, where draws differ, (draw, pair).
        counties: how many there are.

    >>> to_county(np.array([[1.0, 2.0, 4.0]]), np.array([1, 0, 1]), 3)
    array([[2., 5., 0.]])
    >>> to_county(np.ones((2, 2)), np.array([[0, 1], [1, 1]]), 2)
    array([[1., 1.],
           [0., 2.]])
    """
    if is_zeros(by_pair):
        return Zeros((by_pair.shape[0], counties))
    total = np.zeros_like(by_pair, shape=(by_pair.shape[0], counties))
    rows = slice(None) if place.ndim == 1 else np.arange(len(by_pair))[:, None]
    np.add.at(total, (rows, place), by_pair)
    return total


def of_county(by_county, place):
    """What each pair finds at its county (draw, pair).

    Args:
        by_county: (draw, county).
        place: as for `to_county`.

    >>> of_county(np.array([[5.0, 7.0]]), np.array([1, 0, 1]))
    array([[7., 5., 7.]])
    """
    if place.ndim == 1 or is_zeros(by_county):
        return by_county[:, place[0] if place.ndim > 1 else place]
    return np.take_along_axis(by_county, place, axis=1)


def tied(by_pair, roster):
    """What pairs do, by how far each is still in force; the same array where all are in full."""
    return by_pair if roster.tie is None else by_pair * roster.tie


def pairs_of_donor(roster, counties):
    """In how many pairs each pair's donor is, (pair,) or (draw, pair).

    A pair that tapers counts for as much as is left of it; less than one pair counts as one,
    so that what a donor saves on a tapering pair is not given to the same pair again.
    """
    if roster.tie is None:
        return np.bincount(roster.donor, minlength=counties)[roster.donor]
    return of_county(np.maximum(to_county(roster.tie, roster.donor, counties), 1.0), roster.donor)


def entitled(item, roster):
    """Who may be paid by a fund or bond: its mask, or this year's members and their weight."""
    return item.entitled if roster.weight is None or not item.members else roster.weight
