"""Who is weak, who is strong, who aids whom."""

from dataclasses import dataclass, field, fields

import numpy as np

from narrows.model import randomness
from narrows.model.sectors import matching
from narrows.model.sectors.matching import NOBODY

UNKNOWN = -1
FARTHEST = 1e6  # km: stands for places between which there is no way


def place(region, name):
    """Place of a county by code or name (the scenario was checked: there is exactly one)."""
    row = region.index.get(name)
    return region.find(name)[0] if row is None else row


def _known(region, code):
    return UNKNOWN if code is None else region.index[code]


class Matching:
    """A scenario's pairing section at work in a region.

    Args:
        scenario: for [pairing] and the seed of lots.
        region: its Region.
    """

    def __init__(self, scenario, region):
        self.wanted, self.region = scenario.pairing, region
        self.seed = scenario.ensemble.seed
        self.required = self._places(self.wanted.pairs)
        self.forbidden = self._places(self.wanted.forbidden)

    @property
    def rule(self):
        """The rule that makes pairs: where pairs are announced, the one that fills them."""
        return self.wanted.fill if self.wanted.rule == "announced" else self.wanted.rule

    def _places(self, rows):
        return [(place(self.region, r.strong), place(self.region, r.weak)) for r in rows]

    def laid_down(self):
        """Pairs known beforehand: of the scenario, then the announced ones that may be."""
        pairs = [(donor, recipient, "scenario") for donor, recipient in self.required]
        taken = {recipient for _, recipient in self.required}
        announced = self.region.announced if self.wanted.rule == "announced" else ()
        for pair in announced:
            donor, recipient = (_known(self.region, code) for code in (pair.strong, pair.weak))
            if recipient not in taken and self._may_be(donor, recipient):
                pairs.append((donor, recipient, pair.status))
        return pairs

    def _may_be(self, donor, recipient):
        """Whether a pair is allowed; one with an unknown side still is."""
        if UNKNOWN in (donor, recipient):
            return True
        return bool(self.allowed(np.array([recipient]), np.array([donor]))[0, 0])

    def allowed(self, weak, strong):
        """Pairs that a rule may make: near enough, not forbidden, of two counties."""
        may = weak[:, None] != strong[None, :]
        if self.wanted.max_distance is not None:
            may &= self.distance(weak, strong) <= self.wanted.max_distance
        for donor, recipient in self.forbidden:
            may &= ~((weak == recipient)[:, None] & (strong == donor)[None, :])
        return may

    def distance(self, weak, strong):
        """Kilometres between all of the weak and all of the strong (weak, strong)."""
        return np.minimum(self.region.distance_km(weak[:, None], strong[None, :]), FARTHEST)

    def complete(self, laid_down, weak, strong):
        """Fill unknown sides of laid-down pairs and pair the other weak counties by the rule.

        Returns:
            List of (donor, recipient, status).
        """
        if self.wanted.rule == "none":
            return laid_down
        known = {pair[1] for pair in laid_down}
        free = [county for county in weak if county not in known]
        pairs, wanting = [], []
        for donor, recipient, status in laid_down:
            found = recipient if recipient != UNKNOWN else self._take(free, donor)
            if found is None:
                continue
            (wanting if donor == UNKNOWN else pairs).append((donor, found, status))
        if self.rule != "none":
            wanting += [(UNKNOWN, county, "rule") for county in free]
            pairs += self._give_donors(wanting, pairs, strong)
        return _in_order(pairs, laid_down)

    def _take(self, free, donor):
        """The first free weak county that may be with a donor, taken off the list."""
        fitting = [c for c in free if self.rule != "none" and self._may_be(donor, c)]
        if fitting:
            free.remove(fitting[0])
        return fitting[0] if fitting else None

    def _give_donors(self, wanting, made, strong):
        """Donors for weak counties that have none, by the rule, beside the pairs already made."""
        if not wanting or not len(strong):
            return []
        weak = np.array([recipient for _, recipient, _ in wanting])
        r = self.region
        sides = self.sides(weak, strong, r.output, r.population, r.revenue, 0)
        load = np.array([sum(pair[0] == donor for pair in made) for donor in strong])
        found = self.find(weak, strong, sides, load, len(made) + len(wanting))
        return [
            (int(strong[partner]), recipient, status)
            for (_, recipient, status), row in zip(wanting, found, strict=True)
            for partner in row
            if partner != NOBODY
        ]

    def find(self, weak, strong, sides, load, number):
        """Donors by the rule: places among the strong (weak, donors_per_weak), or NOBODY.

        Args:
            weak: counties without donor (weak,).
            strong: all strong counties (strong,).
            sides: what the rule looks at.
            load: partners each strong county has already (strong,).
            number: weak counties in all, those with a donor included.
        """
        per_donor, per_weak = self.wanted.weak_per_donor, self.wanted.donors_per_weak
        if per_donor is None:
            capacity = matching.even_capacity(number, len(strong), per_weak, load)
        else:
            capacity = np.maximum(per_donor - load, 0)
        return matching.pair_up(self.rule, sides, self.allowed(weak, strong), capacity, per_weak)

    def anew(self, year, weak, strong, output, population, revenue):
        """Donors chosen again on a later year's figures; required pairs stay.

        Args:
            year: for the lottery.
            weak: weakest first (weak,).
            strong: strongest first (strong,).
            output: GDP of all counties, million (county,).
            population: persons (county,).
            revenue: own revenue, million (county,).

        Returns:
            Places of the donors in the region (weak, donors_per_weak), NOBODY where none is.
        """
        donors = np.full((len(weak), self.wanted.donors_per_weak), NOBODY)
        row = {county: number for number, county in enumerate(weak)}
        made = [(donor, county) for donor, county in self.required if county in row]
        for donor, county in made:
            donors[row[county], 0] = donor
        free = np.flatnonzero(donors[:, 0] == NOBODY)
        if not len(free):
            return donors
        sides = self.sides(weak[free], strong, output, population, revenue, year)
        load = np.array([sum(pair[0] == donor for pair in made) for donor in strong])
        found = self.find(weak[free], strong, sides, load, len(weak))
        donors[free] = np.where(found == NOBODY, NOBODY, strong[found])
        return donors

    def sides(self, weak, strong, output, population, revenue, year):
        """What the rules look at, from a year's figures of all counties (county,).

        What a county absorbs is taken as its schooling times its GDP, what a donor can spare
        as its own revenue: the two that bound assistance in the model.
        """
        region, income = self.region, output / population
        lots = self._lots(year)
        return matching.Sides(
            distance=self.distance(weak, strong),
            weak_income=income[weak],
            strong_income=income[strong],
            weak_sectors=region.sector_shares[weak],
            strong_sectors=region.sector_shares[strong],
            absorption=region.schooling[weak] * output[weak],
            room=revenue[strong],
            weak_lot=lots[weak],
            strong_lot=lots[strong],
            weights=self._weights(),
        )

    def _weights(self):
        """What counts how much in the worth of a pair."""
        names = [one.name for one in fields(matching.Weights)]
        return matching.Weights(**{name: getattr(self.wanted.value, name) for name in names})

    def _lots(self, year):
        """A number for every county: its own, wherever it stands in the table (county,)."""
        count, lot = len(self.region), self.wanted.lot
        numbers = randomness.uniforms(self.seed, "pairing", year, range(lot, lot + 1), count)[0]
        return numbers[np.argsort(np.argsort(np.array(self.region.codes)))]


def _in_order(pairs, laid_down):
    """Pairs as they were laid down, then the others as the rule made them."""
    first = {pair[1]: number for number, pair in enumerate(laid_down) if pair[1] != UNKNOWN}
    return sorted(pairs, key=lambda pair: first.get(pair[1], len(first)))


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


def selected(scenario, region):
    """Places of those whom the scenario selects: the weak, weakest first; the strong likewise."""
    return [_select(getattr(scenario, side).select, region, side) for side in ("weak", "strong")]


def roles(scenario, region):
    """Choose the weak and the strong, and bring them together by the scenario's rule."""
    weak, strong = selected(scenario, region)
    matching = Matching(scenario, region)
    pairs = matching.complete(matching.laid_down(), weak, strong)
    donor, recipient, status = zip(*pairs, strict=True) if pairs else ((), (), ())
    ruled = scenario.pairing.rule != "none"
    alone = [county for county in weak if county not in recipient]
    unpaired = alone if ruled else []
    return Roles(
        weak=_first(weak, [*recipient, *alone]),
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
    """Places of the chosen counties, the weakest (or strongest) first; ties by code.

    `bottom` are the lowest of the ranking and `top` the highest, on either side.
    """
    rising, falling = (_ranked(select, region, sign) for sign in (1, -1))
    order = rising if side == "weak" else falling
    if select.counties is not None:
        chosen = {place(region, name) for name in select.counties}
        return np.array([county for county in order if county in chosen], dtype=int)
    if select.announced:
        codes = {getattr(pair, side) for pair in region.announced} - {None}
        count = max(len(region.announced), len(codes))
        named = [county for county in order if region.codes[county] in codes]
        others = [county for county in order if region.codes[county] not in codes]
        return np.array(named + others[: count - len(named)], dtype=int)
    chosen = rising[: select.bottom] if select.bottom else falling[: select.top]
    return order[np.isin(order, chosen)]


def _ranked(select, region, sign):
    """All counties by what they are ranked by, rising or falling; ties by code."""
    by = region.output if select.by == "gdp" else region.output_per_head
    return np.lexsort((np.array(region.codes), sign * by))
