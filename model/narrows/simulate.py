"""Years of counties: the world without programme, and every arm beside it on the same luck."""

from dataclasses import dataclass, replace

import numpy as np

from narrows import endowment, eve
from narrows.accounting import check_year
from narrows.blocks.output import log_inputs
from narrows.endowment import World
from narrows.equations import production
from narrows.errors import NarrowsError
from narrows.flows import Flows
from narrows.mechanisms import NONE, Mechanisms
from narrows.nothing import Nothing
from narrows.reference import ACCOUNTS
from narrows.step import called_for, step


@dataclass(frozen=True)
class Structure:
    """Choices about the model's form.

    Args:
        growth: "calibrated" or "structural".
        public_capital: "common" ratio to output, or by each county's "budget".
        closed: draws in which the region lives on its own savings (draw, 1).
        mechanisms: which of the disputed mechanisms are at work.
        law: GrowthLaw learned from the region's own history; None for that of other panels.
    """

    growth: str
    public_capital: str
    closed: np.ndarray
    mechanisms: Mechanisms = NONE
    law: object = None


@dataclass(frozen=True)
class Year:
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
        name: endowment.first_state(
            region, world.counties, parameters, programme, structure.public_capital
        )
        for name, programme in arms.items()
    }
    first = next(iter(arms))
    eves = {name: eve.years(plan, arms[first], years) for name, plan in arms.items()}
    start_income = None
    for year in years:
        population = states[first].population
        inputs = log_inputs(states[first], population, world.counties, parameters)
        called = _called(states[first], year, arms[first], world)
        technology = account.technology(year, inputs, population, world.counties, called)
        potential = production.potential_output(technology, inputs)
        income = potential.sum(1, keepdims=True) / population.sum(1, keepdims=True)
        start_income = income if start_income is None else start_income
        world = replace(world, income_index=income / start_income)
        flows, residual = {}, 0.0
        for name, programme in arms.items():
            before = states[name]
            if name != first and year in eves[name]:
                states[name], flows[name] = eve.like(
                    before, year, programme, world, states[first], flows[first]
                )
                continue
            known = potential if name == first else None
            after, flows[name] = step(
                before, year, programme, world, technology, flows.get(first), known
            )
            residual = max(residual, check_year(before, after, flows[name], programme, world, year))
            _check_capital(after, year, name)
            states[name] = after
        yield Year(year, flows, residual, world)


def _world(region, parameters, luck, structure):
    """Counties of every draw, and what else is known before the first year."""
    output = endowment.base_output(region, luck)
    fixed = endowment.counties(region, output, parameters, structure.public_capital)
    promise = luck.chance("promise kept", 0, output.shape[1])
    first_index = np.ones_like(structure.closed, dtype=float)
    return World(
        parameters, fixed, structure.closed, first_index, promise, structure.mechanisms
    )


def _called(state, year, programme, world):
    """Demand of the world without programme: none, but where its funds follow size."""
    if not world.mechanisms.policy_follows_size:
        return Nothing(state.capital.shape)
    return called_for(state, year, programme, world)[-1]


def _check_capital(state, year, arm):
    """A county without capital makes nothing: say so before the logarithm does."""
    if not state.capital.min() > 0:
        raise NarrowsError(
            f"{arm}: in {year} a county has no private capital left. The scenario moves or "
            "displaces more than a county owns: make its projects or its money smaller."
        )
