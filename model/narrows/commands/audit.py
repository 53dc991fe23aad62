"""`narrows audit`: which changes of a scenario move a number."""

import typer

from narrows.commands.options import File, Json, Lang, Strict, json_text, language, load, warn


def audit(file: File, lang: Lang = None, strict: Strict = False, as_json: Json = False):
    """Show which of a scenario's changes have no effect."""
    from narrows.decisions import audit as auditing
    from narrows.scenario.show import shown
    from narrows.words import say

    lang = language(lang)
    scenario = load(file, lang)
    warn(scenario, lang, strict)
    changes = auditing.audit(scenario, lang=lang)
    silent = [change for change in changes if change.silent]
    if as_json:
        typer.echo(json_text([{"key": c.difference.key, "effect": c.effect} for c in changes]))
    for change in () if as_json else changes:
        said = say(f"audit.{change.effect}", lang)
        key, value = change.difference.key, shown(change.difference.second)
        typer.echo(f"{key} = {value}: {said}", err=change.silent)
    if not as_json:
        typer.echo(say("audit.sum", lang, silent=len(silent), changed=len(changes)))
    raise typer.Exit(1 if silent else 0)
