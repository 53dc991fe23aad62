"""Convergence of counties, observed or simulated: speed, spread, clubs, mobility, space."""

from narrows.convergence.clubs import Clubs, LogT, find_clubs, log_t, trend
from narrows.convergence.facts import FACTS, Fact, Panel, stylised_facts
from narrows.convergence.mobility import (
    ergodic,
    income_classes,
    moran,
    pareto_tail,
    rank_mobility,
    shorrocks,
    transition_matrix,
    transitions,
)
from narrows.convergence.speed import (
    Beta,
    beta_convergence,
    common_factor,
    growth_autocorrelation,
    growth_shape,
    half_life,
    relative_growth,
    sigma_path,
    sigma_trend,
    size_volatility,
    tax_buoyancy,
)

__all__ = [
    "FACTS",
    "Beta",
    "Clubs",
    "Fact",
    "LogT",
    "Panel",
    "beta_convergence",
    "common_factor",
    "ergodic",
    "find_clubs",
    "growth_autocorrelation",
    "growth_shape",
    "half_life",
    "income_classes",
    "log_t",
    "moran",
    "pareto_tail",
    "rank_mobility",
    "relative_growth",
    "shorrocks",
    "sigma_path",
    "sigma_trend",
    "size_volatility",
    "stylised_facts",
    "tax_buoyancy",
    "transition_matrix",
    "transitions",
    "trend",
]
