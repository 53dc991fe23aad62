"""Tapes by what they are about: written down once, played for all blocks and all years alike."""

import hashlib

import numpy as np
import scipy.sparse

from narrows.nothing import Nothing, is_nothing

from .answers import with_draws
from .machine import machine
from .tape import Tape, has_draws
from .trees import make

WRITTEN, MOST = {}, 200  # tapes of this process by the make of their records, the oldest first


class Tapes:
    """Plays functions from tape, and runs them as they are written where that cannot be.

    Args:
        worth: whether there is so much to play that writing down pays; else everything is run
            as it is written.
        asked: paths in what comes later that will be asked for, as ("budget", "spending"); None
            for all. What is asked for besides is found at every later playing.
    """

    def __init__(self, *, worth=True, asked=()):
        # The machine is made at once, so that processes forked later share it.
        self._plays, self._by_place = worth and machine() is not None, {}
        self._wanted = None if asked is None else set(asked)

    def call(self, function, about, place, records, draws):
        """What a function of records gives: the same as without a tape, to the last bit.

        Args:
            function: of the records, in which draws do not meet; gives (now, later).
            about: all that the function depends on beside the records; hashable.
            place: where in the work this is: objects, words and numbers. In one place records
                are alike, but for the numbers of their draws.
            records: tuple of nested records, arrays (draw, ...) or (bond, draw, ...) in them.
            draws: how many.

        Returns:
            (now, later); the arrays in what comes later are found when they are asked for.
        """
        if not self._plays:
            return function(*records)
        # Of one draw alone it is not known which arrays are the same for all draws.
        key = (about, draws == 1, *map(_name, place))
        if key not in self._by_place:
            # The objects are kept, so that nothing else comes to have their names.
            self._by_place[key] = _tape(function, about, records, draws), place
        tape, _ = self._by_place[key]
        return tape.play(records, draws, self._wanted) if tape else function(*records)


def _tape(function, about, records, draws):
    """A tape for records of the same make; None where it cannot be written down."""
    key = (about, draws == 1, *(_make(leaf, draws) for leaf in make(records)))
    if key not in WRITTEN:
        try:
            tape = Tape(function, records, draws)
        except Exception:  # noqa: BLE001 - stand-ins are no arrays; what is wrong is told by arrays
            tape = None
        if len(WRITTEN) >= MOST:
            WRITTEN.pop(next(iter(WRITTEN)), None)
        WRITTEN[key] = tape
    return WRITTEN[key]


def _name(thing):
    return thing if isinstance(thing, str | int | None) else id(thing)


def _make(leaf, draws):
    """What of a leaf a tape depends on."""
    if is_nothing(leaf):
        return Nothing, with_draws(leaf.shape, 0)
    if has_draws(leaf, draws):
        return leaf.dtype.char, leaf.shape[:-2], leaf.shape[-1]
    if isinstance(leaf, float):
        return "number", leaf == 0, leaf > 0
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.char, leaf.shape, _digest(leaf)
    if scipy.sparse.issparse(leaf):
        return leaf.shape, *(_digest(getattr(leaf, x)) for x in ("data", "indices", "indptr"))
    return leaf


def _digest(array):
    """What tells an array from others: the numbers of a large region themselves fill memory."""
    return hashlib.blake2b(np.ascontiguousarray(array), digest_size=16).digest()
