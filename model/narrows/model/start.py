"""Region tables and the luck of estimated output become the first state."""


import numpy as np

from narrows.model.sectors import aid, membership, public_finance
from narrows.model.state import Books, Built, State
from narrows.model.world import NONE, Counties
from narrows.model.zeros import Zeros


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
    """What stays as it is over the years; see `narrows.model.world.Counties`."""
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
        base_need=public_finance.base_need(
            region.spending * rows, own_revenue, p.equalisation_rate
        ),
        opening_debt=p.opening_debt_ratio * output,
        absorption=aid.capacity(p.absorption_capacity, schooling, p.absorption_schooling),
        replacement_share=replacement_share,
        industry_share=region.sector_shares[:, 1],
        urban_share=region.urban_share,
        urban_reference=region.reference.get("urban_share"),
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


def first_state(region, counties, parameters, policy, public_capital="common"):
    """The state of every draw at the start of the base year."""
    output = counties.base_output
    zero = Zeros(output.shape)
    bonds = Zeros((len(policy.bonds), *output.shape))
    roster = membership.first(policy, *output.shape)
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
        carried=np.zeros((len(policy.funds), len(output), 1)),
        books=Books(
            output=output,
            population=counties.base_population,
            own_revenue=parameters.county_tax_share * counties.base_tax,
            tax=counties.base_tax,
            tax_before=counties.base_tax,
        ),
        roster=roster,
    )


def output_draws(output, output_error, block, normals):
    """Output with the error of its estimates, each block brought back to its known sum.

    y_i = Y_i exp(s_i z_i) c_b,  c_b such that the block's sum is unchanged

    Args:
        output: Y, output as in the region, million units a year (county,), > 0.
        output_error: s, sd of the log error (county,), 0 where published.
        block: number of the block (county,) int, -1 where there is none.
        normals: z, standard normal numbers (draw, county).

    Returns:
        y (draw, county), > 0; published figures are untouched.

    Source: ours.

    >>> z = np.array([[1.0, 0.0, 2.0]])
    >>> error = np.array([np.log(3.0), 0.0, 0.0])
    >>> output_draws(np.array([1.0, 1.0, 5.0]), error, np.array([0, 0, -1]), z).round(9)
    array([[1.5, 0.5, 5. ]])
    """
    drawn = output * np.exp(output_error * normals)
    for number in np.unique(block[block >= 0]):
        inside = block == number
        if not output_error[inside].any():
            continue
        sums = drawn[:, inside].sum(axis=1, keepdims=True)
        drawn[:, inside] *= output[inside].sum() / sums
    return drawn
