"""Tests find their neighbours, and need no screen."""

import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
os.environ.setdefault("MPLBACKEND", "Agg")
# What is kept between runs is kept for the tests alone, in processes they start too.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="narrows-tests-")
