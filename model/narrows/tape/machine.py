"""The machine that plays a tape: calls one loop after the other, draw by draw, without Python.

It is compiled by LLVM when it is first needed, in a few hundredths of a second, and knows no
equation: a row of its table names a loop and its arrays; a row of its arrays says where one lies,
and how far it is from one draw and from one county to the next.
"""

import ctypes
import hashlib
import threading
from functools import cache

import numpy as np

from .columns import BASE, COLUMNS, DATA, IN_PARTS, LOOP, NUMBER, SIZES, STEPS
from .loops import address, loop


@cache
def machine():
    """The compiled machine; None where it cannot be had, or does not do as numpy does."""
    try:
        built = Machine()
        return built if built.is_right() else None
    except (ImportError, OSError, RuntimeError, NotImplementedError, ValueError):
        return None


def _engine(llvm, text, care):
    """A compiler with what it has compiled first."""
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=care
    )
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text), target)
    engine.finalize_object()
    return engine


class Machine:
    """Plays tables of operations."""

    def __init__(self):
        import llvmlite.binding as llvm

        from . import assembly

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self._llvm = llvm
        # What is the same for all tapes is compiled with care; fused loops without, in a quarter
        # of the time: they were measured to be as fast.
        own, self._fused = _engine(llvm, assembly.text(), 2), _engine(llvm, "", 0)
        self._loops = {name: own.get_function_address(name) for name in assembly.KERNELS}
        self._own, self._compiling = own, threading.Lock()
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        # Called without Python's lock: threads play side by side.
        kind = ctypes.CFUNCTYPE(None, *(pointer,) * 3, *(number,) * 5, pointer)
        self._play = kind(own.get_function_address("play"))

    def loops(self, names):
        """Addresses of loops by name: a kernel of the machine's own, or the text of one.

        Args:
            names: names, and texts of functions `@NAME`.
        """
        with self._compiling:
            self._compile([name for name in dict.fromkeys(names) if name not in self._loops])
        return [self._loops[name] for name in names]

    def _compile(self, new):
        """Compile the texts of fused loops."""
        if new:
            named = {name: f"fused_{hashlib.sha1(name.encode()).hexdigest()}" for name in new}  # noqa: S324
            text = "\n".join(name.replace("@NAME", f"@{named[name]}") for name in new)
            self._fused.add_module(self._llvm.parse_assembly(text))
            self._fused.finalize_object()
            found = {name: self._fused.get_function_address(named[name]) for name in new}
            self._loops |= found

    def play(self, table, arrays, passages, draws, tile, part):
        """Play a table: for every tile of draws every operation.

        Args:
            table: (operation, COLUMNS) int64.
            arrays: (array, ARRAY_COLUMNS) int64.
            passages: (passage, 3) int64: first operation, the one after the last, and the number
                of counties to be gone through part by part.
            draws: range.
            tile: draws at a time.
            part: counties at a time.
        """
        room = np.empty(2 + table[:, NUMBER].max(initial=0), np.int64)
        where = [each.ctypes.data for each in (table, arrays, passages)]
        numbers = len(passages), draws.start, draws.stop, tile, part
        self._play(*where, *numbers, room.ctypes.data)

    def is_right(self):
        """Whether a loop of numpy called by the machine gives what numpy gives."""
        left, right = np.linspace(0.1, 7.7, 9), np.linspace(-3.0, 2.0, 9)
        product, steps = np.zeros(9), np.full(3, 8)
        table = np.zeros((1, COLUMNS), np.int64)
        table[0, [LOOP, DATA]] = loop(np.multiply, "dd->d")
        table[0, [STEPS, SIZES, IN_PARTS, NUMBER]] = steps.ctypes.data, 9, 1, 3
        arrays = np.array([[x.ctypes.data, 0, 0, 8] for x in (left, right, product)])
        self.play(table, arrays, np.array([[0, 1, 9]]), range(1), 1, 4)
        found = [address(x) for x in (left, right, product)]
        return found == arrays[:, BASE].tolist() and np.array_equal(product, left * right)
