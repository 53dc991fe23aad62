"""`narrows show`: a resolved scenario, with the origin and unit of every value."""

import typer

from narrows.commands.options import File, Json, Lang, json_text, language, load


def show(file: File, lang: Lang = None, as_json: Json = False):
    """Print every value of a scenario with its unit and where it was set."""
    from narrows.scenario.show import rows, text

    scenario = load(file, language(lang))
    typer.echo(json_text(rows(scenario)) if as_json else text(scenario, language(lang)), nl=as_json)
