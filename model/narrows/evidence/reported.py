"""Reported figures of a region beside the model's."""

import numpy as np


def face_validity(results, year=None):
    """What was reported and what is modelled, one row a quantity.

    Args:
        results: Results of a run in a region with [reported] figures.
        year: compared with the year before; None for the year reported.

    Returns:
        Pandas table: quantity, reported, then means over draws of the growth with the programme
        (`with_programme`, beyond the whole region's where the report says so), without it
        (`without`), and of the effect on the level of the year (`level_effect`, `q05`, `q95`).
    """
    import pandas as pd

    told = results.experiment.region.reported
    row = list(results.experiment.years).index(year or told.year)
    rows = []
    for name, (reported, beyond) in told.growth.items():
        grown = {arm: _growth(results, name, arm, row, beyond) for arm in ("programme", "baseline")}
        arms = (_of(results, "recipients", name, arm)[row] for arm in ("programme", "baseline"))
        level = np.divide(*arms)
        rows.append({
            "quantity": name,
            "beyond_whole": beyond,
            "reported": reported,
            "with_programme": grown["programme"].mean(),
            "without": grown["baseline"].mean(),
            "level_effect": level.mean() - 1,
            "q05": np.quantile(level, 0.05) - 1,
            "q95": np.quantile(level, 0.95) - 1,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _growth(results, name, arm, row, beyond):
    """Growth of the recipients' total over a year, less the whole region's if asked (draw,)."""
    own = _of(results, "recipients", name, arm)
    grown = own[row] / own[row - 1] - 1
    if not beyond:
        return grown
    whole = _of(results, "province", name, arm)
    return grown - (whole[row] / whole[row - 1] - 1)


def _of(results, who, name, arm):
    return np.asarray(results.aggregates[f"{who}_{name}"][arm], dtype=float)


def chance_share(growth):
    """Part of the differences in one year's growth that is luck, not the county.

    lambda = mean_i var_d g_di / (mean_i var_d g_di + var_i mean_d g_di), g less the draw's mean

    Args:
        growth: tax growth of the counties that compete, per year (draw, county).

    Returns:
        0..1.

    >>> import numpy as np
    >>> chance_share(np.array([[0.0, 0.1], [0.0, 0.1]]))
    0.0
    >>> chance_share(np.array([[0.0, 0.1], [0.1, 0.0]]))
    1.0
    """
    own = growth - growth.mean(1, keepdims=True)  # only differences between the counties matter
    luck, county = own.var(0).mean(), own.mean(0).var()
    return float(luck / (luck + county)) if luck + county > 0 else 0.0


def reward_chance(results, year):
    """Luck in what a reward of the recipients' tax growth in a year pays for.

    Args:
        results: Results of a run.
        year: compared with the year before.

    Returns:
        0..1: 1 if who is rewarded is drawn by lot.
    """
    row = list(results.experiment.years).index(year)
    tax = results.counties["tax"]["programme"][:, :, results.experiment.roles.weak].astype(float)
    return chance_share(tax[row] / tax[row - 1] - 1)
