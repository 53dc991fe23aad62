"""How `narrows evidence` shows what it found."""

from contextlib import contextmanager

import typer

from narrows.words import say

COLOURS = {"passed": "green", "failed": "red"}
SHOWN_YEARS = (1, 2, 3, 5, 10, 15, 20)
NUMBERS = {"z", "years", "probability", "effect", "detectable", "power", "textbook"}
WIDE = 180  # columns where nobody is looking


@contextmanager
def bar(lang, total):
    """A progress bar on standard error where a person is looking; gives a function to tick it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(say("scorecards.simulating", lang), total=total)
        yield lambda finished: progress.advance(task, finished)


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
    console = Console(highlight=False)
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
