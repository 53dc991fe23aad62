"""One year of every county: the schedule, event by event."""

from narrows.model.flows import Flows
from narrows.model.sectors import (
    aid,
    investment,
    partnerships,
    people,
    production,
    public_finance,
    relocation,
    technology,
)
from narrows.model.state import State


def year(state, policy, world):
    """One year of every county in every draw; the order is that of `model/README.md`.

    Who is aided by whom has been decided on last year's books (`sectors.membership`).

    Args:
        state: what counties have at the start of the year, with the roster of the year.
        policy: who aids whom, with what, when.
        world: the year, its technology and its baseline; parameters and what stays as it is.

    Returns:
        (State at the start of next year, Flows of this year).
    """
    so_far = Flows.opening(state)

    # 1 Partnerships: parks, orders, seconded staff, co-funds, by what each donor is willing to give
    so_far = partnerships.keep(state, policy, world, so_far)

    # 2 Aid: promised on last year's books, absorbed, carried over or lost, finished with a lag
    so_far = aid.give(state, policy, world, so_far)

    # 3 Output: what can be made, what is called for, what parks make, what is published
    so_far = production.produce(state, policy, world, so_far)

    # 4 Public finance: taxes, sharing, equalisation, debt service, what is left to spend
    so_far = public_finance.close(state, policy, world, so_far)

    # 5 Relocation: projects move one stage on, and capital with those that come to produce
    so_far = relocation.relocate(state, policy, world, so_far)

    # 6 Investment: public, supported, displaced, private; capital accumulates
    so_far = investment.invest(state, policy, world, so_far)

    # 7 People: who moves, and the skills that go along
    so_far = people.move(state, policy, world, so_far)

    # 8 Technology: what partners, seconded staff, orders and schools leave behind
    so_far = technology.learn(state, policy, world, so_far)

    return State.after(state, so_far), so_far
