"""The baseline: how each county grows, and the technology that goes with it.

Two accounts. The calibrated account lets relative incomes follow the process learned from
regional panels and finds the technology which production needs for that. The structural account
moves technology by catch-up and spillovers and lets output follow. Either gives one technology
path, and every arm of a run uses it.
"""

import numpy as np
import scipy.sparse

from narrows.model.sectors import growth_process, production, technology
from narrows.model.world import NONE


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
        self.region, self.parameters, self.luck, self.start = region, parameters, luck, years[0]
        income = np.log(output / region.population)
        self.law = law or _prior_law(income, np.log(output), parameters, luck, years[1:])
        lasting = self.law.permanent
        if law is not None:  # where a base figure is an estimate, its error is of the lasting part
            error = np.log(output / region.output)
            lasting = lasting + error - error.mean(1, keepdims=True)
        self.first = (output, lasting)

    def technology(self, year, before, inputs, population, counties, called, p):  # noqa: ARG002
        """Log technology of the year (draw, county), and what the next year needs of it.

        Args:
            year: calendar year.
            before: (output of the year before, lasting part of relative incomes); `first` in the
                first year.
            inputs: log of production at technology one (draw, county).
            population: persons (draw, county).
            counties: what stays as it is.
            called: output that demand calls forth in the baseline (draw, county):
                technology accounts for the rest.
            p: parameters (draw, 1).
        """
        if year > self.start:
            before = self._grown(year, *before, population)
        return production.technology(before[0] - called, inputs), before

    def _grown(self, year, previous, lasting, population):
        """Output of the year, brought to published figures where there are any; lasting part."""
        law = self.law
        speed = np.exp(law.log_speed[:, [year - self.start - 1]])
        shock = self.luck.county("county shock", year, population.shape[1])
        relative = growth_process.observed(speed, lasting, law.volatility * shock)
        output = population * np.exp(relative)
        published = self.region.group_growth.get(year)
        if published is not None:
            output = _to_groups(output, previous, self.region.group, published)
        else:
            rate = region_growth(self.region, self.parameters, self.luck, year)
            total = previous.sum(1, keepdims=True) * (1 + rate)
            output = output * (total / output.sum(1, keepdims=True))
        # What published figures add to the process is part of the year's shock.
        income = np.log(output / population)
        shock = income - income.mean(1, keepdims=True) - speed * lasting
        return output, growth_process.permanent(speed, lasting, shock, law.passed)


class StructuralGrowth:
    """Technology moves by catch-up to fundamentals, spillovers from neighbours, and shocks.

    Args: as for `CalibratedGrowth`; no law.
    """

    def __init__(
        self,
        region,  # noqa: ARG002
        parameters,  # noqa: ARG002
        luck,
        years,
        output,
        mechanisms=NONE,
        law=None,  # noqa: ARG002
    ):
        self.luck, self.start, self.mechanisms = luck, years[0], mechanisms
        self.first = (output,)

    def technology(self, year, before, inputs, population, counties, called, p):
        """Log technology of the year (draw, county), and what the next year needs of it.

        Args: as for `CalibratedGrowth`; `before` is (technology without trend, fundamentals),
            in the first year (output of the base year,).
        """
        if year == self.start:
            gap = production.technology(before[0] - called, inputs)
            mean = gap.mean(1, keepdims=True)
            fundamentals = mean + p.fundamentals_share * (gap - mean)
        else:
            gap, fundamentals = before
            shock = self.luck.county("technology shock", year, population.shape[1])
            gap = gap + self._pull(gap, fundamentals, counties, p) + p.technology_shock * shock
        trend = p.technology_growth_rate * (year - self.start)
        return gap + trend, (gap, fundamentals)

    def _pull(self, gap, fundamentals, counties, p):
        """How far technology moves by itself in a year, log units (draw, county)."""
        neighbours, rate = counties.neighbours, p.catch_up_rate
        pull = technology.catch_up(gap, fundamentals, neighbours, rate, p.neighbour_spillover)
        if self.mechanisms.spillovers:
            pull = pull + technology.core_pull(gap, counties.core, rate, p.core_city_spillover)
        if self.mechanisms.diffusion == "logistic":
            pull = pull * technology.logistic_brake(gap)
        return pull


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
    return growth_process.prior_law(
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
