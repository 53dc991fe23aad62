"""What is asked of a simulated year: totals, county variables, ranks."""

import numpy as np

from narrows.blocks.roster import to_county
from narrows.measures import MEASURES, ranks
from narrows.measures.distribution import Distribution

VARIABLES = (
    "gdp", "population", "revenue", "tax", "capital", "public_capital", "investment", "debt"
)  # fmt: skip


def measure_key(name):
    """(measure, weights, concept) of a measure named alone: by people where that is defined.

    >>> measure_key("theil_l")
    ('theil_l', 'population', 'gdp_per_head')
    """
    weights = "population" if MEASURES[name].weighted else "none"
    return (name, weights, "gdp_per_head")


def base_ranks(flows):
    """Ranks in the base year by each concept (draw, county)."""
    return {"gdp": ranks(flows.output), "gdp_per_head": ranks(flows.output / flows.population)}


def aided(recipient, weak, counties):
    """The aided counties: the weak, with a donor or without."""
    mask = np.zeros(counties, dtype=bool)
    mask[weak] = True
    mask[recipient] = True
    return mask


def aggregates(flows, roles):
    """Totals that the verdict looks at, million or persons (draw,)."""
    recipients, donors = roles.weak, roles.strong
    aid = flows.aid
    programme_money = sum((fund.sum(1) for fund in aid.funds), aid.bonds.sum((0, 2)))
    return {
        "recipients_gdp": flows.output[:, recipients].sum(1),
        "recipients_population": flows.population[:, recipients].sum(1),
        "recipients_investment": gross_investment(flows)[:, recipients].sum(1),
        "recipients_revenue": flows.budget.own_revenue[:, recipients].sum(1),
        "recipients_tax": flows.budget.tax[:, recipients].sum(1),
        "donors_gdp": flows.output[:, donors].sum(1),
        "donors_population": flows.population[:, donors].sum(1),
        "province_gdp": flows.output.sum(1),
        "province_population": flows.population.sum(1),
        "province_investment": gross_investment(flows).sum(1),
        "province_tax": flows.budget.tax.sum(1),
        "programme_money": programme_money
        + aid.assistance.sum(1)
        + flows.kept.paid.sum(1)
        + flows.kept.co_province.sum(1)
        + np.maximum(aid.general_change, 0.0).sum(1),
    }


def headlines(flows, names, recipients, group):
    """A few measures of GDP per head, by people where that is defined {name: (draw,)}.

    Args:
        flows: of the year.
        names: of the measures.
        recipients: mask (county,).
        group: prefecture of every county (county,).
    """
    counties = Distribution(flows.output / flows.population)
    people = counties.weighted(flows.population)
    known = {"recipients": recipients, "group": group, "base_ranks": ranks(flows.output)}
    return {
        name: MEASURES[name].function(
            people if MEASURES[name].weighted else counties,
            **{need: known[need] for need in MEASURES[name].needs},
        )
        for name in names
    }


def membership(roster):
    """How far each county is entitled, and its first donor, -1 without (draw, county)."""
    counties = roster.member.shape[1]
    donor, tie = roster.donor[:, :counties], roster.tie[:, :counties]
    return {"weight": roster.weight, "donor": np.where(tie > 0, donor, -1)}


def gross_investment(flows):
    """Public and private investment, works paid from aid and capital moved in, million."""
    invested, works = flows.investment, flows.works
    return (
        invested.private
        + invested.public
        + works.public_finished
        + works.private_finished
        - invested.displaced
        + flows.relocation.into
        + flows.kept.co_invested
        + to_county(flows.kept.park_finished, flows.roster.recipient, flows.output.shape[1])
    )


def county_variables(flows):
    """What is kept of each county, million or persons (draw, county)."""
    return {
        "gdp": flows.output,
        "population": flows.population,
        "revenue": flows.budget.own_revenue,
        "tax": flows.budget.tax,
        "capital": flows.capital,
        "public_capital": flows.public_capital,
        "investment": gross_investment(flows),
        "debt": flows.debt,
    }
