"""Small worlds for tests: regions without files, programmes without scenarios."""

from types import SimpleNamespace

import numpy as np
import scipy.sparse

from narrows.model.parameters import default_parameters
from narrows.model.policy import Bond, Fund, GeneralFund, Policy, Projects, Use
from narrows.model.randomness import Luck
from narrows.model.simulate import simulate
from narrows.model.world import Structure

START = 2020


def region(counties=12, equal=False, seed=3):
    """A ring of counties with all a simulation needs."""
    random = np.random.default_rng(seed)
    spread = 0.0 if equal else 0.6
    output = np.exp(10.5 + spread * random.normal(size=counties))
    population = np.exp(13.0 + spread / 2 * random.normal(size=counties))
    places = np.arange(counties)
    rows = np.concatenate([places, places])
    columns = np.concatenate([(places + 1) % counties, (places - 1) % counties])
    ring = scipy.sparse.csr_array(
        (np.full(2 * counties, 0.5), (rows, columns)), shape=(counties, counties)
    )
    return SimpleNamespace(
        codes=tuple(f"{number:04d}" for number in range(counties)),
        output=output,
        output_error=np.zeros(counties),
        block=np.full(counties, -1),
        population=population,
        schooling=np.full(counties, 9.0) + (0 if equal else random.uniform(-1, 1, counties)),
        area=np.full(counties, 1000.0) * (1 if equal else random.uniform(0.5, 2, counties)),
        revenue=0.08 * output,
        spending=0.15 * output,
        capital=2.4 * output,
        public_capital=0.6 * output,
        group=places % 3,
        group_codes=("a", "b", "c"),
        group_growth={},
        total_growth={},
        reference={"urban_share": 0.6389},
        urban_share=np.full(counties, 0.6),
        sector_shares=np.tile([0.1, 0.4, 0.5], (counties, 1)),
        weights=lambda _kind="contiguity": ring,
        reach=ring,
    )


def programme(here, years=range(2022, 2026), money=1.0):
    """The two weakest aided by the two strongest with everything of the core."""
    order = np.argsort(here.output)
    weak, strong = order[:2], order[::-1][:2]
    entitled = np.zeros((1, len(here.output)), dtype=bool)
    entitled[0, weak] = True
    return Policy(
        donor=strong,
        recipient=weak,
        funds=(
            Fund(
                "fund",
                dict.fromkeys(years, 300.0 * money),
                entitled,
                "need",
                0.3,
                "tax_growth",
                Use(public=0.0),
            ),
        ),
        bonds=(Bond("bond", years[0], 900.0 * money, entitled, "need", 0.03, 8, 2),),
        assistance=dict.fromkeys(years, 0.02 * money),
        projects=Projects(dict.fromkeys(years, 200.0 * money)),
        general=GeneralFund(
            dict.fromkeys(range(2010, 2060), 5000.0), "per_head", "need", {}, entitled
        ),
    )


def years_of(
    here,
    arms,
    *,
    parameters=None,
    draws=2,
    years=8,
    silent=False,
    seed=7,
    growth="calibrated",
    closed=False,
    first_draw=0,
    public_capital="common",
):
    """Simulate a small world and return its years."""
    luck = Luck(seed, range(first_draw, first_draw + draws), silent=silent)
    values = parameters or default_parameters(draws)
    form = Structure(growth, public_capital, np.full((draws, 1), closed))
    return list(simulate(here, arms, values, luck, range(START, START + years), form))


def both(here, plan):
    """The two arms of a programme."""
    return {"baseline": plan.without_aid(), "programme": plan}
