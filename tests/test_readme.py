"""The README tells the truth: every block in it runs."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

from narrows.scenario import load_scenario

README = Path(__file__).parents[1] / "README.md"


def blocks(language):
    """Code blocks of one language."""
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def commands():
    """Lines of the shell blocks that call narrows itself, comments taken off."""
    lines = "\n".join(blocks("sh")).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.startswith("narrows ")]


def test_commands_run(tmp_path):
    """A planner's commands run one after the other in an empty folder, all with exit code 0."""
    assert len(commands()) > 5
    for line in commands():
        words = [*shlex.split(line)[1:]]
        if words[0] == "run":
            words += ["--draws", "20", "--no-pictures"]
        done = subprocess.run(
            [sys.executable, "-m", "narrows.cli", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (line, done.stderr)


def test_python_examples_run(capsys):
    """An economist's lines run as they stand, with fewer draws."""
    mpl.use("Agg")
    for block in blocks("python"):
        exec(compile(block.replace("draws=200", "draws=20"), "README.md", "exec"), {})  # noqa: S102
    assert "paired draws" in capsys.readouterr().out


@pytest.mark.parametrize("text", blocks("toml"))
def test_scenario_in_the_readme_is_valid(tmp_path, text):
    """The example is a scenario without a problem."""
    file = tmp_path / "example.toml"
    file.write_text(text, encoding="utf-8")
    assert load_scenario(file).fund
