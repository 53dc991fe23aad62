"""Pairs and counties: what a pair takes from its two counties, and what it adds to them."""

import numpy as np

from narrows.nothing import Zeros, is_zeros


def to_county(by_pair, place, counties):
    """Add up what pairs pay or receive by county.

    Args:
        by_pair: (draw, pair).
        place: place of the county of each pair, (pair,) or, where draws differ, (draw, pair).
        counties: how many there are.

    >>> to_county(np.array([[1.0, 2.0, 4.0]]), np.array([1, 0, 1]), 3)
    array([[2., 5., 0.]])
    >>> to_county(np.ones((2, 2)), np.array([[0, 1], [1, 1]]), 2)
    array([[1., 1.],
           [0., 2.]])
    """
    if is_zeros(by_pair):
        return Zeros((by_pair.shape[0], counties))
    total = np.zeros_like(by_pair, shape=(by_pair.shape[0], counties))
    rows = slice(None) if place.ndim == 1 else np.arange(len(by_pair))[:, None]
    np.add.at(total, (rows, place), by_pair)
    return total


def of_county(by_county, place):
    """What each pair finds at its county (draw, pair).

    Args:
        by_county: (draw, county).
        place: as for `to_county`.

    >>> of_county(np.array([[5.0, 7.0]]), np.array([1, 0, 1]))
    array([[7., 5., 7.]])
    """
    if place.ndim == 1 or is_zeros(by_county):
        return by_county[:, place[0] if place.ndim > 1 else place]
    return np.take_along_axis(by_county, place, axis=1)


def tied(by_pair, roster):
    """What pairs do, by how far each is still in force; the same array where all are in full."""
    return by_pair if roster.tie is None else by_pair * roster.tie


def pairs_of_donor(roster, counties):
    """In how many pairs each pair's donor is, (pair,) or (draw, pair).

    A pair that tapers counts for as much as is left of it; less than one pair counts as one,
    so that what a donor saves on a tapering pair is not given to the same pair again.
    """
    if roster.tie is None:
        return np.bincount(roster.donor, minlength=counties)[roster.donor]
    return of_county(np.maximum(to_county(roster.tie, roster.donor, counties), 1.0), roster.donor)


def entitled(item, roster):
    """Who may be paid by a fund or bond: its mask, or this year's members and their weight."""
    return item.entitled if roster.weight is None or not item.members else roster.weight
