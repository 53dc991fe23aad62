"""Who paid what to whom, and for what: every yuan of a year, or where it leaked.

A payment's sides are names. "county" stands for each county in turn, "donor" and "recipient"
for the two of each pair; all other names are sectors outside the counties.
"""

from dataclasses import dataclass

import numpy as np

from narrows.model.sectors import funds

COUNTY, DONOR, RECIPIENT = "county", "donor", "recipient"


@dataclass(frozen=True)
class Payment:
    """Payments of one purpose in a year.

    Args:
        payer: who pays.
        payee: who is paid.
        purpose: what for.
        amount: million (draw, county), (draw, pair), or (draw, 1) between two sectors.
    """

    payer: str
    payee: str
    purpose: str
    amount: np.ndarray


def payments(flows, policy):
    """All payments of a year.

    Args:
        flows: Flows of the year.
        policy: for the names of funds and bonds.

    Returns:
        Tuple of Payment.
    """
    return (
        *_taxes(flows),
        *_grants(flows, policy),
        *_uses(flows),
        *_debt(flows, policy),
        *_ties(flows, policy.agreement),
    )


def _taxes(flows):
    """What taxpayers pay, and to which level of government."""
    budget = flows.budget
    return (
        Payment("taxpayers", COUNTY, "tax", _home_revenue(budget)),
        Payment("taxpayers", "province", "tax", budget.province_tax.sum(1, keepdims=True)),
        Payment("taxpayers", "centre", "tax", budget.centre_tax.sum(1, keepdims=True)),
    )


def _home_revenue(budget):
    """What a county raises before the tax of parks is shared (the same array without parks)."""
    if not budget.park_tax_passed.any():
        return budget.own_revenue
    return budget.own_revenue + budget.park_tax_passed - budget.park_tax_received


def _ties(flows, agreement):
    """What partners pay for parks, posted people, orders and co-funds, and what comes back."""
    done, budget = flows.partnerships, flows.budget
    found = []
    if agreement.park:
        found += [
            Payment(COUNTY, "builders", "park money", _by_donor(flows, done.park_donor)),
            Payment(COUNTY, "builders", "park money of the host", done.hosts_paid),
            Payment(COUNTY, "pairs", "park tax", budget.park_tax_passed),
            Payment("pairs", COUNTY, "park tax", budget.park_tax_received),
        ]
    if agreement.secondment:
        found.append(Payment(COUNTY, "staff", "secondment", _by_donor(flows, done.staff_cost)))
    if agreement.orders:
        orders = done.orders.sum(1, keepdims=True)
        found.append(Payment("donors' firms", "recipients' firms", "orders", orders))
    if agreement.co_fund:
        public = (done.co_donor + done.co_province).sum(1, keepdims=True)
        firms = done.co_invested.sum(1, keepdims=True) - public
        found += [
            Payment(COUNTY, "firms", "co-fund", _by_donor(flows, done.co_donor)),
            Payment("province", "firms", "co-fund", done.co_province.sum(1, keepdims=True)),
            Payment("firms", "firms", "money beside the co-fund", firms),
        ]
    return tuple(found)


def _by_donor(flows, by_pair):
    """What pairs cost their donors, by county."""
    from narrows.model.sectors.membership import to_county

    return to_county(by_pair, flows.roster.donor, flows.output.shape[1])


def _grants(flows, policy):
    """What counties get from the province and from their partners."""
    aid, budget = flows.aid, flows.budget
    paid = zip(policy.funds, aid.funds, strict=True)
    fixed = flows.roster.donor.ndim == 1
    return (
        Payment("province", COUNTY, "equalisation", budget.equalisation),
        Payment("province", COUNTY, "general policy funds", funds.general(aid)),
        Payment("province", COUNTY, "shortfall covered", budget.shortfall),
        *(Payment("province", COUNTY, fund.name, money) for fund, money in paid),
        *((Payment(DONOR, RECIPIENT, "assistance", aid.assistance),) * fixed),
        *(_pooled_assistance(aid) * (not fixed)),
    )


def _pooled_assistance(aid):
    """Donors' cash where pairs differ from draw to draw: by way of all pairs together."""
    return (
        Payment(COUNTY, "pairs", "assistance", aid.assistance_paid),
        Payment("pairs", COUNTY, "assistance", aid.assistance_received),
    )


def _uses(flows):
    """What counties do with it: own spending, works paid from aid, and what is lost."""
    works = flows.works
    return (
        Payment(COUNTY, "residents", "own spending", flows.budget.spending),
        Payment(COUNTY, "builders", "public works paid from aid", works.public_begun),
        Payment(COUNTY, "firms", "subsidies paid from aid", works.private_begun),
        Payment(COUNTY, "leakage", "aid not absorbed", works.leaked),
        *(
            Payment(COUNTY, payee, purpose, amount)
            for payee, purpose, amount in (
                ("teachers", "skills paid from aid", works.skills),
                ("residents", "consumption paid from aid", works.consumption),
                ("province", "given back to the funds", sum(works.given_back)),
            )
            if np.any(amount)
        ),
    )


def _debt(flows, policy):
    """Bonds placed, interest and repayment."""
    aid, budget = flows.aid, flows.budget
    return (
        *(
            Payment("bondholders", COUNTY, bond.name, money)
            for bond, money in zip(policy.bonds, aid.bonds, strict=True)
        ),
        Payment(COUNTY, "bondholders", "interest", budget.interest),
        Payment(COUNTY, "bondholders", "repayment", budget.repayment.sum(0)),
        *_covered(budget.covered),
    )


def _covered(covered):
    """Debt service that others pay."""
    pairs = "debt service guaranteed"
    found = (
        Payment("users", COUNTY, "revenue of projects", covered.users),
        Payment("province", COUNTY, pairs, covered.province),
        Payment(COUNTY, "pairs", pairs, covered.by_donors),
        Payment("pairs", COUNTY, pairs, covered.donors),
    )
    return (entry for entry in found if entry.amount.any())


def net_of_counties(entries, policy, counties):
    """What each county received less what it paid, million (draw, county).

    General policy funds in the status quo are spent on the spot and have no use of their own
    in the model: they enter by what the programme changes of them.
    """
    from narrows.model.sectors.membership import to_county

    draws = entries[0].amount.shape[0]
    net = np.zeros((draws, counties))
    for entry in entries:
        if entry.payer == DONOR:
            net -= to_county(entry.amount, policy.donor, counties)
            net += to_county(entry.amount, policy.recipient, counties)
        elif entry.payee == COUNTY:
            net += entry.amount
        elif entry.payer == COUNTY:
            net -= entry.amount
    return net
