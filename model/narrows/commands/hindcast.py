"""`narrows hindcast`: forecasts of a panel's past, scored."""

import json
from typing import Annotated

import typer

from narrows.commands.options import (
    Json,
    Lang,
    Neighbours,
    Out,
    Per,
    Progress,
    Table,
    Unbalanced,
    Variable,
    Weights,
    language,
    panel_of,
    print_table,
    region_of,
    stem,
)
from narrows.words import catalogue, say

QUANTILES = ("q05", "q25", "q50", "q75", "q95")


def show_scores(document, lang):
    """Scores as a table, the sentence, what was left out, where the rest lies."""
    columns = [key.rsplit(".", 1)[1] for key in catalogue(lang) if "evidence.column." in key]
    scores = document["scores"]
    table = [[_cell(column, row.get(column), lang) for column in columns] for row in scores]
    print_table([say(f"evidence.column.{column}", lang) for column in columns], table)
    typer.echo(f"\n{document['reading']}")
    for notice in document["notices"]:
        typer.echo(notice, err=True)
    if "folder" in document:
        typer.echo(f"\n{say('evidence.written', lang)} {document['folder']}")


def _cell(column, value, lang):
    if column == "rule":
        return say(f"pictures.hindcast.rule.{value}", lang)
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def hindcast(
    table: Table,
    variable: Variable = None,
    weights: Weights = None,
    per: Per = None,
    neighbours: Neighbours = None,
    unbalanced: Unbalanced = "error",
    horizons: Annotated[str, typer.Option(help="Years ahead, separated by commas.")] = "5,10,15",
    draws: Annotated[int, typer.Option(min=20, max=100_000, help="Draws per forecast.")] = 500,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Random seed.")] = 1,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
):
    """Forecast the past from rolling origins and score against simple rules."""
    from narrows.history.hindcast import hindcast as forecast
    from narrows.history.hindcast import reading

    spoken = language(lang)
    years = _horizons(horizons)
    panel = panel_of(table, variable, weights, per, neighbours, unbalanced, region_of(table))
    with Progress(spoken, then=None) as tick:
        found = forecast(panel, years, draws=draws, seed=seed, tick=tick)
    document = {
        "table": panel.file,
        "variable": panel.variable,
        "units": len(panel.units),
        "years": [int(panel.years[0]), int(panel.years[-1])],
        "draws": draws,
        "seed": seed,
        "digest": panel.digest,
        "reading": reading(found, spoken),
        "notices": list(found.notices),
        "scores": list(found.scores),
    }
    if out is not None:
        document["folder"] = str(_write_hindcast(out, found, document, spoken))
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        show_scores(document, spoken)


def _horizons(text):
    """Years ahead as written.

    >>> _horizons("10, 5")
    [5, 10]
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and 0 < int(word) <= 100 for word in words):
        raise typer.BadParameter(f"{text!r}: horizons are whole years from 1 to 100, with commas")
    return sorted({int(word) for word in words})


def _write_hindcast(out, found, document, lang):
    """Scores, every forecast, the fans and the pictures."""
    import pandas as pd

    from narrows.history.hindcast import reading
    from narrows.results.plots.hindcast_slides import draw_hindcast
    from narrows.results.store import write_evidence

    fans = [
        {"origin": origin, "year": origin + step, **dict(zip(QUANTILES, column, strict=True))}
        for origin, fan in found.fans.items()
        for step, column in enumerate(fan.T.tolist(), 1)
    ]
    return write_evidence(
        out,
        f"hindcast-{stem(found.panel)}",
        tables={
            "scores": pd.DataFrame(found.scores),
            "forecasts": pd.DataFrame(found.forecasts),
            "fans": pd.DataFrame(fans),
        },
        documents={"hindcast": document},
        draw=lambda place: draw_hindcast(place, found, lambda tongue: reading(found, tongue), lang),
    )
