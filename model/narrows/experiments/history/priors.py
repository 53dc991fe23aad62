"""What panels of other places teach about a region before its own history is looked at."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

DISTRIBUTIONS = ("normal", "lognormal")
SIDE = np.sqrt(2.0)  # nodes at mean and mean +- sqrt(2) sd, weights 1/2 and 1/4, keep mean and sd


@dataclass(frozen=True)
class Prior:
    """Prior of one parameter of the growth process.

    Args:
        name: as in parameters and scenarios.
        distribution: "normal" or "lognormal".
        centre: mean, or median of a lognormal.
        spread: sd, or sd of the log.
        low, high: where it is cut.
        unit: in words.
        source: what it was learned from.
    """

    name: str
    distribution: str
    centre: float
    spread: float
    low: float
    high: float
    unit: str = ""
    source: str = ""

    def nodes(self):
        """Three values and weights that keep mean and sd, for parameters little is learned of.

        >>> Prior("phi", "normal", 0.5, 0.1, 0.0, 1.0).nodes()[0].round(3)
        array([0.359, 0.5  , 0.641])
        """
        around = self.centre + self.spread * np.array([-SIDE, 0.0, SIDE])
        return np.clip(around, self.low, self.high), np.array([0.25, 0.5, 0.25])

    def log_density(self, values):
        """Log density up to a constant, of log values where lognormal."""
        values = np.asarray(values, dtype=float)
        lognormal = self.distribution == "lognormal"
        distance = np.log(values / self.centre) if lognormal else values - self.centre
        return -0.5 * (distance / self.spread) ** 2


@cache
def cross_panel_priors():
    """The shipped priors, {name: Prior}."""
    text = (files("narrows.experiments.history") / "priors.toml").read_text(encoding="utf-8")
    return {name: prior_from_table(name, table) for name, table in tomllib.loads(text).items()}


def prior_from_table(name, table):
    """A Prior from its table in priors.toml."""
    lognormal = table["distribution"] == "lognormal"
    return Prior(
        name=name,
        distribution=table["distribution"],
        centre=table["median" if lognormal else "mean"],
        spread=table["log_sd" if lognormal else "sd"],
        low=table["low"],
        high=table["high"],
        unit=table["unit"],
        source=table.get("source", ""),
    )
