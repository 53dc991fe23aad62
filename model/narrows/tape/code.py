"""Text of functions in LLVM's language, with the few things that are done in them."""

from contextlib import contextmanager

INT, BYTE, TRUE, REAL, POINTER = "i64", "i8", "i1", "double", "ptr"
LANES = 8  # numbers at a time; LLVM makes of them what the processor has


def several(kind):
    """So many of a kind side by side."""
    return f"<{LANES} x {kind}>"


class Code:
    """A function under construction."""

    def __init__(self):
        self.lines, self._names, self._block = [], 0, "begin"

    def text(self, head):
        """The finished function."""
        # Windows would have large frames probed by a function that is not there.
        start = f'define void {head} "no-stack-arg-probe" {{'
        return "\n".join((start, "begin:", *self.lines, "ret void", "}"))

    def new(self, instruction):
        """Name of what an instruction gives."""
        name = f"%{self._name()}"
        self.lines.append(f"{name} = {instruction}")
        return name

    def _name(self):
        self._names += 1
        return f"n{self._names}"

    def whole(self, operation, one, other):
        """Add, sub, mul or and of whole numbers."""
        return self.new(f"{operation} {INT} {one}, {other}")

    def load(self, pointer, index, kind=INT, of=None):
        """Number, or several, at a place of an array of a kind."""
        place = self.at(pointer, index, of or kind)
        return self.new(f"load {kind}, ptr {place}, align {1 if BYTE in kind else 8}")

    def store(self, value, pointer, index, kind=INT, of=None):
        """Write a number, or several, to a place of an array of a kind."""
        place = self.at(pointer, index, of or kind)
        self.lines.append(f"store {kind} {value}, ptr {place}, align {1 if BYTE in kind else 8}")

    def at(self, pointer, index, kind=BYTE):
        """Pointer to a place of an array."""
        return self.new(f"getelementptr {kind}, ptr {pointer}, {INT} {index}")

    def smaller(self, one, other):
        """The smaller of two whole numbers."""
        return self.choose(self.new(f"icmp slt {INT} {one}, {other}"), INT, one, other)

    def holds(self, row, column):
        """Whether a column of a row is not zero."""
        return self.new(f"icmp ne {INT} {self.load(row, column)}, 0")

    def choose(self, condition, kind, yes, no, truth=TRUE):
        """One of two, by a condition."""
        return self.new(f"select {truth} {condition}, {kind} {yes}, {kind} {no}")

    def spread(self, value, kind):
        """The same number several times."""
        first = self.new(f"insertelement {several(kind)} poison, {kind} {value}, {INT} 0")
        every = f"{several('i32')} zeroinitializer"
        return self.new(
            f"shufflevector {several(kind)} {first}, {several(kind)} poison, {every}"
        )

    @contextmanager
    def each(self, start, stop, step=1):
        """Repeat what follows while a number goes from start to stop."""
        test, body, after, number, onward = (self._name() for _ in range(5))
        before = self._block
        self._jump(test)
        place = len(self.lines)  # of the number, when it is known where one comes from
        self.lines.append(f"%{onward} = icmp slt {INT} %{number}, {stop}")
        self.lines.append(f"br i1 %{onward}, label %{body}, label %{after}")
        self._begin(body)
        yield f"%{number}"
        following = self.whole("add", f"%{number}", step)
        come = f"[{start}, %{before}], [{following}, %{self._block}]"
        self.lines.insert(place, f"%{number} = phi {INT} {come}")
        self.lines.append(f"br label %{test}")
        self._begin(after)

    @contextmanager
    def when(self, condition):
        """Do what follows where a condition holds."""
        body, after = self._name(), self._name()
        self.lines.append(f"br i1 {condition}, label %{body}, label %{after}")
        self._begin(body)
        yield
        self._jump(after)

    def _jump(self, block):
        self.lines.append(f"br label %{block}")
        self._begin(block)

    def _begin(self, block):
        self.lines.append(f"{block}:")
        self._block = block
