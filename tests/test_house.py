"""The rules of the house: who may import whom, what a name may be, and how long a file."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "model" / "narrows"

# Room -> rooms it may import from; a dotted name allows that part only. `cli`, `commands` and the
# package itself may import anything. Every room has a row, every row a room.
MAY_IMPORT = {
    "words": set(),
    "measures": set(),
    "errors": {"words"},
    "processes": {"errors"},
    "folders": {"errors"},
    "model": {"errors"},
    "panel": {"errors"},
    "toml": {"errors", "words"},
    "region": {"errors", "folders", "panel", "toml", "words"},
    "scenario": {"toml", "errors", "folders", "words", "measures", "region", "model.parameters"},
    "history": {"errors", "words", "panel", "region", "model.randomness", "model.sectors"},
    "verdict": {"words", "measures", "model.parameters"},
    "ensemble": {"processes", "measures", "model", "history", "verdict"},
    "results": {"errors", "words", "folders", "processes"},
    "outcome": {
        *("errors", "words", "measures", "scenario", "history", "ensemble", "verdict", "results"),
        "region",
    },
    "evidence": {
        *("errors", "words", "measures", "scenario", "model", "ensemble", "verdict"),
    },
    "decisions": {
        *("errors", "words", "measures", "scenario", "region", "ensemble", "verdict", "results"),
        *("folders", "outcome", "model.parameters", "model.randomness", "handbook", "toml"),
    },
    "handbook": {"words", "model"},
}
ANYTHING = {"__init__", "__main__", "cli", "commands", "regions"}

# Inside a room, from the ground up: a file imports only from the floors below its own.
FLOORS = {
    "model": [
        {"zeros", "randomness", "terms", "world"},
        {"parameters", "policy", "state"},
        {"flows"},
        {"sectors"},
        {"identities", "ledger", "indicators", "start", "baseline_growth"},
        {"year"},
        {"simulate"},
    ],
    "model.sectors": [
        {"membership", "people", "common_speed", "matching"},
        {"relocation", "reporting", "public_finance", "growth_process"},
        {"funds"},
        {"aid"},
        {"investment", "partnerships"},
        {"production", "technology"},
    ],
    "scenario": [
        {"kinds"},
        {"units", "files"},
        {"specs", "region_names"},
        {"instrument_specs", "write"},
        {"scenario"},
        {"layers", "keys", "rules"},
        {"check", "overrides"},
        {"resolve"},
        {"show", "warnings"},
    ],
    "ensemble": [
        {"pairs", "comparison", "keep"},
        {"plan", "tables", "what_ran"},
        {"run", "plausibility"},
    ],
}
SHORTEST, LONGEST = 60, 420  # lines of a file that is neither a command nor one mechanism
NOUNS = {"lettering", "matching", "pairing", "ranking", "reporting"}
METAPHORS = {"eve", "tape", "nothing", "face", "luck", "twins", "tracks", "cards", "ties", "roster"}


def files():
    """Every module of the package, with its dotted name below the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        yield path, ".".join(parts)


def imported(path):
    """Full names of the modules a file imports, wherever in it."""
    place = ("narrows", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = place[: len(place) - node.level + 1] if node.level else ()
            module = ".".join((*above, *((node.module or "").split(".") if node.module else ())))
            for alias in node.names:
                inside = f"{module}.{alias.name}"
                yield inside if inside.removeprefix("narrows.") in NAMES else module


NAMES = {name for _, name in files()}


def arrows():
    """(file's dotted name, dotted name of a module of ours that it imports), each once."""
    for path, name in files():
        targets = {target.removeprefix("narrows.") for target in imported(path)
                   if target.startswith("narrows.")}  # fmt: skip
        for target in sorted(targets & NAMES):
            if target != name:
                yield name, target


def below(name, room):
    """Whether a module is a room or lies in it."""
    return name == room or name.startswith(f"{room}.")


def test_every_room_has_a_row_and_every_row_a_room():
    """A row without a room would let anything pass unseen."""
    rooms = {name.split(".")[0] for name in NAMES} - ANYTHING
    assert rooms == MAY_IMPORT.keys()


def test_arrows_point_the_right_way():
    """No room imports from one it must not know."""
    wrong = [
        f"{name} imports {target}"
        for name, target in arrows()
        if (room := name.split(".")[0]) in MAY_IMPORT
        and not any(below(target, allowed) for allowed in MAY_IMPORT[room] | {room})
    ]
    assert not wrong


@pytest.mark.parametrize("room", FLOORS)
def test_floors_bear_what_lies_above(room):
    """Inside a room a file imports from lower floors only; every file has a floor."""
    height = {stem: number for number, floor in enumerate(FLOORS[room]) for stem in floor}

    def stem(name):
        return name.removeprefix(f"{room}.").split(".")[0]

    inside = {stem(name) for name in NAMES if name.startswith(f"{room}.")}
    assert inside == height.keys()
    wrong = [
        f"{name} imports {target}"
        for name, target in arrows()
        if name.startswith(f"{room}.") and target.startswith(f"{room}.")
        if stem(name) != stem(target) and height[stem(target)] >= height[stem(name)]
    ]
    assert not wrong


def test_the_model_knows_arrays_only():
    """Numpy, scipy and the standard library: no path, no key, no Scenario."""
    known = {"numpy", "scipy", "narrows", "pydantic"}
    allowed = {"pydantic": {"model.parameters"}}
    for path, name in files():
        if not below(name, "model"):
            continue
        for target in imported(path):
            top = target.split(".")[0]
            assert top in known | set(sys.stdlib_module_names), f"{name} imports {target}"
            assert name in allowed.get(top, {name}), f"{name} imports {target}"


def test_only_the_pictures_import_matplotlib():
    """Matplotlib is loaded by results/plots and nobody else."""
    for path, name in files():
        if not below(name, "results.plots"):
            heavy = [found for found in imported(path) if found.split(".")[0] == "matplotlib"]
            assert not heavy, path


def equations():
    """(module, function) of every equation: a function of the sectors with a worked example."""
    for path, name in files():
        if below(name, "model.sectors"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and ">>>" in (ast.get_docstring(node) or ""):
                    yield name, node


def test_equations_take_numbers_and_give_numbers():
    """An equation takes arrays: no state, no policy, no world, nothing that draws or logs."""
    records = {"state", "policy", "world", "flows", "so_far", "programme", "rng"}
    found = 0
    for name, node in equations():
        found += 1
        given = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
        assert not given & records, f"{name}.{node.name}"
    assert found >= 60


@pytest.mark.parametrize("word", ["utils", "helpers", "misc", "common", "base", "core"])
def test_no_drawer(word):
    """No module is a drawer for what has no place."""
    assert not [name for name in NAMES if word in name.split(".")]


def test_a_file_is_named_for_a_noun():
    """No metaphors, no gerunds."""
    stems = {name.split(".")[-1] for name in NAMES}
    assert not stems & METAPHORS - {"face"}
    assert not [s for s in stems if s.endswith("ing") and s not in NOUNS]
    assert "face" not in stems or "commands.face" in NAMES


def test_a_stem_occurs_once():
    """Outside commands, whose files are named after commands, no two files share a name."""
    stems = Counter(name.split(".")[-1] for path, name in files()
                    if path.stem != "__init__" and not below(name, "commands"))  # fmt: skip
    assert [stem for stem, number in stems.items() if number > 1] == []


def test_a_class_name_occurs_once():
    """One class, one name, in the whole package."""
    classes = Counter(
        node.name
        for path, _ in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, number in classes.items() if number > 1] == []


def test_a_command_lies_in_a_file_of_its_name():
    """`commands/X.py` is `narrows X`, and every command has its file."""
    import typer.main

    from narrows.cli import app

    commands = set(typer.main.get_command(app).commands)
    stems = {path.stem for path, name in files() if below(name, "commands")}
    assert stems - {"__init__", "options"} == commands


def test_files_are_neither_crumbs_nor_halls():
    """A file under 60 lines is a command, one mechanism or the year; none is over 420."""
    wrong = []
    for path, name in files():
        if path.stem in {"__init__", "__main__"}:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        free = below(name, "commands") or below(name, "model.sectors") or name == "model.year"
        if (lines < SHORTEST and not free) or lines > LONGEST:
            wrong.append(f"{name}: {lines}")
    assert not wrong


def test_every_equation_says_what_it_computes():
    """Every public function of the sectors has a docstring."""
    for path, name in files():
        if below(name, "model.sectors"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    assert ast.get_docstring(node), f"{name}.{node.name}"
