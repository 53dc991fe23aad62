"""What is asked of a simulated year: totals, county variables, ranks."""

import numpy as np

from narrows.model.sectors import people, public_finance

VARIABLES = (
    "gdp", "population", "revenue", "tax", "capital", "public_capital", "investment", "debt",
    "debt_service", "urban_share",
)  # fmt: skip
DEBT_FLAGS = {"amber": 0.10, "red": 0.15}  # judgement


def aggregates(flows, roles, world):
    """Totals that the verdict looks at, million or persons (draw,)."""
    recipients, donors = roles.weak, roles.strong
    aid = flows.aid
    programme_money = sum((fund.sum(1) for fund in aid.funds), aid.bonds.sum((0, 2)))
    return {
        "recipients_gdp": flows.reported[:, recipients].sum(1),
        "recipients_population": flows.population[:, recipients].sum(1),
        "recipients_investment": gross_investment(flows)[:, recipients].sum(1),
        "recipients_revenue": flows.budget.own_revenue[:, recipients].sum(1),
        "recipients_tax": flows.budget.tax[:, recipients].sum(1),
        "donors_gdp": flows.reported[:, donors].sum(1),
        "donors_population": flows.population[:, donors].sum(1),
        "province_gdp": flows.reported.sum(1),
        "province_population": flows.population.sum(1),
        "province_investment": gross_investment(flows).sum(1),
        "province_tax": flows.budget.tax.sum(1),
        "province_revenue": flows.budget.own_revenue.sum(1),
        **projects(flows.relocation),
        **_below_urban(flows, world),
        "programme_money": programme_money
        + aid.assistance.sum(1)
        + flows.partnerships.paid.sum(1)
        + flows.partnerships.co_province.sum(1)
        + np.maximum(aid.general_change, 0.0).sum(1),
    }


def _below_urban(flows, world):
    """Counties below the urban share that the region is held against, where it has one (draw,)."""
    line = world.counties.urban_reference
    if line is None:
        return {}
    return {"counties_below_urban": (people.urban_share(flows, world) < line).sum(1)}


def projects(relocation):
    """Relocated projects by stage, million a year or under way (draw,)."""
    return {
        "projects_honoured": relocation.arriving.sum(1),
        "projects_begun": relocation.begun.sum(1),
        "projects_producing": relocation.producing.sum(1),
        "projects_waiting": relocation.signed_left.sum(1),
        "projects_building": relocation.building_left.sum(1),
    }


def gross_investment(flows):
    """All that adds to capital in a county, parks included, million (draw, county).

    Supported works count as far as they are additional: firms would have built the rest anyway,
    and it is in their own investment already.
    """
    invested, works, parks = flows.investment, flows.works, flows.parks
    return (
        invested.private
        + invested.public
        + invested.subsidised
        - invested.displaced
        + works.public_finished
        + flows.relocation.into
        + (0.0 if parks is None else parks.built_in)
    )


def debt_service(budget):
    """Debt service which a county pays itself, in its own revenue and equalisation (draw, county).

    Amber above 10 %, red above 15 % (`DEBT_FLAGS`).
    """
    covered = budget.covered
    others = covered.users + covered.province + covered.donors
    own_part = budget.interest + budget.repayment.sum(0) - others
    return public_finance.service_ratio(own_part, budget.own_revenue, budget.equalisation)


def county_variables(flows, world):
    """What is kept of each county, million or persons (draw, county)."""
    return {
        "gdp": flows.reported,
        "population": flows.population,
        "revenue": flows.budget.own_revenue,
        "tax": flows.budget.tax,
        "capital": flows.capital,
        "public_capital": flows.public_capital,
        "investment": gross_investment(flows),
        "debt": flows.debt,
        "debt_service": debt_service(flows.budget),
        "urban_share": people.urban_share(flows, world),
    }
