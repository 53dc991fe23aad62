"""Options that several commands share; progress; a panel from the command line."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer


def scenario_names(incomplete: str) -> list[str]:
    """Shipped scenarios that begin so, for the shell; where none does it offers files."""
    from narrows.folders import shipped

    return [name for name in shipped() if name.startswith(incomplete)]


def region_names(incomplete: str) -> list[str]:
    """Shipped regions that begin so, for the shell."""
    from narrows.folders import shipped_regions

    return [name for name in shipped_regions() if name.startswith(incomplete)]


Lang = Annotated[
    str | None, typer.Option("--lang", help="en or zh (default: the system's language).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Strict = Annotated[bool, typer.Option("--strict", help="Take every warning for a mistake.")]
File = Annotated[str, typer.Argument(
    help="A scenario file, or the name of a shipped one.", autocompletion=scenario_names
)]  # fmt: skip
LANGUAGES = ("en", "zh")
WIDE = 160  # columns where no terminal says how wide it is
Table = Annotated[Path, typer.Argument(
    help="Tidy table (unit_id, year, variable, value; CSV or CSV.gz), a folder that holds one, "
    "or a region: its folder or name.",
    autocompletion=region_names,
)]  # fmt: skip
Variable = Annotated[str | None, typer.Option(help="Name of the income or GDP-per-head variable.")]
Weights = Annotated[str | None, typer.Option(help="Name of the population variable (weights).")]
Per = Annotated[
    str | None,
    typer.Option(help="Divisor variable, such as population for a GDP total."),
]
Neighbours = Annotated[Path | None, typer.Option(help="Table: unit_id, neighbor_id.")]
Unbalanced = Annotated[str, typer.Option(
    help="Units with missing values: error, or drop to leave them out.",
)]  # fmt: skip
Out = Annotated[Path | None, typer.Option(help="Folder for tables and charts.")]


def load(file, lang):
    """The scenario, or its problems on standard error and exit code 2."""
    from narrows.errors import InputError, render_all
    from narrows.scenario import load_scenario

    try:
        return load_scenario(file, lang=lang)
    except InputError as error:
        typer.echo(render_all(error.problems, lang), err=True)
        raise typer.Exit(2) from None


def warn(scenario, lang, strict=False):
    """Say what is doubtful in a scenario on standard error; strictly, go no further (exit 2)."""
    from narrows.errors import render_all
    from narrows.outcome import warnings_of

    found = warnings_of(scenario, lang)
    if found:
        typer.echo(render_all(found, lang), err=True)
    if found and strict:
        raise typer.Exit(2)


def json_text(value):
    """A value as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def language(asked):
    """Language of what is said: as asked, or of the machine's settings.

    Raises:
        NarrowsError: for a language that narrows does not speak.

    >>> language("zh")
    'zh'
    """
    if asked:
        if asked not in LANGUAGES:
            from narrows.errors import NarrowsError

            raise NarrowsError(f"--lang: narrows speaks {' and '.join(LANGUAGES)}, not {asked!r}")
        return asked
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next((setting for setting in settings if setting), "")
    return "zh" if first.lower().startswith("zh") else "en"


class Progress:
    """A bar on standard error where a person is looking, nothing elsewhere.

    Args:
        lang: language of its words.
        then: key of what is said when all is simulated, or None to keep the words.
        doing: key of what is said before that.
    """

    def __init__(self, lang, then="run.writing", doing="run.simulating"):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from narrows.words import say

        self.doing = say(doing, lang)
        self.then = say(then, lang) if then else self.doing
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = None

    def __enter__(self):
        self.bar.start()
        return self

    def __exit__(self, *failure):
        self.bar.stop()

    def __call__(self, finished, total):
        """Tell that some draws are finished."""
        if self.task is None:
            self.task = self.bar.add_task(self.doing, total=total)
        self.bar.advance(self.task, finished)
        if self.bar.tasks[0].finished:
            self.bar.update(self.task, description=self.then)


def print_table(head, rows):
    """A table on standard output, numbers to the right."""
    from rich.console import Console
    from rich.table import Table as RichTable

    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(head):
        table.add_column(title, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE, markup=False)
    console.print(table)


def region_of(table):
    """The region a word or folder names, or None where it is a table."""
    from narrows.region import load_region, shipped_regions

    named = not table.exists() and str(table) in shipped_regions()
    return load_region(str(table)) if named or (table / "region.toml").is_file() else None


def has_panel(region):
    """Whether a region keeps a history of its counties."""
    from narrows.region.kept_panels import has_history

    return has_history(region)


def _region_panel(region, last):
    """The panel a region keeps of its counties up to a year, or a clear error."""
    from narrows.errors import NarrowsError
    from narrows.history.own_history import history_panel

    panel = history_panel(region, last) if has_panel(region) else None
    if panel is None:
        raise NarrowsError(
            f"region {region.name} keeps no history of all its counties over two years or more"
        )
    return panel


def panel_of(table, variable, weights, per, neighbours, unbalanced, region=None, last=None):
    """The panel of a table, or the one that a region keeps, from the options of a command."""
    from narrows.panel.panel import UNBALANCED, find_table, read_panel

    if unbalanced not in UNBALANCED:
        raise typer.BadParameter(f"{unbalanced!r} is not one of: {', '.join(UNBALANCED)}")
    if region is not None and not (variable or weights or per or neighbours):
        return _region_panel(region, last)
    return read_panel(
        find_table(table),
        variable,
        weights=weights,
        per=per,
        neighbours=neighbours,
        unbalanced=unbalanced,
    )


def stem(panel):
    """Name of a panel's file without its endings."""
    return panel.file.split(".")[0]
