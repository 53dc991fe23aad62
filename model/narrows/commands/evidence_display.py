"""How `narrows calibrate` and `narrows hindcast` show what they found."""

import typer

from narrows.words import catalogue, say

WIDE = 160  # columns where no terminal says how wide it is


def show_scores(document, lang):
    """Scores as a table, the sentence, what was left out, where the rest lies."""
    columns = [key.rsplit(".", 1)[1] for key in catalogue(lang) if "evidence.column." in key]
    scores = document["scores"]
    table = [[_cell(column, row.get(column), lang) for column in columns] for row in scores]
    _print_table([say(f"evidence.column.{column}", lang) for column in columns], table)
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


def _print_table(head, rows):
    from rich.console import Console
    from rich.table import Table as RichTable

    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(head):
        table.add_column(title, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)
    console.print(table)


def show_calibration(found, panel, lang):
    """Parameters as a table, with what each rests on."""
    first, last = found["years"]
    head = {"units": len(panel.units), "first": first, "last": last, "variable": panel.variable}
    typer.echo(say("evidence.units", lang, **head))
    typer.echo(say("evidence.learned", lang, years=last - first + 1))
    _show_parameters(found, lang)
    drift = found["drift"]
    points = {"drift": f"{100 * drift['mean']:+.2f}", "sd": f"{100 * drift['sd']:.2f}"}
    typer.echo(say("evidence.narrowing", lang, chance=f"{drift['narrowing']:.0%}", **points))
    if "moran" in found:
        typer.echo(say("evidence.spatial", lang, moran=f"{found['moran']:.2f}"))
    for notice in panel.notices:
        typer.echo(notice, err=True)
    if "folder" in found:
        typer.echo(f"{say('evidence.written', lang)} {found['folder']}")


def show_group_calibration(found, lang):
    """What groups and single figures told, with what each value rests on."""
    for row in found["series"]:
        change, noise = f"{100 * row['rms_change']:.2f}", f"{row['speed_volatility']:.4f}"
        told = row | {"groups": found["groups"], "change": change, "noise": noise}
        typer.echo(say("evidence.series", lang, **told))
    for row in found["breaks"]:
        told = {"before": row["year"] - 1, "year": row["year"]}
        typer.echo(say("evidence.break", lang, change=f"{100 * row['change']:+.2f}", **told))
    if "county_shock" in found:
        shock = found["county_shock"]
        freedom = shock["degrees_of_freedom"]
        typer.echo(say("evidence.shock", lang, shock=f"{shock['rms']:.4f}", freedom=freedom))
    _show_parameters(found, lang)
    if "folder" in found:
        typer.echo(f"\n{say('evidence.written', lang)} {found['folder']}")


def _show_parameters(found, lang):
    """Parameters as a table, learned here or prior only."""
    rows = [
        (
            name,
            f"{estimate['centre']:.4f}",
            f"{estimate['spread']:.4f}",
            say(f"evidence.{'here' if estimate['learned'] else 'prior'}", lang),
        )
        for name, estimate in found["parameters"].items()
    ]
    titles = ("parameter", "value", "spread", "rests")
    _print_table([say(f"evidence.{title}", lang) for title in titles], rows)
