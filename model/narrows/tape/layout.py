"""The table by which the machine plays a tape.

Where there are more counties than fit the cache side by side, operations on every county alone
are played part by part, between those that need whole rows.
"""

from dataclasses import dataclass

import numpy as np

from .columns import ARRAY_COLUMNS, COLUMNS
from .fusing import fused, lanes_for
from .loops import loop
from .machine import machine
from .places import FIXED, PART, Place, Places
from .schedule import scheduled

TOGETHER_AT_MOST = 560  # numbers of a row of all draws played together


@dataclass(frozen=True)
class Layout:
    """A tape ready to be played, but for the addresses of what is given and what comes out.

    Args:
        table: operations, for the machine.
        arrays: their arrays, with offsets in place of addresses.
        origin: place of each array in the list of addresses: FIXED, SCRATCH, then what is given,
            then what comes out.
        passages: for the machine.
        tile: draws played together.
        scratch: bytes needed.
        kept: arrays whose addresses stand in the tables.
    """

    table: np.ndarray
    arrays: np.ndarray
    origin: np.ndarray
    passages: np.ndarray
    tile: int
    scratch: int
    kept: list


ZERO = np.zeros(1)


def laid_out(operations, outputs, given):
    """Lay out a tape.

    Args:
        operations: in order.
        outputs: values that come out, each in an array of its own.
        given: number of arrays given.
    """
    steps = scheduled(operations, outputs)
    passages = [*_passages(steps)]
    widest = max((operation.result.width for step in steps for operation in step.operations),
                 default=1)  # fmt: skip
    places = Places(steps, passages, outputs, given, max(1, TOGETHER_AT_MOST // widest))
    rows, starts = [], [0]
    for k, step in enumerate(steps):
        rows += _rows(step, places, k)
        starts.append(len(rows))
    return _tables(rows, [(starts[a], starts[b], n) for a, b, n in passages], places)


def _tables(rows, passages, places):
    """The layout of finished rows."""
    arrays = [place for row in rows for place in row.places]
    steps = np.array([step for row in rows for step in row.steps], np.int64)
    addresses = machine().loops([row.loop for row in rows if isinstance(row.loop, str)])
    addresses, table, first, step = iter(addresses), [], 0, steps.ctypes.data
    for row in rows:
        where = (next(addresses), 0) if isinstance(row.loop, str) else loop(*row.loop)
        sizes = (*row.sizes, 0)[:2]
        table.append((*where, step, *sizes, row.in_parts, row.together, first, len(row.places)))
        first, step = first + len(row.places), step + 8 * len(row.steps)
    return Layout(
        table=np.array(table, np.int64).reshape(-1, COLUMNS),
        arrays=np.array(
            [(p.offset, p.by_draw, p.by_tile, p.step * p.moves) for p in arrays], np.int64
        ).reshape(-1, ARRAY_COLUMNS),
        origin=np.array([place.origin for place in arrays], np.int64),
        passages=np.array(passages, np.int64).reshape(-1, 3),
        tile=places.tile,
        scratch=places.scratch,
        kept=[*places.kept, steps],
    )


def _in_parts(operation):
    return operation.sizes[0] > PART and not operation.whole


def _passages(steps):
    """(first, after the last, counties to go through) of runs that may be played in parts."""
    start = 0
    for k, step in enumerate(steps):
        if step.first.whole and max(step.first.sizes) > PART:
            yield from _run(steps, start, k)
            yield k, k + 1, 1
            start = k + 1
    yield from _run(steps, start, len(steps))


def _run(steps, start, stop):
    if start < stop:
        inside = [step.first for step in steps[start:stop]]
        yield start, stop, max(op.sizes[0] if _in_parts(op) else 1 for op in inside)


@dataclass(frozen=True)
class Row:
    """A loop to be called.

    Args:
        loop: (ufunc, kinds of its numbers), name of a kernel, or text of a fused loop.
        places: of its arrays.
        steps: bytes from one number to the next in each of them.
        sizes: how many numbers.
        in_parts: whether it is called part by part of the counties.
        together: whether it is called once for all draws of a tile.
    """

    loop: tuple | str
    places: tuple
    steps: tuple
    sizes: tuple
    in_parts: bool = False
    together: bool = False


def _rows(step, places, k):
    """Rows of the table for step k: two where it folds a row into one number."""
    results = tuple(places.new(value, k) for value in step.writes)
    if len(step.operations) > 1 or step.first.loop == "select":
        rows = [_fused(step, results, places)]
    else:
        reads = tuple(places.of(value) for value in step.first.operands)
        rows = [*(_folding if step.first.folds else _single)(step.first, reads, results)]
    places.release(step, k)
    return rows


def _single(operation, reads, results):
    """One operation by numpy's loop, or by a kernel."""
    arrays = (*reads, *results)
    if operation.loop[0] is np.vecdot:  # over draws first, then within a row
        steps = (*(place.by_draw for place in arrays), 8, 8)
        yield Row(operation.loop, arrays, steps, operation.sizes, together=True)
        return
    alone = operation.whole or _in_parts(operation)
    together = not alone and all(place.goes_on(operation.sizes[0]) for place in arrays)
    steps = tuple(_step(place, together=together) for place in arrays)
    yield Row(operation.loop, arrays, steps, operation.sizes, _in_parts(operation), together)


def _folding(operation, reads, results):
    """A row folded into one number: a sum from zero on, as numpy's; an extreme from the first."""
    (row,), (total,) = reads, results
    zero = operation.loop[0] is np.add
    start = Place(FIXED, ZERO.ctypes.data, 1, 8, 0) if zero else row
    yield Row((np.positive, "d->d"), (start, total), (0, 0), (1,))
    yield Row(operation.loop, (total, row, total), (0, row.step, 0), operation.sizes)


def _fused(step, results, places):
    """Several operations in one loop."""
    operation = step.first
    reads = [v for v in step.reads if v.fixed is None or v.width > 1]
    arrays = (*(places.of(value) for value in reads), *results)
    in_parts = _in_parts(operation)
    together = not in_parts and all(place.goes_on(operation.sizes[0]) for place in arrays)
    steps = [_step(place, together=together) for place in arrays]
    told = [(value, bool(by)) for value, by in zip(reads, steps, strict=False)]
    text = fused(step.operations, told, step.writes, lanes_for(operation.sizes[0]))
    return Row(text, arrays, tuple(steps), operation.sizes, in_parts, together)


def _step(place, *, together):
    return place.size * (place.by_draw > 0) if together else place.step

