"""The world without programme: how each county grows, and the technology that goes with it.

Two accounts. The calibrated account lets relative incomes follow the process learned from
regional panels and finds the technology which production needs for that. The structural account
moves technology by catch-up and spillovers and lets output follow. Either gives one technology
path, and every arm of a run uses it.
"""

import numpy as np
import scipy.sparse

from narrows.equations import growth, production
from narrows.equations import technology as structural
from narrows.mechanisms import NONE


class CalibratedGrowth:
    """Relative incomes follow the calibrated process; the region's total follows its own path.

    Args:
        region: for the published growth of the region and its groups.
        parameters: arrays (draw, 1).
        luck: of the draws.
        years: base year and all that follow.
        output: GDP of the base year, million (draw, county).
        mechanisms: not used here.
        law: GrowthLaw by the region's own history, or None: drawn from parameters.
    """

    def __init__(
        self,
        region,
        parameters,
        luck,
        years,
        output,
        mechanisms=NONE,  # noqa: ARG002
        law=None,
    ):
        self.region, self.parameters, self.luck = region, parameters, luck
        self.start, self.previous = years[0], output
        income = np.log(output / region.population)
        self.law = law or _prior_law(income, np.log(output), parameters, luck, years[1:])
        self.lasting = self.law.permanent
        if law is not None:  # where a base figure is an estimate, its error is of the lasting part
            error = np.log(output / region.output)
            self.lasting = self.lasting + error - error.mean(1, keepdims=True)

    def technology(self, year, inputs, population, counties, called=0.0):  # noqa: ARG002
        """Log technology of the year (draw, county); call once a year, in order.

        `called` is output that demand calls forth in the world without programme (draw, county):
        technology accounts for the rest.
        """
        if year > self.start:
            self.previous = self._grow(year, population)
        return production.technology(self.previous - called, inputs)

    def _grow(self, year, population):
        """Output of the year: the process, brought to published figures where there are any."""
        speed = np.exp(self.law.log_speed[:, [year - self.start - 1]])
        shock = self.law.volatility * self.luck.county("county shock", year, population.shape[1])
        relative = growth.observed(speed, self.lasting, shock)
        output = self._scaled(year, population * np.exp(relative))
        # What published figures add to the process is part of the year's shock.
        income = np.log(output / population)
        shock = income - income.mean(1, keepdims=True) - speed * self.lasting
        self.lasting = growth.permanent(speed, self.lasting, shock, self.law.passed)
        return output

    def _scaled(self, year, output):
        """Bring the groups, or the whole region, to their path."""
        published = self.region.group_growth.get(year)
        if published is not None:
            return _to_groups(output, self.previous, self.region.group, published)
        rate = region_growth(self.region, self.parameters, self.luck, year)
        total = self.previous.sum(1, keepdims=True) * (1 + rate)
        return output * (total / output.sum(1, keepdims=True))


class StructuralGrowth:
    """Technology moves by catch-up to fundamentals, spillovers from neighbours, and shocks."""

    def __init__(
        self,
        region,  # noqa: ARG002
        parameters,
        luck,
        years,
        output,
        mechanisms=NONE,
        law=None,  # noqa: ARG002
    ):
        self.parameters, self.luck, self.start = parameters, luck, years[0]
        self.output, self.mechanisms = output, mechanisms
        self.gap = self.fundamentals = None

    def technology(self, year, inputs, population, counties, called=0.0):
        """Log technology of the year (draw, county); call once a year, in order."""
        p = self.parameters
        if year == self.start:
            self.gap = production.technology(self.output - called, inputs)
            mean = self.gap.mean(1, keepdims=True)
            self.fundamentals = mean + p.fundamentals_share * (self.gap - mean)
        else:
            shock = self.luck.county("technology shock", year, population.shape[1])
            pull = structural.catch_up(
                self.gap,
                self.fundamentals,
                counties.neighbours,
                p.catch_up_rate,
                p.neighbour_spillover,
            )
            if self.mechanisms.spillovers:
                pull = pull + structural.core_pull(
                    self.gap, counties.core, p.catch_up_rate, p.core_city_spillover
                )
            if self.mechanisms.diffusion == "logistic":
                pull = pull * structural.logistic_brake(self.gap)
            self.gap = self.gap + pull + p.technology_shock * shock
        trend = p.technology_growth_rate * (year - self.start)
        return self.gap + trend


def region_growth(region, parameters, luck, year):
    """Growth of the whole region in a year: published, or drawn around its trend (draw, 1)."""
    published = region.total_growth.get(year)
    if published is not None:
        return np.full_like(parameters.province_growth_rate, published)
    surprise = parameters.province_growth_volatility * luck.common("region", year)
    return parameters.province_growth_rate + surprise


def _to_groups(output, previous, group, rates):
    """Scale counties so that each group grows from last year's total at its published rate."""
    one = np.ones(len(group))
    member = scipy.sparse.csr_array((one, (np.arange(len(group)), group)), (len(one), len(rates)))
    target = (previous @ member) * (1 + rates)
    return output * (target / (output @ member))[:, group]


def _prior_law(income, log_output, parameters, luck, years):
    """Growth law of a region of which one year is known."""
    p = parameters
    counties = income.shape[1]
    return growth.prior_law(
        income,
        log_output,
        speed_volatility=p.speed_volatility,
        speed_persistent_share=p.speed_persistent_share,
        speed_persistence=p.speed_persistence,
        residual_autocorrelation=p.residual_autocorrelation,
        county_volatility_level=p.county_volatility,
        county_volatility_spread=p.county_volatility_spread,
        size_volatility_slope=p.size_volatility_slope,
        z_speed=luck.over_years("speed", years),
        z_persistent=luck.over_years("lasting speed", years),
        z_permanent=luck.county("lasting part", 0, counties),
        z_volatility=luck.county("volatility", 0, counties),
    )


ACCOUNTS = {"calibrated": CalibratedGrowth, "structural": StructuralGrowth}
