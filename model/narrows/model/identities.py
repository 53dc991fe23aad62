"""The identities of money, capital and people, checked in every year of every run."""

from functools import cache

import numpy as np

from narrows.errors import AccountingError
from narrows.model.sectors.funds import bond_amount, fund_amount
from narrows.model.zeros import Zeros, is_zeros

TOLERANCE = 1e-9


def residual(left, right):
    """Largest difference of two sides, relative to the largest total they can stand for.

    >>> residual(np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    0.2
    """
    gap = _largest(left - right)
    return float(gap / (gap + _largest(left))) if gap else 0.0


def _largest(values):
    return 0.0 if is_zeros(values) else np.abs(values).max(initial=0.0)


@cache
def _weights(places):
    """Irregular weights between one and two: fractions of multiples of the golden ratio."""
    return 1 + np.arange(1, places + 1) * ((1 + 5**0.5) / 2) % 1


def tally(values):
    """Weighted sum over counties or pairs, each with a weight of its own.

    What holds in every county holds for the tally, and an error in one county cannot hide
    behind the opposite error in another; comparing tallies costs a tenth of comparing counties.

    Args:
        values: (..., draw, county) or (..., draw, pair).

    >>> bool(tally(np.array([[1.0, -1.0]])) == 0)
    False
    """
    if is_zeros(values):
        return Zeros(values.shape[:-1])
    return np.vecdot(values, _weights(values.shape[-1]))


def identities(before, after, flows, policy, world):
    """Both sides of every identity of a year, by name.

    Returns:
        {name: (left, right)}, million or persons, arrays that broadcast.
    """
    p = world.parameters
    return {
        **_aid(before, after, flows, policy, world.year),
        **_budgets(flows),
        **_funds(before, after, flows, policy, world.year),
        **_stocks(before, after, flows, p),
        **_closure(flows, world),
        **_ties(before, after, flows, p),
    }


def _aid(before, after, flows, policy, year):
    """Aid has a payer, and becomes works, skills, consumption, or a leak."""
    aid, works = flows.aid, flows.works
    general = policy.general.in_year(year) if policy.general else 0.0
    return {
        "aid received = absorbed + leaked + given back": (
            tally(aid.total),
            tally(works.absorbed) + tally(works.leaked) + sum(map(tally, works.given_back)),
        ),
        "absorbed = works begun + skills + consumption": (
            tally(works.absorbed),
            tally(works.public_begun)
            + tally(works.private_begun)
            + tally(works.skills)
            + tally(works.consumption),
        ),
        "donors pay = recipients receive": (
            aid.assistance_paid.sum(1),
            aid.assistance_received.sum(1),
        ),
        "general funds keep their total": (
            general + aid.general_change.sum(1),
            general,
        ),
        "works paid and not finished": (
            tally(before.public_works)
            + tally(before.private_works)
            + tally(works.public_begun)
            + tally(works.private_begun),
            tally(after.public_works)
            + tally(after.private_works)
            + tally(works.public_finished)
            + tally(works.private_finished),
        ),
    }


def _budgets(flows):
    """Tax is shared without rest, and every county spends what it has."""
    aid, budget = flows.aid, flows.budget
    covered = budget.covered
    tax, own = tally(budget.tax), tally(budget.own_revenue)
    return {
        "tax is shared without rest": (
            tax,
            own
            + tally(budget.park_tax_passed)
            - tally(budget.park_tax_received)
            + (budget.province_share + budget.centre_share)[:, 0] * tax,
        ),
        "a county spends what it has": (
            own
            + tally(budget.equalisation)
            + tally(budget.shortfall)
            + tally(covered.users)
            + tally(covered.province)
            + tally(covered.donors),
            tally(budget.spending)
            + tally(budget.interest)
            + tally(budget.repayment).sum(0)
            + tally(aid.assistance_paid)
            + tally(flows.partnerships.paid)
            + tally(aid.own)
            + tally(covered.by_donors),
        ),
        "guarantors pay what is covered": (covered.by_donors.sum(1), covered.donors.sum(1)),
    }


def _funds(before, after, flows, policy, year):
    """Every fund is paid out or carried over, every bond is placed."""
    aid, works, checks = flows.aid, flows.works, {}
    for place, (fund, money) in enumerate(zip(policy.funds, aid.funds, strict=True)):
        due = fund_amount(fund, place, flows.roster, year)
        paid = money.sum(1, keepdims=True)
        if fund.carry_over:
            due = due + before.carried[place]
            left = after.carried[place] - works.given_back[place].sum(1, keepdims=True)
        else:
            left = aid.left[place]
        checks[f"fund {fund.name} is paid out"] = (paid + left, due)
    for place, bond in enumerate(policy.bonds):
        raised = aid.bonds[place].sum(1, keepdims=True)
        due = bond_amount(bond, flows.roster, year)
        checks[f"bond {bond.name} ({place + 1}) is placed"] = (raised, due)
    return checks


def _stocks(before, after, flows, p):
    """Capital, people and debt at the end are those of the start and what has flowed."""
    budget, works = flows.budget, flows.works
    moved, invested = flows.relocation, flows.investment
    return {
        "private capital": (
            after.capital.sum(1),
            (1 - p.private_depreciation_rate[:, 0]) * before.capital.sum(1)
            + _private(invested)
            + (moved.built - moved.lost).sum(1),
        ),
        "public capital": (
            tally(after.public_capital),
            (1 - p.public_depreciation_rate[:, 0]) * tally(before.public_capital)
            + tally(invested.public)
            + tally(works.public_finished),
        ),
        "relocated capital has left or is new": (
            tally(moved.arrived) + tally(moved.lost),
            tally(moved.left) + tally(moved.built),
        ),
        "people": (
            after.population.sum(1),
            (1 + p.population_growth_rate[:, 0]) * before.population.sum(1),
        ),
        "debt": (
            tally(after.debt) + tally(budget.repayment),
            tally(before.debt) + tally(flows.aid.bonds),
        ),
    }


def _private(invested):
    """All private investment of the region's own savings (draw,)."""
    return invested.private.sum(1) + invested.subsidised.sum(1) - invested.displaced.sum(1)


def _closure(flows, world):
    """In a closed region, all investment is paid from the region's savings."""
    invested, moved = flows.investment, flows.relocation
    closed = np.logical_and(world.closed[:, 0], invested.scale[:, 0] > 0)
    savings = world.parameters.investment_share[:, 0] * flows.output.sum(1)
    used = _private(invested) + moved.built.sum(1) + invested.unused[:, 0]
    if flows.parks is not None:
        used = used + flows.parks.built.sum(1)
    sides = tuple(np.where(closed, side, 0.0) for side in (used, savings))
    return {"investment = savings in a closed region": sides}


def _ties(before, after, flows, p):
    """Posted people are somewhere; park money, park capital, park output and its tax once."""
    done, parks, budget = flows.partnerships, flows.parks, flows.budget
    checks = {
        "posted people are counted once": (flows.population.sum(1), before.population.sum(1)),
        "ties are paid by counties": (
            done.paid.sum(1),
            (done.staff_cost + done.park_donor + done.park_host + done.co_donor).sum(1),
        ),
        "park works paid and not finished": (
            before.built.park_works + done.park_donor + done.park_host,
            after.built.park_works + done.park_finished,
        ),
        "park tax passed on arrives": (
            budget.park_tax_passed.sum(1),
            budget.park_tax_received.sum(1),
        ),
    }
    if parks is not None:
        checks |= {
            "park output is counted once": (
                (parks.host_output + parks.donor_output).sum(1),
                parks.output.sum(1),
            ),
            "park capital": (
                after.built.park_capital,
                (1 - p.private_depreciation_rate) * before.built.park_capital + parks.built,
            ),
        }
    return checks


def largest_residual(sides, year):
    """The largest relative residual of a year's identities.

    Args:
        sides: (left, right) of each identity by name, as `identities`.
        year: calendar year.

    Raises:
        AccountingError: naming what does not add up, and by how much.
    """
    residuals = {name: residual(*both) for name, both in sides.items()}
    broken = {name: value for name, value in residuals.items() if not value < TOLERANCE}
    if broken:
        listing = "; ".join(f"{name} ({value:.1e})" for name, value in broken.items())
        raise AccountingError(f"in {year} the books do not balance: {listing}")
    return max(residuals.values())
