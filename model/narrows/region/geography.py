"""Distances and spatial weights; scipy is imported only where it is needed."""

import numpy as np

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
NEAREST = 6
KINDS = ("contiguity", "border", "nearest")


def great_circle_km(first, second):
    """Great-circle distance between places by the haversine formula.

    Args:
        first: longitude and latitude, degrees (..., 2).
        second: the same.

    Returns:
        km (...,).

    >>> float(great_circle_km(np.array([0.0, 0.0]), np.array([0.0, 1.0])).round(2))
    111.2
    """
    first, second = np.radians(first), np.radians(second)
    half = (second - first) / 2
    lift = np.sin(half[..., 1]) ** 2
    turn = np.cos(first[..., 1]) * np.cos(second[..., 1]) * np.sin(half[..., 0]) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(lift + turn, 0.0, 1.0)))


ALL_WITHIN_REACH = 500  # counties up to which everybody may move anywhere
NEAREST_WITHIN_REACH = 30  # counties within reach in larger regions
DISTANCE_ELASTICITY = 2.25  # lambda of migration: judgement
LEAST_KM = 20.0  # nearer counties are no nearer to movers: they may commute


def adjacency(neighbours, count, values=None):
    """Sparse matrix (count, count) of the neighbour list; ones unless values are given."""
    from scipy import sparse

    data = np.ones(len(neighbours)) if values is None else values
    shape = (count, count)
    return sparse.csr_matrix((data, (neighbours[:, 0], neighbours[:, 1])), shape=shape)


def steps_km(neighbours, count, first, second, step_km):
    """Distance as steps over neighbours; what cannot be reached is one step past the farthest.

    >>> chain = np.array([[0, 1], [1, 0], [1, 2], [2, 1]])
    >>> steps_km(chain, 4, 0, np.array([0, 1, 2, 3]), 50.0).tolist()
    [0.0, 50.0, 100.0, 150.0]
    """
    from scipy.sparse.csgraph import shortest_path

    first, second = np.broadcast_arrays(first, second)
    starts, place = np.unique(first, return_inverse=True)
    graph = adjacency(neighbours, count)
    steps = shortest_path(graph, unweighted=True, indices=starts)
    farthest = steps[np.isfinite(steps)].max()
    steps = np.where(np.isfinite(steps), steps, farthest + 1)
    return steps[place.reshape(first.shape), second] * step_km


def nearest_neighbours(longitude, latitude, nearest=NEAREST):
    """Each county's nearest others, both directions: sorted index pairs (M, 2).

    >>> nearest_neighbours(np.array([0.0, 1.0, 5.0]), np.zeros(3), 1).tolist()
    [[0, 1], [1, 0], [1, 2], [2, 1]]
    """
    from scipy.spatial import cKDTree

    count = len(longitude)
    turn, lift = np.radians(longitude), np.radians(latitude)
    place = [np.cos(lift) * np.cos(turn), np.cos(lift) * np.sin(turn), np.sin(lift)]
    place = np.column_stack(place)
    wanted = min(nearest, count - 1)
    _, found = cKDTree(place).query(place, k=wanted + 1)
    one = np.repeat(np.arange(count), wanted + 1)
    pairs = np.column_stack([one, found.ravel()])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0)


def row_standardised(matrix):
    """Divide each row by its sum; rows without entries stay zero."""
    from scipy import sparse

    sums = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    found = sparse.csr_matrix(sparse.diags(scale) @ matrix)
    found.sort_indices()  # one order of adding up, whoever adds
    return found


def reach(region):
    """How near counties are to each other for those who move, sparse (N, N).

    d^-lambda, for the nearest counties only where there are many; zero for a county itself;
    symmetric, and one for the sum of a row on average.
    """
    from scipy import sparse

    count = len(region)
    if count <= ALL_WITHIN_REACH:
        first, second = np.nonzero(~np.eye(count, dtype=bool))
    elif np.isnan(region.longitude).any():
        first, second = region.neighbours.T
    else:
        pairs = nearest_neighbours(region.longitude, region.latitude, NEAREST_WITHIN_REACH)
        first, second = pairs.T
    if not len(first):  # neither places nor neighbours are known: nobody moves
        return sparse.csr_matrix((count, count))
    apart = np.maximum(region.distance_km(first, second), LEAST_KM)
    near = apart**-DISTANCE_ELASTICITY
    found = sparse.csr_matrix((near * (count / near.sum()), (first, second)), (count, count))
    found.sort_indices()  # one order of adding up, whoever adds
    return found


def weights(region, kind):
    """Row-standardised weights of a region; see Region.weights."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if kind == "nearest" and not np.isnan(region.longitude).any():
        pairs = nearest_neighbours(region.longitude, region.latitude)
        return row_standardised(adjacency(pairs, len(region)))
    border = np.where(region.border_km > 0, region.border_km, np.nan)
    typical = np.nanmedian(border) if np.isfinite(border).any() else 1.0
    values = np.where(np.isfinite(border), border, typical) if kind == "border" else None
    return row_standardised(adjacency(region.neighbours, len(region), values))
