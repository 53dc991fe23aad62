"""The corpus: every valid file resolves to its form, every invalid one gives its message."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from narrows.errors import InputError, render
from narrows.scenario import dump_toml, load_scenario, scenario_from_dict, shipped, shipped_folder
from narrows.scenario.keys import schema, schema_text
from narrows.toml.text import read_text, scan
from narrows.words import catalogue

HERE = Path(__file__).parent / "scenarios"
VALID = sorted((HERE / "valid").glob("*.toml"))
INVALID = sorted((HERE / "invalid").glob("*.toml"))
SHIPPED = [*sorted(shipped_folder().glob("*.toml"))]
EXPECT = "# expect: "

by_stem = pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
readable = pytest.mark.parametrize("path", [*VALID, *SHIPPED], ids=lambda path: path.stem)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_gives_exactly_its_message(path):
    """One mistake a file, one message, with the right line and column."""
    expected = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix(EXPECT)
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    said = [render(p).removeprefix(f"{p.file}:").strip() for p in caught.value.problems]
    assert said == [expected]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_is_explained_in_chinese(path):
    """The same place and kind of mistake in the other language."""
    with pytest.raises(InputError) as english:
        load_scenario(path)
    with pytest.raises(InputError) as chinese:
        load_scenario(path, lang="zh")
    for first, second in zip(english.value.problems, chinese.value.problems, strict=True):
        assert (first.line, first.column, first.code) == (second.line, second.column, second.code)
        assert first.rule != second.rule


def test_the_corpus_has_at_least_eighty_mistakes():
    """The corpus stays as wide as was asked for."""
    assert len(INVALID) >= 80


@by_stem
def test_a_valid_file_resolves_to_its_written_form(path):
    """The resolved form beside the file is what the file means."""
    expected = (path.parent / "resolved" / path.name).read_text(encoding="utf-8")
    assert dump_toml(load_scenario(path)) == expected


@readable
def test_load_dump_load_is_the_identity(path, tmp_path):
    """A dumped scenario loads to an equal one and dumps to the same bytes."""
    first = load_scenario(path)
    copy = tmp_path / "copy.toml"
    copy.write_text(dump_toml(first), encoding="utf-8")
    second = load_scenario(copy)
    assert second == first
    assert dump_toml(second) == dump_toml(first)
    assert scenario_from_dict(first.resolved()) == first
    assert (first.digest, hash(first)) == (second.digest, hash(second))


@readable
def test_an_independent_validator_accepts_the_file(path):
    """What the loader accepts, the editor's schema accepts."""
    text = path.read_bytes().decode("utf-8-sig")
    errors = [error.message for error in Draft4Validator(schema()).iter_errors(_plain(text))]
    assert errors == []


@readable
def test_an_independent_validator_accepts_the_resolved_form(path):
    """The resolved form is a scenario file too."""
    Draft4Validator(schema()).validate(load_scenario(path).resolved())


def _plain(text):
    return json.loads(json.dumps(tomllib.loads(text)))


def test_the_schema_is_a_schema():
    """The schema itself is valid JSON Schema."""
    Draft4Validator.check_schema(schema())


def test_the_shipped_schema_is_the_generated_one():
    """The file editors read was made by this code."""
    written = (shipped_folder() / "scenario.schema.json").read_text(encoding="utf-8")
    assert written == schema_text()


@pytest.mark.parametrize(
    "name",
    [
        "key_mistyped_top",
        "key_mistyped_in_fund",
        "word_allocation",
        "draws_too_many",
        "share_bare",
        "money_bare",
        "dated_key",
        "parameter_bounds",
    ],
)
def test_the_schema_rejects_what_the_loader_rejects(name):
    """An editor underlines the common mistakes."""
    text = (HERE / "invalid" / f"{name}.toml").read_text(encoding="utf-8")
    assert not Draft4Validator(schema()).is_valid(_plain(text))


@readable
def test_the_scanner_sees_the_keys_tomllib_sees(path):
    """Every value of a file has a place, and no place is without a value."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert set(scan(text)) == set(_paths(tomllib.loads(text)))


def _paths(value, path=()):
    if path:
        yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    for step, below in value.items() if isinstance(value, dict) else ():
        yield from _paths(below, (*path, step))


@readable
def test_a_mark_points_at_the_key_it_names(path):
    """At the line and column of a mark the key is written."""
    raw = path.read_bytes()
    rows = raw.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    for place, mark in read_text(raw, "x").marks.items():
        if isinstance(place[-1], str):
            row = rows[mark.line - 1][mark.column - 1 :].lstrip("[\"'")
            assert row.startswith(place[0 if rows[mark.line - 1].startswith("[") else -1]) or (
                "." in row.split("=")[0]
            )


def test_the_two_catalogues_have_the_same_keys():
    """No message exists in one language only; keys' descriptions stand in the code in English."""
    ours = ("problem", "line", "show", "kind", "audit", "keys")
    english, chinese = (
        {key for key in catalogue(lang) if key.split(".")[0] in ours} for lang in ("en", "zh")
    )
    assert english == chinese


def test_shipped_scenarios_are_found_by_name():
    """The five of the programme are there, their common parent is not offered."""
    wanted = {"no_programme", "paired_aid", "placebo", "poorest_per_head", "ten_times"}
    assert wanted <= set(shipped())
    assert "common" not in shipped()
