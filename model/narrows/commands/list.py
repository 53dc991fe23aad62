"""`narrows list`: the shipped scenarios."""

import typer

from narrows.commands.options import Json, json_text, load


def list_scenarios(as_json: Json = False):
    """List the built-in scenarios."""
    from narrows.scenario import shipped

    loaded = {name: load(name, "en") for name in shipped()}
    if as_json:
        kept = ("title", "description", "sources")
        table = [{"name": n} | {k: getattr(s, k) for k in kept} for n, s in loaded.items()]
        typer.echo(json_text(table))
        return
    width = max(map(len, loaded), default=0)
    for name, scenario in loaded.items():
        typer.echo(f"{name:{width}}  {scenario.title}")
