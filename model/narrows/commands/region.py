"""`narrows region new | check | show`: anyone's counties."""

from pathlib import Path
from typing import Annotated

import typer

from narrows.commands.options import region_names

region_app = typer.Typer(
    no_args_is_help=True, help="Create, check and describe a region: bring your own counties."
)

Place = Annotated[str, typer.Argument(
    help="Folder, or name of a shipped region.", autocompletion=region_names
)]  # fmt: skip
Language = Annotated[str, typer.Option("--lang", help="Language of the answer: en or zh.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@region_app.command()
def new(
    panel: Annotated[str, typer.Argument(help="Tidy table: unit_id, unit_name, year, variable, "
                                              "value; CSV or CSV.gz.")],
    variable: Annotated[str, typer.Option(help="Name of its GDP or income variable.")],
    out: Annotated[str, typer.Option(help="Folder to create (new or empty).")],
    population: Annotated[str | None, typer.Option(help="Name of its population variable.")] = None,
    year: Annotated[int | None, typer.Option(help="Base year (default: the last complete year).")]
    = None,
    neighbours: Annotated[str | None, typer.Option(help="Table: unit_id, neighbor_id.")] = None,
    centroids: Annotated[str | None, typer.Option(help="Table: unit_id, lon, lat.")] = None,
    currency: Annotated[str | None, typer.Option(help="Three capital letters, e.g. EUR.")] = None,
    total: Annotated[bool, typer.Option("--total", help="The variable is a total, not per head.")]
    = False,
    unit: Annotated[float, typer.Option(min=1e-9, max=1e12, help="Units of the currency that one "
                                        "unit of the variable stands for.")] = 1.0,
    people: Annotated[float, typer.Option(min=1e-9, max=1e9, help="Persons that one unit of the "
                                          "population stands for.")] = 1.0,
    group_letters: Annotated[int, typer.Option(min=0, help="Leading letters of unit_id that name "
                                               "the group it lies in.")] = 0,
    drop_incomplete: Annotated[bool, typer.Option("--drop-incomplete", help="Leave out units "
                                                  "without figures in the base year.")] = False,
    title: Annotated[str | None, typer.Option(help="Title of the region.")] = None,
    lang: Language = "en",
):  # fmt: skip
    """Create a region folder from a panel; list what had to be assumed."""
    from narrows.region import load_region
    from narrows.region.make import Wish, new_region

    say = speaker(lang)
    wish = Wish(
        panel=panel, variable=variable, population=population, year=year, neighbours=neighbours,
        places=centroids, currency=currency, total=total, unit=unit, people=people,
        group_letters=group_letters, drop_incomplete=drop_incomplete, title=title,
    )  # fmt: skip
    new_region(wish, out)
    region = load_region(out)
    typer.echo(say("new.made", folder=out, counties=len(region), year=region.base_year))
    typer.echo(say("new.assumed"))
    for line in region.assumptions:
        typer.echo(f"- {line}")
    typer.echo(say("new.next", folder=out))


@region_app.command()
def check(
    region: Place,
    as_json: Json = False,
    lang: Language = "en",
):
    """Check a region: every problem with file, line and column; exit code 1 if there is any."""
    import json
    from dataclasses import asdict

    from narrows.region import check_region, region_folder

    say = speaker(lang)
    region_folder(region)
    problems = check_region(region)
    if as_json:
        typer.echo(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2))
    elif problems:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(say("check.problems", region=region, count=len(problems)))
    else:
        typer.echo(say("check.good", region=region))
    raise typer.Exit(1 if problems else 0)


@region_app.command()
def show(
    region: Place = "shandong",
    picture: Annotated[
        str | None, typer.Option(help="Also draw a map or ranking to this PNG, SVG or PDF.")
    ]
    = None,
    as_json: Json = False,
    lang: Language = "en",
):  # fmt: skip
    """Describe a region; draw it with --picture."""
    import json

    from narrows.region import load_region
    from narrows.region.describe import description
    from narrows.results.plots.region_picture import draw_region

    say = speaker(lang)
    loaded = load_region(region)
    facts = description(loaded, lang)
    if picture:
        draw_region(loaded, picture_path(picture), lang)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    print_facts(facts, say)
    if picture:
        typer.echo(say("show.drawn", file=picture))


@region_app.command()
def columns(
    table: Annotated[str | None, typer.Argument(help="One table; all if left out.")] = None,
):
    """Describe the tables of a region folder: columns, units, which are required."""
    from narrows.errors import InputError, Problem
    from narrows.panel.cells import nearest
    from narrows.region.schema import TABLES

    if table is not None and table not in TABLES:
        rule = f"must be one of {', '.join(TABLES)}"
        raise InputError([Problem("columns", None, "table", rule, table, nearest(table, TABLES))])
    for name in [table] if table else TABLES:
        typer.echo(f"{TABLES[name].file}: {TABLES[name].meaning}")
        for column in TABLES[name].columns:
            needed = "needed" if column.required else "optional"
            blank = ", may be blank" if column.blank else ""
            rule = "text" if column.type == "text" and not column.words else column.rule()
            typer.echo(f"  {column.name:<16} {column.meaning}; {rule} [{needed}{blank}]")


def speaker(lang):
    """The texts of this group of commands in a language.

    Raises:
        InputError: there is no such language.
    """
    from narrows.errors import InputError, Problem
    from narrows.words import LANGUAGES, say

    if lang not in LANGUAGES:
        rule = f"must be one of {', '.join(LANGUAGES)}"
        raise InputError([Problem("--lang", None, "lang", rule, lang)])
    return lambda key, **values: say(f"region.{key}", lang, **values)


def picture_path(text):
    """The path of a picture of a kind that can be drawn, in a folder that exists."""
    from narrows.errors import InputError, Problem

    path = Path(text)
    if path.suffix.lower() not in {".png", ".svg", ".pdf"}:
        problem = Problem("--picture", None, "picture", "must end in .png, .svg or .pdf", text)
        raise InputError([problem])
    if not path.resolve().parent.is_dir():
        problem = Problem("--picture", None, "picture", "must lie in a folder that exists", text)
        raise InputError([problem])
    return path


def print_facts(facts, say):
    """The description as tables on standard output."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True, markup=False)
    table = Table(title=escape(facts["title"]), show_header=False, title_justify="left")
    for key, value in told(facts, say):
        table.add_row(say(f"show.{key}"), escape(value))
    console.print(table)
    ends = Table(title=say("show.ends"), title_justify="left")
    keys = ("largest", "smallest", "richest", "poorest")
    for key in keys:
        ends.add_column(say(f"show.{key}"))
    for places in zip(*(facts[key] for key in keys), strict=True):
        ends.add_row(*(escape(f"{p['name']} {p['value']:,.0f}") for p in places))
    console.print(ends)
    console.print(say("show.assumptions"))
    for line in facts["assumptions"]:
        console.print(escape(f"- {line}"))


def told(facts, say):
    """Key and text of each row of the description."""
    currency = facts["currency"]
    neighbours = say("show.neighbours_text", pairs=facts["neighbour_pairs"],
                     alone=facts["without_neighbours"], parts=facts["parts"])  # fmt: skip
    history = "; ".join(f"{name} {a}-{b}" for name, (a, b, _) in facts["history"].items())
    return (
        ("counties", f"{facts['counties']:,} ({tally(facts['kinds'], say)})"),
        ("groups", f"{facts['groups']:,}"),
        ("base_year", f"{facts['base_year']}"),
        ("population", f"{facts['population']:,.0f}"),
        ("output", f"{facts['output']:,.0f} {say('show.million')} {currency}"),
        ("output_per_head", f"{facts['output_per_head']:,.0f} {currency}"),
        ("spread", f"{facts['sd_log_output_per_head']:.3f}"),
        ("output_basis", tally(facts["output_basis"], say)),
        ("revenue_basis", tally(facts["revenue_basis"], say)),
        ("neighbours", neighbours),
        ("growth_years", ", ".join(map(str, facts["growth_years"])) or "-"),
        ("announced_pairs", f"{facts['announced_pairs']}"),
        ("history", history or "-"),
        ("digest", facts["digest"][:16]),
    )


def tally(counts, say):
    """Words with their counts.

    >>> tally({"official": 90, "press": 6}, lambda key: key.removeprefix("word."))
    'official 90, press 6'
    """
    return ", ".join(f"{say(f'word.{word}')} {count}" for word, count in counts.items())
