"""What the programme leaves behind beside capital: technology and skills, and who gave what."""

from narrows.equations import capital, learning, secondment
from narrows.nothing import Zeros
from narrows.ties import Built

from . import feedback
from .roster import of_county, tied, to_county

LEARNT = {
    "exponential": learning.from_partner,
    "logistic": learning.from_partner_logistic,
}


def add_up(state, flows, skills, technology, programme, world, reference):
    """Stocks of the ties at the start of next year."""
    p, built, kept = world.parameters, state.built, flows.kept
    return Built(
        park_works=built.park_works + kept.park_donor + kept.park_host - kept.park_finished,
        park_capital=_park_capital(built, flows, p),
        technology=learning.next_stock(
            built.technology,
            _technology_gain(state, flows, technology, programme, world)
            + feedback.gains(flows, reference, world),
            p.learning_fade_rate,
        ),
        skills=learning.next_stock(
            skills, _skills_gain(state, flows, programme, p), p.skills_fade_rate
        ),
        given=built.given + flows.aid.assistance_paid + kept.donors_paid,
        returned=built.returned + flows.budget.park_tax_received,
    )


def _park_capital(built, flows, p):
    if flows.parks is None:
        return built.park_capital
    return capital.next_stock(built.park_capital, flows.parks.built, p.private_depreciation_rate)


def _technology_gain(state, flows, technology, programme, world):
    """Technology learnt this year from partners, posted people and orders (draw, county)."""
    p, agreed, roster = world.parameters, programme.agreement, state.roster
    kept = flows.kept
    by_pair = Zeros(kept.posted.shape)
    strength = agreed.learning_in_year(world.year)
    if strength > 0:
        level = technology + state.built.technology
        ahead = of_county(level, roster.donor) - of_county(level, roster.recipient)
        learnt = LEARNT[world.mechanisms.diffusion](ahead, p.pair_learning)
        by_pair = by_pair + tied(strength * learnt, roster)
    if agreed.secondment:
        by_pair = by_pair + p.secondment_technology * secondment.team(kept.posted, p.team_size)
    if agreed.orders:
        share = kept.orders / of_county(flows.output, roster.recipient)
        by_pair = by_pair + p.order_learning * share
    return to_county(by_pair, roster.recipient, technology.shape[1])


def _skills_gain(state, flows, programme, p):
    """Skills bought with aid, and passed on by posted people (draw, county)."""
    bought = learning.skills_bought(flows.works.skills, flows.output, p.skill_cost)
    if programme.agreement.secondment is None:
        return bought
    by_pair = p.secondment_skills * secondment.team(flows.kept.posted, p.team_size)
    return bought + to_county(by_pair, state.roster.recipient, state.population.shape[1])
