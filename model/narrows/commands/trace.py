"""`narrows trace`: one county, or one fund's money, from the file to the verdict."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from narrows.commands.options import WIDE, File, Json, Lang, Progress, language

VALUES = ("programme", "baseline", "difference")


def trace(
    scenario: File,
    county: Annotated[str, typer.Option("--county", help="Code or name of the county.")],
    draw: Annotated[int, typer.Option("--draw", help="Number of the draw, from 0.")] = 0,
    fund: Annotated[str | None, typer.Option("--fund", help="Name of a fund to follow.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Year; else the first in which money is paid.")
    ] = None,
    lang: Lang = None,
    as_json: Json = False,
):
    """Follow one county of one draw from the lines of the file to the verdict."""
    from narrows.decisions.trace import rank_of
    from narrows.decisions.trace import trace as follow
    from narrows.outcome import run
    from narrows.scenario import load_scenario

    spoken = language(lang)
    resolved = load_scenario(scenario, lang=spoken)
    found = follow(resolved, county, draw, fund=fund, year=year, lang=spoken)
    with Progress(spoken) as progress:
        outcome = run(resolved, progress=progress, language=spoken)
    all_draws = rank_of(outcome, draw, found.gap_year)
    if as_json:
        document = asdict(found) | {"all_draws": all_draws}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    _show(found, all_draws, resolved, outcome.results.experiment.region, spoken)


def _show(found, all_draws, scenario, region, lang):
    """File, year and verdict as three headed parts."""
    from narrows.words import say

    about = {"county": found.county, "year": found.year, "draw": found.draw}
    typer.echo(say("trace.title", lang, scenario=scenario.title, **about))
    typer.echo(f"\n{say('trace.file', lang)}")
    for row in found.file:
        shown = {"name": row["key"], "value": row["value"], "origin": row["origin"]}
        typer.echo("  " + say("trace.file_fund", lang, **shown))
    typer.echo(f"\n{say('trace.year', lang)}")
    typer.echo(say("trace.year_note", lang, base=region.base_year))
    show_year(found, lang)
    if found.fund is not None:
        _fund(found, lang)
    typer.echo(f"\n{say('trace.verdict', lang)}")
    whole = region.words.get(lang, {}).get("whole", region.name)
    difference = found.gap["programme"] - found.gap["baseline"]
    gap = found.gap | {"difference": difference, "year": found.gap_year, "region": whole}
    typer.echo(say("trace.gap_draw", lang, **gap))
    typer.echo(say("trace.gap_all", lang, **all_draws))


def _fund(found, lang):
    """What becomes of one unit of a fund's money."""
    from narrows.words import say

    about = {"fund": found.fund["name"], "county": found.county, "year": found.year}
    if not found.fund["paid"]:
        typer.echo(say("trace.yuan_none", lang, **about))
        return
    absorbed, public = found.fund["absorbed"], found.fund["public"]
    parts = {"share": absorbed, "leaked": 1 - absorbed, "public": public, "private": 1 - public}
    typer.echo(say("trace.yuan", lang, **about))
    typer.echo("  " + say("trace.yuan_share", lang, **{k: f"{v:.1%}" for k, v in parts.items()}))


def show_year(found, lang):
    """Every quantity of the year, its equation, and its value in both arms."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from narrows.words import say

    table = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("event", "quantity", *VALUES, "function", "equation"):
        side = "right" if name in VALUES else "left"
        table.add_column(say(f"year.column.{name}", lang), justify=side, overflow="fold")
    before = None
    for row in found.hops:
        event = "" if row["number"] == before else f"{row['number']} {row['event']}"
        before = row["number"]
        values = (row["programme"], row["baseline"], row["programme"] - row["baseline"])
        digits = {"money": ",.2f", "persons": ",.0f", "log": ".4f"}[row["unit"]]
        shown = (f"{value:{digits}}" for value in values)
        table.add_row(event, row["quantity"], *shown, row["function"], row["equation"])
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDE + 40
    console.print(table)
