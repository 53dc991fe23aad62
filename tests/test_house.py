"""The rules of the house: who may import whom, and what stays light."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "model" / "narrows"

# Room -> rooms it may import from; a room that is not listed may import anything.
MAY_IMPORT = {
    "errors": set(),
    "cores": {"errors"},
    "rng": set(),
    "words": set(),
    "equations": {"equations"},
    "measures": {"measures"},
    "convergence": {"convergence", "measures"},
    "ties": {"nothing"},
    "mechanisms": set(),
    "state": {"nothing", "ties"},
    "flows": {"nothing", "state", "ties"},
    "nothing": set(),
    "luck": {"rng"},
    "parameters": {"rng"},
    "programme": {"dynamics", "ties"},
    "blocks": {
        *("nothing", "flows", "blocks", "equations", "measures", "programme", "state", "ties"),
    },
    "step": {"nothing", "flows", "mechanisms", "blocks", "equations", "state"},
    "ledger": {"nothing", "blocks"},
    "accounting": {"nothing", "blocks", "errors", "programme"},
    "endowment": {"nothing", "mechanisms", "blocks", "equations", "region", "state", "ties"},
    "reference": {"nothing", "mechanisms", "equations"},
    "simulate": {
        "nothing",
        *("accounting", "blocks", "endowment", "equations", "errors", "flows", "mechanisms"),
        *("reference", "state", "step"),
    },
    "region": {"region", "errors", "words", "panel"},
    "scenario": {"scenario", "errors", "parameters", "region", "measures", "words"},
    "results": {"results", "cores", "errors", "words"},
}
MODEL = (
    *("equations", "blocks", "flows", "state", "step", "simulate", "accounting", "endowment"),
    "reference",
)


def rooms():
    """Every module with the room it lies in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        yield path, parts[0].removesuffix(".py")


def imported(path):
    """Full names of the modules a file imports, wherever in it."""
    place = ("narrows", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = place[: len(place) - node.level + 1] if node.level else ()
            module = ".".join((*above, *((node.module or "").split(".") if node.module else ())))
            yield module
            if module == "narrows":
                yield from (f"narrows.{alias.name}" for alias in node.names)


def arrows():
    """(file, its room, room it imports) for all imports of our own."""
    for path, room in rooms():
        for name in imported(path):
            if name.startswith("narrows."):
                yield path.relative_to(PACKAGE).as_posix(), room, name.split(".")[1]


def test_arrows_point_the_right_way():
    """No room imports from one it must not know."""
    wrong = [
        f"{file} imports {target}"
        for file, room, target in arrows()
        if room in MAY_IMPORT and target not in MAY_IMPORT[room] | {room}
    ]
    assert not wrong


def test_the_model_never_sees_a_scenario():
    """Paths, files' keys and scenarios stay outside the model."""
    wrong = [
        f"{file} imports {target}"
        for file, room, target in arrows()
        if room in MODEL and target in {"scenario", "results", "experiments", "commands"}
    ]
    assert not wrong


def test_only_the_pictures_import_matplotlib():
    """Matplotlib is loaded by results/plots and nobody else."""
    for path, _ in rooms():
        if path.relative_to(PACKAGE).parts[:2] != ("results", "plots"):
            heavy = [name for name in imported(path) if name.split(".")[0] == "matplotlib"]
            assert not heavy, path


def test_equations_need_numpy_and_scipy_only():
    """An equation reads no file, draws no number and logs nothing."""
    for path, room in rooms():
        if room == "equations":
            for name in imported(path):
                assert name.split(".")[0] in {"numpy", "scipy", "dataclasses", "narrows"}, path


@pytest.mark.parametrize("word", ["utils", "helpers", "misc", "common", "base", "core"])
def test_no_drawer(word):
    """No module is a drawer for what has no place."""
    assert not list(PACKAGE.rglob(f"{word}.py"))
    assert not [path for path in PACKAGE.rglob(word) if path.is_dir()]


def test_every_function_that_computes_says_what(recwarn):
    """Every public function of the equations has a docstring with its unit or shape."""
    for path, room in rooms():
        if room != "equations":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"
