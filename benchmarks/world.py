"""One draw of the default scenario as plain numbers: what is handed to the other two models."""

from dataclasses import dataclass

import numpy as np

from narrows.ensemble.run import closed_draws
from narrows.model import start
from narrows.model.parameters import draw_parameters
from narrows.model.randomness import Luck
from narrows.model.sectors import production
from narrows.model.start import base_output, counties
from narrows.model.world import NONE

from . import engine


@dataclass(frozen=True)
class Draw:
    """A draw, handed over.

    Args:
        number: of the draw.
        parameters: {name: float}.
        counties: {name: list of floats}, of the base year.
        neighbours: for each county, list of (place, weight); weights of a row add up to one.
        closed: whether the region lives on its own savings.
        programme: of the arm with aid.
        years: calendar years.
        technology: {year: list of log technology}.
        income_index: {year: GDP per head of the world without programme, base year = 1}.
        flows: {year: {arm: {name: (county,)}}}, what narrows makes of it.
    """

    number: int
    parameters: dict
    counties: dict
    neighbours: list
    closed: bool
    programme: object
    years: tuple
    technology: dict
    income_index: dict
    flows: dict


COMPARED = ("output", "population", "capital", "public_capital")


def draw_of(experiment, number):
    """Simulate one draw in narrows and hand over its luck as a technology path.

    Raises:
        NotImplementedError: the experiment has mechanisms the others do not know.
    """
    if experiment.mechanisms != NONE:
        raise NotImplementedError(f"not in the others: {experiment.mechanisms}")
    e, draws = experiment, range(number, number + 1)
    parameters = draw_parameters(e.seed, draws, e.beliefs)
    output = base_output(e.region, Luck(e.seed, draws, e.order))
    fixed = counties(e.region, output, parameters, e.public_capital)
    technology, income, flows = {}, {}, {}
    for year in engine.years_of(e, draws):
        usual = year.flows["baseline"]
        technology[year.year] = _technology(usual, fixed, parameters)
        income[year.year] = float(usual.output.sum() / usual.population.sum())
        flows[year.year] = {arm: _compared(found) for arm, found in year.flows.items()}
    start = income[e.years[0]]
    return Draw(
        number=number,
        parameters={name: float(value[0, 0]) for name, value in vars(parameters).items()},
        counties=_counties(e, fixed, parameters),
        neighbours=_neighbours(fixed.neighbours),
        closed=bool(closed_draws(e.closure, e.seed, draws)[0, 0]),
        programme=e.arms["programme"],
        years=tuple(e.years),
        technology=technology,
        income_index={year: value / start for year, value in income.items()},
        flows=flows,
    )


def _compared(flows):
    found = {name: getattr(flows, name)[0] for name in COMPARED}
    return found | {"spending": flows.budget.spending[0]}


def _technology(flows, fixed, p):
    """Log technology of the world without programme, where nothing is called forth by aid."""
    inputs = production.log_inputs(
        flows.capital,
        flows.public_capital,
        flows.population,
        fixed.schooling,
        fixed.area,
        p.private_capital_share,
        p.public_capital_elasticity,
        p.density_elasticity,
    )
    return production.technology(flows.output - flows.demand, inputs)[0].tolist()


def _counties(experiment, fixed, parameters):
    """Places and books of the base year."""
    e = experiment
    first = start.first_state(e.region, fixed, parameters, e.arms["programme"])
    arrays = {
        "output": fixed.base_output,
        "population": fixed.base_population,
        "tax": fixed.base_tax,
        "need": fixed.base_need,
        "opening_debt": fixed.opening_debt,
        "replacement_share": fixed.replacement_share,
        "capital": first.capital,
        "public_capital": first.public_capital,
        "area": fixed.area,
        "schooling": fixed.schooling,
    }
    shape = (1, len(e.region))
    return {name: np.broadcast_to(array, shape)[0].tolist() for name, array in arrays.items()}


def _neighbours(weights):
    """Rows of a sparse matrix as lists."""
    rows = weights.tocsr()
    return [
        list(zip(rows.indices[a:b].tolist(), rows.data[a:b].tolist(), strict=True))
        for a, b in zip(rows.indptr[:-1], rows.indptr[1:], strict=True)
    ]
