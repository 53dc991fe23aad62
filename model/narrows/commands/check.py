"""`narrows check`: every problem of scenario files at once."""

from typing import Annotated

import typer

from narrows.commands.options import Json, Lang, Strict, json_text, language, scenario_names


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Scenario files or names of shipped ones.", autocompletion=scenario_names
        ),
    ],
    lang: Lang = None,
    strict: Strict = False,
    as_json: Json = False,
):
    """Check scenario files and report every problem and every warning at once."""
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
        if not as_json and all(problem.severity == "warning" for problem in problems):
            good = "warned" if problems else "good"
            typer.echo(say(f"show.{good}", lang, file=file, number=len(problems)))
    wrong = [p for problems in found.values() for p in problems if strict or p.severity == "error"]
    raise typer.Exit(2 if wrong else 0)


def _problems(file, lang):
    from narrows.errors import InputError
    from narrows.outcome import warnings_of
    from narrows.scenario import load_baseline, load_scenario

    try:
        scenario = load_scenario(file, lang=lang)
        load_baseline(scenario, lang=lang)
    except InputError as error:
        return error.problems
    return warnings_of(scenario, lang)
