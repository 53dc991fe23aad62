"""One year of every county: the ordered schedule, and nothing else."""

from narrows.model.flows import Flows
from narrows.model.sectors import (
    funds,
    investment,
    partnerships,
    people,
    production,
    public_finance,
    relocation,
    reporting,
)
from narrows.model.sectors.aid import called_for
from narrows.model.sectors.technology import add_up
from narrows.model.state import Books, State


def step(state, programme, world, technology, reference=None, potential=None):
    """Advance every county of every draw by one year.

    Who is aided by whom has been decided on last year's books (`blocks.membership`).

    Args:
        state: what counties have at the start of the year, with the roster of the year.
        programme: who aids whom, with what, when.
        world: the year, parameters, counties, closure and the region's income index.
        technology: log technology of the year (draw, county), the same in every arm.
        reference: Flows of the year without programme; None in that world itself.
        potential: what can be made, million (draw, county), where the caller knows it already.

    Returns:
        (State at the start of next year, Flows of this year).
    """
    p, counties = world.parameters, world.counties

    # 1. Aid and ties: promised on last year's books, absorbed or lost, finished with a lag
    kept, aid, works, demand = called_for(state, programme, world)

    # 2. Output: what can be made, and what is called for; parks counted once
    if potential is None:
        inputs = production.county_log_inputs(state, kept.people, counties, p)
        potential = production.potential_output(technology + state.built.technology, inputs)
    made = potential + demand + kept.order_demand
    parks = partnerships.open_parks(state, kept, potential, programme, world)
    output = production.counted(made, parks)
    reported, inflation = reporting.reported(
        state, output, aid, programme, reference, world
    )

    # 3. Public money: taxes, sharing, equalisation, debt service
    pressed = public_finance.pressed_tax(state, programme, world)
    budget = public_finance.close(state, made, aid, kept, parks, pressed, programme, world)

    # 4. Investment: relocated, subsidised, displaced, public, private
    relocated = relocation.relocate(state, kept, programme, world)
    invested = investment.invest(
        state, made, works, aid, kept, parks, pressed, budget, relocated, programme, world,
        reference,
    )  # fmt: skip

    # 5. Capital
    private = invested.private + invested.subsidised - invested.displaced
    moved = relocated.into - relocated.out
    next_capital = investment.next_stock(
        state.capital, private + moved, p.private_depreciation_rate
    )
    next_public = investment.next_stock(
        state.public_capital,
        invested.public + works.public_finished,
        p.public_depreciation_rate,
    )

    # 6. People
    utility = people.log_utility(
        output / kept.people, state.population, counties.base_population, p.congestion
    )
    next_people = people.next_people(state, utility, world)
    skills = people.skills(state, utility, next_people, world)

    # 7. Debt
    next_debt = public_finance.next_debt(state.debt, aid.bonds, budget.repayment)

    flows = Flows(
        output=output,
        reported=reported,
        output_before=state.books.output,
        demand=demand + kept.order_demand,
        kept=kept,
        parks=parks,
        population=kept.people,
        capital=state.capital,
        public_capital=state.public_capital,
        debt=state.debt.sum(0),
        aid=aid,
        works=works,
        budget=budget,
        relocation=relocated,
        investment=invested,
        roster=state.roster,
    )
    books = Books(
        output=output,
        population=kept.people,
        own_revenue=budget.own_revenue,
        tax=budget.tax,
        tax_before=state.books.tax,
    )
    built = add_up(
        state, flows, skills, technology, programme, world, reference
    )
    return (
        State(
            capital=next_capital,
            public_capital=next_public,
            population=next_people,
            demand=demand,
            public_works=state.public_works + works.public_begun - works.public_finished,
            private_works=state.private_works + works.private_begun - works.private_finished,
            additional=works.additional,
            debt=next_debt,
            issued=state.issued + aid.bonds,
            signed=relocated.signed_left,
            building=relocated.building_left,
            inflation=inflation,
            built=built,
            carried=funds.carried(programme, state, aid, works, world.year),
            books=books,
            roster=state.roster,
        ),
        flows,
    )
