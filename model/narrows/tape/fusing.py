"""Operations on every number alone, fused into one loop: what is between them stays in registers.

Added, multiplied, divided and compared numbers are the same to the last bit as numpy's, since the
processor has one way to do that; what has several, such as logarithms, is left to numpy's loops.
"""

import numpy as np

from .code import BYTE, LANES, POINTER, REAL, TRUE, Code, several
from .record import FLOAT, TRUTH

ARITHMETIC = {np.add: "fadd", np.subtract: "fsub", np.multiply: "fmul", np.divide: "fdiv"}
COMPARISONS = {
    np.greater: "ogt",
    np.greater_equal: "oge",
    np.less: "olt",
    np.less_equal: "ole",
    np.equal: "oeq",
    np.not_equal: "une",
}
LOGIC = {np.logical_and: "and", np.bitwise_and: "and", np.logical_or: "or", np.bitwise_or: "or"}
EXTREMES = {np.maximum: "ogt", np.minimum: "olt"}
ALONE = {np.square, np.negative, np.positive}
KINDS = {FLOAT: REAL, TRUTH: BYTE}


def can_be_fused(operation):
    """Whether an operation is on every number alone, and done in one way only."""
    if operation.whole or operation.folds:
        return False
    if operation.loop == "select":
        return True
    ufunc, kinds = operation.loop
    if ufunc in LOGIC:
        return kinds == "??->?"
    wanted = "dd->?" if ufunc in COMPARISONS else "dd->d"
    return (kinds == wanted and ufunc in ARITHMETIC | COMPARISONS | EXTREMES) or ufunc in ALONE


def fused(operations, reads, writes, lanes):
    """Text of a loop, but for its name: `@NAME`.

    Args:
        operations: in order.
        reads: (value, whether it is a row) of all that is read and not fixed, as given to it.
        writes: values that are written, given behind those that are read.
        lanes: for how many numbers at a time: several, one, or several and then one by one.
    """
    code = Code()
    arrays = [code.load("%arrays", k, POINTER) for k in range(len(reads) + len(writes))]
    told = list(zip(reads, arrays, strict=False))
    numbers = {id(v): _number(code, v, array) for (v, row), array in told if not row}
    rows = [(value, array) for (value, row), array in told if row]
    out = list(zip(writes, arrays[len(reads) :], strict=True))
    size, start = code.load("%sizes", 0), 0
    if LANES in lanes:
        spread = {key: code.spread(number, kind) for key, (number, kind) in numbers.items()}
        even = code.whole("and", size, -LANES)
        with code.each(0, even, LANES) as k:
            _Loop(code, spread, LANES).run(operations, rows, out, k)
        start = even
    if 1 in lanes:
        single = {key: number for key, (number, _) in numbers.items()}
        with code.each(start, size) as k:
            _Loop(code, single, 1).run(operations, rows, out, k)
    return code.text("@NAME(ptr %arrays, ptr %sizes, ptr %steps, ptr %data)")


def lanes_for(size):
    """How many numbers at a time for rows of a length, or for draws of one number."""
    if size < LANES:
        return (1,)
    return (LANES,) if size % LANES == 0 else (LANES, 1)


def _number(code, value, array):
    """A number that is the same for all of a row, and its kind."""
    number = code.load(array, 0, KINDS[value.kind])
    if value.kind == TRUTH:
        return code.new(f"icmp ne {BYTE} {number}, 0"), TRUE
    return number, REAL


class _Loop:
    """One round of a loop, for one number or several.

    Args:
        code: the function.
        known: {id of a value: its name}.
        lanes: how many numbers.
    """

    def __init__(self, code, known, lanes):
        self.code, self.known, self.lanes = code, known, lanes

    def run(self, operations, rows, out, k):
        """Read, reckon, write."""
        for value, array in rows:
            self.known[id(value)] = self._read(value, array, k)
        for operation in operations:
            self.known[id(operation.result)] = self._done(operation)
        for value, array in out:
            self._write(value, array, k)

    def _of(self, kind):
        return several(kind) if self.lanes > 1 else kind

    def _read(self, value, array, k):
        kind = KINDS[value.kind]
        found = self.code.load(array, k, self._of(kind), of=kind)
        if value.kind == TRUTH:
            zero = "zeroinitializer" if self.lanes > 1 else "0"
            return self.code.new(f"icmp ne {self._of(BYTE)} {found}, {zero}")
        return found

    def _write(self, value, array, k):
        kind, found = KINDS[value.kind], self.known[id(value)]
        if value.kind == TRUTH:
            found = self.code.new(f"zext {self._of(TRUE)} {found} to {self._of(BYTE)}")
        self.code.store(found, array, k, self._of(kind), of=kind)

    def _operand(self, value):
        if id(value) not in self.known:
            self.known[id(value)] = self._fixed(value)
        return self.known[id(value)]

    def _fixed(self, value):
        number = value.fixed[0]
        if value.kind == TRUTH:
            kind, word = TRUE, str(bool(number)).lower()
        else:
            kind, word = REAL, f"0x{np.float64(number).view(np.uint64):016X}"
        if self.lanes == 1:
            return word
        return f"<{', '.join(f'{kind} {word}' for _ in range(self.lanes))}>"

    def _done(self, operation):
        """Name of an operation's result."""
        real, truth = self._of(REAL), self._of(TRUE)
        names = [self._operand(value) for value in operation.operands]
        if operation.loop == "select":
            return self.code.choose(names[0], real, *names[1:], truth=truth)
        ufunc, _ = operation.loop
        if ufunc in EXTREMES:
            return self._extreme(EXTREMES[ufunc], *names)
        if ufunc is np.positive:
            return names[0]
        return self.code.new(_instruction(ufunc, real, truth, *names))

    def _extreme(self, beyond, one, other):
        """The larger or smaller of two; no number where one of them is none, as numpy does."""
        new, real, truth = self.code.new, self._of(REAL), self._of(TRUE)
        first = new(f"fcmp {beyond} {real} {one}, {other}")
        found = self.code.choose(first, real, one, other, truth)
        none = new(f"fcmp uno {real} {one}, {one}")
        return self.code.choose(none, real, one, found, truth)


def _instruction(ufunc, real, truth, one, other=None):
    """What the processor is told for a ufunc."""
    if ufunc in ARITHMETIC:
        return f"{ARITHMETIC[ufunc]} {real} {one}, {other}"
    if ufunc in COMPARISONS:
        return f"fcmp {COMPARISONS[ufunc]} {real} {one}, {other}"
    if ufunc in LOGIC:
        return f"{LOGIC[ufunc]} {truth} {one}, {other}"
    return f"fmul {real} {one}, {one}" if ufunc is np.square else f"fneg {real} {one}"
