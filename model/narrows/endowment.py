"""What counties start with: the region's tables turned into the first state of every draw."""

from dataclasses import dataclass

import numpy as np

from narrows.blocks import membership
from narrows.equations import fiscal, grants
from narrows.mechanisms import NONE, Mechanisms
from narrows.nothing import Zeros
from narrows.region.uncertainty import output_draws
from narrows.state import Books, Counties, State
from narrows.ties import Built


@dataclass(frozen=True)
class World:
    """What a year needs beside the state: parameters, counties, closure, the region's income.

    Args:
        parameters: arrays (draw, 1) by name.
        counties: what stays as it is.
        closed: draws in which the region lives on its own savings (draw, 1).
        income_index: the region's GDP per head without programme, base year = 1 (draw, 1).
        promise: luck of each county's promises to its partner, uniform (draw, county).
        mechanisms: which of the disputed mechanisms are at work.
        year: calendar year; None before the first.
    """

    parameters: object
    counties: Counties
    closed: np.ndarray
    income_index: np.ndarray
    promise: np.ndarray
    mechanisms: Mechanisms = NONE
    year: int | None = None


def base_output(region, luck):
    """GDP of the base year: published as it is, estimated with its error, blocks adding up.

    Args:
        region: with output, output_error and block (-1 where published).
        luck: of the draws.

    Returns:
        Million (draw, county).
    """
    normals = luck.county("estimate", 0, len(region.output))
    output = output_draws(region.output, region.output_error, region.block, normals)
    # One memory order everywhere: a number must not depend on how many draws lie beside it.
    return np.ascontiguousarray(output)


def counties(region, output, parameters, public_capital="common", mechanisms=NONE):
    """What stays as it is over the years; see `narrows.state.Counties`."""
    p = parameters
    rows = np.ones_like(output)
    own_revenue = region.revenue * rows
    schooling = region.schooling / np.average(region.schooling, weights=region.population)
    replacement = p.public_depreciation_rate + p.province_growth_rate
    if public_capital == "common":
        replacement_share = region.public_capital / region.output * replacement
    else:
        replacement_share = p.public_investment_share * region.spending / output
    return Counties(
        area=region.area,
        schooling=schooling,
        neighbours=region.weights(),
        base_output=output,
        base_population=region.population * rows,
        base_tax=own_revenue / p.county_tax_share,
        base_need=fiscal.base_need(region.spending * rows, own_revenue, p.equalisation_rate),
        opening_debt=p.opening_debt_ratio * output,
        absorption=grants.capacity(p.absorption_capacity, schooling, p.absorption_schooling),
        replacement_share=replacement_share,
        industry_share=region.sector_shares[:, 1],
        urban_share=region.urban_share,
        core=core_cities(region),
        reach=region.reach if mechanisms.migration == "logit" else None,
    )


def core_cities(region):
    """Place of each county's core city: the county of its group with most urban output."""
    urban = region.output * region.urban_share
    # Sorted once, as there may be thousands of groups: by group, the largest of each first.
    order = np.lexsort((-urban, region.group))
    first = np.searchsorted(region.group[order], np.arange(region.group.max() + 1))
    return order[first][region.group]


def first_state(region, counties, parameters, programme, public_capital="common"):
    """The state of every draw at the start of the base year."""
    output = counties.base_output
    zero = Zeros(output.shape)
    bonds = Zeros((len(programme.bonds), *output.shape))
    roster = membership.first(programme, *output.shape)
    pairs = Zeros((output.shape[0], len(roster.recipient)))
    if public_capital == "common":
        public = region.public_capital / region.output * output
    else:
        replacement = parameters.public_depreciation_rate + parameters.province_growth_rate
        public = counties.replacement_share / replacement * output
    return State(
        capital=region.capital / region.output * output,
        public_capital=public,
        population=counties.base_population,
        demand=zero,
        public_works=zero,
        private_works=zero,
        additional=zero,
        debt=bonds,
        issued=bonds,
        signed=pairs,
        building=pairs,
        inflation=zero,
        built=Built.nothing(output, len(roster.recipient)),
        carried=np.zeros((len(programme.funds), len(output), 1)),
        books=Books(
            output=output,
            population=counties.base_population,
            own_revenue=parameters.county_tax_share * counties.base_tax,
            tax=counties.base_tax,
            tax_before=counties.base_tax,
        ),
        roster=roster,
    )
