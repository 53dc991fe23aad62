"""What flows in a year, one record a mechanism; `Flows.opening(state)`."""

from dataclasses import dataclass

import numpy as np

from narrows.model.state import Books, Built, Roster


@dataclass(frozen=True)
class Usual:
    """General policy funds as they are shared out without a programme.

    Args:
        amount: million, for all counties together.
        rule: name of the allocation rule.
        books: last year's figures; None where there are no funds.
    """

    amount: float = 0.0
    rule: str = "equal"
    books: Books | None = None


@dataclass(frozen=True)
class Aid:
    """Money promised to counties this year, million (draw, county) or (draw, pair).

    Args:
        funds: one entry a fund: what each county is paid.
        left: one entry a fund: what ceilings leave in it (draw, 1).
        bonds: what each county issues (bond, draw, county).
        assistance: donors' cash by pair (draw, pair).
        assistance_received: the same by recipient (draw, county).
        assistance_paid: the same by donor (draw, county).
        usual: general policy funds by the status quo.
        general_change: what the allocation rule changes of them (draw, county).
        own: what counties add of their own to the funds (draw, county).
        total: all aid beyond the status quo, own money included (draw, county).
        public: the part meant for public works (draw, county).
        skills: the part meant for schools and training (draw, county).
        consumption: the part that is consumed (draw, county).
    """

    funds: tuple[np.ndarray, ...]
    left: tuple
    bonds: np.ndarray
    assistance: np.ndarray
    assistance_received: np.ndarray
    assistance_paid: np.ndarray
    usual: Usual
    general_change: np.ndarray
    own: np.ndarray
    total: np.ndarray
    public: np.ndarray
    skills: np.ndarray
    consumption: np.ndarray


@dataclass(frozen=True)
class Works:
    """What aid becomes this year, million per year (draw, county).

    Args:
        absorbed: effective part of the aid.
        leaked: aid that is lost.
        given_back: one entry a fund: what goes back to be paid next year.
        public_begun: part of the absorbed meant for public works.
        private_begun: part of the absorbed meant for firms.
        skills: part of the absorbed spent on schools and training.
        consumption: part of the absorbed consumed.
        public_finished: public works finished.
        private_finished: subsidised private works finished.
        additional: finished private works that would not have been made otherwise.
    """

    absorbed: np.ndarray
    leaked: np.ndarray
    given_back: tuple[np.ndarray, ...]
    public_begun: np.ndarray
    private_begun: np.ndarray
    skills: np.ndarray
    consumption: np.ndarray
    public_finished: np.ndarray
    private_finished: np.ndarray
    additional: np.ndarray


@dataclass(frozen=True)
class Covered:
    """Who else pays a county's debt service, million per year (draw, county).

    Args:
        users: of the projects, by what they earn.
        province: as guarantor.
        donors: as guarantors.
        by_donors: the same by donor.
    """

    users: np.ndarray
    province: np.ndarray
    donors: np.ndarray
    by_donors: np.ndarray


@dataclass(frozen=True)
class Budget:
    """The public purse of each county this year, million per year (draw, county).

    Args:
        tax: all tax raised in the county.
        own_revenue: the county's share.
        province_share: part of the tax that is the province's, 0..1 (draw, 1).
        centre_share: part that is the centre's, 0..1 (draw, 1).
        equalisation: grant that fills part of need less own revenue.
        interest: on the programme's bonds and the opening debt.
        covered: parts of interest and repayment that others than the county pay.
        repayment: of the programme's bonds (bond, draw, county).
        spending: what is left to spend.
        shortfall: what the province covers where less than nothing is left.
        park_tax_passed: tax of a park which its host passes on to the donor.
        park_tax_received: the same by donor.
        pressed: part by which a county presses for more tax to win rewards (draw, county).
        debt_left: of the programme's bonds at the end of the year (bond, draw, county).
    """

    tax: np.ndarray
    own_revenue: np.ndarray
    province_share: np.ndarray
    centre_share: np.ndarray
    equalisation: np.ndarray
    interest: np.ndarray
    covered: Covered
    repayment: np.ndarray
    spending: np.ndarray
    shortfall: np.ndarray
    park_tax_passed: np.ndarray
    park_tax_received: np.ndarray
    pressed: np.ndarray
    debt_left: np.ndarray

    @property
    def province_tax(self):
        """The province's tax, found when asked for."""
        return self.province_share * self.tax

    @property
    def centre_tax(self):
        """The centre's tax, found when asked for."""
        return self.centre_share * self.tax


@dataclass(frozen=True)
class Relocation:
    """Projects and capital that move within pairs this year, million per year (draw, pair).

    Args:
        arriving: honoured projects signed this year.
        begun: projects that start.
        producing: projects that come to produce.
        signed_left: honoured projects still waiting at the end of the year.
        building_left: begun projects not producing at the end of the year.
        left: capital that leaves the donor.
        arrived: capital that works in the host.
        built: newly built, paid from the region's savings.
        lost: worth lost on the way.
        out: `left` by county (draw, county).
        into: `arrived` by county (draw, county).
        new: `built` by county (draw, county).
    """

    arriving: np.ndarray
    begun: np.ndarray
    producing: np.ndarray
    signed_left: np.ndarray
    building_left: np.ndarray
    left: np.ndarray
    arrived: np.ndarray
    built: np.ndarray
    lost: np.ndarray
    out: np.ndarray
    into: np.ndarray
    new: np.ndarray


@dataclass(frozen=True)
class Investment:
    """What is added to capital this year, million per year (draw, county).

    Args:
        public: by the county's own budget.
        private: by firms, of their own accord.
        subsidised: additional private investment less what was brought forward.
        displaced: private investment lost to aided neighbours.
        scale: savings shared out per unit of desired investment (draw, 1).
        unused: savings for which quotas leave no room (draw, 1).
        capital_left: private capital at the end of the year, million (draw, county).
        public_capital_left: the same of public capital.
    """

    public: np.ndarray
    private: np.ndarray
    subsidised: np.ndarray
    displaced: np.ndarray
    scale: np.ndarray
    unused: np.ndarray
    capital_left: np.ndarray
    public_capital_left: np.ndarray


@dataclass(frozen=True)
class Moves:
    """Where people and skills are after the year's moves.

    Args:
        population: residents at the end of the year, persons (draw, county).
        skills: made by the programme, before the year's gains, log units (draw, county).
    """

    population: np.ndarray
    skills: np.ndarray


@dataclass(frozen=True)
class PartnershipFlows:
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
class ParkFlows:
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


@dataclass(frozen=True)
class Flows:
    """All that happens in a year, from which measures, ledger and identities are taken.

    A year opens with what is known at its start; each event fills in its own part.

    Args:
        output_before: GDP of the year before, million (draw, county).
        capital: private capital at work, million (draw, county).
        public_capital: at work, million (draw, county).
        debt: owed at the start of the year on the programme's bonds, million (draw, county).
        roster: who is aided by whom.
        population: residents of the year, persons (draw, county).
        partnerships: what partners do for each other beside cash and relocation.
        aid: money promised.
        works: what aid becomes.
        demand_left: output called forth that lingers into next year, million (draw, county).
        carried: what funds have not paid yet, million (fund, draw, 1).
        made: output without parks, demand included, million (draw, county).
        parks: what joint parks make, or None without parks.
        output: GDP as observed, demand and parks included, million (draw, county).
        reported: the same as published; more where aided counties over-report.
        demand: the part of output called forth by spending, million (draw, county).
        inflation: how far published output will lie above output, log units (draw, county).
        budget: public finance of each county.
        relocation: projects and capital that move.
        investment: what is added to capital.
        moves: people and skills after the year's moves.
        built: what partnerships and aid have built up beside capital.
    """

    output_before: np.ndarray
    capital: np.ndarray
    public_capital: np.ndarray
    debt: np.ndarray
    roster: Roster
    population: np.ndarray
    partnerships: PartnershipFlows | None = None
    aid: Aid | None = None
    works: Works | None = None
    demand_left: np.ndarray | None = None
    carried: np.ndarray | None = None
    made: np.ndarray | None = None
    parks: ParkFlows | None = None
    output: np.ndarray | None = None
    reported: np.ndarray | None = None
    demand: np.ndarray | None = None
    inflation: np.ndarray | None = None
    budget: Budget | None = None
    relocation: Relocation | None = None
    investment: Investment | None = None
    moves: Moves | None = None
    built: Built | None = None

    @classmethod
    def opening(cls, state):
        """What is known of a year at its start."""
        return cls(
            output_before=state.books.output,
            capital=state.capital,
            public_capital=state.public_capital,
            debt=state.debt.sum(0),
            roster=state.roster,
            population=state.population,
        )
