"""What a county has at the start of a year; `State.after(state, so_far)`."""

from dataclasses import dataclass

import numpy as np

from narrows.model.zeros import Zeros


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

    @classmethod
    def after(cls, state, flows):
        """What next year starts from.

        Args:
            state: at the start of the year.
            flows: of the year, complete.
        """
        budget, works, moved = flows.budget, flows.works, flows.relocation
        return cls(
            capital=flows.investment.capital_left,
            public_capital=flows.investment.public_capital_left,
            population=flows.moves.population,
            demand=flows.demand_left,
            public_works=state.public_works + works.public_begun - works.public_finished,
            private_works=state.private_works + works.private_begun - works.private_finished,
            additional=works.additional,
            debt=budget.debt_left,
            issued=state.issued + flows.aid.bonds,
            signed=moved.signed_left,
            building=moved.building_left,
            inflation=flows.inflation,
            built=flows.built,
            carried=flows.carried,
            books=Books(
                output=flows.output,
                population=flows.population,
                own_revenue=budget.own_revenue,
                tax=budget.tax,
                tax_before=state.books.tax,
            ),
            roster=state.roster,
        )
