"""How fast narrows is, against what, and whether all agree: `python -m benchmarks`."""
