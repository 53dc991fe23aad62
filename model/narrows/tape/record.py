"""What a recorder writes down: values of a draw, and the operations between them."""

from dataclasses import dataclass

import numpy as np

FLOAT, TRUTH, PLACE = "d", "?", "l"  # kinds of numbers: numpy's letters for its loops
KINDS = {"f": FLOAT, "b": TRUTH, "i": PLACE}
DTYPES = {FLOAT: np.dtype(float), TRUTH: np.dtype(bool), PLACE: np.dtype(np.int64)}


class Untraceable(Exception):  # noqa: N818 - it is no error: the year is run as it is written
    """What is done with an array cannot be written down as operations on every draw alike."""


@dataclass(eq=False)
class Value:
    """Numbers of one draw.

    Args:
        kind: of the numbers.
        width: how many, one for each county or pair, or one.
        fixed: the numbers, where they are the same for all draws; else None.
        given: place among what is given at each playing, where they are given; else None.
        alike: whether what is given is one number for all draws.
    """

    kind: str
    width: int
    fixed: np.ndarray | None = None
    given: int | None = None
    alike: bool = False


@dataclass(frozen=True)
class Operation:
    """One loop over the numbers of a draw.

    Args:
        loop: (ufunc, kinds of its numbers), or the name of a kernel of the machine.
        operands: values read.
        result: value written.
        sizes: how many numbers: (number,), or two for loops over two.
        whole: whether it needs whole rows; else it may be done on a part of the counties.
        folds: whether it folds all numbers of its operand into one.
    """

    loop: tuple | str
    operands: tuple
    result: Value
    sizes: tuple
    whole: bool = False
    folds: bool = False


class Recorder:
    """Writes down operations; the same operation on the same values is written down once.

    Args:
        draws: how many draws its stand-ins claim to have: a number like no other length.
    """

    def __init__(self, draws):
        self.draws, self.operations, self.values_given = draws, [], []
        self._known = {}

    def given(self, kind, width, *, alike=False):
        """A value that is given at each playing, in the order of asking."""
        value = Value(kind, width, given=len(self.values_given), alike=alike)
        self.values_given.append(value)
        return value

    def value(self, given, kind=None):
        """The value of a stand-in or of numbers that are the same for all draws.

        Args:
            given: stand-in, array, or number.
            kind: which kind of numbers is wanted; None for the kind it has.
        """
        found = given.value if hasattr(given, "value") else self._fixed(given, kind)
        if kind is None or found.kind == kind:
            return found
        if (found.kind, kind) == (TRUTH, FLOAT):
            one, zero = self._fixed(1.0, FLOAT), self._fixed(0.0, FLOAT)
            return self.write("select", (found, one, zero), found.width)
        if (found.kind, kind) == (FLOAT, TRUTH):
            zero = self._fixed(0.0, FLOAT)
            return self.write((np.not_equal, "dd->?"), (found, zero), found.width, TRUTH)
        raise Untraceable(f"{found.kind} where {kind} is wanted")

    def _fixed(self, given, kind):
        row = self._row(np.asarray(given))
        if row.dtype.kind not in KINDS:
            raise Untraceable(f"numbers of kind {row.dtype}")
        kind = kind or KINDS[row.dtype.kind]
        row = np.ascontiguousarray(row, DTYPES[kind])
        return self._once((kind, row.size, row.tobytes()), lambda: Value(kind, row.size, row))

    def _row(self, array):
        """The numbers of one draw of an array in which all draws are alike."""
        if array.ndim <= 1:
            return array.reshape(-1)
        if array.ndim > 2 or array.shape[0] not in (1, self.draws):
            raise Untraceable(f"an array {array.shape}")
        if not (array == array[:1]).all():
            raise Untraceable("numbers of draws that were not given")
        return array[0]

    def operation(self, value):
        """The operation that gives a value; None where none does."""
        return next((op for op in reversed(self.operations) if op.result is value), None)

    def write(self, loop, operands, width, kind=FLOAT, sizes=None, **form):
        """Write an operation down, and return its result."""
        sizes = sizes or (width,)
        key = (loop, *map(id, operands), width, sizes)
        return self._once(key, lambda: self._new(loop, operands, width, kind, sizes, form))

    def _new(self, loop, operands, width, kind, sizes, form):
        result = Value(kind, width)
        self.operations.append(Operation(loop, operands, result, sizes, **form))
        return result

    def _once(self, key, make):
        # Values are kept here as long as the recorder: their ids stay theirs.
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]
