"""A year written down once as array operations, and played for every draw.

A year of a block of draws is some hundred and fifty calls of numpy. Each reads its arrays from
memory and writes one back, and Python stands between them; the arrays of a block do not fit
the fast cache. Here a year is run once on stand-ins for arrays that write down what is done with
them (`traced`, `record`). What has been written down is laid out in a few rows of memory
(`layout`), and played draw by draw by a machine that calls the same loops of numpy one after the
other (`loops`, `machine`), so that all but the first inputs and the last outputs stay in the
fastest cache. The numbers are the same to the last bit, since the loops are the same.

What cannot be written down, such as a choice that depends on numbers, is run as it is written.
"""

from .late import changed
from .tapes import Tapes

__all__ = ["Tapes", "changed"]
