"""Members of a sweep: each a complete scenario as a plain table, with its own luck."""

import hashlib
import json
from dataclasses import dataclass, replace

from narrows.errors import InputError
from narrows.words import say

OPTIONS = "(options)"  # how the scenario's reader calls what did not stand in a file
FOR_PEOPLE = ("title", "description", "sources")
LARGEST_SEED = 2**63


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

    first = load_scenario(scenario, options, lang)
    seen, problems, found, shared = {}, {}, [], {}
    for number, values in enumerate(design.members):
        key = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
        repeat = seen[key] = seen.get(key, -1) + 1
        own = {} if same_luck else {"ensemble.seed": luck_of(first.ensemble.seed, values, repeat)}
        try:
            whole = load_scenario(scenario, _merged(options, own, values), lang)
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
