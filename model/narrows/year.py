"""A year of an arm, and the checks of its books: pure functions of records, played from tape."""

from dataclasses import replace

from narrows.accounting import compared, identities
from narrows.blocks.output import log_inputs
from narrows.equations import production
from narrows.nothing import Nothing
from narrows.step import called_for, step

# What other arms always take from the flows of the world without programme.
TAKEN = frozenset({("budget", "spending"), ("investment", "scale")})


def of_arm(programme, before, world, technology, reference, potential=None):
    """The year of an arm.

    Args:
        programme: as it looks in the year (`Programme.seen_from`).
        before: State at the start of the year, with the roster of the year.
        world: what the year needs beside it.
        technology: log technology of the year (draw, county).
        reference: Flows of the world without programme; None in that world itself.
        potential: what can be made, million (draw, county), where it is known already.

    Returns:
        ((State at the start of next year, largest difference and size of the two sides of each
        identity by name, least capital of a county (draw,)), Flows of the year).
    """
    after, flows = step(before, programme, world, technology, reference, potential)
    sides = identities(before, after, flows, programme, world)
    sides = {name: compared(*both) for name, both in sides.items()}
    return (after, sides, after.capital.min(1)), flows


def without_programme(account, year, programme, before, world, grown, brought, start_income):
    """The year of the world without programme, and what every arm takes from it.

    Args:
        account: of how counties grow.
        year: calendar year, for the account.
        programme: as for `of_arm`.
        before: as for `of_arm`.
        world: as for `of_arm`.
        grown: what the account has told for this year; its `first` in the first.
        brought: what the account says that the year brings.
        start_income: the region's GDP per head in the base year (draw, 1); None in that year.

    Returns:
        ((technology (draw, county), GDP per head and its index (draw, 1), what the account needs
        next year), the first of what `of_arm` gives), Flows of the year).
    """
    people, counties, p = before.population, world.counties, world.parameters
    inputs = log_inputs(before, people, counties, p)
    called = _called(before, programme, world)
    technology, after = account.technology(
        year, grown, brought, inputs, people, counties, called, p
    )
    potential = production.potential_output(technology, inputs)
    income = potential.sum(1, keepdims=True) / people.sum(1, keepdims=True)
    index = income / (income if start_income is None else start_income)
    world = replace(world, income_index=index)
    advanced, flows = of_arm(programme, before, world, technology, None, potential)
    return ((technology, income, index, after), advanced), flows


def _called(state, programme, world):
    """Demand of the world without programme: none, but where its funds follow size."""
    if not world.mechanisms.policy_follows_size:
        return Nothing(state.capital.shape)
    return called_for(state, programme, world)[-1]
