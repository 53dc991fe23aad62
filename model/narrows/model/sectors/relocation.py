"""Projects move stage by stage from donor to recipient."""

from dataclasses import replace

from narrows.model.flows import Relocation
from narrows.model.sectors.membership import tied, to_county
from narrows.model.zeros import Zeros


def advance(stage, arriving, hazard):
    """One stage of the project library in one year.

    Args:
        stage: projects in the stage at the start of the year, million (draw, pair).
        arriving: projects entering it this year, million per year (draw, pair).
        hazard: part that moves on within the year (draw, 1).

    Returns:
        (left in the stage, moved on), million (draw, pair) each; they add up.

    >>> advance(4.0, 6.0, 0.5)
    (5.0, 5.0)
    """
    moved = hazard * (stage + arriving)
    return stage + arriving - moved, moved


def moved_capital(producing, additionality, new_build_share, productivity):
    """Capital that leaves the donor and capital that works in the host.

    left = (1 - nb) add P;  arrived = xi add P;  built = nb add P;  lost = (1 - xi) add P

    Args:
        producing: P, projects that come to produce, million per year (draw, pair).
        additionality: add, part that would not have come anyway (draw, 1).
        new_build_share: nb (draw, 1).
        productivity: xi, what a unit of moved capital is worth in the host (draw, 1).

    Returns:
        (left, arrived, built, lost), million per year (draw, pair); arrived + lost = left + built.

    >>> moved_capital(100.0, 0.5, 0.5, 1.0)
    (25.0, 50.0, 25.0, 0.0)
    """
    real = additionality * producing
    built = new_build_share * real
    arrived = productivity * real
    return real - built, arrived, built, real - arrived


def relocate(state, policy, world, so_far):
    """Move projects one stage on, and with those that come to produce their capital."""
    p = world.parameters
    amount = policy.projects.in_year(world.year) if policy.projects else 0.0
    arriving = Zeros(state.signed.shape)
    if amount:
        arriving = tied(amount * so_far.partnerships.willing, state.roster)
    waiting, begun = advance(state.signed, arriving, p.start_hazard)
    building, producing = advance(state.building, begun, p.production_hazard)
    left, arrived, built, lost = moved_capital(
        producing, p.additionality, p.new_build_share, p.moved_productivity
    )
    counties = state.capital.shape[1]
    moved = Relocation(
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
    return replace(so_far, relocation=moved)
