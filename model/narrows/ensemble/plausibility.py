"""What is valid in form and doubtful in meaning: who is chosen, when money falls, how much it is.

One table of ratios with bounds compares what a scenario gives with what there is to receive it.
Nothing here is refused: a doubt is a warning, or a mistake for those who ask to be strict.
"""

from dataclasses import dataclass, field

import numpy as np

from narrows.ensemble.pairs import place, roles, selected
from narrows.ensemble.plan import entitled, intensity
from narrows.model.parameters import PARAMETERS
from narrows.model.sectors.aid import absorbed


@dataclass(frozen=True)
class Doubt:
    """Something to ask about.

    Args:
        code: name of the rule, a key of the words.
        path: flat path of the key it is about.
        values: what the message needs.
        counties: places in the region's table of counties to be named.
    """

    code: str
    path: tuple
    values: dict = field(default_factory=dict)
    counties: tuple = ()


@dataclass(frozen=True)
class Bound:
    """A ratio between two sums, and where it stops being plausible.

    Args:
        of: word for what is divided by.
        low: below it a unit has been forgotten, perhaps.
        high: above it too.
    """

    of: str
    low: float
    high: float


# All bounds are judgement: wide enough that no shipped scenario is doubted.
BOUNDS = {
    "fund_recipients": Bound("recipients_gdp", 1e-6, 0.3),
    "fund_region": Bound("region_gdp", 0.0, 0.05),
    "fund_revenue": Bound("region_revenue", 0.0, 0.3),
    "bond_recipients": Bound("recipients_gdp", 1e-6, 1.0),
    "bond_revenue": Bound("recipients_revenue", 0.0, 20.0),
    "bond_rate": Bound("year", 0.0, 0.15),
    "own_share": Bound("grant", 0.0, 1.0),
    "link_recipients": Bound("recipients_gdp", 1e-7, 0.5),
    "people": Bound("recipients_people", 0.0, 0.01),
    "assistance": Bound("revenue", 0.0, 0.1),
    "general_region": Bound("region_gdp", 1e-6, 0.2),
    "quota_limit": Bound("gdp", 1e-6, 1.0),
    "quota_recipients": Bound("recipients_gdp", 1e-7, 0.5),
    "absorbed": Bound("money", 0.5, np.inf),
}


def doubts(scenario, region):
    """Every Doubt about a scenario in its region.

    >>> from narrows.region import load_region
    >>> from narrows.scenario import load_scenario
    >>> doubts(load_scenario("paired_aid"), load_region("shandong"))
    []
    """
    chosen = roles(scenario, region)
    asked = _Asked(scenario, region, chosen)
    return [*_choices(scenario, region, chosen), *_dates(scenario, region), *asked.ratios()]


def _choices(scenario, region, chosen):
    """Counties on both sides, recipients who are not behind, pairs and selections that differ."""
    if scenario.programme is None:
        return
    weak, strong = selected(scenario, region)
    both = np.intersect1d(weak, strong)
    if len(both):
        yield Doubt("both_sides", ("weak", "select"), counties=tuple(both))
    mean = region.output.sum() / region.population.sum()
    above = chosen.weak[region.output_per_head[chosen.weak] > mean]
    income = region.output[chosen.weak].sum() / max(region.population[chosen.weak].sum(), 1)
    if len(chosen.weak) and income >= mean:
        yield Doubt("above_mean", ("weak", "select"), counties=tuple(above))
    pairs = set(zip(chosen.donor.tolist(), chosen.recipient.tolist(), strict=True))
    back = sorted({min(a, b) for a, b in pairs if (b, a) in pairs})
    if back:
        yield Doubt("reciprocal", ("pairing", "pairs"), counties=tuple(back))
    named = dict.fromkeys(place(region, pair.weak) for pair in scenario.pairing.pairs)
    outside = tuple(county for county in named if county not in weak)
    if outside:
        yield Doubt("outside_selection", ("pairing", "pairs"), counties=outside)


def _dates(scenario, region):
    """Dated values that leave years of the programme empty."""
    timing = scenario.programme
    for path, dated in _dated(scenario):
        always = path[0] == "general_fund" and path[-1] == "amount"
        start = region.base_year + 1 if always else timing and timing.start
        if dated.years and start and dated.years[0] > start:
            values = {"first": dated.years[0], "start": start, "last": dated.years[0] - 1}
            yield Doubt("empty_years", path, values)


def _dated(scenario):
    """Every dated value that is paid, with its path."""
    lists = {"fund": ("amount",), "quota": ("amount",), "link": ("amount", "people")}
    for name, keys in lists.items():
        for item in getattr(scenario, name):
            for key in keys:
                value = getattr(item, key)
                if value is not None:
                    yield (name, item.name or item.kind, key), value
    for name, keys in (
        ("assistance", ("share_of_revenue",)),
        ("general_fund", ("amount", "moved_share")),
    ):
        section = getattr(scenario, name)
        for key in keys if section is not None else ():
            yield (name, key), getattr(section, key)


class _Asked:
    """What a scenario gives against what there is."""

    def __init__(self, scenario, region, chosen):
        self.scenario, self.region, self.chosen = scenario, region, chosen

    def ratios(self):
        """A Doubt for every ratio out of its bounds."""
        if self.scenario.programme is None:
            found = self._general()
        else:
            found = (*self._funds(), *self._bonds(), *self._links(), *self._others(),
                     *self._general(), *self._absorbed())  # fmt: skip
        for name, path, value in found:
            bound = BOUNDS[name]
            if value > 0 and not bound.low <= value <= bound.high:
                code = "implausible_low" if value < bound.low else "implausible_high"
                values = {"ratio": value, "of": bound.of, "low": bound.low, "high": bound.high}
                yield Doubt("not_absorbed" if name == "absorbed" else code, path, values)

    def _sums(self, to):
        """GDP, people and own revenue of those who are paid."""
        mask = entitled(to, self.region, self.chosen)[0]
        r = self.region
        return [max(float(values[mask].sum()), 1e-9) for values in (
            r.output, r.population, r.revenue)]  # fmt: skip

    def _funds(self):
        r = self.region
        for fund in self.scenario.fund:
            path = ("fund", fund.name, "amount")
            most = max(fund.amount.largest, 0.0)
            for key, money in (("amount", most), ("grow_while", _ceiling(fund))):
                at = (*path[:2], key)
                yield "fund_recipients", at, money / self._sums(fund.to)[0]
                yield "fund_region", at, money / r.output.sum()
                yield "fund_revenue", at, money / r.revenue.sum()
            yield "own_share", (*path[:2], "own_share"), fund.own_share or 0.0

    def _bonds(self):
        timing = self.scenario.programme
        for bond in self.scenario.bond:
            path = ("bond", bond.name, "quota")
            times = 1 if bond.issued == "once" else timing.end - timing.start + 1
            output, _, revenue = self._sums(bond.to)
            yield "bond_recipients", path, bond.quota * times / output
            yield "bond_revenue", path, bond.quota * times / revenue
            yield "bond_rate", (*path[:2], "rate"), bond.rate

    def _links(self):
        timing, pairs = self.scenario.programme, len(self.chosen.recipient)
        output, people, _ = self._sums("weak")
        years = timing.end - timing.start + 1
        for link in self.scenario.link:
            path = ("link", link.name or link.kind)
            if link.signed is not None:
                money = link.signed * link.project_size * pairs / years
                yield "link_recipients", (*path, "project_size"), money / output
            if link.amount is not None:
                yield "link_recipients", (*path, "amount"), link.amount.largest * pairs / output
            if link.people is not None:
                sent = link.people.largest * pairs
                yield "people", (*path, "people"), sent / people
                cost = sent * link.cost_per_head
                yield "link_recipients", (*path, "cost_per_head"), cost / output

    def _others(self):
        paid = self.scenario.assistance
        if paid is not None:
            yield "assistance", ("assistance", "share_of_revenue"), paid.share_of_revenue.largest
        for quota in self.scenario.quota:
            path = ("quota", quota.name)
            yield "quota_limit", (*path, "limit"), quota.limit
            capital = quota.amount.largest * quota.capital_per_unit
            yield "quota_recipients", (*path, "amount"), capital / self._sums(quota.to)[0]

    def _general(self):
        general = self.scenario.general_fund
        if general is not None:
            yield "general_region", ("general_fund", "amount"), (
                general.amount.largest / self.region.output.sum()
            )

    def _absorbed(self):
        """Share of a year's money that the recipients can spend at the base year, if it is little.

        Each county is taken to get the same part of its GDP, so this is the most there can be.
        """
        timing = self.scenario.programme
        a = PARAMETERS["absorption_capacity"].default
        for fund in self.scenario.fund:
            money = max(
                fund.amount.at(year) * intensity(timing, year)
                for year in range(timing.start, timing.end + 1)
            )
            output = self._sums(fund.to)[0]
            spent = float(absorbed(np.array(money), np.array(output), a))
            yield "absorbed", ("fund", fund.name, "amount"), spent / money if money else 0.0


def _ceiling(fund):
    return fund.grow_while.ceiling if fund.grow_while is not None else 0.0
