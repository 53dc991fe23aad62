"""The public purse: taxes and their sharing, equalisation, debt service, spending."""

import numpy as np

from narrows.equations import debt, fiscal
from narrows.state import Budget


def close(state, year, output, aid, programme, counties, parameters, income_index):
    """Close the year's books of every county."""
    p = parameters
    tax = fiscal.tax(
        counties.base_tax,
        output,
        counties.base_output,
        aid.total,
        p.tax_elasticity,
        p.tax_effort_response,
    )
    own = p.county_tax_share * tax
    province = p.province_tax_share * tax
    need = fiscal.need(
        counties.base_need, state.population, counties.base_population, income_index
    )
    equalisation = fiscal.equalisation(need, own, p.equalisation_rate)
    interest, repayment = service(state, year, programme, counties, p)
    spending, shortfall = fiscal.spending(
        own, equalisation, interest + repayment.sum(0), aid.assistance_paid
    )
    return Budget(
        tax=tax,
        own_revenue=own,
        province_tax=province,
        centre_tax=tax - own - province,
        equalisation=equalisation,
        interest=interest,
        repayment=repayment,
        spending=spending,
        shortfall=shortfall,
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
