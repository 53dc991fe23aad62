"""Years of counties: the world without programme, and every arm beside it on the same luck."""

from dataclasses import dataclass, replace

import numpy as np

from narrows.errors import NarrowsError
from narrows.model import start
from narrows.model.baseline_growth import ACCOUNTS
from narrows.model.flows import Flows
from narrows.model.identities import identities, largest_residual
from narrows.model.sectors import membership, production
from narrows.model.sectors.aid import called_for
from narrows.model.sectors.production import county_log_inputs
from narrows.model.world import World
from narrows.model.year import step
from narrows.model.zeros import Zeros


@dataclass(frozen=True)
class SimulatedYear:
    """One simulated year.

    Args:
        year: calendar year.
        flows: {arm: Flows}.
        residual: largest relative residual of the identities, over arms.
        world: what the year was simulated with, beside states.
    """

    year: int
    flows: dict[str, Flows]
    residual: float
    world: World


def simulate(region, arms, parameters, luck, years, structure):
    """Yield the years of a block of draws, all arms in step with the world without programme.

    Args:
        region: the counties.
        arms: {name: Programme}; the first is the world without programme.
        parameters: arrays (draw, 1) by name.
        luck: of the draws.
        years: consecutive calendar years from the base year.
        structure: the model's form.

    Yields:
        Year.
    """
    world = _world(region, parameters, luck, structure)
    account = ACCOUNTS[structure.growth](
        region,
        parameters,
        luck,
        years,
        world.counties.base_output,
        structure.mechanisms,
        structure.law,
    )
    states = {
        name: start.first_state(
            region, world.counties, parameters, programme, structure.public_capital
        )
        for name, programme in arms.items()
    }
    first, *others = arms
    grown, start_income = account.first, None
    for year in years:
        world, programme = replace(world, year=year), arms[first]
        before = _at_start(states[first], year, programme)
        technology, potential, grown = _technology(account, grown, before, programme, world)
        income = potential.sum(1, keepdims=True) / before.population.sum(1, keepdims=True)
        start_income = income if start_income is None else start_income
        world = replace(world, income_index=income / start_income)
        states[first], usual, residual = _advance(
            first, before, programme, world, technology, None, potential
        )
        flows = {first: usual}
        for name in others:
            before = _at_start(states[name], year, arms[name])
            states[name], flows[name], left = _advance(
                name, before, arms[name], world, technology, usual
            )
            residual = max(residual, left)
        yield SimulatedYear(year, flows, residual, world)


def _world(region, parameters, luck, structure):
    """Counties of every draw, and what else is known before the first year."""
    output = start.base_output(region, luck)
    fixed = start.counties(
        region, output, parameters, structure.public_capital, structure.mechanisms
    )
    promise = luck.chance("promise kept", 0, output.shape[1])
    first_index = np.ones_like(structure.closed, dtype=float)
    return World(
        parameters, fixed, structure.closed, first_index, promise, structure.mechanisms
    )


def _at_start(before, year, programme):
    """The state with the roster of the year."""
    return replace(before, roster=membership.decide(before, year, programme))


def _technology(account, grown, before, programme, world):
    """Technology of the year, found in the world without programme, for every arm.

    Returns:
        (log technology (draw, county), what can be made with it, million (draw, county), what
        the account needs next year).
    """
    people, counties, p = before.population, world.counties, world.parameters
    inputs = county_log_inputs(before, people, counties, p)
    called = _called(before, programme, world)
    technology, grown = account.technology(
        world.year, grown, inputs, people, counties, called, p
    )
    return technology, production.potential_output(technology, inputs), grown


def _called(state, programme, world):
    """Demand of the world without programme: none, but where its funds follow size."""
    if not world.mechanisms.policy_follows_size:
        return Zeros(state.capital.shape)
    return called_for(state, programme, world)[-1]


def _advance(arm, before, programme, world, technology, reference, potential=None):
    """A year of an arm, its books checked: (State after it, Flows, largest residual)."""
    after, flows = step(before, programme, world, technology, reference, potential)
    _check_capital(after.capital, world.year, arm)
    sides = identities(before, after, flows, programme, world)
    return after, flows, largest_residual(sides, world.year)


def _check_capital(capital, year, arm):
    """A county without capital makes nothing: say so before the logarithm does."""
    if not capital.min() > 0:
        raise NarrowsError(
            f"{arm}: in {year} a county has no private capital left. The scenario moves or "
            "displaces more than a county owns: make its projects or its money smaller."
        )
