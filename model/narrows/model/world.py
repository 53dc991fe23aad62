"""What stays as it is: counties, disputed mechanisms, form of the model."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse


@dataclass(frozen=True)
class Mechanisms:
    """Switches, each without any effect when off.

    Args:
        policy_follows_size: a part of the general funds goes to counties by their GDP.
        diffusion: "exponential" (who is far behind catches up fast) or "logistic" (slowly).
        migration: "gradual" (people are drawn slowly where utility is higher) or "logit" (each
            year everybody weighs staying against all places within reach).
        talent_drain: skilled people move faster than others.
        learning_by_doing: growth beyond the baseline raises technology.
        dutch_disease: aid makes industry less productive.
        over_reporting: aided counties report more output than they make.
        reward_effort: counties press for tax where a fund rewards its growth.
        spillovers: gains spread from a prefecture's core city and from neighbours.
    """

    policy_follows_size: bool = False
    diffusion: str = "exponential"
    migration: str = "gradual"
    talent_drain: bool = False
    learning_by_doing: bool = False
    dutch_disease: bool = False
    over_reporting: bool = False
    reward_effort: bool = False
    spillovers: bool = False


NONE = Mechanisms()


@dataclass(frozen=True)
class Structure:
    """Choices about the model's form.

    Args:
        growth: "calibrated" or "structural".
        public_capital: "common" ratio to output, or by each county's "budget".
        closed: draws in which the region lives on its own savings (draw, 1).
        mechanisms: which of the disputed mechanisms are at work.
        law: GrowthLaw learned from the region's own history; None for that of other panels.
    """

    growth: str
    public_capital: str
    closed: np.ndarray
    mechanisms: Mechanisms = NONE
    law: object = None


@dataclass(frozen=True)
class Counties:
    """What stays as it is over the years: place, and the books of the base year.

    Args:
        area: km2 (county,).
        schooling: human capital, mean one (county,).
        neighbours: row-standardised weights (county, county).
        base_output: million (draw, county).
        base_population: persons (draw, county).
        base_tax: all tax raised in the county, million (draw, county).
        base_need: spending need, million (draw, county).
        opening_debt: million (draw, county), rolled over for ever.
        absorption: aid that can be absorbed in a year, share of output (draw, county).
        replacement_share: public investment in output that keeps pace with growth (draw, 1).
        industry_share: secondary sector in output (county,).
        urban_share: residents in towns by the census (county,).
        urban_reference: urban share that the region is held against, or None.
        core: place of the core city of each county's prefecture (county,).
        reach: how near places are to each other for movers, sparse (county, county); None
            where nobody asks.
    """

    area: np.ndarray
    schooling: np.ndarray
    neighbours: scipy.sparse.csr_array
    base_output: np.ndarray
    base_population: np.ndarray
    base_tax: np.ndarray
    base_need: np.ndarray
    opening_debt: np.ndarray
    absorption: np.ndarray
    replacement_share: np.ndarray
    industry_share: np.ndarray
    urban_share: np.ndarray
    urban_reference: float | None
    core: np.ndarray
    reach: scipy.sparse.csr_array | None = None


@dataclass(frozen=True)
class World:
    """What a year needs beside the state: parameters, counties, closure, the region's income.

    Args:
        parameters: arrays (draw, 1) by name.
        counties: what stays as it is.
        closed: draws in which the region lives on its own savings (draw, 1).
        income_index: the region's GDP per head without programme, base year = 1 (draw, 1).
        promise: luck of each county's promises to its partner, uniform (draw, county).
        mechanisms: which of the disputed mechanisms are at work.
        year: calendar year; None before the first.
        technology: log technology of the year, the same in every arm (draw, county).
        potential: what can be made, million (draw, county), where it is known already.
        baseline: Flows of the year without programme; None in that arm itself.
    """

    parameters: object
    counties: Counties
    closed: np.ndarray
    income_index: np.ndarray
    promise: np.ndarray
    mechanisms: Mechanisms = NONE
    year: int | None = None
    technology: np.ndarray | None = None
    potential: np.ndarray | None = None
    baseline: object = None
