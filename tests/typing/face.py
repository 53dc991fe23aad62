"""What a user's type checker sees of `import narrows as nw`: checked by mypy, never called."""

from pathlib import Path
from typing import assert_type

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

import narrows as nw


def a_run_and_its_tables() -> None:
    """Optional arguments go by name; tables are pandas', folders are paths."""
    outcome = nw.run("paired_aid", draws=20, seed=1, progress=print, language="zh")
    assert_type(outcome.measures, pd.DataFrame)
    assert_type(outcome.tables["ledger"], pd.DataFrame)
    assert_type(outcome.warnings("en"), list[str])
    assert_type(outcome.write("results", pictures=False, full_ensemble=True), Path)
    sentence: str = outcome.verdict["sentence"]["en"]
    run = nw.read_run(Path("results") / sentence)
    assert_type(run.counties, pd.DataFrame)
    assert_type(run.pictures, tuple[Path, ...])


def mistakes() -> None:
    """Each is seen before the program runs: an ignore that is not needed is an error too."""
    nw.run("paired_aid", 200)  # type: ignore[call-arg]
    nw.run("paired_aid", drawn=200)  # type: ignore[call-arg]
    nw.run(200)  # type: ignore[arg-type]
    nw.walk("paired_aid")  # type: ignore[attr-defined]
    nw.read_run("results").countries  # type: ignore[attr-defined]  # noqa: B018


def a_scenario_and_a_region() -> None:
    """Values of a scenario have the types of the checked file."""
    scenario = nw.load_scenario(Path("mine.toml"), {"ensemble.draws": np.int64(7)}, lang="zh")
    assert_type(scenario.ensemble.draws, int)
    assert_type(scenario.digest, str)
    assert_type(scenario.file, str | None)
    assert_type(nw.scenario_from_dict({"title": "mine"}, folder=Path()).title, str)
    nw.run(scenario).write(Path("results"))
    region = nw.load_region("shandong")
    assert_type(region.find("Zhanhua"), tuple[int, ...])
    assert_type(region.codes, tuple[str, ...])


def measures() -> float:
    """Plain functions of arrays; the catalogue and the parameters are tables."""
    assert_type(nw.measures.ranks(np.array([1.0, 2.0])), NDArray[np.float64])
    assert_type(nw.MEASURES["gini"].narrower, str | None)
    assert_type(nw.PARAMETERS["tax_elasticity"].default, float)
    return float(nw.measures.theil_t([1.0, 2.0], weights=np.array([3, 1])))


def pictures(run: pd.DataFrame, verdict: dict[str, object]) -> None:
    """Pictures take tables and give axes."""
    axes = Figure().add_subplot()
    nw.plots.fan(run, "theil_l", "population", "gdp_per_head", ax=axes).set_title("gap")
    nw.plots.money_flows(run, run, ax=axes, period=(2024, 2029)).set_title("aid")
    nw.plots.ranks_moved(run, run, role="strong")
    nw.plots.county_map(run, run, run, year=2029)
    nw.plots.headline_differences(verdict, ax=axes)
    for picture in nw.plots.draw_all("results", "zh").files:
        assert_type(picture, Path)


def errors() -> list[int | None]:
    """The problems of a file come all at once."""
    try:
        nw.load_scenario("nobody's")
    except nw.InputError as error:
        return [problem.line for problem in error.problems]
    except nw.NarrowsError:
        return []
    return []
