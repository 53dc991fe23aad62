"""Tapes: a year played from tape is the year as it is written, to the last bit."""

import gc
import pickle
import threading
import weakref
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse
import worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from test_switches import SWITCHES

from narrows.experiments import ensemble
from narrows.luck import Luck
from narrows.mechanisms import Mechanisms
from narrows.nothing import Nothing, is_nothing
from narrows.parameters import default_parameters
from narrows.region import load_region
from narrows.region.synthetic import synthetic_region
from narrows.scenario import load_scenario
from narrows.scenario.loading import load_baseline
from narrows.simulate import Structure, simulate
from narrows.tape import Tapes, tape, tapes
from narrows.tape.loops import loop
from narrows.tape.machine import machine
from narrows.tape.places import PART

NUMBERS = count()  # so that each function has a tape of its own
plays = pytest.mark.skipif(machine() is None, reason="LLVM is not to be had")


def same(ours, theirs, path=""):
    """Check that nested records have the same numbers, shapes and kinds."""
    if is_dataclass(ours):
        for field in fields(ours):
            name = field.name
            same(getattr(ours, name), getattr(theirs, name), f"{path}.{name}")
    elif isinstance(ours, tuple):
        assert len(ours) == len(theirs), path
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            same(one, other, f"{path}[{place}]")
    elif isinstance(ours, dict):
        same(tuple(ours.values()), tuple(theirs.values()), path)
    elif ours is not None and not isinstance(ours, str):
        assert is_nothing(ours) == is_nothing(theirs), path
        assert np.shape(ours) == np.shape(theirs), path
        assert np.array_equal(ours, theirs, equal_nan=True), path


def years_of(here, plan, form, played, draws=(5, 3, 1)):
    """Years of several blocks of draws."""
    arms, found, first = worlds.both(here, plan), [], 0
    for number in draws:
        luck = Luck(7, range(first, first + number))
        form_of = replace(form, closed=np.arange(first, first + number)[:, None] % 2 == 0)
        years = simulate(
            here, arms, default_parameters(number), luck, range(2020, 2032), form_of, played
        )
        found += [(year.flows, year.residual) for year in years]
        first += number
    return found


@plays
@pytest.mark.parametrize("growth", ["calibrated", "structural"])
@pytest.mark.parametrize("on", [{}, *({name: value} for name, value in SWITCHES.items()), SWITCHES])
def test_every_flow_of_every_year_is_the_same(on, growth):
    """With each switch, and with all, both arms and both accounts of growth."""
    here = worlds.region()
    form = Structure(growth, "common", None, Mechanisms(**on))
    plan = worlds.programme(here)
    ways = [years_of(here, plan, form, Tapes(worth=worth)) for worth in (True, False)]
    for (ours, left), (theirs, right) in zip(*ways, strict=True):
        assert max(left, right) < 1e-12
        for arm in ours:
            same(ours[arm], theirs[arm], arm)


def arrays_of(results):
    """Every array of a run by its path."""
    found = {"closed": results.closed}
    for kind in ("measures", "aggregates", "counties", "ledger"):
        for key, arms in getattr(results, kind).items():
            found |= {(kind, key, arm): values for arm, values in arms.items()}
    return found


SHIPPED = Path(__file__).parents[1] / "scenarios"
SCENARIOS = sorted(path.stem for path in SHIPPED.glob("*.toml"))


@plays
@pytest.mark.parametrize("name", SCENARIOS)
def test_shipped_scenarios_are_the_same_from_tape(name, monkeypatch):
    """Whatever a run keeps, in blocks of several lengths."""
    scenario = load_scenario(name, {"ensemble.draws": 7})
    region, baseline = load_region(scenario.region), load_baseline(scenario)
    monkeypatch.setattr(ensemble, "BLOCK_NUMBERS", 4 * len(region))
    found = []
    for worth in (0, 10**9):
        monkeypatch.setattr(ensemble, "WORTH_TAPES", worth)
        found.append(ensemble.run(ensemble.experiment(scenario, region, baseline), at_once=1))
    played, written = map(arrays_of, found)
    assert list(played) == list(written)
    for key, values in played.items():
        assert np.array_equal(values, written[key], equal_nan=True), key
    assert 0 < found[0].residual < 1e-12


@plays
@pytest.mark.parametrize("counties", [2, 9, 136, PART + 1])
def test_regions_of_any_size_are_the_same_from_tape(counties, monkeypatch):
    """Shorter than what is done at once, uneven, and longer than a part; everybody moves freely."""
    number = 1 if counties < 8 else 3
    changed = {
        "ensemble.draws": 5,
        "horizon.end": 2034,
        "weak.select": {"bottom": number},
        "strong.select": {"top": number},
        "pairing.rule": "rank",
        "mechanisms.migration": "logit",
        "mechanisms.spillovers": True,
    }
    scenario = load_scenario("paired_aid", changed)
    experiment = ensemble.experiment(scenario, synthetic_region(counties, seed=3))
    found = []
    for worth in (0, 10**9):
        monkeypatch.setattr(ensemble, "WORTH_TAPES", worth)
        found.append(arrays_of(ensemble.run(experiment, at_once=1)))
    for key, values in found[0].items():
        assert np.array_equal(values, found[1][key], equal_nan=True), key


@plays
def test_the_default_scenario_is_played_throughout(monkeypatch):
    """Nothing in it has to be run as it is written, and years that are alike share a tape."""
    monkeypatch.setattr(tapes, "WRITTEN", {})
    monkeypatch.setattr(ensemble, "WORTH_TAPES", 0)
    scenario = load_scenario("paired_aid", {"ensemble.draws": 3})
    experiment = ensemble.experiment(scenario, load_region(scenario.region))
    ensemble.run(experiment, at_once=1)
    assert None not in tapes.WRITTEN.values()
    assert len(tapes.WRITTEN) < len(experiment.years)


def called(function, *records, draws):
    """What a function gives from tape, and as it is written."""
    where, about = Tapes(), ("test", next(NUMBERS))
    found = where.call(function, about, (), records, draws)
    again = where.call(function, about, (), records, draws)
    assert tapes.WRITTEN[next(reversed(tapes.WRITTEN))] is not None
    same(found, again)
    return found, function(*records)


@plays
@pytest.mark.parametrize("draws", [1, 2, 11, 40])
@pytest.mark.parametrize("width", [1, 3, 8, 9, 136, PART + 9, 8 * PART])
def test_every_operation_gives_what_numpy_gives(width, draws):
    """Rows shorter and longer than what is played at once; numbers, masks, places, sums."""
    random = np.random.default_rng(width)
    row, one = random.normal(size=(draws, width)), random.uniform(0.5, 2, (draws, 1))
    mask, county = random.random((draws, 1)) > 0.5, random.normal(size=width)
    places = random.integers(0, width, (draws, 4))
    here = random.integers(0, width, 4)
    density = min(0.2, 40 / width)
    matrix = scipy.sparse.random_array((width, width), density=density, rng=random).tocsr()
    full = scipy.sparse.csr_array(random.normal(size=(width, 11)))

    def function(row, one, mask, places, amount):
        up = row * one + county
        far = np.where(up > 0, np.maximum(up, 0.5), np.minimum(up, -0.5))
        total, every = far.sum(1, keepdims=True), np.zeros_like(up, shape=up.shape)
        np.add.at(every, (slice(None), here), up[:, here])
        own = np.zeros_like(up, shape=up.shape)
        taken = np.take_along_axis(up, places, axis=1)
        np.add.at(own, (np.arange(len(up))[:, None], places), taken)
        stack = np.stack([up, far]) * 2 + np.stack([far, far])
        size = np.abs(np.vecdot(far, np.ones(width)) - total[:, 0]).max(initial=0.0)
        now = {
            "logs": np.log(np.abs(up) + 1) + np.exp(-far) - np.expm1(-far) + np.log1p(far**2),
            "sums": (total, far.min(1), far.max(1), far.mean(1, keepdims=True)),
            "places": (every, own, far @ matrix, far @ full),
            "size": size,
        }
        logic = np.logical_and(up > 0, mask)
        later = (
            *(np.where(logic, one, row), np.where(mask, up, 0.0), 1 / far, -far, far / total),
            *(amount * up, amount * one, stack, stack.sum(0)),
            *(np.broadcast_to(one, up.shape), one[:, 0], row, Nothing(up.shape), amount + 1),
        )
        return now, later

    for amount in (1.5, 0.0):
        found, written = called(function, row, one, mask, places, amount, draws=draws)
        same(found, written)


OPERATIONS = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "max": np.maximum,
    "min": np.minimum,
    "if": lambda a, b: np.where(a > b, a, b * 2),
    "exp": lambda a, _: np.exp(-np.abs(a)),
    "mean": lambda a, b: a - b.mean(1, keepdims=True),
    "log": lambda a, _: np.log(np.abs(a) + 1.0),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=40,
)


@plays
@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from([2, 10, 136]), st.integers(1, 9))
def test_any_calculation_gives_what_numpy_gives(steps, width, draws):
    """Random calculations, in whatever order and whatever loops they come to be played."""
    random = np.random.default_rng(len(steps))
    row, one = random.uniform(1, 2, (draws, width)), random.uniform(1, 2, (draws, 1))

    def function(row, one):
        with np.errstate(all="ignore"):
            known = [row, one * np.ones(width), row * one, one - row]
            for name, left, right in steps:
                pair = known[left % len(known)], known[right % len(known)]
                known.append(OPERATIONS[name](*pair))
        return known[-1], tuple(known)

    found, written = called(function, row, one, draws=draws)
    same(found, written)


def test_what_cannot_be_written_down_is_run_as_it_is_written():
    """A choice that depends on numbers, or a function that is not known."""

    def chooses(row):
        return (row + 1 if row.sum() > 0 else row - 1), None

    def sorts(row):
        return np.sort(row, axis=1), None

    row = np.array([[2.0, 1.0], [4.0, 3.0]])
    for function in (chooses, sorts):
        found = Tapes().call(function, ("test",), (function,), (row,), 2)
        same(found, function(row))


def test_numbers_that_were_not_given_are_found_out():
    """An array of a block that a function knows by itself would be wrong for the next block."""
    hidden = np.array([[1.0], [2.0]])

    def function(row):
        return row * hidden, None

    row = np.ones((2, 3))
    same(Tapes().call(function, ("hidden",), (function,), (row,), 2), function(row))


@dataclass(frozen=True)
class Later:
    """Arrays that are found late."""

    twice: np.ndarray
    thrice: np.ndarray


@plays
def test_what_nobody_asks_for_is_not_found(monkeypatch):
    """The first who asks has all arrays found; from then on those are that were asked for."""
    numbers, run = [], tape._Plan.run

    def counted(plan, *given):
        found = run(plan, *given)
        numbers.append(len(found[0]))
        return found

    def function(row):
        return row + 1, Later(row * 2, row * 3)

    monkeypatch.setattr(tape._Plan, "run", counted)
    where, row = Tapes(), np.ones((3, 5))
    for _ in range(2):
        now, later = where.call(function, ("late",), (), (row,), 3)
        assert np.array_equal(now, row + 1)
        assert np.array_equal(later.twice, row * 2)
    assert numbers == [1, 3, 2]
    assert np.array_equal(later.thrice, row * 3)
    assert numbers == [1, 3, 2, 3]
    with pytest.raises(AttributeError):
        _ = later.fourfold


@plays
def test_late_records_are_pickled_as_what_they_stand_for():
    """Whoever sends them elsewhere sends plain records, with all arrays."""
    row = np.ones((3, 5))
    _, later = Tapes().call(
        lambda row: (row, Later(row * 2, row * 3)), ("pickled",), (), (row,), 3
    )
    found = pickle.loads(pickle.dumps(later))  # noqa: S301 - our own
    assert type(found) is Later
    same(found, Later(row * 2, row * 3))


@plays
def test_states_do_not_keep_the_years_before_them():
    """A simulation's memory does not grow with its years."""
    here = worlds.region()
    form = Structure("calibrated", "common", np.full((4, 1), False))
    arms = worlds.both(here, worlds.programme(here))
    years = simulate(
        here, arms, default_parameters(4), Luck(7, range(4)), range(2020, 2032), form, Tapes()
    )
    seen = [weakref.ref(year.flows["programme"].output) for year in years]
    gc.collect()
    assert sum(ref() is not None for ref in seen) <= 2


@plays
def test_one_draw_alone_and_many_have_tapes_of_their_own():
    """A mask that is the same for all draws looks like an array of one draw."""
    mask, where = np.array([[True, False, True]]), Tapes()

    def function(row, mask):
        return np.where(mask, row, 0.0) * mask, None

    for draws in (1, 4, 1, 5):
        row = np.arange(3.0 * draws).reshape(draws, 3)
        found, _ = where.call(function, ("mask",), (), (row, mask), draws)
        assert np.array_equal(found, function(row, mask)[0])


@plays
def test_what_does_not_fit_is_never_read():
    """Records that are not alike after all are refused, not read beyond their end."""
    where = Tapes()
    where.call(lambda row: (row + 1, None), ("fits",), (), (np.ones((4, 3)),), 4)
    with pytest.raises(TypeError, match=r"\(4, 2\)"):
        where.call(lambda row: (row + 1, None), ("fits",), (), (np.ones((4, 2)),), 4)


@plays
def test_threads_play_the_same_tape_side_by_side():
    """Nothing of a playing is kept in the tape."""
    random = np.random.default_rng(1)
    rows = [random.normal(size=(50, 136)) for _ in range(4)]

    def function(row):
        return np.exp(row) + row.sum(1, keepdims=True) * np.log(np.abs(row)), None

    where, found = Tapes(), {}
    where.call(function, ("threads",), (function,), (rows[0],), 50)

    def play(number):
        for _ in range(20):
            found[number] = where.call(function, ("threads",), (function,), (rows[number],), 50)[0]

    threads = [threading.Thread(target=play, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, row in enumerate(rows):
        assert np.array_equal(found[number], function(row)[0])


def test_without_the_machine_everything_is_run_as_it_is_written(monkeypatch):
    """A system without LLVM is slower, and finds the same."""
    monkeypatch.setattr(tapes, "machine", lambda: None)
    row = np.ones((3, 5))
    (found, _) = Tapes().call(lambda row: (row + 1, None), ("no",), (1,), (row,), 3)
    assert np.array_equal(found, row + 1)


def test_numpy_s_table_of_loops_is_as_its_header_says():
    """Other loops of a ufunc lie elsewhere, and a kind it does not have is told."""
    assert loop(np.add, "dd->d") != loop(np.add, "ff->f")
    with pytest.raises(ValueError, match="not in list"):
        loop(np.log, "xx->x")
