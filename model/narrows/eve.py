"""The eve of a programme: years in which it has not begun are those of the world without it.

All that differs is what has a shape of its own: pairs, funds, bonds. Nothing is in them yet.
"""

from narrows.blocks import investment as investment_block
from narrows.blocks import membership as membership_block
from narrows.step import called_for
from narrows.tape import changed


def years(programme, reference, years):
    """Years before the first in which a programme gives anything.

    Args:
        programme: the Programme.
        reference: Programme of the world without aid, with which it must share the ground.
        years: of the simulation, in order.

    Returns:
        Set of calendar years; empty where the two worlds differ from the start.
    """
    if not _same_ground(programme, reference):
        return set()
    begun = next((year for year in years if programme.under_way(year)), years[-1] + 1)
    return set(range(years[0], begun))


def _same_ground(programme, reference):
    """Whether the two differ in nothing but in what is given in dated years."""
    if programme.agreement.park or programme.quotas or reference.quotas:
        return False
    ours, theirs = programme.general, reference.general
    if ours is None or theirs is None:
        return ours is theirs
    return (ours.amounts, ours.status_quo) == (theirs.amounts, theirs.status_quo)


def like(state, year, programme, world, after, flows):
    """A year of the eve.

    Args:
        state: of this arm at the start of the year.
        year: calendar year.
        programme: of this arm.
        world: as in `step`.
        after: State of the world without programme at the start of next year.
        flows: Flows of the world without programme this year.

    Returns:
        (State at the start of next year, Flows of this year), as `step` would find them.
    """
    roster = membership_block.decide(state, year, programme)
    state, programme = changed(state, roster=roster), programme.seen_from(year)
    kept, aid, works, _ = called_for(state, programme, world)
    moved = investment_block.relocate(state, kept, programme, world.parameters)
    built = changed(state.built, technology=after.built.technology, skills=after.built.skills)
    own = {"debt", "issued", "signed", "building", "carried", "roster"}
    own = {name: getattr(state, name) for name in own}
    return changed(after, built=built, **own), changed(
        flows,
        kept=kept,
        aid=aid,
        works=works,
        budget=changed(flows.budget, repayment=state.debt),
        relocation=moved,
        roster=roster,
    )
