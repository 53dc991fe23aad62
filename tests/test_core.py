"""The county model: identities, a second writing of it, known limits, and what must not matter."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import plain_model
import pytest
import worlds

from narrows.errors import NarrowsError
from narrows.model.identities import TOLERANCE
from narrows.model.indicators import gross_investment
from narrows.model.ledger import payments
from narrows.model.parameters import PARAMETERS, default_parameters, draw_parameters
from narrows.model.policy import Policy
from narrows.model.randomness import Luck
from narrows.model.terms import Agreement, CoFund, Park

PARK = Park(dict.fromkeys(range(2022, 2026), 400.0), 0.5, 0.4, 0.6)
CO_FUND = CoFund(dict.fromkeys(range(2022, 2026), 300.0), 0.5)


@pytest.fixture
def here():
    return worlds.region()


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("money", [0.0, 1.0, 100.0])
def test_books_balance_every_year(here, closed, money):
    """Money, capital and people are conserved to 1e-9, whatever the amount of aid."""
    plan = worlds.programme(here, money=money)
    years = worlds.years_of(
        here,
        worlds.both(here, plan),
        closed=closed,
        draws=5,
        parameters=draw_parameters(1, range(5)),
    )
    assert max(year.residual for year in years) < TOLERANCE


def test_a_broken_identity_stops_the_run(here, monkeypatch):
    """The check is real: a yuan lost on the way is found in the year it is lost."""
    from narrows.model.sectors import investment

    honest = investment.next_stock
    monkeypatch.setattr(investment, "next_stock", lambda *a: honest(*a) * (1 + 1e-7))
    with pytest.raises(NarrowsError, match="private capital"):
        worlds.years_of(here, worlds.both(here, worlds.programme(here)))


def test_no_money_changes_nothing_to_the_last_bit(here):
    """Pairs without money or links leave every county, year and draw exactly as it was."""
    plan = worlds.programme(here, money=0.0)
    for year in worlds.years_of(here, worlds.both(here, plan), closed=True):
        without, given = year.flows["baseline"], year.flows["programme"]
        assert np.array_equal(without.output, given.output)
        assert np.array_equal(without.population, given.population)
        assert np.array_equal(without.budget.spending, given.budget.spending)


def test_aid_helps_those_it_is_given_to_and_costs_those_who_pay(here):
    """Recipients' output rises while the money flows; donors' spending falls by what they pay."""
    plan = worlds.programme(here)
    year = worlds.years_of(here, worlds.both(here, plan))[5]
    without, given = year.flows["baseline"], year.flows["programme"]
    assert (given.output > without.output)[:, plan.recipient].all()
    assert (given.budget.spending < without.budget.spending)[:, plan.donor].all()


@pytest.mark.parametrize("closed", [False, True])
def test_vectorised_model_equals_a_plain_loop(here, closed):
    """The step is the same as a second, slow writing of it, in every county, arm and year."""
    plan = worlds.programme(here)
    values = draw_parameters(11, range(3))
    found = worlds.years_of(
        here, worlds.both(here, plan), parameters=values, draws=3, closed=closed, years=12
    )
    for draw in range(3):
        compare_draw(here, plan, values, found, draw, closed)


def compare_draw(here, plan, values, found, draw, closed):
    """Run the plain model beside one draw; technology is what the baseline's output implies."""
    p = {name: float(value[draw, 0]) for name, value in vars(values).items()}
    arms = {
        "baseline": plain_arm(here, p, Policy(), closed),
        "programme": plain_arm(here, p, plan, closed),
    }
    start = None
    for year in found:
        technology = list(
            np.log(year.flows["baseline"].output[draw]) - np.array(arms["baseline"].log_inputs())
        )
        people = sum(arms["baseline"].people)
        income = year.flows["baseline"].output[draw].sum() / people
        start = start or income
        reference = None
        for name, arm in arms.items():
            flows = year.flows[name]
            assert np.allclose(arm.people, flows.population[draw], rtol=1e-11, atol=0)
            made = arm.year(year.year, technology, income / start, reference)
            assert np.allclose(made["output"], flows.output[draw], rtol=1e-12, atol=0)
            assert np.allclose(made["spending"], flows.budget.spending[draw], rtol=1e-11, atol=0)
            reference = reference or made


def plain_arm(here, p, plan, closed):
    """The plain model of one arm."""
    rate = p["public_depreciation_rate"] + p["province_growth_rate"]
    gap = np.maximum(here.spending - here.revenue, 0.0)
    county = {
        "output": here.output,
        "population": here.population,
        "area": here.area,
        "tax": here.revenue / p["county_tax_share"],
        "need": here.revenue + gap / p["equalisation_rate"],
        "schooling": here.schooling / np.average(here.schooling, weights=here.population),
        "capital": here.capital,
        "public_capital": here.public_capital,
        "replacement_share": here.public_capital / here.output * rate,
        "opening_debt": p["opening_debt_ratio"] * here.output,
    }
    schedule = {}
    for year in range(2020, 2040):
        schedule[year] = {
            "fund": sum(fund.amounts.get(year, 0.0) for fund in plan.funds),
            "bond": sum(bond.amount for bond in plan.bonds if bond.year == year),
            "share": plan.assistance.get(year, 0.0),
            "projects": plan.projects.amounts.get(year, 0.0) if plan.projects else 0.0,
        }
    bond = {"year": 2022, "rate": 0.03, "term": 8, "grace": 2}
    eligible = set(plan.recipient.tolist()) or {0}
    return plain_model.PlainModel(
        p,
        {name: [float(x) for x in values] for name, values in county.items()},
        here.weights().toarray().tolist(),
        schedule,
        list(zip(plan.donor.tolist(), plan.recipient.tolist(), strict=True)),
        eligible,
        bond,
        closed,
    )


def test_equal_counties_stay_equal():
    """Counties that are alike and have no luck of their own stay alike."""
    here = worlds.region(equal=True)
    calm = default_parameters(1, county_volatility=0.0, speed_volatility=0.001)
    for growth in ("structural", "calibrated"):
        for year in worlds.years_of(
            here,
            {"baseline": Policy()},
            parameters=calm,
            draws=1,
            years=15,
            silent=True,
            growth=growth,
        ):
            output = year.flows["baseline"].output
            assert np.allclose(output, output[:, :1], rtol=1e-12)


def test_capital_reaches_the_solow_steady_state():
    """Without technical progress or luck, K/Y tends to s / delta (growth is zero)."""
    here = worlds.region(equal=True)
    still = default_parameters(
        1,
        technology_growth_rate=0.0,
        catch_up_rate=0.0,
        population_growth_rate=0.0,
        province_growth_rate=0.0,
        public_capital_elasticity=0.05,
    )
    last = worlds.years_of(
        here,
        {"baseline": Policy()},
        parameters=still,
        draws=1,
        years=300,
        silent=True,
        growth="structural",
    )[-1].flows["baseline"]
    assert np.allclose(last.capital / last.output, 0.35 / 0.096, rtol=1e-6)


def test_capital_converges_at_the_linearised_rate():
    """Near the steady state, the gap of capital closes at (1 - alpha - gamma) delta a year."""
    here = worlds.region(equal=True)
    # Public capital follows output at once, so its elasticity adds to that of private capital
    # only through its own accumulation; switch it off in the limit to have one state.
    p = default_parameters(
        1,
        technology_growth_rate=0.0,
        catch_up_rate=0.0,
        population_growth_rate=0.0,
        province_growth_rate=0.0,
        public_capital_elasticity=0.05,
        public_depreciation_rate=0.06,
    )
    p.public_capital_elasticity[:] = 0.0
    near = replace_capital(here, 0.35 / 0.096 * 0.98)
    years = worlds.years_of(
        near,
        {"baseline": Policy()},
        parameters=p,
        draws=1,
        years=30,
        silent=True,
        growth="structural",
    )
    ratio = np.array(
        [(y.flows["baseline"].capital / y.flows["baseline"].output)[0, 0] for y in years]
    )
    gap = np.log(0.35 / 0.096 / ratio)
    rate = -np.log(gap[21] / gap[1]) / 20
    assert rate == pytest.approx(-np.log(1 - (1 - 0.40) * 0.096), rel=0.02)


def replace_capital(here, ratio):
    here.capital = ratio * here.output
    return here


def test_draw_seventeen_alone_is_draw_seventeen_of_many(here):
    """A draw's numbers depend on its key, not on the company it is drawn in."""
    arms = worlds.both(here, worlds.programme(here))
    many = worlds.years_of(here, arms, draws=20, parameters=draw_parameters(7, range(20)))
    alone = worlds.years_of(
        here, arms, draws=1, first_draw=17, parameters=draw_parameters(7, range(17, 18))
    )
    for whole, one in zip(many, alone, strict=True):
        for arm in arms:
            assert np.array_equal(whole.flows[arm].output[17], one.flows[arm].output[0])


def test_the_order_of_the_counties_does_not_matter(here):
    """Shuffling the rows of the region shuffles the results and does nothing else."""
    plan = worlds.programme(here)
    moved = np.random.default_rng(1).permutation(len(here.output))
    there = shuffled(here, moved)
    luck = Luck(7, range(2), order=moved)
    whole = worlds.years_of(here, worlds.both(here, plan))
    again = simulate_with(there, worlds.both(there, worlds.programme(there)), luck)
    for one, other in zip(whole, again, strict=True):
        for arm in one.flows:
            assert np.allclose(one.flows[arm].output[:, moved], other.flows[arm].output, rtol=1e-10)


def shuffled(here, moved):
    """The same region with its rows in another order."""
    weights = here.weights()[moved][:, moved]
    changed = {
        name: (value[moved] if isinstance(value, np.ndarray) else value)
        for name, value in vars(here).items()
    }
    changed["weights"] = lambda _kind="contiguity": weights
    return type(here)(**changed)


def simulate_with(here, arms, luck):
    from narrows.model.simulate import simulate
    from narrows.model.world import Structure

    form = Structure("calibrated", "common", np.zeros((2, 1), dtype=bool))
    return list(simulate(here, arms, default_parameters(2), luck, range(2020, 2028), form))


def test_the_unit_of_money_does_not_matter(here):
    """A hundred times all money gives a hundred times all output, to rounding."""
    plan = worlds.programme(here)
    rich = worlds.region()
    for name in ("output", "revenue", "spending", "capital", "public_capital"):
        setattr(rich, name, 100 * getattr(rich, name))
    big = worlds.programme(rich, money=100.0)
    big = replace(
        big,
        assistance=plan.assistance,
        general=replace(big.general, amounts=dict.fromkeys(range(2010, 2060), 5e5)),
    )
    one = worlds.years_of(here, worlds.both(here, plan))[-1].flows["programme"]
    other = worlds.years_of(rich, worlds.both(rich, big))[-1].flows["programme"]
    assert np.allclose(100 * one.output, other.output, rtol=1e-11)
    assert np.allclose(one.population, other.population, rtol=1e-11)


def test_every_payment_has_two_sides(here):
    """Aid that counties receive is what province, bondholders and donors pay, less the leak."""
    plan = worlds.programme(here)
    for year in worlds.years_of(here, worlds.both(here, plan)):
        flows = year.flows["programme"]
        paid = {}
        for entry in payments(flows, plan):
            paid[entry.purpose] = paid.get(entry.purpose, 0) + entry.amount.sum(1)
        given = paid["fund"] + paid["bond"] + paid["assistance"]
        used = sum(
            paid[name]
            for name in (
                "public works paid from aid",
                "subsidies paid from aid",
                "aid not absorbed",
            )
        )
        assert np.allclose(given, used, rtol=1e-9)
        assert np.allclose(paid["assistance"], flows.aid.assistance_paid.sum(1), rtol=1e-12)


def test_an_open_region_takes_the_scale_of_the_other_world(here):
    """Open: investment per unit desired is the baseline's; closed: it is paid from savings."""
    arms = worlds.both(here, worlds.programme(here))
    for year in worlds.years_of(here, arms, closed=False):
        assert np.array_equal(
            year.flows["baseline"].investment.scale, year.flows["programme"].investment.scale
        )
    scales = [
        year.flows["programme"].investment.scale - year.flows["baseline"].investment.scale
        for year in worlds.years_of(here, arms, closed=True)
    ]
    assert np.abs(scales).max() > 0


def test_a_programme_that_strips_its_donors_is_refused(here):
    """Moving more capital than donors have is told in words, not as a NaN."""
    plan = worlds.programme(here, money=1e5)
    with pytest.raises(NarrowsError, match="no private capital left"):
        worlds.years_of(here, worlds.both(here, replace(plan, funds=(), bonds=(), assistance={})))


def test_published_growth_is_met(here):
    """Where a year's growth of the groups is published, the no-programme world has it."""
    here.group_growth = {2022: np.array([0.08, 0.02, -0.01])}
    years = worlds.years_of(here, {"baseline": Policy()}, draws=4)
    before, after = (years[k].flows["baseline"].output for k in (1, 2))
    for group, growth in enumerate(here.group_growth[2022]):
        inside = here.group == group
        assert np.allclose(after[:, inside].sum(1) / before[:, inside].sum(1), 1 + growth)


def test_every_parameter_is_complete():
    """Bounds hold the default and every draw; each has a unit, a source, a grade, two titles."""
    drawn = draw_parameters(5, range(200))
    for name, parameter in PARAMETERS.items():
        values = getattr(drawn, name)
        assert parameter.low <= parameter.default <= parameter.high, name
        assert (values >= parameter.low).all(), name
        assert (values <= parameter.high).all(), name
        assert all((parameter.unit, parameter.source, parameter.title_en, parameter.title_zh)), name
        assert parameter.grade in set("ACDJ"), name


def test_identities_name_every_fund_and_bond(here):
    """The list of identities grows with the programme: nothing is paid unseen."""
    plan = worlds.programme(here)
    assert {"fund fund is paid out", "bond bond (1) is placed"} <= set(names_checked(here, plan))


def names_checked(here, plan):
    """Names of the identities checked for a plan."""
    from narrows.model import simulate as module

    seen = []
    honest = module.largest_residual

    def spy(sides, year):
        seen.extend(sides)
        return honest(sides, year)

    module.largest_residual = spy
    try:
        worlds.years_of(here, worlds.both(here, plan), years=3)
    finally:
        module.largest_residual = honest
    return seen


def test_investment_is_what_capital_accumulates(here):
    """Of each county, all arms: capital at the end is what is left of it and what is invested."""
    plan = replace(worlds.programme(here), agreement=Agreement(park=PARK, co_fund=CO_FUND))
    arms = worlds.both(here, plan)
    years = worlds.years_of(here, arms, years=8)
    for year, after in pairwise(years):
        p = year.world.parameters
        for arm, flows in year.flows.items():
            then, left = after.flows[arm], 1 - p.private_depreciation_rate
            grown = then.capital + then.public_capital
            grown = grown - left * flows.capital
            grown = grown - (1 - p.public_depreciation_rate) * flows.public_capital
            built = 0.0 if flows.parks is None else flows.parks.built_in
            invested = gross_investment(flows) - flows.relocation.out - built
            assert np.allclose(grown, invested, rtol=1e-9)
