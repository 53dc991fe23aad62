"""Policy: who aids whom, with what, when; rules of change; `fund.in_year(2027)`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from narrows.model.terms import NO_TIES, Agreement


@dataclass(frozen=True)
class Use:
    """What money is spent on; what is left over is for firms' investment.

    Args:
        public: part for public works; None takes the parameter for mixed use.
        skills: part for schools and training.
        consumption: part that is consumed.
    """

    public: float | None = None
    skills: float = 0.0
    consumption: float = 0.0


MIXED, PUBLIC_WORKS = Use(), Use(public=1.0)


@dataclass(frozen=True)
class Growing:
    """A fund that grows in each year after the first in which a gap was too wide the year before.

    Args:
        measure: f(output, population) of arrays (draw, county), giving the gap (draw,).
        above: the gap beyond which the fund grows, in the unit of the measure.
        rate: growth per year.
        ceiling: largest amount, million per year.
        start: first year of the programme, in which the amount is as written.
        end: last year in which it may grow.
    """

    measure: Callable
    above: float
    rate: float
    ceiling: float
    start: int
    end: int


@dataclass(frozen=True)
class Fund:
    """Money of the province for some counties.

    Args:
        name: as in the scenario.
        amounts: {year: million}.
        entitled: mask (1, county).
        allocation: name of an allocation rule.
        remainder_share: part of the fund shared out by the second rule.
        remainder_allocation: name of that rule.
        use: what it is spent on.
        members: whether it is for the weak, whoever they come to be, and not for named counties.
        growing: how it grows while a gap stays wide, or None.
        floor: least a county gets, million per year, or None.
        ceiling: most a county gets, million per year, or None.
        carry_over: whether what is not paid or not absorbed is there next year.
        own_share: what a county adds of its own for each unit it gets.
    """

    name: str
    amounts: dict[int, float]
    entitled: np.ndarray
    allocation: str
    remainder_share: float = 0.0
    remainder_allocation: str = "equal"
    use: Use = MIXED
    members: bool = False
    growing: Growing | None = None
    floor: float | None = None
    ceiling: float | None = None
    carry_over: bool = False
    own_share: float = 0.0

    def in_year(self, year):
        """Million given in a year."""
        return self.amounts.get(year, 0.0)


@dataclass(frozen=True)
class Bond:
    """Bonds the counties issue in one year within a quota, and owe.

    Args:
        name: as in the scenario; a yearly quota is one bond a year of the same name.
        year: of issue.
        amount: million issued by all the entitled together.
        entitled: mask (1, county).
        allocation: name of an allocation rule.
        rate: interest per year.
        term: years until the last repayment.
        grace: years before the first one; instalments are equal.
        use: what it is spent on.
        members: whether it is for the weak, whoever they come to be.
        self_financing: whether the project's revenue covers a part of the service.
        guarantor: who pays the rest: "host", "donor" or "province".
        own_share: as for funds; bonds need none.
    """

    name: str
    year: int
    amount: float
    entitled: np.ndarray
    allocation: str
    rate: float
    term: int
    grace: int = 0
    use: Use = PUBLIC_WORKS
    members: bool = False
    self_financing: bool = False
    guarantor: str = "host"
    own_share: float = 0.0


@dataclass(frozen=True)
class Projects:
    """Industrial projects relocated from each donor to its partner.

    Args:
        amounts: {year: million of honoured projects a pair signs}.
        size: million a project, to count them.
        honoured: part of the signed projects that `amounts` holds.
    """

    amounts: dict[int, float]
    size: float = 1.0
    honoured: float = 1.0

    def in_year(self, year):
        """Million of honoured projects that a pair signs in a year."""
        return self.amounts.get(year, 0.0)


@dataclass(frozen=True)
class GeneralFund:
    """General policy funds of all counties, and what the scenario changes of their allocation.

    Args:
        amounts: {year: million}.
        status_quo: rule by which they are shared out without the programme.
        allocation: rule for the part that is moved.
        moved: {year: share of the fund that follows `allocation`}.
        entitled: who gets the moved part, mask (1, county).
        members: whether that is the weak, whoever they come to be.
    """

    amounts: dict[int, float]
    status_quo: str
    allocation: str
    moved: dict[int, float]
    entitled: np.ndarray
    members: bool = False

    def in_year(self, year):
        """Million for all counties together in a year."""
        return self.amounts.get(year, 0.0)

    def moved_in_year(self, year):
        """Share of it that follows the programme's rule in a year."""
        return self.moved.get(year, 0.0)


@dataclass(frozen=True)
class Quota:
    """Land or energy that caps new private capital, and what the programme grants of it.

    Args:
        name: as in the scenario.
        limit: new private capital without grants, share of last year's output; in every arm.
        capital_per_unit: million of new capital which a unit of the quota carries.
        units: {year: units granted}.
        entitled: who gets them, mask (1, county).
        allocation: name of an allocation rule.
        members: whether they are for the weak, whoever they come to be.
    """

    name: str
    limit: float
    capital_per_unit: float
    units: dict[int, float]
    entitled: np.ndarray
    allocation: str
    members: bool = False

    def in_year(self, year):
        """Units granted in a year."""
        return self.units.get(year, 0.0)


@dataclass(frozen=True)
class Graduation:
    """When a member has outgrown the programme, and what becomes of it and of its place.

    Args:
        above_bottom: a county is above the line when more counties than this lie at or below it
            (itself counted).
        patience: consecutive years above the line after which it graduates.
        then: "exit", "taper" or "keep" (it keeps its donor, but leaves the province's money).
        taper: years over which the aid of a graduate falls evenly to nothing.
        refill: whether the weakest county outside takes its place.
    """

    above_bottom: int
    patience: int
    then: str
    taper: int
    refill: bool


@dataclass(frozen=True)
class Rematch:
    """Partners are chosen anew every few years.

    Args:
        every: years between two rounds.
        pair_up: f(year, weak, strong, books) giving donors (weak, donor), -1 for none, of one
            draw: places of counties of the weak, their books as arrays (county,).
    """

    every: int
    pair_up: Callable


@dataclass(frozen=True)
class Dynamics:
    """How a programme's members and pairs change.

    Args:
        start: first year of the programme; members and pairs are then as chosen beforehand.
        end: last year of any money.
        members: places of the weak at the start (weak,).
        strong: places of the strong (strong,).
        by: "gdp" or "gdp_per_head": the ranking on which weakness is judged.
        donors_per_weak: most donors of one county.
        graduation: or None.
        rematch: or None.
    """

    start: int
    end: int
    members: np.ndarray
    strong: np.ndarray
    by: str
    donors_per_weak: int = 1
    graduation: Graduation | None = None
    rematch: Rematch | None = None

    @property
    def years(self):
        """Years in which money may flow."""
        return range(self.start, self.end + 1)


@dataclass(frozen=True)
class Policy:
    """Who aids whom, with what, when. Empty fields mean that nothing of the kind happens.

    Args:
        donor: place of the donor of each pair (pair,).
        recipient: place of the recipient of each pair (pair,).
        funds: money of the province.
        bonds: quotas of the recipients.
        assistance: {year: share of last year's revenue a donor pays, split over its pairs}.
        assistance_use: what that is spent on.
        projects: relocation, or None.
        general: general policy funds, or None.
        agreement: ties of every pair beside cash and relocation.
        quotas: caps on new capital, and what is granted beyond them.
        dynamics: how members and pairs change over the years; None: they stay.
    """

    donor: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))
    recipient: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))
    funds: tuple[Fund, ...] = ()
    bonds: tuple[Bond, ...] = ()
    assistance: dict[int, float] = field(default_factory=dict)
    assistance_use: Use = MIXED
    projects: Projects | None = None
    general: GeneralFund | None = None
    agreement: Agreement = NO_TIES
    quotas: tuple[Quota, ...] = ()
    dynamics: Dynamics | None = None

    @property
    def changes_anything(self):
        """Whether it gives or ties anything beyond the status quo."""
        moved = self.general is not None and self.general.moved
        given = self.funds or self.bonds or self.assistance or self.projects or moved
        granted = any(quota.units for quota in self.quotas)
        return bool(given or granted) or self.agreement != NO_TIES

    def assistance_in_year(self, year):
        """Share of its revenue that a donor pays in a year."""
        return self.assistance.get(year, 0.0)

    def under_way(self, year):
        """Whether anything is given in a year."""
        agreed, general = self.agreement, self.general
        dated = (*self.funds, *self.quotas, self.projects, *agreed.dated)
        given = [item.in_year(year) for item in dated if item]
        given += [self.assistance_in_year(year), agreed.learning_in_year(year)]
        given += [general.moved_in_year(year)] if general else []
        issued = any(bond.year == year and bond.amount > 0 for bond in self.bonds)
        return issued or any(amount > 0 for amount in given)

    def without_aid(self):
        """The baseline: general funds and caps as they are, and no more."""
        general = self.general and replace(self.general, moved={})
        quotas = tuple(replace(quota, units={}) for quota in self.quotas)
        return Policy(general=general, quotas=quotas)
