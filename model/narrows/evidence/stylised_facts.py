"""The stylised facts a baseline should show, each with its range, misses included.

Ranges are those of the model page, section 3; most rest on abstracts or on judgement.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from narrows.measures import clubs, convergence_speed, mobility, theil_t, theil_t_within

CLASSES = 5
UPPER_TAIL = 0.25  # share of the counties in the upper tail of sizes
SMOOTHING = 400.0  # of the trend before the log t test
FEWEST_YEARS = 15  # of the log t test


@dataclass(frozen=True)
class SimulatedPaths:
    """What the facts are read from; what is None leaves its facts unjudged.

    Args:
        output: GDP (year, ..., county).
        population: people (year, ..., county) or (county,).
        group: prefecture (county,).
        neighbours: spatial weights (county, county), sparse or dense.
        tax: own tax revenue (year, ..., county).
        response: (investment, output) of the aided in the first year of a programme, each a
            relative difference (...), for fact 14.
    """

    output: np.ndarray
    population: np.ndarray
    group: np.ndarray
    neighbours: object = None
    tax: np.ndarray | None = None
    response: tuple | None = None

    @property
    def income(self):
        """GDP per head (year, ..., county)."""
        return self.output / self.population

    @property
    def years(self):
        return len(self.output)


@dataclass(frozen=True)
class Fact:
    """One stylised fact met or missed.

    Args:
        name: F1 to F14, with a letter where one has several parts.
        title: what it says.
        value: median over the draws; None where the panel cannot show it.
        q05, q95: nine tenths of the draws.
        low, high: accepted range; None is open.
        inside: whether the median lies in the range.
        z: distance from the middle of the range in half-widths; None for open ranges.
        basis: A, from a study's abstract; C, computed; J, judgement.
    """

    name: str
    title: str
    value: float | None
    q05: float | None
    q95: float | None
    low: float | None
    high: float | None
    inside: bool | None
    z: float | None
    basis: str


@dataclass(frozen=True)
class _Target:
    name: str
    title: str
    low: float | None
    high: float | None
    basis: str
    measure: Callable


def _within_share(panel):
    income, people = panel.income[0], np.broadcast_to(panel.population, panel.output.shape)[0]
    return theil_t_within(income, people, group=panel.group) / theil_t(income, people)


def _conditional(panel):
    dummies = np.equal.outer(panel.group, np.unique(panel.group)).astype(float)
    return convergence_speed.beta_convergence(panel.income, dummies).speed


def _log_t(panel):
    if panel.years < FEWEST_YEARS:
        return None
    logs = np.log(panel.income * (1000 / panel.income[0].mean()))  # positive in any currency
    return clubs.log_t(clubs.trend(logs, SMOOTHING)).statistic


def _markov(panel):
    classes = mobility.income_classes(panel.income, CLASSES)
    return mobility.transition_matrix(mobility.transitions(classes, CLASSES))


def _diagonal(panel):
    return np.trace(_markov(panel), axis1=-2, axis2=-1) / CLASSES


def _ranks_after_ten(panel):
    return mobility.rank_mobility(panel.income, 10) if panel.years > 10 else None


def _moran(panel):
    if panel.neighbours is None:
        return None
    return mobility.moran(np.log(panel.income[-1]), panel.neighbours)


def _buoyancy(panel):
    return None if panel.tax is None else convergence_speed.tax_buoyancy(panel.tax, panel.output)


def _investment_leads(panel):
    if panel.response is None:
        return None
    investment, output = panel.response
    return np.asarray(investment) / np.asarray(output)


FACTS = (
    _Target("F1", "unconditional beta, per year", 0.003, 0.020, "A",
            lambda panel: convergence_speed.beta_convergence(panel.income).speed),
    _Target("F2", "beta given the prefecture, per year", 0.017, 0.026, "A", _conditional),
    _Target("F3", "log t statistic of all counties", None, clubs.CRITICAL, "A", _log_t),
    _Target("F4", "sd of the yearly change of log sigma", 0.009, 0.067, "C",
            lambda panel: convergence_speed.sigma_trend(panel.income)[1]),
    _Target("F5a", "counties that stay in their fifth for a year", 0.90, 0.97, "J", _diagonal),
    _Target("F5b", "Shorrocks mobility of fifths, yearly", 0.03, 0.12, "J",
            lambda panel: mobility.shorrocks(_markov(panel))),
    _Target("F5c", "rank correlation after ten years", 0.90, 0.98, "J", _ranks_after_ten),
    _Target("F6a", "sd of relative growth", 0.02, 0.04, "J",
            lambda panel: convergence_speed.growth_shape(panel.income)[0]),
    _Target("F6b", "excess kurtosis of relative growth", 3.0, 10.0, "J",
            lambda panel: convergence_speed.growth_shape(panel.income)[1]),
    _Target("F7", "slope of log volatility on log GDP", -0.30, -0.05, "A",
            lambda panel: convergence_speed.size_volatility(panel.output)),
    _Target("F8", "Moran's I of log GDP per head, last year", 0.25, 0.55, "A", _moran),
    _Target("F9", "Pareto exponent of the upper quarter of GDP", 0.8, 1.3, "A",
            lambda panel: mobility.pareto_tail(panel.output[0], UPPER_TAIL)),
    _Target("F10", "share of Theil T within prefectures, base year", 0.5, 0.7, "J", _within_share),
    _Target("F11", "R2 of growth on the province's growth", 0.2, 0.6, "J",
            lambda panel: convergence_speed.common_factor(panel.income)),
    _Target("F12", "autocorrelation of relative growth", -0.1, 0.3, "J",
            lambda panel: convergence_speed.growth_autocorrelation(panel.income)),
    _Target("F13", "tax buoyancy", 0.95, 1.30, "A", _buoyancy),
    _Target("F14", "investment response over output response, first year", 1.0, None, "A",
            _investment_leads),
)  # fmt: skip


def stylised_facts(panel):
    """Hold a panel, observed or simulated without programme, against the stylised facts.

    Fact 10 is a national figure of within-province inequality; here the groups are prefectures,
    so it is held against the same range only for want of a better one. Fact 4 has two regimes in
    the literature; what is judged is how restless sigma is, by the range over regional panels.

    Args:
        panel: Panel.

    Returns:
        list of Fact, misses and unjudged ones included.
    """
    return [_judge(target, target.measure(panel)) for target in FACTS]


def _judge(target, values):
    told = (target.low, target.high)
    if values is None or not np.isfinite(values).any():
        return Fact(target.name, target.title, None, None, None, *told, None, None, target.basis)
    q05, value, q95 = (float(q) for q in np.nanquantile(values, (0.05, 0.5, 0.95)))
    low = -np.inf if target.low is None else target.low
    high = np.inf if target.high is None else target.high
    z = None
    if target.low is not None and target.high is not None:
        z = (value - (low + high) / 2) / ((high - low) / 2)
    inside = bool(low <= value <= high)
    return Fact(target.name, target.title, value, q05, q95, *told, inside, z, target.basis)
