"""How much each of several players adds to a whole: alone, and on average over all orders.

Players are numbered from zero; a set of players is the sum of their bits, so 5 is {0, 2}.
Source: Shapley (1953), "A value for n-person games".
"""

from itertools import chain
from math import factorial

import numpy as np


def all_sets(players):
    """Every set of players, as numbers.

    >>> list(all_sets(2))
    [0, 1, 2, 3]
    """
    return range(2**players)


def exact(value, players):
    """Shapley value of each player from the worth of every set.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

    Args:
        value: {set: worth}, worth an array of any shape.
        players: n.

    Returns:
        Array (player, ...).

    >>> exact({0: 0.0, 1: 1.0, 2: 2.0, 3: 5.0}, 2)      # together they make two more
    array([2., 3.])
    """
    n = players
    weight = [factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)]
    return np.array([
        sum(
            weight[s.bit_count()] * (value[s | 1 << i] - value[s])
            for s in all_sets(n)
            if not s >> i & 1
        )
        for i in range(n)
    ])


def orders(players, uniforms):
    """Orders in which players join, each followed by its reverse, which halves the work.

    Args:
        players: n.
        uniforms: random numbers (order, player).

    Returns:
        Array (2 x order, player).
    """
    drawn = np.argsort(uniforms[:, :players], axis=1)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(-1, players)


def joining(order):
    """The sets that come to be as players join in an order, from nobody to all.

    >>> joining([2, 0, 1])
    [0, 4, 5, 7]
    """
    return list(np.cumsum([0, *(1 << int(player) for player in order)]).tolist())


def sets_of(drawn):
    """All sets that come to be in some orders."""
    return sorted(set(chain.from_iterable(joining(order) for order in drawn)))


def sampled(value, drawn):
    """Shapley values from some orders, and the standard error of stopping there.

    Args:
        value: {set: worth (draw,)}.
        drawn: orders, each next to its reverse (order, player).

    Returns:
        (values (player, draw), error of their means over draws (player,)).
    """
    n = drawn.shape[1]
    added = np.zeros((len(drawn), n, *np.shape(value[0])))
    for number, order in enumerate(drawn):
        sets = joining(order)
        for player, before, after in zip(order, sets, sets[1:], strict=False):
            added[number, player] = value[after] - value[before]
    pairs = added.reshape(len(drawn) // 2, 2, *added.shape[1:]).mean(1)
    means = pairs.reshape(*pairs.shape[:2], -1).mean(2)
    error = means.std(0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.full(n, np.nan)
    return pairs.mean(0), error
