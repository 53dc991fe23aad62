"""`narrows diff`: in what two scenarios differ."""

import typer

from narrows.commands.options import File, Json, Lang, json_text, language, load


def diff(first: File, second: File, lang: Lang = None, as_json: Json = False):
    """Compare two scenarios key by key, after resolving their parents."""
    from narrows.scenario.show import differences, shown
    from narrows.words import say

    lang = language(lang)
    found = differences(load(first, lang), load(second, lang))
    if as_json:
        typer.echo(json_text([{"key": d.key, "first": d.first, "second": d.second} for d in found]))
        return
    for difference in found:
        typer.echo(f"{difference.key}: {shown(difference.first)} -> {shown(difference.second)}")
    if not found:
        typer.echo(say("show.same", lang))
