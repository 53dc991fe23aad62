"""Public finance of a county: taxes and their sharing, equalisation, debt service, spending."""

from dataclasses import replace

import numpy as np

from narrows.model.flows import Budget, Covered
from narrows.model.sectors.membership import entitled, of_county, tied, to_county
from narrows.model.zeros import Zeros, is_zeros, ratio

MOST_PRESSED = 0.05  # no office can raise its take by more than a twentieth at will


def tax(base_tax, output, base_output, grants, elasticity, effort_response):
    """Tax raised in a county.

    T = T_0 (Y / Y_0)^zeta max(0, 1 - psi X / Y)

    Args:
        base_tax: T_0, tax of the base year, million (draw, county).
        output: Y, million per year (draw, county).
        base_output: Y_0, output of the base year, million (draw, county).
        grants: X, aid received, million per year (draw, county).
        elasticity: zeta (draw, 1).
        effort_response: psi (draw, 1).

    Returns:
        T, million per year (draw, county).

    Source: ours; buoyancy of Chinese taxes near one.

    >>> tax(np.array([10.0]), np.array([121.0]), np.array([100.0]), np.array([0.0]), 1.0, 0.2)
    array([12.1])
    """
    effort = np.maximum(1 - effort_response * grants / output, 0.0)
    # Not **: see `capital.desired_investment`; and two functions of numpy are faster than a power.
    grown = np.exp(elasticity * np.log(output / base_output))
    return base_tax * grown * effort


def growth(tax, tax_before):
    """Growth of tax over a year; none where nothing was raised before, per year (draw, county).

    >>> growth(np.array([11.0, 1.0]), np.array([10.0, 0.0])).round(6)
    array([0.1, 0. ])
    """
    return ratio(tax - tax_before, tax_before, 0.0)


def need(base_need, population, base_population, income_index):
    """Spending a county needs: its base need a head, moving with the region's income.

    Args:
        base_need: million in the base year (draw, county).
        population: persons (draw, county).
        base_population: persons in the base year (draw, county).
        income_index: the region's GDP per head without programme, base year = 1 (draw, 1).

    Returns:
        Million per year (draw, county).

    >>> need(np.array([10.0]), np.array([90.0]), np.array([100.0]), 1.2)
    array([10.8])
    """
    return base_need * (population / base_population) * income_index


def equalisation(need, own_revenue, rate):
    """Equalisation grant: q max(0, need - own revenue), million per year (draw, county).

    An extra yuan of own revenue lowers it by q: the province is the named receiver of that part.

    >>> equalisation(np.array([10.0, 3.0]), np.array([4.0, 5.0]), 0.5)
    array([3., 0.])
    """
    return rate * np.maximum(need - own_revenue, 0.0)


def base_need(spending, own_revenue, rate):
    """Need in the base year which makes equalisation fill the observed budget.

    need_0 = R_0 + max(0, spending_0 - R_0) / q; without equalisation, R_0.

    Args:
        spending: observed expenditure, million (draw, county).
        own_revenue: observed revenue, million (draw, county).
        rate: q (draw, 1).

    >>> base_need(np.array([[20.0]]), np.array([[10.0]]), np.array([[0.5]]))
    array([[30.]])
    """
    gap = np.maximum(spending - own_revenue, 0.0)
    return own_revenue + ratio(gap, rate, 0.0)


def spending(own_revenue, equalisation, debt_service, assistance_paid):
    """What is left to spend, never below zero, and the shortfall the province covers.

    Grants and bonds are spent through the programme's own uses and are not counted again.

    Returns:
        (spending, shortfall), million per year (draw, county) each.

    >>> spending(np.array([5.0]), np.array([2.0]), np.array([8.0]), np.array([0.0]))
    (array([0.]), array([1.]))
    """
    left = own_revenue + equalisation - debt_service - assistance_paid
    spent = np.maximum(left, 0.0)
    return spent, spent - left


def repayment(owed, issued, age, grace, term):
    """Equal yearly instalments between the end of grace and the end of the term.

    Args:
        owed: million at the start of the year (draw, county).
        issued: million ever issued (draw, county).
        age: years since the issue.
        grace: years without repayment.
        term: years until nothing is owed.

    Returns:
        Million per year (draw, county), never more than is owed.

    >>> repayment(np.array([100.0, 3.0]), np.array([150.0, 150.0]), 6, 5, 20)
    array([10.,  3.])
    >>> repayment(np.array([100.0]), np.array([100.0]), 5, 5, 20)
    array([0.])
    """
    if age <= grace:
        return np.zeros_like(owed)
    return np.minimum(owed, issued / max(term - grace, 1))


def earned(service, revenue_cover):
    """Part of a bond's service that its project earns: min(kappa, 1) s, million (draw, county).

    Revenue beyond the service stays with the project.

    >>> earned(np.array([10.0, 10.0]), np.array([0.5, 1.2]))
    array([ 5., 10.])
    """
    return np.minimum(revenue_cover, 1.0) * service


def next_debt(owed, issued, repaid):
    """Debt at the end of the year: B' = B + new - repaid, million (draw, county).

    >>> next_debt(np.array([10.0]), np.array([5.0]), np.array([1.0]))
    array([14.])
    """
    return owed + issued - repaid


def service_ratio(service, own_revenue, equalisation):
    """Interest and repayment in a county's means (draw, county).

    >>> service_ratio(np.array([1.0]), np.array([6.0]), np.array([4.0]))
    array([0.1])
    """
    return service / (own_revenue + equalisation)


def pressed(amount, entitled, tax, response):
    """Part by which a county presses for more tax where a fund rewards tax growth.

    e = r (F / n) / T

    Args:
        amount: F, money paid by tax growth this year, million.
        entitled: who competes for it, 0..1 (draw or 1, county).
        tax: T, last year's tax, million (draw, county).
        response: r, extra take for each unit of reward in sight in the tax (draw, 1).

    Returns:
        e, share of tax (draw, county); zero for those not entitled.

    Source: ours; perverse incentives of fiscal rules are documented for poor-county transfers
    (Qin and Chong), the size is judgement.

    >>> pressed(10.0, np.array([[1.0, 1.0, 0.0]]), np.array([[100.0, 50.0, 1.0]]), 0.5)
    array([[0.025, 0.05 , 0.   ]])
    """
    number = np.maximum(np.sum(entitled, -1, keepdims=True), 1)
    return response * (amount / number) * entitled / tax


def discouraged(investment, pressed, cost):
    """Private investment after tax pressure: I (1 - c e), never below zero.

    >>> discouraged(np.array([100.0]), np.array([0.05]), 2.0)
    array([90.])
    """
    return investment * np.maximum(1 - cost * pressed, 0.0)


def close(state, policy, world, so_far):
    """The year's budget of every county: taxes, sharing, equalisation, debt service, spending."""
    p, counties, aid = world.parameters, world.counties, so_far.aid
    effort = pressed_tax(state, policy, world)
    home_tax = tax(
        counties.base_tax,
        so_far.made,
        counties.base_output,
        aid.total,
        p.tax_elasticity,
        p.tax_effort_response,
    )
    home_tax = home_tax + home_tax * effort
    taxed, passed, received = _with_parks(home_tax, so_far.made, so_far.parks, state.roster, p)
    own = p.county_tax_share * taxed - passed + received
    needed = need(
        counties.base_need, state.population, counties.base_population, world.income_index
    )
    grant = equalisation(needed, own, p.equalisation_rate)
    interest, repaid, covered = service(state, policy, world)
    own_part = interest + repaid.sum(0) - covered.users - covered.province - covered.donors
    given = aid.assistance_paid + so_far.partnerships.paid + aid.own + covered.by_donors
    left_to_spend, shortfall = spending(own, grant, own_part, given)
    budget = Budget(
        tax=taxed,
        own_revenue=own,
        province_share=p.province_tax_share,
        centre_share=1 - p.county_tax_share - p.province_tax_share,
        equalisation=grant,
        interest=interest,
        covered=covered,
        repayment=repaid,
        spending=left_to_spend,
        shortfall=shortfall,
        park_tax_passed=passed,
        park_tax_received=received,
        pressed=effort,
        debt_left=next_debt(state.debt, aid.bonds, repaid),
    )
    return replace(so_far, budget=budget)


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


def service(state, policy, world):
    """Interest of the year, what is repaid of each bond, and who else pays of it."""
    cover = Cover(state, world.parameters)
    interest = world.parameters.opening_debt_rate * world.counties.opening_debt
    if is_zeros(state.debt):
        return interest, state.debt, cover.parts()
    repaid = []
    for place, bond in enumerate(policy.bonds):
        due = bond.rate * state.debt[place]
        interest = interest + due
        age = world.year - bond.year
        repaid.append(
            repayment(state.debt[place], state.issued[place], age, bond.grace, bond.term)
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
            from_users = earned(due, self.parameters.project_revenue_cover)
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


def pressed_tax(state, policy, world):
    """Part by which counties press for more tax to win rewards (draw, county)."""
    if not world.mechanisms.reward_effort:
        return Zeros(state.capital.shape)
    p, books = world.parameters, state.books
    effort = Zeros(books.output.shape)
    for fund in policy.funds:
        main = (1 - fund.remainder_share) * (fund.allocation == "tax_growth")
        part = main + fund.remainder_share * (fund.remainder_allocation == "tax_growth")
        amount = part * fund.in_year(world.year)
        if amount > 0:
            who = entitled(fund, state.roster)
            effort = effort + pressed(amount, who, books.tax, p.reward_response)
    return np.minimum(effort, MOST_PRESSED)
