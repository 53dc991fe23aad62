"""The simulation alone: parameters, luck, all arms, all years, identity checks; no measures."""

from dataclasses import replace

from narrows import processes
from narrows.ensemble import run
from narrows.ensemble.run import experiment_of, simulated

PROGRAMME_OVER = 2033  # a scenario may not end before its programme does


def default_experiment(draws, end=2040):
    """The default scenario, ten pairs as announced, ready to run."""
    from narrows.region import load_region
    from narrows.scenario import load_scenario
    from narrows.scenario.resolve import load_baseline

    changed = {"ensemble.draws": draws} | ({"horizon.end": end} if end > PROGRAMME_OVER else {})
    scenario = load_scenario("paired_aid", changed)
    region, baseline = load_region(scenario.region), load_baseline(scenario)
    return _until(experiment_of(scenario, region, baseline), end)


def synthetic_experiment(counties, draws, end):
    """The money and links of the default scenario in a made-up region of any size."""
    from narrows.scenario import load_scenario

    from .synthetic_region import synthetic_region

    ends = {"weak.select": {"bottom": 10}, "strong.select": {"top": 10}, "pairing.rule": "rank"}
    scenario = load_scenario("paired_aid", ends | {"ensemble.draws": draws})
    return _until(experiment_of(scenario, synthetic_region(counties, seed=1)), end)


def _until(experiment, end):
    """The experiment with another last year, which may lie within the programme."""
    return replace(experiment, years=range(experiment.years[0], end + 1))


def with_draws(experiment, draws):
    """The same experiment with another number of draws."""
    return replace(experiment, draws=draws)


def arms(experiment):
    """Arms as the engine simulates them."""
    return experiment.worlds


def years_of(experiment, draws):
    """Years of one range of draws, luck and identity checks included."""
    return simulated(experiment, draws, arms(experiment))


def simulate_all(experiment, at_once=1):
    """Simulate every draw and keep nothing."""

    def drained(draws):
        for _ in years_of(experiment, draws):
            pass

    with processes.prepared_libraries():
        for _ in processes.finished(drained, run.blocks(experiment, at_once), at_once):
            pass


def county_years(experiment):
    """How many times a county goes through a year, all arms counted."""
    counties, years = len(experiment.region), len(experiment.years)
    return counties * years * experiment.draws * len(arms(experiment))
