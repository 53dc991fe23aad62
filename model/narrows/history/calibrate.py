"""A region's growth process, shrunk by the priors of other panels."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from narrows.errors import InputError, Problem
from narrows.history.past_speed import SpeedHistory, speed_history, unit_noise
from narrows.history.shocks import ShockHistory, shock_history
from narrows.model.randomness import even_pairs, mirrored_normals
from narrows.model.sectors import growth_process

LONGEST = 20  # years of history: older ones tell more of another time than of this one
SHORTEST = 8
SIDE = np.sqrt(2.0)  # nodes at mean and mean +- sqrt(2) sd, weights 1/2 and 1/4, keep mean and sd


@dataclass(frozen=True)
class Calibration:
    """What a region's history and the cross-panel priors say together.

    Args:
        years: first and last year learned from.
        relative: r of the last year (unit,).
        shocks: ShockHistory.
        speed: SpeedHistory.
    """

    years: tuple
    relative: np.ndarray
    shocks: ShockHistory
    speed: SpeedHistory


def calibrate(panel, priors=None):
    """Calibrate the growth process on the last years of a panel.

    Args:
        panel: Panel of at least 8 years.
        priors: {name: Prior}, or None for the shipped ones.

    Raises:
        InputError: the panel is too short.
    """
    if len(panel.years) < SHORTEST:
        rule = f"at least {SHORTEST} years are needed to estimate from"
        raise InputError([Problem(panel.file, None, "year", rule, str(len(panel.years)))])
    first = panel.years[-LONGEST:][0]
    return learn(panel.relative, priors, (int(first), int(panel.years[-1])))


def learn(relative, priors=None, years=(0, 0)):
    """Calibrate on relative log incomes; only the last 20 years are looked at.

    Args:
        relative: r, log units (year, unit).
        priors: {name: Prior}, or None for the shipped ones.
        years: first and last year, to be kept with the result.
    """
    priors = cross_panel_priors() if priors is None else priors
    relative = relative[-LONGEST:]
    shocks = shock_history(relative, priors)
    variance = relative.var(axis=1)
    noise = unit_noise(variance[:-1], (shocks.volatility**2).mean(), relative.shape[1])
    speed = speed_history(np.diff(np.log(variance)) / 2, noise, priors)
    return Calibration(years, relative[-1], shocks, speed)


def posterior(calibration, seed, draws, process="growth"):
    """Draw what the history left open.

    Args:
        calibration: Calibration.
        seed: of the run.
        draws: range of draw numbers.
        process: name that keys the luck.

    Returns:
        {parameter: (draw, 1)}, and "drift", g of the last year (draw, 1).
    """
    speed, (rho, rho_sd) = calibration.speed, calibration.shocks.autocorrelation
    uniform, z_drift = even_pairs(seed, f"{process} state", draws)
    cell = speed.cells(uniform)
    z_rho = mirrored_normals(seed, f"{process} memory", 0, draws, 1)
    level = np.sqrt((calibration.shocks.volatility**2).mean())
    return {
        "speed_volatility": speed.volatility[cell, None],
        "speed_persistent_share": speed.share[cell, None],
        "speed_persistence": speed.persistence[cell, None],
        "residual_autocorrelation": rho + rho_sd * z_rho,
        "county_volatility": np.full((len(draws), 1), level),
        "drift": speed.drift[cell, None] + speed.drift_sd[cell, None] * z_drift[:, None],
    }


def law(calibration, seed, draws, years, process="growth", stated=None):
    """Draw the region's growth law: the posterior, and the speeds of the years to come.

    Args:
        calibration: Calibration.
        seed: of the run.
        draws: range of draw numbers.
        years: how many years ahead.
        process: name that keys the luck.
        stated: {parameter: (draw, 1)} to use instead of what history says, or None.

    Returns:
        GrowthLaw; the permanent part is one row, the same for all draws, and so is volatility
        unless its level is stated.
    """
    stated = stated or {}
    drawn = posterior(calibration, seed, draws, process) | stated
    z_speed, z_persistent = (
        np.hstack([mirrored_normals(seed, f"{process} {kind}", t, draws, 1) for t in range(years)])
        for kind in ("speed", "drift")
    )
    volatility = calibration.shocks.volatility[None]
    if "county_volatility" in stated:
        volatility = volatility * (stated["county_volatility"] / np.sqrt((volatility**2).mean()))
    passed = growth_process.passed_from_autocorrelation(drawn["residual_autocorrelation"])
    return growth_process.growth_law(
        calibration.relative[None],
        calibration.shocks.permanent[None],
        volatility,
        growth_process.passed_by_county(passed, calibration.shocks.memory),
        speed_volatility=drawn["speed_volatility"],
        speed_persistent_share=drawn["speed_persistent_share"],
        speed_persistence=drawn["speed_persistence"],
        z_speed=z_speed,
        z_persistent=z_persistent,
        start=drawn["drift"],
    )


@dataclass(frozen=True)
class PanelPrior:
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

        >>> PanelPrior("phi", "normal", 0.5, 0.1, 0.0, 1.0).nodes()[0].round(3)
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
    text = (files("narrows.history") / "priors.toml").read_text(encoding="utf-8")
    return {name: prior_from_table(name, table) for name, table in tomllib.loads(text).items()}


def prior_from_table(name, table):
    """A Prior from its table in priors.toml."""
    lognormal = table["distribution"] == "lognormal"
    return PanelPrior(
        name=name,
        distribution=table["distribution"],
        centre=table["median" if lognormal else "mean"],
        spread=table["log_sd" if lognormal else "sd"],
        low=table["low"],
        high=table["high"],
        unit=table["unit"],
        source=table.get("source", ""),
    )
