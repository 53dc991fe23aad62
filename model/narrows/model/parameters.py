"""Every scientific parameter of narrows, once (parameters.toml), and how runs draw them.

The table feeds validation, the draws of every run, the printed reference and the editor help.
Grades of evidence: A, the abstract or landing page of the study was read; C, computed for this
project from public figures; D, data or law; J, judgement, a prior without a source.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
from scipy.special import ndtr, ndtri

from narrows.model import randomness


@dataclass(frozen=True)
class Prior:
    """What is believed of a parameter before any run: a shape and its two numbers.

    Args:
        shape: "fixed", "uniform", "normal" or "lognormal"; the last two are cut at the bounds.
        first: value, lower end, mean, or median.
        second: upper end, standard deviation, or standard deviation of the log.
    """

    shape: str
    first: float
    second: float = 0.0


@dataclass(frozen=True)
class Parameter:
    """One parameter and all there is to say of it."""

    name: str
    block: str
    symbol: str
    unit: str
    default: float
    low: float
    high: float
    prior: Prior
    source: str
    grade: str
    title_en: str
    title_zh: str


def quantile(parameter, prior, probability):
    """Value of a parameter at a probability of its prior, never outside its bounds.

    Args:
        parameter: the Parameter, for its bounds.
        prior: Prior to use, the parameter's own or a scenario's.
        probability: numbers on (0, 1), any shape.

    >>> quantile(PARAMETERS["equalisation_rate"], Prior("uniform", 0.0, 0.6), np.array([0.5]))
    array([0.3])
    """
    if prior.shape == "fixed" or prior.second == 0:
        return np.full_like(probability, prior.first)
    if prior.shape == "uniform":
        return prior.first + (prior.second - prior.first) * probability
    if prior.shape == "normal":
        value = _cut_normal(parameter.low, parameter.high, prior.first, prior.second, probability)
    else:
        low, high = np.log(max(parameter.low, 1e-300)), np.log(parameter.high)
        middle = np.log(prior.first)
        value = np.exp(_cut_normal(low, high, middle, prior.second, probability))
    return np.clip(value, parameter.low, parameter.high)


def _cut_normal(low, high, mean, sd, probability):
    """Quantile of a normal distribution cut at two ends."""
    below, above = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    return mean + sd * ndtri(below + (above - below) * probability)


def draw_parameters(seed, draws, beliefs=None):
    """Parameters of a block of draws, keyed by name: adding one leaves the others' luck alone.

    Args:
        seed: of the run.
        draws: range of draw numbers.
        beliefs: {name: Prior} where a scenario replaces the table's priors.

    Returns:
        Namespace of arrays (draw, 1), one for each parameter.
    """
    beliefs = beliefs or {}
    drawn = {}
    for name, parameter in PARAMETERS.items():
        prior = beliefs.get(name, parameter.prior)
        # One word of the counter's four is used: draws stay addressable one by one.
        chance = randomness.uniforms(seed, f"parameter {name}", 0, draws, 1)
        drawn[name] = quantile(parameter, prior, chance)
    return SimpleNamespace(**drawn)


def default_parameters(draws=1, **values):
    """Parameters at their defaults, for tests and small models; `values` replaces some.

    >>> default_parameters(2, tax_elasticity=1.0).tax_elasticity
    array([[1.],
           [1.]])
    """
    unknown = sorted(set(values) - set(PARAMETERS))
    if unknown:
        raise KeyError(unknown)
    chosen = {name: parameter.default for name, parameter in PARAMETERS.items()} | values
    return SimpleNamespace(**{k: np.full((draws, 1), float(v)) for k, v in chosen.items()})


def _table():
    """Read the table: blocks of parameters, in the order in which it names them."""
    text = (files(__package__) / "parameters.toml").read_text(encoding="utf-8")
    table = {}
    for block, rows in tomllib.loads(text).items():
        for name, row in rows.items():
            shape, *numbers = row.pop("prior")
            prior = Prior(shape, *(numbers or [row["default"]]))
            table[name] = Parameter(name=name, block=block, prior=prior, **row)
    return table


PARAMETERS: dict[str, Parameter] = _table()
