"""A sweep from its design to its data set."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from narrows.experiments.sweep import design as designs
from narrows.experiments.sweep import rows
from narrows.experiments.sweep.factors import measured
from narrows.experiments.sweep.members import members_of
from narrows.experiments.sweep.workers import completed


@dataclass(frozen=True)
class Sweep:
    """A sweep, checked and ready to run.

    Args:
        scenario: name of the scenario.
        text: its file, or "".
        keys: varied keys.
        units: {key: unit} of varied keys that are numbers with a unit.
        tasks: (Member, Surroundings) of every member, in the design's order.
        same_luck: whether all members meet the same luck.
    """

    scenario: str
    text: str
    keys: tuple
    units: dict
    tasks: tuple
    same_luck: bool

    @property
    def digest(self):
        """Of all members: what a folder must hold to be gone on with."""
        digests = "\n".join(member.digest for member, _ in self.tasks)
        return hashlib.sha256(digests.encode()).hexdigest()

    @property
    def name(self):
        """Name of its folder."""
        return f"sweep-{self.scenario}-{self.digest[:8]}"


def prepare(
    scenario,
    vary=(),
    design=None,
    points="grid",
    members=None,
    draws=None,
    seed=None,
    same_luck=False,
    lang="en",
    told=None,
):
    """Check a sweep, every member against the scenario.

    Each member has its own luck, keyed by its values: errors of members then average out where a
    surface or a quantile over members is read, and no two members look more alike than they
    are. With `same_luck` all meet the luck of the scenario's seed, which is sharper where two
    members are to be compared.

    Args:
        scenario: path or name.
        vary: texts `key=spec`.
        design: path of a design file, instead.
        points: "grid", "latin" or "sobol".
        members: how many, for the latter two.
        draws: futures of each member, instead of the file's.
        seed: of luck and points, instead of the file's.
        same_luck: one luck for all.
        lang: of messages.
        told: called with members just checked and of all.

    Returns:
        Sweep.

    Raises:
        InputError: with every problem.
    """
    from narrows.scenario import load_scenario

    options = {"ensemble.draws": draws, "ensemble.seed": seed}
    options = {key: value for key, value in options.items() if value is not None}
    whole = load_scenario(scenario, options, lang)
    if design is not None:
        points_of = designs.read_file(design, lang)
    else:
        points_of = designs.made(vary, points, members, whole.ensemble.seed, lang)
    tasks = members_of(scenario, points_of, options, same_luck, lang, told)
    name = Path(whole.file).stem if whole.file else "scenario"
    units = {key: unit for key in points_of.keys if (unit := _unit(key, tasks)) is not None}
    return Sweep(name, whole.text or "", points_of.keys, units, tuple(tasks), same_luck)


def _unit(key, tasks):
    """The one unit of all values of a key; None where they are not numbers of one unit."""
    found = [measured(member.values[key]) for member, _ in tasks if key in member.values]
    units = {pair and pair[1] for pair in found}
    return units.pop() if len(units) == 1 else None


def columns(sweep):
    """{name: type} of the data set."""
    varied = {key: "float64" if key in sweep.units else "string" for key in sweep.keys}
    return rows.HEAD | varied | rows.COLUMNS


def _flat(row, sweep):
    """A row with its varied keys as columns: numbers, or text."""
    values = row["values"]
    varied = {key: _cell(values.get(key), key in sweep.units) for key in sweep.keys}
    return {name: value for name, value in row.items() if name != "values"} | varied


def _cell(value, number):
    if value is None:
        return None
    if number:
        return float(measured(value)[0])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def conduct(sweep, folder, workers=None, scheduler=None, told=None):
    """Run what of a sweep is not done yet.

    Args:
        sweep: Sweep.
        folder: of the sweep, new or stopped before.
        workers: processes of this machine; None for one a core.
        scheduler: address of a Dask scheduler, or None.
        told: called with members just finished and of all.

    Returns:
        `results.sweep_folder.SweepFolder`, every member in it.
    """
    from narrows.results.sweep_folder import SweepFolder

    kept = SweepFolder(folder, columns(sweep), [m.digest for m, _ in sweep.tasks])
    kept.open(_about(sweep), sweep.text, _design_rows(sweep))
    left = [task for task in sweep.tasks if task[0].number not in kept.done]
    if told:
        told(len(kept.done), len(sweep.tasks))
    try:
        for row in completed(left, workers, scheduler):
            kept.keep(_flat(row, sweep))
            if told:
                told(1, len(sweep.tasks))
    finally:
        kept.flush()
    return kept


def _about(sweep):
    """What the sweep says of itself."""
    from narrows.results.manifest import versions

    return {
        "schema": 1,
        "digest": sweep.digest,
        "scenario": sweep.scenario,
        "keys": list(sweep.keys),
        "units": sweep.units,
        "members": len(sweep.tasks),
        "luck": "same" if sweep.same_luck else "own",
        "versions": versions(),
    }


def _design_rows(sweep):
    """Rows of design.csv: what each member was given, as written."""
    yield ["member", "seed", *sweep.keys]
    for member, _ in sweep.tasks:
        values = (member.values.get(key, "") for key in sweep.keys)
        told = (v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values)
        yield [member.number, member.seed, *told]
