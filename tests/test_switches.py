"""Disputed mechanisms and the cities: off without a trace, on by what they say."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse
import worlds
from benchmarks.synthetic_region import synthetic_region
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrows.model.identities import TOLERANCE
from narrows.model.parameters import default_parameters, draw_parameters
from narrows.model.randomness import Luck
from narrows.model.sectors import public_finance, reporting, technology
from narrows.model.sectors.people import (
    next_population_by_choice,
    share,
    skills_after_moves,
    urban_share,
)
from narrows.model.sectors.technology import growth
from narrows.model.simulate import simulate
from narrows.model.start import core_cities
from narrows.model.terms import Agreement
from narrows.model.world import Mechanisms, Structure
from narrows.region import load_region

SWITCHES = {
    "policy_follows_size": True,
    "migration": "logit",
    "talent_drain": True,
    "learning_by_doing": True,
    "dutch_disease": True,
    "over_reporting": True,
    "reward_effort": True,
    "spillovers": True,
    "diffusion": "logistic",
}
OFF = {  # the parameter of each switch that makes it do nothing
    "policy_follows_size": {"policy_size_share": 0.0},
    "talent_drain": {"talent_rate": 0.0},
    "learning_by_doing": {"learning_by_doing": 0.0},
    "dutch_disease": {"dutch_disease_response": 0.0},
    "over_reporting": {"over_reporting_rate": 0.0},
    "reward_effort": {"reward_response": 0.0},
    "spillovers": {"core_city_spillover": 0.0, "neighbour_spillover": 0.0},
}


@pytest.fixture
def here():
    return worlds.region()


def years_of(here, on, parameters=None, *, plan=None, growth="calibrated", closed=False, years=10):
    """Years of the test programme with some mechanisms on."""
    plan = plan or worlds.programme(here)
    form = Structure(growth, "common", np.full((2, 1), closed), Mechanisms(**on))
    values = parameters or default_parameters(2)
    arms = worlds.both(here, plan)
    return list(simulate(here, arms, values, Luck(7, range(2)), range(2020, 2020 + years), form))


@pytest.mark.parametrize("growth", ["calibrated", "structural"])
@pytest.mark.parametrize("name", SWITCHES)
def test_books_balance_with_every_switch(here, name, growth):
    """Identities hold to 1e-9 with each mechanism on, in both accounts of growth."""
    values = draw_parameters(5, range(2))
    years = years_of(here, {name: SWITCHES[name]}, values, growth=growth, closed=True)
    assert max(year.residual for year in years) < TOLERANCE


@pytest.mark.parametrize("name", OFF)
def test_a_mechanism_of_size_zero_is_no_mechanism(here, name):
    """Switched on with its parameter at zero, a mechanism leaves every county as it was."""
    zero = default_parameters(2, **OFF[name])
    for on, off in zip(years_of(here, {name: True}, zero), years_of(here, {}, zero), strict=True):
        for arm in on.flows:
            assert np.allclose(on.flows[arm].output, off.flows[arm].output, rtol=1e-13, atol=0)
            assert np.array_equal(on.flows[arm].reported, on.flows[arm].output)


@pytest.mark.parametrize("name", SWITCHES)
def test_without_a_programme_both_arms_are_one(here, name):
    """With everything on and nothing given, the arms are equal to the last bit."""
    nothing = worlds.programme(here, money=0.0)
    for year in years_of(here, {name: SWITCHES[name]}, plan=nothing):
        without, held = year.flows["baseline"], year.flows["programme"]
        assert np.array_equal(without.output, held.output)
        assert np.array_equal(without.reported, held.reported)


@pytest.mark.parametrize("name", ["policy_follows_size", "talent_drain"])
def test_the_world_without_programme_keeps_its_growth(here, name):
    """A switch that changes the no-programme world has its inversion: GDP per head is the same.

    People move as their utility says, which is made of GDP per head: they move alike too.
    """
    for on, off in zip(years_of(here, {name: True}), years_of(here, {}), strict=True):
        one, other = on.flows["baseline"], off.flows["baseline"]
        assert np.allclose(one.output, other.output, rtol=1e-9)
        assert np.allclose(one.population, other.population, rtol=1e-9)


def moves(people, utility, reach, response, openness):
    """Moves between all pairs of places, one by one."""
    counties = len(people)
    odds = np.zeros((counties, counties))
    for home in range(counties):
        for place in range(counties):
            gain = utility[place] - utility[home]
            odds[home, place] = openness * reach[home, place] * np.exp(response * gain)
    return people[:, None] * odds / (1 + odds.sum(1, keepdims=True))


@given(
    arrays(float, (2, 5), elements=st.floats(0.1, 9)),
    arrays(float, (2, 5), elements=st.floats(-2, 2)),
    st.floats(0, 3),
    st.floats(0, 0.5),
)
def test_products_count_the_moves_between_all_pairs(people, utility, response, openness):
    """The choice of places by two products is that of every pair; nobody is made or lost."""
    places = np.array([0.0, 1.0, 3.0, 4.0, 9.0])
    apart = np.abs(places[:, None] - places)
    reach = np.where(apart > 0, 1 / np.maximum(apart, 1.0) ** 2, 0.0)
    found = next_population_by_choice(
        people, utility, scipy.sparse.csr_array(reach), response, openness, 0.01
    )
    for draw in range(2):
        moved = moves(people[draw], utility[draw], reach, response, openness)
        stayed = people[draw] + moved.sum(0) - moved.sum(1)
        assert np.allclose(found[draw], 1.01 * stayed, rtol=1e-12)
    assert np.allclose(found.sum(1), 1.01 * people.sum(1), rtol=1e-12)


def test_reach_falls_with_distance_and_is_the_same_both_ways():
    """A step of the equator twice as long is reached by 2^-2.25; very near is no nearer."""
    shandong = load_region("shandong")
    reach = shandong.reach.toarray()
    assert np.allclose(reach, reach.T)
    assert not reach.diagonal().any()
    assert reach.sum() == pytest.approx(len(shandong))
    first, second = np.array([0, 0]), np.array([50, 100])
    near, far = np.maximum(shandong.distance_km(first, second), 20.0)
    ratio = reach[0, 50] / reach[0, 100]
    assert ratio == pytest.approx((far / near) ** 2.25)


def test_large_regions_have_no_array_of_all_pairs():
    """With thousands of counties, movers reach the nearest; the products stay sparse."""
    region = synthetic_region(3000, seed=2)
    assert region.reach.nnz < 60 * 3000
    assert (region.reach != region.reach.T).nnz == 0


def test_nobody_is_within_reach_where_no_distance_is_known():
    """Many counties without places and without neighbours: an empty matrix, and no failure."""
    region = replace(synthetic_region(600, seed=2), neighbours=np.zeros((0, 2), dtype=int))
    nowhere = np.full(600, np.nan)
    assert replace(region, longitude=nowhere, latitude=nowhere).reach.nnz == 0


def test_nobody_moves_where_places_are_closed(here):
    """Openness of zero leaves everybody at home, by the logit as by the gradual form."""
    shut = default_parameters(2, migration_openness=0.0, migration_rate=0.0)
    ways = [years_of(here, on, shut)[-1].flows for on in ({"migration": "logit"}, {})]
    for arm in ways[0]:
        homes = [flows[arm].population for flows in ways]
        assert np.allclose(*homes, rtol=1e-12)
        assert np.allclose(homes[0] / homes[0].sum(1, keepdims=True),
                           here.population / here.population.sum(), rtol=1e-9)  # fmt: skip


def test_over_reporting_moves_figures_and_not_output(here):
    """Published GDP of the aided rises above GDP; nobody's real output changes."""
    on, off = years_of(here, {"over_reporting": True})[5], years_of(here, {})[5]
    given_arm, plan = on.flows["programme"], worlds.programme(here)
    assert np.array_equal(given_arm.output, off.flows["programme"].output)
    excess = given_arm.reported / given_arm.output - 1
    assert (excess[:, plan.recipient] > 0.009).all()
    assert not np.delete(excess, plan.recipient, axis=1).any()
    assert reporting.next_inflation(0.0, 1.0, 0.01, 0.2) == 0.01


def test_each_mechanism_moves_the_effect_the_way_it_says(here):
    """Learning by doing raises the recipients' lead, Dutch disease and pressed taxes lower it."""
    plan = worlds.programme(here)
    # aid of 10 % of GDP, industry 40 %, response 0.1: four tenths of a per cent lost
    assert technology.lost_industry(0.1, 0.4, 0.1) == pytest.approx(-0.004)

    def lead(on):
        flows = years_of(here, on)[6].flows
        ratio = flows["programme"].output / flows["baseline"].output
        return ratio[:, plan.recipient].mean()

    plain = lead({})
    assert lead({"learning_by_doing": True}) > plain
    assert lead({"dutch_disease": True}) < plain
    assert lead({"reward_effort": True}) < plain


def test_pressed_tax_is_raised_and_paid_for(here):
    """Half a yuan pressed per yuan of reward: 10 shared by two counties of tax 100 gives 2.5 %."""
    half = public_finance.pressed(10.0, np.array([[1.0, 1.0]]), np.array([[100.0, 100.0]]), 0.5)
    assert np.allclose(half, 0.025)
    assert public_finance.discouraged(100.0, 0.025, 1.0) == pytest.approx(97.5)
    on, off = (years_of(here, switch)[3].flows["programme"]
               for switch in ({"reward_effort": True}, {}))  # fmt: skip
    assert on.budget.tax.sum() > off.budget.tax.sum()


people = arrays(float, (2, 5), elements=st.floats(1e3, 1e7))
logs = arrays(float, (2, 5), elements=st.floats(-1, 1))


@given(people, people, logs, logs, st.floats(0, 0.02))
@settings(max_examples=60, deadline=None)
def test_talent_moves_and_none_is_made(before, after, skills, utility, rate):
    """However the skilled move, talent per head of the region stays what it was."""
    moved = skills_after_moves(before, after, skills, utility, rate)
    first = (before * np.exp(skills)).sum(1) / before.sum(1)
    last = (after * np.exp(moved)).sum(1) / after.sum(1)
    assert np.allclose(first, last, rtol=1e-9)


def test_logistic_diffusion_holds_back_those_behind(here):
    """Structural growth: the county furthest behind the front gains least of its pull."""
    brake = technology.logistic_brake(np.array([[0.0, 0.5, 1.0]]))
    assert np.allclose(brake, [[np.exp(-1), np.exp(-0.5), 1.0]])
    plain, held = (years_of(here, {"diffusion": form}, growth="structural", years=15)[-1]
                   for form in ("exponential", "logistic"))  # fmt: skip
    assert not np.array_equal(plain.flows["baseline"].output, held.flows["baseline"].output)


def test_learning_by_doing_counts_growth_beyond_the_other_world(here):
    """Two points more growth at v = 0.15 teach 0.3 % of technology."""
    assert technology.by_doing(0.07, 0.05, 0.15) == pytest.approx(0.003)
    flows = years_of(here, {})[3].flows["baseline"]
    assert np.allclose(growth(flows), np.log(flows.output / flows.output_before))


def test_the_core_city_is_the_county_with_most_urban_output(here):
    """Each prefecture has one core, and it is one of its own counties."""
    core = core_cities(here)
    assert (here.group[core] == here.group).all()
    for group in range(3):
        inside = here.group == group
        assert len(set(core[inside])) == 1
        assert here.output[core[inside][0]] == here.output[inside].max()  # urban shares are equal


def test_gains_of_a_core_city_spread_within_its_prefecture(here):
    """A lead of 10 % in the core at c = 0.03 and rho = 0.5 gives 0.15 % a year to its counties."""
    assert technology.from_around(0.1, 0.03, 0.5) == pytest.approx(0.0015)
    values = default_parameters(2, core_city_spillover=0.6, neighbour_spillover=0.0)
    plan = worlds.programme(here)
    core = core_cities(here)[plan.recipient[0]]
    fund = replace(plan.funds[0], entitled=np.arange(len(here.output))[None] == core)
    plan = replace(plan, funds=(fund,), bonds=(), assistance={}, projects=None)
    on, off = (years_of(here, switch, values, plan=plan)[8].flows["programme"].output
               for switch in ({"spillovers": True}, {}))  # fmt: skip
    others = (core_cities(here) == core) & (np.arange(len(core_cities(here))) != core)
    assert (on > off)[:, others].all()


def test_urban_share_rises_with_income_and_with_people():
    """60 % urban, income up by a half at a = 0.7: odds 1.5 x 1.5 ** 0.7."""
    odds = 1.5 * 1.5**0.7
    risen = share(np.array([0.6]), np.log(1.5) * np.ones((1, 1)), np.zeros((1, 1)), 0.7, 1.0)
    assert risen.item() == pytest.approx(odds / (1 + odds))
    left = share(np.array([0.6]), np.zeros((1, 1)), np.full((1, 1), -0.1), 0.7, 1.0)
    assert left.item() < 0.6


def test_urban_share_starts_at_the_census(here):
    """In the base year the urban share is the census's, in every draw and arm."""
    first = years_of(here, {}, years=2)[0]
    share = urban_share(first.flows["programme"], first.world)
    assert np.allclose(share, here.urban_share)


def test_donors_learn_nothing_from_ties(here):
    """A pair's learning is the recipient's: other counties' technology is untouched."""
    plan = replace(worlds.programme(here, money=0.0), funds=(), bonds=(), assistance={},
                   projects=None, agreement=Agreement(learning={2022: 1.0}))  # fmt: skip
    flows = years_of(here, {}, plan=plan)[3].flows
    changed = flows["programme"].output != flows["baseline"].output
    assert changed[:, plan.recipient].any()
    assert not np.delete(changed, plan.recipient, axis=1).any()
