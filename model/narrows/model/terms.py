"""Terms of a partnership: what the two counties of a pair agree beside cash and relocation."""

from dataclasses import dataclass, field


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
