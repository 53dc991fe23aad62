"""What a resolved scenario says is what ran: selection, pairs and money, against the tables."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.ensemble.tables import ledger_table, pairs_table
from narrows.errors import InputError
from narrows.scenario import load_baseline, load_region_of, scenario_from_dict

REGION = load_region_of(scenario_from_dict({}))
CODES = REGION.codes
FEW = 40  # scenarios tried each time; -m long tries five thousand

selections = st.one_of(
    st.builds(
        lambda way, number, by: {way: number, "by": by},
        st.sampled_from(["bottom", "top"]), st.integers(1, 100),
        st.sampled_from(["gdp", "gdp_per_head"]),
    ),
    st.builds(lambda codes: {"counties": codes},
              st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True)),
    st.just({"announced": True}),
)  # fmt: skip
millions = st.floats(1, 5000).map(lambda m: round(m, 3))
amounts = st.one_of(
    millions.map(lambda m: f"{m} million CNY per year"),
    st.dictionaries(
        st.integers(2021, 2026).map(str), millions.map(lambda m: f"{m} million CNY per year"),
        min_size=1, max_size=3,
    ),
)  # fmt: skip
funds = st.lists(
    st.fixed_dictionaries({
        "name": st.sampled_from(["roads", "schools", "clinics"]),
        "amount": amounts,
        "allocation": st.sampled_from(["equal", "need", "per_head", "gdp"]),
        "to": st.sampled_from(["weak", "all"]),
    }),
    max_size=3, unique_by=lambda fund: fund["name"],
)  # fmt: skip
scenarios = st.fixed_dictionaries({
    "horizon": st.just({"end": 2027}),
    "ensemble": st.fixed_dictionaries({"draws": st.just(1), "seed": st.integers(0, 99)}),
    "programme": st.fixed_dictionaries({
        "start": st.integers(2021, 2023), "end": st.integers(2023, 2027),
        "taper": st.integers(0, 2).map(lambda years: f"{years} years"),
    }),
    "weak": st.fixed_dictionaries({"select": selections}),
    "strong": st.fixed_dictionaries({"select": selections}),
    "pairing": st.fixed_dictionaries({
        "rule": st.sampled_from(["none", "rank", "nearest", "random", "announced"]),
        "lot": st.integers(1, 9),
    }),
    "fund": funds,
})  # fmt: skip


def expected(select, side):
    """Codes that a resolved selection means; None for the announced."""
    if select.counties is not None:
        return set(select.counties)
    if select.announced:
        named = {getattr(pair, side) for pair in REGION.announced} - {None}
        return None if side == "strong" else named
    values = REGION.output if select.by == "gdp" else REGION.output_per_head
    sign = 1 if select.bottom else -1
    order = sorted(range(len(CODES)), key=lambda row: (sign * values[row], CODES[row]))
    return {CODES[row] for row in order[: select.bottom or select.top]}


def paid_in(scenario, fund, year):
    """Million that a fund pays in a year, read off the resolved scenario."""
    timing = scenario.programme
    if year < timing.start:
        return 0.0
    taper = max(0.0, 1 - max(0, year - timing.end) / (timing.taper + 1))
    return fund.amount.at(year) * taper


def check(table):
    """Run a scenario once and hold its tables against its resolved form."""
    try:
        scenario = scenario_from_dict(table)
        scenario = scenario_from_dict(scenario.resolved())
    except InputError:
        return False
    experiment = experiment_of(scenario, REGION, load_baseline(scenario))
    results = run_ensemble(experiment, at_once=1)
    weak = {CODES[row] for row in experiment.roles.weak}
    strong = {CODES[row] for row in experiment.roles.strong}
    meant = expected(scenario.weak.select, "weak")
    announced = scenario.weak.select.announced or scenario.pairing.rule == "announced"
    assert meant <= weak if announced else meant == weak
    pairs = pairs_table(results)
    assert set(pairs["weak"]) <= weak
    donors = expected(scenario.strong.select, "strong")
    if donors is not None and scenario.pairing.rule != "announced":
        assert set(pairs["strong"]) <= donors | {""}  # nobody is left for some
        assert strong <= donors
    ledger = ledger_table(results)
    ledger = ledger[ledger["arm"] == "programme"]
    for fund in scenario.fund:
        rows = ledger[ledger["purpose"] == fund.name]
        for year in experiment.years[1:]:
            told = float(rows[rows["year"] == year]["mean"].sum())
            assert math.isclose(told, paid_in(scenario, fund, year), rel_tol=1e-6, abs_tol=1e-9)
        if fund.to == "weak":
            assert set(rows["payee"]) <= weak
    return True


@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios)
def test_resolved_says_what_ran(table):
    """Selection, pairs and the money of every fund in every year."""
    check(table)


@pytest.mark.long
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios)
def test_resolved_says_what_ran_five_thousand_times(table):
    """The same, as often as asked for before a release."""
    check(table)
