"""A region with a history of its counties grows by what that history teaches."""

import numpy as np
import pytest
from test_calibrate import world

from narrows.ensemble import run
from narrows.ensemble.run import experiment_of, run_ensemble, simulated
from narrows.errors import InputError
from narrows.history.own_history import history_panel, own_calibration
from narrows.region import load_region
from narrows.region.make import Wish, new_region
from narrows.scenario import scenario_from_dict

UNITS, YEARS = 24, 22


def folder(place, order=None, years=YEARS, base_year=None, written=None, hole=None):
    """A region folder made from a simulated panel."""
    relative = world(3, years=years, units=UNITS, rho=-0.35)[:written]
    lines = ["unit_id,year,variable,value"]
    for unit in range(UNITS) if order is None else order:
        for year in range(len(relative)):
            if (unit, year) == hole:
                continue
            income = 30_000 * np.exp(0.02 * year + relative[year, unit])
            lines += [f"u{unit:02d},{2000 + year},income,{income:.6f}"]
            lines += [f"u{unit:02d},{2000 + year},population,{100_000 + 1000 * unit}"]
    place.mkdir(parents=True, exist_ok=True)
    table = place / "panel.csv"
    table.write_text("\n".join(lines) + "\n")
    new_region(Wish(str(table), "income", year=base_year, currency="EUR"), place / "made")
    return place / "made"


def experiment(made, draws=12, **structure):
    """A run of a scenario without money on a region folder."""
    region = load_region(made)
    plan = {
        "schema": 1,
        "region": str(made),
        "horizon": {"end": region.base_year + 8},
        "ensemble": {"draws": draws, "seed": 5},
        "structure": structure,
    }
    return experiment_of(scenario_from_dict(plan), region)


def gaps(told):
    """Gap measures of the baseline (measure, year, draw)."""
    found = run_ensemble(told)
    return np.array([found.measures[key]["baseline"] for key in sorted(found.measures)])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return folder(tmp_path_factory.mktemp("region"))


def test_history_changes_the_run_and_can_be_ignored(made):
    """With history the speed is that of the region's own past; "ignore" is the prior again."""
    own, without = experiment(made), experiment(made, history="ignore")
    assert own.history is not None
    assert without.history is None
    assert not np.array_equal(gaps(own), gaps(without))
    found = run_ensemble(own).parameters
    posterior = own.history.speed.moments(np.log(own.history.speed.volatility))
    spread = np.log(run_ensemble(without).parameters["speed_volatility"]).std()
    assert np.log(found["speed_volatility"]).mean() == pytest.approx(posterior[0], abs=0.15)
    assert np.log(found["speed_volatility"]).std() < spread


def test_a_draw_is_the_same_alone_and_in_any_block(made, monkeypatch):
    """Draw 7 of 12 in one block equals draw 7 in blocks of five, and draw 7 alone."""
    whole = gaps(experiment(made))
    monkeypatch.setattr(run, "BLOCK_NUMBERS", 5 * UNITS)
    np.testing.assert_array_equal(gaps(experiment(made)), whole)
    told = experiment(made)
    many, alone = (
        [year.flows["baseline"].output for year in simulated(told, draws, told.arms)]
        for draws in (range(12), range(7, 8))
    )
    for both, single in zip(many, alone, strict=True):
        np.testing.assert_array_equal(both[7], single[0])


def test_history_is_learned_from_once(made):
    """Experiments on the same folder share one calibration."""
    assert own_calibration(load_region(made)) is own_calibration(load_region(made))


def test_the_order_of_counties_does_not_matter(made, tmp_path):
    """The same counties in another order have the same futures, bit by bit but for sums."""
    order = np.random.default_rng(1).permutation(UNITS)
    other = load_region(folder(tmp_path, order=order))
    here = load_region(made)
    first, second = own_calibration(here), own_calibration(other)
    place = [other.index[code] for code in here.codes]
    np.testing.assert_array_equal(first.shocks.memory, second.shocks.memory[place])
    np.testing.assert_allclose(first.shocks.permanent, second.shocks.permanent[place], atol=1e-12)
    np.testing.assert_array_equal(first.speed.weight, second.speed.weight)


def test_counties_start_where_the_table_says(made):
    """The base year's gap is that of the region's table, whatever was learned."""
    told = experiment(made)
    region = told.region
    first = next(iter(simulated(told, range(3), told.arms)))
    np.testing.assert_allclose(first.flows["baseline"].output, np.tile(region.output, (3, 1)))


def test_the_first_years_follow_the_own_law(made):
    """Mean relative income a year on is the lasting part times the speed: no prior is left."""
    told = experiment(made, draws=400)
    years = list(simulated(told, range(400), told.arms, last=told.years[1]))
    flows = years[1].flows["baseline"]
    income = np.log(flows.output / flows.population)
    mean = (income - income.mean(axis=1, keepdims=True)).mean(axis=0)
    lasting = told.history.shocks.permanent
    slope = (mean @ lasting) / (lasting @ lasting)
    assert slope == pytest.approx(1.0, abs=0.05)
    volatility = told.history.shocks.volatility
    assert np.abs(mean - slope * lasting).max() < 5 * volatility.max() / np.sqrt(400)


def test_what_the_scenario_states_is_used_instead(made):
    """A speed volatility fixed by the scenario overrides history; the rest is learned."""
    region = load_region(made)
    plan = {
        "schema": 1,
        "region": str(made),
        "horizon": {"end": region.base_year + 3},
        "ensemble": {"draws": 6, "seed": 5},
        "parameters": {"speed_volatility": 0.05},
    }
    found = run_ensemble(experiment_of(scenario_from_dict(plan), region)).parameters
    assert set(found["speed_volatility"]) == {0.05}
    assert len(set(found["residual_autocorrelation"])) > 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"years": 7}, "seven years are too few"),
        ({"base_year": 2005}, "five years before the base year are too few"),
        ({"hole": (3, 18)}, "a hole three years before the end"),
    ],
)
def test_too_little_history_leaves_the_prior(tmp_path, changes, why):
    """Nothing is interpolated: a region that cannot be learned from grows by other panels."""
    assert experiment(folder(tmp_path, **changes)).history is None, why


def test_history_after_the_base_year_is_not_looked_at(tmp_path):
    """A base year in the middle: its future stays unknown."""
    made = folder(tmp_path / "early", base_year=2015)
    short = folder(tmp_path / "short", written=16)
    region = load_region(made)
    assert history_panel(region, region.base_year).years[-1] == 2015
    assert own_calibration(region).years == (2000, 2015)
    np.testing.assert_array_equal(
        own_calibration(region).speed.weight, own_calibration(load_region(short)).speed.weight
    )


def test_an_unknown_word_for_history_is_refused(made):
    """Only use and ignore."""
    with pytest.raises(InputError, match="history"):
        experiment(made, history="perhaps")
