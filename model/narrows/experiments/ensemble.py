"""Many futures of one scenario, with and without its programme, on the same luck."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from narrows import rng
from narrows.blocks.roster import to_county
from narrows.experiments import prepare
from narrows.experiments.roles import Roles, roles
from narrows.ledger import payments
from narrows.luck import Luck
from narrows.measures import evaluate, ranks
from narrows.parameters import draw_parameters
from narrows.programme import Programme
from narrows.simulate import Structure, simulate

ARMS = ("baseline", "programme")
BLOCK_NUMBERS = 16_384  # draws x counties of a block: its arrays stay in the cache
THREADS = 2
KEPT_BYTES = 300e6  # county results and ledger of more draws than this holds are not kept

VARIABLES = (
    "gdp", "population", "revenue", "tax", "capital", "public_capital", "investment", "debt"
)  # fmt: skip


@dataclass(frozen=True)
class Experiment:
    """Everything a block of draws needs; the same for all blocks.

    Args:
        region: the counties.
        roles: who is weak, strong, and paired.
        arms: {arm: Programme}; a reference without aid is added where the baseline has aid.
        beliefs: {parameter: Prior} of the scenario.
        seed: of all luck.
        draws: how many.
        years: from the base year.
        closure: "open", "closed" or "both".
        growth: account of the world without programme.
        public_capital: "common" or "budget".
    """

    region: object
    roles: Roles
    arms: dict[str, Programme]
    beliefs: dict
    seed: int
    draws: int
    years: range
    closure: str
    growth: str
    public_capital: str

    @cached_property
    def order(self):
        """Place of each county in the order of codes: luck belongs to the county."""
        return np.argsort(np.argsort(np.array(self.region.codes)))

    @property
    def kept(self):
        """Draws whose county results are kept: all of them unless memory is short."""
        per_draw = len(self.region) * len(self.years) * len(ARMS) * (len(VARIABLES) + 8) * 4
        return int(min(self.draws, max(100, KEPT_BYTES // per_draw)))


def experiment(scenario, region, baseline=None):
    """Prepare a scenario, its baseline and its region for simulation.

    Args:
        scenario: resolved Scenario.
        region: its Region.
        baseline: resolved Scenario it is compared with; None for the world without programme.
    """
    chosen = roles(scenario, region)
    programme = prepare.programme(scenario, region, chosen)
    nothing = programme.without_aid()
    other = nothing
    if baseline is not None and baseline.programme is not None:
        other = prepare.programme(baseline, region, roles(baseline, region))
    return Experiment(
        region=region,
        roles=chosen,
        arms={"baseline": other, "programme": programme},
        beliefs=prepare.beliefs(scenario),
        seed=scenario.ensemble.seed,
        draws=scenario.ensemble.draws,
        years=range(region.base_year, scenario.horizon.end + 1),
        closure=scenario.structure.closure,
        growth=scenario.structure.growth,
        public_capital=scenario.structure.public_capital,
    )


@dataclass(frozen=True)
class Results:
    """What a run has computed, as arrays.

    Args:
        experiment: what was run.
        measures: {(measure, weights, concept): {arm: (year, draw)}}.
        aggregates: {name: {arm: (year, draw)}}, million or persons.
        counties: {variable: {arm: (year, kept draw, county)}}.
        ledger: {(payer, payee, purpose): {arm: (year, kept draw, places)}}.
        parameters: {name: (draw,)}.
        closed: draws with the closed closure (draw,).
        residual: largest relative residual of any identity.
    """

    experiment: Experiment
    measures: dict
    aggregates: dict
    counties: dict
    ledger: dict
    parameters: dict
    closed: np.ndarray
    residual: float


def run(experiment, progress=None, threads=THREADS):
    """Simulate all draws, block by block; the numbers do not depend on blocks or threads.

    Args:
        experiment: what to run.
        progress: called with the number of draws just finished.
        threads: blocks under way at once.

    Returns:
        Results.
    """
    collected = _Collected(experiment)
    blocks = [_Block(experiment, draws) for draws in _blocks(experiment)]
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(block.simulate_into, collected) for block in blocks]
        try:
            for done in as_completed(waiting):
                finished = done.result()
                if progress is not None:
                    progress(finished)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return collected.results()


def _blocks(experiment):
    """Consecutive ranges of draws."""
    size = max(1, BLOCK_NUMBERS // len(experiment.region))
    return [
        range(first, min(first + size, experiment.draws))
        for first in range(0, experiment.draws, size)
    ]


def closed_draws(closure, seed, draws):
    """Which draws live on the region's own savings (draw, 1)."""
    if closure == "both":
        return rng.uniforms(seed, "closure", 0, draws, 1) < 0.5
    return np.full((len(draws), 1), closure == "closed")


class _Block:
    """One range of draws."""

    def __init__(self, experiment, draws):
        self.experiment, self.draws = experiment, draws

    def simulate_into(self, collected):
        """Simulate the block and file its numbers; returns how many draws it had."""
        e = self.experiment
        parameters = draw_parameters(e.seed, self.draws, e.beliefs)
        closed = closed_draws(e.closure, e.seed, self.draws)
        luck = Luck(e.seed, self.draws, e.order)
        collected.file_draws(self.draws, parameters, closed)
        structure = Structure(e.growth, e.public_capital, closed)
        base_ranks = None
        for row, year in enumerate(
            simulate(e.region, _arms(e), parameters, luck, e.years, structure)
        ):
            base_ranks = base_ranks or _base_ranks(year.flows["baseline"])
            collected.file_year(self.draws, row, year, base_ranks)
        return len(self.draws)


def _arms(experiment):
    """Arms to simulate: the world without programme first, which the others follow."""
    baseline = experiment.arms["baseline"]
    if baseline.changes_anything:
        return {"reference": baseline.without_aid(), **experiment.arms}
    return experiment.arms


def _base_ranks(flows):
    """Ranks in the base year by each concept (draw, county)."""
    return {"gdp": ranks(flows.output), "gdp_per_head": ranks(flows.output / flows.population)}


class _Collected:
    """Arrays of a run, filled block by block; every number has one place."""

    def __init__(self, experiment):
        self.experiment = experiment
        self.measures, self.aggregates, self.ledger = {}, {}, {}
        self.parameters, self.residuals = {}, []
        self.closed = np.zeros(experiment.draws, dtype=bool)
        shape = (len(experiment.years), experiment.kept, len(experiment.region))
        self.counties = {
            name: {arm: np.zeros(shape, dtype=np.float32) for arm in ARMS} for name in VARIABLES
        }

    def file_draws(self, draws, parameters, closed):
        """Keep the parameters of a block of draws."""
        rows = slice(draws.start, draws.stop)
        self.closed[rows] = closed[:, 0]
        for name, values in vars(parameters).items():
            self._place(self.parameters, name, (self.experiment.draws,))[rows] = values[:, 0]

    def file_year(self, draws, row, year, base_ranks):
        """Keep what is asked of a simulated year."""
        self.residuals.append(year.residual)
        for arm in ARMS:
            flows = year.flows[arm]
            self._file_measures(arm, draws, row, flows, base_ranks)
            self._file_kept(arm, draws, row, flows)

    def _file_measures(self, arm, draws, row, flows, base_ranks):
        """Measures and aggregates of all draws."""
        e = self.experiment
        panel = evaluate(
            flows.output,
            flows.population,
            e.region.group,
            recipients=_mask(e.roles.recipient, e.roles.weak, len(e.region)),
            base_ranks=base_ranks,
        )
        shape, rows = (len(e.years), e.draws), slice(draws.start, draws.stop)
        for key, values in panel.items():
            self._arm(self.measures, key, arm, shape)[row, rows] = values
        for key, values in _aggregates(flows, e.roles).items():
            self._arm(self.aggregates, key, arm, shape)[row, rows] = values

    def _file_kept(self, arm, draws, row, flows):
        """County variables and ledger of the draws that are kept."""
        e = self.experiment
        stop = min(draws.stop, e.kept)
        if draws.start >= stop:
            return
        rows, inside = slice(draws.start, stop), slice(0, stop - draws.start)
        for name, values in _county_variables(flows).items():
            self.counties[name][arm][row, rows] = values[inside]
        for entry in payments(flows, e.arms[arm]):
            key = (entry.payer, entry.payee, entry.purpose)
            shape = (len(e.years), e.kept, entry.amount.shape[1])
            self._arm(self.ledger, key, arm, shape, np.float32)[row, rows] += entry.amount[inside]

    def _arm(self, store, key, arm, shape, kind=float):
        """The array of an arm under a key, made when first asked for."""
        return self._place(store.setdefault(key, {}), arm, shape, kind)

    def _place(self, store, key, shape, kind=float):
        found = store.get(key)
        return store.setdefault(key, np.zeros(shape, kind)) if found is None else found

    def results(self):
        """What has been collected."""
        return Results(
            experiment=self.experiment,
            measures=self.measures,
            aggregates=self.aggregates,
            counties=self.counties,
            ledger=self.ledger,
            parameters=self.parameters,
            closed=self.closed,
            residual=max(self.residuals),
        )


def _mask(recipient, weak, counties):
    """The aided counties, or the weak where nobody is aided."""
    mask = np.zeros(counties, dtype=bool)
    mask[recipient if len(recipient) else weak] = True
    return mask


def _aggregates(flows, roles):
    """Totals that the verdict looks at, million or persons (draw,)."""
    recipients, donors = roles.weak, roles.strong
    aid = flows.aid
    programme_money = sum((fund.sum(1) for fund in aid.funds), aid.bonds.sum((0, 2)))
    return {
        "recipients_gdp": flows.output[:, recipients].sum(1),
        "recipients_population": flows.population[:, recipients].sum(1),
        "recipients_investment": _gross_investment(flows)[:, recipients].sum(1),
        "recipients_revenue": flows.budget.own_revenue[:, recipients].sum(1),
        "recipients_tax": flows.budget.tax[:, recipients].sum(1),
        "donors_gdp": flows.output[:, donors].sum(1),
        "donors_population": flows.population[:, donors].sum(1),
        "province_gdp": flows.output.sum(1),
        "province_population": flows.population.sum(1),
        "province_investment": _gross_investment(flows).sum(1),
        "province_tax": flows.budget.tax.sum(1),
        "programme_money": programme_money
        + aid.assistance.sum(1)
        + np.maximum(aid.general_change, 0.0).sum(1),
    }


def _gross_investment(flows):
    """Public and private investment, works paid from aid and capital moved in, million."""
    invested, works = flows.investment, flows.works
    return (
        invested.private
        + invested.public
        + works.public_finished
        + works.private_finished
        - invested.displaced
        + flows.relocation.into
        + flows.kept.co_invested
        + to_county(flows.kept.park_finished, flows.roster.recipient, flows.output.shape[1])
    )


def _county_variables(flows):
    """What is kept of each county, million or persons (draw, county)."""
    return {
        "gdp": flows.output,
        "population": flows.population,
        "revenue": flows.budget.own_revenue,
        "tax": flows.budget.tax,
        "capital": flows.capital,
        "public_capital": flows.public_capital,
        "investment": _gross_investment(flows),
        "debt": flows.debt,
    }
