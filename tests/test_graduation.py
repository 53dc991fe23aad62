"""Members and pairs that change over the years: graduation, re-matching, growing funds."""

from dataclasses import replace

import numpy as np
import pytest
import worlds

from narrows import outcome
from narrows.ensemble.pairs import Matching, roles
from narrows.ensemble.run import experiment_of
from narrows.model.policy import Dynamics, Graduation, Growing, Rematch
from narrows.model.sectors import membership
from narrows.model.state import Books
from narrows.outcome import run as run_scenario
from narrows.region import load_region
from narrows.scenario import load_scenario

HERE = worlds.region()
NEVER = Graduation(above_bottom=2, patience=99, then="exit", taper=0, refill=True)


ALIKE = worlds.region(equal=True)


def changing(here=HERE, **rules):
    """The small programme of `worlds` with rules of change; its money goes to the members."""
    plan = worlds.programme(here, years=range(2021, 2027))
    rules = {"donors_per_weak": 1} | rules
    dynamics = Dynamics(2021, 2026, plan.recipient, plan.donor, "gdp", **rules)
    return replace(
        plan,
        funds=tuple(replace(fund, members=True) for fund in plan.funds),
        bonds=tuple(replace(bond, members=True) for bond in plan.bonds),
        dynamics=dynamics,
    )


def outputs(plan, **options):
    return [year.flows["programme"].output
            for year in worlds.years_of(HERE, worlds.both(HERE, plan), **options)]


def books(output):
    """Last year's books of one draw from GDP alone."""
    output = np.array([output], dtype=float)
    return Books(output, np.ones_like(output), 0.1 * output, 0.2 * output, 0 * output)


def decided(plan, *years):
    """Rosters of one draw of four counties decided on given GDP, from 2022 on."""
    roster = membership.first(plan, 1, 4)
    for number, output in enumerate(years):
        state = replace_state(roster, books(output))
        roster = membership.decide(state, 2022 + number, plan)
        yield roster


def replace_state(roster, last):
    from types import SimpleNamespace

    return SimpleNamespace(roster=roster, books=last)


def four(**rules):
    """County 0 aided by 3, of four counties; the line is above the weakest one."""
    graduation = {"above_bottom": 1, "patience": 2, "then": "exit", "taper": 1, "refill": False}
    plan = changing()
    dynamics = Dynamics(
        2021, 2030, np.array([0]), np.array([3]), "gdp", 1, Graduation(**graduation | rules)
    )
    return replace(
        plan, donor=np.array([3]), recipient=np.array([0]), dynamics=dynamics, funds=()
    )


LOW, HIGH = (1, 2, 3, 9), (2.5, 2, 3, 9)


def test_a_rule_that_never_acts_changes_nothing_bit_for_bit():
    """Graduation after 99 years equals no graduation, to the last bit."""
    still = replace(changing(), dynamics=None)
    for one, other in zip(outputs(still), outputs(changing(graduation=NEVER)), strict=True):
        assert (one == other).all()


def test_a_county_graduates_after_two_years_in_a_row():
    """High, low, high, high: the low year starts the count anew; it leaves in the fifth year."""
    weights = [r.weight[0, 0] for r in decided(four(), HIGH, LOW, HIGH, HIGH, LOW)]
    assert weights == [1, 1, 1, 0, 0]


def test_nothing_is_decided_in_the_first_year_or_on_figures_of_the_year_itself():
    """The roster of a year depends on books of the year before alone: a longer future is idle."""
    graduation = replace(NEVER, patience=1, above_bottom=1)
    short = outputs(changing(graduation=graduation), years=5)
    long = outputs(changing(graduation=graduation), years=8)
    assert all((one == other).all() for one, other in zip(short, long, strict=False))


def test_exit_taper_and_keep_by_hand():
    """Exit ends all; taper over one year leaves a half; keep ends money and leaves the donor."""
    years = (HIGH, HIGH, HIGH, HIGH)
    shown = {
        then: [(r.weight[0, 0], r.tie[0, 0]) for r in decided(four(then=then), *years)]
        for then in ("exit", "taper", "keep")
    }
    assert shown == {
        "exit": [(1, 1), (0, 0), (0, 0), (0, 0)],
        "taper": [(1, 1), (0.5, 0.5), (0, 0), (0, 0)],
        "keep": [(1, 1), (0, 1), (0, 1), (0, 1)],
    }


def test_a_place_is_refilled_by_the_weakest_outside_with_the_same_donor():
    """County 1 is now the lowest: it takes the place of 0 and its donor 3."""
    *_, last = decided(four(refill=True), HIGH, HIGH)
    assert last.member[0].tolist() == [False, True, False, False]
    assert last.donor[0, 1] == 3
    assert last.tie[0].tolist() == [0, 1, 0, 0]


def test_a_strong_county_never_takes_a_place():
    """Even the lowest county is not aided if it is one of the strong."""
    *_, last = decided(four(refill=True), (2.5, 2, 3, 1), (2.5, 2, 3, 1))
    assert last.member[0].tolist() == [False, True, False, False]


def test_a_graduate_that_falls_back_may_come_again():
    """County 0 leaves for 1, falls, and takes the place of 1 when that has risen."""
    back = (1, 2, 3, 9)
    *_, last = decided(four(refill=True), HIGH, HIGH, back, back)
    assert last.member[0].tolist() == [True, False, False, False]
    assert last.weight[0].tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("refill", [False, True])
@pytest.mark.parametrize("then", ["exit", "taper", "keep"])
def test_books_balance_and_draws_stay_themselves(then, refill):
    """Identities hold to 1e-9 for every rule; draw 3 alone equals draw 3 of five."""
    graduation = Graduation(1, 1, then, 2, refill)
    plan = changing(graduation=graduation, rematch=Rematch(2, _first_strong))
    arms = worlds.both(HERE, plan)
    years = worlds.years_of(HERE, arms, draws=5)
    alone = worlds.years_of(HERE, arms, draws=1, first_draw=3)
    assert max(year.residual for year in years) < 1e-9
    for one, other in zip(years, alone, strict=True):
        assert (one.flows["programme"].output[3] == other.flows["programme"].output[0]).all()


def _first_strong(year, weak, output, population, revenue):
    """Everybody with the county of the largest output."""
    return np.full((len(weak), 1), np.argmax(output))


def _nobody(year, weak, output, population, revenue):
    return np.full((len(weak), 1), -1)


def test_some_draws_graduate_and_others_do_not():
    """Membership is a matter of each draw."""
    plan = changing(ALIKE, graduation=Graduation(6, 2, "exit", 0, False))
    years = worlds.years_of(ALIKE, worlds.both(ALIKE, plan), draws=40)
    members = years[5].flows["programme"].roster.member[:, plan.recipient].sum(1)
    assert set(members.tolist()) == {0, 1, 2}


def test_money_of_a_fund_goes_to_the_members_that_are_left():
    """A fund pays all of its amount while there is a member, and nothing where there is none."""
    plan = changing(ALIKE, graduation=Graduation(6, 2, "exit", 0, False))
    flows = worlds.years_of(ALIKE, worlds.both(ALIKE, plan), draws=40)[5].flows["programme"]
    members, paid = flows.roster.member, flows.aid.funds[0]
    assert (paid[~members] == 0).all()
    assert paid.sum(1) == pytest.approx(np.where(members.any(1), 300.0, 0.0))


def test_partners_are_chosen_anew_on_last_years_figures():
    """Every second year, and with the books of the year before; in between pairs stay."""
    seen = []

    def watch(year, weak, output, population, revenue):
        seen.append((year, output.copy()))
        return _first_strong(year, weak, output, population, revenue)

    plan = changing(rematch=Rematch(2, watch))
    years = worlds.years_of(HERE, worlds.both(HERE, plan), draws=1)
    assert [year for year, _ in seen] == [2023, 2025]
    published = {year.year: year.flows["programme"].output[0] for year in years}
    assert all((output == published[year - 1]).all() for year, output in seen)


def test_a_county_without_a_new_donor_gets_no_more_cash():
    """Where the rule finds nobody, assistance ends; the fund goes on."""
    plan = changing(rematch=Rematch(1, _nobody))
    flows = worlds.years_of(HERE, worlds.both(HERE, plan), draws=1)[3].flows["programme"]
    assert flows.aid.assistance.sum() == 0
    assert flows.aid.funds[0].sum() == pytest.approx(300)


def test_a_rule_on_the_simulated_figures_is_the_rule():
    """Re-matching with the rule "rank" pairs the weakest with the strongest of that year."""
    scenario = load_scenario(
        "paired_aid", {"pairing.rule": "rank", "pairing.rematch": "2 years", "ensemble.draws": 3}
    )
    region = load_region("shandong")
    chosen, matching = roles(scenario, region), Matching(scenario, region)
    output = region.output[::-1].copy()
    weak = chosen.weak[np.argsort(output[chosen.weak])]
    strong = chosen.strong[np.argsort(-output[chosen.strong])]
    found = matching.anew(2026, weak, strong, output, region.population, region.revenue)
    assert found[:, 0].tolist() == strong.tolist()


def test_a_fund_grows_while_the_gap_is_wide_and_stops_at_its_ceiling():
    """A gap always too wide: 300, 330, 363, then the ceiling; never too wide: 300 for ever."""
    for above, amounts in ((0.0, [300, 330, 363, 390, 390]), (9.0, [300] * 5)):
        rule = Growing(lambda output, _: output.std(1) / output.mean(1), above, 0.1, 390.0,
                       2021, 2026)
        plan = changing()
        plan = replace(plan, funds=(replace(plan.funds[0], growing=rule),))
        years = worlds.years_of(HERE, worlds.both(HERE, plan), draws=2)
        paid = [year.flows["programme"].aid.funds[0].sum(1) for year in years[1:6]]
        assert np.array(paid) == pytest.approx(np.outer(amounts, [1, 1]))
        assert max(year.residual for year in years) < 1e-9


SMALL = {"horizon.end": 2034, "ensemble.draws": 6}


def programme_of(**keys):
    scenario = load_scenario("paired_aid", SMALL | keys)
    return experiment_of(scenario, load_region("shandong")).arms["programme"]


def test_off_is_off():
    """Without the keys, and with a fund that grows by nothing, there are no rules of change."""
    assert programme_of().dynamics is None
    idle = {"measure": "theil_l", "above": 0.0, "by": "0 %", "ceiling": "1 billion CNY per year"}
    assert programme_of(**{"fund[guidance fund].grow_while": idle}).funds[0].growing is None


def test_a_scenario_with_everything_that_changes_runs_and_balances():
    """Graduation with refill, re-matching by worth and a growing fund, from keys to tables."""
    grow = {"measure": "theil_l_between", "above": 0.0, "by": "10 % per year",
            "ceiling": "1 billion CNY per year"}
    scenario = load_scenario("paired_aid", SMALL | {
        "weak.graduate": {"for": "1 year", "then": "taper", "refill": True},
        "pairing.fill": "assignment",
        "pairing.rematch": "2 years",
        "fund[guidance fund].grow_while": grow,
    })  # fmt: skip
    outcome = run_scenario(scenario)
    assert outcome.results.residual < 1e-9
    money = outcome.ledger[outcome.ledger.purpose == "guidance fund"].groupby("year")["mean"].sum()
    assert money[2026] == pytest.approx(200 * 1.1**2)
    cash = outcome.ledger[outcome.ledger.purpose == "assistance"]
    paid = cash[cash.payee == "pairs"].groupby("year")["mean"].sum()
    received = cash[cash.payer == "pairs"].groupby("year")["mean"].sum()
    assert paid.to_numpy() == pytest.approx(received.to_numpy(), rel=1e-6)


def test_the_table_of_members_tells_who_was_aided_and_by_whom():
    """Ten members in every year with refilling; the first year is as chosen, with its donors."""
    keys = {"ensemble.draws": 8, "horizon.end": 2034}
    outcome = run_scenario(load_scenario("graduation", keys))
    assert "members.csv" in outcome.warnings("en")[0]
    members = outcome.tables["members"]
    first = members[members.year == 2024]
    pairs = outcome.pairs.set_index("weak").strong
    assert (first.entitled == 1).all()
    assert dict(zip(first.code, first.strong, strict=True)) == pairs.to_dict()
    later = members[members.year == 2029]
    assert later.share_of_draws.sum() >= 10
    assert (later.share_of_draws < 1).any()
    assert members.year.max() == 2032


@pytest.mark.parametrize("then", ["exit", "keep"])
def test_the_last_member_may_leave(then):
    """All graduate, with every instrument on: funds keep what they hold, the books balance."""
    grow = {"measure": "top10_bottom10", "above": 0, "by": "50 % per year",
            "ceiling": "3 billion CNY per year"}
    outcome = run_scenario(load_scenario("everything", SMALL | {
        "weak.graduate": {"above_bottom": 1, "for": "1 year", "then": then, "refill": False},
        "pairing.fill": "assignment",
        "pairing.donors_per_weak": 2,
        "pairing.rematch": "1 year",
        "fund[guidance fund].grow_while": grow,
    }))  # fmt: skip
    assert outcome.results.residual < 1e-9
    left = outcome.results.members["weight"][outcome.results.experiment.years.index(2032)].sum(1)
    assert left.min() == 0


def test_without_rules_of_change_there_is_no_table_of_members():
    """A static programme writes the tables it always wrote."""
    assert "members" not in outcome.run("paired_aid", draws=2).tables
