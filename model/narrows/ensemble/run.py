"""Experiment; blocks of draws; one runner for pairs of arms, many arms, claims."""

from contextlib import closing
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from narrows import processes
from narrows.ensemble import plan
from narrows.ensemble.keep import Collected
from narrows.ensemble.pairs import Roles, roles
from narrows.history.own_history import law_of, own_calibration
from narrows.measures import catalogue
from narrows.model import randomness
from narrows.model.parameters import draw_parameters
from narrows.model.policy import Policy
from narrows.model.randomness import Luck
from narrows.model.simulate import simulate
from narrows.model.world import NONE, Mechanisms, Structure
from narrows.processes import OwnArrays, SharedArrays, prepared_libraries
from narrows.verdict.conditions import watched

BLOCK_NUMBERS = 40_960  # draws x counties of a block at most: its arrays stay near the cache
FEWEST_NUMBERS = 8_192  # of a block made only to give each core as many
ARMS_AT_ONCE = 24  # their states lie in memory side by side
REFERENCE = "reference"  # the arm without aid, which others follow


@dataclass(frozen=True)
class Experiment:
    """Everything a block of draws needs; the same for all blocks.

    Args:
        region: the counties.
        roles: who is weak, strong, and paired.
        arms: {arm: Policy}; a reference without aid is added where the baseline has aid.
        beliefs: {parameter: Prior} of the scenario.
        seed: of all luck.
        draws: how many.
        years: from the base year.
        closure: "open", "closed" or "both".
        growth: account of the baseline.
        public_capital: "common" or "budget".
        mechanisms: which of the disputed mechanisms are at work.
        watch: measures kept of every draw, because the verdict looks at them.
        history: Calibration by the region's own history; None grows by other panels' priors.
    """

    region: object
    roles: Roles
    arms: dict[str, Policy]
    beliefs: dict
    seed: int
    draws: int
    years: range
    closure: str
    growth: str
    public_capital: str
    mechanisms: Mechanisms = NONE
    watch: frozenset = frozenset()
    history: object = None

    @cached_property
    def worlds(self):
        """Arms to simulate {name: Policy}: the baseline without aid first, which others follow."""
        baseline = self.arms["baseline"]
        if baseline.changes_anything:
            return {REFERENCE: baseline.without_aid(), **self.arms}
        return self.arms

    @cached_property
    def order(self):
        """Place of each county in the order of codes, or None where they are in that order."""
        codes = self.region.codes
        # Luck belongs to the county, whatever its row in the table.
        return None if sorted(codes) == list(codes) else np.argsort(np.argsort(np.array(codes)))


def experiment_of(scenario, region, baseline=None):
    """Prepare a scenario, its baseline and its region for simulation.

    Args:
        scenario: resolved Scenario.
        region: its Region.
        baseline: resolved Scenario it is compared with; None for the baseline.
    """
    chosen = roles(_with_programme(scenario, baseline), region)
    programme = plan.programme(scenario, region, chosen)
    nothing = programme.without_aid()
    other = nothing
    if baseline is not None and baseline.programme is not None:
        other = plan.programme(baseline, region, roles(baseline, region))
    return Experiment(
        region=region,
        roles=chosen,
        arms={"baseline": other, "programme": programme},
        beliefs=plan.beliefs(scenario),
        seed=scenario.ensemble.seed,
        draws=scenario.ensemble.draws,
        years=range(region.base_year, scenario.horizon.end + 1),
        closure=scenario.structure.closure,
        growth=scenario.structure.growth,
        public_capital=scenario.structure.public_capital,
        mechanisms=plan.mechanisms(scenario),
        watch=_watch(scenario),
        history=own_calibration(region) if _asks_history(scenario) else None,
    )


def _with_programme(scenario, baseline):
    """The one whose recipients are looked at: the baseline, if it alone has a programme."""
    alone = scenario.programme is None and baseline is not None and baseline.programme is not None
    return baseline if alone else scenario


def _asks_history(scenario):
    """Whether the region's own history tells how its counties grow."""
    structure = scenario.structure
    return (structure.history == "use") & (structure.growth == "calibrated")


def _watch(scenario):
    """Measures the verdict looks at, in this scenario's words."""
    headlines = [catalogue.measure_key(name) for name in scenario.verdict.headline]
    goal = scenario.goal and catalogue.measure_key(scenario.goal.measure)
    return frozenset(watched(headlines, goal))


def run_ensemble(experiment, progress=None, at_once=None):
    """Simulate all draws, block by block; the numbers do not depend on blocks or cores.

    Args:
        experiment: what to run.
        progress: called with the number of draws just finished.
        at_once: blocks under way at once; None for one a core.

    Returns:
        Results.
    """
    at_once = at_once or processes.available()
    jobs = [(draws, experiment.worlds) for draws in blocks(experiment, at_once)]
    at_once, arrays = _arrays(min(at_once, len(jobs)))
    collected = Collected(experiment, arrays)
    largest = 0.0
    with closing(finished_jobs(experiment, jobs, collected.file_block, at_once)) as done:
        for draws, residual in done:
            largest = max(largest, residual)
            if progress is not None:
                progress(len(draws))
    return collected.results(largest)


def finished_jobs(experiment, jobs, take, at_once, last=None):
    """Simulate arms block by block of draws, each job in the next free process: the one runner.

    Args:
        experiment: region, beliefs, luck and form.
        jobs: ranges of draws, each with its arms {name: Policy}, the baseline first.
        take: f(draws, years) of a job's draws and of its years as they are simulated; called in
            the job's process.
        at_once: jobs under way at once.
        last: last year; None for the experiment's.

    Yields:
        (draws, what `take` returned), in the order in which jobs are finished.
    """

    def one(job):
        draws, arms = job
        return take(draws, simulated(experiment, draws, arms, last))

    with prepared_libraries(), closing(processes.finished(one, jobs, at_once)) as done:
        for (draws, _), taken in done:
            yield draws, taken


def _arrays(at_once):
    """How many blocks may be under way at once, and the arrays they fill."""
    if not processes.forks(at_once):
        return at_once, OwnArrays()
    try:
        return at_once, SharedArrays()
    except OSError:  # where addresses are rationed, memory cannot be shared
        return 1, OwnArrays()


def blocks(experiment, at_once=1):
    """Consecutive ranges of draws, for so many blocks under way at once."""
    return ranges(experiment.draws, len(experiment.region), at_once)


def ranges(draws, counties, at_once=1):
    """Draws in consecutive ranges of about the same length, none of too many numbers.

    Several cores get as many each, unless ranges became too short for that.

    >>> ranges(400, 136)
    [range(0, 200), range(200, 400)]
    >>> len(ranges(700, 136, 2)), len(ranges(100, 136, 2))
    (4, 1)
    """
    number = -(-draws // max(1, BLOCK_NUMBERS // counties))
    even = -(-number // at_once) * at_once
    number = max(number, min(even, draws * counties // FEWEST_NUMBERS))
    size = -(-draws // number)
    return [range(first, min(first + size, draws)) for first in range(0, draws, size)]


def closed_draws(closure, seed, draws):
    """Which draws live on the region's own savings (draw, 1)."""
    if closure == "both":
        return randomness.uniforms(seed, "closure", 0, draws, 1) < 0.5
    return np.full((len(draws), 1), closure == "closed")


def simulated(experiment, draws, arms, last=None):
    """Years of a range of draws with other arms than the experiment's own.

    Args:
        experiment: region, beliefs, luck and form.
        draws: range of draw numbers.
        arms: {name: Policy}, the baseline without aid first.
        last: last year; None for the experiment's.
    """
    e = experiment
    years = range(e.years[0], (last or e.years[-1]) + 1)
    parameters, form = _drawn(e, draws, years)
    luck = Luck(e.seed, draws, e.order)
    return simulate(e.region, arms, parameters, luck, years, form)


def _drawn(experiment, draws, years):
    """Parameters and structure of a range of draws."""
    e = experiment
    parameters, law = draw_parameters(e.seed, draws, e.beliefs), None
    if e.history is not None and len(years) > 1:
        law, parameters = law_of(
            e.history, e.seed, draws, len(years) - 1, parameters, e.beliefs.keys()
        )
    closed = closed_draws(e.closure, e.seed, draws)
    return parameters, Structure(e.growth, e.public_capital, closed, e.mechanisms, law)


def look(experiment, arms, see, years, progress=None):
    """Simulate arms in step with the baseline without aid, and keep what is seen of them.

    Args:
        experiment: region, beliefs, luck and form; its own arms are not used.
        arms: {name: Policy}; REFERENCE is added for the baseline without aid.
        see: f(arm, year) of an arm's name and a Year, giving {key: (draw, ...)}.
        years: calendar years to look at; nothing after the last is simulated.
        progress: called with the years just simulated and all there are, block by block of draws.

    Returns:
        {arm: {key: (year, draw, ...)}}, REFERENCE among them.
    """
    at_once = processes.available()
    names = list(arms)
    groups = [names[at : at + ARMS_AT_ONCE] for at in range(0, len(names), ARMS_AT_ONCE)] or [[]]
    reference = {REFERENCE: experiment.arms["programme"].without_aid()}
    chosen = [reference | {name: arms[name] for name in group} for group in groups]
    jobs = [(draws, group) for group in chosen for draws in blocks(experiment, at_once)]
    at_once, arrays = _arrays(min(at_once, len(jobs)))
    rows = {year: row for row, year in enumerate(sorted(years))}

    def file(draws, simulated_years):
        for year in simulated_years:
            if year.year not in rows:
                continue
            for arm in year.flows:
                for key, values in see(arm, year).items():
                    shape = (len(rows), experiment.draws, *values.shape[1:])
                    array = arrays.array((arm, key), shape, values.dtype)
                    array[rows[year.year], draws.start : draws.stop] = values

    last = max(years)
    span = last - experiment.years[0] + 1
    with closing(finished_jobs(experiment, jobs, file, at_once, last)) as done:
        for _ in done:
            if progress is not None:
                progress(span, span * len(jobs))
    found = {name: {} for name in (REFERENCE, *names)}
    for (name, key), values in arrays.items():
        found[name][key] = values
    return found


def part_of(progress, share):
    """Progress of a part of all work, on one bar of a hundred; None where nobody looks."""
    return progress and (lambda done, total: progress(100 * share * done / total, 100))
