"""The machine's own code: `play`, and loops over whole rows that numpy does not have.

A loop is called as numpy calls its own: with pointers to its arrays, how many numbers, and the
steps in bytes between them.
"""

from .code import INT, LANES, POINTER, REAL, Code, several
from .columns import (
    ARRAY_COLUMNS,
    BASE,
    BY_COUNTY,
    BY_DRAW,
    BY_TILE,
    COLUMNS,
    DATA,
    FIRST,
    IN_PARTS,
    LOOP,
    NUMBER,
    SIZES,
    STEPS,
    TOGETHER,
)

PLAY = (
    "@play(ptr %table, ptr %arrays, ptr %passages, i64 %number, i64 %first, i64 %last, "
    "i64 %tile, i64 %part, ptr %room)"
)


def text():
    """All of it."""
    return "\n".join([_play(), *(_kernel(name, body) for name, body in KERNELS.items())])


def _play():
    """Play a table.

    For every tile of draws, for every passage, part by part of the counties, for every operation:
    move its pointers to the draws and the part, and call its loop, once for the draws of the tile
    together or once for each. What needs no parts is done with the first.
    """
    code = Code()
    whole = code.whole
    with code.each("%first", "%last", "%tile") as draw, code.each(0, "%number") as passage:
        draws = code.smaller(whole("sub", "%last", draw), "%tile")
        told = code.at("%passages", whole("mul", passage, 3), INT)
        start, stop, counties = (code.load(told, k) for k in range(3))
        with code.each(0, counties, "%part") as county, code.each(start, stop) as place:
            row = code.at("%table", whole("mul", place, COLUMNS), INT)
            in_parts = code.holds(row, IN_PARTS)
            first = code.new(f"icmp eq {INT} {county}, 0")
            with code.when(code.new(f"or i1 {in_parts}, {first}")):
                together = code.holds(row, TOGETHER)
                left = code.smaller(whole("sub", code.load(row, SIZES), county), "%part")
                size = code.choose(in_parts, INT, left, code.load(row, SIZES))
                joint = whole("mul", size, draws)
                code.store(code.choose(together, INT, joint, size), "%room", 0)
                code.store(code.load(row, SIZES + 1), "%room", 1)
                with code.each(0, code.choose(together, INT, 1, draws)) as within:
                    _call(code, row, draw, within, county)
    return code.text(PLAY)


def _call(code, row, draw, within, county):
    """Call the loop of a row for draw `within` of the tile at `draw`, from a county on."""
    whole = code.whole
    arrays = code.at("%arrays", whole("mul", code.load(row, FIRST), ARRAY_COLUMNS), INT)
    with code.each(0, code.load(row, NUMBER)) as k:
        array = code.at(arrays, whole("mul", k, ARRAY_COLUMNS), INT)
        tile = whole("mul", code.load(array, BY_TILE), draw)
        inside = whole("mul", code.load(array, BY_DRAW), within)
        along = whole("mul", code.load(array, BY_COUNTY), county)
        offset = whole("add", whole("add", tile, inside), along)
        pointer = code.at(code.load(array, BASE, POINTER), offset)
        code.store(pointer, "%room", whole("add", k, 2), POINTER)
    loop, data, steps = (code.load(row, column, POINTER) for column in (LOOP, DATA, STEPS))
    given = code.at("%room", 2, INT), "%room", steps, data
    code.lines.append(f"call void {loop}({', '.join(f'ptr {x}' for x in given)})")


def _kernel(name, body):
    """A loop with its arrays and sizes taken apart."""
    code = Code()
    body(code, [code.load("%sizes", k) for k in range(2)])
    return code.text(f"@{name}(ptr %arrays, ptr %sizes, ptr %steps, ptr %data)")


def _arrays(code, number):
    return [code.load("%arrays", k, POINTER) for k in range(number)]


def _take(code, sizes):
    """Columns of a row: out[k] = row[place[k]]."""
    row, place, out = _arrays(code, 3)
    with code.each(0, sizes[0]) as k:
        code.store(code.load(row, code.load(place, k), REAL), out, k, REAL)


def _add_at(code, sizes):
    """The sum by place: out = 0, then out[place[k]] += value[k] for each pair k in order."""
    values, place, out = _arrays(code, 3)
    _zeros(code, out, sizes[1])
    with code.each(0, sizes[0]) as k:
        _add(code, out, code.load(place, k), code.load(values, k, REAL))


def _pass_on(code, sizes):
    """Counties times a matrix: out = row @ matrix.

    The matrix is given as ends of its rows with the places behind them, and as weights.
    """
    row, places, weights, out = _arrays(code, 4)
    _zeros(code, out, sizes[1])
    first = code.whole("add", sizes[0], 1)
    with code.each(0, sizes[0]) as i:
        value = code.load(row, i, REAL)
        some = code.new(f"fcmp une {REAL} {value}, 0.0")  # most counties have nothing to pass on
        ends = code.load(places, i), code.load(places, code.whole("add", i, 1))
        with code.when(some), code.each(*ends) as k:
            more = code.new(f"fmul {REAL} {code.load(weights, k, REAL)}, {value}")
            _add(code, out, code.load(places, code.whole("add", first, k)), more)


def _pass_on_to_all(code, sizes):
    """Counties times a full matrix, its rows one behind the other: out = row @ matrix."""
    row, weights, out = _arrays(code, 3)
    _zeros(code, out, sizes[1])
    even = code.whole("and", sizes[1], -LANES)
    with code.each(0, sizes[0]) as i:
        value = code.load(row, i, REAL)
        spread, real = code.spread(value, REAL), several(REAL)
        start = code.at(weights, code.whole("mul", i, sizes[1]), REAL)
        with code.each(0, even, LANES) as k:
            more = code.new(f"fmul {real} {code.load(start, k, real, of=REAL)}, {spread}")
            total = code.new(f"fadd {real} {code.load(out, k, real, of=REAL)}, {more}")
            code.store(total, out, k, real, of=REAL)
        with code.each(even, sizes[1]) as k:
            _add(code, out, k, code.new(f"fmul {REAL} {code.load(start, k, REAL)}, {value}"))


def _zeros(code, out, number):
    with code.each(0, number) as k:
        code.store("0.0", out, k, REAL)


def _add(code, out, place, more):
    total = code.new(f"fadd {REAL} {code.load(out, place, REAL)}, {more}")
    code.store(total, out, place, REAL)


KERNELS = {
    "take": _take,
    "add_at": _add_at,
    "pass_on": _pass_on,
    "pass_on_to_all": _pass_on_to_all,
}
