"""The public purse: taxes and their sharing, equalisation, debt service, spending."""

import numpy as np

from narrows.equations import debt, fiscal
from narrows.state import Budget

from .roster import of_county, to_county


def close(state, year, made, aid, kept, parks, programme, world):
    """Close the year's books of every county; `made` is output without parks (draw, county)."""
    p, counties = world.parameters, world.counties
    home_tax = fiscal.tax(
        counties.base_tax,
        made,
        counties.base_output,
        aid.total,
        p.tax_elasticity,
        p.tax_effort_response,
    )
    tax, passed, received = _with_parks(home_tax, made, parks, state.roster, p)
    own = p.county_tax_share * tax - passed + received
    province = p.province_tax_share * tax
    need = fiscal.need(
        counties.base_need, state.population, counties.base_population, world.income_index
    )
    equalisation = fiscal.equalisation(need, own, p.equalisation_rate)
    interest, repayment = service(state, year, programme, counties, p)
    spending, shortfall = fiscal.spending(
        own, equalisation, interest + repayment.sum(0), aid.assistance_paid + kept.paid
    )
    return Budget(
        tax=tax,
        own_revenue=own,
        province_tax=province,
        centre_tax=tax - p.county_tax_share * tax - province,
        equalisation=equalisation,
        interest=interest,
        repayment=repayment,
        spending=spending,
        shortfall=shortfall,
        park_tax_passed=passed,
        park_tax_received=received,
    )


def _with_parks(home_tax, made, parks, roster, p):
    """Tax with that of parks, and the county part of it that hosts pass on to donors.

    A park is taxed where it stands, at the host's rate.
    """
    nothing = np.zeros_like(made)
    if parks is None:
        return home_tax, nothing, nothing
    number = made.shape[1]
    by_park = of_county(home_tax / made, roster.recipient) * parks.output
    donors = p.county_tax_share * parks.tax_share * by_park
    return (
        home_tax + to_county(by_park, roster.recipient, number),
        to_county(donors, roster.recipient, number),
        to_county(donors, roster.donor, number),
    )


def service(state, year, programme, counties, parameters):
    """Interest of the year, and what is repaid of each bond."""
    interest = parameters.opening_debt_rate * counties.opening_debt
    repaid = np.zeros_like(state.debt)
    for place, bond in enumerate(programme.bonds):
        interest = interest + bond.rate * state.debt[place]
        repaid[place] = debt.repayment(
            state.debt[place], state.issued[place], year - bond.year, bond.grace, bond.term
        )
    return interest, repaid
