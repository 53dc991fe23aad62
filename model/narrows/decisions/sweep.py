"""A sweep from design to data set."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from narrows.decisions import sweep_design, sweep_rows
from narrows.decisions.sweep_design import measured
from narrows.decisions.sweep_workers import completed
from narrows.errors import InputError
from narrows.words import say

OPTIONS = "(options)"  # how the scenario's reader calls what did not stand in a file
FOR_PEOPLE = ("title", "description", "sources")
LARGEST_SEED = 2**63


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

    def __repr__(self):
        return f"Sweep({self.scenario!r}, {len(self.tasks)} members, by {', '.join(self.keys)})"

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
    whole = load_scenario(scenario, overrides=options, lang=lang)
    if design is not None:
        points_of = sweep_design.read_file(design, lang)
    else:
        points_of = sweep_design.made(vary, points, members, whole.ensemble.seed, lang)
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
    return sweep_rows.HEAD | varied | sweep_rows.COLUMNS


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


@dataclass(frozen=True)
class Member:
    """One scenario of a sweep, ready to be sent anywhere.

    Args:
        number: place in the design, from 0.
        values: {key: value}, as written.
        seed: of its luck.
        draws: number of futures.
        scenario: resolved scenario as JSON.
        digest: of all that its numbers follow from.
    """

    number: int
    values: dict
    seed: int
    draws: int
    scenario: str
    digest: str


@dataclass(frozen=True)
class Surroundings:
    """What all members of a sweep with the same region and baseline share.

    Args:
        region: name or folder of the region.
        region_digest: of its tables.
        baseline: resolved scenario they are compared with, as JSON.
    """

    region: str
    region_digest: str
    baseline: str


def luck_of(seed, values, repeat=0):
    """Seed of a member's own luck: keyed by its values, so that its place does not matter.

    >>> luck_of(1, {"a": 2, "b": 3}) == luck_of(1, {"b": 3, "a": 2})
    True
    >>> luck_of(1, {"a": 2}) == luck_of(1, {"a": 2}, repeat=1)
    False
    """
    text = json.dumps([seed, values, repeat], sort_keys=True, ensure_ascii=False, default=str)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % LARGEST_SEED


def members_of(scenario, design, options, same_luck=False, lang="en", told=None):
    """Every member of a design, checked against the scenario.

    Args:
        scenario: path or name.
        design: Design.
        options: {dotted key: value} for all members; what is varied wins.
        same_luck: whether all members meet the luck of the scenario's seed.
        lang: of messages.
        told: called with the number of members checked and of all.

    Returns:
        List of (Member, Surroundings).

    Raises:
        InputError: with every problem of every member, each said once.
    """
    from narrows.scenario import load_scenario

    first = load_scenario(scenario, overrides=options, lang=lang)
    seen, problems, found, shared = {}, {}, [], {}
    for number, values in enumerate(design.members):
        key = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
        repeat = seen[key] = seen.get(key, -1) + 1
        own = {} if same_luck else {"ensemble.seed": luck_of(first.ensemble.seed, values, repeat)}
        try:
            whole = load_scenario(scenario, overrides=_merged(options, own, values), lang=lang)
        except InputError as error:
            for problem in error.problems:
                _note(problems, problem, design, number)
        else:
            if not problems:
                found.append(_member(number, values, whole, shared))
        if told:
            told(1, len(design.members))
    if problems:
        raise InputError([_said(*noted, lang) for noted in problems.values()])
    return found


def _merged(*layers):
    """Later layers win, key by key."""
    return {key: value for layer in layers for key, value in layer.items()}


def _note(problems, problem, design, number):
    """Keep a problem once, and count its members."""
    if problem.file == OPTIONS:
        problem = replace(problem, file=design.file, line=design.line(number))
    key = (problem.key, problem.rule, problem.value, problem.file)
    first, count = problems.get(key, (problem, 0))
    problems[key] = (first, count + 1)


def _said(problem, count, lang):
    if count == 1:
        return problem
    more = say("sweep.more_members", lang, number=count - 1)
    return replace(problem, rule=f"{problem.rule} {more}")


def _member(number, values, scenario, shared):
    around = _surroundings(scenario, shared)
    table = {k: v for k, v in scenario.resolved().items() if k not in FOR_PEOPLE}
    # Region and baseline are sent along, so that a worker needs no folder of the scenario.
    text = _json(table | {"region": around.region, "baseline": "no_programme"})
    ensemble = scenario.ensemble
    digest = digest_of(text, around)
    return Member(number, values, ensemble.seed, ensemble.draws, text, digest), around


def digest_of(text, around):
    """Digest of a member: scenario, baseline, region and version."""
    from narrows import __version__

    told = [__version__, text, around.baseline, around.region_digest]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _surroundings(scenario, shared):
    """Region and baseline of a member, read once for all that share them."""
    key = (scenario.region, scenario.baseline)
    if key not in shared:
        shared[key] = _read_surroundings(scenario)
    return shared[key]


def _read_surroundings(scenario):
    from pathlib import Path

    from narrows.region import load_region
    from narrows.scenario.region_names import region_place
    from narrows.scenario.resolve import load_baseline

    folder = Path(scenario.file).parent if scenario.file else None
    place = region_place(scenario.region, folder)
    place = str(place.resolve()) if isinstance(place, Path) else place
    table = load_baseline(scenario).resolved()
    kept = {k: v for k, v in table.items() if k not in FOR_PEOPLE}
    baseline = _json(kept | {"region": place, "baseline": "no_programme"})
    return Surroundings(place, load_region(place).digest, baseline)


def _json(table):
    return json.dumps(table, sort_keys=True, ensure_ascii=False)
