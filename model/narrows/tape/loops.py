"""Numpy's own loops and arrays by address, so that a machine needs no Python in between.

A ufunc is a table of compiled loops, one for each kind of numbers, chosen for the processor when
numpy is imported. The table is part of numpy's public C interface (`PyUFuncObject` in its header
`ufuncobject.h`): a loop is called with pointers to the arrays, how many numbers, and the steps.
"""

import ctypes
import sys
from functools import cache


class _Ufunc(ctypes.Structure):
    """The head of numpy's `PyUFuncObject`."""

    _fields_ = (
        ("references", ctypes.c_ssize_t),
        ("kind", ctypes.c_void_p),
        ("inputs", ctypes.c_int),
        ("outputs", ctypes.c_int),
        ("arguments", ctypes.c_int),
        ("identity", ctypes.c_int),
        ("functions", ctypes.POINTER(ctypes.c_void_p)),
        ("data", ctypes.POINTER(ctypes.c_void_p)),
        ("loops", ctypes.c_int),
    )


HEAD = 2 * ctypes.sizeof(ctypes.c_void_p)  # of a Python object: references and kind


def address(array):
    """Where the numbers of an array lie: the first field of numpy's `PyArrayObject`.

    Asking the array itself takes three times as long, and is done fifty times a year.

    >>> import numpy as np
    >>> row = np.zeros(3)
    >>> address(row) == row.ctypes.data
    True
    """
    return ctypes.c_void_p.from_address(id(array) + HEAD).value


@cache
def loop(ufunc, kinds):
    """Address of a loop and of the data it wants.

    Args:
        ufunc: of numpy.
        kinds: of its numbers, as in `ufunc.types`: "dd->d".

    >>> import numpy as np
    >>> loop(np.add, "dd->d") == loop(np.subtract, "dd->d")
    False
    """
    if sys.implementation.name != "cpython" or ctypes.sizeof(ctypes.c_void_p) != 8:
        raise NotImplementedError("addresses are not what they are elsewhere")
    table = _Ufunc.from_address(id(ufunc))
    told = (table.inputs, table.outputs, table.loops)
    if told != (ufunc.nin, ufunc.nout, len(ufunc.types)):
        raise NotImplementedError("numpy's table of loops is not as it was")
    place = ufunc.types.index(kinds)
    return table.functions[place] or 0, (table.data[place] or 0) if table.data else 0
