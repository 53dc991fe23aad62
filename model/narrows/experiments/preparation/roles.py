"""Who is weak, who is strong, and who aids whom: a scenario's choices as places in the region."""

from dataclasses import dataclass, field

import numpy as np

from narrows.experiments.preparation.matching import Matching, place


@dataclass(frozen=True)
class Roles:
    """Who is weak, who is strong, and who aids whom, as places in the region's table.

    Args:
        weak: weakest first (weak,).
        strong: strongest first (strong,).
        donor: donor of each pair (pair,).
        recipient: recipient of each pair (pair,).
        status: how each pair is known (pair,).
        unpaired: weak counties for which the rule found no donor (county,).
    """

    weak: np.ndarray
    strong: np.ndarray
    donor: np.ndarray
    recipient: np.ndarray
    status: tuple[str, ...]
    unpaired: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))


def roles(scenario, region):
    """Choose the weak and the strong, and bring them together by the scenario's rule."""
    weak = _select(scenario.weak.select, region, "weak")
    strong = _select(scenario.strong.select, region, "strong")
    matching = Matching(scenario, region)
    pairs = matching.complete(matching.laid_down(), weak, strong)
    donor, recipient, status = zip(*pairs, strict=True) if pairs else ((), (), ())
    ruled = scenario.pairing.rule != "none"
    unpaired = [county for county in weak if county not in recipient] if ruled else []
    return Roles(
        weak=_first(weak, [*dict.fromkeys(recipient), *unpaired] if pairs else ()),
        strong=_first(strong, donor),
        donor=np.array(donor, dtype=int),
        recipient=np.array(recipient, dtype=int),
        status=tuple(status),
        unpaired=np.array(unpaired, dtype=int),
    )


def _first(chosen, paired):
    """The chosen counties, or those that were paired where pairs name them."""
    return np.array(list(dict.fromkeys(paired)) or list(chosen), dtype=int)


def _select(select, region, side):
    """Places of the chosen counties, the weakest (or strongest) first; ties by code."""
    sign = 1 if side == "weak" else -1
    by = region.output if select.by == "gdp" else region.output_per_head
    order = np.lexsort((np.array(region.codes), sign * by))
    if select.counties is not None:
        chosen = {place(region, name) for name in select.counties}
        return np.array([county for county in order if county in chosen], dtype=int)
    if select.announced:
        codes = {getattr(pair, side) for pair in region.announced} - {None}
        count = max(len(region.announced), len(codes))
        named = [county for county in order if region.codes[county] in codes]
        others = [county for county in order if region.codes[county] not in codes]
        return np.array(named + others[: count - len(named)], dtype=int)
    number = select.bottom or select.top
    return order[: min(number, len(order) // 2)]
