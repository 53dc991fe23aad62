"""Investment: the public purse, subsidised firms, displaced neighbours, and everybody else."""

from functools import reduce

import numpy as np

from narrows.equations import allocation, capital, grants, relocation, reward
from narrows.flows import Investment, Relocation
from narrows.nothing import Zeros

from .output import counted
from .roster import entitled, tied, to_county


def relocate(state, kept, programme, world):
    """Move projects one stage on, and with those that come to produce their capital."""
    p = world.parameters
    amount = programme.projects.in_year(world.year) if programme.projects else 0.0
    arriving = tied(amount * kept.willing, state.roster) if amount else Zeros(state.signed.shape)
    waiting, begun = relocation.advance(state.signed, arriving, p.start_hazard)
    building, producing = relocation.advance(state.building, begun, p.production_hazard)
    left, arrived, built, lost = relocation.moved_capital(
        producing, p.additionality, p.new_build_share, p.moved_productivity
    )
    counties = state.capital.shape[1]
    return Relocation(
        arriving=arriving,
        begun=begun,
        producing=producing,
        signed_left=waiting,
        building_left=building,
        left=left,
        arrived=arrived,
        built=built,
        lost=lost,
        out=to_county(left, state.roster.donor, counties),
        into=to_county(arrived, state.roster.recipient, counties),
        new=to_county(built, state.roster.recipient, counties),
    )


def invest(
    state, made, works, aid, kept, parks, pressed, budget, relocated, programme, world,
    reference,
):  # fmt: skip
    """All investment of the year; `made` is output without parks, which parks come on top of.

    `reference` is the year without programme (None in that world itself): it gives the level of
    public investment, and in an open region the scale of private investment.
    """
    p, counties = world.parameters, world.counties
    subsidised = kept.co_invested + grants.subsidised_investment(
        works.additional, state.additional, p.pull_forward
    )
    displaced = grants.displaced(works.additional, counties.neighbours, p.displacement)
    new_debt = aid.bonds.sum(0) - budget.repayment.sum(0)
    desired = capital.desired_investment(
        made,
        capital.relative_return(made, state.capital),
        new_debt,
        p.investment_share,
        p.return_sensitivity,
        p.debt_crowding_out,
    )
    desired = reward.discouraged(desired, pressed, p.reward_cost)
    scale = capital.savings_scale(
        desired,
        counted(made, parks),
        subsidised - displaced + relocated.new + (0.0 if parks is None else parks.built_in),
        p.investment_share,
    )
    if reference is not None:
        # An open region draws on outside capital: its scale is that of the other world.
        scale = np.where(world.closed, scale, reference.investment.scale)
    private, unused = _within_quotas(
        state, scale * desired, desired, subsidised + relocated.into, programme, world
    )
    return Investment(
        public=_public(made, budget, counties, p, reference),
        private=private,
        unused=unused,
        subsidised=subsidised,
        displaced=displaced,
        scale=scale,
    )


def _within_quotas(state, wanted, desired, others, programme, world):
    """Private investment under the caps of land and energy, and savings that find no place.

    In a closed region the savings that a capped county cannot use go to the others.
    """
    if not programme.quotas:
        return wanted, Zeros((len(wanted), 1))
    caps = [_cap(quota, state, world.year) for quota in programme.quotas]
    room = np.maximum(reduce(np.minimum, caps) - others, 0.0)
    savings = wanted.sum(1, keepdims=True)
    spread = allocation.bounded(desired, savings, np.zeros_like(room), room)
    private = np.where(world.closed, spread, np.minimum(wanted, room))
    return private, savings - private.sum(1, keepdims=True)


def _cap(quota, state, year):
    """New private capital which one quota allows (draw, county)."""
    shares = allocation.shares(quota.allocation, state.books, entitled(quota, state.roster))
    units = quota.in_year(year) * shares
    return capital.cap(state.books.output, quota.limit, units, quota.capital_per_unit)


def _public(output, budget, counties, parameters, reference):
    """Public investment; in the reference world nothing has changed by definition."""
    more = Zeros(output.shape)
    if reference is not None:
        output, more = reference.output, budget.spending - reference.budget.spending
    return capital.public_investment(
        output, more, counties.replacement_share, parameters.public_investment_share
    )
