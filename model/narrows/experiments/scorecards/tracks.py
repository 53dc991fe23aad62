"""Run many programmes beside one world without any, on the same luck, and keep their effects."""

from contextlib import closing
from dataclasses import dataclass

import numpy as np

from narrows import processes
from narrows.ensemble.run import closed_draws, ranges
from narrows.luck import Luck
from narrows.parameters import draw_parameters
from narrows.processes import prepared_libraries
from narrows.programme import Programme
from narrows.simulate import Structure, simulate

REFERENCE = "reference"


@dataclass(frozen=True)
class Track:
    """Effects of one programme: the world with it less the world without, on the same luck.

    Args:
        case: what was run.
        income: GDP per head of the recipients in the base year (recipient,).
        gdp, people: log difference of GDP and of people (year, draw, recipient).
        others: mean log difference of GDP of all who are not aided (year, draw).
        donors: mean log difference of donors' GDP (year, draw).
        inputs: mean log difference of recipients' inputs as an accountant adds them up: half
            capital of both kinds, half people (year, draw).
        donors_inputs: the same of the donors (year, draw).
        demand: output called forth by spending, share of recipients' GDP (year, draw).
        investment, revenue: of the recipients, relative difference (year, draw).
        gain, neighbours, whole: GDP of recipients, of their neighbours who are not aided, and of
            all, difference in million (year, draw).
        money: aid paid and projects that came to produce, million (year, draw).
        gap, revenue_gap, spread: sd of log GDP per head of all, of log own revenue per head of
            all, and of log GDP per head among recipients, relative difference (year, draw).
    """

    case: object
    income: np.ndarray
    gdp: np.ndarray
    people: np.ndarray
    others: np.ndarray
    donors: np.ndarray
    inputs: np.ndarray
    donors_inputs: np.ndarray
    demand: np.ndarray
    investment: np.ndarray
    revenue: np.ndarray
    gain: np.ndarray
    neighbours: np.ndarray
    whole: np.ndarray
    money: np.ndarray
    gap: np.ndarray
    revenue_gap: np.ndarray
    spread: np.ndarray

    @property
    def per_head(self):
        """Mean log difference of recipients' GDP per head (year, draw)."""
        return (self.gdp - self.people).mean(axis=-1)

    @property
    def level(self):
        """Mean log difference of recipients' GDP (year, draw)."""
        return self.gdp.mean(axis=-1)


@dataclass(frozen=True)
class World:
    """The world without programme: million, persons, million (year, draw, county)."""

    output: np.ndarray
    population: np.ndarray
    tax: np.ndarray


def run(region, cases, years, *, draws, seed, beliefs=None, tick=None):
    """Simulate the cases and the world without them.

    Args:
        region: the counties.
        cases: {name: Case}.
        years: how many after the base year.
        draws: how many futures.
        seed: of all luck.
        beliefs: {parameter: Prior} that replace the shipped priors.
        tick: called with the number of years just simulated, block by block.

    Returns:
        (World, {name: Track}).
    """
    blocks = ranges(draws, len(region))
    done = {}

    def simulated(block):
        return _block(region, cases, years, block, seed, beliefs)

    finished = processes.finished(simulated, blocks, processes.available())
    with prepared_libraries(), closing(finished):
        for block, part in finished:
            done[block.start] = part
            if tick is not None:
                tick(years + 1)
    parts = [done[start] for start in sorted(done)]
    world = World(**_joined([part[0] for part in parts]))
    income = region.output / region.population
    tracks = {
        name: Track(
            case=plan,
            income=income[plan.recipients],
            **_joined([part[1][name] for part in parts]),
        )
        for name, plan in cases.items()
    }
    return world, tracks


def blocks_of(region, draws):
    """How many blocks a number of draws makes."""
    return len(ranges(draws, len(region)))


def _joined(parts):
    """Blocks side by side along the axis of draws."""
    return {key: np.concatenate([part[key] for part in parts], axis=1) for key in parts[0]}


def _block(region, cases, years, draws, seed, beliefs):
    """One block of draws: what the years show, stacked."""
    order = np.argsort(np.argsort(np.array(region.codes)))
    arms = {REFERENCE: Programme()} | {name: plan.programme for name, plan in cases.items()}
    structure = Structure("calibrated", "common", closed_draws("both", seed, draws))
    span = range(region.base_year, region.base_year + years + 1)
    around = {name: _neighbours(region, plan.recipients) for name, plan in cases.items()}
    world, seen = [], {name: [] for name in cases}
    parameters = draw_parameters(seed, draws, beliefs)
    for year in simulate(region, arms, parameters, Luck(seed, draws, order), span, structure):
        without = year.flows[REFERENCE]
        world.append(_world(without))
        for name, plan in cases.items():
            seen[name].append(_effects(year.flows[name], without, plan, around[name]))
    return _stacked(world), {name: _stacked(rows) for name, rows in seen.items()}


def _stacked(rows):
    return {key: np.stack([row[key] for row in rows]) for key in rows[0]}


def _world(flows):
    return {"output": flows.output, "population": flows.population, "tax": flows.budget.tax}


def _neighbours(region, recipients):
    """Mask of the counties that border on an aided one and are not aided."""
    aided = np.zeros(len(region))
    aided[recipients] = 1
    return (np.asarray(region.weights() @ aided) > 0) & (aided == 0)


def _effects(flows, without, plan, around):
    """What one year shows of one case; see Track."""
    aided, donors = plan.recipients, plan.donors
    gdp = np.log(flows.output / without.output)
    people = np.log(flows.population / without.population)
    inputs = 0.5 * (np.log(_capital(flows) / _capital(without)) + people)
    change = flows.output - without.output
    others = np.delete(gdp, aided, axis=1)
    made = without.output[:, aided].sum(1)
    return {
        "gdp": gdp[:, aided].astype(np.float32),
        "people": people[:, aided].astype(np.float32),
        "others": others.mean(1),
        "donors": gdp[:, donors].mean(1),
        "inputs": inputs[:, aided].mean(1),
        "donors_inputs": inputs[:, donors].mean(1),
        "demand": (flows.demand - without.demand)[:, aided].sum(1) / made,
        "investment": _relative(_investment, flows, without, aided),
        "revenue": _relative(lambda year: year.budget.own_revenue, flows, without, aided),
        "gain": change[:, aided].sum(1),
        "neighbours": change[:, around].sum(1),
        "whole": change.sum(1),
        "money": (flows.aid.total + flows.relocation.into).sum(1),
        "gap": _spread_change(flows.output, without.output, flows, without),
        "revenue_gap": _spread_change(
            flows.budget.own_revenue, without.budget.own_revenue, flows, without
        ),
        "spread": _spread_change(flows.output, without.output, flows, without, aided),
    }


def _capital(flows):
    return flows.capital + flows.public_capital


def _investment(flows):
    """Public and private investment, works paid from aid, and capital that moved in, million."""
    made, parks = flows.investment, flows.parks
    return (
        made.private + made.public + made.subsidised - made.displaced
        + flows.works.public_finished + flows.relocation.into
        + (0.0 if parks is None else parks.built_in)
    )  # fmt: skip


def _relative(quantity, flows, without, places):
    after, before = (quantity(year)[:, places].sum(1) for year in (flows, without))
    return after / before - 1


def _spread_change(after, before, flows, without, places=slice(None)):
    """Relative difference of the sd of logs per head."""
    with_it = np.log(after / flows.population)[:, places].std(axis=1)
    base = np.log(before / without.population)[:, places].std(axis=1)
    return np.divide(with_it, base, out=np.ones_like(base), where=base > 0) - 1
