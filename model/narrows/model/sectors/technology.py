"""Technology: catch-up and spillovers of the structural account, and what the programme adds.

Technology and skills that the programme makes are stocks of their own, each with its own fading.
The speed of the baseline is about .999 a year, so gains that faded at that speed would last for
ever. They are kept apart from the baseline's technology and added to it in output. The calibrated
account of growth takes technology from each county's baseline path (see `growth_process`).
"""

from dataclasses import replace

import numpy as np

from narrows.model.sectors import investment, partnerships
from narrows.model.sectors.membership import of_county, tied, to_county
from narrows.model.state import Built
from narrows.model.zeros import Zeros


def catch_up(gap, fundamentals, neighbours, rate, spillover):
    """Yearly pull of a county's technology towards its fundamentals and its neighbours.

    dx = c (phi - x) + rho_W c (W x - x)

    Args:
        gap: x, detrended log technology (draw, county).
        fundamentals: phi, log level that suits the county (draw, county).
        neighbours: W, row-standardised sparse weights (county, county).
        rate: c, per year (draw, 1).
        spillover: rho_W (draw, 1).

    Returns:
        dx, log units per year (draw, county).

    Source: log-linear form of technological catch-up (Nelson and Phelps 1966) with the spatial
    externality of Ertur and Koch (2007).

    >>> import scipy.sparse
    >>> w = scipy.sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> catch_up(np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]]), w, 0.1, 0.5)
    array([[ 0.05, -0.15]])
    """
    around = gap @ neighbours.T
    return rate * (fundamentals - gap) + spillover * rate * (around - gap)


def logistic_brake(gap):
    """How much of its catch-up a county manages in logistic diffusion: A / A_front, 0..1.

    Who is far behind the front is slowed down most (Matthew effect by technology).

    Args:
        gap: x, detrended log technology (draw, county).

    Source: ours, after the logistic form of Benhabib and Spiegel (2005).

    >>> logistic_brake(np.array([[0.0, np.log(2.0)]])).round(9)
    array([[0.5, 1. ]])
    """
    return np.exp(gap - gap.max(-1, keepdims=True))


def core_pull(gap, core, rate, spillover):
    """Yearly pull of a county's technology towards its prefecture's core city.

    dx = rho_C c (x_core - x)

    Args:
        gap: x, detrended log technology (draw, county).
        core: place of each county's core city (county,).
        rate: c, per year (draw, 1).
        spillover: rho_C (draw, 1).

    >>> core_pull(np.array([[0.0, 1.0]]), np.array([1, 1]), 0.1, 0.5)
    array([[0.05, 0.  ]])
    """
    return spillover * rate * (gap[:, core] - gap)


def next_stock(stock, gain, fade_rate):
    """Programme-made technology or skills at the start of next year.

    z' = (1 - f) z + gain

    Args:
        stock: z, log units (draw, county).
        gain: log units per year (draw, county).
        fade_rate: f, per year (draw, 1).

    Returns:
        z', log units (draw, county); exactly zero where nothing was ever gained.

    >>> next_stock(np.array([0.10]), np.array([0.02]), 0.1).round(9)
    array([0.11])
    """
    return (1 - fade_rate) * stock + gain


def from_partner(ahead, rate):
    """What a county learns from a partner that is ahead, exponential form.

    g = pi max(0, x_donor - x)

    Args:
        ahead: x_donor - x, distance of log technologies (draw, pair).
        rate: pi, per year; may be negative (draw, 1).

    Source: as Nelson and Phelps (1966), between two places.

    >>> from_partner(np.array([[0.5, -0.2]]), 0.01)
    array([[0.005, 0.   ]])
    """
    return rate * np.maximum(ahead, 0.0)


def from_partner_logistic(ahead, rate):
    """The same in logistic form: who is far behind learns little.

    g = pi (A / A_donor) (x_donor - x) for x_donor > x

    Args:
        ahead: x_donor - x (draw, pair).
        rate: pi, per year (draw, 1).

    Source: ours, after the logistic diffusion of Benhabib and Spiegel (2005).

    >>> from_partner_logistic(np.array([[np.log(2.0)]]), 0.02).round(6)
    array([[0.006931]])
    """
    distance = np.maximum(ahead, 0.0)
    return rate * distance * np.exp(-distance)


def by_doing(growth, reference_growth, rate):
    """Learning by growing (Verdoorn): what growth beyond the baseline teaches.

    g = v (g_Y - g_Y0)

    Growth of the baseline has its learning in its technology path already, so
    only the difference counts.

    Args:
        growth: log growth of output, per year (draw, county).
        reference_growth: the same without programme (draw, county).
        rate: v (draw, 1).

    >>> by_doing(np.array([0.07]), np.array([0.05]), 0.2).round(9)
    array([0.004])
    """
    return rate * (growth - reference_growth)


def from_around(lead, rate, spillover):
    """What a county learns from the lead of its core city or of its neighbours.

    g = rho c lead

    Args:
        lead: log output of the teachers less their log output without programme (draw, county).
        rate: c, catch-up per year (draw, 1).
        spillover: rho, share of catch-up (draw, 1).

    Source: ours, the programme's part of the spatial externality of Ertur and Koch (2007).

    >>> from_around(np.array([0.02]), 0.03, 0.5).round(9)
    array([0.0003])
    """
    return spillover * rate * lead


def lost_industry(aid_share, industry_share, response):
    """Dutch disease: aid raises costs, and industry is the less productive for it.

    g = -delta x b

    Args:
        aid_share: x, aid beyond the baseline's in output (draw, county).
        industry_share: b, secondary sector in output (county,).
        response: delta (draw, 1).

    Source: direction found by Bulte, Xu and Zhang in counties aided after the earthquake of
    2008; the size is judgement.

    >>> lost_industry(np.array([0.10]), np.array([0.4]), 0.1)
    array([-0.004])
    """
    return -response * aid_share * industry_share


def skills_bought(spent, output, cost):
    """Skills which money buys.

    g = S / (k Y)

    Args:
        spent: S, effective money for schools and training, million per year (draw, county).
        output: Y, GDP, million per year (draw, county).
        cost: k, years of GDP per head for one log unit of a resident's skills (draw, 1).

    Returns:
        Log units of human capital per year (draw, county).

    Source: ours: a year of school costs about a third of GDP per head and its pupil's time,
    and raises wages by nearly a tenth.

    >>> skills_bought(np.array([6.0]), np.array([100.0]), 6.0)
    array([0.01])
    """
    return spent / cost / output


def gains(so_far, world):
    """Technology gained or lost through the mechanisms that are on (draw, county).

    Everything is measured against the baseline, whose own learning is in the technology path
    already; in that arm itself nothing is gained.
    """
    on, p, baseline = world.mechanisms, world.parameters, world.baseline
    gain = Zeros(so_far.output.shape)
    if baseline is None:
        return gain
    if on.learning_by_doing:
        gain = gain + by_doing(growth(so_far), growth(baseline), p.learning_by_doing)
    if on.dutch_disease:
        aid = (so_far.aid.total - baseline.aid.total) / so_far.output
        industry = world.counties.industry_share
        gain = gain + lost_industry(aid, industry, p.dutch_disease_response)
    if on.spillovers:
        gain = gain + _spilt_over(np.log(so_far.output / baseline.output), world)
    return gain


def growth(flows):
    """Log growth of output over the year (draw, county)."""
    return np.log(flows.output / flows.output_before)


def _spilt_over(lead, world):
    """From the prefecture's core city, and apart from it from the neighbours."""
    p, counties = world.parameters, world.counties
    core = lead[:, counties.core] * (counties.core != np.arange(len(counties.core)))
    around = lead @ counties.neighbours.T
    return from_around(core, p.catch_up_rate, p.core_city_spillover) + (
        from_around(around, p.catch_up_rate, p.neighbour_spillover)
    )


LEARNT = {
    "exponential": from_partner,
    "logistic": from_partner_logistic,
}


def learn(state, policy, world, so_far):
    """What the programme leaves behind beside capital: technology, skills, parks, accounts."""
    p, built, partners = world.parameters, state.built, so_far.partnerships
    gained = _technology_gain(state, policy, world, so_far) + gains(so_far, world)
    left = Built(
        park_works=built.park_works
        + partners.park_donor
        + partners.park_host
        - partners.park_finished,
        park_capital=_park_capital(built, so_far.parks, p),
        technology=next_stock(built.technology, gained, p.learning_fade_rate),
        skills=next_stock(
            so_far.moves.skills, _skills_gain(state, policy, so_far, p), p.skills_fade_rate
        ),
        given=built.given + so_far.aid.assistance_paid + partners.donors_paid,
        returned=built.returned + so_far.budget.park_tax_received,
    )
    return replace(so_far, built=left)


def _park_capital(built, parks, p):
    if parks is None:
        return built.park_capital
    return investment.next_stock(built.park_capital, parks.built, p.private_depreciation_rate)


def _technology_gain(state, policy, world, so_far):
    """Technology learnt this year from partners, seconded staff and orders (draw, county)."""
    p, agreed, roster = world.parameters, policy.agreement, state.roster
    partners = so_far.partnerships
    by_pair = Zeros(partners.posted.shape)
    strength = agreed.learning_in_year(world.year)
    if strength > 0:
        level = world.technology + state.built.technology
        ahead = of_county(level, roster.donor) - of_county(level, roster.recipient)
        learnt = LEARNT[world.mechanisms.diffusion](ahead, p.pair_learning)
        by_pair = by_pair + tied(strength * learnt, roster)
    if agreed.secondment:
        team = partnerships.team(partners.posted, p.team_size)
        by_pair = by_pair + p.secondment_technology * team
    if agreed.orders:
        share = partners.orders / of_county(so_far.output, roster.recipient)
        by_pair = by_pair + p.order_learning * share
    return to_county(by_pair, roster.recipient, world.technology.shape[1])


def _skills_gain(state, policy, so_far, p):
    """Skills bought with aid, and passed on by seconded staff (draw, county)."""
    bought = skills_bought(so_far.works.skills, so_far.output, p.skill_cost)
    if policy.agreement.secondment is None:
        return bought
    by_pair = p.secondment_skills * partnerships.team(so_far.partnerships.posted, p.team_size)
    return bought + to_county(by_pair, state.roster.recipient, state.population.shape[1])
