"""What a tape gives back: for each leaf of a function's result, how it is made at a playing."""

import numpy as np

from narrows.nothing import Nothing, Shaped, is_nothing

from .record import DTYPES, FLOAT, Untraceable
from .traced import Greatest, Stack, Traced


class Unseen(Shaped):
    """Stands for an array that has not been asked for yet."""

    def __init__(self, dtype, shape):
        self.dtype, self.shape = dtype, shape


def answer(leaf, passed, recorder):
    """How a leaf of a result is made.

    Args:
        leaf: stand-in, Nothing, or whatever does not change.
        passed: {id of a stand-in that was given: path of what it stands for}.
        recorder: what has been written down.
    """
    if id(leaf) in passed:
        return Passed(passed[id(leaf)])
    if isinstance(leaf, Greatest):
        return Largest(leaf.value)
    if isinstance(leaf, Traced):
        return Computed([_own(leaf, recorder)], leaf.shape)
    if isinstance(leaf, Stack):
        if not all(isinstance(part, Traced) for part in leaf.parts):
            raise Untraceable("a stack of different kinds")
        return Computed([_own(part, recorder) for part in leaf.parts], leaf.shape)
    if is_nothing(leaf):
        return Empty(leaf.shape)
    return Fixed(leaf, recorder.draws)


def _own(stand_in, recorder):
    """The value of a stand-in, if need be a copy, so that an operation makes it."""
    value = stand_in.value
    if value.given is None and value.fixed is None:
        return value
    if value.kind != FLOAT:
        raise Untraceable("a copy of what are no numbers")
    return recorder.write((np.positive, "d->d"), (value,), value.width)


def with_draws(shape, draws):
    """A shape (draw,), (draw, county) or (bond, draw, county) with other draws.

    >>> with_draws((2, 7, 136), 180)
    (2, 180, 136)
    """
    if not shape:
        return shape
    place = max(len(shape) - 2, 0)
    return (*shape[:place], draws, *shape[place + 1 :])


class Passed:
    """A leaf that was given, as it is."""

    values = ()

    def __init__(self, path):
        self.path = path

    def leaf(self, playing):
        return playing.given(self.path)

    glance = leaf


class Empty:
    """Nothing."""

    values = ()

    def __init__(self, shape):
        self._shape = shape

    def leaf(self, playing):
        return Nothing(with_draws(self._shape, playing.draws))

    glance = leaf


class Fixed:
    """The same at every playing; an array (draw, ...) in as many draws as there are."""

    values = ()

    def __init__(self, leaf, stood_for):
        self._leaf = leaf
        shape = leaf.shape if isinstance(leaf, np.ndarray) else ()
        self._by_draw = shape[-2:-1] == (stood_for,)
        if shape == (stood_for,):
            raise Untraceable("one number for each draw that is the same in all")

    def leaf(self, playing):
        if not self._by_draw:
            return self._leaf
        shape = with_draws(self._leaf.shape, playing.draws)
        return np.broadcast_to(self._leaf[..., :1, :], shape)

    glance = leaf


class Computed:
    """An array that the machine fills, or several on top of each other.

    Args:
        values: of the tape.
        shape: of the leaf, with the recorder's draws.
    """

    def __init__(self, values, shape):
        self.values, self._shape = tuple(values), shape

    def leaf(self, playing):
        shape = with_draws(self._shape, playing.draws)
        if len(shape) < 3:
            return _shaped(playing.array(self.values[0]), shape)
        parts = [_shaped(playing.array(value), shape[1:]) for value in self.values]
        return parts[0][None] if len(parts) == 1 else np.stack(parts)

    def glance(self, playing):
        return Unseen(DTYPES[self.values[0].kind], with_draws(self._shape, playing.draws))


def _shaped(array, shape):
    """An array (draw, number) as the leaf is shaped: without its axis, or stretched."""
    if shape == ():
        return float(array[0, 0])
    if len(shape) == 1:
        return array[:, 0]
    return array if array.shape == shape else np.broadcast_to(array, shape)


class Largest:
    """The largest size of a number in all draws."""

    values = ()

    def __init__(self, value):
        self.value = value

    def leaf(self, playing):
        return playing.sizes[id(self.value)]
