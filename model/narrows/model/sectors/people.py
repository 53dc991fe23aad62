"""People: who moves where utility is higher, skills after the moves, the urban share."""

from dataclasses import replace

import numpy as np

from narrows.model.flows import Moves


def log_utility(income, population, base_population, congestion):
    """Utility of living in a county.

    ln u = ln y - kappa ln(L / L_0)

    Args:
        income: y, GDP per head, million per person (draw, county).
        population: L, persons (draw, county).
        base_population: L_0, persons (draw, county).
        congestion: kappa (draw, 1).

    Source: ours. People and output do not run away together while
    kappa > epsilon / (1 - alpha - gamma).

    >>> log_utility(np.array([1.0]), np.array([np.e]), np.array([1.0]), 0.1)
    array([-0.1])
    """
    return np.log(income) - congestion * np.log(population / base_population)


def next_population(population, log_utility, migration_rate, growth_rate):
    """Residents next year: growth at the common rate and moves that add up to zero.

    L' = (1 + n) sum L  x  L exp(mu (ln u - mean ln u)) / sum of the same

    Args:
        population: L, persons (draw, county).
        log_utility: ln u (draw, county).
        migration_rate: mu, per year and log unit (draw, 1).
        growth_rate: n, per year (draw, 1).

    Returns:
        L', persons (draw, county).

    >>> next_population(np.array([[1.0, 1.0]]), np.array([[0.0, 0.0]]), 0.01, 0.0)
    array([[1., 1.]])
    """
    total = population.sum(-1, keepdims=True)
    mean = (population * log_utility).sum(-1, keepdims=True) / total
    drawn = population * np.exp(migration_rate * (log_utility - mean))
    return drawn * ((1 + growth_rate) * total / drawn.sum(-1, keepdims=True))


def next_population_by_choice(population, log_utility, reach, response, openness, growth_rate):
    """Residents next year where everybody weighs staying against every place within reach.

    m_ij = L_i a_ij / (1 + sum_k a_ik),  a_ij = q K_ij exp(eta (ln u_j - ln u_i))
    L'_j = (1 + n) (L_j + sum_i m_ij - sum_k m_jk)

    A choice of all places at once (logit), yet no array of pairs of places for every draw: a_ij
    is a factor of the home, one of the distance and one of the destination, so that both sums
    are products with the matrix K.

    Args:
        population: L, persons (draw, county).
        log_utility: ln u (draw, county).
        reach: K, how near places are, symmetric, zero for a place itself, the sums of its rows
            one on average; sparse (county, county).
        response: eta, per log unit (draw, 1).
        openness: q, part of the residents who move in a year where all places are alike
            (draw, 1).
        growth_rate: n, per year (draw, 1).

    Returns:
        L', persons (draw, county).

    Source: ours; a choice between places that grow dearer with distance, as in gravity models.

    >>> import scipy.sparse
    >>> reach = scipy.sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> alike, better = np.array([[0.0, 0.0]]), np.array([[0.0, np.log(2.0)]])
    >>> people = np.array([[3.0, 1.0]])
    >>> next_population_by_choice(people, alike, reach, 1.0, 1.0, 0.0)
    array([[2., 2.]])
    >>> next_population_by_choice(people, better, reach, 1.0, 1.0, 0.0).round(4)
    array([[1.3333, 2.6667]])
    """
    appeal = response * (log_utility - log_utility.mean(-1, keepdims=True))
    draws_in, holds_back = np.exp(appeal), np.exp(-appeal)
    odds = openness * holds_back * (draws_in @ reach)
    stay = population / (1 + odds)
    arrive = openness * draws_in * ((holds_back * stay) @ reach)
    return (1 + growth_rate) * (population + arrive - odds * stay)


def skills_after_moves(population, next_population, skills, log_utility, rate):
    """Skills of each county after the skilled have moved faster than the others.

    s' = s + rate (ln u - mean) + k, with k such that sum L' exp(s') / sum L' stays what it was

    Args:
        population: L, persons (draw, county).
        next_population: L', persons after this year's moves (draw, county).
        skills: s, log human capital of a resident beside schooling (draw, county).
        log_utility: ln u (draw, county).
        rate: additional speed of the skilled, per year and log unit (draw, 1).

    Returns:
        s' (draw, county): talent per head of the whole region is conserved.

    Source: ours.

    >>> one = np.ones((1, 2))
    >>> moved = skills_after_moves(one, one, 0 * one, np.array([[0.0, 1.0]]), 0.01)
    >>> bool(moved[0, 0] < 0 < moved[0, 1]), float(np.exp(moved).sum().round(9))
    (True, 2.0)
    """
    before = (population * np.exp(skills)).sum(-1, keepdims=True) / population.sum(
        -1, keepdims=True
    )
    drawn = skills + rate * (log_utility - log_utility.mean(-1, keepdims=True))
    after = (next_population * np.exp(drawn)).sum(-1, keepdims=True) / next_population.sum(
        -1, keepdims=True
    )
    return drawn + np.log(before / after)


def share(base_share, income_growth, people_growth, income_response, people_response):
    """Urban share: it rises with income, and with people that come.

    logit u = logit u_0 + a ln(y / y_0) + b ln(L / (L_0 (1 + n)^t))

    Args:
        base_share: u_0, of the census of the base year, 0..1 (county,).
        income_growth: ln(y / y_0), log GDP per head since the base year (draw, county).
        people_growth: log population since then beyond the region's (draw, county).
        income_response: a (draw, 1).
        people_response: b (draw, 1).

    Returns:
        u, 0..1 (draw, county).

    Source: ours.

    >>> zero = np.zeros((1, 1))
    >>> share(np.array([0.6]), zero, zero, 0.7, 1.0)
    array([[0.6]])
    """
    base = np.clip(base_share, 1e-3, 1 - 1e-3)  # a city district is never quite all town
    odds = base / (1 - base)
    odds = odds * np.exp(income_response * income_growth + people_response * people_growth)
    return odds / (1 + odds)


def urban_share(flows, world):
    """Residents in towns, 0..1 (draw, county): told of a year, and nothing follows from it.

    Args:
        flows: Flows of the year.
        world: parameters, and what stays as it is of the counties.
    """
    p, counties = world.parameters, world.counties
    base, people, output = counties.base_population, flows.population, flows.output
    region_people = people.sum(1, keepdims=True)
    beside = np.log(people / base) - np.log(region_people / base.sum(1, keepdims=True))
    income = np.log(output / people) - np.log(counties.base_output / base)
    return share(
        counties.urban_share, income, beside, p.urban_income_response, p.urban_people_response
    )


def move(state, policy, world, so_far):  # noqa: ARG001 - one signature for all events of a year
    """Who moves during the year, and the skills that go along."""
    p, counties = world.parameters, world.counties
    utility = log_utility(
        so_far.output / so_far.population,
        state.population,
        counties.base_population,
        p.congestion,
    )
    residents = _next_people(state, utility, world)
    return replace(
        so_far, moves=Moves(residents, _next_skills(state, utility, residents, world))
    )


def _next_people(state, utility, world):
    """Residents at the start of next year: drawn slowly, or by a choice of places (logit)."""
    p, counties, before = world.parameters, world.counties, state.population
    if world.mechanisms.migration == "logit":
        return next_population_by_choice(
            before, utility, counties.reach, p.migration_response, p.migration_openness,
            p.population_growth_rate,
        )  # fmt: skip
    return next_population(before, utility, p.migration_rate, p.population_growth_rate)


def _next_skills(state, utility, next_people, world):
    """Skills after the year's moves (draw, county): the same array where talent stays."""
    if not world.mechanisms.talent_drain:
        return state.built.skills
    return skills_after_moves(
        state.population, next_people, state.built.skills, utility, world.parameters.talent_rate
    )
