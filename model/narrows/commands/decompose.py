"""`narrows decompose`: where the change of the gap comes from."""

import json

import typer

from narrows.commands.options import Lang, scenario_names

DRAWS = 60


def decompose(
    scenario: str = typer.Argument(
        help="Scenario file, or name of a built-in scenario.", autocompletion=scenario_names
    ),
    draws: int = typer.Option(DRAWS, "--draws", help="Draws per combination of instruments."),
    year: int = typer.Option(None, "--year", help="Year to decompose (default: the verdict's)."),
    orders: int = typer.Option(
        12,
        "--orders",
        min=2,
        help="Random orders to sample when there are more than six instruments.",
    ),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
    lang: Lang = None,
):
    """Split the effect by instrument, migration and slower growth of strong counties."""
    from narrows.commands.options import Progress, language
    from narrows.decisions.decompose import decompose as take_apart
    from narrows.decisions.decomposition import as_dict
    from narrows.scenario import load_scenario

    spoken = language(lang)
    resolved = load_scenario(scenario, overrides={"ensemble.draws": draws}, lang=spoken)
    _check(resolved, year)
    with Progress(spoken, then=None) as told:
        found = take_apart(resolved, year, orders, told)
    if as_json:
        typer.echo(json.dumps(as_dict(found), ensure_ascii=False, indent=1))
    else:
        _show(found, spoken)


def _check(scenario, year):
    """A year to look at lies in the scenario's years, after the first."""
    from narrows.errors import InputError, Problem

    first, last = scenario.horizon.start + 1, scenario.horizon.end
    if year is not None and not first <= year <= last:
        rule = f"must lie between {first} and {last}"
        raise InputError([Problem("(options)", None, "--year", rule, str(year), code="in_years")])


def _show(found, lang):
    """One table a headline, and the reading."""
    from rich.console import Console

    from narrows.decisions.decomposition import reading
    from narrows.words import say

    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(f"\n{found.scenario}\n", style="bold", markup=False)
    how = say(f"decompose.how_{'exact' if found.exact else 'sampled'}", lang)
    told = {"year": found.year, "draws": f"{found.draws:,}", "runs": found.runs, "how": how}
    console.print(say("decompose.head", lang, **told), markup=False)
    for headline in found.headlines:
        console.print()
        console.print(_table(headline, lang))
    console.print()
    for sentence in reading(found, lang):
        console.print(sentence, markup=False)


def _table(headline, lang):
    """Rows: instruments, what they do together beyond that, and the whole."""
    from rich.table import Table

    from narrows.decisions.decomposition import title
    from narrows.words import say

    name = say(f"pictures.measure.{headline.measure}", lang)
    table = Table(box=None, pad_edge=False, header_style="bold", title=name, title_justify="left")
    for key in ("instrument", "alone", "part", "range", "percent"):
        justify = "left" if key == "instrument" else "right"
        table.add_column(say(f"decompose.{key}", lang), justify=justify)
    whole = headline.whole.mean
    for share in headline.shares:
        part = share.shapley
        table.add_row(
            title(share.instrument, lang),
            f"{share.alone.mean:+.3%}",
            f"{part.mean:+.3%}",
            f"{part.low:+.3%} .. {part.high:+.3%}",
            f"{part.mean / whole:.0%}" if whole else "",
        )
    table.add_row(say("decompose.together", lang), f"{headline.together.mean:+.3%}")
    ends = headline.whole
    table.add_row(
        say("decompose.whole", lang), "", f"{whole:+.3%}", f"{ends.low:+.3%} .. {ends.high:+.3%}"
    )
    return table
