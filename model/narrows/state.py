"""What a county is, and what it has at the start of a year; what flows stands in `flows`.

Axes: arrays are (draw, county); pairs are (draw, pair); bonds are (bond, draw, county).
Money is in million units of the region's currency at prices of the base year, people in persons.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse

from narrows.ties import Built


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
        absorption: aid that can be absorbed in a year, share of output (draw, county).
        replacement_share: public investment in output that keeps pace with growth (draw, 1).
        industry_share: secondary sector in output (county,).
        urban_share: residents in towns by the census (county,).
        core: place of the core city of each county's prefecture (county,).
        reach: how near places are to each other for movers, sparse (county, county); None
            where nobody asks.
    """

    area: np.ndarray
    schooling: np.ndarray
    neighbours: scipy.sparse.csr_array
    base_output: np.ndarray
    base_population: np.ndarray
    base_tax: np.ndarray
    base_need: np.ndarray
    opening_debt: np.ndarray
    absorption: np.ndarray
    replacement_share: np.ndarray
    industry_share: np.ndarray
    urban_share: np.ndarray
    core: np.ndarray
    reach: scipy.sparse.csr_array | None = None


@dataclass(frozen=True)
class Books:
    """Last year's published figures, on which this year's aid is decided.

    Args:
        output: million (draw, county).
        population: persons (draw, county).
        own_revenue: million (draw, county).
        tax: million (draw, county).
        tax_before: of the year before (draw, county).
    """

    output: np.ndarray
    population: np.ndarray
    own_revenue: np.ndarray
    tax: np.ndarray
    tax_before: np.ndarray


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
