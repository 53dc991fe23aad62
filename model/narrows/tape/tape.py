"""A function written down: recorded on stand-ins, laid out, played for a block of draws."""

from itertools import count

import numpy as np

from narrows.nothing import Nothing, is_nothing

from .answers import Largest, Passed, Unseen, answer, with_draws
from .columns import BASE
from .late import maker
from .layout import laid_out
from .loops import address
from .machine import machine
from .places import GIVEN, LINE, PART
from .record import DTYPES, FLOAT, KINDS, Recorder, Untraceable
from .traced import Number, stand_in
from .trees import getter, getters, leaves, replaced, walked


class Tape:
    """What a function of records does.

    Args:
        function: of the records; its result is (now, later): what is found at every playing,
            and what is found when it is asked for.
        records: the first it is to be played for.
        draws: how many.

    Raises:
        Untraceable: it cannot be written down.
    """

    def __init__(self, function, records, draws):
        given = list(walked(records))
        self._recorder = Recorder(_unlike_any_length(leaf for _, leaf in given))
        stand_ins, self._reads = [], []
        for path, leaf in given:
            new, parts = _stand_in(leaf, draws, self._recorder)
            stand_ins.append(new)
            self._reads += [(path, part) for part in parts]
        now, later = function(*replaced(records, iter(stand_ins)))
        told = zip(given, stand_ins, strict=True)
        passed = {id(new): path for (path, old), new in told if new is not old}
        now_answers, later_answers = (self._answers(part, passed) for part in (now, later))
        self._now, self._later = maker(now, iter(now_answers)), maker(later, iter(later_answers))
        passed_on = {x.path for x in now_answers if isinstance(x, Passed)}
        self._passed = [(path, getter(path)) for path in passed_on]
        self._needed = _each_once(v for x in now_answers for v in x.values)
        self._sizes = _each_once(x.value for x in now_answers if isinstance(x, Largest))
        paths = (path for path, _ in walked(later))
        self._by_path = dict(zip(paths, later_answers, strict=True))
        self._path = {id(v): path for path, x in self._by_path.items() for v in x.values}
        self._plans = {}

    def _answers(self, result, passed):
        return [answer(leaf, passed, self._recorder) for leaf in leaves(result)]

    def play(self, records, draws, wanted):
        """(now, later) for other records.

        Args:
            records: like those it was recorded with.
            draws: how many.
            wanted: set of paths in what is found later that have been asked for before; None
                for all of them.
        """
        paths = self._by_path if wanted is None else wanted & self._by_path.keys()
        arrays, sizes = self._run(frozenset(paths), records, draws)
        passed = {path: get(records) for path, get in self._passed}
        now = self._now.leaf(_Found(arrays, sizes, passed, draws))
        return now, self._later.leaf(_Playing(self, arrays, records, draws, wanted))

    def everything(self, records, draws):
        """Arrays of all values that can be asked for."""
        return self._run(frozenset(self._by_path), records, draws)[0]

    def path_of(self, value):
        """Where in what is found later a value stands."""
        return self._path[id(value)]

    def _run(self, paths, records, draws):
        if paths not in self._plans:
            later = (v for path in paths for v in self._by_path[path].values)
            later = [v for v in _each_once(later) if v not in self._needed]
            self._plans[paths] = _Plan(
                self._recorder, self._needed, later, self._sizes, self._reads
            )
        return self._plans[paths].run(records, draws)


class _Found:
    """What has been found at a playing, for what is needed at once.

    It knows nothing of the records it was played for: a state would keep all states before it.
    """

    def __init__(self, arrays, sizes, passed, draws):
        self._arrays, self.sizes, self._passed, self.draws = arrays, sizes, passed, draws

    def given(self, path):
        return self._passed[path]

    def array(self, value):
        return self._arrays[id(value)]


class _Playing:
    """What has been found at a playing, and what is found when it is asked for."""

    def __init__(self, tape, arrays, records, draws, wanted):
        self._tape, self._arrays, self._records = tape, arrays, records
        self.draws, self._wanted = draws, wanted

    def given(self, path):
        return getter(path)(self._records)

    def array(self, value):
        """The array of a value; where nobody had asked for it before, all are found now."""
        if id(value) not in self._arrays:
            self._wanted.add(self._tape.path_of(value))
            self._arrays = self._tape.everything(self._records, self.draws) | self._arrays
        return self._arrays[id(value)]


class _Plan:
    """A layout for some of the values, with what it reads.

    Args:
        recorder: what has been written down.
        needed: values that come out, and live on.
        later: values that come out, and do not.
        sizes: values of which only the largest size in all draws comes out.
        reads: (path, part) of all that is given.
    """

    def __init__(self, recorder, needed, later, sizes, reads):
        self._number, self._sizes = len(needed) + len(later), sizes
        outputs, given = [*needed, *later, *sizes], recorder.values_given
        layout = laid_out(recorder.operations, outputs, len(given))
        self._layout, self._outputs = layout, GIVEN + len(given)
        read = [place for place in set(layout.origin.tolist()) if place >= GIVEN]
        used = sorted(place for place in read if place < self._outputs)
        numbers = [place for place in used if given[place - GIVEN].alike]
        arrays = [place for place in used if not given[place - GIVEN].alike]
        self._numbers, self._arrays = (
            (np.array(places, int), getters([reads[place - GIVEN][0] for place in places]))
            for places in (numbers, arrays)
        )
        self._parts = [reads[place - GIVEN][1] for place in arrays]
        self._widths = [given[place - GIVEN].width for place in arrays]
        self._kinds = [DTYPES[given[place - GIVEN].kind] for place in arrays]
        self._rooms_of = {}
        for place, value in enumerate((*needed, *later), self._outputs):
            lives_on = place < self._outputs + len(needed)
            kind = (value.kind, value.width, lives_on)
            self._rooms_of.setdefault(kind, []).append((place, value))

    def run(self, records, draws):
        """Arrays, and largest sizes in all draws, by id of the value."""
        plan = self._layout
        where = np.zeros(self._outputs + self._number + len(self._sizes), np.int64)
        kept = self._told(records, draws, where)
        found = self._rooms(draws, where)
        sizes = np.empty((len(self._sizes), draws))
        where[len(where) - len(sizes) :] = address(sizes) + 8 * draws * np.arange(len(sizes))
        scratch = np.empty(plan.scratch + LINE, np.int8)
        where[1] = -(-address(scratch) // LINE) * LINE
        arrays = plan.arrays.copy()
        arrays[:, BASE] += where[plan.origin]
        machine().play(plan.table, arrays, plan.passages, range(draws), plan.tile, PART)
        del kept
        largest = np.abs(sizes).max(1, initial=0.0).tolist()
        return (
            found,
            {id(value): size for value, size in zip(self._sizes, largest, strict=True)},
        )

    def _rooms(self, draws, where):
        """Arrays for all that comes out, by id of the value; those of one kind in one room."""
        found = {}
        for (kind, width, _), values in self._rooms_of.items():
            room = np.empty((len(values), draws, width), DTYPES[kind])
            start, size = address(room), room.strides[0]
            for k, (place, value) in enumerate(values):
                where[place] = start + k * size
                found[id(value)] = room[k]
        return found

    def _told(self, records, draws, where):
        """Write down where all lies that is read; returns what must live as long."""
        places, found = self._numbers
        numbers = np.array(found(records), float)
        where[places] = address(numbers) + 8 * np.arange(len(numbers))
        places, found = self._arrays
        arrays = [
            np.ascontiguousarray(array if part is None else array[part])
            for array, part in zip(found(records), self._parts, strict=True)
        ]
        for array, width, kind in zip(arrays, self._widths, self._kinds, strict=True):
            # The machine reads wherever it is told: of what does not fit it is not told.
            if array.shape != (draws, width) or array.dtype != kind:
                raise TypeError(f"an array {array.shape} where {(draws, width)} is wanted")
        where[places] = [address(array) for array in arrays]
        return numbers, arrays


def _each_once(values):
    return list({id(value): value for value in values}.values())


def _unlike_any_length(given):
    """A number of draws that no other axis has, so that no other can be taken for it."""
    lengths = {length for leaf in given for length in getattr(leaf, "shape", ())}
    return next(number for number in count(7) if number not in lengths)


def _stand_in(leaf, draws, recorder):
    """What a function is recorded with in the place of a leaf, and its parts that are given.

    A number that is not zero is given at each playing; zero stays, as choices depend on it.
    """
    if is_nothing(leaf):
        return Nothing(with_draws(leaf.shape, recorder.draws)), ()
    if isinstance(leaf, float) and leaf:
        return Number(recorder, recorder.given(FLOAT, 1, alike=True), positive=leaf > 0), (None,)
    if not has_draws(leaf, draws):
        return leaf, ()
    kind = KINDS.get(leaf.dtype.kind)
    if leaf.dtype != DTYPES.get(kind):
        raise Untraceable(f"numbers of kind {leaf.dtype}")
    parts = range(leaf.shape[0]) if leaf.ndim > 2 else (None,)
    values = [recorder.given(kind, leaf.shape[-1]) for _ in parts]
    return stand_in(recorder, values, with_draws(leaf.shape, recorder.draws)), parts


def has_draws(leaf, draws):
    """Whether a leaf is an array with an axis of draws."""
    return isinstance(leaf, np.ndarray | Unseen) and leaf.ndim > 1 and leaf.shape[-2] == draws
