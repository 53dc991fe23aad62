"""The default scenario in Mesa: one agent a county, the same equations, written for one county.

It runs what the default scenario runs: funds, bonds, donors' cash, relocation, general funds,
taxes, equalisation, debt, investment in an open or closed region, migration. Its technology path
is handed in. What it does not know, it refuses.
"""

import math

import mesa

from .known import refuse_unknown

WEIGHTS = {
    "equal": lambda _: 1.0,
    "per_head": lambda county: county.book_people,
    "gdp": lambda county: county.book_output,
    "need": lambda county: county.book_people**2 / county.book_output,
    "tax_growth": lambda county: max(county.tax_growth, 0.0),
}


class County(mesa.Agent):
    """A county."""

    def __init__(self, model, place, opening):
        super().__init__(model)
        self.place = place
        for name, values in opening.items():
            setattr(self, f"first_{name}", values[place])
        self.people, self.book_people = self.first_population, self.first_population
        self.capital, self.public_capital = self.first_capital, self.first_public_capital
        self.book_output, self.book_tax = self.first_output, self.first_tax
        self.book_revenue = model.p["county_tax_share"] * self.first_tax
        self.tax_growth = self.demand = self.public_works = self.private_works = 0.0
        self.additional = 0.0
        self.debt = dict.fromkeys(model.bonds, 0.0)
        self.issued = dict.fromkeys(model.bonds, 0.0)

    def open_year(self):
        """Nothing has been received or paid yet."""
        self.aid = self.public_aid = self.new_bonds = self.paid = self.received = 0.0
        self.moved_out = self.moved_in = self.newly_built = self.displaced = 0.0
        self.placed = {}

    def receive(self, money, public_share):
        """Aid, a part of it meant for public works."""
        self.aid += money
        self.public_aid += public_share * money

    def carry_out(self):
        """Absorb the aid, begin works, finish some."""
        p = self.model.p
        ceiling = (
            p["absorption_capacity"]
            * self.first_schooling ** p["absorption_schooling"]
            * self.book_output
        )
        absorbed = self.aid
        if self.aid > 0:
            absorbed = -ceiling * math.expm1(-self.aid / ceiling)
        effective = absorbed / self.aid if self.aid else 1.0
        public = effective * self.public_aid
        private = absorbed - public
        self.leaked = self.aid - absorbed
        rate = p["completion_rate"]
        self.public_finished = rate * (self.public_works + public)
        self.private_finished = rate * (self.private_works + private)
        self.public_works += public - self.public_finished
        self.private_works += private - self.private_finished
        self.before_additional = self.additional
        self.additional = p["additionality"] * self.private_finished

    def log_inputs(self):
        """Log of production at technology one."""
        p = self.model.p
        labour = 1 - p["private_capital_share"] - p["public_capital_elasticity"]
        return (
            p["density_elasticity"] * math.log(self.people / self.first_area)
            + p["public_capital_elasticity"] * math.log(self.public_capital)
            + p["private_capital_share"] * math.log(self.capital)
            + labour * math.log(self.first_schooling * self.people)
        )

    def produce(self):
        """Output: what can be made, and what is called for."""
        p = self.model.p
        spent = self.public_finished + self.private_finished - self.paid
        keep = p["demand_persistence"]
        self.demand = p["demand_multiplier"] * (1 - keep) * spent + keep * self.demand
        potential = math.exp(self.model.technology[self.place] + self.log_inputs())
        self.output = potential + self.demand

    def close_budget(self):
        """Taxes, sharing, equalisation, debt service, spending."""
        p, year = self.model.p, self.model.year
        effort = max(1 - p["tax_effort_response"] * self.aid / self.output, 0.0)
        grown = (self.output / self.first_output) ** p["tax_elasticity"]
        self.tax = self.first_tax * grown * effort
        self.revenue = p["county_tax_share"] * self.tax
        self.province_tax = p["province_tax_share"] * self.tax
        self.centre_tax = self.tax - self.revenue - self.province_tax
        need = self.first_need * (self.people / self.first_population) * self.model.income_index
        equalisation = p["equalisation_rate"] * max(need - self.revenue, 0.0)
        service = p["opening_debt_rate"] * self.first_opening_debt
        self.repaid = 0.0
        for bond in self.model.bonds:
            service += bond.rate * self.debt[bond]
            due = self._due(bond, year)
            self.debt[bond] -= due
            self.repaid += due
        left = self.revenue + equalisation - service - self.repaid - self.paid
        self.spending, self.shortfall = max(left, 0.0), max(-left, 0.0)

    def _due(self, bond, year):
        """Instalment of a bond."""
        if year - bond.year <= bond.grace:
            return 0.0
        return min(self.debt[bond], self.issued[bond] / max(bond.term - bond.grace, 1))

    def wish_to_invest(self):
        """Private investment before savings are shared out; what subsidies add and take."""
        p, model = self.model.p, self.model
        relative = self.output / self.capital / model.mean_return
        crowded = 1 - p["debt_crowding_out"] * (self.new_bonds - self.repaid) / self.output
        self.desired = (
            p["investment_share"]
            * self.output
            * relative ** p["return_sensitivity"]
            * max(crowded, 0.0)
        )
        self.subsidised = self.additional - p["pull_forward"] * self.before_additional
        if self.additional:
            for place, weight in model.neighbours[self.place]:
                lost = p["displacement"] * self.additional * weight
                model.counties[place].displaced += lost

    def accumulate(self):
        """Private and public capital of next year."""
        p, usual = self.model.p, self.model.usual_of(self)
        self.capital_before, self.public_before = self.capital, self.public_capital
        changed = p["public_investment_share"] * (self.spending - usual.spending)
        public = max(self.first_replacement_share * usual.output + changed, 0.0)
        private = self.model.scale * self.desired + self.subsidised - self.displaced
        moved = self.moved_in - self.moved_out
        self.capital = (1 - p["private_depreciation_rate"]) * self.capital + private + moved
        self.public_capital = (
            (1 - p["public_depreciation_rate"]) * self.public_capital
            + public
            + self.public_finished
        )

    def judge_home(self):
        """Utility of living here."""
        crowding = math.log(self.people / self.first_population)
        self.utility = math.log(self.output / self.people) - self.model.p["congestion"] * crowding

    def attract(self):
        """People drawn here, before the region's total is kept."""
        pull = self.model.p["migration_rate"] * (self.utility - self.model.mean_utility)
        self.drawn = self.people * math.exp(pull)

    def close_year(self):
        """People move; the books are written."""
        self.book_people = self.people
        self.people = self.drawn * self.model.kept_total
        for bond, money in self.placed.items():
            self.issued[bond] += money
            self.debt[bond] += money
        self.tax_growth = (self.tax - self.book_tax) / self.book_tax if self.book_tax > 0 else 0.0
        self.book_output, self.book_revenue, self.book_tax = self.output, self.revenue, self.tax


class Province(mesa.Model):
    """All counties of one arm of one draw.

    Args:
        draw: world.Draw.
        programme: of this arm.
        usual: the Province without programme; None for that one itself.
    """

    def __init__(self, draw, programme, usual=None):
        super().__init__()
        refuse_unknown(programme)
        self.p, self.closed, self.neighbours = draw.parameters, draw.closed, draw.neighbours
        self.programme, self.usual = programme, usual
        # A bond holds arrays and cannot be compared: it is known by which object it is.
        self.bonds = [_Bond(bond) for bond in programme.bonds]
        self.counties = [
            County(self, place, draw.counties) for place in range(len(draw.counties["output"]))
        ]
        self.pairs = list(zip(programme.donor.tolist(), programme.recipient.tolist(), strict=True))
        self.signed, self.building = [0.0] * len(self.pairs), [0.0] * len(self.pairs)
        self.funds = [(fund, _places(fund.entitled)) for fund in programme.funds]

    def usual_of(self, county):
        """The same county without programme."""
        return county if self.usual is None else self.usual.counties[county.place]

    def simulate_year(self, year, technology, income_index):
        """One year."""
        self.year, self.technology, self.income_index = year, technology, income_index
        self.step()

    def step(self):
        """The schedule of a year."""
        self.agents.do("open_year")
        self.give_aid()
        self.agents.do("carry_out")
        self.agents.do("produce")
        self.agents.do("close_budget")
        self.relocate()
        total = self.agents.agg("output", sum)
        self.mean_return = total / self.agents.agg("capital", sum)
        self.agents.do("wish_to_invest")
        self.share_savings(total)
        self.agents.do("accumulate")
        self.agents.do("judge_home")
        everybody = self.agents.agg("people", sum)
        self.mean_utility = sum(c.people * c.utility for c in self.counties) / everybody
        self.agents.do("attract")
        grown = (1 + self.p["population_growth_rate"]) * everybody
        self.kept_total = grown / self.agents.agg("drawn", sum)
        self.agents.do("close_year")

    def give_aid(self):
        """Funds, bonds, donors' cash, and the general funds."""
        mixed = self.p["mixed_public_share"]
        for fund, places in self.funds:
            amount = fund.amounts.get(self.year, 0.0)
            share = mixed if fund.use.public is None else fund.use.public
            if amount:
                self._share_out(fund, amount, places, share)
        for bond in self.bonds:
            if bond.year == self.year:
                self._issue(bond, mixed)
        self._assist(mixed)
        self._give_general()

    def _share_out(self, fund, amount, places, public_share):
        rest = fund.remainder_share
        for place, money in self._shared(fund.allocation, (1 - rest) * amount, places):
            self.counties[place].receive(money, public_share)
        if rest > 0:
            for place, money in self._shared(fund.remainder_allocation, rest * amount, places):
                self.counties[place].receive(money, public_share)

    def _shared(self, rule, amount, places):
        """(place, money) of an amount by a rule; equal parts where nobody has any weight."""
        weights = [WEIGHTS[rule](self.counties[place]) for place in places]
        total = sum(weights)
        if total <= 0:
            weights, total = [1.0] * len(places), len(places)
        return [(k, amount * w / total) for k, w in zip(places, weights, strict=True)]

    def _issue(self, bond, mixed):
        share = mixed if bond.public_share is None else bond.public_share
        for place, money in self._shared(bond.allocation, bond.amount, bond.places):
            county = self.counties[place]
            county.receive(money, share)
            county.new_bonds += money
            county.placed[bond] = money

    def _assist(self, mixed):
        """Donors' cash."""
        programme = self.programme
        share = programme.assistance.get(self.year, 0.0)
        public = programme.assistance_use.public
        donors = [donor for donor, _ in self.pairs]
        for donor, recipient in self.pairs:
            money = share * self.counties[donor].book_revenue / donors.count(donor)
            self.counties[donor].paid += money
            self.counties[recipient].receive(money, mixed if public is None else public)

    def _give_general(self):
        """General policy funds as they are: spent on the spot, so that they are only recorded."""
        general = self.programme.general
        amount = general.amounts.get(self.year, 0.0) if general else 0.0
        if amount:
            everybody = range(len(self.counties))
            for place, money in self._shared(general.status_quo, amount, everybody):
                self.counties[place].general = money

    def relocate(self):
        """Projects move one stage on."""
        p, projects = self.p, self.programme.projects
        arriving = projects.amounts.get(self.year, 0.0) if projects else 0.0
        for k, (donor, recipient) in enumerate(self.pairs):
            begun = p["start_hazard"] * (self.signed[k] + arriving)
            self.signed[k] += arriving - begun
            producing = p["production_hazard"] * (self.building[k] + begun)
            self.building[k] += begun - producing
            real = p["additionality"] * producing
            built = p["new_build_share"] * real
            self.counties[donor].moved_out += real - built
            self.counties[recipient].newly_built += built
            self.counties[recipient].moved_in += p["moved_productivity"] * real

    def share_savings(self, total):
        """Scale of private investment: the region's savings, or that of the usual world."""
        if self.usual is not None and not self.closed:
            self.scale = self.usual.scale
            return
        other = sum(c.subsidised - c.displaced + c.newly_built for c in self.counties)
        left = max(self.p["investment_share"] * total - other, 0.0)
        self.scale = left / self.agents.agg("desired", sum)


class _Bond:
    """A bond of the programme, hashable."""

    def __init__(self, bond):
        self.year, self.amount, self.rate = bond.year, bond.amount, bond.rate
        self.term, self.grace, self.public_share = bond.term, bond.grace, bond.use.public
        self.allocation, self.places = bond.allocation, _places(bond.entitled)


def _places(mask):
    return mask[0].nonzero()[0].tolist()


def run(draw):
    """Both arms of a draw, year by year.

    Yields:
        (year, {arm: Province}), each as it is at the end of the year.
    """
    usual = Province(draw, draw.programme.without_aid())
    aided = Province(draw, draw.programme, usual)
    for year in draw.years:
        for province in (usual, aided):
            province.simulate_year(year, draw.technology[year], draw.income_index[year])
        yield year, {"baseline": usual, "programme": aided}


def values(province, name):
    """Values of the counties in the year just simulated, as narrows' flows name them."""
    names = {
        "population": "book_people",
        "capital": "capital_before",
        "public_capital": "public_before",
    }
    return [getattr(county, names.get(name, name)) for county in province.counties]
