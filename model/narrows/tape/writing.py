"""What is done with arrays, written down as operations on the values of one draw.

Each function takes a Recorder and stand-ins or arrays, and gives a value, mostly with the shape
of the array that it stands for.
"""

from functools import cache

import numpy as np
import scipy.sparse

from .record import FLOAT, PLACE, TRUTH, Untraceable

FULL, LARGEST_FULL = 0.25, 1_000_000  # from which share of its places on a matrix is full


def each(tape, ufunc, inputs):
    """A ufunc on every number."""
    shape = common(tape, [_shape(x) for x in inputs])
    values = [tape.value(x) for x in inputs]
    kinds = _kinds(ufunc, tuple(value.kind for value in values))
    values = [
        value if value.kind == kind else tape.value(x, kind)
        for x, value, kind in zip(inputs, values, kinds, strict=False)
    ]
    width = max(value.width for value in values)
    if len(shape) < 2 and width > 1:
        raise Untraceable("draws beside counties")
    written = tape.write((ufunc, f"{kinds[:-1]}->{kinds[-1]}"), values, width, kinds[-1])
    return written, shape


def _shape(given):
    found = getattr(given, "shape", None)
    return np.shape(given) if found is None else found


def common(tape, shapes):
    """The shape to which shapes stretch."""
    try:
        alike = shapes.count(shapes[0]) == len(shapes)
        shape = shapes[0] if alike else np.broadcast_shapes(*shapes)
    except ValueError:
        raise Untraceable(f"shapes that do not fit: {shapes}") from None
    if len(shape) > 2 or (shape and shape[0] != tape.draws):
        raise Untraceable(f"an array {shape}")
    return shape


@cache
def _kinds(ufunc, kinds):
    """Kinds of a ufunc's numbers, operands first: all truths, or all floats."""
    for kind in TRUTH, FLOAT:
        if kind == FLOAT or all(found == TRUTH for found in kinds):
            loops = [x for x in ufunc.types if x.split("->")[0] == kind * len(kinds)]
            if loops:
                return loops[0].replace("->", "")
    raise Untraceable(f"numpy.{ufunc.__name__} of {kinds}")


def folded(tape, ufunc, array):
    """All numbers of a row folded into one."""
    row = spread(tape, array, array.shape[1])
    return tape.write((ufunc, "dd->d"), (row,), 1, sizes=(row.width,), whole=True, folds=True)


def spread(tape, given, width):
    """The value of a stand-in or array as a row of so many numbers: one number is written out."""
    value = tape.value(given, FLOAT)
    if value.width == width:
        return value
    return tape.write((np.positive, "d->d"), (value,), width)


def select(tape, condition, yes, no):
    """numpy.where."""
    shape = common(tape, [_shape(x) for x in (condition, yes, no)])
    values = (tape.value(condition, TRUTH), tape.value(yes, FLOAT), tape.value(no, FLOAT))
    width = max(value.width for value in values)
    return tape.write("select", values, width), shape


def taken(tape, array, place):
    """Columns of an array, (county,) the same for all draws or (draw, pair)."""
    value, places = tape.value(array, FLOAT), tape.value(place, PLACE)
    shape = (tape.draws, np.shape(place)[-1])
    if value.width == 1:
        return value, shape
    return tape.write("take", (value, places), places.width, whole=True), shape


def added_at(tape, place, by_pair, counties):
    """What pairs (draw, pair) add up to by the places (pair,) or (draw, pair) of counties."""
    pairs = tape.value(place, PLACE)
    operands = (spread(tape, by_pair, pairs.width), pairs)
    return tape.write("add_at", operands, counties, sizes=(pairs.width, counties), whole=True)


def matrix_product(tape, left, right):
    """Counties times a sparse matrix (county, county)."""
    if not scipy.sparse.issparse(right) or len(left.shape) != 2:
        raise Untraceable("a matrix product")
    if not (right.format == "csr" or right.has_sorted_indices):
        raise Untraceable("sums in another order than scipy's")
    matrix = scipy.sparse.csr_array(right)
    row, (rows, columns) = spread(tape, left, matrix.shape[0]), matrix.shape
    if matrix.nnz > FULL * rows * columns and rows * columns <= LARGEST_FULL:
        loop, operands = "pass_on_to_all", (row, tape.value(matrix.toarray().ravel(), FLOAT))
    else:
        places = tape.value(np.concatenate([matrix.indptr, matrix.indices]), PLACE)
        loop, operands = "pass_on", (row, places, tape.value(matrix.data, FLOAT))
    written = tape.write(loop, operands, columns, sizes=(rows, columns), whole=True)
    return written, (tape.draws, columns)


def dot(tape, values, weights):
    """numpy.vecdot with weights that are the same for all draws."""
    width = values.shape[1]
    operands = (spread(tape, values, width), spread(tape, weights, width))
    found = tape.write((np.vecdot, "dd->d"), operands, 1, sizes=(1, width), whole=True)
    return found, (tape.draws,)
