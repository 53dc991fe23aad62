"""`narrows sweep`: many members of one scenario, on this machine or on a cluster."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from narrows.commands.options import File, Lang

RESULTS = Path("results")
SOME_FAILED, STOPPED = 1, 130
SHOWN_FAILURES = 10

Vary = Annotated[list[str] | None, typer.Option(
    "--vary",
    metavar="KEY=SPEC",
    help="Vary a key over a list (a,b,c) or a range (LOW..HIGH UNIT; add /N for N grid points). "
    "Repeat for several keys.",
)]  # fmt: skip
DesignFile = Annotated[Path | None, typer.Option(
    "--design", help="File with the variants: CSV (one column per key) or TOML with [[member]]."
)]  # fmt: skip
Points = Annotated[str, typer.Option(help="grid, latin (hypercube) or sobol.")]
Members = Annotated[
    int | None, typer.Option(help="Number of variants for latin and sobol (default 128).")
]
Draws = Annotated[int | None, typer.Option(help="Draws per variant.")]
Seed = Annotated[int | None, typer.Option(help="Random seed of draws and design.")]
SameLuck = Annotated[bool, typer.Option(
    "--same-luck",
    help="Use the same random numbers in all variants. By default each variant has its own, so "
    "that errors of variants are independent.",
)]  # fmt: skip
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes on this machine (default: one per core).")
]
Scheduler = Annotated[str | None, typer.Option(
    metavar="tcp://HOST:PORT", help="Address of a Dask scheduler (needs narrows[cluster])."
)]  # fmt: skip
Out = Annotated[
    Path | None, typer.Option(help="Folder of the sweep; an unfinished sweep is resumed.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def sweep(
    scenario: File,
    vary: Vary = None,
    design: DesignFile = None,
    points: Points = "grid",
    members: Members = None,
    draws: Draws = None,
    seed: Seed = None,
    same_luck: SameLuck = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
):
    """Run many variants of a scenario; run the same command again to resume."""
    from narrows.commands.options import Progress, language
    from narrows.decisions.sweep import prepare

    spoken = language(lang)
    _check_options(vary, design, scheduler, workers, spoken)
    with Progress(spoken, then=None, doing="sweep.checking") as told:
        prepared = prepare(
            scenario, vary or (), design, points, members, draws, seed, same_luck, spoken, told
        )
    folder = out or RESULTS / prepared.name
    kept = _conducted(prepared, folder, workers, scheduler, spoken)
    _tell(prepared, kept, as_json, spoken)
    if kept.failed:
        raise typer.Exit(SOME_FAILED)


def _check_options(vary, design, scheduler, workers, lang):
    """Options that go together, and those that do not."""
    from narrows.errors import InputError, Problem
    from narrows.words import say

    wrong = {
        "one_design": bool(vary) == (design is not None),
        "one_place": scheduler is not None and workers is not None,
    }
    problems = [
        Problem("(options)", None, "sweep", say(f"sweep.rule.{code}", lang), code=f"sweep_{code}")
        for code, there in wrong.items()
        if there
    ]
    if problems:
        raise InputError(problems)


def _conducted(prepared, folder, workers, scheduler, lang):
    """Run the sweep with a bar; when stopped, say what is kept."""
    from narrows.commands.options import Progress
    from narrows.decisions.sweep import conduct
    from narrows.words import say

    try:
        with Progress(lang, then=None) as told:
            return conduct(prepared, folder, workers, scheduler, told)
    except KeyboardInterrupt:
        typer.echo(say("sweep.stopped", lang, folder=folder), err=True)
        raise typer.Exit(STOPPED) from None


def _tell(prepared, kept, as_json, lang):
    """Failures, the summary, and where the rest lies."""
    from narrows.results.sweep_folder import write_summary
    from narrows.words import say

    for number in sorted(kept.failed)[:SHOWN_FAILURES]:
        line = say("sweep.failed_member", lang, number=number, error=kept.failed[number])
        typer.echo(line, err=True)
    if len(kept.failed) > SHOWN_FAILURES:
        more = len(kept.failed) - SHOWN_FAILURES
        typer.echo(say("sweep.failed_more", lang, number=more), err=True)
    table = None
    if kept.done:
        table = write_summary(kept.folder)
    counts = {"members": len(prepared.tasks), "done": len(kept.done), "failed": len(kept.failed)}
    if as_json:
        rows = [] if table is None else json.loads(table.to_json(orient="records"))
        document = {"folder": str(kept.folder), **counts, "summary": rows}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    typer.echo(say("sweep.counts", lang, **counts))
    if table is not None:
        _show(table, lang)
    typer.echo(f"\n{say('sweep.folder', lang)} {kept.folder}")


def _show(table, lang):
    """The summary as a table, the varied keys as its headings."""
    from rich.console import Console
    from rich.table import Table

    from narrows.words import say

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("")
    for name in table.columns[2:]:
        shown.add_column(say(f"sweep.column.{name}", lang), justify="right", no_wrap=True)
    above = ""
    for row in table.itertuples(index=False):
        key, values, members, recipients, province, *shares, money, due = row
        if key != above:
            shown.add_row(key, style="bold")
        above = key
        shown.add_row(
            f"  {values}" if key else say("sweep.all", lang),
            str(members),
            f"{recipients:+.4f}",
            f"{province:+.5f}",
            *(f"{share:+.2%}" for share in shares),
            f"{money:,.0f}",
            f"{due:.0%}",
        )
    console = Console(soft_wrap=not os.isatty(1), highlight=False, markup=False)
    console.print(say("sweep.table", lang))
    console.print(shown)
