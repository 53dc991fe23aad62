"""The order in which a tape is played: what is done to every number alone is done together."""

from dataclasses import dataclass
from heapq import heappop, heappush

from .fusing import can_be_fused

MOST_TOGETHER = 64  # operations in one loop: registers are few, and compiling takes time


@dataclass(frozen=True, eq=False)
class Step:
    """Operations done by one loop.

    Args:
        operations: one, or several on every number alone.
        reads: values that come from elsewhere, each once.
        writes: values that others need.
    """

    operations: tuple
    reads: tuple
    writes: tuple

    @property
    def first(self):
        """The operation, or one like all the others."""
        return self.operations[0]


def scheduled(operations, outputs):
    """Steps in order.

    Args:
        operations: in an order in which they can be done.
        outputs: values that come out.
    """
    needed, users = _needed(operations, outputs), {}
    for operation in needed:
        for key in {id(value) for value in operation.operands}:
            users.setdefault(key, []).append(operation)
    wanted = {id(value) for value in outputs}
    return [_step(group, users, wanted) for group in _Queue(needed, users).groups()]


def _needed(operations, outputs):
    """Operations that something depends on, in order."""
    wanted, found = {id(value) for value in outputs}, []
    for operation in reversed(operations):
        if id(operation.result) in wanted:
            found.append(operation)
            wanted.update(map(id, operation.operands))
    return found[::-1]


class _Queue:
    """Operations that wait for others, and those that are ready.

    Args:
        operations: all of them.
        users: {id of a value: operations that read it}.
    """

    def __init__(self, operations, users):
        self._users, self._alone, self._fusable = users, [], {}
        self._place = {id(operation): k for k, operation in enumerate(operations)}
        made = {id(operation.result) for operation in operations}
        self._waits = {id(op): len(made & {id(x) for x in op.operands}) for op in operations}
        for operation in operations:
            if self._waits[id(operation)] == 0:
                self._ready(operation)

    def _ready(self, operation):
        fusable = can_be_fused(operation)
        queue = self._fusable.setdefault(operation.sizes[0], []) if fusable else self._alone
        heappush(queue, (self._place[id(operation)], operation))

    def groups(self):
        """Operations by the step that does them.

        What is ready and cannot be fused is done first; then as much as can be fused into one
        loop, the shortest rows first, since others wait for them.
        """
        while self._alone or self._fusable:
            if self._alone:
                yield [self._next(self._alone)]
                continue
            size = min(self._fusable)
            queue, group = self._fusable[size], []
            while queue and len(group) < MOST_TOGETHER:
                group.append(self._next(queue))
            if not queue:
                del self._fusable[size]
            yield group

    def _next(self, queue):
        """The first of a queue; whoever has waited for it alone is ready now."""
        _, operation = heappop(queue)
        for user in self._users.get(id(operation.result), ()):
            self._waits[id(user)] -= 1
            if self._waits[id(user)] == 0:
                self._ready(user)
        return operation


def _step(group, users, wanted):
    inside = {id(operation) for operation in group}
    results = {id(operation.result) for operation in group}
    reads = {id(x): x for op in group for x in op.operands if id(x) not in results}
    writes = [
        op.result
        for op in group
        if id(op.result) in wanted
        or any(id(user) not in inside for user in users.get(id(op.result), ()))
    ]
    return Step(tuple(group), tuple(reads.values()), tuple(writes))
