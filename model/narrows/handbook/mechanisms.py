"""The mechanisms as a table, from the code: instrument, keys, equation, parameters, sources.

The list below only says which function and which parameters belong to which instrument; the
equation is read from the function's docstring, everything else from the table of parameters.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from narrows.model.parameters import PARAMETERS
from narrows.model.sectors import (
    aid,
    funds,
    investment,
    partnerships,
    people,
    public_finance,
    relocation,
    reporting,
    technology,
)


@dataclass(frozen=True)
class Mechanism:
    """One instrument or mechanism.

    Args:
        name: short name, a key of the text catalogue under `mechanism`.
        key: key of the scenario file that switches it on.
        functions: the equations themselves.
        parameters: names of the parameters that size it.
    """

    name: str
    key: str
    functions: tuple[Callable, ...]
    parameters: tuple[str, ...] = ()


MECHANISMS = (
    Mechanism("relocation", "link.kind = relocation",
              (relocation.advance, relocation.moved_capital),
              ("start_hazard", "production_hazard", "additionality", "new_build_share",
               "moved_productivity")),
    Mechanism("enclave_park", "link.kind = enclave_park",
              (partnerships.effort, partnerships.extra_output, partnerships.divided),
              ("honour_probability", "donor_reluctance", "private_capital_share",
               "additionality", "completion_rate")),
    Mechanism("secondment", "link.kind = secondment",
              (partnerships.team, technology.next_stock),
              ("team_size", "secondment_technology", "secondment_skills", "learning_fade_rate",
               "skills_fade_rate")),
    Mechanism("orders", "link.kind = orders", (partnerships.called_forth,),
              ("order_value_added", "order_diversion", "order_learning")),
    Mechanism("co_fund", "link.kind = co_fund", (partnerships.invested,), ("co_fund_leverage",)),
    Mechanism("learning", "link.kind = learning",
              (technology.from_partner, technology.from_partner_logistic),
              ("pair_learning", "learning_fade_rate")),
    Mechanism("fund", "fund",
              (funds.shares, funds.bounded, aid.absorbed, aid.finished,
               investment.subsidised_investment, aid.demand),
              ("absorption_capacity", "absorption_schooling", "completion_rate", "additionality",
               "pull_forward", "mixed_public_share", "demand_multiplier", "demand_persistence")),
    Mechanism("displacement", "fund", (investment.displacement,), ("displacement",)),
    Mechanism("skills", "fund.use = skills", (technology.skills_bought,),
              ("skill_cost", "skills_fade_rate")),
    Mechanism("bond", "bond",
              (public_finance.repayment, public_finance.earned, public_finance.service_ratio),
              ("project_revenue_cover", "debt_crowding_out", "opening_debt_ratio",
               "opening_debt_rate")),
    Mechanism("assistance", "assistance", (aid.demand, public_finance.spending),
              ("demand_multiplier", "public_investment_share")),
    Mechanism("general_fund", "general_fund", (funds.shares,), ()),
    Mechanism("quota", "quota", (investment.cap,), ()),
    Mechanism("donors", "donors.participation", (partnerships.effort,), ("donor_reluctance",)),
    Mechanism("policy_follows_size", "mechanisms.policy_follows_size", (funds.gdp,),
              ("policy_size_share",)),
    Mechanism("diffusion", "mechanisms.diffusion",
              (technology.logistic_brake, technology.from_partner_logistic),
              ("catch_up_rate", "pair_learning")),
    Mechanism("logit_migration", "mechanisms.migration",
              (people.next_population_by_choice,),
              ("migration_response", "migration_openness")),
    Mechanism("talent_drain", "mechanisms.talent_drain", (people.skills_after_moves,),
              ("talent_rate", "skills_fade_rate")),
    Mechanism("learning_by_doing", "mechanisms.learning_by_doing", (technology.by_doing,),
              ("learning_by_doing", "learning_fade_rate")),
    Mechanism("dutch_disease", "mechanisms.dutch_disease", (technology.lost_industry,),
              ("dutch_disease_response",)),
    Mechanism("over_reporting", "mechanisms.over_reporting", (reporting.next_inflation,),
              ("over_reporting_rate", "over_reporting_fade")),
    Mechanism("reward_effort", "mechanisms.reward_effort",
              (public_finance.pressed, public_finance.discouraged),
              ("reward_response", "reward_cost")),
    Mechanism("spillovers", "mechanisms.spillovers",
              (technology.from_around, technology.core_pull),
              ("core_city_spillover", "neighbour_spillover", "catch_up_rate")),
    Mechanism("urban_share", "", (people.share,),
              ("urban_income_response", "urban_people_response")),
)  # fmt: skip


def equation(function):
    """The displayed formula of an equation, else its first line.

    >>> equation(investment.cap)
    'cap = l Y + k u'
    """
    paragraphs = inspect.getdoc(function).split("\n\n")
    shown = (text for text in paragraphs[1:] if " = " in text and not text.startswith(_HEADS))
    return " ".join(next(shown, paragraphs[0]).split())


def named(function):
    """Where an equation lies: file and name.

    >>> named(investment.cap)
    'investment.cap'
    """
    return f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


_HEADS = ("Args:", "Returns:", "Source:", ">>>")


def rows():
    """One row for each mechanism and parameter: plain values for tables and programs."""
    for one in MECHANISMS:
        about = {
            "mechanism": one.name,
            "key": one.key,
            "equations": [f"{named(each)}: {equation(each)}" for each in one.functions],
        }
        for name in one.parameters or (None,):
            yield about | {"parameter": PARAMETERS.get(name)}


def document(lang="en"):
    """The table of mechanisms as Markdown."""
    from narrows.words import say

    heads = ("mechanism", "key", "equation", "parameter", "prior", "source", "grade")
    lines = [f"# {say('mechanisms.title', lang)}", "", say("mechanisms.grades", lang), ""]
    lines.append("| " + " | ".join(say(f"mechanisms.{head}", lang) for head in heads) + " |")
    lines.append("|" + " --- |" * len(heads))
    before = None
    for row in rows():
        same = row["mechanism"] == before
        lines.append("| " + " | ".join(_cells(row, same, lang)) + " |")
        before = row["mechanism"]
    return "\n".join(lines) + "\n"


def _cells(row, same, lang):
    """Cells of a line; what is the same as above is left empty."""
    from narrows.words import say

    first = [
        say(f"mechanism.{row['mechanism']}", lang),
        f"`{row['key']}`" if row["key"] else "",
        "<br>".join(f"`{text}`" for text in row["equations"]).replace("|", "\\|"),
    ]
    p = row["parameter"]
    if p is None:
        return [*first, "", "", "", ""]
    title = p.title_zh if lang == "zh" else p.title_en
    last = [f"{title} (`{p.name}`, {p.unit})", _prior(p), p.source.replace("|", "\\|"), p.grade]
    return [*([""] * 3 if same else first), *last]


def _prior(p):
    """A prior in a few signs: shape and its two numbers."""
    if p.prior.shape == "fixed":
        return f"{p.default:g}"
    return f"{p.prior.shape} {p.prior.first:g}, {p.prior.second:g}"
