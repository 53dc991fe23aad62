"""Orders of the donor's firms with the recipient's: demand now, a little learning."""


def called_forth(orders, value_added_share, diverted_share):
    """Output which orders call forth.

    D = va (1 - d) O

    What the supplier only diverts from its other customers adds nothing.

    Args:
        orders: O, value of the orders, million per year (draw, pair).
        value_added_share: va, value added in the value of an order (draw, 1).
        diverted_share: d, part taken from other customers' orders (draw, 1).

    Returns:
        D, million per year (draw, pair).

    Source: ours.

    >>> called_forth(100.0, 0.25, 0.6)
    10.0
    """
    return value_added_share * (1 - diverted_share) * orders
