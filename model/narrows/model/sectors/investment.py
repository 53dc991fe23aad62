"""Investment: public, private, supported and displaced; how both kinds of capital accumulate."""

from dataclasses import replace
from functools import reduce

import numpy as np

from narrows.model.flows import Investment
from narrows.model.sectors import funds, public_finance
from narrows.model.sectors.membership import entitled
from narrows.model.zeros import Zeros


def subsidised_investment(additional, additional_last_year, pull_forward):
    """Additional investment less what was only brought forward from this year.

    I_sub = add_t - iota add_(t-1), million per year (draw, county)

    >>> subsidised_investment(np.array([5.0]), np.array([2.0]), 0.25)
    array([4.5])
    """
    return additional - pull_forward * additional_last_year


def displacement(additional, neighbours, share):
    """Private investment that neighbours lose to the aided (or gain, where the share is < 0).

    d_j = disp sum_i w_ij add_i

    Args:
        additional: additional investment, million per year (draw, county).
        neighbours: w, row-standardised sparse weights (county, county).
        share: disp (draw, 1).

    Returns:
        d, million per year (draw, county).

    >>> import scipy.sparse
    >>> w = scipy.sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> displacement(np.array([[4.0, 0.0]]), w, 0.25)
    array([[0., 1.]])
    """
    return share * (additional @ neighbours)


def relative_return(output, capital):
    """Return to private capital against the region's, r_i / rbar.

    r_i / rbar = (Y_i / K_i) / (sum Y / sum K); the capital share cancels.

    Args:
        output: Y, million per year (draw, county).
        capital: K, million (draw, county).

    >>> relative_return(np.array([[2.0, 1.0]]), np.array([[1.0, 2.0]]))
    array([[2. , 0.5]])
    """
    mean = output.sum(-1, keepdims=True) / capital.sum(-1, keepdims=True)
    return output / capital / mean


def desired_investment(output, relative_return, new_debt, investment_share, sensitivity, crowding):
    """Private investment before the region's savings are shared out.

    I* = s Y (r / rbar)^theta (1 - chi dB / Y), never below zero

    Args:
        output: Y, million per year (draw, county).
        relative_return: r / rbar (draw, county).
        new_debt: dB, net new local debt, million per year (draw, county).
        investment_share: s (draw, 1).
        sensitivity: theta, 0 immobile capital, above 1 nearly equal returns (draw, 1).
        crowding: chi (draw, 1).

    Returns:
        I*, million per year (draw, county).

    Source: ours; crowding out as found by Huang, Pagano and Panizza (2020).

    >>> desired_investment(np.array([10.0]), np.array([1.0]), np.array([0.0]), 0.3, 0.5, 0.2)
    array([3.])
    """
    crowded = np.maximum(1 - crowding * new_debt / output, 0.0)
    # Not **, which takes a root where one draw has the power 1/2: another last bit than in many.
    pull = np.exp(sensitivity * np.log(relative_return))
    return investment_share * output * pull * crowded


def savings_scale(desired, output, other_investment, investment_share):
    """Factor Omega which makes all investment equal to the region's savings (closed region).

    Omega = (sum s Y - sum other) / sum I*, never below zero

    Args:
        desired: I*, million per year (draw, county).
        output: Y, million per year (draw, county).
        other_investment: subsidised, displaced and newly built, million per year (draw, county).
        investment_share: s (draw, 1).

    Returns:
        Omega (draw, 1).

    >>> savings_scale(np.array([[2.0, 2.0]]), np.array([[10.0, 10.0]]), np.array([[1.0, 0.0]]), 0.3)
    array([[1.25]])
    """
    savings = investment_share * output.sum(-1, keepdims=True)
    left = savings - other_investment.sum(-1, keepdims=True)
    return np.maximum(left, 0.0) / desired.sum(-1, keepdims=True)


def cap(output, limit, units, capital_per_unit):
    """New private capital for which there is land or energy.

    cap = l Y + k u

    Args:
        output: Y, last year's GDP, million (draw, county).
        limit: l, share of output that finds room without grants.
        units: u, granted beyond that, such as mu of land or tonnes of coal equivalent per year
            (draw, county).
        capital_per_unit: k, million that a unit carries.

    Returns:
        Million per year (draw, county).

    Source: ours.

    >>> cap(np.array([100.0]), 0.3, np.array([4.0]), 2.0)
    array([38.])
    """
    return limit * output + capital_per_unit * units


def next_stock(stock, investment, depreciation_rate):
    """Capital at the start of next year: K' = (1 - delta) K + I, million (draw, county).

    >>> next_stock(np.array([100.0]), np.array([12.0]), 0.1)
    array([102.])
    """
    return (1 - depreciation_rate) * stock + investment


def public_investment(output, more_spending, replacement_share, marginal_share):
    """Investment of the public purse: a common share of output, and a part of what changes.

    I_G = max(0, x Y_0 + share dS)

    Spending over output differs between county budgets for reasons of book-keeping (a district's
    city pays part of its streets), so the level is common and only what the programme changes
    is counted yuan for yuan.

    Args:
        output: Y_0, output without programme, million per year (draw, county).
        more_spending: dS, spending beyond that without programme, million per year (draw, county).
        replacement_share: x, keeps public capital in proportion to output (draw, 1).
        marginal_share: part of an extra yuan which is invested (draw, 1).

    >>> public_investment(np.array([100.0]), np.array([2.0]), 0.06, 0.25)
    array([6.5])
    """
    return np.maximum(replacement_share * output + marginal_share * more_spending, 0.0)


def invest(state, policy, world, so_far):
    """All investment of the year, and the capital it leaves.

    The baseline gives the level of public investment, and in an open region the scale of private
    investment. What is built in parks comes on top.
    """
    p, counties = world.parameters, world.counties
    made, works, parks, moved = so_far.made, so_far.works, so_far.parks, so_far.relocation
    subsidised = so_far.partnerships.co_invested + subsidised_investment(
        works.additional, state.additional, p.pull_forward
    )
    displaced = displacement(works.additional, counties.neighbours, p.displacement)
    new_debt = so_far.aid.bonds.sum(0) - so_far.budget.repayment.sum(0)
    desired = desired_investment(
        made,
        relative_return(made, state.capital),
        new_debt,
        p.investment_share,
        p.return_sensitivity,
        p.debt_crowding_out,
    )
    desired = public_finance.discouraged(desired, so_far.budget.pressed, p.reward_cost)
    scale = savings_scale(
        desired,
        so_far.output,
        subsidised - displaced + moved.new + (0.0 if parks is None else parks.built_in),
        p.investment_share,
    )
    if world.baseline is not None:
        # An open region draws on outside capital: its scale is that of the baseline.
        scale = np.where(world.closed, scale, world.baseline.investment.scale)
    private, unused = _within_quotas(
        state, scale * desired, desired, subsidised + moved.into, policy, world
    )
    public = _public(made, so_far.budget, counties, p, world.baseline)
    added = private + subsidised - displaced + (moved.into - moved.out)
    finished = public + works.public_finished
    invested = Investment(
        public=public,
        private=private,
        unused=unused,
        subsidised=subsidised,
        displaced=displaced,
        scale=scale,
        capital_left=next_stock(state.capital, added, p.private_depreciation_rate),
        public_capital_left=next_stock(
            state.public_capital, finished, p.public_depreciation_rate
        ),
    )
    return replace(so_far, investment=invested)


def _within_quotas(state, wanted, desired, others, policy, world):
    """Private investment under the caps of land and energy, and savings that find no place.

    In a closed region the savings that a capped county cannot use go to the others.
    """
    if not policy.quotas:
        return wanted, Zeros((len(wanted), 1))
    caps = [_cap(quota, state, world.year) for quota in policy.quotas]
    room = np.maximum(reduce(np.minimum, caps) - others, 0.0)
    savings = wanted.sum(1, keepdims=True)
    spread = funds.bounded(desired, savings, np.zeros_like(room), room)
    private = np.where(world.closed, spread, np.minimum(wanted, room))
    return private, savings - private.sum(1, keepdims=True)


def _cap(quota, state, year):
    """New private capital which one quota allows (draw, county)."""
    shares = funds.shares(quota.allocation, state.books, entitled(quota, state.roster))
    units = quota.in_year(year) * shares
    return cap(state.books.output, quota.limit, units, quota.capital_per_unit)


def _public(output, budget, counties, parameters, baseline):
    """Public investment; in the baseline nothing has changed by definition."""
    more = Zeros(output.shape)
    if baseline is not None:
        output, more = baseline.output, budget.spending - baseline.budget.spending
    return public_investment(
        output, more, counties.replacement_share, parameters.public_investment_share
    )
