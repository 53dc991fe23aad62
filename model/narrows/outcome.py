"""The main job: a scenario in; verdict, tables, pictures and folder out (`nw.run`)."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from narrows.ensemble import tables
from narrows.ensemble.comparison import outcomes, verdict_rule
from narrows.ensemble.run import experiment_of, run_ensemble
from narrows.ensemble.what_ran import what_ran
from narrows.errors import options_by_name, render
from narrows.history.track_record import track_record
from narrows.region import shipped_regions
from narrows.scenario import load_baseline, load_region_of, load_scenario
from narrows.scenario.write import toml
from narrows.verdict import answer
from narrows.verdict.records import as_plain
from narrows.verdict.rule import judge
from narrows.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from narrows.ensemble.keep import Results
    from narrows.scenario import Scenario

BASELINE = "baseline.toml"  # of the run folder, where its own name is taken there


def ensemble_arrays(results):
    """The full ensemble as the store wants it."""
    from narrows.results.documents import DrawsTable

    e = results.experiment
    arms = {
        arm: {name: values[arm] for name, values in results.counties.items()}
        for arm in ("baseline", "programme")
    }
    return DrawsTable(tuple(e.years), tuple(range(results.kept)), e.region.codes, arms)


@dataclass(frozen=True)
class Outcome:
    """A finished run: tidy tables, the verdict, and a folder when it is asked for.

    Args:
        scenario: the resolved Scenario.
        results: arrays of the ensemble.
        baseline: the resolved Scenario it was compared with.
    """

    scenario: "Scenario"
    results: "Results"
    baseline: "Scenario | None" = None

    def __repr__(self) -> str:
        e = self.results.experiment
        return f"Outcome({self.scenario.title!r}, {e.draws} draws, {e.years[0]} to {e.years[-1]})"

    @cached_property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """All tables by name; also as `outcome.measures` and so on."""
        return tables.tables(self.results) | {"what_ran": tables.facts_table(self.ran)}

    @property
    def measures(self) -> "pd.DataFrame":
        return self.tables["measures"]

    @property
    def counties(self) -> "pd.DataFrame":
        return self.tables["counties"]

    @property
    def places(self) -> "pd.DataFrame":
        return self.tables["places"]

    @property
    def pairs(self) -> "pd.DataFrame":
        return self.tables["pairs"]

    @property
    def ledger(self) -> "pd.DataFrame":
        return self.tables["ledger"]

    @cached_property
    def verdict(self) -> dict[str, Any]:
        """The verdict as a dictionary, the same as verdict.json."""
        with threadpool_limits(1, user_api="blas"):  # the same bits with any number of cores
            judged = answer.as_dict(
                judge(outcomes(self), verdict_rule(self.scenario)),
                self.results.experiment.region.words,
            )
        return judged | {"ran": self.ran, "track_record": track_record(self.results.experiment)}

    @cached_property
    def ran(self) -> dict[str, Any]:
        """What ran: who was chosen by which rule, pairs, baseline, money against GDP, warnings."""
        warnings = [f"{problem.key}: {problem.code}" for problem in warnings_of(self.scenario)]
        facts = what_ran(self.scenario, self.baseline, self.results)
        return as_plain(facts | {"warnings": warnings})

    def warnings(self, language: str = "en") -> list[str]:
        """What the user should know beside the verdict: what is doubtful in the scenario, notes."""
        doubtful = warnings_of(self.scenario, language)
        return [*(render(problem, language) for problem in doubtful), *self.notes(language)]

    def notes(self, language: str = "en") -> list[str]:
        """What came of the pairing in this run, as finished sentences."""
        experiment = self.results.experiment
        region, alone = experiment.region, experiment.roles.unpaired
        names = region.names.get(language) or region.names.get("en") or region.codes
        listed = ("、" if language == "zh" else ", ").join(names[county] for county in alone)
        told = [say("run.no_donor", language, number=len(alone), counties=listed)]
        changing = [say("run.members_change", language)]
        return told * (len(alone) > 0) + changing * bool(self.results.members)

    @options_by_name("outcome.write")
    def write(
        self,
        folder: str | Path,
        *,
        full_ensemble: bool = False,
        pictures: bool = True,
        language: str = "en",
        inside: bool = False,
    ) -> Path:
        """Write the run folder, whole or not at all; returns where it lies."""
        from narrows.results.store import write_run

        return write_run(
            folder,
            self.tables,
            written_files(self),
            {"verdict": self.verdict, "manifest": about(self)},
            pictures=pictures,
            ensemble=ensemble_arrays(self.results) if full_ensemble else None,
            language=language,
            inside=inside,
        )


def warnings_of(scenario, lang="en"):
    """What is valid in a scenario and doubtful in meaning, as Problems that are warnings.

    Args:
        scenario: resolved Scenario.
        lang: language of the words.
    """
    from narrows.ensemble.plausibility import doubts
    from narrows.scenario.warnings import dropped, warning

    region = load_region_of(scenario)
    found = [*dropped(scenario), *doubts(scenario, region)]
    return tuple(dict.fromkeys(warning(doubt, scenario, region, lang) for doubt in found))


def load(scenario, *, draws=None, seed=None, language="en"):
    """A scenario by path or shipped name, its draws and seed replaced where they are given."""
    asked = {"ensemble.draws": draws, "ensemble.seed": seed}
    given = {key: value for key, value in asked.items() if value is not None}
    return load_scenario(scenario, overrides=given, lang=language)


@options_by_name("nw.run")
def run(
    scenario: "str | Path | Scenario",
    *,
    draws: int | None = None,
    seed: int | None = None,
    progress: "Callable[[int, int], object] | None" = None,
    language: str = "en",
) -> Outcome:
    """Run a scenario against its baseline.

    Args:
        scenario: path of a file, name of a shipped scenario, or a Scenario.
        draws: number of futures, instead of the file's.
        seed: of all luck, instead of the file's.
        progress: called with the number of draws just finished and of all draws.
        language: of messages about the scenario, "en" or "zh".

    Returns:
        Outcome.
    """
    resolved = scenario
    if isinstance(scenario, str | Path):
        resolved = load(scenario, draws=draws, seed=seed, language=language)
    elif draws is not None or seed is not None:
        raise TypeError("draws and seed apply to a file or a name; a Scenario already has its own")
    baseline = load_baseline(resolved, lang=language)
    experiment = experiment_of(resolved, load_region_of(resolved), baseline)
    told = progress and (lambda finished: progress(finished, experiment.draws))
    return Outcome(resolved, run_ensemble(experiment, told), baseline)


def next_power_of_ten(value):
    """The power of ten that bounds a residual: the same on machines that round differently.

    >>> next_power_of_ten(7.8e-16)
    1e-15
    """
    return float(f"1e{int(np.ceil(np.log10(max(value, 1e-18))))}")


def written_files(outcome):
    """{file name: text or bytes} of all that a run needs to be run again, anywhere.

    The scenario as written and resolved, its baseline beside it under the name by which it is
    named, and the files of a region that is no shipped one.
    """
    scenario, baseline = outcome.scenario, outcome.baseline
    files = {"scenario.toml": scenario.text or ""}
    for one in (scenario, baseline):
        files |= region_files(one)
    name = baseline_file(scenario)
    table = scenario.resolved() | ({"baseline": name} if name == BASELINE else {})
    head = f"# baseline: {name}, sha256 of what it says {baseline.digest}\n"
    head += "".join(f"# {side}: {', '.join(outcome.ran[side])}\n" for side in ("weak", "strong"))
    return files | {
        "resolved.toml": head + toml(_at_hand(table, scenario)),
        name: toml(_at_hand(baseline.resolved(), baseline)),
    }


def baseline_file(scenario):
    """The file of the run folder in which its baseline stands."""
    name = scenario.baseline if scenario.baseline.endswith(".toml") else f"{scenario.baseline}.toml"
    return BASELINE if name in ("scenario.toml", "resolved.toml") else name


def _at_hand(table, scenario):
    """A resolved table whose region lies in the run folder."""
    folder = region_folder_of(scenario)
    return table if folder is None else table | {"region": _region_name(scenario, folder)}


def _region_name(scenario, folder):
    """The region as it was named, if that is a path inside a folder; else its folder's name."""
    path = Path(scenario.region)
    return folder.name if path.is_absolute() or ".." in path.parts else scenario.region


def region_files(scenario):
    """{file name: bytes} of the region's folder; none of a shipped region."""
    folder = region_folder_of(scenario)
    if folder is None:
        return {}
    name = _region_name(scenario, folder)
    kept = (path for path in sorted(folder.iterdir()) if path.suffix in (".toml", ".csv", ".gz"))
    return {f"{name}/{path.name}": path.read_bytes() for path in kept if path.is_file()}


def region_folder_of(scenario):
    """The folder of a scenario's region; None of a shipped one."""
    folder = load_region_of(scenario).folder
    shipped = folder is None or scenario.region in shipped_regions()
    return None if shipped else Path(folder)


def about(outcome):
    """What the run says of itself in the manifest."""
    scenario, e = outcome.scenario, outcome.results.experiment
    baseline = outcome.baseline
    return {
        "scenario": Path(scenario.file).stem if scenario.file else scenario.title,
        "title": scenario.title,
        "scenario_digest": scenario.digest,
        "region": e.region.name,
        "currency": e.region.currency,
        "base_year": e.region.base_year,
        "region_digest": e.region.digest,
        "baseline": {
            "name": scenario.baseline,
            "file": baseline_file(scenario),
            "title": baseline.title,
            "digest": baseline.digest,
            "region": baseline.region,
        },
        "seed": e.seed,
        "draws": e.draws,
        "kept_draws": outcome.results.kept,
        "years": [e.years[0], e.years[-1]],
        "residuals_below": next_power_of_ten(outcome.results.residual),
        "units": {
            "money": f"million {e.region.currency}, prices of {e.region.base_year}",
            "gdp_per_head": f"{e.region.currency} a person",
            "people": "persons",
        },
    }
