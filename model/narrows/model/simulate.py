"""Years of counties: the baseline without aid, and every arm in step with it."""

from dataclasses import dataclass, replace

import numpy as np

from narrows.errors import NarrowsError
from narrows.model import start
from narrows.model.baseline_growth import ACCOUNTS
from narrows.model.flows import Flows
from narrows.model.identities import identities, largest_residual
from narrows.model.sectors import aid, membership, partnerships
from narrows.model.sectors.production import county_log_inputs, potential_output
from narrows.model.world import World
from narrows.model.year import year
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
    """Yield the years of a block of draws, all arms in step with the baseline without aid.

    Args:
        region: the counties.
        arms: {name: Policy}; the first is the baseline without aid.
        parameters: arrays (draw, 1) by name.
        luck: of the draws.
        years: consecutive calendar years from the base year.
        structure: the model's form.

    Yields:
        SimulatedYear.
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
            region, world.counties, parameters, policy, structure.public_capital
        )
        for name, policy in arms.items()
    }
    first, *others = arms
    grown, start_income = account.first, None
    for now in years:
        world, policy = replace(world, year=now), arms[first]
        before = _at_start(states[first], now, policy)
        world, grown = _baseline_world(account, grown, before, policy, world)
        income = world.potential.sum(1, keepdims=True) / before.population.sum(1, keepdims=True)
        start_income = income if start_income is None else start_income
        world = replace(world, income_index=income / start_income)
        states[first], baseline, residual = _advance(first, before, policy, world)
        flows = {first: baseline}
        world = replace(world, baseline=baseline, potential=None)
        for name in others:
            before = _at_start(states[name], now, arms[name])
            states[name], flows[name], left = _advance(name, before, arms[name], world)
            residual = max(residual, left)
        yield SimulatedYear(now, flows, residual, world)


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


def _at_start(before, now, policy):
    """The state with the roster of the year."""
    return replace(before, roster=membership.decide(before, now, policy))


def _baseline_world(account, grown, before, policy, world):
    """The world of a year in the baseline, whose technology every arm shares.

    Returns:
        (World with technology and what can be made with it, what the account needs next year).
    """
    people, counties, p = before.population, world.counties, world.parameters
    inputs = county_log_inputs(before, people, counties, p)
    called = _called(before, policy, world)
    technology, grown = account.technology(world.year, grown, inputs, people, counties, called, p)
    potential = potential_output(technology, inputs)
    return replace(world, technology=technology, potential=potential, baseline=None), grown


def _called(state, policy, world):
    """Demand in the baseline: none, but where its funds follow size."""
    if not world.mechanisms.policy_follows_size:
        return Zeros(state.capital.shape)
    promised = partnerships.keep(state, policy, world, Flows.opening(state))
    return aid.give(state, policy, world, promised).demand_left


def _advance(arm, before, policy, world):
    """A year of an arm, its books checked: (State after it, Flows, largest residual)."""
    after, flows = year(before, policy, world)
    _check_capital(after.capital, world.year, arm)
    sides = identities(before, after, flows, policy, world)
    return after, flows, largest_residual(sides, world.year)


def _check_capital(capital, now, arm):
    """A county without capital makes nothing: say so before the logarithm does."""
    if not capital.min() > 0:
        raise NarrowsError(
            f"{arm}: in {now} a county has no private capital left. The scenario moves or "
            "displaces more capital than a county owns: reduce the projects or the funds."
        )
