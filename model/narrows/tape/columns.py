"""Columns of the tables that the machine reads; all numbers have 64 bits."""

# An operation: its loop, and which rows of the other table are its arrays.
LOOP, DATA, STEPS, SIZES, IN_PARTS, TOGETHER, FIRST, NUMBER, COLUMNS = 0, 1, 2, 3, 5, 6, 7, 8, 9
# An array: where it lies, and how far it is to the next draw, tile and county.
BASE, BY_DRAW, BY_TILE, BY_COUNTY, ARRAY_COLUMNS = range(5)
