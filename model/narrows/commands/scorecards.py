"""`narrows evidence`: the model held against facts and published effects."""

import json
from pathlib import Path
from typing import Annotated

import typer

Draws = Annotated[int | None, typer.Option(min=20, max=20_000, help="Number of futures.")]
Region = Annotated[str, typer.Option(help="A shipped region, or a region folder.")]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Of all luck.")]
Out = Annotated[Path | None, typer.Option(help="Folder for tables and pictures.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
Language = Annotated[str | None, typer.Option("--lang", help="Language: en or zh.")]


def register(app):
    """Add the command to the application."""
    app.command("evidence")(evidence)


def evidence(
    draws: Draws = None,
    region: Region = "shandong",
    seed: Seed = 1,
    out: Out = None,
    as_json: Json = False,
    lang: Language = None,
):
    """Hold the model against stylised facts and published policy effects, failures included."""
    from narrows.commands.language import language
    from narrows.commands.scorecards_display import bar, show
    from narrows.evidence.score import DRAWS, reading, scorecards, work
    from narrows.region import load_region
    from narrows.results.tables import plain

    spoken, number = language(lang), draws or DRAWS
    place = load_region(region)
    with bar(spoken, work(place, number)) as tick:
        cards = scorecards(place, draws=number, seed=seed, tick=tick)
    said = {tongue: reading(cards, tongue) for tongue in ("en", "zh")}
    document = {"reading": said, **cards.as_dict()}
    if out is not None:
        document["folder"] = str(_write(out, document, spoken))
    if as_json:

        typer.echo(json.dumps(plain(document), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        show(document, spoken)


def _write(out, document, lang):
    """All cards as tables, the whole as JSON, and the pictures."""
    import pandas as pd

    from narrows.evidence import twins
    from narrows.results.evidence_folder import write_evidence
    from narrows.results.plots.scorecards import draw_scorecards

    cards = ("facts", "effects", "untestable", "luck")
    return write_evidence(
        out,
        f"evidence-{document['region']}",
        tables={
            **{card: pd.DataFrame(document[card]) for card in cards},
            "power": pd.DataFrame(document["power"]["rows"]),
            "twins": pd.DataFrame([vars(twin) for twin in twins().values()]),
        },
        documents={"evidence": document},
        draw=lambda place: draw_scorecards(place, document, lang),
    )
