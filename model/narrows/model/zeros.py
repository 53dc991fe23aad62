"""Zeros that cost nothing, and ratios whose whole may be zero.

Most of what a programme could do, it does not: in the baseline there is no aid at all, and
in most programmes no parks, no orders, no skills. Full arrays of zeros would be added and
multiplied all the same. `Zeros` stands for such an array: x + Zeros is x itself, x * Zeros
is Zeros. Equations do not know: any numpy function that has no rule here gets a real array of
zeros, so that a forgotten case is slow and never wrong.
"""

import numpy as np


def ratio(part, whole, otherwise):
    """A part in its whole, and another value where there is no whole.

    r = part / whole where whole > 0, otherwise the value

    Args:
        part: in any unit, of any shape.
        whole: in the same unit, of a shape that fits.
        otherwise: value where the whole is zero or less; a number, or of a shape that fits.

    Returns:
        r, without unit.

    Source: a definition.

    >>> ratio(np.array([1.0, 3.0]), np.array([4.0, 0.0]), 1.0)
    array([0.25, 1.  ])
    """
    some = np.greater(whole, 0)
    return np.where(some, part / np.where(some, whole, 1.0), otherwise)


class Zeros:
    """An array of zeros of a shape, without the zeros.

    >>> zeros, ones = Zeros((1, 2)), np.ones((1, 2))
    >>> (ones + zeros) is ones
    True
    >>> (ones * zeros).shape
    (1, 2)
    >>> np.cos(zeros)
    array([[1., 1.]])
    """

    __slots__ = ("shape",)
    dtype = np.dtype(float)

    def __init__(self, shape):
        self.shape = shape

    @property
    def T(self):  # noqa: N802 - numpy's name
        return Zeros(self.shape[::-1])

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return int(np.prod(self.shape))

    def __len__(self):
        return self.shape[0]

    def __repr__(self):
        return f"Zeros({self.shape})"

    def __array__(self, dtype=None, copy=None):
        return np.zeros(self.shape, dtype or float)

    def __getitem__(self, key):
        return Zeros(np.broadcast_to(np.float64(0), self.shape)[key].shape)

    def any(self, *_, **__):
        return False

    def sum(self, axis=None, keepdims=False):
        axes = range(self.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        gone = {place % self.ndim for place in axes}
        sizes = enumerate(self.shape)
        if keepdims:
            return Zeros(tuple(1 if place in gone else size for place, size in sizes))
        return Zeros(tuple(size for place, size in sizes if place not in gone))

    def __add__(self, other):
        return _plus(self, other)

    def __sub__(self, other):
        return _plus(self, -other)

    def __rsub__(self, other):
        return _plus(self, other)

    def __mul__(self, other):
        return _like(self, other)

    def __truediv__(self, other):
        return _like(self, other)

    def __neg__(self):
        return self

    def __matmul__(self, other):
        return Zeros(self.shape[:-1] + other.shape[1:])

    __radd__, __rmul__ = __add__, __mul__

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        rule = RULES.get(ufunc) if method == "__call__" and not options else None
        found = NotImplemented if rule is None else rule(*inputs)
        if found is not NotImplemented:
            return found
        if any(type(place) is Zeros for place in options.get("out", ())):
            raise TypeError("nothing can be written into Zeros")
        real = [np.asarray(x) if type(x) is Zeros else x for x in inputs]
        return getattr(ufunc, method)(*real, **options)


def is_zeros(values):
    """Whether values are Zeros, without looking at numbers."""
    return type(values) is Zeros


def _fits(shape, whole):
    """Whether an array of a shape stretches to the whole: a number, one a draw, or all of it."""
    return shape in ((), whole) or (len(whole) == 2 and shape in ((whole[0], 1), (1, whole[1])))


def _like(zeros, other):
    """Zeros of the shape of both."""
    shape = getattr(other, "shape", ())
    if _fits(shape, zeros.shape):
        return zeros
    return Zeros(np.broadcast_shapes(zeros.shape, shape))


def _plus(zeros, other):
    """The other as it is, stretched where Zeros are the larger; a number stays a number."""
    shape = getattr(other, "shape", ())
    if shape == zeros.shape:
        return other
    if not shape:
        return zeros if other == 0 else other
    whole = np.broadcast_shapes(zeros.shape, shape)
    if type(other) is Zeros:
        return Zeros(whole)
    return other if whole == shape else np.broadcast_to(other, whole)


def _add(one, other):
    return _plus(one, other) if type(one) is Zeros else _plus(other, one)


def _subtract(one, other):
    return _plus(one, -other) if type(one) is Zeros else _plus(other, one)


def _multiply(one, other):
    return _like(one, other) if type(one) is Zeros else _like(other, one)


def _divide(one, other):
    return NotImplemented if type(other) is Zeros else _like(one, other)


def _maximum(one, other):
    """The larger of Zeros and the number zero; otherwise numpy's business."""
    zeros, other = (one, other) if type(one) is Zeros else (other, one)
    zero = type(other) is Zeros or (np.ndim(other) == 0 and other == 0)
    return _like(zeros, other) if zero else NotImplemented


RULES = {
    np.add: _add,
    np.subtract: _subtract,
    np.multiply: _multiply,
    np.true_divide: _divide,
    np.negative: lambda one: one,
    np.absolute: lambda one: one,
    np.expm1: lambda one: one,
    np.maximum: _maximum,
    np.minimum: _maximum,
}
