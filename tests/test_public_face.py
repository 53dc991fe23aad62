"""What a user meets first: `narrows`, `python -m narrows`, and `import narrows as nw`."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import typer.main
from typer.testing import CliRunner

import narrows as nw
from narrows.cli import app
from narrows.decisions.decompose import decompose
from narrows.decisions.sweep import prepare

PACKAGE = Path(nw.__file__).parent
HEAVY = {"numpy", "scipy", "pandas", "matplotlib", "pydantic", "pyarrow"}
LOADED = f"print(sorted({HEAVY} & {{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)"


def python(*words, **variables):
    """Run Python with some environment variables."""
    return subprocess.run(
        [sys.executable, "-W", "error", *words],
        capture_output=True, text=True, check=False, env={**os.environ, **variables},
    )  # fmt: skip


def typed(*words, **variables):
    """Type a command; what it has loaded of heavy libraries is the last line of its errors."""
    code = f"import atexit, sys; sys.argv = {['narrows', *words]}; from narrows.cli import main; "
    return python("-c", f"{code}atexit.register(lambda: {LOADED}); main()", **variables)


def commands(group=None, above=()):
    """Words of every command."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        yield (*above, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*above, name))


def test_the_package_is_a_program():
    """`python -m narrows` is `narrows`."""
    done = python("-m", "narrows", "--version")
    assert (done.returncode, done.stdout) == (0, f"{nw.__version__}\n")


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_a_short_way_to_help(words):
    """`-h` says what `--help` says, for every command."""
    short, long = (CliRunner().invoke(app, [*words, way]) for way in ("-h", "--help"))
    assert short.exit_code == 0
    assert short.output == long.output


def test_help_loads_nothing_heavy():
    """`narrows --help` answers before numpy could be loaded."""
    done = typed("--help")
    assert done.returncode == 0
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("narrows run pl", ["placebo"]),
        ("narrows show pl", ["placebo"]),
        ("narrows new mine --from pl", ["placebo"]),
        ("narrows check paired_aid pl", ["placebo"]),
        ("narrows region show sh", ["shandong"]),
        ("narrows run scenarios/pl", []),
    ],
)
def test_the_shell_completes_names(line, names):
    """Shipped names complete, quickly; for a path the shell is left to offer files."""
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    done = typed(_NARROWS_COMPLETE="complete_bash", **asked)
    assert done.stdout.split() == names
    assert done.stderr in {"[]\n", "['pydantic']\n"}  # typer's own way of reading values


def test_a_checker_sees_every_public_name():
    """The lazy names stand once more where a type checker looks, and lead to the same things."""
    assert (PACKAGE / "py.typed").is_file()
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    found = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(found) == sorted(nw.__all__)
    for name, module in found.items():
        scope = {}
        exec(f"from {module} import {name}", scope)  # noqa: S102
        assert scope[name] is getattr(nw, name)
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        nw.walk  # noqa: B018


def public_functions():
    """Functions that can be called from `import narrows as nw`."""
    for place in (nw, nw.plots, nw.measures):
        for name in place.__all__:
            if inspect.isfunction(getattr(place, name)):
                yield getattr(place, name)


@pytest.mark.parametrize("function", [*public_functions()], ids=lambda function: function.__name__)
def test_every_public_function_has_hints(function):
    """Every argument and what comes back has a type."""
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not one.empty for one in signature.parameters.values())


@pytest.fixture(scope="module")
def outcome():
    """A small run, asked for with numpy's numbers."""
    return nw.run("paired_aid", draws=np.int64(2), seed=np.uint32(7))


@pytest.mark.parametrize(
    ("call", "right"),
    [
        (lambda: nw.run("paired_aid", 200), 'nw.run("paired_aid", draws=200)'),
        (lambda: nw.run("paired_aid", 200, 1), 'nw.run("paired_aid", draws=200, seed=1)'),
        (
            lambda: nw.scenario_from_dict({}, "mine"),
            'nw.scenario_from_dict({}, folder="mine")',
        ),
        (
            lambda: nw.plots.headline_differences({}, None),
            "nw.plots.headline_differences({}, ax=None)",
        ),
    ],
)
def test_a_nameless_option_is_told_its_name(call, right):
    """The error is the line to write."""
    with pytest.raises(TypeError) as failed:
        call()
    assert str(failed.value).endswith(f"go by name: {right}")


def test_overrides_are_a_table():
    """A number of draws alone is answered with the table to write."""
    with pytest.raises(TypeError, match=r'such as {"ensemble.draws": 200}, not 200'):
        nw.load_scenario("paired_aid", 200)


def test_numbers_of_numpy_are_numbers(outcome):
    """They mean what Python's mean, alone, in a table, and as an array."""
    assert outcome.scenario == nw.run("paired_aid", draws=2, seed=7).scenario
    given = {
        "ensemble.draws": np.int16(3),
        "horizon": {"end": np.int64(2035)},
        "parameters.tax_elasticity": np.float64(1.05),
        "parameters.private_capital_share": {"low": np.float32(0.375), "high": np.float64(0.4)},
    }
    plain = {
        "ensemble.draws": 3,
        "horizon": {"end": 2035},
        "parameters.tax_elasticity": 1.05,
        "parameters.private_capital_share": {"low": 0.375, "high": 0.4},
    }
    made = nw.load_scenario("paired_aid", given)
    assert made.resolved() == nw.load_scenario("paired_aid", plain).resolved()
    assert type(made.ensemble.draws) is int
    years = {"programme": {"start": np.int64(2024), "end": np.int64(2029)}}
    assert nw.scenario_from_dict(years).programme.end == 2029
    with pytest.raises(nw.InputError, match=r"found 2\.5"):
        nw.load_scenario("paired_aid", {"ensemble.draws": np.float64(2.5)})


def test_things_say_briefly_what_they_are(outcome):
    """One line each, no arrays."""
    scenario = outcome.scenario
    things = {
        "Outcome": outcome,
        "Results": outcome.results,
        "Scenario": scenario,
        "Region": nw.load_region("shandong"),
        "Sweep": prepare("paired_aid", ["fund.amount=1..2 billion CNY per year/2"], draws=2),
        "Decomposition": decompose(nw.load_scenario("graduation", {"ensemble.draws": 2}), orders=2),
    }
    for name, thing in things.items():
        assert repr(thing).startswith(f"{name}("), name
        assert len(repr(thing)) < 130, repr(thing)
        assert "\n" not in repr(thing)
    assert repr(outcome).endswith("2 draws, 2020 to 2040)")
    assert "'paired_aid.toml', 2 draws, to 2040" in f"{scenario}"
    assert repr(things["Sweep"]) == "Sweep('paired_aid', 2 members, by fund.amount)"
