"""The year of a county, event by event: what is found, by which equation, and its numbers.

The page is made from the schedule: an event here is an event of `model/year.py`, and a test holds
the two against each other. Numbers of a county are read off the flows of a simulated year.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from narrows.handbook.mechanisms import equation, named
from narrows.model.sectors import (
    aid,
    funds,
    investment,
    partnerships,
    people,
    production,
    public_finance,
    relocation,
    reporting,
    technology,
)
from narrows.words import say

MONEY, PERSONS, LOG = "money", "persons", "log"


@dataclass(frozen=True)
class YearQuantity:
    """What an event finds for every county.

    Args:
        name: key of its words under `year.quantity`.
        unit: MONEY (million per year, or million of a stock), PERSONS or LOG.
        read: f(flows, world) giving it (draw, county).
        equation: the function that finds it, or None where it is a sum of others.
    """

    name: str
    unit: str
    read: Callable
    equation: Callable | None = None


@dataclass(frozen=True)
class Event:
    """One event of the year.

    Args:
        call: the function that the schedule calls.
        quantities: what it finds.
    """

    call: Callable
    quantities: tuple[YearQuantity, ...]


EVENTS = (
    Event(partnerships.keep, (
        YearQuantity("partnerships_paid", MONEY, lambda f, _: f.partnerships.paid,
                 partnerships.effort),
        YearQuantity("co_invested", MONEY, lambda f, _: f.partnerships.co_invested,
                 partnerships.invested),
        YearQuantity("order_demand", MONEY, lambda f, _: f.partnerships.order_demand,
                 partnerships.called_forth),
        YearQuantity("residents", PERSONS, lambda f, _: f.population),
    )),
    Event(aid.give, (
        YearQuantity("funds", MONEY, lambda f, _: sum(f.aid.funds, 0.0), funds.shares),
        YearQuantity("bonds", MONEY, lambda f, _: f.aid.bonds.sum(0), funds.shares),
        YearQuantity("assistance_received", MONEY, lambda f, _: f.aid.assistance_received),
        YearQuantity("assistance_paid", MONEY, lambda f, _: f.aid.assistance_paid),
        YearQuantity("aid", MONEY, lambda f, _: f.aid.total),
        YearQuantity("absorbed", MONEY, lambda f, _: f.works.absorbed, aid.absorbed),
        YearQuantity("leakage", MONEY, lambda f, _: f.works.leaked),
        YearQuantity("public_works_finished", MONEY, lambda f, _: f.works.public_finished,
                 aid.finished),
        YearQuantity("private_works_finished", MONEY, lambda f, _: f.works.private_finished,
                 aid.finished),
        YearQuantity("additional", MONEY, lambda f, _: f.works.additional,
                 aid.additional_investment),
        YearQuantity("demand_left", MONEY, lambda f, _: f.demand_left, aid.demand),
    )),
    Event(production.produce, (
        YearQuantity("capital", MONEY, lambda f, _: f.capital, production.log_inputs),
        YearQuantity("public_capital", MONEY, lambda f, _: f.public_capital),
        YearQuantity("technology", LOG, lambda _, w: w.technology, production.technology),
        YearQuantity("potential", MONEY, lambda f, _: f.made - f.demand,
                 production.potential_output),
        YearQuantity("demand", MONEY, lambda f, _: f.demand, aid.demand),
        YearQuantity("output", MONEY, lambda f, _: f.output),
        YearQuantity("reported", MONEY, lambda f, _: f.reported, reporting.next_inflation),
    )),
    Event(public_finance.close, (
        YearQuantity("tax", MONEY, lambda f, _: f.budget.tax, public_finance.tax),
        YearQuantity("own_revenue", MONEY, lambda f, _: f.budget.own_revenue),
        YearQuantity("equalisation", MONEY, lambda f, _: f.budget.equalisation,
                 public_finance.equalisation),
        YearQuantity("interest", MONEY, lambda f, _: f.budget.interest),
        YearQuantity("repayment", MONEY, lambda f, _: f.budget.repayment.sum(0),
                 public_finance.repayment),
        YearQuantity("spending", MONEY, lambda f, _: f.budget.spending, public_finance.spending),
    )),
    Event(relocation.relocate, (
        YearQuantity("moved_in", MONEY, lambda f, _: f.relocation.into, relocation.moved_capital),
        YearQuantity("moved_out", MONEY, lambda f, _: f.relocation.out, relocation.moved_capital),
    )),
    Event(investment.invest, (
        YearQuantity("public_investment", MONEY, lambda f, _: f.investment.public,
                 investment.public_investment),
        YearQuantity("supported_investment", MONEY, lambda f, _: f.investment.subsidised,
                 investment.subsidised_investment),
        YearQuantity(
            "displaced", MONEY, lambda f, _: f.investment.displaced, investment.displacement
        ),
        YearQuantity("private_investment", MONEY, lambda f, _: f.investment.private,
                 investment.desired_investment),
        YearQuantity("capital_left", MONEY, lambda f, _: f.investment.capital_left,
                 investment.next_stock),
        YearQuantity("public_capital_left", MONEY, lambda f, _: f.investment.public_capital_left,
                 investment.next_stock),
    )),
    Event(people.move, (
        YearQuantity("residents_left", PERSONS, lambda f, _: f.moves.population,
                 people.next_population),
    )),
    Event(technology.learn, (
        YearQuantity("technology_gained", LOG, lambda f, _: f.built.technology,
                 technology.next_stock),
        YearQuantity("skills_gained", LOG, lambda f, _: f.built.skills, technology.skills_bought),
    )),
)  # fmt: skip


def rows(lang="en"):
    """One row a quantity: event, its number and call, quantity, unit, equation, where it lies."""
    for number, event in enumerate(EVENTS, 1):
        for quantity in event.quantities:
            found = quantity.equation
            yield {
                "number": number,
                "event": say(f"year.event.{named(event.call).split('.')[0]}", lang),
                "call": named(event.call),
                "name": quantity.name,
                "quantity": say(f"year.quantity.{quantity.name}", lang),
                "unit": quantity.unit,
                "equation": "" if found is None else equation(found),
                "function": "" if found is None else named(found),
            }


def numbers(flows, world, county):
    """{quantity name: value} of one county in the first draw of a year."""
    shape = flows.output.shape
    values = {}
    for event in EVENTS:
        for quantity in event.quantities:
            found = np.broadcast_to(np.asarray(quantity.read(flows, world), dtype=float), shape)
            values[quantity.name] = float(found[0, county])
    return values


def document(lang="en"):
    """The year as Markdown: eight lines, then every quantity with its equation."""
    lines = [f"# {say('year.title', lang)}", "", say("year.note", lang), ""]
    for number, event in enumerate(EVENTS, 1):
        call = named(event.call)
        words = say(f"year.event.{call.split('.')[0]}", lang)
        what = say(f"year.what.{call.split('.')[0]}", lang)
        lines.append(f"{number}. **{words}**: {what} (`sectors/{call.split('.')[0]}.py`)")
    lines += ["", say("year.books", lang), ""]
    heads = ("event", "quantity", "unit", "equation", "function")
    lines.append("| " + " | ".join(say(f"year.column.{head}", lang) for head in heads) + " |")
    lines.append("|" + " --- |" * len(heads))
    before = None
    for row in rows(lang):
        event = "" if row["number"] == before else f"{row['number']} {row['event']}"
        before = row["number"]
        cells = (event, row["quantity"], say(f"year.unit.{row['unit']}", lang))
        formula = row["equation"].replace("|", "\\|")
        lines.append("| " + " | ".join((*cells, formula, row["function"])) + " |")
    lines += ["", f"## {say('year.rooms', lang)}", ""]
    lines += [f"- {text}" for text in say("year.files", lang).strip().splitlines()]
    return "\n".join(lines) + "\n"
