"""Commands about scenario files: check, show, list, diff, audit, new, schema, docs keys."""

import json
from pathlib import Path
from typing import Annotated

import typer

from narrows.commands.language import language

Lang = Annotated[str | None, typer.Option("--lang", help="en or zh; else the locale's.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
File = Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")]


def register(app, docs=None):
    """Add the commands to an application.

    Args:
        app: Typer application.
        docs: Typer application of `docs`, where there is one already.
    """
    named = {"check": check, "show": show, "list": list_, "diff": diff, "audit": audit}
    for name, function in (named | {"new": new, "schema": schema}).items():
        app.command(name)(function)
    if docs is None:
        docs = typer.Typer(help="Reference pages, generated from the code.")
        app.add_typer(docs, name="docs")
    docs.command("keys")(keys)


def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files or names of shipped ones.")],
    lang: Lang = None,
    as_json: Json = False,
):
    """Check scenario files and report every problem of all of them."""
    from narrows.errors import render
    from narrows.words import say

    lang = language(lang)
    found = {file: _problems(file, lang) for file in files}
    if as_json:
        typer.echo(_json({file: [vars(p) for p in problems] for file, problems in found.items()}))
    for file, problems in found.items():
        for problem in problems:
            typer.echo(render(problem, lang), err=True)
        if not problems and not as_json:
            typer.echo(say("show.good", lang, file=file))
    raise typer.Exit(2 if any(found.values()) else 0)


def _problems(file, lang):
    from narrows.errors import InputError
    from narrows.scenario import load_scenario

    try:
        load_scenario(file, lang=lang)
    except InputError as error:
        return error.problems
    return ()


def show(file: File, lang: Lang = None, as_json: Json = False):
    """Print the resolved scenario with the origin and unit of every value."""
    from narrows.scenario.show import rows, text

    scenario = _load(file, language(lang))
    typer.echo(_json(rows(scenario)) if as_json else text(scenario, language(lang)), nl=as_json)


def list_(as_json: Json = False):
    """List the shipped scenarios."""
    from narrows.scenario import shipped

    loaded = {name: _load(name, "en") for name in shipped()}
    if as_json:
        kept = ("title", "description", "sources")
        table = [{"name": n} | {k: getattr(s, k) for k in kept} for n, s in loaded.items()]
        typer.echo(_json(table))
        return
    width = max(map(len, loaded), default=0)
    for name, scenario in loaded.items():
        typer.echo(f"{name:{width}}  {scenario.title}")


def diff(first: File, second: File, lang: Lang = None, as_json: Json = False):
    """Print every key in which two scenarios differ, by resolved value."""
    from narrows.scenario.show import differences, shown
    from narrows.words import say

    lang = language(lang)
    found = differences(_load(first, lang), _load(second, lang))
    if as_json:
        typer.echo(_json([{"key": d.key, "first": d.first, "second": d.second} for d in found]))
        return
    for difference in found:
        typer.echo(f"{difference.key}: {shown(difference.first)} -> {shown(difference.second)}")
    if not found:
        typer.echo(say("show.same", lang))


def audit(file: File, lang: Lang = None, as_json: Json = False):
    """Report every key that a scenario changes of its parent and that changes nothing."""
    from narrows.decisions import audit as auditing
    from narrows.scenario.show import shown
    from narrows.words import say

    lang = language(lang)
    changes = auditing.audit(_load(file, lang), lang=lang)
    silent = [change for change in changes if change.silent]
    if as_json:
        typer.echo(_json([{"key": c.difference.key, "effect": c.effect} for c in changes]))
    for change in () if as_json else changes:
        said = say(f"audit.{change.effect}", lang)
        key, value = change.difference.key, shown(change.difference.second)
        typer.echo(f"{key} = {value}: {said}", err=change.silent)
    if not as_json:
        typer.echo(say("audit.sum", lang, silent=len(silent), changed=len(changes)))
    raise typer.Exit(1 if silent else 0)


def new(
    name: Annotated[str, typer.Argument(help="Name or path of the new file.")],
    parent: Annotated[str, typer.Option("--from", help="Scenario to start from.")] = "paired_aid",
    lang: Lang = None,
):
    """Write a commented scenario file that extends another one."""
    from narrows.scenario import shipped
    from narrows.scenario.keys import FILE_NAME, schema_text
    from narrows.scenario.show import child_text, copy_text
    from narrows.words import say

    lang = language(lang)
    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists() or not path.parent.is_dir():
        reason = "show.exists" if path.exists() else "problem.no_folder"
        typer.echo(f"{path}: {say(reason, lang)}", err=True)
        raise typer.Exit(2)
    scenario = _load(parent, lang)
    beside = Path(parent).suffix and Path(parent).resolve().parent == path.parent.resolve()
    if parent in shipped() or beside:
        text = child_text(path.stem, Path(parent).stem if beside else parent, scenario, lang)
    else:
        text = copy_text(path.stem, scenario, lang)
    _write_new(path, text)
    if not (path.parent / FILE_NAME).exists():
        _write_new(path.parent / FILE_NAME, schema_text())
    typer.echo(say("show.written", lang, file=path))


def _write_new(path, text):
    """Write a file that is not there yet; never through a link."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def schema():
    """Print the JSON Schema of scenario files, for editors."""
    from narrows.scenario.keys import schema_text

    typer.echo(schema_text(), nl=False)


def keys(lang: Lang = None):
    """Print the reference of all keys of a scenario file."""
    from narrows.scenario.keys import document

    typer.echo(document(language(lang)), nl=False)


def _load(file, lang):
    """The scenario, or its problems on standard error and exit code 2."""
    from narrows.errors import InputError, render_all
    from narrows.scenario import load_scenario

    try:
        return load_scenario(file, lang=lang)
    except InputError as error:
        typer.echo(render_all(error.problems, lang), err=True)
        raise typer.Exit(2) from None


def _json(value):
    return json.dumps(value, ensure_ascii=False, indent=2)
