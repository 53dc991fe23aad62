"""`narrows new`: a commented file that extends another scenario."""

from pathlib import Path
from typing import Annotated

import typer

from narrows.commands.options import Lang, language, load, scenario_names


def new(
    name: Annotated[str, typer.Argument(help="Name or path of the new file.")],
    parent: Annotated[
        str, typer.Option("--from", help="Scenario to extend.", autocompletion=scenario_names)
    ] = "paired_aid",
    lang: Lang = None,
):
    """Write a commented scenario file that extends another."""
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
    scenario = load(parent, lang)
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
