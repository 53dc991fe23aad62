"""Gap and convergence measures: pure functions of (..., county) arrays, and their panel."""

from narrows.measures.catalogue import HEADLINES, MEASURES, Measure, evaluate
from narrows.measures.distribution import TAIL, Distribution, ordinal_ranks, ranks
from narrows.measures.spread import (
    atkinson,
    coefficient_of_variation,
    gini,
    lorenz,
    sd_of_logs,
    theil_l,
    theil_l_between,
    theil_l_within,
    theil_t,
    theil_t_between,
    theil_t_within,
)
from narrows.measures.tails import (
    absolute_gap,
    bottom_share,
    esteban_ray,
    left_bottom,
    p90_p10,
    rank_correlation,
    recipients_over_province,
    top_over_bottom,
    wolfson,
)

__all__ = [
    "HEADLINES",
    "MEASURES",
    "TAIL",
    "Distribution",
    "Measure",
    "absolute_gap",
    "atkinson",
    "bottom_share",
    "coefficient_of_variation",
    "esteban_ray",
    "evaluate",
    "gini",
    "left_bottom",
    "lorenz",
    "ordinal_ranks",
    "p90_p10",
    "rank_correlation",
    "ranks",
    "recipients_over_province",
    "sd_of_logs",
    "theil_l",
    "theil_l_between",
    "theil_l_within",
    "theil_t",
    "theil_t_between",
    "theil_t_within",
    "top_over_bottom",
    "wolfson",
]
