"""What the tests of meaning share: files in an empty folder, and the command line."""

import pytest
from typer.testing import CliRunner

from narrows.cli import app
from narrows.errors import InputError
from narrows.scenario import load_scenario


@pytest.fixture
def place(monkeypatch, tmp_path):
    """An empty folder in which commands are typed, in English."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def write(place):
    """A function that writes a scenario file; `schema` and a parent are added."""

    def written(name, text, extends="paired_aid"):
        head = "schema = 1\n" + (f'extends = "{extends}"\n' if extends else "")
        path = place / f"{name}.toml"
        path.write_text(head + text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def typed(place):
    """A function that types a command."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def codes(write):
    """A function that gives the codes of a scenario's problems, by the text of its file."""

    def found(text, overrides=None, extends="paired_aid", name="case"):
        path = write(name, text, extends) if isinstance(text, str) else text
        try:
            load_scenario(path, overrides)
        except InputError as error:
            return [problem.code for problem in error.problems]
        return []

    return found
