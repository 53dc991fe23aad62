"""The pairing rules: worked by hand on a few counties, and what must hold of all of them."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.model.sectors import matching
from narrows.model.sectors.matching import NOBODY, RULES, Sides, Weights, pair_up
from narrows.scenario.specs import PAIRING_RULES

THREE = Sides(
    distance=np.array([[10.0, 200.0, 300.0], [100.0, 20.0, 250.0], [30.0, 40.0, 400.0]]),
    weak_income=np.array([1.0, 2.0, 4.0]),
    strong_income=np.array([8.0, 16.0, 32.0]),
    weak_sectors=np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    strong_sectors=np.array([[1.0, 0.0, 0.0], [0.0, 0.6, 0.8], [0.8, 0.6, 0.0]]),
    absorption=np.array([1.0, 2.0, 3.0]),
    room=np.array([3.0, 2.0, 1.0]),
    weak_lot=np.array([0.9, 0.1, 0.5]),
    strong_lot=np.array([0.2, 0.8, 0.4]),
)
EVERYBODY, ONE_EACH = np.ones((3, 3), dtype=bool), np.ones(3, dtype=int)


def partners(rule, sides=THREE, allowed=EVERYBODY, capacity=ONE_EACH):
    return pair_up(rule, sides, allowed, capacity)[:, 0].tolist()


def test_scenario_words_are_the_rules():
    """Every rule of the equations can be written in a scenario, and no other."""
    assert sorted(PAIRING_RULES) == sorted(RULES)


def test_rank_by_hand():
    """The weakest gets the strongest, the second the second."""
    assert partners("rank") == [0, 1, 2]


def test_nearest_by_hand():
    """Least sum of km: 10 + 20 + 400 = 430, 200 + 100 + 400, 300 + 20 + 30 = 350, ..."""
    sums = {p: sum(THREE.distance[w, s] for w, s in enumerate(p)) for p in permutations(range(3))}
    assert min(sums.values()) == sums[0, 2, 1] == 300
    assert partners("nearest") == [0, 2, 1]


def test_complement_by_hand():
    """Cosines: farm 1, 0, .8; industry 0, .6, .6; services 0, .8, 0. Least sum: 0 + 0 + 0."""
    cosines = 1 - matching.complementarity(THREE)
    assert cosines.round(12).tolist() == [[1, 0, 0.8], [0, 0.6, 0.6], [0, 0.8, 0]]
    assert partners("complement") == [1, 0, 2]


def test_largest_gap_by_hand():
    """Logs base two: weak 0 1 2, strong 3 4 5. Squares: 25 + 9 + 1 beats 9 + 9 + 9."""
    gaps = matching.disparity(THREE) / np.log(2)
    assert gaps.round(12).tolist() == [[3, 4, 5], [2, 3, 4], [1, 2, 3]]
    assert partners("largest_gap") == [2, 1, 0]


def test_largest_gap_ignores_a_donor_poorer_than_the_recipient():
    """Where the strong is the poorer one, the pair has no gap to bridge."""
    poor = replace(THREE, strong_income=np.full(3, 0.5))
    assert (matching.disparity(poor) == 0).all()


def test_assignment_by_hand_room_meets_absorption():
    """Alike in all else, the largest purse goes to whom can use most: 3x3 + 2x2 + 1x1 is most."""
    weights = Weights(distance=0, disparity=1, sectors=0)
    alike = replace(
        THREE, weak_income=np.ones(3), strong_income=np.full(3, 2.0), weights=weights
    )
    assert matching.match_value(alike) == pytest.approx(
        np.outer([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]) / 4  # both means are two
    )
    assert partners("assignment", alike) == [2, 1, 0]


def test_assignment_by_hand_fit_alone():
    """With powers of zero only the fit counts; with nearness alone that is exp(-km / scale)."""
    weights = Weights(disparity=0, sectors=0, absorption=0, room=0, distance_scale=100)
    near = replace(THREE, weights=weights)
    assert matching.match_value(near) == pytest.approx(np.exp(-THREE.distance / 100))


def test_assignment_is_the_best_of_all_sets_of_pairs():
    """The solver's sum of worth equals the largest over all six ways to pair three and three."""
    value = matching.match_value(THREE)
    best = max(permutations(range(3)), key=lambda p: sum(value[w, s] for w, s in enumerate(p)))
    assert partners("assignment") == list(best)


def test_random_by_hand():
    """Lots in order: weak 1 2 0, strong 0 2 1."""
    assert partners("random") == [1, 0, 2]


def test_one_strong_county_may_have_several_partners():
    """Three weak and two strong: as even as can be, two and one."""
    sides = replace(THREE, distance=THREE.distance[:, :2], strong_income=THREE.strong_income[:2],
                    strong_sectors=THREE.strong_sectors[:2], room=THREE.room[:2],
                    strong_lot=THREE.strong_lot[:2])
    capacity = matching.even_capacity(3, 2, 1, np.zeros(2, dtype=int))
    assert partners("rank", sides, EVERYBODY[:, :2], capacity) == [0, 1, 0]
    assert partners("nearest", sides, EVERYBODY[:, :2], capacity) == [0, 1, 0]


def test_two_donors_of_one_county_are_two_counties():
    """In the second round nobody gets the same donor again."""
    donors = pair_up("rank", THREE, EVERYBODY, 2 * ONE_EACH, rounds=2)
    assert all(len(set(row)) == 2 for row in donors.tolist())
    assert np.bincount(donors.ravel()).tolist() == [2, 2, 2]


def test_a_county_that_may_have_nobody_stays_alone():
    """A row without an allowed pair gets no donor, and takes none from the others."""
    allowed = EVERYBODY.copy()
    allowed[1] = False
    for rule in RULES:
        found = partners(rule, allowed=allowed)
        assert found[1] == NOBODY
        assert NOBODY not in (found[0], found[2])


def test_nobody_is_left_alone_in_vain():
    """Where there is one way to pair all that may be, every rule finds it."""
    allowed = np.array([[True, True, False], [True, False, False], [False, True, True]])
    for rule in RULES:
        assert partners(rule, allowed=allowed) == [1, 0, 2]


@st.composite
def problems(draw):
    """Sides of any size with ties excluded, allowed pairs and capacities."""
    weak, strong = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    sides = Sides(
        distance=random.uniform(1, 500, (weak, strong)),
        weak_income=random.uniform(1, 2, weak),
        strong_income=random.uniform(1.5, 4, strong),
        weak_sectors=random.dirichlet(np.ones(3), weak),
        strong_sectors=random.dirichlet(np.ones(3), strong),
        absorption=random.uniform(1, 2, weak),
        room=random.uniform(1, 2, strong),
        weak_lot=random.uniform(size=weak),
        strong_lot=random.uniform(size=strong),
    )
    allowed = random.uniform(size=(weak, strong)) < draw(st.sampled_from([0.3, 0.8, 1.0]))
    capacity = random.integers(0, 4, strong)
    return sides, allowed, capacity


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40, deadline=None)
@given(problem=problems(), rounds=st.integers(1, 2))
def test_only_allowed_pairs_within_capacity(rule, problem, rounds):
    """No rule makes a forbidden pair, the same pair twice, or more pairs than a donor takes."""
    sides, allowed, capacity = problem
    donors = pair_up(rule, sides, allowed, capacity, rounds)
    weak, place = np.nonzero(donors != NOBODY)
    made = list(zip(weak.tolist(), donors[weak, place].tolist(), strict=True))
    assert all(allowed[pair] for pair in made)
    assert len(set(made)) == len(made)
    assert (np.bincount([s for _, s in made], minlength=len(capacity)) <= capacity).all()


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "rank"])
@settings(max_examples=40, deadline=None)
@given(problem=problems(), seed=st.integers(0, 2**32))
def test_order_of_input_does_not_matter(rule, problem, seed):
    """Shuffled weak and strong counties are paired as before (for rank the order is the rule)."""
    sides, allowed, capacity = problem
    allowed = np.ones_like(allowed)  # a lone choice among equals may fall either way
    capacity = np.maximum(capacity, 1)
    random = np.random.default_rng(seed)
    w, s = random.permutation(len(sides.weak_lot)), random.permutation(len(sides.strong_lot))
    shuffled = Sides(
        distance=sides.distance[np.ix_(w, s)],
        **{f"weak_{name}": getattr(sides, f"weak_{name}")[w]
           for name in ("income", "sectors", "lot")},
        **{f"strong_{name}": getattr(sides, f"strong_{name}")[s]
           for name in ("income", "sectors", "lot")},
        absorption=sides.absorption[w],
        room=sides.room[s],
    )
    before = pair_up(rule, sides, allowed, capacity)[:, 0]
    after = pair_up(rule, shuffled, allowed[np.ix_(w, s)], capacity[s])[:, 0]
    again = np.full(len(before), NOBODY)
    again[w] = np.where(after == NOBODY, NOBODY, s[after])
    if rule == "random":
        assert (before == again).all()
    else:
        worth = matching.WORTHS[rule](sides)
        total = [worth[p != NOBODY, p[p != NOBODY]].sum() for p in (before, again)]
        assert total[0] == pytest.approx(total[1], rel=1e-9, abs=1e-12)
        assert (before == NOBODY).sum() == (again == NOBODY).sum()
