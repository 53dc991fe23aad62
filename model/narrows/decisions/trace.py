"""One county, or one fund's money, followed from the line of the file to the verdict."""

import difflib
from dataclasses import dataclass

import numpy as np

from narrows.ensemble.run import experiment_of, simulated
from narrows.errors import NarrowsError
from narrows.handbook import year_page
from narrows.scenario import load_baseline, load_region_of
from narrows.scenario.show import rows as scenario_rows
from narrows.words import say

ARMS = ("programme", "baseline")
# Keys of a file that name what a county gets, beside those of the fund that is followed.
GIVEN = ("fund[", "bond[", "assistance.", "link[", "quota[", "programme.", "pairing.rule")


@dataclass(frozen=True)
class Trace:
    """What is met on the way.

    Args:
        county: its name.
        year: calendar year that is looked at.
        draw: number of the draw.
        file: rows of the scenario (key, value, unit, origin) that the money starts from.
        hops: rows of the year: event, quantity, equation, value in each arm.
        fund: what one fund pays the county and what becomes of it, or None.
        gap_year: year of the verdict.
        gap: recipients' GDP per head in % of the region's, of this draw {arm: value}.
    """

    county: str
    year: int
    draw: int
    file: tuple
    hops: tuple
    fund: dict | None
    gap_year: int
    gap: dict


def trace(scenario, county, draw=0, *, fund=None, year=None, lang="en"):
    """Follow one county of one draw through one year, and on to the verdict's year.

    Args:
        scenario: resolved Scenario.
        county: code or name.
        draw: number of the draw; the same as draw `draw` of any run of this seed.
        fund: name of a fund whose money is followed, or None.
        year: calendar year; None for the first in which anything is given.
        lang: of messages.

    Raises:
        NarrowsError: the scenario has no programme, or no such draw, year, fund or county.
    """
    if scenario.programme is None:
        raise NarrowsError(say("trace.no_programme", lang))
    region = load_region_of(scenario)
    experiment = experiment_of(scenario, region, load_baseline(scenario, lang=lang))
    place = _place(region, county, lang)
    policy = experiment.arms["programme"]
    year = _year(experiment, policy, year, lang)
    if not 0 <= draw < experiment.draws:
        raise NarrowsError(say("trace.no_draw", lang, last=experiment.draws - 1, draw=draw))
    number = _fund(policy, fund, lang)
    last = scenario.verdict.horizon or scenario.programme.end
    seen = {}
    for found in simulated(
        experiment, range(draw, draw + 1), experiment.worlds, max(year, last)
    ):
        seen[found.year] = found if found.year in (year, last) else None
    flows, world = seen[year].flows, seen[year].world
    values = {arm: year_page.numbers(flows[arm], world, place) for arm in ARMS}
    hops = [row | {arm: values[arm][row["name"]] for arm in ARMS} for row in year_page.rows(lang)]
    names = region.names.get(lang) or region.codes
    weak = experiment.roles.weak
    return Trace(
        county=names[place],
        year=year,
        draw=draw,
        file=tuple(_of_file(scenario, fund)),
        hops=tuple(hops),
        fund=None if number is None else _of_fund(flows["programme"], number, place, fund),
        gap_year=last,
        gap={arm: _relative(seen[last].flows[arm], weak) for arm in ARMS},
    )


def _place(region, county, lang):
    """Row of the one county that a code or a name stands for."""
    rows = region.find(county)
    if len(rows) == 1:
        return rows[0]
    names = region.names.get(lang) or region.codes
    if rows:
        found = ", ".join(f"{names[row]} ({region.codes[row]})" for row in rows)
        raise NarrowsError(say("trace.several", lang, county=county, found=found))
    known = [name for words in region.names.values() for name in words]
    close = difflib.get_close_matches(county, [*known, *region.codes], n=1)
    near = close[0] if close else names[0]
    raise NarrowsError(say("trace.no_county", lang, county=county, near=near, name=region.name))


def _year(experiment, policy, year, lang):
    """The year asked for, or the first in which the programme gives anything."""
    years = experiment.years
    if year is None:
        return next((y for y in years if policy.under_way(y)), years[0])
    if year not in years:
        raise NarrowsError(
            say("trace.no_year", lang, first=years[0], last=years[-1], year=year)
        )
    return year


def _fund(policy, name, lang):
    """Place of a fund among the policy's, or None where none is followed."""
    if name is None:
        return None
    known = [fund.name for fund in policy.funds]
    if name not in known:
        listed = ", ".join(known) or "-"
        raise NarrowsError(say("trace.no_fund", lang, name=name, known=listed))
    return known.index(name)


def _of_file(scenario, fund):
    """Lines of the file that the money starts from: the fund's, or of all that is given."""
    starts = (f"fund[{fund}].",) if fund else GIVEN
    for row in scenario_rows(scenario):
        if row["key"].startswith(starts) and row["origin"] is not None:
            yield row


def _of_fund(flows, number, place, name):
    """What one fund pays the county this year, and what becomes of each unit."""
    paid = float(np.asarray(flows.aid.funds[number])[0, place])
    total, works = float(np.asarray(flows.aid.total)[0, place]), flows.works
    absorbed = float(np.asarray(works.absorbed)[0, place])
    finished = [float(np.asarray(w)[0, place]) for w in (works.public_finished,
                                                          works.private_finished)]  # fmt: skip
    share = absorbed / total if total else 0.0
    public = finished[0] / sum(finished) if sum(finished) else 0.0
    return {"name": name, "paid": paid, "absorbed": share, "public": public}


def _relative(flows, weak):
    """GDP per head of the recipients in % of the region's, in the first draw."""
    output, people = flows.reported[0], flows.population[0]
    return float(100 * (output[weak].sum() / people[weak].sum()) / (output.sum() / people.sum()))


def rank_of(outcome, draw, year):
    """Effect of every draw on the recipients' relative GDP per head, and the place of one.

    Args:
        outcome: Outcome of the same scenario.
        draw: number of the draw.
        year: calendar year.

    Returns:
        {"draws", "median", "low", "high", "rank"}: points, and the place from below.
    """
    totals, row = outcome.results.aggregates, list(outcome.results.experiment.years).index(year)

    def relative(arm):
        of = {
            name: np.asarray(totals[name][arm][row], dtype=float)
            for name in ("recipients_gdp", "recipients_population", "province_gdp",
                         "province_population")
        }  # fmt: skip
        own = of["recipients_gdp"] / of["recipients_population"]
        return 100 * own / (of["province_gdp"] / of["province_population"])

    effect = relative("programme") - relative("baseline")
    low, median, high = np.quantile(effect, (0.05, 0.5, 0.95))
    rank = int((effect < effect[draw]).sum()) + 1 if draw < len(effect) else None
    return {"draws": len(effect), "median": median, "low": low, "high": high, "rank": rank}
