"""What ran, in brief: who was chosen by which rule, the pairs, the baseline, money against GDP."""

import numpy as np

from narrows.ensemble.pairs import selected

LOST = "aid not absorbed"  # the purpose under which the ledger keeps it


def what_ran(scenario, baseline, results):
    """The facts of a run, in the order in which they are shown.

    Args:
        scenario: resolved Scenario.
        baseline: resolved Scenario it was compared with.
        results: of the ensemble.

    Returns:
        {name: text or number}; money in million, shares 0..1.
    """
    e = results.experiment
    table = scenario.resolved()
    weak, strong = selected(scenario, e.region)
    facts = {
        "weak_rule": table["weak"]["select"],
        "weak_chosen": len(weak),
        "weak": [e.region.codes[county] for county in e.roles.weak],
        "strong_rule": table["strong"]["select"],
        "strong_chosen": len(strong),
        "strong": [e.region.codes[county] for county in e.roles.strong],
        "pairing_rule": scenario.pairing.rule,
        "pairs": len(e.roles.recipient),
        "without_donor": len(e.roles.unpaired),
        "baseline": scenario.baseline,
        "baseline_title": baseline.title,
        "baseline_digest": baseline.digest,
    }
    return facts | _money(scenario, results)


def _money(scenario, results):
    """Money of the programme a year, against GDP of the base year, and what was not absorbed."""
    e, timing = results.experiment, scenario.programme
    paid = float(np.asarray(results.aggregates["programme_money"]["programme"]).mean(1).sum())
    years = 0 if timing is None else timing.end - timing.start + 1
    yearly = paid / years if years else 0.0
    recipients = float(e.region.output[e.roles.weak].sum())
    return {
        "money_paid": paid,
        "money_a_year": yearly,
        "of_region_gdp": yearly / float(e.region.output.sum()),
        "of_recipients_gdp": yearly / recipients if recipients else 0.0,
        "not_absorbed": _lost(results) / paid if paid else 0.0,
    }


def _lost(results):
    """Aid that was not absorbed, million, a mean over the draws, beyond what the baseline loses."""
    arms = {"programme": 0.0, "baseline": 0.0}
    for (_, _, purpose), values in results.ledger.items():
        if purpose == LOST:
            for arm, paid in values.items():
                arms[arm] = arms.get(arm, 0.0) + float(paid.sum() / paid.shape[1])
    return arms["programme"] - arms["baseline"]
