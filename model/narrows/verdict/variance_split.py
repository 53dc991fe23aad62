"""How much of an uncertainty is luck, how much parameters, how much structure."""

import numpy as np

from narrows.verdict.records import Split

FEWEST_DRAWS = 60
MOST_DRAWS = 10_000  # more would not move a share by a point, and fill memory with features
CROSSED = 8  # parameters whose products are tried
BENDING = (0.1, 1.0)  # how freely squares and products are used beside straight lines
PENALTIES = np.logspace(-2, 4, 13)


def variance_split(values, parameters, structure=None):
    """Split the variance of draws by the law of total variance.

    Var(D) = Var E(D | structure) + E Var(E(D | parameters, structure) | structure) + rest

    The first term comes from the means of each structure less their sampling error. Inside a
    structure D is regressed on the parameters, their squares and the products of the eight that
    matter most, by ridge regression with the penalty and the curvature that predict best; its R2
    on draws left out (leave-one-out, closed form) is the parameters' share. The rest is luck.

    Bias: what the regression cannot follow (kinks, products of lesser parameters) and what few
    draws hide counts as luck, so luck is an upper bound and the parameters' share a lower one;
    the R2 on the draws used is printed as its upper end.

    Args:
        values: D or a level (draw,).
        parameters: {name: (draw,)}; constant ones are ignored.
        structure: labels (draw,), or None for one structure.

    Returns:
        Split, or None with fewer than 60 draws or no variance.
    """
    values = np.asarray(values, dtype=float)[:MOST_DRAWS]
    parameters = {name: draws[:MOST_DRAWS] for name, draws in parameters.items()}
    structure = None if structure is None else structure[:MOST_DRAWS]
    total = values.var()
    if values.size < FEWEST_DRAWS or not total > (1e-12 * np.abs(values).max()) ** 2:
        return None
    labels = np.zeros(values.size) if structure is None else np.asarray(structure)
    between, inside, parts = _structure(values, labels)
    names = [name for name, draws in parameters.items() if np.ptp(draws) > 0]
    seen = unseen = 0.0
    leading = ()
    if names and between < 1 - 1e-9:
        matrix = np.column_stack([np.asarray(parameters[name], dtype=float) for name in names])
        seen, unseen, order = _explained(inside, matrix, parts)
        leading = tuple(names[place] for place in order[:3])
    within = 1 - between
    return Split(
        luck=within * (1 - unseen),
        parameters=within * unseen,
        structure=between,
        parameters_high=within * max(seen, unseen),
        leading=leading,
    )


def _structure(values, labels):
    """Share of the variance between structures, what is left inside, and the parts."""
    kinds, parts = np.unique(labels, return_inverse=True)
    counts = np.bincount(parts)
    means = np.bincount(parts, values) / counts
    inside = values - means[parts]
    noise = (len(kinds) - 1) * inside.var() / values.size  # of the means themselves
    between = (means[parts].var() - noise) / values.var()
    between = float(np.clip(between, 0, 1)) if len(kinds) > 1 else 0.0
    return between, inside, parts


def _explained(values, matrix, parts):
    """R2 of the regression on draws seen and on draws left out; parameters by importance."""
    scaled = (matrix - matrix.mean(0)) / matrix.std(0)
    order = np.argsort(-np.square(scaled.T @ values), kind="stable")
    chief = scaled[:, order[:CROSSED]]
    pairs = np.triu_indices(chief.shape[1], 1)
    straight = [scaled]
    if parts.max() > 0:  # a parameter may matter in one structure only
        kinds = range(1, parts.max() + 1)
        straight += [scaled * ((parts == kind) - (parts == kind).mean())[:, None] for kind in kinds]
    bent = np.column_stack([scaled**2 - 1, chief[:, pairs[0]] * chief[:, pairs[1]]])
    tried = [_ridge(np.column_stack([*straight, part * bent]), values) for part in BENDING]
    seen, unseen = max(tried, key=lambda pair: pair[1])
    return float(np.clip(seen, 0, 1)), float(np.clip(unseen, 0, 1)), order


def _ridge(features, values):
    """R2 seen and left out of the ridge regression with the best penalty."""
    features = features - features.mean(0)
    values = values - values.mean()
    size, turn = np.linalg.eigh(features.T @ features)
    kept = size > 1e-9 * size[-1]
    left = features @ (turn[:, kept] / np.sqrt(size[kept]))
    shrink = size[kept] / (size[kept] + PENALTIES[:, None])
    residual = values - (shrink * (left.T @ values)) @ left.T
    leverage = np.minimum(shrink @ (left**2).T + 1 / values.size, 1 - 1e-6)
    total = np.mean(values**2)
    seen = 1 - np.mean(residual**2, axis=1) / total
    unseen = 1 - np.mean((residual / (1 - leverage)) ** 2, axis=1) / total
    best = np.argmax(unseen)
    return seen[best], unseen[best]
