"""`narrows docs`: reference pages, generated from the code."""

from typing import Annotated

import typer

from narrows.commands.options import Lang, language, scenario_names

docs_app = typer.Typer(help="Print reference pages generated from the code.", no_args_is_help=True)


@docs_app.command()
def keys(lang: Lang = None):
    """Print the reference of all keys of a scenario file."""
    from narrows.scenario.keys import document

    typer.echo(document(language(lang)), nl=False)


@docs_app.command()
def year(
    county: Annotated[
        str | None, typer.Option("--county", help="Code or name: print its numbers too.")
    ] = None,
    draw: Annotated[int, typer.Option("--draw", help="Number of the draw, from 0.")] = 0,
    scenario: Annotated[
        str, typer.Option("--scenario", help="File or name.", autocompletion=scenario_names)
    ] = "paired_aid",
    calendar: Annotated[int | None, typer.Option("--year", help="Calendar year.")] = None,
    lang: Lang = None,
):
    """Print one year of the model: events, quantities, equations; numbers of a county."""
    from narrows.commands.trace import show_year
    from narrows.decisions.trace import trace
    from narrows.handbook.year_page import document
    from narrows.scenario import load_scenario

    spoken = language(lang)
    if county is None:
        typer.echo(document(spoken), nl=False)
        return

    show_year(trace(load_scenario(scenario, lang=spoken), county, draw, year=calendar), spoken)


@docs_app.command()
def mechanisms(lang: Lang = None):
    """List every instrument with its equation, parameters, sources and evidence grades."""
    from narrows.handbook.mechanisms import document

    typer.echo(document(language(lang)), nl=False)
