"""narrows beside Mesa and plain loops on one core, and on two cores beside one."""

import time

from narrows import processes as at_work
from narrows.ensemble.run import run_ensemble

from . import agreement, engine, mesa_twin, plain, world
from .clock import alternated, cpu_seconds

CORES = 2
LOOP = 5_000_000


def side_by_side(draws, twin_draws, times):
    """County-years per second of one core: both arms counted in all three.

    narrows draws its parameters and luck, finds the technology path and checks the identities;
    the other two are handed both and check nothing. Processor time, the least of a few runs.

    Args:
        draws: of narrows.
        twin_draws: of the other two.
        times: runs of each.
    """
    e = engine.default_experiment(draws)
    engine.simulate_all(engine.with_draws(e, 20))  # imports
    handed = [world.draw_of(e, number) for number in range(twin_draws)]
    works = {
        "narrows": lambda: engine.simulate_all(e),
        "mesa": lambda: [list(mesa_twin.run(draw)) for draw in handed],
        "plain": lambda: [list(plain.run(draw)) for draw in handed],
    }
    seconds = alternated(works, times, time.process_time)
    done = {"narrows": engine.county_years(e)}
    done["mesa"] = done["plain"] = engine.county_years(engine.with_draws(e, twin_draws))
    rate = {name: done[name] / seconds[name] / 1e6 for name in works}
    return {
        "million_county_years_per_second": rate,
        "ratio_to_mesa_one_core": rate["narrows"] / rate["mesa"],
        "ratio_to_plain_one_core": rate["narrows"] / rate["plain"],
        "largest_difference_to_mesa": max(agreement.of_mesa(draw) for draw in handed[:2]),
        "largest_difference_to_plain": max(agreement.of_plain(draw) for draw in handed[:2]),
        "draws": {"narrows": draws, "mesa": twin_draws, "plain": twin_draws},
    }


def cores(draws, run_draws, times):
    """Wall time on two cores against one: the simulation, and the run with its measures.

    An empty loop beside them tells how much of a second core the machine gives at the moment;
    what is short is run twice as often, as others on the machine disturb it more.

    Args:
        draws: of the simulation: many, so that starting two processes is a small part.
        run_draws: of the run with measures.
        times: runs of each.
    """
    e, run = engine.default_experiment(draws), engine.default_experiment(run_draws)
    engine.simulate_all(engine.with_draws(e, run_draws))
    short = {
        "simulate, 1": lambda: engine.simulate_all(e, 1),
        "simulate, 2": lambda: engine.simulate_all(e, CORES),
        "empty loop, 1": lambda: _loops(1),
        "empty loop, 2": lambda: _loops(CORES),
    }
    long = {
        "run, 1": lambda: run_ensemble(run, at_once=1),
        "run, 2": lambda: run_ensemble(run, at_once=CORES),
    }
    seconds = alternated(short, 2 * times) | alternated(long, times)
    return {
        "two_cores_over_one": seconds["simulate, 1"] / seconds["simulate, 2"],
        "two_cores_over_one_with_measures": seconds["run, 1"] / seconds["run, 2"],
        "two_cores_over_one_empty_loop": seconds["empty loop, 1"] / seconds["empty loop, 2"],
        "draws": {"simulation": draws, "run with measures": run_draws},
        "seconds": seconds,
    }


def _loops(at_once):
    """Work that needs no memory."""
    for _ in at_work.finished(lambda _: sum(range(LOOP)), range(2 * CORES), at_once):
        pass


def counties(sizes, numbers, end, times):
    """Cost of a county-year in made-up regions of several sizes, nanoseconds of one core.

    Args:
        sizes: numbers of counties.
        numbers: counties times draws, about the same for all sizes.
        end: last year.
        times: runs of each.
    """
    found = {}
    for size in sizes:
        e = engine.synthetic_experiment(size, max(1, numbers // size), end)
        engine.simulate_all(e)  # caches
        seconds = cpu_seconds(lambda e=e: engine.simulate_all(e), times)
        found[size] = {"draws": e.draws, "nanoseconds": seconds / engine.county_years(e) * 1e9}
    return found


def draws(sizes, times):
    """Cost of a county-year of the default scenario by the number of draws, nanoseconds."""
    return {size: _nanoseconds(engine.default_experiment(size), times) for size in sizes}


def years(ends, number, times):
    """Cost of a county-year of the default scenario by the last year, nanoseconds."""
    return {end: _nanoseconds(engine.default_experiment(number, end), times) for end in ends}


def _nanoseconds(experiment, times):
    engine.simulate_all(experiment)  # caches
    seconds = cpu_seconds(lambda: engine.simulate_all(experiment), times)
    return seconds / engine.county_years(experiment) * 1e9
