"""What the programme gives: funds, bonds, links, assistance, general funds."""

from typing import Annotated

from pydantic import Field

from narrows.scenario.kinds import (
    Dated,
    DatedKind,
    Flag,
    ListOf,
    MeasureName,
    Name,
    Number,
    RecipientsKind,
    Words,
    Year,
)
from narrows.scenario.specs import Section
from narrows.scenario.units import Duration, Money, Rate, Share

ALLOCATIONS = ("equal", "need", "per_head", "gdp", "matching", "tax_growth")
USES = ("investment", "public_capital", "skills", "consumption", "mixed")

Allocation = Annotated[str, Words(*ALLOCATIONS)]
Use = Annotated[str, Words(*USES)]
DatedMoney = Annotated[Dated, DatedKind(Money(per_year=True))]
DatedShare = Annotated[Dated, DatedKind(Share())]

# What each kind of tie needs to be told; every other key of a link belongs to other kinds.
LINKS = {
    "relocation": ("signed", "project_size", "honoured_share"),
    "enclave_park": ("amount", "donor_share", "output_share", "tax_share"),
    "secondment": ("people", "cost_per_head"),
    "orders": ("amount",),
    "co_fund": ("amount", "donor_share"),
    "learning": (),
}
Off = Annotated[bool, Flag()]
_OFF = "Drops an item that the parent brought in."

Recipients = Annotated[str | tuple[str, ...], RecipientsKind()]


class RemainderSpec(Section):
    """The part of a fund that is shared out by a second rule."""

    share: Annotated[float, Share()] = Field(description="Part of the fund.")
    allocation: Allocation = Field("tax_growth", description="Rule for that part.")


class GrowWhileSpec(Section):
    """A fund grows while a gap was too wide in the year before; it never shrinks."""

    measure: Annotated[str, MeasureName()] = Field(
        description="Name of a relative measure that falls when the gap narrows; of GDP per "
        "head, by people where that is defined."
    )
    above: Annotated[float, Number(0)] = Field(
        description="The fund grows while the measure is above this."
    )
    by: Annotated[float, Rate(0.0, 10.0)] = Field(description="Growth of the amount per year.")
    ceiling: Annotated[float, Money(per_year=True)] = Field(
        description="The amount that it never exceeds."
    )


class FundSpec(Section):
    """Money from above."""

    name: Annotated[str, Name()] = Field(description="Name of the fund; items of one name merge.")
    amount: DatedMoney = Field(description="Money paid in a year, by year if it changes.")
    paid_by: Annotated[str, Words("province")] = Field("province", description="Who pays.")
    to: Recipients = Field("weak", description="Who receives.")
    allocation: Allocation = Field("need", description="Rule by which it is shared out.")
    use: Use = Field("mixed", description="What it is spent on.")
    remainder: RemainderSpec | None = Field(None, description="A part with its own rule.")
    floor: Annotated[float | None, Money(per_year=True)] = Field(
        None, description="The least each recipient gets; none unless given."
    )
    ceiling: Annotated[float | None, Money(per_year=True)] = Field(
        None, description="The most each recipient gets; none unless given."
    )
    carry_over: Annotated[bool | None, Flag()] = Field(
        None,
        description="Whether what ceilings leave and what is not absorbed is paid next year, "
        "while the fund runs; otherwise it is lost to the fund.",
    )
    own_share: Annotated[float | None, Share(0.0, 10.0)] = Field(
        None, description="What a recipient adds from its own budget, as a share of what it gets."
    )
    grow_while: GrowWhileSpec | None = Field(
        None, description="Growth of the amount while the gap stays wide; without it none."
    )
    off: Off = Field(default=False, description=_OFF)


class BondSpec(Section):
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
    self_financing: Annotated[bool | None, Flag()] = Field(
        None,
        description="Whether the project's revenue pays a part of the service, by the parameter "
        "project_revenue_cover; otherwise it earns nothing.",
    )
    failure_paid_by: Annotated[str | None, Words("host", "donor", "province")] = Field(
        None, description="Who pays the service that the project does not earn; the host unless "
        "given."
    )
    off: Off = Field(default=False, description=_OFF)


class QuotaSpec(Section):
    """Land or energy that caps new private capital, and what the programme grants of it."""

    name: Annotated[str, Name()] = Field(description="Name of the quota; items of one name merge.")
    limit: Annotated[float, Share(0.0, 10.0)] = Field(
        description="New private capital for which there is room without grants, share of GDP; "
        "with and without the programme."
    )
    amount: Annotated[Dated, DatedKind(Number(0, 1e9, "units per year"))] = Field(
        description="Units the programme grants in a year, such as mu of land or tonnes of coal "
        "equivalent."
    )
    capital_per_unit: Annotated[float, Money()] = Field(
        description="New capital which a unit carries."
    )
    to: Recipients = Field("weak", description="Who gets the units.")
    allocation: Allocation = Field("need", description="Rule by which they are shared out.")
    off: Off = Field(default=False, description=_OFF)


class LinkSpec(Section):
    """A tie between the two counties of each pair."""

    kind: Annotated[str, Words(*LINKS)] = Field(description="What kind of tie.")
    name: Annotated[str | None, Name()] = Field(
        None, description="Name, where there are several of one kind."
    )
    signed: Annotated[float | None, Number(0, 10_000, "projects per pair")] = Field(
        None,
        description="relocation: projects each pair signs over the programme, spread evenly "
        "over its years.",
    )
    project_size: Annotated[float | None, Money()] = Field(
        None, description="relocation: capital of a signed project."
    )
    honoured_share: Annotated[float | None, Share()] = Field(
        None, description="relocation: part of what is signed that is ever begun."
    )
    amount: Annotated[Dated | None, DatedKind(Money(per_year=True))] = Field(
        None,
        description="enclave_park and co_fund: public money of each pair; orders: their value.",
    )
    donor_share: Annotated[float | None, Share()] = Field(
        None,
        description="enclave_park and co_fund: part of the money the strong county brings; the "
        "host brings the rest of a park, the province that of a co-fund.",
    )
    output_share: Annotated[float | None, Share()] = Field(
        None,
        description="enclave_park: part of its output that statistics count to the strong county.",
    )
    tax_share: Annotated[float | None, Share()] = Field(
        None,
        description="enclave_park: part of its county tax promised to the strong county; the "
        "host keeps the rest.",
    )
    people: Annotated[Dated | None, DatedKind(Number(0, 10_000, "people per pair"))] = Field(
        None, description="secondment: people each pair has at work in the weak county."
    )
    cost_per_head: Annotated[float | None, Money(per_year=True)] = Field(
        None, description="secondment: what one of them costs the strong county."
    )
    off: Off = Field(default=False, description=_OFF)


class AssistanceSpec(Section):
    """Cash of the strong county for its partner."""

    share_of_revenue: DatedShare = Field(
        description="Part of the strong county's own revenue of last year that it pays."
    )
    use: Use = Field("mixed", description="What it is spent on.")


class MechanismsSpec(Section):
    """Disputed mechanisms, the worries of the report: each off unless switched on."""

    policy_follows_size: Annotated[bool, Flag()] = Field(
        default=False, description="A part of the general funds goes to counties by their GDP."
    )
    diffusion: Annotated[str, Words("exponential", "logistic")] = Field(
        "exponential",
        description="Whether those far behind learn fast (exponential) or slowly (logistic).",
    )
    migration: Annotated[str, Words("gradual", "logit")] = Field(
        "gradual",
        description="Whether people are drawn slowly to better places (gradual), or weigh all "
        "places within reach every year (logit).",
    )
    talent_drain: Annotated[bool, Flag()] = Field(
        default=False, description="Skilled people leave weak counties faster than others."
    )
    learning_by_doing: Annotated[bool, Flag()] = Field(
        default=False, description="Growth beyond the baseline raises technology."
    )
    dutch_disease: Annotated[bool, Flag()] = Field(
        default=False, description="Aid makes the aided counties' industry less productive."
    )
    over_reporting: Annotated[bool, Flag()] = Field(
        default=False,
        description="Aided counties report more than they make: figures move, output does not.",
    )
    reward_effort: Annotated[bool, Flag()] = Field(
        default=False, description="Counties press for tax where a fund rewards its growth."
    )
    spillovers: Annotated[bool, Flag()] = Field(
        default=False,
        description="Gains and losses spread from the prefecture's core city and from neighbours.",
    )


class DonorsSpec(Section):
    """How the strong counties take part, and what comes back to them."""

    participation: Annotated[str, Words("fixed", "returns")] = Field(
        "fixed",
        description="Whether they give what is agreed, or less where less tax of parks comes back.",
    )
    backflow: Annotated[float, Share()] = Field(
        0.0, description="Part of what they pay for that is bought from their own firms."
    )


class GeneralFundSpec(Section):
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


class VerdictSpec(Section):
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
