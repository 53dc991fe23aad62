"""`narrows check`: every problem of scenario files at once."""

from typing import Annotated

import typer

from narrows.commands.options import Json, Lang, json_text, language


def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files or names of shipped ones.")],
    lang: Lang = None,
    as_json: Json = False,
):
    """Check scenario files and report every problem at once."""
    from narrows.errors import render
    from narrows.words import say

    lang = language(lang)
    found = {file: _problems(file, lang) for file in files}
    if as_json:
        typer.echo(
            json_text({file: [vars(p) for p in problems] for file, problems in found.items()})
        )
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
