"""Stand-ins for arrays (draw, ...) that write down what is done with them."""

from functools import reduce

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from narrows.nothing import Shaped, is_nothing

from . import writing
from .record import DTYPES, Untraceable


class _StandIn(Shaped, NDArrayOperatorsMixin):
    """What all stand-ins refuse: to show numbers, since they have none."""

    __slots__ = ()

    def _refuse(self, *_, **__):
        raise Untraceable("a choice depends on numbers")

    __bool__ = __float__ = __int__ = __iter__ = __array__ = __setitem__ = any = all = _refuse

    @property
    def T(self):  # noqa: N802 - numpy's name
        return self._refuse()

    def __pow__(self, exponent):
        # As numpy does for its arrays.
        squared = np.ndim(exponent) == 0 and exponent == 2
        return np.square(self) if squared else np.power(self, exponent)

    def __array_function__(self, function, types, given, named):
        rule = FUNCTIONS.get(function)
        if rule is None:
            raise Untraceable(f"numpy.{function.__name__}")
        return rule(*given, **named)


class Traced(_StandIn):
    """Stand-in for an array (draw,), (draw, 1) or (draw, county).

    Args:
        tape: the Recorder.
        value: what it stands for in one draw.
        shape: it claims to have.
    """

    __slots__ = ("shape", "tape", "value")

    def __init__(self, tape, value, shape):
        self.tape, self.value, self.shape = tape, value, shape

    @property
    def dtype(self):
        return DTYPES[self.value.kind]

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if any(is_nothing(x) or isinstance(x, Stack) for x in inputs):
            return NotImplemented
        if method == "at" and ufunc is np.add and not options:
            return _add_at(*inputs)
        if method != "__call__" or options or ufunc.nout != 1:
            raise Untraceable(f"numpy.{ufunc.__name__}.{method}")
        if ufunc is np.matmul:
            return Traced(self.tape, *writing.matrix_product(self.tape, *inputs))
        if ufunc is np.vecdot:
            return Traced(self.tape, *writing.dot(self.tape, *inputs))
        return Traced(self.tape, *writing.each(self.tape, ufunc, inputs))

    def __getitem__(self, key):
        draws, *rest = key if isinstance(key, tuple) else (key,)
        if draws == slice(None) and len(rest) == 1 and self.ndim == 2:
            return self._column(rest[0])
        raise Untraceable(f"a part of an array: {key}")

    def _column(self, place):
        number = self.tape.draws
        if place is None:
            raise Untraceable("a new axis between two")
        if np.ndim(place) == 0 and self.value.width == 1:
            return Traced(self.tape, self.value, (number,))
        if np.ndim(place) == 1:
            return Traced(self.tape, *writing.taken(self.tape, self, place))
        raise Untraceable("one county alone")

    def sum(self, axis=None, keepdims=False):
        return self._folded(np.add, axis, keepdims)

    def min(self, axis=None, keepdims=False):
        return self._folded(np.minimum, axis, keepdims)

    def max(self, axis=None, keepdims=False, initial=None):
        if (axis, keepdims, initial) != (None, False, 0.0):
            return self._folded(np.maximum, axis, keepdims)
        operation = self.tape.operation(self.value)
        if operation is None or operation.loop[0] is not np.absolute:
            raise Untraceable("the largest of what may be negative")
        if self.value.width > 1:
            return Greatest(self._folded(np.maximum, 1, keepdims=True).value)
        # Sizes are taken once more of all draws together: of a number that is made here they
        # need not be taken draw by draw.
        (number,) = operation.operands
        return Greatest(number if self.tape.operation(number) else self.value)

    def mean(self, axis=None, keepdims=False):
        return self.sum(axis, keepdims) / float(self.shape[-1])

    def _folded(self, ufunc, axis, keepdims):
        if self.ndim != 2 or axis not in (1, -1):
            raise Untraceable(f"over axis {axis} of {self.shape}")
        shape = (self.tape.draws, 1) if keepdims else (self.tape.draws,)
        return Traced(self.tape, writing.folded(self.tape, ufunc, self), shape)


class Number(Traced):
    """Stand-in for a number that is the same in all draws, and not zero.

    Args:
        tape: the Recorder.
        value: what it stands for.
        positive: whether it is above zero, or below.
    """

    __slots__ = ("positive",)

    def __init__(self, tape, value, *, positive):
        super().__init__(tape, value, ())
        self.positive = positive

    def __bool__(self):
        return True

    def __eq__(self, other):
        return False if self._zero(other) else super().__eq__(other)

    def __ne__(self, other):
        return True if self._zero(other) else super().__ne__(other)

    def __gt__(self, other):
        return self.positive if self._zero(other) else super().__gt__(other)

    def __lt__(self, other):
        return not self.positive if self._zero(other) else super().__lt__(other)

    __hash__ = None

    @staticmethod
    def _zero(other):
        return isinstance(other, int | float) and other == 0


class Greatest:
    """Stand-in for the largest size of a number in all draws.

    Args:
        value: of one draw.
    """

    def __init__(self, value):
        self.value = value


class Stack(_StandIn):
    """Stand-in for an array (bond or fund, draw, ...): one stand-in for each."""

    __slots__ = ("parts", "shape")

    def __init__(self, parts, shape):
        self.parts, self.shape = tuple(parts), shape

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if any(is_nothing(x) for x in inputs):
            return NotImplemented
        if method != "__call__" or options or ufunc is np.matmul:
            raise Untraceable(f"numpy.{ufunc.__name__}.{method}")
        found = [ufunc(*(_part(x, place) for x in inputs)) for place in range(len(self.parts))]
        return Stack(found, (len(found), *found[0].shape))

    def __iter__(self):
        return iter(self.parts)

    def __getitem__(self, place):
        if not isinstance(place, int):
            raise Untraceable("parts of a stack")
        return self.parts[place]

    def sum(self, axis=None):
        if axis != 0:
            raise Untraceable(f"a stack over axis {axis}")
        total, *others = self.parts
        for other in others:
            total = total + other
        return total

    def max(self, **options):
        return reduce(np.maximum, self.parts).max(**options)


def _part(given, place):
    """What of an operand meets one part of a stack."""
    if isinstance(given, Stack):
        return given.parts[place]
    if np.ndim(given) > 2:
        return given[place]
    return given


def _add_at(total, place, by_pair):
    """numpy.add.at on an array of zeros: the stand-in comes to stand for the sum."""
    if total.value.fixed is None or total.value.fixed.any():
        raise Untraceable("numbers added in place")
    total.value = writing.added_at(total.tape, place[1], by_pair, total.shape[1])


def _where(condition, yes, no):
    """numpy.where."""
    found = [x for x in (condition, yes, no) if isinstance(x, _StandIn)]
    if not all(isinstance(x, Traced) for x in found):
        raise Untraceable("a choice between stacks")
    tape = found[0].tape
    return Traced(tape, *writing.select(tape, condition, yes, no))


def _zeros_like(array, shape=None, dtype=None):  # noqa: ARG001
    shape = array.shape if shape is None else shape
    if not isinstance(array, Traced) or len(shape) != 2:
        return np.zeros(shape)
    return Traced(array.tape, array.tape.value(0.0), tuple(shape))


def _broadcast_to(array, shape):
    if not isinstance(array, Traced) or np.broadcast_shapes(array.shape, shape) != tuple(shape):
        raise Untraceable(f"stretched to {shape}")
    return Traced(array.tape, array.value, tuple(shape))


def _stacked(arrays):
    """numpy.stack along a new first axis."""
    arrays = list(arrays)
    return Stack(arrays, (len(arrays), *arrays[0].shape))


def _take_along_axis(array, place, axis):
    if not isinstance(array, Traced) or axis != 1:
        raise Untraceable("taken along another axis")
    return Traced(array.tape, *writing.taken(array.tape, array, place))


FUNCTIONS = {
    np.where: _where,
    np.sum: lambda array, axis=None, keepdims=False: array.sum(axis, keepdims=keepdims),
    np.zeros_like: _zeros_like,
    np.ones_like: lambda array: np.ones(array.shape),
    np.broadcast_to: _broadcast_to,
    np.stack: _stacked,
    np.take_along_axis: _take_along_axis,
    np.shape: lambda array: array.shape,
    np.ndim: lambda array: array.ndim,
}


def stand_in(tape, values, shape):
    """A stand-in for an array given at each playing.

    Args:
        tape: the Recorder.
        values: its values, one for each bond or fund where it has three axes.
        shape: of the array, with the recorder's draws for the real ones.
    """
    if len(shape) < 3:
        return Traced(tape, values[0], shape)
    return Stack((Traced(tape, value, shape[1:]) for value in values), shape)

