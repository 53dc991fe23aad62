"""Who aids whom: the rules that bring weak and strong counties together.

A rule sees two rows of counties, the weak with the weakest first and the strong with the
strongest first, and gives every weak county the place of a donor among the strong, or NOBODY.
Rules that order (rank, random) let the weak choose in turn; rules that value give each possible
pair a worth and take the set of pairs whose worth adds up to most.
"""

from dataclasses import dataclass

import numpy as np

NOBODY = -1


@dataclass(frozen=True)
class Weights:
    """What counts how much in the worth of a pair (rule "assignment"); all are judgements.

    Args:
        distance: weight of nearness.
        disparity: weight of the gap in GDP per head.
        sectors: weight of the difference of sector structures.
        absorption: power of what the recipient can absorb; 0 leaves it out.
        room: power of what the donor can spare; 0 leaves it out.
        distance_scale: km over which nearness falls to 1/e.
    """

    distance: float = 1.0
    disparity: float = 1.0
    sectors: float = 1.0
    absorption: float = 1.0
    room: float = 1.0
    distance_scale: float = 150.0


@dataclass(frozen=True)
class Sides:
    """What the rules look at.

    Args:
        distance: km (weak, strong).
        weak_income: GDP per head of the weak (weak,), > 0.
        strong_income: the same of the strong (strong,), > 0.
        weak_sectors: shares of value added (weak, sector).
        strong_sectors: the same (strong, sector).
        absorption: what each weak county can absorb, any unit (weak,), > 0.
        room: what each strong county can spare, any unit (strong,), > 0.
        weak_lot: number drawn by each weak county (weak,).
        strong_lot: number drawn by each strong county (strong,).
        weights: for the worth of a pair.
    """

    distance: np.ndarray
    weak_income: np.ndarray
    strong_income: np.ndarray
    weak_sectors: np.ndarray
    strong_sectors: np.ndarray
    absorption: np.ndarray
    room: np.ndarray
    weak_lot: np.ndarray
    strong_lot: np.ndarray
    weights: Weights = Weights()


def in_turn(allowed, capacity, weak_order, strong_order):
    """Weak counties choose one after the other: the first strong county with fewest partners.

    Where none is left for a county, earlier ones give way if they can go to another.

    Args:
        allowed: pairs that may be (weak, strong).
        capacity: partners each strong county may still take (strong,).
        weak_order: order in which the weak choose (weak,).
        strong_order: order in which the strong are preferred (strong,).

    Returns:
        Place of each weak county's donor (weak,), NOBODY where none is left.

    >>> in_turn(np.ones((3, 2), bool), np.array([2, 2]), np.arange(3), np.arange(2))
    array([0, 1, 0])
    """
    partner = np.full(len(allowed), NOBODY)
    for weak in weak_order:
        _choose(weak, partner, allowed, capacity, strong_order, set())
    return partner


def _choose(weak, partner, allowed, capacity, strong_order, asked):
    """Find a donor for one weak county, moving others on if need be; whether there was one.

    Source: augmenting paths of bipartite matching, so that no county is left alone in vain.
    """
    load = np.bincount(partner[partner != NOBODY], minlength=len(capacity))
    liked = [s for s in strong_order if allowed[weak, s] and s not in asked and capacity[s] > 0]
    free = [s for s in liked if load[s] < capacity[s]]
    if free:
        partner[weak] = min(free, key=load.__getitem__)
        return True
    for strong in liked:
        asked.add(strong)
        for other in np.flatnonzero(partner == strong):
            if _choose(other, partner, allowed, capacity, strong_order, asked):
                partner[weak] = strong
                return True
    return False


def most_worth(worth, allowed, capacity):
    """The pairs whose worth adds up to most, among the largest sets of allowed pairs.

    Args:
        worth: of each pair (weak, strong).
        allowed: pairs that may be (weak, strong).
        capacity: partners each strong county may take (strong,).

    Returns:
        Place of each weak county's donor (weak,), NOBODY where none is left.

    Source: the linear assignment problem, solved by scipy; a strong county with room for
    several partners stands in several columns.

    >>> everybody = np.ones((2, 2), bool)
    >>> most_worth(np.array([[9.0, 8.0], [7.0, 1.0]]), everybody, np.array([1, 1]))
    array([1, 0])
    """
    from scipy.optimize import linear_sum_assignment

    weak = len(worth)
    partner = np.full(weak, NOBODY)
    columns = np.repeat(np.arange(worth.shape[1]), np.minimum(capacity, weak))
    # A forbidden pair costs more than all allowed ones together can be worth.
    forbidden = 1 + 2 * weak * np.abs(worth).max(initial=0)
    cost = np.where(allowed, -worth, forbidden)[:, columns]
    row, column = linear_sum_assignment(cost)
    made = allowed[row, columns[column]]
    partner[row[made]] = columns[column[made]]
    return partner


def nearness(sides):
    """Short distances: the sum of all km is made least."""
    return -sides.distance


def complementarity(sides):
    """How much the sector structures of two counties differ: one less their cosine.

    >>> from types import SimpleNamespace
    >>> farm, city = np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.6, 0.8]])
    >>> complementarity(SimpleNamespace(weak_sectors=farm, strong_sectors=city))
    array([[1.]])
    """
    product = sides.weak_sectors @ sides.strong_sectors.T
    length = [np.linalg.norm(s, axis=1) for s in (sides.weak_sectors, sides.strong_sectors)]
    return 1 - product / np.outer(*length)


def disparity(sides):
    """Log gap of GDP per head between the two, zero where the strong is the poorer one."""
    gap = np.log(sides.strong_income)[None, :] - np.log(sides.weak_income)[:, None]
    return np.maximum(gap, 0.0)


def largest_gap(sides):
    """Wide gaps count most: squared, for the plain sum is the same however pairs are made."""
    return disparity(sides) ** 2


def match_value(sides):
    """Worth of a pair: what the donor can spare, what the other absorbs, how well they fit.

    V = room^r absorption^a (d exp(-km / d0) + g gap / max gap + s difference / max difference)

    Room and absorption multiply: added, they would be the same for every set of pairs.

    Returns:
        (weak, strong), >= 0, room and absorption relative to their means.

    Source: ours; features of a good match as on the model page, section 5.3.
    """
    w = sides.weights
    fit = (
        w.distance * np.exp(-sides.distance / w.distance_scale)
        + w.disparity * _of_largest(disparity(sides))
        + w.sectors * _of_largest(complementarity(sides))
    )
    room, absorption = sides.room / sides.room.mean(), sides.absorption / sides.absorption.mean()
    return np.outer(absorption**w.absorption, room**w.room) * fit


def _of_largest(values):
    """Values as parts of the largest."""
    largest = values.max(initial=0)
    return values / largest if largest > 0 else values


def as_ranked(sides):
    """The weakest first, the strongest preferred."""
    return np.arange(len(sides.weak_lot)), np.arange(len(sides.strong_lot))


def by_lot(sides):
    """Those with small numbers first."""
    return np.argsort(sides.weak_lot), np.argsort(sides.strong_lot)


ORDERS = {"rank": as_ranked, "random": by_lot}
WORTHS = {
    "nearest": nearness,
    "complement": complementarity,
    "largest_gap": largest_gap,
    "assignment": match_value,
}
RULES = (*ORDERS, *WORTHS)


def pair_up(rule, sides, allowed, capacity, rounds=1):
    """Donors of every weak county by a rule.

    Several donors of one county are found in rounds, one in each, the same pair never twice.

    Args:
        rule: one of RULES.
        sides: what the rule looks at.
        allowed: pairs that may be (weak, strong).
        capacity: partners each strong county may take (strong,).
        rounds: donors each weak county should get.

    Returns:
        Places among the strong (weak, rounds), NOBODY where none is left.
    """
    allowed, capacity = allowed.copy(), capacity.copy()
    donors = np.full((len(allowed), rounds), NOBODY)
    for number in range(rounds):
        if rule in ORDERS:
            partner = in_turn(allowed, capacity, *ORDERS[rule](sides))
        else:
            partner = most_worth(WORTHS[rule](sides), allowed, capacity)
        found = np.flatnonzero(partner != NOBODY)
        allowed[found, partner[found]] = False
        capacity -= np.bincount(partner[found], minlength=len(capacity))
        donors[:, number] = partner
    return donors


def even_capacity(weak, strong, donors_per_weak, load):
    """Partners each strong county may still take when all are to have about as many.

    Args:
        weak: number of weak counties in all.
        strong: number of strong counties, > 0.
        donors_per_weak: donors each weak county should get.
        load: partners each strong county has already (strong,).

    >>> even_capacity(5, 2, 1, np.array([1, 0]))
    array([2, 3])
    """
    return np.maximum(-(-weak * donors_per_weak // strong) - load, 0)
