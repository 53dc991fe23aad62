"""`narrows evidence`: the model against facts and published effects."""

import json
from typing import Annotated

import typer

from narrows.commands.options import (
    Json,
    Lang,
    Out,
    Progress,
    language,
    load,
    region_names,
    scenario_names,
)
from narrows.words import say

Draws = Annotated[int | None, typer.Option(min=20, max=20_000, help="Number of draws.")]
Region = Annotated[str | None, typer.Option(
    help="A shipped region, or a region folder; Shandong if none is named.",
    autocompletion=region_names,
)]  # fmt: skip
Scenario = Annotated[str | None, typer.Option(
    help="A scenario whose beliefs, switches and region are tried, instead of what is shipped.",
    autocompletion=scenario_names,
)]  # fmt: skip
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Random seed.")]
SHIPPED = "shandong"
COLOURS = {"passed": "green", "failed": "red"}
SHOWN_YEARS = (1, 2, 3, 5, 10, 15, 20)
NUMBERS = {"z", "years", "probability", "effect", "detectable", "power", "textbook"}
WIDE = 180  # columns where nobody is looking


def evidence(
    draws: Draws = None,
    region: Region = None,
    scenario: Scenario = None,
    seed: Seed = 1,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
):
    """Compare the model with stylised facts and published policy effects, misses included."""
    from narrows.evidence.score import DRAWS, reading, scorecards
    from narrows.results.documents import plain

    spoken, number = language(lang), draws or DRAWS
    tried, place = _tried(scenario, region, spoken)
    with Progress(spoken, then=None, doing="scorecards.simulating") as progress:
        cards = scorecards(place, scenario=tried, draws=number, seed=seed, progress=progress)
    said = {tongue: reading(cards, tongue) for tongue in ("en", "zh")}
    document = {"reading": said, **cards.as_dict()}
    if tried is not None:
        document["scenario"] = {"title": tried.title, "digest": tried.digest}
    if out is not None:
        document["folder"] = str(_write(out, document, spoken))
    if as_json:
        typer.echo(json.dumps(plain(document), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        show(document, spoken)


def _tried(scenario, region, lang):
    """The scenario whose model is tried, None for the shipped one, and the region."""
    from narrows.region import load_region
    from narrows.scenario import load_region_of

    if scenario is None:
        return None, load_region(region or SHIPPED)
    if region is not None:
        raise typer.BadParameter("a scenario names its own region: give --scenario or --region")
    resolved = load(scenario, lang)
    return resolved, load_region_of(resolved)


def _write(out, document, lang):
    """All cards as tables, the whole as JSON, and the pictures."""
    import pandas as pd

    from narrows.evidence import twins
    from narrows.results.plots.evidence_slides import draw_scorecards
    from narrows.results.store import write_evidence

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


def show(document, lang):
    """The three cards, luck and power as tables, then the paragraph."""
    for card, (columns, row_of) in CARDS.items():
        rows = document[card]["rows"] if card == "power" else document[card]
        shown = (row for row in rows if card != "power" or row["years"] in SHOWN_YEARS)
        _table(card, columns, lang, [row_of(row, lang) for row in shown])
    typer.echo(f"\n{document['reading'][lang]}")
    if "folder" in document:
        typer.echo(f"\n{say('scorecards.written', lang)} {document['folder']}")


def _table(card, columns, lang, rows):
    from rich.console import Console
    from rich.table import Table

    title = say(f"scorecards.{card}", lang)
    table = Table(box=None, pad_edge=False, header_style="bold", title=title,
                  title_justify="left", title_style="bold")  # fmt: skip
    for name in columns:
        justify = "right" if name in NUMBERS else "left"
        table.add_column(say(f"scorecards.column.{name}", lang), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDE
    console.print()
    console.print(table)


def _fact(row, lang):
    z = "" if row["z"] is None else f"{row['z']:+.1f}"
    title = row[f"title_{lang}"]
    if row["status"] == "not_computable":
        title = f"{title} ({row[f'needs_{lang}']})"
    return (row["name"], title, accepted(row), _model(row), z, _status(row, lang))


def _effect(row, lang):
    name = f"{row['row']}{row['part']}"
    if row["status"] == "not_expressible":
        why = row[f"why_not_{lang}"]
        return (name, row[f"programme_{lang}"], why, "", "", "", _status(row, lang))
    role = "informed" if row["role"] == "test" and row["informs"] else row["role"]
    return (
        name,
        row[f"programme_{lang}"],
        say(f"scorecards.reading_of.{row['reading']}", lang),
        accepted(row),
        _model(row),
        say(f"scorecards.role.{role}", lang),
        _status(row, lang),
    )


def _chance(row, lang):
    event = say(f"scorecards.event.{row['event']}", lang, count=row["count"], of=row["of"])
    return (event, str(row["years"]), f"{row['probability']:.0%} (± {row['error']:.0%})")


def _untestable(row, lang):
    return (row[f"what_{lang}"], row[f"why_{lang}"])


def _power(row, lang):  # noqa: ARG001 - one signature for all cards
    shares = (f"{row['effect']:+.1%}", f"{row['detectable']:.1%}", f"{row['power']:.0%}")
    return (str(row["years"]), *shares, f"{row['textbook_per_year']:.1%}")


def accepted(row):
    """A range in words of signs.

    >>> accepted({"low": 0.4, "high": 2.0}), accepted({"low": None, "high": 0.0})
    ('0.4 .. 2', '< 0')
    """
    low, high = row["low"], row["high"]
    if low is None:
        return f"< {high:g}"
    return f"> {low:g}" if high is None else f"{low:g} .. {high:g}"


def _model(row):
    if row["value"] is None:
        return "-"
    texts = [f"{row[key]:.3g}" for key in ("value", "q05", "q95")]
    return texts[0] if row["q05"] == row["q95"] else f"{texts[0]} ({texts[1]} .. {texts[2]})"


def _status(row, lang):
    word = say(f"scorecards.status.{row['status']}", lang)
    colour = COLOURS.get(row["status"])
    return f"[{colour}]{word}[/]" if colour else word


CARDS = {
    "facts": (("name", "title", "accepted", "model", "z", "status"), _fact),
    "effects": (("name", "programme", "claim", "accepted", "model", "role", "status"), _effect),
    "untestable": (("what", "why"), _untestable),
    "luck": (("event", "years", "probability"), _chance),
    "power": (("years", "effect", "detectable", "power", "textbook"), _power),
}
