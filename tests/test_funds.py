"""Funds, bonds, general funds and quotas: rules within budget, and who pays in the end."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrows.model.identities import TOLERANCE
from narrows.model.ledger import payments
from narrows.model.parameters import default_parameters, draw_parameters
from narrows.model.policy import Bond, Quota, Use
from narrows.model.sectors import funds, investment, public_finance, technology

POSITIVE = st.floats(1e-3, 1e6)
COUNTIES = 6


@pytest.fixture
def here():
    return worlds.region()


def books(output, population=None, revenue=None, tax_growth=None):
    """Last year's books of a few counties."""
    output = np.array([output], dtype=float)
    one = np.ones_like(output)
    return SimpleNamespace(
        output=output,
        population=one if population is None else np.array([population], dtype=float),
        own_revenue=one if revenue is None else np.array([revenue], dtype=float),
        tax=one if tax_growth is None else 1 + np.array([tax_growth], dtype=float),
        tax_before=one,
    )


EVERYBODY = np.array([[True, True, True]])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("equal", [1 / 3, 1 / 3, 1 / 3]),
        ("per_head", [0.25, 0.25, 0.5]),
        ("gdp", [0.5, 0.25, 0.25]),
        ("need", [0.5 / 5.5, 1 / 5.5, 4 / 5.5]),  # people squared over output
        ("matching", [0.6, 0.3, 0.1]),
        ("tax_growth", [0.0, 0.25, 0.75]),
    ],
)
def test_each_rule_by_hand(rule, expected):
    """Three counties: output 2:1:1, people 1:1:2, revenue 6:3:1, tax -5 %, +1 %, +3 %."""
    three = books([2, 1, 1], [1, 1, 2], [6, 3, 1], [-0.05, 0.01, 0.03])
    assert np.allclose(funds.shares(rule, three, EVERYBODY), [expected])


def test_a_reward_nobody_earned_is_shared_equally():
    """Where all taxes fell, the reward is split alike, so that the money is paid."""
    fell = books([1, 1, 1], tax_growth=[-0.1, -0.2, 0.0])
    assert np.allclose(funds.shares("tax_growth", fell, EVERYBODY), 1 / 3)


by_county = arrays(float, (2, COUNTIES), elements=POSITIVE)
masks = arrays(bool, (1, COUNTIES)).filter(np.any)


@given(st.sampled_from(sorted(funds.RULES)), by_county, by_county, masks)
@settings(max_examples=80, deadline=None)
def test_every_rule_stays_within_budget_and_pays_only_the_entitled(rule, one, other, mask):
    """Shares are not negative, add up to one, and are zero for everybody else."""
    last = SimpleNamespace(
        output=one, population=other, own_revenue=one[:, ::-1], tax=one, tax_before=other
    )
    shares = funds.shares(rule, last, mask)
    assert (shares >= 0).all()
    assert np.allclose(shares.sum(1), 1)
    assert not shares[:, ~mask[0]].any()


@given(st.sampled_from(sorted(funds.RULES)), by_county, by_county, st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_counties_is_irrelevant_to_every_rule(rule, one, other, order):
    """Shuffled books give shuffled shares."""
    def shared(place):
        last = SimpleNamespace(
            output=one[:, place],
            population=other[:, place],
            own_revenue=one[:, place],
            tax=one[:, place],
            tax_before=other[:, place],
        )
        return funds.shares(rule, last, np.ones((1, COUNTIES), dtype=bool))

    assert np.allclose(shared(range(6))[:, order], shared(order), rtol=1e-12)


@given(by_county, st.floats(0, 1e7, allow_subnormal=False), by_county, by_county)
@settings(max_examples=80, deadline=None)
def test_floors_and_ceilings_hold_and_money_is_not_made(weights, amount, first, second):
    """Parts lie between their bounds and never exceed the amount; it is all paid if it can be."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    paid = funds.bounded(weights, amount, low, high)
    assert (paid <= high * (1 + 1e-12)).all()
    assert (paid.sum(1) <= amount * (1 + 1e-9)).all()
    enough = low.sum(1) <= amount
    assert (paid >= low * (1 - 1e-12))[enough].all()
    assert np.allclose(paid.sum(1), np.minimum(np.maximum(amount, 0), high.sum(1)), rtol=1e-9)


def with_fund(here, **changes):
    """The test programme of one fund, changed."""
    plan = worlds.programme(here)
    fund = replace(plan.funds[0], **changes)
    return replace(plan, funds=(fund,), bonds=(), assistance={}, projects=None)


def years_of(here, plan, **options):
    return worlds.years_of(here, worlds.both(here, plan), **options)


CHANGES = [
    {"floor": 120.0},
    {"ceiling": 100.0},
    {"ceiling": 100.0, "carry_over": True},
    {"carry_over": True, "amounts": dict.fromkeys(range(2022, 2026), 9000.0)},
    {"own_share": 0.5},
    {"use": Use(public=0.0, skills=1.0)},
    {"use": Use(public=0.0, consumption=1.0)},
    {"allocation": "matching"},
]


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("changes", CHANGES)
def test_books_balance_with_every_kind_of_fund(here, changes, closed):
    """Floors, ceilings, carry-over, own money and every use conserve money to 1e-9."""
    values = draw_parameters(4, range(3))
    years = years_of(here, with_fund(here, **changes), closed=closed, draws=3, parameters=values)
    assert max(year.residual for year in years) < TOLERANCE


def test_what_a_ceiling_leaves_is_paid_later(here):
    """Two counties at most 100 each of 300: 100 are left, and carried to next year's pot."""
    capped = with_fund(here, ceiling=100.0, carry_over=True)
    flows = [year.flows["programme"].aid for year in years_of(here, capped)]
    assert np.allclose(flows[2].funds[0].sum(1), 200.0)
    assert np.allclose(flows[2].left[0], 100.0)
    assert (flows[3].left[0] > 300.0 - 200.0 + 99.0).all()


def test_a_fund_that_carries_over_loses_nothing(here):
    """Money beyond absorption goes back to the fund instead of leaking away."""
    much = dict.fromkeys(range(2022, 2026), 9000.0)
    lost = years_of(here, with_fund(here, amounts=much))[3].flows["programme"].works
    kept = years_of(here, with_fund(here, amounts=much, carry_over=True))[3].flows["programme"]
    assert (lost.leaked.sum(1) > 0).all()
    assert np.allclose(kept.works.leaked, 0.0, atol=1e-6)
    assert (kept.works.given_back[0].sum(1) > 0).all()


def test_a_recipient_pays_its_own_share(here):
    """Half a yuan of its own for each yuan: works grow by half, its spending falls by it."""
    alone = years_of(here, with_fund(here))[2].flows["programme"]
    joined = years_of(here, with_fund(here, own_share=0.5))[2].flows["programme"]
    assert np.allclose(joined.aid.own, 0.5 * joined.aid.funds[0])
    assert np.allclose(joined.aid.total, 1.5 * alone.aid.total)


def test_money_for_skills_makes_skills_and_no_works(here):
    """6 % of GDP at a cost of 6 years of GDP per head is one per cent of skills."""
    assert technology.skills_bought(6.0, 100.0, 6.0) == pytest.approx(0.01)
    use = Use(public=0.0, skills=1.0)
    flows = years_of(here, with_fund(here, use=use))[2].flows["programme"]
    assert not flows.works.public_begun.any()
    assert np.allclose(flows.works.private_begun, 0.0, atol=1e-9)
    assert np.allclose(flows.works.skills, flows.works.absorbed)


def bonded(here, **changes):
    """One bond and nothing else, with its pairs."""
    plan = worlds.programme(here)
    bond = replace(plan.bonds[0], **changes)
    return replace(plan, funds=(), bonds=(bond,), assistance={}, projects=None)


def service_of(flows):
    return flows.budget.interest + flows.budget.repayment.sum(0)


@pytest.mark.parametrize("guarantor", ["host", "donor", "province"])
def test_books_balance_whoever_guarantees_a_bond(here, guarantor):
    """Users, host, donor or province: what is due is paid by somebody, to 1e-9."""
    plan = bonded(here, self_financing=True, guarantor=guarantor)
    years = years_of(here, plan, closed=True, years=14)
    assert max(year.residual for year in years) < TOLERANCE


@pytest.mark.parametrize("guarantor", ["donor", "province"])
def test_the_guarantor_pays_what_the_project_does_not_earn(here, guarantor):
    """A project that earns 70 % leaves 30 % of the service to its guarantor, none to the host."""
    half = default_parameters(2, project_revenue_cover=0.7, opening_debt_ratio=0.0)
    plan = bonded(here, self_financing=True, guarantor=guarantor)
    flows = years_of(here, plan, parameters=half)[6].flows["programme"]
    due, covered = service_of(flows).sum(1), flows.budget.covered
    assert np.allclose(covered.users.sum(1), 0.7 * due)
    paid = covered.province if guarantor == "province" else covered.by_donors
    assert np.allclose(paid.sum(1), 0.3 * due)
    if guarantor == "donor":
        assert (covered.by_donors[:, plan.donor] > 0).all()


def test_grace_and_term_by_hand():
    """15 years of instalments after 5 of grace: 100 of 1500 a year from the sixth on."""
    owed = np.array([1500.0])
    assert public_finance.repayment(owed, owed, 5, 5, 20) == 0
    assert public_finance.repayment(owed, owed, 6, 5, 20) == pytest.approx(100.0)
    assert public_finance.earned(np.array([10.0]), 1.2) == 10.0


def test_a_bond_is_repaid_in_full(here):
    """Ten years after an eight-year bond nothing is owed."""
    last = years_of(here, bonded(here), years=14)[-1].flows["programme"]
    assert np.allclose(last.debt, 0.0, atol=1e-6)


def quota(here, limit, units):
    plan = worlds.programme(here, money=0.0)
    mine = Quota("land", limit, 2.0, units, plan.funds[0].entitled, "need")
    return replace(plan, funds=(), bonds=(), assistance={}, projects=None, quotas=(mine,))


def test_a_quota_that_never_binds_is_no_quota_to_the_last_bit(here):
    """A cap above every investment changes no county and no year, in an open region."""
    plain = years_of(here, quota(here, 10.0, {}))
    none = years_of(here, replace(quota(here, 10.0, {}), quotas=()))
    for one, other in zip(plain, none, strict=True):
        assert np.array_equal(one.flows["programme"].output, other.flows["programme"].output)


@pytest.mark.parametrize("closed", [False, True])
def test_a_cap_holds_and_a_grant_relaxes_it(here, closed):
    """Nobody invests more than its room; granted units make room for their capital."""
    plan = quota(here, 0.25, dict.fromkeys(range(2022, 2026), 50.0))
    years = years_of(here, plan, closed=closed)
    assert max(year.residual for year in years) < TOLERANCE
    without, with_units = (years[3].flows[arm] for arm in ("baseline", "programme"))
    books_output = years[2].flows["baseline"].output
    assert (without.investment.private <= 0.25 * books_output * (1 + 1e-9)).all()
    more = (with_units.investment.private - without.investment.private)[:, plan.recipient]
    assert np.allclose(more.sum(1), 2.0 * 50.0, rtol=0.02)
    assert investment.cap(100.0, 0.25, 50.0, 2.0) == 125.0


def test_every_payment_of_bonds_has_two_sides(here):
    """The ledger books users' and guarantors' money, and what donors pay is what hosts get."""
    plan = bonded(here, self_financing=True, guarantor="donor")
    flows = years_of(here, plan)[5].flows["programme"]
    entries = [e for e in payments(flows, plan) if e.purpose == "debt service guaranteed"]
    sides = {(e.payer, e.payee): e.amount.sum(1) for e in entries}
    assert np.allclose(sides["county", "pairs"], sides["pairs", "county"])


def test_defaults_are_the_plain_fund_and_bond(here):
    """A fund and a bond without options are what they were: no bounds, no users, no guarantor."""
    flows = years_of(here, worlds.programme(here))[4].flows["programme"]
    assert not flows.budget.covered.users.any()
    assert not flows.aid.own.any()
    assert isinstance(worlds.programme(here).bonds[0], Bond)
