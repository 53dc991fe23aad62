"""Ties of the pairs beside relocation: what is agreed, what has built up, what happens in a year.

Axes: (draw, pair) and (draw, county); money in million, people in persons.
"""

from dataclasses import dataclass, field

import numpy as np

from narrows.nothing import Zeros


@dataclass(frozen=True)
class Park:
    """A park in the host, built with joint money.

    Args:
        amounts: {year: million a pair puts into it}.
        donor_share: part of that money which the donor brings.
        output_share: part of the park's output that statistics count to the donor.
        tax_share: part of the park's county tax that is promised to the donor.
    """

    amounts: dict[int, float]
    donor_share: float
    output_share: float
    tax_share: float

    def in_year(self, year):
        """Million that a pair puts into it in a year."""
        return self.amounts.get(year, 0.0)


@dataclass(frozen=True)
class Secondment:
    """People of the donor at work in the recipient.

    Args:
        people: {year: persons a pair posts}.
        cost: what a posted person costs the donor, million per year.
    """

    people: dict[int, float]
    cost: float

    def in_year(self, year):
        """Persons that a pair posts in a year."""
        return self.people.get(year, 0.0)


@dataclass(frozen=True)
class Orders:
    """What the donor's firms buy from the recipient's.

    Args:
        amounts: {year: million a pair}.
    """

    amounts: dict[int, float]

    def in_year(self, year):
        """Million that a pair orders in a year."""
        return self.amounts.get(year, 0.0)


@dataclass(frozen=True)
class CoFund:
    """A fund of public money and firms' money for the recipient's firms.

    Args:
        amounts: {year: million of public money a pair}.
        donor_share: part of the public money which the donor brings; the province brings the rest.
    """

    amounts: dict[int, float]
    donor_share: float

    def in_year(self, year):
        """Million of public money that a pair puts into it in a year."""
        return self.amounts.get(year, 0.0)


@dataclass(frozen=True)
class Agreement:
    """What the two counties of every pair have agreed.

    Args:
        park: joint park, or None.
        secondment: posted people, or None.
        orders: orders, or None.
        co_fund: co-invested fund, or None.
        learning: {year: 1 in full} in which a recipient learns from a donor that is ahead.
        participation: "fixed", or "returns": donors give less when too little comes back.
        backflow: part of what donors pay for that is bought from the donor's own firms.
    """

    park: Park | None = None
    secondment: Secondment | None = None
    orders: Orders | None = None
    co_fund: CoFund | None = None
    learning: dict[int, float] = field(default_factory=dict)
    participation: str = "fixed"
    backflow: float = 0.0

    @property
    def dated(self):
        """What is agreed by year, None where nothing is."""
        return (self.park, self.secondment, self.orders, self.co_fund)

    def learning_in_year(self, year):
        """How far a recipient learns from its donor in a year, 1 in full."""
        return self.learning.get(year, 0.0)


NO_TIES = Agreement()


@dataclass(frozen=True)
class Built:
    """What ties and aid have built up beside capital, at the start of a year.

    Args:
        park_works: paid for parks and not finished, million (draw, pair).
        park_capital: at work in parks, million (draw, pair).
        technology: made by the programme, log units (draw, county).
        skills: human capital made by the programme, log units (draw, county).
        given: all that each donor has paid so far, million (draw, county).
        returned: all that has come back to it, million (draw, county).
    """

    park_works: np.ndarray
    park_capital: np.ndarray
    technology: np.ndarray
    skills: np.ndarray
    given: np.ndarray
    returned: np.ndarray

    @classmethod
    def nothing(cls, output, pairs):
        """Nothing built yet; `output` (draw, county) for the shape."""
        by_pair, by_county = Zeros((len(output), pairs)), Zeros(output.shape)
        return cls(by_pair, by_pair, *(by_county,) * 4)


@dataclass(frozen=True)
class Kept:
    """What partners do for each other this year.

    Args:
        willing: part of what is agreed that the donor gives (draw, pair).
        posted: people of the donor at work in the recipient (draw, pair).
        people: residents, the posted counted where they work (draw, county).
        staff_cost: of the posted, paid by the donor (draw, pair).
        park_donor: donor's money for the park (draw, pair).
        park_host: the host's (draw, pair).
        park_finished: park works finished (draw, pair).
        orders: value of the orders (draw, pair).
        co_donor: donor's money in the co-fund (draw, pair).
        co_province: the province's (draw, pair).
        co_invested: what comes of it, firms' money included (draw, county).
        donors_paid: staff, park and co-fund money by donor (draw, county).
        hosts_paid: park money by host (draw, county).
        spent: what is spent where, less what is paid from where (draw, county).
        order_demand: output called forth by orders (draw, county).
        backflow: part of donors' cash that is spent at the donor's own firms.
    """

    willing: np.ndarray
    posted: np.ndarray
    people: np.ndarray
    staff_cost: np.ndarray
    park_donor: np.ndarray
    park_host: np.ndarray
    park_finished: np.ndarray
    orders: np.ndarray
    co_donor: np.ndarray
    co_province: np.ndarray
    co_invested: np.ndarray
    donors_paid: np.ndarray
    hosts_paid: np.ndarray
    spent: np.ndarray
    order_demand: np.ndarray
    backflow: float

    @property
    def paid(self):
        """What counties pay for their ties (draw, county)."""
        return self.donors_paid + self.hosts_paid


@dataclass(frozen=True)
class ParkYear:
    """What parks make and add this year.

    Args:
        output: of each park (draw, pair).
        host_output: what statistics count to hosts (draw, county).
        donor_output: what statistics count to donors (draw, county).
        counted: the sum of both by county (draw, county).
        tax_share: part of the park's county tax that reaches the donor (draw, pair).
        built: capital added in parks (draw, pair).
        built_in: the same by host (draw, county).
    """

    output: np.ndarray
    host_output: np.ndarray
    donor_output: np.ndarray
    counted: np.ndarray
    tax_share: np.ndarray
    built: np.ndarray
    built_in: np.ndarray
