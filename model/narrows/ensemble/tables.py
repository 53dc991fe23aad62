"""Tidy tables of a run."""

import numpy as np

from narrows.ensemble.comparison import QUANTILES, quantiles
from narrows.measures import ordinal_ranks
from narrows.model.indicators import DEBT_FLAGS
from narrows.model.ledger import COUNTY, DONOR

EFFECTS = ("gdp", "gdp_per_head")
DONOR_ITEMS = (  # purposes of the ledger on the donor's side: what it gives, what comes back
    ("assistance", "gives"),
    ("park money", "gives"),
    ("secondment", "gives"),
    ("co-fund", "gives"),
    ("debt service guaranteed", "gives"),
    ("park tax", "gets"),
)


def measures_table(results):
    """measures.csv: every measure of every year, with, without, and the difference."""
    import pandas as pd

    years = np.array(results.experiment.years)
    heads, parts = [], []
    for key, arms in sorted(results.measures.items()):
        shown = {**arms, "difference": arms["programme"] - arms["baseline"]}
        for arm, values in shown.items():
            heads.append((arm, *key))
            parts.append(quantiles(values, tuple(QUANTILES)))
    arm, measure, weights, concept = (
        np.repeat(_text(of), len(years)) for of in zip(*heads, strict=True)
    )
    return pd.DataFrame({
        "arm": arm,
        "year": np.tile(years, len(parts)),
        "measure": measure,
        "weights": weights,
        "concept": concept,
        **_joined(parts),
    })  # fmt: skip


def _text(words):
    """Words as a column of a table."""
    return np.array(words, dtype=object)


def _joined(parts):
    """Columns of consecutive parts of a table, each part {column: array}."""
    return {name: np.concatenate([np.ravel(part[name]) for part in parts]) for name in parts[0]}


def county_values(results):
    """{variable: {arm: (year, draw, county)}}: what is kept, and what follows from it."""
    kept = results.counties
    arms = tuple(kept["gdp"])
    values = dict(kept)
    values["gdp_per_head"] = {a: kept["gdp"][a] / kept["population"][a] * 1e6 for a in arms}
    values["rank"] = {a: ordinal_ranks(kept["gdp"][a]) for a in arms}
    for name in EFFECTS:
        ratio = values[name]["programme"] / values[name]["baseline"] - 1
        values[name] = {**values[name], "effect": ratio}
    return values


def counties_table(results):
    """counties.csv: every county and year; money in million, GDP per head in units a person."""
    import pandas as pd

    region, years = results.experiment.region, np.array(results.experiment.years)
    rows = len(years) * len(region)
    heads, parts = [], []
    for variable, arms in county_values(results).items():
        for arm, values in arms.items():
            heads.append((arm, variable))
            parts.append(quantiles(np.moveaxis(values, 1, 2), ("q05", "q50", "q95")))
    arm, variable = (np.repeat(_text(of), rows) for of in zip(*heads, strict=True))
    return pd.DataFrame({
        "arm": arm,
        "year": np.tile(np.repeat(years, len(region)), len(parts)),
        "code": np.tile(_text(region.codes), len(years) * len(parts)),
        "name": np.tile(_text(_names(region, "zh")), len(years) * len(parts)),
        "variable": variable,
        **_joined(parts),
    })  # fmt: skip


def places_table(results):
    """places.csv: who is where, and in which role."""
    import pandas as pd

    region, roles = results.experiment.region, results.experiment.roles
    role = np.full(len(region), "other", dtype=object)
    role[roles.strong], role[roles.weak] = "strong", "weak"
    return pd.DataFrame({
        "code": region.codes,
        "name": _names(region, "zh"),
        "name_en": _names(region, "en"),
        "group": np.array(_groups(region, "zh"), dtype=object)[region.group],
        "group_en": np.array(_groups(region, "en"), dtype=object)[region.group],
        "longitude": region.longitude,
        "latitude": region.latitude,
        "kind": region.kind,
        "role": role,
        "output_basis": region.output_basis,
    })  # fmt: skip


def _names(region, language):
    return region.names.get(language) or next(iter(region.names.values()))


def _groups(region, language):
    return region.groups.get(language) or next(iter(region.groups.values()))


def pairs_table(results):
    """pairs.csv: who aids whom, how far apart, and how the pair is known.

    Weak counties for which there is no donor come last, their donor left empty.
    """
    import pandas as pd

    region, roles = results.experiment.region, results.experiment.roles
    names = np.array(_names(region, "zh"), dtype=object)
    codes = np.array(region.codes, dtype=object)
    alone = roles.unpaired
    nobody = np.full(len(alone), "", dtype=object)
    km = region.distance_km(roles.donor, roles.recipient)
    return pd.DataFrame({
        "strong": np.concatenate([codes[roles.donor], nobody]),
        "strong_name": np.concatenate([names[roles.donor], nobody]),
        "weak": np.concatenate([codes[roles.recipient], codes[alone]]),
        "weak_name": np.concatenate([names[roles.recipient], names[alone]]),
        "distance_km": np.concatenate([km, np.full(len(alone), np.nan)]),
        "status": np.array([*roles.status, *["no_donor"] * len(alone)], dtype=object),
    })  # fmt: skip


def neighbours_table(results):
    """neighbours.csv: counties that touch, each pair once."""
    import pandas as pd

    region = results.experiment.region
    codes = np.array(region.codes, dtype=object)
    once = region.neighbours[region.neighbours[:, 0] < region.neighbours[:, 1]]
    return pd.DataFrame({"code": codes[once[:, 0]], "neighbour": codes[once[:, 1]]})


def members_table(results):
    """members.csv: who was aided in each year, where that changes; counties never aided left out.

    Columns: mean entitlement and share of draws with any, the donor met in most draws and how
    many of them had it.
    """
    import pandas as pd

    e = results.experiment
    codes = np.array([*e.region.codes, ""], dtype=object)
    names = np.array(_names(e.region, "zh"), dtype=object)
    weight, donor = results.members["weight"], results.members["donor"]
    paid = [year in e.arms["programme"].dynamics.years for year in e.years]
    row, county = np.nonzero(((weight > 0) | (donor >= 0)).any(1) & np.array(paid)[:, None])
    most, share = _most_frequent(donor[row, :, county])
    return pd.DataFrame({
        "year": np.array(e.years)[row],
        "code": codes[county],
        "name": names[county],
        "entitled": weight.mean(1, dtype=float)[row, county],
        "share_of_draws": (weight > 0).mean(1)[row, county],
        "strong": codes[most],
        "strong_share": share,
    })  # fmt: skip


def _most_frequent(donor):
    """The donor met most often in each row, -1 where there is none, and its share of the row."""
    most, share = np.full(len(donor), -1), np.zeros(len(donor))
    for number, values in enumerate(donor):
        found = np.bincount(values[values >= 0])
        if found.size:
            most[number], share[number] = found.argmax(), found.max() / len(values)
    return most, share


def ledger_table(results):
    """ledger.csv: who paid what to whom in each year, million; years without payment left out."""
    import pandas as pd

    years = np.array(results.experiment.years)
    frames = []
    for (payer, payee, purpose), arms in results.ledger.items():
        for arm, values in arms.items():
            payers, payees = _sides(payer, payee, results.experiment, arm)
            found = quantiles(np.moveaxis(values, 1, 2), ("q05", "q95"))
            paid = values.any(1)
            row, column = np.nonzero(paid)
            head = {"arm": arm, "year": years[row], "payer": payers[column]}
            head |= {"payee": payees[column], "purpose": purpose}
            frames.append(pd.DataFrame(head | {k: v[paid] for k, v in found.items()}))
    return pd.concat(frames, ignore_index=True)


def _sides(payer, payee, experiment, arm):
    """Names of both sides of a kind of payment in an arm, one for each place of its array."""
    codes = np.array(experiment.region.codes, dtype=object)
    if payer == DONOR:
        policy = experiment.arms[arm]  # each arm has pairs of its own
        return codes[policy.donor], codes[policy.recipient]
    size = len(codes) if COUNTY in (payer, payee) else 1
    sides = [codes if side == COUNTY else np.full(size, side, object) for side in (payer, payee)]
    return tuple(sides)


def tables(results):
    """All tables of a run folder by name."""
    changing = {"members": members_table(results)} if results.members else {}
    return {
        "measures": measures_table(results),
        "counties": counties_table(results),
        "places": places_table(results),
        "pairs": pairs_table(results),
        "neighbours": neighbours_table(results),
        "ledger": ledger_table(results),
        **changing,
        **instrument_tables(results),
    }


def facts_table(facts):
    """what_ran.csv: who was chosen by which rule, pairs, baseline, money against GDP, warnings."""
    import pandas as pd

    shown = {name: _shown(value) for name, value in facts.items()}
    return pd.DataFrame({"item": list(shown), "value": list(shown.values())})


def _shown(value):
    """A fact as one cell: lists with blanks between, numbers to six digits."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_shown(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def totals_table(results):
    """totals.csv: totals of every year and arm, projects by stage and counties below included."""
    import pandas as pd

    from narrows.ensemble.comparison import quantiles

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
