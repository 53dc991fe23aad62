"""`narrows face`: what was reported of the recipients beside what the model makes of it."""

import json
from typing import Annotated

import typer

from narrows.commands.options import Lang, language, scenario_names


def face(
    scenario: Annotated[
        str, typer.Argument(help="A scenario file or a shipped one.", autocompletion=scenario_names)
    ] = "paired_aid",
    draws: Annotated[int, typer.Option("--draws", help="Number of draws.")] = 200,
    year: Annotated[
        int | None,
        typer.Option("--year", help="Year compared with the year before (default: as reported)."),
    ] = None,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
):
    """Compare the recipients' reported figures with the model."""
    from narrows.errors import NarrowsError
    from narrows.evidence.reported import face_validity, reward_chance
    from narrows.outcome import run

    outcome = run(scenario, draws=draws, language=language(lang))
    region, years = outcome.results.experiment.region, outcome.results.experiment.years
    if region.reported is None:
        raise NarrowsError(f"region {region.name} has no [reported] figures in its region.toml")
    year = year or region.reported.year
    if year - 1 not in years or year not in years:
        raise NarrowsError(f"--year must lie between {years[1]} and {years[-1]}, not {year}")
    table = face_validity(outcome.results, year)
    luck = reward_chance(outcome.results, year)
    if as_json:
        document = {"face_validity": table.to_dict("records"), "luck_in_rewards": luck}
        typer.echo(json.dumps(document, indent=1))
    else:
        _show(table, luck, year, region, language(lang))


def _show(table, luck, year, region, lang):
    """The table in words, with what it can and cannot say."""
    from rich.console import Console
    from rich.table import Table

    from narrows.words import say

    words = region.words.get(lang, {})
    shown = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("quantity", "reported", "with_programme", "without", "level_effect")
    for name in columns:
        side = "left" if name == "quantity" else "right"
        shown.add_column(say(f"face.{name}", lang), justify=side)
    for row in table.to_dict("records"):
        unit = say("face.points" if row["beyond_whole"] else "face.percent", lang)
        cells = [f"{100 * row[name]:+.1f} {unit}" for name in columns[1:4]]
        band = f"{row['level_effect']:+.1%} ({row['q05']:+.1%}, {row['q95']:+.1%})"
        shown.add_row(say(f"face.{row['quantity']}", lang, **words), *cells, band)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(say("face.title", lang, year=year), style="bold")
    console.print(shown)
    console.print(say("face.note", lang))
    console.print(say("face.luck", lang, share=f"{luck:.0%}"))
