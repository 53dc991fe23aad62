"""The identities of money, capital and people, checked in every year of every run."""

import numpy as np

from narrows.blocks.funds import bond_amount, fund_amount
from narrows.errors import AccountingError

TOLERANCE = 1e-9


def residual(left, right):
    """Largest difference of two sides, relative to the larger of the totals they stand for.

    >>> residual(np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    0.2
    """
    left, right = np.broadcast_arrays(left, right)
    if left.size == 0:
        return 0.0
    scale = max(float(np.abs(left).max()), float(np.abs(right).max()))
    return 0.0 if scale == 0 else float(np.abs(left - right).max()) / scale


def identities(before, after, flows, programme, world, year):
    """Both sides of every identity of a year, by name.

    Returns:
        {name: (left, right)}, million or persons, arrays that broadcast.
    """
    p = world.parameters
    aid, works, budget = flows.aid, flows.works, flows.budget
    moved, invested = flows.relocation, flows.investment
    checks = {
        "aid received = absorbed + leaked + given back": (
            aid.total,
            works.absorbed + works.leaked + sum(works.given_back),
        ),
        "absorbed = works begun + skills + consumption": (
            works.absorbed,
            works.public_begun + works.private_begun + works.skills + works.consumption,
        ),
        "donors pay = recipients receive": (
            aid.assistance_paid.sum(1),
            aid.assistance_received.sum(1),
        ),
        "general funds keep their total": (
            aid.general.sum(1),
            programme.general.amounts.get(year, 0.0) if programme.general else 0.0,
        ),
        "tax is shared without rest": (
            budget.tax,
            budget.own_revenue
            + budget.park_tax_passed
            - budget.park_tax_received
            + budget.province_tax
            + budget.centre_tax,
        ),
        "a county spends what it has": (
            budget.own_revenue
            + budget.equalisation
            + budget.shortfall
            + budget.covered.users
            + budget.covered.province
            + budget.covered.donors,
            budget.spending
            + budget.interest
            + budget.repayment.sum(0)
            + aid.assistance_paid
            + flows.kept.paid
            + aid.own
            + budget.covered.by_donors,
        ),
        "guarantors pay what is covered": (
            budget.covered.by_donors.sum(1),
            budget.covered.donors.sum(1),
        ),
        "works paid and not finished": (
            before.public_works
            + before.private_works
            + works.public_begun
            + works.private_begun,
            after.public_works
            + after.private_works
            + works.public_finished
            + works.private_finished,
        ),
        "private capital": (
            after.capital.sum(1),
            (1 - p.private_depreciation_rate[:, 0]) * before.capital.sum(1)
            + (invested.private + invested.subsidised - invested.displaced).sum(1)
            + (moved.built - moved.lost).sum(1),
        ),
        "public capital": (
            after.public_capital.sum(1),
            (1 - p.public_depreciation_rate[:, 0]) * before.public_capital.sum(1)
            + (invested.public + works.public_finished).sum(1),
        ),
        "relocated capital has left or is new": (
            moved.arrived + moved.lost,
            moved.left + moved.built,
        ),
        "people": (
            after.population.sum(1),
            (1 + p.population_growth_rate[:, 0]) * before.population.sum(1),
        ),
        "debt": (after.debt, before.debt + aid.bonds - budget.repayment),
    }
    for place, (fund, money) in enumerate(zip(programme.funds, aid.funds, strict=True)):
        due = fund_amount(fund, place, flows.roster, year)
        paid = money.sum(1, keepdims=True)
        if fund.carry_over:
            due = due + before.carried[place]
            left = after.carried[place] - works.given_back[place].sum(1, keepdims=True)
        else:
            left = aid.left[place]
        checks[f"fund {fund.name} is paid out"] = (paid + left, due)
    for place, bond in enumerate(programme.bonds):
        raised = aid.bonds[place].sum(1, keepdims=True)
        due = bond_amount(bond, flows.roster, year)
        checks[f"bond {bond.name} {bond.year} is placed"] = (raised, due)
    checks |= _closure(flows, world) | _ties(before, after, flows, p)
    return checks


def _closure(flows, world):
    """In a closed region, all investment is paid from the region's savings."""
    invested, moved = flows.investment, flows.relocation
    closed = world.closed[:, 0] & (invested.scale[:, 0] > 0)
    share = world.parameters.investment_share
    used = (invested.private + invested.subsidised - invested.displaced).sum(1) + moved.built.sum(1)
    if flows.parks is not None:
        used = used + flows.parks.built.sum(1)
    used = used + invested.unused[:, 0]
    return {
        "investment = savings in a closed region": (
            used[closed],
            (share * flows.output).sum(1)[closed],
        )
    }


def _ties(before, after, flows, p):
    """Posted people are somewhere; park money, park capital, park output and its tax once."""
    kept, parks, budget = flows.kept, flows.parks, flows.budget
    checks = {
        "posted people are counted once": (flows.population.sum(1), before.population.sum(1)),
        "ties are paid by counties": (
            kept.paid.sum(1),
            (kept.staff_cost + kept.park_donor + kept.park_host + kept.co_donor).sum(1),
        ),
        "park works paid and not finished": (
            before.built.park_works + kept.park_donor + kept.park_host,
            after.built.park_works + kept.park_finished,
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


def check_year(before, after, flows, programme, world, year):
    """Check every identity of a year.

    Returns:
        The largest relative residual.

    Raises:
        AccountingError: naming what does not add up, and by how much.
    """
    residuals = {
        name: residual(*sides)
        for name, sides in identities(before, after, flows, programme, world, year).items()
    }
    broken = {name: value for name, value in residuals.items() if not value < TOLERANCE}
    if broken:
        listing = "; ".join(f"{name} ({value:.1e})" for name, value in broken.items())
        raise AccountingError(f"in {year} the books do not balance: {listing}")
    return max(residuals.values())
