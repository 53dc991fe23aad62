"""The instruments of a scenario, and the scenario without some of them."""

from dataclasses import dataclass

from narrows.scenario.kinds import Dated
from narrows.scenario.layers import name_of, shapes

SECTIONS = ("assistance", "general_fund")


@dataclass(frozen=True)
class Instrument:
    """One thing a programme does that can be left out.

    Args:
        section: top-level key of the scenario.
        item: name of an item of a list ([[fund]], [[bond]], [[link]]); None for a section.
    """

    section: str
    item: str | None = None

    @property
    def name(self):
        """As `--without` would name it: `fund[guidance fund]` or `assistance`."""
        return self.section if self.item is None else f"{self.section}[{self.item}]"


def instruments(scenario):
    """All instruments of a scenario, in its order; sections that pay nothing are left out."""
    listed = [
        Instrument(name, identity)
        for name in shapes()["items"]
        for identity, item in _items(scenario, name)
        if name != "quota" or item.amount.largest > 0
    ]
    assistance, general = scenario.assistance, scenario.general_fund
    if assistance is not None and assistance.share_of_revenue.largest > 0:
        listed.append(Instrument("assistance"))
    if general is not None and general.moved_share.largest > 0:
        listed.append(Instrument("general_fund"))
    return tuple(listed)


def _items(scenario, name):
    """(identity, item) of a list of the scenario."""
    for number, item in enumerate(getattr(scenario, name)):
        table = {"name": getattr(item, "name", None), "kind": getattr(item, "kind", None)}
        yield name_of(table, number), item


def _left(name, item, gone):
    """What is left of an item; a quota's cap is of the world, only what is granted goes."""
    if not gone:
        return item
    return item.model_copy(update={"amount": Dated((0.0,))}) if name == "quota" else None


def without(scenario, left_out):
    """The scenario without some of its instruments; who is paired with whom stays.

    Args:
        scenario: resolved Scenario.
        left_out: Instruments.
    """
    changed = {}
    for name in shapes()["items"]:
        gone = {one.item for one in left_out if one.section == name}
        kept = [_left(name, item, identity in gone) for identity, item in _items(scenario, name)]
        changed[name] = tuple(item for item in kept if item is not None)
    sections = {one.section for one in left_out if one.item is None}
    if "assistance" in sections:
        changed["assistance"] = None
    if "general_fund" in sections:
        nothing = {"moved_share": Dated((0.0,))}
        changed["general_fund"] = scenario.general_fund.model_copy(update=nothing)
    return scenario.model_copy(update=changed)
