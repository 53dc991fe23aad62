"""Names, units, needs; all measures of an ensemble in one go; measures of one year by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from narrows.measures import spread, tails
from narrows.measures.distribution import Distribution, Numbers, ranks

HEADLINES = ("recipients_province", "theil_l")


@dataclass(frozen=True)
class Measure:
    """What the project knows about one measure; its titles are in words, `pictures.measure`.

    Args:
        name: key in tables and scenario files.
        function: f(values or Distribution, weights=None, **needs) -> (...).
        weighted: whether counting by people has a meaning.
        relative: True where the unit of money cancels.
        narrower: "smaller" or "larger": which way the measure moves when the gap narrows; None
            where it says nothing about the gap (mobility).
        needs: further arguments of the function: group, recipients, base_ranks.
    """

    name: str
    function: Callable[..., Numbers]
    weighted: bool = True
    relative: bool = True
    narrower: str | None = "smaller"
    needs: tuple[str, ...] = ()

    def oriented(self, values: ArrayLike) -> Numbers:
        """Turn a larger-is-narrower measure round (1 / value), so that smaller is narrower."""
        return 1 / np.asarray(values) if self.narrower == "larger" else np.asarray(values)


_GROUP, _BASE = ("group",), ("base_ranks",)

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("cv", spread.coefficient_of_variation),
        Measure("sd_logs", spread.sd_of_logs),
        Measure("gini", spread.gini),
        Measure("theil_t", spread.theil_t),
        Measure(
            "theil_t_between",
            spread.theil_t_between,
            needs=_GROUP,
        ),
        Measure(
            "theil_t_within",
            spread.theil_t_within,
            needs=_GROUP,
        ),
        Measure("theil_l", spread.theil_l),
        Measure(
            "theil_l_between",
            spread.theil_l_between,
            needs=_GROUP,
        ),
        Measure(
            "theil_l_within",
            spread.theil_l_within,
            needs=_GROUP,
        ),
        Measure("atkinson_05", partial(spread.atkinson, aversion=0.5)),
        Measure("atkinson_1", partial(spread.atkinson, aversion=1)),
        Measure("atkinson_2", partial(spread.atkinson, aversion=2)),
        Measure("p90_p10", tails.p90_p10),
        Measure("top10_bottom10", tails.top_over_bottom),
        Measure(
            "bottom10_share",
            tails.bottom_share,
            narrower="larger",
        ),
        Measure(
            "absolute_gap",
            tails.absolute_gap,
            relative=False,
        ),
        Measure(
            "recipients_province",
            tails.recipients_over_province,
            narrower="larger",
            needs=("recipients",),
        ),
        Measure(
            "esteban_ray",
            partial(tails.esteban_ray, sensitivity=1),
        ),
        Measure("wolfson", tails.wolfson),
        Measure(
            "spearman",
            tails.rank_correlation,
            weighted=False,
            narrower=None,
            needs=_BASE,
        ),
        Measure(
            "left_bottom10",
            tails.left_bottom,
            weighted=False,
            narrower=None,
            needs=_BASE,
        ),
    )
}


def evaluate(
    output: ArrayLike,
    population: ArrayLike,
    group: ArrayLike,
    *,
    recipients: ArrayLike | None = None,
    base_ranks: dict[str, ArrayLike] | None = None,
) -> dict[tuple[str, str, str], Numbers]:
    """Compute every measure of an ensemble, sharing the sort and the logarithms.

    Args:
        output: GDP (..., county), > 0; GDP per head comes out in its unit per person.
        population: people (..., county) or (county,), > 0.
        group: prefecture of every county, whole numbers, (county,).
        recipients: True for the aided counties, (county,) or (..., county); None leaves the
            measures of recipients out.
        base_ranks: ranks of the base year, {concept: (county,) or (..., county)}; measures of
            movement are left out for a concept that is missing.

    Returns:
        {(measure, weights, concept): (...)}; weights "none" or "population", concept
        "gdp_per_head" or "gdp". Total GDP is never weighted by people.

    >>> panel = evaluate(np.array([[1.0, 6.0]]), np.array([[1.0, 2.0]]), np.array([0, 0]))
    >>> panel["gini", "population", "gdp_per_head"].round(4)      # 2 (1/3) (2/3) 2 / (2 * 7/3)
    array([0.1905])
    """
    population = np.broadcast_to(np.asarray(population, dtype=float), np.shape(output))
    per_head = Distribution(np.asarray(output) / population)
    known = {"group": group, "recipients": recipients}
    by_head = {**known, "base_ranks": (base_ranks or {}).get("gdp_per_head")}
    by_total = {**known, "base_ranks": (base_ranks or {}).get("gdp")}
    panels = {
        ("none", "gdp_per_head"): _panel(per_head, by_head),
        ("population", "gdp_per_head"): _panel(per_head.weighted(population), by_head),
        ("none", "gdp"): _panel(Distribution(output), by_total),
    }
    return {(name, *key): values for key, panel in panels.items() for name, values in panel.items()}


def _panel(counties, known):
    """All measures of one distribution for which what they need is known."""
    return {
        measure.name: measure.function(counties, **{need: known[need] for need in measure.needs})
        for measure in MEASURES.values()
        if (counties.share is None or measure.weighted)
        and all(known[need] is not None for need in measure.needs)
    }


def measure_key(name):
    """(measure, weights, concept) of a measure named alone: by people where that is defined.

    >>> measure_key("theil_l")
    ('theil_l', 'population', 'gdp_per_head')
    """
    weights = "population" if MEASURES[name].weighted else "none"
    return (name, weights, "gdp_per_head")


def base_ranks(flows):
    """Ranks in the base year by each concept (draw, county)."""
    return {"gdp": ranks(flows.output), "gdp_per_head": ranks(flows.output / flows.population)}


def headlines(flows, names, recipients, group):
    """A few measures of GDP per head, by people where that is defined {name: (draw,)}.

    Args:
        flows: of the year.
        names: of the measures.
        recipients: mask (county,).
        group: prefecture of every county (county,).
    """
    counties = Distribution(flows.output / flows.population)
    people = counties.weighted(flows.population)
    known = {"recipients": recipients, "group": group, "base_ranks": ranks(flows.output)}
    return {
        name: MEASURES[name].function(
            people if MEASURES[name].weighted else counties,
            **{need: known[need] for need in MEASURES[name].needs},
        )
        for name in names
    }
