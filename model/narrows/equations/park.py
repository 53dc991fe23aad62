"""A park run by two counties: what it makes, who counts it, who taxes it, and how much is built."""

import numpy as np


def effort(tax_share, reluctance):
    """Part of the planned money that the donor of a park brings, by the tax it gets from it.

    e = 1 - eta (1 - s)

    Args:
        tax_share: s, share of the park's county tax that reaches the donor (draw, pair).
        reluctance: eta, what a donor without any return leaves out (draw, 1).

    Returns:
        e, 0..1 (draw, pair).

    Source: ours; that donors invest more where benefits are shared is a finding of Tang and
    Zhang (2024), its size is judgement.

    >>> effort(np.array([[0.0, 0.5, 1.0]]), 0.4)
    array([[0.6, 0.8, 1. ]])
    """
    return 1 - reluctance * (1 - tax_share)


def extra_output(potential, capital, park_capital, capital_share):
    """Output of a host with its park less output without it.

    Y_e = Y ((1 + K_e / K)^alpha - 1)

    Args:
        potential: Y, potential output without the park, million per year (draw, pair).
        capital: K, the host's private capital, million (draw, pair), > 0.
        park_capital: K_e, capital of the park, million (draw, pair), >= 0.
        capital_share: alpha (draw, 1).

    Returns:
        Y_e, million per year (draw, pair), zero exactly where there is no park.

    Source: the model's own production function, evaluated twice.

    >>> extra_output(np.array([[100.0]]), np.array([[100.0]]), np.array([[21.0]]), 0.5).round(9)
    array([[10.]])
    """
    return potential * np.expm1(capital_share * np.log1p(park_capital / capital))


def divided(amount, donor_share):
    """An amount split between donor and host: (s x, x - s x), adding up to it exactly enough.

    >>> divided(np.array([10.0]), 0.3)
    (array([3.]), array([7.]))
    """
    donors = donor_share * amount
    return donors, amount - donors
