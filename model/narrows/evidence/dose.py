"""Programmes of the past as programmes of the model: who is aided, with how much, how long."""

from dataclasses import dataclass

import numpy as np

from narrows.model.parameters import PARAMETERS
from narrows.model.policy import MIXED, PUBLIC_WORKS, Fund, Policy, Projects, Use
from narrows.model.terms import Agreement, Park

USES = {
    "investment": Use(public=0.0),
    "public_capital": PUBLIC_WORKS,
    "mixed": MIXED,
    "skills": Use(public=0.0, skills=1.0),
}
DONOR_CASH = 0.01  # of donors' own revenue, beside the projects of a cooperation
SCATTER = 8  # one county in so many is aided where aid is scattered


@dataclass(frozen=True)
class Case:
    """A programme to be run beside the world without it.

    Args:
        programme: the Programme.
        recipients, donors: places of the aided and of those who aid them.
        first, last: rows of the first and last year of payment; row 0 is the base year.
    """

    programme: Policy
    recipients: np.ndarray
    donors: np.ndarray
    first: int
    last: int


def case(twin, region):
    """Put a twin into a region; its first payment comes in the year after the base year.

    The money grows with the region's expected growth, so that it stays the same share of GDP.
    """
    recipients = RECIPIENTS[twin.recipients](region)
    donors = richest(region, len(recipients))
    years = range(region.base_year + 1, region.base_year + 1 + twin.years)
    programme = INSTRUMENTS[twin.instrument](twin, region, years, recipients, donors)
    return Case(programme, recipients, donors, 1, twin.years)


def _fund(twin, region, years, recipients, donors):  # noqa: ARG001 - one signature for all
    """Money from above, by GDP: every recipient gets the same share of its own."""
    mask = np.zeros((1, len(region)), dtype=bool)
    mask[0, recipients] = True
    money = _path(twin.intensity * region.output[recipients].sum(), region, years)
    return Policy(funds=(Fund(twin.name, money, mask, "gdp", use=USES[twin.use]),))


def _assistance(twin, region, years, recipients, donors):  # noqa: ARG001
    """Donors pay a share of their own revenue in cash."""
    return Policy(
        donor=donors, recipient=recipients, assistance=dict.fromkeys(years, twin.intensity)
    )


def _projects(twin, region, years, recipients, donors):
    """Projects that move from donor to recipient, the same for every pair."""
    return Policy(
        donor=donors, recipient=recipients, projects=_moved(twin, region, years, recipients)
    )


def _cooperation(twin, region, years, recipients, donors):
    """Projects, and some cash of the donors beside them."""
    return Policy(
        donor=donors,
        recipient=recipients,
        assistance=dict.fromkeys(years, DONOR_CASH),
        projects=_moved(twin, region, years, recipients),
    )


def _park(tax_share):
    """A park with money of both sides, in which donors give less when little comes back."""

    def programme(twin, region, years, recipients, donors):
        money = _path(twin.intensity * region.output[recipients].mean(), region, years)
        park = Park(money, donor_share=0.5, output_share=0.0, tax_share=tax_share)
        agreement = Agreement(park=park, participation="returns")
        return Policy(donor=donors, recipient=recipients, agreement=agreement)

    return programme


def _moved(twin, region, years, recipients):
    money = twin.intensity * region.output[recipients].mean()
    return Projects(_path(money, region, years))


def _path(money, region, years):
    """{year: million}, growing as the region is expected to."""
    rate = PARAMETERS["province_growth_rate"].default
    return {year: money * (1 + rate) ** (year - region.base_year) for year in years}


INSTRUMENTS = {
    "fund": _fund,
    "assistance": _assistance,
    "projects": _projects,
    "cooperation": _cooperation,
    "park_shared": _park(0.5),
    "park_unshared": _park(0.0),
}


def _lowest(values, share):
    """Places of the lowest values, at least one and at most half of all."""
    count = min(max(1, round(share * len(values))), max(1, len(values) // 2))
    return np.argsort(values, kind="stable")[:count]


def richest(region, count):
    """Places of the richest by GDP per head, richest first."""
    return np.argsort(-region.output / region.population, kind="stable")[:count]


def _by_income(share):
    return lambda region: _lowest(region.output / region.population, share)


def _scattered(region):
    """One county in eight of the middle by GDP per head, so that few of them are neighbours."""
    order = np.argsort(region.output / region.population, kind="stable")
    return order[SCATTER // 2 :: SCATTER] if len(order) > SCATTER else order[:1]


RECIPIENTS = {
    "poorest_third": _by_income(1 / 3),
    "poorest_tenth": _by_income(1 / 10),
    "west_third": lambda region: _lowest(region.longitude, 1 / 3),
    "east_third": lambda region: _lowest(-region.longitude, 1 / 3),
    "east_strip": lambda region: _lowest(-region.longitude, 1 / 6),
    "scattered": _scattered,
}
