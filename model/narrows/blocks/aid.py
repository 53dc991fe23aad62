"""Aid: promised on last year's books, absorbed or lost, finished with a lag."""

from narrows.blocks import funds
from narrows.blocks import funds as fund_block
from narrows.blocks.roster import entitled, of_county, pairs_of_donor, tied, to_county
from narrows.equations import allocation, grants
from narrows.equations.ratio import ratio
from narrows.flows import Aid, Usual, Works
from narrows.nothing import Zeros, is_zeros


def promise(state, kept, programme, world):
    """Aid of the year: funds, bonds, donors' cash and what changes of the general funds."""
    books, roster, parameters = state.books, state.roster, world.parameters
    funds, left = fund_block.pay(programme, state, world.year)
    bonds = fund_block.bonds(programme, state, world.year)
    assistance = kept.willing * _assistance(programme, state, world.year)
    received = to_county(assistance, roster.recipient, books.output.shape[1])
    paid = to_county(assistance, roster.donor, books.output.shape[1])
    usual, change = _general(programme.general, state, world)
    own = sum((f.own_share * m for f, m in zip(programme.funds, funds, strict=True)), zero(books))
    total = sum(funds, received + change) + bonds.sum(0) + own
    uses = _uses(programme, funds, bonds, received, change, parameters.mixed_public_share)
    return Aid(funds, left, bonds, assistance, received, paid, usual, change, own, total, *uses)


def zero(books):
    """Nothing, for every draw and county."""
    return Zeros(books.output.shape)


def _uses(programme, funds, bonds, received, change, mixed):
    """Parts of the aid meant for public works, for skills and for consumption.

    They are added up item by item, because each has a use of its own; what is left is for firms.
    Money of mixed use is divided by the parameter.
    """
    share = programme.assistance_use.public
    public = (mixed if share is None else share) * received + mixed * change
    skills = programme.assistance_use.skills * received
    consumption = programme.assistance_use.consumption * received
    items = zip((*programme.funds, *programme.bonds), (*funds, *bonds), strict=True)
    for item, money in items:
        spent = money if item.own_share == 0 else money * (1 + item.own_share)
        share = item.use.public
        public = public + (mixed if share is None else share) * spent
        if item.use.skills:
            skills = skills + item.use.skills * spent
        if item.use.consumption:
            consumption = consumption + item.use.consumption * spent
    return public, skills, consumption


def _assistance(programme, state, year):
    """Donors' cash by pair: a share of last year's own revenue, split over a donor's pairs."""
    share, roster = programme.assistance_in_year(year), state.roster
    if share == 0:
        return Zeros((len(state.books.output), len(roster.recipient)))
    revenue = state.books.own_revenue
    number = pairs_of_donor(roster, revenue.shape[1])
    return tied(share * of_county(revenue, roster.donor) / number, roster)


def _general(general, state, world):
    """General policy funds by the status quo, to be asked for, and what differs from it."""
    books = state.books
    amount = general.in_year(world.year) if general else 0.0
    if amount == 0:
        return Usual(), zero(books)
    usual = Usual(amount, general.status_quo, books)
    moved, change = general.moved_in_year(world.year), zero(books)
    if world.mechanisms.policy_follows_size:
        by_size = amount * allocation.shares("gdp", books, None)
        change = world.parameters.policy_size_share * (by_size - funds.usual_general(usual))
    if moved != 0:
        who = entitled(general, state.roster)
        moved = funds.to_somebody(moved, general, state.roster)
        other = amount * allocation.shares(general.allocation, books, who)
        change = change + moved * (other - funds.usual_general(usual))
    return usual, change


def carry_out(state, aid, programme, counties, parameters):
    """What becomes of the aid: absorbed within capacity, begun, finished, additional."""
    p = parameters
    effective_aid, effective = _absorb(aid.total, state.books.output, counties.absorption)
    given_back = tuple(
        (1 - effective) * money if fund.carry_over else zero(state.books)
        for fund, money in zip(programme.funds, aid.funds, strict=True)
    )
    public, skills, consumption = (
        effective * part for part in (aid.public, aid.skills, aid.consumption)
    )
    private = effective_aid - public - skills - consumption
    private_finished = grants.finished(state.private_works, private, p.completion_rate)
    return Works(
        absorbed=effective_aid,
        leaked=aid.total - effective_aid - sum(given_back),
        given_back=given_back,
        public_begun=public,
        private_begun=private,
        skills=skills,
        consumption=consumption,
        public_finished=grants.finished(state.public_works, public, p.completion_rate),
        private_finished=private_finished,
        additional=grants.additional_investment(private_finished, p.additionality),
    )


def _absorb(total, output, saturation):
    """What is absorbed of the aid, and its share in the aid."""
    if is_zeros(total):
        return total, 1.0
    effective_aid = grants.absorbed(total, output, saturation)
    return effective_aid, ratio(effective_aid, total, 1.0)


def demand_of_year(state, aid, works, kept, parameters):
    """Output called forth by what is spent; what donors pay is spending they do without."""
    p = parameters
    spent = works.public_finished + works.private_finished - aid.assistance_paid + kept.spent
    spent = spent + works.skills + works.consumption - aid.own
    spent = spent + kept.backflow * (aid.assistance_paid - aid.assistance_received)
    return grants.demand(state.demand, spent, p.demand_multiplier, p.demand_persistence)
