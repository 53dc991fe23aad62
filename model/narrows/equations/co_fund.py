"""Funds that public money opens and firms join."""


def invested(money, leverage):
    """Capital that comes of public money in a co-invested fund.

    I = F (1 + l)

    Args:
        money: F, public money, million per year (draw, pair).
        leverage: l, money of firms for each unit of public money that would not have been
            invested otherwise; announced ratios of 3 or 4 count all of it (draw, 1).

    Returns:
        I, million per year (draw, pair).

    Source: ours.

    >>> invested(100.0, 0.5)
    150.0
    """
    return money * (1 + leverage)
