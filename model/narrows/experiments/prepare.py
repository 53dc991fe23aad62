"""From a scenario and a region to what the model meets: masks, pairs and money by year."""

from dataclasses import dataclass

import numpy as np

from narrows import rng
from narrows.equations import pairing
from narrows.experiments import links
from narrows.parameters import Prior
from narrows.programme import Bond, Fund, GeneralFund, Programme, Projects

USES = {"investment": 0.0, "public_capital": 1.0, "mixed": None}
UNKNOWN = -1


@dataclass(frozen=True)
class Roles:
    """Who is weak, who is strong, and who aids whom, as places in the region's table.

    Args:
        weak: weakest first (weak,).
        strong: strongest first (strong,).
        donor: donor of each pair (pair,).
        recipient: recipient of each pair (pair,).
        status: how each pair is known (pair,).
    """

    weak: np.ndarray
    strong: np.ndarray
    donor: np.ndarray
    recipient: np.ndarray
    status: tuple[str, ...]


def intensity(timing, year):
    """Share of full payment in a year: one from start to end, then falling evenly to nothing.

    >>> from types import SimpleNamespace
    >>> timing = SimpleNamespace(start=2024, end=2025, taper=1)
    >>> [intensity(timing, year) for year in (2023, 2024, 2025, 2026, 2027)]
    [0.0, 1.0, 1.0, 0.5, 0.0]
    """
    if timing is None or year < timing.start:
        return 0.0
    return max(0.0, 1 - max(0, year - timing.end) / (timing.taper + 1))


def roles(scenario, region):
    """Choose the weak and the strong, and bring them together by the scenario's rule."""
    announced = region.announced if scenario.pairing.rule == "announced" else ()
    weak = _select(scenario.weak.select, region, "weak")
    strong = _select(scenario.strong.select, region, "strong")
    laid_down = [
        (place(region, row.strong), place(region, row.weak), "scenario")
        for row in scenario.pairing.pairs
    ]
    laid_down += [
        (_known(region, pair.strong), _known(region, pair.weak), pair.status)
        for pair in announced
    ]
    pairs = _complete(laid_down, weak, strong, scenario, region)
    donor, recipient, status = zip(*pairs, strict=True) if pairs else ((), (), ())
    return Roles(
        weak=_first(weak, recipient),
        strong=_first(strong, donor),
        donor=np.array(donor, dtype=int),
        recipient=np.array(recipient, dtype=int),
        status=tuple(status),
    )


def _first(chosen, paired):
    """The chosen counties, or those that were paired where pairs name them."""
    return np.array(list(dict.fromkeys(paired)) or list(chosen), dtype=int)


def place(region, name):
    """Place of a county by code or name (the scenario was checked: there is exactly one)."""
    row = region.index.get(name)
    return region.find(name)[0] if row is None else row


def _known(region, code):
    return UNKNOWN if code is None else region.index[code]


def _select(select, region, side):
    """Places of the chosen counties, the weakest (or strongest) first."""
    sign = 1 if side == "weak" else -1
    by = region.output if select.by == "gdp" else region.output_per_head
    order = np.argsort(sign * by, kind="stable")
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


def _complete(laid_down, weak, strong, scenario, region):
    """Fill unknown sides of laid-down pairs and pair the other weak counties by the rule."""
    rule = scenario.pairing.rule
    if rule == "none" and not laid_down:
        return []
    if rule == "announced":
        rule = scenario.pairing.fill
    taken_weak = {pair[1] for pair in laid_down}
    taken_strong = {pair[0] for pair in laid_down}
    free_weak = [county for county in weak if county not in taken_weak]
    pairs = []
    for donor, recipient, status in laid_down:
        if recipient == UNKNOWN:
            if not free_weak or rule == "none":
                continue
            recipient = free_weak.pop(0)
        pairs.append([donor, recipient, status])
    if scenario.pairing.rule != "announced":
        pairs += [[UNKNOWN, county, "rule"] for county in free_weak]
    return _give_donors(pairs, [c for c in strong if c not in taken_strong], rule, scenario, region)


def _give_donors(pairs, free_strong, rule, scenario, region):
    """Give a donor to every pair that has none."""
    wanting = [pair for pair in pairs if pair[0] == UNKNOWN]
    if wanting and rule != "none" and free_strong:
        recipients = np.array([pair[1] for pair in wanting])
        distance = region.distance_km(recipients[:, None], np.array(free_strong)[None, :])
        luck = rng.uniforms(scenario.ensemble.seed, "pairing", 0, range(1), len(free_strong))[0]
        for pair, partner in zip(wanting, pairing.RULES[rule](distance, luck), strict=True):
            pair[0] = int(free_strong[partner])
    return [tuple(pair) for pair in pairs if pair[0] != UNKNOWN]


def programme(scenario, region, roles):
    """The programme the model runs."""
    years = range(region.base_year, scenario.horizon.end + 1)
    timing = scenario.programme
    strength = {year: intensity(timing, year) for year in years}
    assistance = scenario.assistance
    return Programme(
        donor=roles.donor,
        recipient=roles.recipient,
        funds=tuple(_fund(fund, strength, region, roles) for fund in scenario.fund),
        bonds=tuple(
            issue
            for bond in scenario.bond
            for issue in _issues(bond, timing, years, region, roles)
        ),
        assistance=_paid(assistance.share_of_revenue, strength) if assistance else {},
        assistance_public_share=USES[assistance.use] if assistance else None,
        projects=_projects(scenario.link, timing),
        agreement=links.agreement(scenario, strength),
        general=_general(scenario.general_fund, strength, region, roles),
    )


def _paid(dated, strength):
    """Amounts by year, without the years in which nothing is paid."""
    paid = {year: dated.at(year) * share for year, share in strength.items()}
    return {year: amount for year, amount in paid.items() if amount > 0}


def entitled(to, region, roles):
    """Mask (1, county) of those who may be paid."""
    mask = np.zeros((1, len(region)), dtype=bool)
    if to == "all":
        mask[:] = True
    elif to == "weak":
        mask[0, roles.weak] = True
    else:
        mask[0, [place(region, name) for name in to]] = True
    return mask


def _fund(fund, strength, region, roles):
    rest = fund.remainder
    return Fund(
        name=fund.name,
        amounts=_paid(fund.amount, strength),
        entitled=entitled(fund.to, region, roles),
        allocation=fund.allocation,
        remainder_share=rest.share if rest else 0.0,
        remainder_allocation=rest.allocation if rest else "equal",
        public_share=USES[fund.use],
    )


def _issues(bond, timing, years, region, roles):
    """One bond a year of issue, so that each has its own grace and term."""
    if timing is None or bond.quota == 0:
        return []
    last = timing.start if bond.issued == "once" else timing.end
    return [
        Bond(
            name=bond.name,
            year=year,
            amount=bond.quota,
            entitled=entitled(bond.to, region, roles),
            allocation=bond.allocation,
            rate=bond.rate,
            term=bond.term,
            grace=bond.grace,
            public_share=USES[bond.use],
        )
        for year in range(timing.start, last + 1)
        if year in years
    ]


def _projects(links, timing):
    """Honoured projects by year, million a pair, spread evenly over the programme's years."""
    relocations = [link for link in links if link.kind == "relocation"]
    total = sum(link.signed * link.project_size * link.honoured_share for link in relocations)
    if timing is None or total == 0:
        return None
    years = range(timing.start, timing.end + 1)
    return Projects({year: total / len(years) for year in years})


def _general(general, strength, region, roles):
    if general is None:
        return None
    return GeneralFund(
        amounts={year: general.amount.at(year) for year in strength},
        status_quo=general.status_quo,
        allocation=general.allocation,
        moved=_paid(general.moved_share, strength),
        entitled=entitled(general.to, region, roles),
    )


def beliefs(scenario):
    """{name: Prior} where the scenario replaces the table's priors."""
    return {
        name: Prior(belief.shape, belief.first, belief.second)
        for name, belief in scenario.parameters.items()
    }
