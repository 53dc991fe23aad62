"""What the programme gives: funds, bonds, links, assistance, general funds."""

from typing import Annotated

from pydantic import Field

from narrows.scenario.counties import RecipientsKind
from narrows.scenario.dated import Dated, DatedKind
from narrows.scenario.kinds import Flag, ListOf, MeasureName, Name, Number, Words, Year
from narrows.scenario.measured import Duration, Money, Rate, Share
from narrows.scenario.sections import Section

ALLOCATIONS = ("equal", "need", "per_head", "gdp", "tax_growth")
USES = ("investment", "public_capital", "mixed")

Allocation = Annotated[str, Words(*ALLOCATIONS)]
Use = Annotated[str, Words(*USES)]
DatedMoney = Annotated[Dated, DatedKind(Money(per_year=True))]
DatedShare = Annotated[Dated, DatedKind(Share())]
Off = Annotated[bool, Flag()]
_OFF = "Drops an item that the parent brought in."

Recipients = Annotated[str | tuple[str, ...], RecipientsKind()]


class Remainder(Section):
    """The part of a fund that is shared out by a second rule."""

    share: Annotated[float, Share()] = Field(description="Part of the fund.")
    allocation: Allocation = Field("tax_growth", description="Rule for that part.")


class GrowWhile(Section):
    """A fund grows while a gap was too wide in the year before; it never shrinks."""

    measure: Annotated[str, MeasureName()] = Field(
        description="Name of a measure of the gap that falls when the gap narrows; of GDP per "
        "head, by people where that is defined."
    )
    above: Annotated[float, Number(0)] = Field(
        description="The fund grows while the measure is above this."
    )
    by: Annotated[float, Rate(0.0, 10.0)] = Field(description="Growth of the amount per year.")
    ceiling: Annotated[float, Money(per_year=True)] = Field(
        description="The amount that it never exceeds."
    )


class Fund(Section):
    """Money from above."""

    name: Annotated[str, Name()] = Field(description="Name of the fund; items of one name merge.")
    amount: DatedMoney = Field(description="Money paid in a year, by year if it changes.")
    paid_by: Annotated[str, Words("province")] = Field("province", description="Who pays.")
    to: Recipients = Field("weak", description="Who receives.")
    allocation: Allocation = Field("need", description="Rule by which it is shared out.")
    use: Use = Field("mixed", description="What it is spent on.")
    remainder: Remainder | None = Field(None, description="A part with its own rule.")
    grow_while: GrowWhile | None = Field(
        None, description="Growth of the amount while the gap stays wide; without it none."
    )
    off: Off = Field(default=False, description=_OFF)


class Bond(Section):
    """Bonds the recipients issue within a quota, and owe."""

    name: Annotated[str, Name()] = Field(description="Name of the quota; items of one name merge.")
    quota: Annotated[float, Money()] = Field(description="Sum of all bonds of one issue.")
    issued: Annotated[str, Words("once", "yearly")] = Field(
        "once", description="In the first year of the programme, or in each of its years."
    )
    rate: Annotated[float, Rate(0.0, 0.5)] = Field(description="Interest per year.")
    term: Annotated[int, Duration(1, 50)] = Field(description="Years until the last repayment.")
    grace: Annotated[int, Duration(0, 49)] = Field(0, description="Years before the first one.")
    to: Recipients = Field("weak", description="Who may issue.")
    allocation: Allocation = Field("need", description="Rule by which the quota is shared out.")
    use: Use = Field("public_capital", description="What it is spent on.")
    off: Off = Field(default=False, description=_OFF)


class Link(Section):
    """A tie between the two counties of each pair."""

    kind: Annotated[str, Words("relocation")] = Field(description="What kind of tie.")
    name: Annotated[str | None, Name()] = Field(
        None, description="Name, where there are several of one kind."
    )
    signed: Annotated[float, Number(0, 10_000, "projects per pair")] = Field(
        description="Projects each pair signs over the programme, spread evenly over its years."
    )
    project_size: Annotated[float, Money()] = Field(description="Capital of a signed project.")
    honoured_share: Annotated[float, Share()] = Field(
        description="Part of what is signed that is ever begun."
    )
    off: Off = Field(default=False, description=_OFF)


class Assistance(Section):
    """Cash of the strong county for its partner."""

    share_of_revenue: DatedShare = Field(
        description="Part of the strong county's own revenue of last year that it pays."
    )
    use: Use = Field("mixed", description="What it is spent on.")


class GeneralFund(Section):
    """The province's general policy funds for all counties."""

    amount: DatedMoney = Field(description="Money paid in a year to all counties together.")
    status_quo: Annotated[str, Words("per_head", "need", "gdp")] = Field(
        "per_head", description="Rule by which it is shared out without the programme."
    )
    allocation: Allocation = Field("need", description="Rule for the part that is moved.")
    moved_share: DatedShare = Field(
        Dated((0.0,)), description="Part that the programme shares out by the new rule."
    )
    to: Recipients = Field("weak", description="Who gets the moved part.")


class Verdict(Section):
    """What is looked at when the verdict is given, written down beforehand."""

    horizon: Annotated[int | None, Year()] = Field(
        None, description="Year of the verdict: the last year of full payment unless given; "
        "the last year of the run is always looked at too."
    )
    headline: Annotated[tuple[str, ...], ListOf(MeasureName(), 12)] = Field(
        ("recipients_province", "theil_l"),
        description="Measures in the headlines, always all shown.",
    )
    practical_size: Annotated[float, Share()] = Field(
        0.02, description="Change of the gap below which it does not matter in practice."
    )
    donors_bound: Annotated[float, Share()] = Field(
        0.01, description="Loss of the strong counties' GDP that is still called harmless."
    )
    province_bound: Annotated[float, Share()] = Field(
        0.005, description="Loss of the province's GDP that is still called harmless."
    )
