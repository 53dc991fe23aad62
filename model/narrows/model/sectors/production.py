"""Output from capital, public capital, people and technology; what is counted where."""

from dataclasses import replace

import numpy as np

from narrows.model.sectors import partnerships, reporting


def log_inputs(
    capital, public_capital, population, schooling, area, capital_share, public_elasticity,
    density_elasticity,
):
    """Log of what the inputs of production give at technology one.

    ln F = epsilon ln(L / a) + gamma ln G + alpha ln K + (1 - alpha - gamma) (ln h + ln L)

    Args:
        capital: K, private capital, million (draw, county), > 0.
        public_capital: G, public capital, million (draw, county), > 0.
        population: L, residents, persons (draw, county), > 0.
        schooling: h, human capital, mean about one (draw or 1, county), > 0.
        area: a, km2 (county,), > 0.
        capital_share: alpha (draw, 1).
        public_elasticity: gamma (draw, 1).
        density_elasticity: epsilon (draw, 1).

    Returns:
        ln F (draw, county).

    Source: Cobb-Douglas with public capital, and density as in the literature on agglomeration;
    constant returns to private capital, public capital and people together.

    >>> one = np.ones((1, 1))
    >>> log_inputs(np.e * one, one, one, one, one, 0.4, 0.1, 0.05).item()
    0.4
    """
    labour_share = 1 - capital_share - public_elasticity
    log_people = np.log(population)
    return (
        density_elasticity * (log_people - np.log(area))
        + public_elasticity * np.log(public_capital)
        + capital_share * np.log(capital)
        + labour_share * (np.log(schooling) + log_people)
    )


def technology(output, log_inputs):
    """Log technology which makes the inputs give a known output (the model, inverted).

    ln A = ln Y - ln F

    Args:
        output: Y, GDP, million per year (draw, county), > 0.
        log_inputs: ln F (draw, county).

    >>> technology(np.array([np.e]), np.array([0.25]))
    array([0.75])
    """
    return np.log(output) - log_inputs


def potential_output(technology, log_inputs):
    """Output before demand: Y = exp(ln A + ln F), million per year (draw, county).

    >>> potential_output(np.array([0.0]), np.array([0.0]))
    array([1.])
    """
    return np.exp(technology + log_inputs)


def county_log_inputs(state, people, counties, parameters):
    """Log of production at technology one, from what counties have and who works there."""
    p = parameters
    labour_share = 1 - p.private_capital_share - p.public_capital_elasticity
    inputs = log_inputs(
        state.capital,
        state.public_capital,
        people,
        counties.schooling,
        counties.area,
        p.private_capital_share,
        p.public_capital_elasticity,
        p.density_elasticity,
    )
    # Skills made by the programme are a stock of their own: log h = log schooling + skills.
    return inputs + labour_share * state.built.skills


def produce(state, policy, world, so_far):
    """Output of the year: what can be made, what is called for, parks, and what is published."""
    potential = world.potential
    if potential is None:
        people, counties = so_far.population, world.counties
        inputs = county_log_inputs(state, people, counties, world.parameters)
        potential = potential_output(world.technology + state.built.technology, inputs)
    called = so_far.partnerships.order_demand
    made = potential + so_far.demand_left + called
    parks = partnerships.open_parks(state, policy, world, so_far, potential)
    # Statistics count what is made at home, and each side's share of the parks.
    output = made if parks is None else made + parks.counted
    reported, inflation = reporting.reported(state, policy, world, so_far, output)
    return replace(
        so_far,
        made=made,
        parks=parks,
        output=output,
        reported=reported,
        demand=so_far.demand_left + called,
        inflation=inflation,
    )
