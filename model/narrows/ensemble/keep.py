"""Arrays of a run, filled block by block, within bounded memory."""

from dataclasses import dataclass, field

import numpy as np

from narrows.measures import catalogue, evaluate
from narrows.model import indicators
from narrows.model.ledger import payments
from narrows.verdict.conditions import JUDGED

ARMS = ("baseline", "programme")
COUNTY_BYTES = 400e6  # county variables and ledger, together; half of it in a very large run
MEASURE_BYTES = 120e6  # measures the verdict does not look at; half of it in a very large run
LEDGER_ENTRIES = 6  # entries of the ledger that concern every county, about
MEASURES_APART = 50  # measures the verdict does not look at, about
EXACT_DRAWS = 20_000  # beyond, what is kept of every draw is kept in single precision


@dataclass(frozen=True)
class Results:
    """What a run has computed, as arrays.

    Args:
        experiment: what was run.
        measures: {(measure, weights, concept): {arm: (year, draw)}}; those the verdict does not
            look at may hold the first draws only.
        aggregates: {name: {arm: (year, draw)}}, million or persons.
        counties: {variable: {arm: (year, kept draw, county)}}.
        ledger: {(payer, payee, purpose): {arm: (year, kept draw, places)}}.
        parameters: {name: (draw,)}.
        closed: draws with the closed closure (draw,).
        residual: largest relative residual of any identity.
        members: where members change, how far each county is entitled ("weight") and the place
            of its first donor ("donor", -1 without), each (year, kept draw, county); else empty.
    """

    experiment: object
    measures: dict
    aggregates: dict
    counties: dict
    ledger: dict
    parameters: dict
    closed: np.ndarray
    residual: float
    members: dict = field(default_factory=dict)

    def __repr__(self):
        years = self.experiment.years
        return f"Results({self.experiment.draws} draws, {years[0]} to {years[-1]})"

    @property
    def kept(self):
        """Draws whose counties and ledger are kept."""
        return self.counties["gdp"]["baseline"].shape[1]


def kept_draws(budget, series, draws):
    """How many draws of so many single-precision series fit a budget of bytes.

    >>> kept_draws(400e6, 100_000, 5000)
    1000
    """
    return int(min(draws, max(100, budget // (4 * series))))


class Collected:
    """The arrays of a run under way.

    Args:
        experiment: what is run.
        arrays: `OwnArrays`, or `SharedArrays` where blocks are simulated by several processes.
    """

    def __init__(self, experiment, arrays):
        self.experiment, self.arrays = experiment, arrays
        e = experiment
        series = len(e.years) * len(ARMS)
        per_county = len(indicators.VARIABLES) + LEDGER_ENTRIES
        part = 1.0 if e.draws <= EXACT_DRAWS else 0.5
        counties = series * per_county * len(e.region)
        self.kept = kept_draws(part * COUNTY_BYTES, counties, e.draws)
        self.kept_measures = kept_draws(part * MEASURE_BYTES, series * MEASURES_APART, e.draws)
        self.precision = float if e.draws <= EXACT_DRAWS else np.float32
        self.aided = aided(e.roles.recipient, e.roles.weak, len(e.region))

    def file_block(self, draws, years):
        """File a block of draws as its years are simulated; the largest residual of identities."""
        largest = 0.0
        for row, year in enumerate(years):
            if row == 0:
                self.file_draws(draws, year.world.parameters, year.world.closed)
                base_ranks = catalogue.base_ranks(year.flows["baseline"])
            self.file_year(draws, row, year, base_ranks)
            largest = max(largest, year.residual)
        return largest

    def file_draws(self, draws, parameters, closed):
        """Keep the parameters of a block of draws."""
        rows, number = slice(draws.start, draws.stop), (self.experiment.draws,)
        self.arrays.array(("closed",), number, bool)[rows] = closed[:, 0]
        for name, values in vars(parameters).items():
            self.arrays.array(("parameters", name), number)[rows] = values[:, 0]

    def file_year(self, draws, row, year, base_ranks):
        """Keep what is asked of a simulated year; arms that are alike are measured once."""
        first, second = (year.flows[arm] for arm in ARMS)
        panel = self._measures(first, base_ranks)
        other = panel if _alike(first, second) else self._measures(second, base_ranks)
        for arm, measures in zip(ARMS, (panel, other), strict=True):
            self._file_totals(arm, draws, row, measures, year)
            self._file_counties(arm, draws, row, year.flows[arm], year.world)

    def _measures(self, flows, base_ranks):
        """Every measure of one arm in one year {key: (draw,)}."""
        return evaluate(
            flows.reported,
            flows.population,
            self.experiment.region.group,
            recipients=self.aided,
            base_ranks=base_ranks,
        )

    def _file_totals(self, arm, draws, row, measures, year):
        """Measures and aggregates."""
        e = self.experiment
        for key, values in measures.items():
            kept = e.draws if key in e.watch else self.kept_measures
            self._file(("measures", key, arm), draws, row, values, kept)
        for key, values in indicators.aggregates(year.flows[arm], e.roles, year.world).items():
            kept = e.draws if key in JUDGED else self.kept_measures
            self._file(("aggregates", key, arm), draws, row, values, kept)

    def _file_counties(self, arm, draws, row, flows, world):
        """County variables and ledger of the draws that are kept."""
        stop = min(draws.stop, self.kept)
        if draws.start >= stop:
            return
        rows, inside = slice(draws.start, stop), slice(0, stop - draws.start)
        years, counties = len(self.experiment.years), len(self.experiment.region)
        array, shape = self.arrays.array, (years, self.kept, counties)
        for name, values in indicators.county_variables(flows, world).items():
            array(("counties", name, arm), shape, np.float32)[row, rows] = values[inside]
        if arm == "programme" and flows.roster.member is not None:
            for name, values in membership(flows.roster).items():
                kind = np.float32 if name == "weight" else np.int32
                array(("members", name), shape, kind)[row, rows] = values[inside]
        for entry in payments(flows, self.experiment.arms[arm]):
            if not entry.amount.any():
                continue
            key = ("ledger", (entry.payer, entry.payee, entry.purpose), arm)
            shape = (years, self.kept, entry.amount.shape[1])
            array(key, shape, np.float32)[row, rows] += entry.amount[inside]

    def _file(self, key, draws, row, values, kept):
        """Put one number a draw in its place, as far as draws are kept."""
        stop = min(draws.stop, kept)
        if draws.start < stop:
            array = self.arrays.array(key, (len(self.experiment.years), kept), self.precision)
            array[row, draws.start : stop] = values[: stop - draws.start]

    def results(self, residual):
        """What has been collected.

        Args:
            residual: largest relative residual of any identity.
        """
        kinds = ("measures", "aggregates", "counties", "ledger", "parameters", "members")
        found = {kind: {} for kind in kinds}
        for (*path, last), values in self.arrays.items():
            place = found
            for step in path:
                place = place.setdefault(step, {})
            place[last] = values
        return Results(experiment=self.experiment, residual=residual, **found)


def figures(experiment, year):
    """Every figure of a simulated year that measures do not need {name: array}.

    Of each arm: county variables, totals, and payments of one kind together.
    """
    found = {}
    for arm, programme in experiment.arms.items():
        flows = year.flows[arm]
        named = indicators.county_variables(flows, year.world)
        named |= indicators.aggregates(flows, experiment.roles, year.world)
        found |= {(arm, name): values for name, values in named.items()}
        for entry in payments(flows, programme):
            key = (arm, entry.payer, entry.payee, entry.purpose)
            found[key] = found.get(key, 0.0) + entry.amount
    return found


def _alike(first, second):
    """Whether two arms have the same people and the same output, so that all measures agree."""
    pairs = ((first.reported, second.reported), (first.population, second.population))
    return all(np.array_equal(one, other) for one, other in pairs)


def aided(recipient, weak, counties):
    """The recipients: the weak, with a donor or without."""
    mask = np.zeros(counties, dtype=bool)
    mask[weak] = True
    mask[recipient] = True
    return mask


def membership(roster):
    """How far each county is entitled, and its first donor, -1 without (draw, county)."""
    counties = roster.member.shape[1]
    donor, tie = roster.donor[:, :counties], roster.tie[:, :counties]
    return {"weight": roster.weight, "donor": np.where(tie > 0, donor, -1)}
