"""[parameters]: fixed values and other priors for the model's parameters."""

from dataclasses import dataclass
from functools import cache

from narrows.scenario import units
from narrows.scenario.kinds import Kind
from narrows.scenario.wrong import Wrong, each

SHAPES = {"uniform": ("low", "high"), "normal": ("mean", "sd"), "lognormal": ("median", "sd_log")}


@dataclass(frozen=True)
class Belief:
    """What a scenario believes of a parameter: the arguments of `parameters.Prior`.

    Args:
        shape: "fixed", "uniform", "normal" or "lognormal".
        first: value, low, mean or median.
        second: nothing, high, standard deviation, or that of the log.
    """

    shape: str
    first: float
    second: float = 0.0


@cache
def known():
    """{name: Parameter} of the model."""
    from narrows.parameters import PARAMETERS

    return PARAMETERS


class ParametersKind(Kind):
    """A table of parameter names, each with a number or a prior."""

    def parse(self, raw, facts):
        if not isinstance(raw, dict):
            raise Wrong("table")
        names = list(raw)
        return dict(zip(names, each(raw.items(), _belief), strict=True))

    def format(self, value, currency):
        return {name: _written(belief) for name, belief in value.items()}

    def json_schema(self):
        properties = {name: _schema(one) for name, one in known().items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}


def _belief(name, raw):
    if isinstance(raw, Belief):
        return raw
    parameter = known().get(name)
    if parameter is None:
        raise Wrong("unknown_parameter", found=str(name)[:60], allowed=tuple(known()))
    if not isinstance(raw, dict):
        return Belief("fixed", _number(raw, parameter))
    for shape, keys in SHAPES.items():
        if set(raw) == set(keys):
            return _prior(shape, keys, raw, parameter)
    raise Wrong("prior_keys")


def _prior(shape, keys, raw, parameter):
    """A prior from its two numbers; a spread is positive, a place within the bounds."""
    first, second = each(
        [(key, raw[key]) for key in keys],
        lambda key, value: _spread(value) if key in ("sd", "sd_log") else _number(value, parameter),
    )
    if shape == "uniform" and first >= second:
        raise Wrong("low_high")
    if shape == "lognormal" and first <= 0:
        raise Wrong("positive").below("median")
    return Belief(shape, first, second)


def _number(raw, parameter):
    value = _plain(raw)
    if value is None:
        raise Wrong("parameter", unit=parameter.unit, low=f"{parameter.low:g}",
                    high=f"{parameter.high:g}")
    if not parameter.low <= value <= parameter.high:
        raise Wrong("bounds", low=f"{parameter.low:g}", high=f"{parameter.high:g}")
    return value


def _spread(raw):
    value = _plain(raw)
    if value is None or not 0 < value <= 1e6:
        raise Wrong("positive")
    return value


def _plain(raw):
    """A finite float of a number or a percentage; None of anything else."""
    if isinstance(raw, str):
        quantity = units.read(raw)
        share = quantity and units.share(quantity)
        return None if share is None else float(share)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not -1e18 < raw < 1e18:
        return None
    return float(raw)


def _written(belief):
    if belief.shape == "fixed":
        return belief.first
    return dict(zip(SHAPES[belief.shape], (belief.first, belief.second), strict=True))


def _schema(parameter):
    number = {"type": "number", "minimum": parameter.low, "maximum": parameter.high}
    percent = {"type": "string", "pattern": "%|％|percent"}
    prior = {"type": "object", "minProperties": 2, "maxProperties": 2}
    prior["properties"] = {key: {} for keys in SHAPES.values() for key in keys}
    prior["additionalProperties"] = False
    described = f"{parameter.source} (evidence {parameter.grade})"
    return {
        "title": f"{parameter.title_en} ({parameter.unit})",
        "description": described,
        "anyOf": [number, percent, prior],
    }


