"""A slow, obvious second writing of the county model: one draw, plain loops, plain floats.

It shares no code with the package and follows the schedule of a year line by line, so that the
vectorised model has something to be compared with. It knows one fund, one bond, donors' cash,
relocation and the general funds.
"""

import math


class PlainModel:
    """One draw of one arm.

    Args:
        p: {parameter: float}.
        county: {name: list of floats} of the base year: output, population, tax, need, area,
            schooling, capital, public_capital, replacement_share, opening_debt.
        weights: nested list, row-standardised neighbours.
        plan: {year: {"fund", "fund_public", "bond", "share", "projects"}} of this arm's programme;
            "fund_public" is the part of the fund meant for public works.
        pairs: list of (donor, recipient).
        eligible: set of recipients.
        bond: {"year", "rate", "term", "grace"}.
        closed: whether the region lives on its own savings.
    """

    def __init__(self, p, county, weights, plan, pairs, eligible, bond, closed):
        self.p, self.county = p, county
        self.neighbours = [[(i, w) for i, w in enumerate(row) if w] for row in weights]
        self.plan, self.pairs, self.eligible = plan, pairs, eligible
        self.bond, self.closed = bond, closed
        n = self.n = len(county["output"])
        self.capital = list(county["capital"])
        self.public = list(county["public_capital"])
        self.people = list(county["population"])
        self.last_output = list(county["output"])
        self.last_people = list(county["population"])
        self.last_revenue = [p["county_tax_share"] * tax for tax in county["tax"]]
        self.last_tax = list(county["tax"])
        self.tax_growth = [0.0] * n
        for name in ("demand", "public_works", "private_works", "additional", "debt", "issued"):
            setattr(self, name, [0.0] * n)
        self.signed = [0.0] * len(pairs)
        self.building = [0.0] * len(pairs)

    def log_inputs(self):
        """Log of production at technology one."""
        p = self.p
        labour = 1 - p["private_capital_share"] - p["public_capital_elasticity"]
        return [
            p["density_elasticity"] * math.log(self.people[i] / self.county["area"][i])
            + p["public_capital_elasticity"] * math.log(self.public[i])
            + p["private_capital_share"] * math.log(self.capital[i])
            + labour * math.log(self.county["schooling"][i] * self.people[i])
            for i in range(self.n)
        ]

    def _share(self, amount, weight):
        """An amount shared out over the eligible by a weight."""
        total = sum(weight(i) for i in self.eligible)
        if total == 0:
            return [
                amount / len(self.eligible) if i in self.eligible else 0.0 for i in range(self.n)
            ]
        return [amount * weight(i) / total if i in self.eligible else 0.0 for i in range(self.n)]

    def _need(self, i):
        return self.last_people[i] ** 2 / self.last_output[i]

    def year(self, year, technology, income_index, reference):
        """One year; returns what the other arm and the comparison need."""
        p, n = self.p, self.n
        plan = self.plan.get(year, {})

        # aid on last year's books
        fund = self._share(0.7 * plan.get("fund", 0.0), self._need)
        rest = self._share(0.3 * plan.get("fund", 0.0), lambda i: max(self.tax_growth[i], 0.0))
        bond = self._share(plan.get("bond", 0.0), self._need)
        cash = [plan.get("share", 0.0) * self.last_revenue[donor] for donor, _ in self.pairs]
        received, paid = [0.0] * n, [0.0] * n
        for (donor, recipient), money in zip(self.pairs, cash, strict=True):
            received[recipient] += money
            paid[donor] += money
        aid = [fund[i] + rest[i] + bond[i] + received[i] for i in range(n)]
        mixed = p["mixed_public_share"]
        funded = plan.get("fund_public", 0.0)
        public_part = [
            mixed * received[i] + bond[i] + funded * (fund[i] + rest[i]) for i in range(n)
        ]

        # absorbed, finished
        absorbed, public_done, private_done, additional = [], [], [], []
        for i in range(n):
            ceiling = (
                p["absorption_capacity"]
                * self.county["schooling"][i] ** p["absorption_schooling"]
                * self.last_output[i]
            )
            taken = ceiling * (1 - math.exp(-aid[i] / ceiling))
            part = taken / aid[i] if aid[i] else 1.0
            public_begun = part * public_part[i]
            private_begun = taken - public_begun
            absorbed.append(taken)
            public_done.append(p["completion_rate"] * (self.public_works[i] + public_begun))
            private_done.append(p["completion_rate"] * (self.private_works[i] + private_begun))
            self.public_works[i] += public_begun - public_done[i]
            self.private_works[i] += private_begun - private_done[i]
            additional.append(p["additionality"] * private_done[i])

        # output
        inputs = self.log_inputs()
        output = []
        for i in range(n):
            spent = public_done[i] + private_done[i] - paid[i]
            rho = p["demand_persistence"]
            self.demand[i] = p["demand_multiplier"] * (1 - rho) * spent + rho * self.demand[i]
            output.append(math.exp(technology[i] + inputs[i]) + self.demand[i])

        # public money
        spending, own, tax, repaid = [], [], [], []
        for i in range(n):
            effort = max(1 - p["tax_effort_response"] * aid[i] / output[i], 0.0)
            tax.append(
                self.county["tax"][i]
                * (output[i] / self.county["output"][i]) ** p["tax_elasticity"]
                * effort
            )
            own.append(p["county_tax_share"] * tax[i])
            need = (
                self.county["need"][i]
                * self.people[i]
                / self.county["population"][i]
                * income_index
            )
            equalisation = p["equalisation_rate"] * max(need - own[i], 0.0)
            interest = (
                p["opening_debt_rate"] * self.county["opening_debt"][i]
                + self.bond["rate"] * self.debt[i]
            )
            due = 0.0
            if year - self.bond["year"] > self.bond["grace"]:
                due = min(self.debt[i], self.issued[i] / (self.bond["term"] - self.bond["grace"]))
            repaid.append(due)
            spending.append(max(own[i] + equalisation - interest - due - paid[i], 0.0))

        # relocation
        out, into, new = [0.0] * n, [0.0] * n, [0.0] * n
        for k, (donor, recipient) in enumerate(self.pairs):
            waiting = self.signed[k] + plan.get("projects", 0.0)
            begun = p["start_hazard"] * waiting
            self.signed[k] = waiting - begun
            works = self.building[k] + begun
            producing = p["production_hazard"] * works
            self.building[k] = works - producing
            real = p["additionality"] * producing
            out[donor] += (1 - p["new_build_share"]) * real
            new[recipient] += p["new_build_share"] * real
            into[recipient] += p["moved_productivity"] * real

        # investment
        total_output, total_capital = sum(output), sum(self.capital)
        desired, subsidised, displaced = [], [], [0.0] * n
        for j in range(n):
            for i, weight in self.neighbours[j]:
                displaced[i] += p["displacement"] * additional[j] * weight
        for i in range(n):
            ratio = output[i] / self.capital[i] / (total_output / total_capital)
            crowded = max(1 - p["debt_crowding_out"] * (bond[i] - repaid[i]) / output[i], 0.0)
            desired.append(
                p["investment_share"] * output[i] * ratio ** p["return_sensitivity"] * crowded
            )
            subsidised.append(additional[i] - p["pull_forward"] * self.additional[i])
        other = sum(subsidised) - sum(displaced) + sum(new)
        scale = max(p["investment_share"] * total_output - other, 0.0) / sum(desired)
        if reference is not None and not self.closed:
            scale = reference["scale"]

        usual = reference or {"output": output, "spending": spending}
        for i in range(n):
            built = max(
                self.county["replacement_share"][i] * usual["output"][i]
                + p["public_investment_share"] * (spending[i] - usual["spending"][i]),
                0.0,
            )
            self.capital[i] = (
                (1 - p["private_depreciation_rate"]) * self.capital[i]
                + scale * desired[i]
                + subsidised[i]
                - displaced[i]
                + into[i]
                - out[i]
            )
            self.public[i] = (
                (1 - p["public_depreciation_rate"]) * self.public[i] + built + public_done[i]
            )

        # people
        utility = [
            math.log(output[i] / self.people[i])
            - p["congestion"] * math.log(self.people[i] / self.county["population"][i])
            for i in range(n)
        ]
        everybody = sum(self.people)
        mean = sum(self.people[i] * utility[i] for i in range(n)) / everybody
        drawn = [
            self.people[i] * math.exp(p["migration_rate"] * (utility[i] - mean)) for i in range(n)
        ]
        self.last_people = self.people
        grown = (1 + p["population_growth_rate"]) * everybody
        self.people = [person * grown / sum(drawn) for person in drawn]

        # books
        for i in range(n):
            self.debt[i] += bond[i] - repaid[i]
            self.issued[i] += bond[i]
            self.tax_growth[i] = tax[i] / self.last_tax[i] - 1
        self.additional, self.last_output = additional, output
        self.last_revenue, self.last_tax = own, tax
        return {"output": output, "spending": spending, "scale": scale}
