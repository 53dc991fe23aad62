"""`narrows docs`: reference pages, generated from the code."""

import typer

from narrows.commands.options import Lang, language

docs_app = typer.Typer(help="Reference pages, generated from the code.", no_args_is_help=True)


@docs_app.command()
def keys(lang: Lang = None):
    """Print the reference of all keys of a scenario file."""
    from narrows.scenario.keys import document

    typer.echo(document(language(lang)), nl=False)


@docs_app.command()
def mechanisms(lang: Lang = None):
    """Every instrument with its equation, parameters, sources and grades, as Markdown."""
    from narrows.handbook.mechanisms import document

    typer.echo(document(language(lang)), nl=False)
