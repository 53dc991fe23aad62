"""Tables about the instruments: totals of each year, debt flags, and the donors' side."""

import numpy as np

from narrows.experiments.observe import DEBT_FLAGS

DONOR_ITEMS = (  # purposes of the ledger on the donor's side: what it gives, what comes back
    ("assistance", "gives"),
    ("park money", "gives"),
    ("secondment", "gives"),
    ("co-fund", "gives"),
    ("debt service guaranteed", "gives"),
    ("park tax", "gets"),
)


def totals_table(results):
    """totals.csv: totals of every year and arm, projects by stage and counties below included."""
    import pandas as pd

    from narrows.experiments.quantiles import quantiles

    years = np.array(results.experiment.years)
    frames = []
    for name, arms in results.aggregates.items():
        for arm, values in arms.items():
            found = quantiles(np.asarray(values, dtype=float), ("q05", "q50", "q95"))
            frames.append(pd.DataFrame({"arm": arm, "year": years, "variable": name, **found}))
    return pd.concat(frames, ignore_index=True)


def projects_table(results):
    """projects.csv: how many relocated projects are signed, begun and producing in each year.

    Signed are all that are announced; what is not honoured never begins. Numbers are of all
    pairs together; `total` counts from the first year on.
    """
    import pandas as pd

    e, frames = results.experiment, []
    for arm in results.aggregates["projects_begun"]:
        relocated = e.arms[arm].projects
        if relocated is None:
            continue
        number = {
            stage: np.asarray(results.aggregates[f"projects_{stage}"][arm]).mean(1) / relocated.size
            for stage in ("honoured", "begun", "producing")
        }
        number["signed"] = number.pop("honoured") / relocated.honoured
        frames += [
            pd.DataFrame({
                "arm": arm,
                "year": np.array(e.years),
                "stage": stage,
                "number": number[stage],
                "total": np.cumsum(number[stage]),
            })
            for stage in ("signed", "begun", "producing")
        ]  # fmt: skip
    columns = ["arm", "year", "stage", "number", "total"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def debt_flags_table(results):
    """debt_flags.csv: probability that a county's debt service is amber or red, where it is not 0.

    A county is amber above 10 % of its own revenue and equalisation, red above 15 %.
    """
    import pandas as pd

    e, frames = results.experiment, []
    years, codes = np.array(e.years), np.array(e.region.codes, dtype=object)
    for arm, ratio in results.counties["debt_service"].items():
        chance = {flag: (ratio > line).mean(1) for flag, line in DEBT_FLAGS.items()}
        row, column = np.nonzero(chance["amber"] > 0)
        head = {"arm": arm, "year": years[row], "code": codes[column]}
        frames.append(pd.DataFrame(head | {flag: p[row, column] for flag, p in chance.items()}))
    return pd.concat(frames, ignore_index=True)


def donors_table(results):
    """donors.csv: what each donor gives and gets in a year, and its growth with and without."""
    import pandas as pd

    e, frames = results.experiment, []
    donors = np.unique(e.roles.donor)
    codes = np.array(e.region.codes, dtype=object)[donors]
    years = np.array(e.years)
    for item, side, values in _donor_values(results, donors):
        year, place = np.indices((len(years), len(donors))).reshape(2, -1)
        frames.append(pd.DataFrame({
            "year": years[year],
            "code": codes[place],
            "side": side,
            "item": item,
            "mean": values.mean(1).ravel(),
            "q05": np.quantile(values, 0.05, axis=1).ravel(),
            "q95": np.quantile(values, 0.95, axis=1).ravel(),
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _donor_values(results, donors):
    """(item, side, values (year, draw, donor)) of all that donors give, get and become."""
    for purpose, side in DONOR_ITEMS:
        values = _of_ledger(results, purpose, side, donors)
        if values is not None:
            yield purpose, side, values
    for arm, name in (("programme", "gdp growth"), ("baseline", "gdp growth without")):
        gdp = results.counties["gdp"][arm][:, :, donors].astype(float)
        growth = np.zeros_like(gdp)
        growth[1:] = gdp[1:] / gdp[:-1] - 1
        yield name, "growth", growth


def _of_ledger(results, purpose, side, donors):
    """What donors pay, or are paid, for a purpose (year, draw, donor); None where nothing is."""
    for (payer, payee, name), arms in results.ledger.items():
        if name != purpose or "programme" not in arms:
            continue
        if payer == "donor":
            by_pair, who = arms["programme"], results.experiment.roles.donor
            return np.stack([by_pair[:, :, who == d].sum(2) for d in donors], axis=2)
        if (payer if side == "gives" else payee) == "county":
            return arms["programme"][:, :, donors]
    return None


def instrument_tables(results):
    """The tables that a run has something to say in, by name."""
    found = {"totals": totals_table(results), "debt_flags": debt_flags_table(results)}
    if results.aggregates["projects_begun"]["programme"].any():
        found["projects"] = projects_table(results)
    if len(results.experiment.roles.donor):
        found["donors"] = donors_table(results)
    return found
