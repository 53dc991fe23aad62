"""From a scenario's links to what the pairs have agreed.

Several links of one kind add up: amounts are summed, shares and costs weighed by the amounts.
"""

from narrows.ties import Agreement, CoFund, Orders, Park, Secondment


def agreement(scenario, strength):
    """What the two counties of every pair agree.

    Args:
        scenario: resolved Scenario.
        strength: {year: share of full payment}.
    """
    kinds = {name: [k for k in scenario.link if k.kind == KINDS.get(name, name)] for name in MAKERS}
    made = {kind: MAKERS[kind](found, strength) for kind, found in kinds.items() if found}
    donors = scenario.donors
    learning = any(link.kind == "learning" for link in scenario.link)
    return Agreement(
        **made,
        learning={year: s for year, s in strength.items() if s > 0} if learning else {},
        **({} if donors is None else _terms(donors)),
    )


def _terms(donors):
    """How strong counties take part; read key by key, so that the audit sees what is read."""
    return {"participation": donors.participation, "backflow": donors.backflow}


def _park(found, strength):
    amounts, mean = _summed(found, "amount", strength)
    if not amounts:
        return None
    return Park(amounts, mean("donor_share"), mean("output_share"), mean("tax_share"))


def _secondment(found, strength):
    people, mean = _summed(found, "people", strength)
    return Secondment(people, mean("cost_per_head")) if people else None


def _orders(found, strength):
    amounts, _ = _summed(found, "amount", strength)
    return Orders(amounts) if amounts else None


def _co_fund(found, strength):
    amounts, mean = _summed(found, "amount", strength)
    return CoFund(amounts, mean("donor_share")) if amounts else None


def _summed(found, key, strength):
    """Yearly sums of a dated key over links, and a function for weighted means of others."""
    each = [{year: getattr(link, key).at(year) * s for year, s in strength.items()}
            for link in found]  # fmt: skip
    total = {year: sum(one[year] for one in each) for year in strength}
    weights = [sum(one.values()) for one in each]

    def mean(name):
        values = [getattr(link, name) for link in found]
        return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)

    return {year: amount for year, amount in total.items() if amount > 0}, mean


KINDS = {"park": "enclave_park"}  # where the words of the scenario differ
MAKERS = {"park": _park, "secondment": _secondment, "orders": _orders, "co_fund": _co_fund}
