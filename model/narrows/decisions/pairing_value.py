"""What a pairing rule is worth: its gain over pairs by lot, on the same luck."""

from dataclasses import dataclass

import numpy as np

from narrows.ensemble import keep, plan, run
from narrows.ensemble.pairs import roles
from narrows.ensemble.run import REFERENCE, look
from narrows.measures import MEASURES, catalogue
from narrows.scenario import load_region_of
from narrows.scenario.specs import PAIRING_RULES

LOTS = 12


@dataclass(frozen=True)
class Gain:
    """What one rule adds to one headline beyond pairs by lot, as a share of the gap without aid.

    Positive narrows the gap, whichever way the measure runs.

    Args:
        rule: name of the rule.
        measure: of the gap.
        effect: mean narrowing by the whole programme under this rule.
        mean: of the gain over the mean of the lots.
        low: 5 % quantile of the gain over draws.
        high: 95 % quantile.
        error: standard error of the mean, of draws and of lots together.
        better_than_lots: share of the lots whose mean effect is smaller.
    """

    rule: str
    measure: str
    effect: float
    mean: float
    low: float
    high: float
    error: float
    better_than_lots: float

    @property
    def told_from_chance(self):
        """Whether the gain keeps its sign in nine tenths of the draws."""
        return self.low > 0 or self.high < 0


def gains(scenario, year=None, lots=LOTS, rules=PAIRING_RULES, progress=None):
    """Gains of the pairing rules over pairs by lot, who is weak and strong being the same.

    Args:
        scenario: resolved Scenario; its own pairing rule is replaced.
        year: to look at; None for the verdict's.
        lots: how many lotteries stand for chance.
        rules: to compare.
        progress: called with the steps just finished and all there are.

    Returns:
        list of Gain, by rule and headline.
    """
    region = load_region_of(scenario)
    experiment = run.experiment_of(scenario, region)
    year = year or scenario.verdict.horizon
    wanted = {rule: _paired(scenario, region, rule=rule) for rule in rules if rule != "random"}
    wanted |= {lot: _paired(scenario, region, rule="random", lot=lot) for lot in range(1, lots + 1)}
    see = _seen(experiment, scenario.verdict.headline)
    seen = look(experiment, wanted, see, (year,), progress)
    return [
        _gain(rule, name, seen, lots)
        for rule in wanted
        if isinstance(rule, str)
        for name in scenario.verdict.headline
    ]


def _paired(scenario, region, **changes):
    """The programme with other pairs."""
    pairing = scenario.pairing.model_copy(update=changes)
    other = scenario.model_copy(update={"pairing": pairing})
    return plan.programme(other, region, roles(other, region))


def _seen(experiment, headlines):
    """Headline measures of a year; whoever is weak at the start counts as recipient."""
    region, chosen = experiment.region, experiment.roles
    aided = keep.aided(chosen.recipient, chosen.weak, len(region))
    return lambda arm, year: catalogue.headlines(
        year.flows[arm], headlines, aided, region.group
    )


def _gain(rule, name, seen, lots):
    """One rule and one headline."""
    sign, without = 1 if MEASURES[name].narrower == "larger" else -1, seen[REFERENCE]
    narrowed = {
        arm: sign * (values[name][0] / without[name][0] - 1) for arm, values in seen.items()
    }
    chance = np.array([narrowed[lot] for lot in range(1, lots + 1)])
    gain = narrowed[rule] - chance.mean(0)
    means = chance.mean(1)
    error = np.hypot(
        gain.std(ddof=1) / np.sqrt(gain.size), means.std(ddof=1) / np.sqrt(lots)
    )
    low, high = np.quantile(gain, (0.05, 0.95))
    return Gain(
        rule=rule,
        measure=name,
        effect=float(narrowed[rule].mean()),
        mean=float(gain.mean()),
        low=float(low),
        high=float(high),
        error=float(error),
        better_than_lots=float((means < narrowed[rule].mean()).mean()),
    )
