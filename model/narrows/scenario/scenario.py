"""The frozen Scenario, beliefs and digest."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PrivateAttr, model_validator

from narrows.scenario import units
from narrows.scenario.instrument_specs import (
    AssistanceSpec,
    BondSpec,
    DonorsSpec,
    FundSpec,
    GeneralFundSpec,
    LinkSpec,
    MechanismsSpec,
    QuotaSpec,
    VerdictSpec,
)
from narrows.scenario.kinds import Count, Kind, ListOf, Name, Text
from narrows.scenario.specs import (
    EnsembleSpec,
    GoalSpec,
    HorizonSpec,
    PairingSpec,
    ProgrammeSpec,
    Section,
    StrongSpec,
    StructureSpec,
    WeakSpec,
)
from narrows.toml.mistakes import Wrong, each

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1
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


class Scenario(Section):
    """A scenario, its parents merged in, its units converted, its defaults filled.

    Money is in million of the region's currency, shares in 0..1, distances in km, spans in
    years. Two scenarios are equal where everything they say is equal, wherever it was written.
    """

    schema_: Annotated[int, Count(SCHEMA, SCHEMA)] = Field(
        SCHEMA, alias="schema", description="Version of the scenario language."
    )
    title: Annotated[str, Name()] = Field("untitled", description="One line, for headings.")
    description: Annotated[str, Text()] = Field("", description="What is assumed, and why.")
    sources: Annotated[tuple[str, ...], ListOf(Text())] = Field(
        (), description="Where the facts are from."
    )
    region: Annotated[str, Name()] = Field(
        "shandong", description="Name of a region, or a folder beside the scenario file."
    )
    baseline: Annotated[str, Name()] = Field(
        "no_programme", description="Scenario it is compared with, on the same luck."
    )
    horizon: HorizonSpec = Field(HorizonSpec(), description="The years that are simulated.")
    ensemble: EnsembleSpec = Field(
        EnsembleSpec(), description="How many futures, and with which luck."
    )
    structure: StructureSpec = Field(StructureSpec(), description="How the model is closed.")
    programme: ProgrammeSpec | None = Field(None, description="When the programme runs.")
    weak: WeakSpec = Field(WeakSpec(), description="The counties that are aided.")
    strong: StrongSpec = Field(StrongSpec(), description="The counties that aid.")
    pairing: PairingSpec = Field(PairingSpec(), description="Who aids whom.")
    fund: tuple[FundSpec, ...] = Field((), description="Money from above.")
    bond: tuple[BondSpec, ...] = Field((), description="Bonds of the recipients.")
    quota: tuple[QuotaSpec, ...] = Field((), description="Caps of land and energy.")
    link: tuple[LinkSpec, ...] = Field((), description="Ties between the counties of a pair.")
    assistance: AssistanceSpec | None = Field(None, description="Cash of the strong counties.")
    donors: DonorsSpec | None = Field(None, description="How strong counties take part.")
    mechanisms: MechanismsSpec | None = Field(
        None, description="Disputed mechanisms, each off unless switched on."
    )
    general_fund: GeneralFundSpec | None = Field(None, description="General policy funds.")
    parameters: Annotated[dict[str, Belief], ParametersKind()] = Field(
        default_factory=dict, description="Parameters that are fixed or believed otherwise."
    )
    goal: GoalSpec | None = Field(None, description="What is to be reached.")
    verdict: VerdictSpec = Field(VerdictSpec(), description="What the verdict looks at.")

    _written: Any = PrivateAttr(None)  # where each value comes from; no part of what is said
    _currency: str = PrivateAttr("CNY")

    @model_validator(mode="after")
    def _only_items_that_are_on(self):
        for name in ("fund", "bond", "quota", "link"):
            kept = tuple(item for item in getattr(self, name) if not item.off)
            object.__setattr__(self, name, kept)
        return self

    def __repr__(self) -> str:
        file = f"{self.file!r}, " if self.file else ""
        return f"Scenario({self.title!r}, {file}{self.ensemble.draws} draws, to {self.horizon.end})"

    __str__ = __repr__

    @property
    def currency(self) -> str:
        """Currency of all money, the region's."""
        return self._currency

    @property
    def file(self) -> str | None:
        """Name of the file it was read from; None for one made in Python."""
        return self._written.file if self._written else None

    @property
    def folder(self) -> "Path | None":
        """Folder of the file, where its parents and its region lie; None for one of Python's."""
        return self._written.folder if self._written else None

    def folder_of(self, key):
        """Folder in which the baseline or the region that a scenario names is looked for.

        It belongs to the file that named it, a parent perhaps; None where nothing named it.
        """
        return self._written.folder_of(key) if self._written else None

    @property
    def text(self) -> str | None:
        """The file as written, for the run folder; None for one made in Python."""
        return self._written.text if self._written else None

    def resolved(self) -> dict[str, Any]:
        """Everything it says as a plain table, in the words of a scenario file.

        No parent, no overlay and no default is left to look up.
        """
        from narrows.scenario.write import resolved

        return resolved(self)

    def origin_of(self, key):
        """Where a value was written, as a `Mark`; None for a default.

        Args:
            key: dotted, as in `horizon.end` or `fund[guidance fund].amount`.
        """
        return self._written.origin(key) if self._written else None

    @property
    def digest(self) -> str:
        """Digest of what it says; equal for equal scenarios."""
        import hashlib

        from narrows.scenario.write import dump_toml

        return hashlib.sha256(dump_toml(self).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(self.digest)


@cache
def known():
    """{name: Parameter} of the model."""
    from narrows.model.parameters import PARAMETERS

    return PARAMETERS


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
