"""Where the values of a draw lie: in arrays given, in arrays that come out, or in scratch memory.

Rows of scratch memory are used again as soon as a value is not needed any more.
"""

from dataclasses import dataclass

from .record import DTYPES

PART = 1024  # counties at a time
LINE = 64  # bytes of a cache line: rows start on one
FIXED, SCRATCH, GIVEN = 0, 1, 2  # where an array lies: for ever, for a playing, or as given


@dataclass(frozen=True)
class Place:
    """Where a value lies.

    Args:
        origin: place in the list of addresses.
        offset: bytes from that address, or the address itself.
        width: how many numbers a draw has.
        size: bytes of a number.
        by_draw: bytes from one draw to the next.
        moves: whether parts of the counties lie side by side, or all in one place.
        room: bytes of scratch memory.
    """

    origin: int
    offset: int
    width: int
    size: int
    by_draw: int
    moves: bool = True
    room: int = 0

    @property
    def step(self):
        """Bytes from one county to the next."""
        return self.size * (self.width > 1)

    @property
    def by_tile(self):
        """Bytes from a draw to the same place of the next tile's, divided by the tile."""
        return self.by_draw * (self.origin >= GIVEN)

    def goes_on(self, number):
        """Whether the numbers of the next draw follow, or it is one number for all."""
        return self.by_draw == self.size * number or (self.by_draw == 0 and self.width == 1)


class Places:
    """Where every value lies, and which rows of scratch memory are free.

    Args:
        steps: in order.
        passages: (first step, the one after the last, counties) of each passage.
        outputs: values that come out, each in an array of its own.
        given: number of arrays given.
        tile: draws played together.
    """

    def __init__(self, steps, passages, outputs, given, tile):
        self.kept, self.scratch, self.tile = [], 0, tile
        self._free, self._lies = {}, {}
        for number, value in enumerate(outputs):
            self._lies[id(value)] = _outside(value, GIVEN + given + number)
        self._last = {id(x): k for k, step in enumerate(steps) for x in step.reads}
        self._passage = [number for number, (a, b, _) in enumerate(passages) for _ in range(a, b)]

    def of(self, value):
        """Where an operand lies."""
        if id(value) not in self._lies:
            known = value.given is None
            self._lies[id(value)] = (
                self.fixed(value.fixed) if known else _outside(value, GIVEN + value.given)
            )
        return self._lies[id(value)]

    def fixed(self, numbers):
        """Where numbers lie that are the same for all draws."""
        self.kept.append(numbers)
        return Place(FIXED, numbers.ctypes.data, len(numbers), numbers.itemsize, 0)

    def new(self, value, k):
        """Where what step k writes is to lie."""
        if id(value) not in self._lies:
            self._lies[id(value)] = self._in_scratch(value, k)
        return self._lies[id(value)]

    def _in_scratch(self, value, k):
        # A long row that is needed within its passage alone takes the room of a part. Such rooms
        # are written again for every part: no other value may come to lie in them.
        short = value.width > PART and self._passage[self._last[id(value)]] == self._passage[k]
        size = DTYPES[value.kind].itemsize
        width = PART if short else value.width
        room = -(-width * size * self.tile // LINE) * LINE
        free = self._free.setdefault((room, short), [])
        if not free:
            free.append(self.scratch)
            self.scratch += room
        return Place(
            SCRATCH, free.pop(), value.width, size, size * width, moves=not short, room=room
        )

    def release(self, step, k):
        """Rows whose last use was step k are free again."""
        for key in map(id, step.reads):
            place = self._lies.get(key)  # none for a number that stands in the loop itself
            if place and place.origin == SCRATCH and self._last[key] == k:
                self._free[place.room, not place.moves].append(place.offset)


def _outside(value, origin):
    size = DTYPES[value.kind].itemsize
    return Place(origin, 0, value.width, size, 0 if value.alike else size * value.width)
