"""The sections of a scenario file that say who, when and how often."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from narrows.scenario.kinds import Count, County, Flag, ListOf, MeasureName, Number, Words, Year
from narrows.scenario.units import Distance, Duration, Every, Probability, Share
from narrows.toml.mistakes import Wrong

MOST_DRAWS = 200_000
MOST_YEARS = 100
PAIRING_RULES = (
    "rank", "nearest", "complement", "largest_gap", "assignment", "random"
)  # fmt: skip


class Section(BaseModel):
    """A table of the file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def wrong_section(code, **values):
    """A mistake of a whole section, as pydantic wants it raised."""
    return PydanticCustomError("narrows", "{wrongs}", {"wrongs": (Wrong(code, **values),)})


class HorizonSpec(Section):
    """The years that are simulated."""

    start: Annotated[int | None, Year()] = Field(
        None, description="First year: the base year of the region's figures."
    )
    end: Annotated[int, Year()] = Field(2040, description="Last year that is simulated.")


class EnsembleSpec(Section):
    """How many futures are drawn, and with which luck."""

    draws: Annotated[int, Count(1, MOST_DRAWS, "draws")] = Field(
        1000, description="Number of futures; each is run with and without the programme."
    )
    seed: Annotated[int, Count(0, 2**63 - 1)] = Field(
        20240901, description="Seed of all luck; the same seed gives the same numbers."
    )


class StructureSpec(Section):
    """Which of several ways to close the model is used."""

    closure: Annotated[str, Words("open", "closed", "both")] = Field(
        "both", description="Whether capital comes from outside, only from inside, or half the "
        "draws each."
    )
    growth: Annotated[str, Words("calibrated", "structural")] = Field(
        "calibrated", description="Whether counties grow by the calibrated process or by the "
        "structural catch-up equation."
    )
    public_capital: Annotated[str, Words("common", "budget")] = Field(
        "common", description="Whether public capital starts at one ratio to output or by each "
        "county's budget."
    )
    history: Annotated[str, Words("use", "ignore")] = Field(
        "use", description="Whether a region with a history of its counties grows by what it "
        "teaches, or by what other panels teach alone."
    )


class ProgrammeSpec(Section):
    """When the programme runs."""

    start: Annotated[int, Year()] = Field(description="First year in which money is paid.")
    end: Annotated[int, Year()] = Field(description="Last year of full payment.")
    taper: Annotated[int, Duration(0, 30)] = Field(
        0, description="Years over which payments fall evenly to nothing after the end."
    )


class SelectionSpec(Section):
    """A set of counties: a rank, the announced ones, or names."""

    bottom: Annotated[int | None, Count(1, 3000, "counties")] = Field(
        None, description="The n lowest counties of the ranking."
    )
    top: Annotated[int | None, Count(1, 3000, "counties")] = Field(
        None, description="The n highest counties of the ranking."
    )
    by: Annotated[str, Words("gdp", "gdp_per_head")] = Field(
        "gdp", description="What counties are ranked by, at the base year."
    )
    announced: Annotated[bool, Flag()] = Field(
        default=False, description="The counties named in the region's announced pairs."
    )
    counties: Annotated[tuple[str, ...] | None, ListOf(County())] = Field(
        None, description="Counties by code, Chinese or English name."
    )

    @model_validator(mode="after")
    def _one_way(self):
        ways = [self.bottom, self.top, self.announced or None, self.counties]
        if sum(way is not None for way in ways) != 1:
            raise wrong_section("select_one")
        return self


class GraduateSpec(Section):
    """When a weak county has outgrown the programme, by the figures of last year."""

    above_bottom: Annotated[int, Count(1, 3000, "counties")] = Field(
        10, description="A county is above the line while it is not among this many lowest."
    )
    patience: Annotated[int, Duration(1, 50)] = Field(
        2, alias="for", description="Years in a row above the line after which it graduates."
    )
    then: Annotated[str, Words("exit", "taper", "keep")] = Field(
        "taper",
        description="Whether its aid ends, falls evenly to nothing, or only its donor stays.",
    )
    taper: Annotated[int, Duration(0, 30)] = Field(
        3, description="Years over which the aid of a graduate falls to nothing."
    )
    refill: Annotated[bool, Flag()] = Field(
        default=False, description="Whether the weakest county outside takes its place."
    )


class WeakSpec(Section):
    """The counties that are aided."""

    select: SelectionSpec = Field(
        SelectionSpec(bottom=10, by="gdp"), description="Which counties are weak."
    )
    graduate: GraduateSpec | None = Field(
        None, description="When a county leaves the programme; without it all stay."
    )


class StrongSpec(Section):
    """The counties that aid."""

    select: SelectionSpec = Field(
        SelectionSpec(top=10, by="gdp"), description="Which counties are strong."
    )


class PairRowSpec(Section):
    """One pair that is laid down."""

    strong: Annotated[str, County()] = Field(description="The county that aids.")
    weak: Annotated[str, County()] = Field(description="The county that is aided.")


class MatchValueSpec(Section):
    """What counts how much in the worth of a pair, for the rule "assignment"."""

    distance: Annotated[float, Number(0, 100)] = Field(1.0, description="Nearness.")
    disparity: Annotated[float, Number(0, 100)] = Field(
        1.0, description="A wide gap of GDP per head between the two."
    )
    sectors: Annotated[float, Number(0, 100)] = Field(
        1.0, description="Sector structures that differ."
    )
    absorption: Annotated[float, Number(0, 5)] = Field(
        1.0, description="Power of what the weak county can absorb: schooling times GDP."
    )
    room: Annotated[float, Number(0, 5)] = Field(
        1.0, description="Power of what the strong county can spare: its own revenue."
    )
    distance_scale: Annotated[float, Distance()] = Field(
        150.0, description="Distance over which nearness falls to 37 %."
    )


class PairingSpec(Section):
    """Who aids whom."""

    rule: Annotated[str, Words("none", "announced", *PAIRING_RULES)] = Field(
        "none", description="How strong and weak counties are brought together."
    )
    fill: Annotated[str, Words(*PAIRING_RULES, "none")] = Field(
        "rank", description="How announced pairs with an unknown side are completed."
    )
    pairs: tuple[PairRowSpec, ...] = Field(
        (), description="Pairs laid down before the rule pairs the others."
    )
    forbidden: tuple[PairRowSpec, ...] = Field((), description="Pairs that must not be.")
    max_distance: Annotated[float | None, Distance()] = Field(
        None, description="Pairs farther apart are not made, unless they are laid down in `pairs`."
    )
    donors_per_weak: Annotated[int, Count(1, 20, "counties")] = Field(
        1, description="Strong counties that aid one weak county."
    )
    weak_per_donor: Annotated[int | None, Count(1, 3000, "counties")] = Field(
        None, description="Most weak counties of one strong county: without it, as even as can be."
    )
    rematch: Annotated[int, Every()] = Field(
        0, description="How often partners are chosen anew, on the figures of the year before."
    )
    lot: Annotated[int, Count(1, 1_000_000)] = Field(
        1, description='Number of the lottery, for the rule "random"; luck of growth is apart.'
    )
    value: MatchValueSpec = Field(
        MatchValueSpec(), description='What counts in the worth of a pair, for "assignment".'
    )

    @field_validator("pairs", "forbidden", mode="before")
    @classmethod
    def _only_lists(cls, raw):
        if not isinstance(raw, list | tuple):
            raise wrong_section("list")
        return raw


class GoalSpec(Section):
    """What the programme is to reach, and how surely."""

    measure: Annotated[str, MeasureName()] = Field(description="Name of a measure of the gap.")
    fall: Annotated[float, Share()] = Field(description="By how much it is to fall.")
    by: Annotated[int, Year()] = Field(description="Year in which it is looked at.")
    probability: Annotated[float, Probability()] = Field(
        0.8, description="Share of the futures in which the goal is to be met."
    )
