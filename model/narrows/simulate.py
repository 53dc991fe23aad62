"""Years of counties: the world without programme, and every arm beside it on the same luck."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from narrows import endowment, eve
from narrows.accounting import largest_residual
from narrows.blocks import membership
from narrows.endowment import World
from narrows.errors import NarrowsError
from narrows.flows import Flows
from narrows.mechanisms import NONE, Mechanisms
from narrows.reference import ACCOUNTS
from narrows.tape import Tapes, changed
from narrows.year import of_arm, without_programme


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


def simulate(region, arms, parameters, luck, years, structure, tapes=None):
    """Yield the years of a block of draws, all arms in step with the world without programme.

    Args:
        region: the counties.
        arms: {name: Programme}; the first is the world without programme.
        parameters: arrays (draw, 1) by name.
        luck: of the draws.
        years: consecutive calendar years from the base year.
        structure: the model's form.
        tapes: of the same experiment's years; None runs the years as they are written.

    Yields:
        Year.
    """
    world, tapes = _world(region, parameters, luck, structure), tapes or Tapes(worth=False)
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
    first, *others = arms
    eves = {name: eve.years(arms[name], arms[first], years) for name in others}
    grown, start_income = account.first, None
    for year in years:
        told, states[first], usual, residual = _without_programme(
            first, account, year, arms[first], states[first], world, grown, start_income, tapes
        )
        technology, income, index, grown = told
        start_income = income if start_income is None else start_income
        world, flows = replace(world, income_index=index), {first: usual}
        for name in others:
            before, programme = states[name], arms[name]
            if year in eves[name]:
                states[name], flows[name] = eve.like(
                    before, year, programme, world, states[first], usual
                )
                continue
            states[name], flows[name], left = _with_programme(
                name, year, programme, before, world, technology, usual, tapes
            )
            residual = max(residual, left)
        yield Year(year, flows, residual, world)


def _world(region, parameters, luck, structure):
    """Counties of every draw, and what else is known before the first year."""
    output = endowment.base_output(region, luck)
    fixed = endowment.counties(
        region, output, parameters, structure.public_capital, structure.mechanisms
    )
    promise = luck.chance("promise kept", 0, output.shape[1])
    first_index = np.ones_like(structure.closed, dtype=float)
    return World(
        parameters, fixed, structure.closed, first_index, promise, structure.mechanisms
    )


def _without_programme(arm, account, year, programme, before, world, grown, start_income, tapes):
    """A year of the world without programme, from tape, checked.

    Returns:
        (what every arm takes from it, State after the year, its Flows, largest residual).
    """
    before, seen = _at_start(before, year, programme)
    records = (seen, before, world, grown, account.of_year(year), start_income)
    (told, advanced), flows = tapes.call(
        partial(without_programme, account, year),
        ("without programme", account.about(year)),
        (programme, year),
        records,
        len(before.capital),
    )
    after, sides, least = advanced
    _check_capital(least, year, arm)
    return told, after, flows, largest_residual(sides, year)


def _with_programme(arm, year, programme, before, world, technology, usual, tapes):
    """A year of an arm beside it, from tape, checked: (State after it, Flows, residual)."""
    before, seen = _at_start(before, year, programme)
    records, draws = (seen, before, world, technology, usual), len(before.capital)
    advanced, flows = tapes.call(of_arm, ("arm",), (programme, year), records, draws)
    after, sides, least = advanced
    _check_capital(least, year, arm)
    return after, flows, largest_residual(sides, year)


def _at_start(before, year, programme):
    """The state with the roster of the year, and the programme as it looks in the year."""
    roster = membership.decide(before, year, programme)
    return changed(before, roster=roster), programme.seen_from(year)


def _check_capital(least, year, arm):
    """A county without capital makes nothing: say so before the logarithm does."""
    if not least.min() > 0:
        raise NarrowsError(
            f"{arm}: in {year} a county has no private capital left. The scenario moves or "
            "displaces more than a county owns: make its projects or its money smaller."
        )
