"""How much of a reward for tax growth is luck, and not anybody's doing."""


def luck_share(growth):
    """Part of the differences in one year's growth that is luck, not the county.

    lambda = mean_i var_d g_di / (mean_i var_d g_di + var_i mean_d g_di), g less the draw's mean

    Args:
        growth: tax growth of the counties that compete, per year (draw, county).

    Returns:
        0..1.

    >>> import numpy as np
    >>> luck_share(np.array([[0.0, 0.1], [0.0, 0.1]]))
    0.0
    >>> luck_share(np.array([[0.0, 0.1], [0.1, 0.0]]))
    1.0
    """
    own = growth - growth.mean(1, keepdims=True)  # only differences between the counties matter
    luck, county = own.var(0).mean(), own.mean(0).var()
    return float(luck / (luck + county)) if luck + county > 0 else 0.0


def reward_luck(results, year):
    """Luck in what a reward of the recipients' tax growth in a year pays for.

    Args:
        results: Results of a run.
        year: compared with the year before.

    Returns:
        0..1: 1 if who is rewarded is drawn by lot.
    """
    row = list(results.experiment.years).index(year)
    tax = results.counties["tax"]["programme"][:, :, results.experiment.roles.weak].astype(float)
    return luck_share(tax[row] / tax[row - 1] - 1)
