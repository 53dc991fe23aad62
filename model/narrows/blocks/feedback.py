"""Mechanisms that a scenario may switch on: what each adds to the year, against the other world."""

import numpy as np

from narrows.equations import learning, migration, reporting, reward
from narrows.nothing import Zeros

from .roster import entitled, tied, to_county


def gains(flows, reference, world):
    """Technology gained or lost through the mechanisms that are on (draw, county).

    Everything is measured against the year without programme, whose own learning is in the
    technology path already; in that world itself nothing is gained.
    """
    on, p, nothing = world.mechanisms, world.parameters, Zeros(flows.output.shape)
    if reference is None:
        return nothing
    gain = nothing
    if on.learning_by_doing:
        gain = gain + learning.by_doing(growth(flows), growth(reference), p.learning_by_doing)
    if on.dutch_disease:
        aid = (flows.aid.total - reference.aid.total) / flows.output
        industry = world.counties.industry_share
        gain = gain + learning.lost_industry(aid, industry, p.dutch_disease_response)
    if on.spillovers:
        gain = gain + _spilt_over(np.log(flows.output / reference.output), world)
    return gain


def growth(flows):
    """Log growth of output over the year (draw, county)."""
    return np.log(flows.output / flows.output_before)


def _spilt_over(lead, world):
    """From the prefecture's core city, and apart from it from the neighbours."""
    p, counties = world.parameters, world.counties
    core = lead[:, counties.core] * (counties.core != np.arange(len(counties.core)))
    around = lead @ counties.neighbours.T
    return learning.from_around(core, p.catch_up_rate, p.core_city_spillover) + (
        learning.from_around(around, p.catch_up_rate, p.neighbour_spillover)
    )


def next_people(state, utility, world):
    """Residents at the start of next year: drawn slowly, or by a choice of places (logit)."""
    p, counties, before = world.parameters, world.counties, state.population
    if world.mechanisms.migration == "logit":
        return migration.next_population_by_choice(
            before, utility, counties.reach, p.migration_response, p.migration_openness,
            p.population_growth_rate,
        )  # fmt: skip
    return migration.next_population(before, utility, p.migration_rate, p.population_growth_rate)


def skills(state, utility, next_people, world):
    """Skills after the year's moves (draw, county): the same array where talent stays."""
    if not world.mechanisms.talent_drain:
        return state.built.skills
    return migration.skills_after_moves(
        state.population, next_people, state.built.skills, utility, world.parameters.talent_rate
    )


def pressed_tax(state, programme, world):
    """Part by which counties press for more tax to win rewards (draw, county)."""
    if not world.mechanisms.reward_effort:
        return Zeros(state.capital.shape)
    p, books = world.parameters, state.books
    effort = Zeros(books.output.shape)
    for fund in programme.funds:
        main = (1 - fund.remainder_share) * (fund.allocation == "tax_growth")
        part = main + fund.remainder_share * (fund.remainder_allocation == "tax_growth")
        amount = part * fund.in_year(world.year)
        if amount > 0:
            who = entitled(fund, state.roster)
            effort = effort + reward.pressed(amount, who, books.tax, p.reward_response)
    return np.minimum(effort, reward.MOST_PRESSED)


def reported(state, output, aid, programme, reference, world):
    """Output as published, and how far it is inflated at the start of next year."""
    if not world.mechanisms.over_reporting:
        return output, state.inflation
    p, roster = world.parameters, state.roster
    aided = np.zeros_like(output)
    if reference is not None and programme.under_way(world.year):
        pairs = tied(np.ones(state.built.park_works.shape), roster)
        paired = np.minimum(to_county(pairs, roster.recipient, output.shape[1]), 1.0)
        more = np.greater(aid.total, reference.aid.total)
        aided = np.maximum(paired, more)
    inflation = reporting.next_inflation(
        state.inflation, aided, p.over_reporting_rate, p.over_reporting_fade
    )
    return output * np.exp(state.inflation), inflation
