"""The public purse: taxes and their sharing, equalisation, debt service, spending."""

import numpy as np

from narrows.equations import debt, fiscal
from narrows.equations.ratio import ratio
from narrows.flows import Budget, Covered
from narrows.nothing import Zeros, is_zeros

from .roster import of_county, tied, to_county


def close(state, made, aid, kept, parks, pressed, programme, world):
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
    home_tax = home_tax + home_tax * pressed
    taxed, passed, received = _with_parks(home_tax, made, parks, state.roster, p)
    own = p.county_tax_share * taxed - passed + received
    needed = fiscal.need(
        counties.base_need, state.population, counties.base_population, world.income_index
    )
    grant = fiscal.equalisation(needed, own, p.equalisation_rate)
    interest, repayment, covered = service(state, programme, world)
    own_part = interest + repayment.sum(0) - covered.users - covered.province - covered.donors
    left_to_spend, shortfall = fiscal.spending(
        own,
        grant,
        own_part,
        aid.assistance_paid + kept.paid + aid.own + covered.by_donors,
    )
    return Budget(
        tax=taxed,
        own_revenue=own,
        province_share=p.province_tax_share,
        centre_share=1 - p.county_tax_share - p.province_tax_share,
        equalisation=grant,
        interest=interest,
        covered=covered,
        repayment=repayment,
        spending=left_to_spend,
        shortfall=shortfall,
        park_tax_passed=passed,
        park_tax_received=received,
    )


def _with_parks(home_tax, made, parks, roster, p):
    """Tax with that of parks, and the county part of it that hosts pass on to donors.

    A park is taxed where it stands, at the host's rate.
    """
    nothing = Zeros(made.shape)
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


def service(state, programme, world):
    """Interest of the year, what is repaid of each bond, and who else pays of it."""
    cover = Cover(state, world.parameters)
    interest = world.parameters.opening_debt_rate * world.counties.opening_debt
    if is_zeros(state.debt):
        return interest, state.debt, cover.parts()
    repaid = []
    for place, bond in enumerate(programme.bonds):
        due = bond.rate * state.debt[place]
        interest = interest + due
        age = world.year - bond.year
        repaid.append(
            debt.repayment(state.debt[place], state.issued[place], age, bond.grace, bond.term)
        )
        cover.add(bond, due + repaid[place])
    return interest, np.stack(repaid), cover.parts()


class Cover:
    """Adds up over bonds what users, donors and the province pay of their service."""

    def __init__(self, state, parameters):
        self.roster, self.parameters = state.roster, parameters
        self.nothing = Zeros(state.capital.shape)
        self.users = self.province = self.donors = self.nothing

    def add(self, bond, due):
        """One bond: the project's revenue first, then the guarantor where that falls short."""
        if bond.self_financing:
            from_users = debt.earned(due, self.parameters.project_revenue_cover)
            self.users = self.users + from_users
            due = due - from_users
        if bond.guarantor == "province":
            self.province = self.province + due
        elif bond.guarantor == "donor":
            self.donors = self.donors + due * self._has_donor(due)

    def _has_donor(self, due):
        pairs = np.ones((len(due), len(self.roster.recipient)))
        return to_county(tied(pairs, self.roster), self.roster.recipient, due.shape[1]) > 0

    def parts(self):
        """What others pay, by county, and the donors' part by donor."""
        by_donors = self.nothing
        if self.donors is not self.nothing:
            by_donors = self._to_donors()
        return Covered(self.users, self.province, self.donors, by_donors)

    def _to_donors(self):
        """A host's guarantors share its service by how far their pairs are in force."""
        roster, number = self.roster, self.nothing.shape[1]
        pairs = tied(np.ones((len(self.nothing), len(roster.recipient))), roster)
        together = of_county(to_county(pairs, roster.recipient, number), roster.recipient)
        part = ratio(pairs, together, 0.0)
        return to_county(part * of_county(self.donors, roster.recipient), roster.donor, number)
