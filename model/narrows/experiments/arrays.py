"""Arrays by key: in the memory of one process, or in memory that forked processes share."""

import io
import mmap
import os
import pickle
import weakref
from contextlib import contextmanager

import numpy as np

ROOM = 2**34  # bytes of addresses, not of memory: a page comes into being when it is written
LINE = 64  # bytes; arrays start on a cache line


class OwnArrays:
    """Arrays of zeros by key, made when first asked for.

    >>> arrays = OwnArrays()
    >>> arrays.array(("tax", 2024), (1, 2))[0, 1] = 5
    >>> dict(arrays.items())
    {('tax', 2024): array([[0., 5.]])}
    """

    def __init__(self):
        self.known = {}

    def array(self, key, shape, kind=float):
        """The array under a key; its shape and kind matter when it is first asked for."""
        found = self.known.get(key)
        return self.known.setdefault(key, np.zeros(shape, kind)) if found is None else found

    def items(self):
        """All keys and arrays, in the order in which they were first asked for."""
        return self.known.items()


class SharedArrays:
    """The same for processes forked from one another: whoever asks for a key gets one array.

    Arrays lie one behind the other in a file that exists in memory only. A second such file lists
    what lies where; it is read on from where this process stopped when it meets a new key.
    """

    def __init__(self):
        self.known, self.read, self.end = {}, 0, 0
        self.list = os.memfd_create("narrows-list")
        weakref.finalize(self, os.close, self.list)
        space = os.memfd_create("narrows-arrays")
        try:
            os.ftruncate(space, ROOM)
            self.space = mmap.mmap(space, ROOM)
        finally:
            os.close(space)

    def array(self, key, shape, kind=float):
        """The array under a key; its shape and kind matter when it is first asked for."""
        if key not in self.known:
            with self._alone():
                self._read_on()
                if key not in self.known:
                    entry = pickle.dumps((key, self.end, shape, np.dtype(kind).str))
                    os.pwrite(self.list, entry, self.read)
                    self._read_on()
        return self.known[key]

    def items(self):
        """All keys and arrays, in the order in which they were first asked for."""
        self._read_on()
        return self.known.items()

    def _read_on(self):
        """Meet the arrays which others have made since."""
        new = io.BytesIO(os.pread(self.list, os.fstat(self.list).st_size - self.read, self.read))
        size = len(new.getbuffer())
        while new.tell() < size:
            key, start, shape, kind = pickle.load(new)  # noqa: S301 - our own, never a file of others
            count = int(np.prod(shape))
            flat = np.frombuffer(self.space, kind, count, start)
            self.known[key] = flat.reshape(shape)
            self.end = start + -(-flat.nbytes // LINE) * LINE
        self.read += size

    @contextmanager
    def _alone(self):
        """No other process looks at the list meanwhile; one that dies lets go of it."""
        import fcntl  # Linux has it; this module is imported everywhere

        fcntl.lockf(self.list, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self.list, fcntl.LOCK_UN)
