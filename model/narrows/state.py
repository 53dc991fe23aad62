"""What a county is, what it has, and what flows in a year.

Axes: arrays are (draw, county); pairs are (draw, pair); bonds are (bond, draw, county).
Money is in million units of the region's currency at prices of the base year, people in persons.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse

from narrows.ties import Built, Kept, ParkYear


@dataclass(frozen=True)
class Counties:
    """What stays as it is over the years: place, and the books of the base year.

    Args:
        area: km2 (county,).
        schooling: human capital, mean one (county,).
        neighbours: row-standardised weights (county, county).
        base_output: million (draw, county).
        base_population: persons (draw, county).
        base_tax: all tax raised in the county, million (draw, county).
        base_need: spending need, million (draw, county).
        opening_debt: million (draw, county), rolled over for ever.
        replacement_share: public investment in output that keeps pace with growth (draw, 1).
        industry_share: secondary sector in output (county,).
        urban_share: residents in towns by the census (county,).
        core: place of the core city of each county's prefecture (county,).
    """

    area: np.ndarray
    schooling: np.ndarray
    neighbours: scipy.sparse.csr_array
    base_output: np.ndarray
    base_population: np.ndarray
    base_tax: np.ndarray
    base_need: np.ndarray
    opening_debt: np.ndarray
    replacement_share: np.ndarray
    industry_share: np.ndarray
    urban_share: np.ndarray
    core: np.ndarray


@dataclass(frozen=True)
class Books:
    """Last year's published figures, on which this year's aid is decided.

    Args:
        output: million (draw, county).
        population: persons (draw, county).
        own_revenue: million (draw, county).
        tax: million (draw, county).
        tax_growth: per year (draw, county).
    """

    output: np.ndarray
    population: np.ndarray
    own_revenue: np.ndarray
    tax: np.ndarray
    tax_growth: np.ndarray


@dataclass(frozen=True)
class Roster:
    """Who is aided by whom this year, and how far.

    Without rules that change it over the years, one roster holds for all years and draws.

    Args:
        donor: place of the donor of each pair, (pair,) or (draw, pair).
        recipient: place of the recipient of each pair (pair,).
        tie: how far each pair is in force, 0..1 (draw, pair); None: all are, in full.
        weight: how far each county is entitled to the members' money, 0..1 (draw, county);
            None: the masks of the programme hold.
        held: whether there is a donor in each place for a pair (draw, pair), or None.
        member: counties now counted as weak (draw, county), or None.
        above: years each member has been above the line (draw, county), or None.
        left: year in which a county graduated, 0 where it has not (draw, county), or None.
        growth: what each fund has grown to, start = 1 (fund, draw, 1), or None.
    """

    donor: np.ndarray
    recipient: np.ndarray
    tie: np.ndarray | None = None
    weight: np.ndarray | None = None
    held: np.ndarray | None = None
    member: np.ndarray | None = None
    above: np.ndarray | None = None
    left: np.ndarray | None = None
    growth: np.ndarray | None = None


@dataclass(frozen=True)
class State:
    """What counties have at the start of a year.

    Args:
        capital: private capital, million (draw, county).
        public_capital: million (draw, county).
        population: persons (draw, county).
        demand: output called forth by earlier spending, million (draw, county).
        public_works: paid and not finished, million (draw, county).
        private_works: the same for subsidised firms, million (draw, county).
        additional: last year's additional investment, million (draw, county).
        debt: owed on the programme's bonds, million (bond, draw, county).
        issued: ever issued of each bond, million (bond, draw, county).
        signed: relocation projects honoured and not begun, million (draw, pair).
        building: relocation projects begun and not producing, million (draw, pair).
        inflation: how far published output lies above output, log units (draw, county).
        built: what ties and aid have built up beside capital.
        carried: what funds have not paid yet, million (fund, draw, 1).
        books: last year's figures.
        roster: who is aided by whom.
    """

    capital: np.ndarray
    public_capital: np.ndarray
    population: np.ndarray
    demand: np.ndarray
    public_works: np.ndarray
    private_works: np.ndarray
    additional: np.ndarray
    debt: np.ndarray
    issued: np.ndarray
    signed: np.ndarray
    building: np.ndarray
    inflation: np.ndarray
    built: Built
    carried: np.ndarray
    books: Books
    roster: Roster


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
        general: general policy funds paid (draw, county).
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
    general: np.ndarray
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
        province_tax: the province's share.
        centre_tax: the centre's share.
        equalisation: grant that fills part of need less own revenue.
        interest: on the programme's bonds and the opening debt.
        covered: parts of interest and repayment that others than the county pay.
        repayment: of the programme's bonds (bond, draw, county).
        spending: what is left to spend.
        shortfall: what the province covers where less than nothing is left.
        park_tax_passed: tax of a park which its host passes on to the donor.
        park_tax_received: the same by donor.
    """

    tax: np.ndarray
    own_revenue: np.ndarray
    province_tax: np.ndarray
    centre_tax: np.ndarray
    equalisation: np.ndarray
    interest: np.ndarray
    covered: Covered
    repayment: np.ndarray
    spending: np.ndarray
    shortfall: np.ndarray
    park_tax_passed: np.ndarray
    park_tax_received: np.ndarray


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
    """

    public: np.ndarray
    private: np.ndarray
    subsidised: np.ndarray
    displaced: np.ndarray
    scale: np.ndarray
    unused: np.ndarray


@dataclass(frozen=True)
class Flows:
    """All that happens in a year, from which measures, ledger and identities are taken.

    Args:
        output: GDP as observed, demand included, million (draw, county).
        reported: the same as published; more where aided counties over-report.
        output_before: GDP of the year before, million (draw, county).
        demand: the part of it called forth by spending, million (draw, county).
        urban_share: residents in towns, 0..1 (draw, county).
        kept: what partners do for each other beside cash and relocation.
        parks: what joint parks make, or None without parks.
        population: residents of the year, persons (draw, county).
        capital: private capital at work, million (draw, county).
        public_capital: at work, million (draw, county).
        debt: owed at the start of the year on the programme's bonds, million (draw, county).
        aid: money promised.
        works: what aid becomes.
        budget: the public purse.
        relocation: projects and capital that move.
        investment: what is added to capital.
        roster: who was aided by whom.
    """

    output: np.ndarray
    reported: np.ndarray
    output_before: np.ndarray
    demand: np.ndarray
    urban_share: np.ndarray
    kept: Kept
    parks: ParkYear | None
    population: np.ndarray
    capital: np.ndarray
    public_capital: np.ndarray
    debt: np.ndarray
    aid: Aid
    works: Works
    budget: Budget
    relocation: Relocation
    investment: Investment
    roster: Roster
