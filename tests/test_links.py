"""The ties of the pairs: nothing when off, conserved when on, and right on a few counties."""

from dataclasses import replace

import numpy as np
import pytest
import worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.model.identities import TOLERANCE
from narrows.model.ledger import net_of_counties, payments
from narrows.model.parameters import default_parameters, draw_parameters
from narrows.model.sectors import funds, partnerships, relocation, technology
from narrows.model.terms import Agreement, CoFund, Orders, Park, Secondment

YEARS = range(2022, 2026)
PARK = Park(dict.fromkeys(YEARS, 400.0), 0.5, 0.4, 0.6)
STAFF = Secondment(dict.fromkeys(YEARS, 200.0), 0.2)
ORDERS = Orders(dict.fromkeys(YEARS, 500.0))
CO_FUND = CoFund(dict.fromkeys(YEARS, 300.0), 0.5)
LEARNING = dict.fromkeys(YEARS, 1.0)
EACH = {
    "park": Agreement(park=PARK),
    "secondment": Agreement(secondment=STAFF),
    "orders": Agreement(orders=ORDERS),
    "co_fund": Agreement(co_fund=CO_FUND),
    "learning": Agreement(learning=LEARNING),
    "everything": Agreement(PARK, STAFF, ORDERS, CO_FUND, LEARNING, "returns", 0.2),
}


@pytest.fixture
def here():
    return worlds.region()


def tied(here, agreement):
    """A programme of nothing but ties."""
    plan = worlds.programme(here, money=0.0)
    return replace(plan, funds=(), bonds=(), assistance={}, projects=None, agreement=agreement)


def years_of(here, plan, **options):
    return worlds.years_of(here, worlds.both(here, plan), **options)


def same(one, other):
    """Equal to the last bit in all that is looked at."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("output", "population", "capital", "public_capital", "demand")
    ) and np.array_equal(one.budget.spending, other.budget.spending)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("name", EACH)
def test_books_balance_with_every_tie(here, name, closed):
    """Money, capital and people are conserved to 1e-9 with each tie and with all of them."""
    plan = replace(worlds.programme(here), agreement=EACH[name])
    options = {"closed": closed, "draws": 4, "parameters": draw_parameters(3, range(4))}
    assert max(year.residual for year in years_of(here, plan, **options)) < TOLERANCE


def test_ties_of_zero_are_no_ties_to_the_last_bit(here):
    """A park without money, nobody posted, no orders: exactly the world without ties."""
    nothing = dict.fromkeys(YEARS, 0.0)
    empty = Agreement(
        replace(PARK, amounts=nothing),
        replace(STAFF, people=nothing),
        Orders(nothing),
        replace(CO_FUND, amounts=nothing),
        nothing,
        "returns",
        0.2,
    )
    for year in years_of(here, tied(here, empty), closed=True):
        assert same(year.flows["baseline"], year.flows["programme"])


def test_before_the_first_year_nothing_differs(here):
    """Ties act from their first year on and not before."""
    years = years_of(here, tied(here, EACH["everything"]))
    assert all(same(*year.flows.values()) for year in years[:2])
    assert not same(*years[3].flows.values())


@pytest.mark.parametrize("name", ["park", "orders", "co_fund", "learning"])
def test_each_tie_alone_helps_its_hosts(here, name):
    """With default parameters every tie but secondment raises its recipients' output by 2026."""
    plan = tied(here, EACH[name])
    last = years_of(here, plan)[5]
    lead = last.flows["programme"].output / last.flows["baseline"].output
    assert (lead[:, plan.recipient] > 1).all()


@given(st.floats(0, 1), st.floats(0.1, 1), st.floats(0, 1), st.floats(0, 1e6))
@settings(max_examples=50, deadline=None)
def test_capital_that_arrives_has_left_or_is_new(new_build, additional, productivity, size):
    """Whatever the shares: arrived + lost = left + built."""
    left, arrived, built, lost = relocation.moved_capital(
        size, additional, new_build, productivity
    )
    assert arrived + lost == pytest.approx(left + built, rel=1e-12)


@given(st.floats(0, 1), st.floats(0, 1e9))
@settings(max_examples=50, deadline=None)
def test_shares_of_a_park_add_to_one(share, amount):
    """Donor's and host's part of money, output and tax are the whole, for every share."""
    assert sum(partnerships.divided(amount, share)) == pytest.approx(amount, rel=1e-12)


def test_a_park_by_hand():
    """A tenth more capital at alpha 0.4: 1.1 ** 0.4 - 1 = 3.886 % more output."""
    output, capital, park = (np.array([[x]]) for x in (1000.0, 500.0, 50.0))
    extra = partnerships.extra_output(output, capital, park, 0.4)
    assert extra.item() == pytest.approx(1000 * (1.1**0.4 - 1), rel=1e-12)


def test_park_output_is_counted_once_and_its_tax_shared(here):
    """What donors and hosts count adds up to what parks make; the donor's tax is its share."""
    plan = tied(here, EACH["park"])
    sure = default_parameters(2, honour_probability=1.0)
    flows = years_of(here, plan, parameters=sure)[6].flows["programme"]
    parks, budget = flows.parks, flows.budget
    assert (parks.output > 0).all()
    assert np.allclose(parks.counted.sum(1), parks.output.sum(1), rtol=1e-12)
    assert np.allclose(parks.donor_output.sum(1), 0.4 * parks.output.sum(1), rtol=1e-12)
    host = plan.recipient
    made = (flows.output - parks.counted)[:, host]
    county_tax = 0.5 * budget.tax[:, host] * parks.output / (made + parks.output)
    assert np.allclose(budget.park_tax_received[:, plan.donor], 0.6 * county_tax, rtol=1e-12)


def test_a_broken_promise_gives_the_donor_nothing_and_it_brings_less(here):
    """Where the agreement is not honoured the donor has no tax of the park and leaves out eta."""
    broken = default_parameters(2, honour_probability=0.0, donor_reluctance=0.4)
    flows = years_of(here, tied(here, EACH["park"]), parameters=broken)[3].flows["programme"]
    assert not flows.budget.park_tax_received.any()
    assert np.allclose(flows.partnerships.park_donor, 0.6 * 200.0)
    assert np.allclose(flows.partnerships.park_host, 200.0)


def test_promises_are_kept_as_often_as_the_probability_says(here):
    """The luck of promises is uniform: with probability 0.7 some 70 % are honoured."""
    plan = tied(here, EACH["park"])
    values = default_parameters(400, honour_probability=0.7)
    flows = years_of(here, plan, draws=400, years=2, parameters=values)[0].flows["programme"]
    kept = (flows.parks.tax_share > 0).mean()
    assert kept == pytest.approx(0.7, abs=0.05)


def test_posted_people_come_home(here):
    """While posted they are counted with the host, afterwards every one is at home again."""
    still = default_parameters(2, migration_rate=0.0, secondment_technology=0.0,
                               secondment_skills=0.0)  # fmt: skip
    plan = tied(here, EACH["secondment"])
    years = years_of(here, plan, parameters=still)
    for year in years:
        without, held = (year.flows[arm].population for arm in ("baseline", "programme"))
        posted = 200.0 if year.year in YEARS else 0.0
        assert np.allclose(held[:, plan.recipient] - without[:, plan.recipient], posted)
        assert np.allclose(held[:, plan.donor] - without[:, plan.donor], -posted)


def test_the_donor_pays_its_posted_people(here):
    """Staff cost is heads times cost, out of the donor's budget."""
    plan = tied(here, EACH["secondment"])
    flows = years_of(here, plan)[2].flows["programme"]
    assert np.allclose(flows.partnerships.donors_paid[:, plan.donor], 200.0 * 0.2)


def test_learning_fades_after_the_tie_ends(here):
    """Programme-made technology falls by its fade rate once nothing is added."""
    values = default_parameters(2, learning_fade_rate=0.25)
    years = years_of(here, tied(here, EACH["learning"]), parameters=values, years=12)
    lead = [np.log(y.flows["programme"].output / y.flows["baseline"].output) for y in years]
    assert lead[7].max() > 0
    stock = technology.next_stock(np.array(0.1), 0.0, 0.25)
    assert stock == pytest.approx(0.075)


def test_logistic_learning_fails_those_far_behind():
    """Exponential learning grows with the distance for ever, logistic learning does not."""
    near, far = np.array([[0.5]]), np.array([[4.0]])
    assert technology.from_partner(near, 0.01).item() == pytest.approx(0.005)
    logistic = technology.from_partner_logistic(near, 0.01).item()
    assert logistic == pytest.approx(0.005 * np.exp(-0.5))
    assert technology.from_partner(far, 0.01) > technology.from_partner(near, 0.01)
    braked = technology.from_partner_logistic
    assert braked(far, 0.01) < braked(near, 0.01)


def test_orders_and_co_fund_by_hand():
    """200 of orders, a quarter value added, half diverted: 25. A fund of 100 at 0.6: 160."""
    assert partnerships.called_forth(200.0, 0.25, 0.5) == 25.0
    assert partnerships.invested(100.0, 0.6) == pytest.approx(160.0)
    assert partnerships.team(np.array([0.0]), 30.0) == 0.0
    assert partnerships.team(np.array([30.0]), 30.0) == pytest.approx(1 - np.exp(-1))


def test_every_payment_of_ties_has_two_sides(here):
    """What counties pay for ties is in the ledger, and the net of all counties is unchanged."""
    plan = tied(here, EACH["everything"])
    flows = years_of(here, plan)[4].flows["programme"]
    paid = {}
    for entry in payments(flows, plan):
        paid[entry.purpose] = paid.get(entry.purpose, 0) + entry.amount.sum(1)
    assert np.allclose(
        paid["park money"] + paid["park money of the host"] + paid["secondment"]
        + flows.partnerships.co_donor.sum(1),
        flows.partnerships.paid.sum(1),
    )  # fmt: skip
    net = net_of_counties(payments(flows, plan), plan, len(here.output))
    paired = {*plan.donor, *plan.recipient}
    idle = [place for place in range(len(here.output)) if place not in paired]
    assert np.allclose(net[:, idle], funds.general(flows.aid)[:, idle], rtol=1e-9)


def test_donors_give_less_when_nothing_comes_back(here):
    """Participation by returns: full in the first year, then less by the reluctance."""
    agreement = Agreement(orders=ORDERS, secondment=STAFF, participation="returns")
    years = years_of(here, tied(here, agreement))
    posted = [year.flows["programme"].partnerships.posted[0, 0] for year in years[2:6]]
    assert posted[0] == 200.0
    assert np.allclose(posted[1:], 0.6 * 200.0)


def test_the_order_of_the_pairs_is_irrelevant(here):
    """The same pairs told the other way round give the same counties, with every tie on."""
    plan = tied(here, EACH["everything"])
    turned = replace(plan, donor=plan.donor[::-1], recipient=plan.recipient[::-1])
    for one, other in zip(years_of(here, plan), years_of(here, turned), strict=True):
        first, second = one.flows["programme"], other.flows["programme"]
        assert np.allclose(first.output, second.output, rtol=1e-12, atol=0)
        assert np.allclose(first.budget.spending, second.budget.spending, rtol=1e-11, atol=0)


@given(
    st.floats(0, 2000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 500),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_books_balance_for_any_agreement(amount, donors, counted, taxed, people, closed):
    """Whatever two counties agree, money, people and park output are conserved to 1e-9."""
    region = worlds.region()
    dated = dict.fromkeys(YEARS, amount)
    agreement = Agreement(
        Park(dated, donors, counted, taxed),
        Secondment(dict.fromkeys(YEARS, people), 0.1),
        Orders(dated),
        CoFund(dated, donors),
        LEARNING,
        "returns",
        counted,
    )
    years = years_of(region, tied(region, agreement), closed=closed, years=6)
    assert max(year.residual for year in years) < TOLERANCE
