"""`narrows run`: the main job."""

import json
import os
from contextlib import nullcontext
from pathlib import Path

import typer

from narrows.commands.options import Lang, Strict, language, scenario_names, warn

RESULTS = Path("results")


def run(
    scenario: str = typer.Argument(
        help="Scenario file, or name of a built-in scenario.", autocompletion=scenario_names
    ),
    draws: int = typer.Option(None, "--draws", help="Number of draws (default: the file's)."),
    seed: int = typer.Option(None, "--seed", help="Random seed (default: the file's)."),
    out: Path = typer.Option(None, "--out", help="Folder for the results (default: results/)."),
    ensemble: bool = typer.Option(
        False, "--ensemble", help="Also write every draw, year and county (Parquet)."
    ),
    pictures: bool = typer.Option(True, "--pictures/--no-pictures", help="Draw the charts."),
    strict: Strict = False,
    as_json: bool = typer.Option(False, "--json", help="Print the verdict and the folder as JSON."),
    lang: Lang = None,
):
    """Run a scenario against its baseline: verdict, tables and charts."""
    from narrows.commands.options import Progress
    from narrows.folders import check_place
    from narrows.outcome import load
    from narrows.outcome import run as run_scenario
    from narrows.words import say

    spoken = language(lang)
    check_place(out or RESULTS)
    resolved = load(scenario, draws=draws, seed=seed, language=spoken)
    warn(resolved, spoken, strict)
    with Progress(spoken, then=None) as told:
        outcome = run_scenario(resolved, progress=told, language=spoken)
    for note in outcome.notes(spoken):
        typer.echo(note, err=True)
    if not as_json:
        _show(outcome, spoken)
    _warn_of_silent_changes(resolved, spoken)
    with _writing(spoken):
        folder = outcome.write(
            out or RESULTS,
            full_ensemble=ensemble,
            pictures=pictures,
            language=spoken,
            inside=out is None,
        )
    _name_failed_pictures(folder, spoken)
    if as_json:
        document = {"folder": str(folder), "verdict": outcome.verdict}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        typer.echo(f"\n{say('run.folder', spoken)} {folder}")


def _name_failed_pictures(folder, lang):
    """Say on standard error which pictures could not be drawn; the run is whole without them."""
    from narrows.results.run_folder import read_run
    from narrows.words import say

    for name, reason in read_run(folder).manifest["pictures"]["failed"].items():
        typer.echo(say("run.picture_failed", lang, picture=name, reason=reason), err=True)


def _writing(lang):
    """What is being done, on standard error, where a person is looking."""
    from rich.console import Console

    from narrows.words import say

    console = Console(stderr=True)
    return console.status(say("run.writing", lang)) if console.is_terminal else nullcontext()


def _warn_of_silent_changes(scenario, lang):
    """Name the keys that the file changes of its parent without changing any number."""
    from narrows.decisions.audit import audit
    from narrows.errors import InputError
    from narrows.words import say

    try:
        changes = audit(scenario, lang=lang)
    except InputError:
        # A parent need not be a scenario of its own, so there may be nothing to compare with.
        return
    for change in changes:
        if change.silent:
            effect = say(f"audit.{change.effect}", lang)
            told = say("run.silent_change", lang, change=change.difference.key, effect=effect)
            typer.echo(told, err=True)


def _show(outcome, lang):
    """The verdict in words, and the headlines as a table."""
    from rich.console import Console
    from rich.table import Table

    from narrows.words import say

    console = Console(soft_wrap=not os.isatty(1), highlight=False, markup=False)
    console.print(f"\n{outcome.scenario.title}\n", style="bold", markup=False)
    console.print(outcome.verdict["sentence"][lang], markup=False)
    console.print(f"\n{outcome.verdict['track_record']['sentence'][lang]}", markup=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    # Where the baseline has a programme too, "without" would be untrue.
    aided = outcome.results.experiment.arms["baseline"].changes_anything
    arms = ("in_baseline", "in_scenario") if aided else ("without", "with")
    for title in ("measure", "year", *arms, "difference"):
        numeric = title not in ("measure", "year")
        table.add_column(say(f"run.{title}", lang), justify="right" if numeric else "left")
    for row in _headline_rows(outcome, lang):
        table.add_row(*row)
    console.print()
    console.print(table)
    console.print(f"\n{_facts(outcome, lang)}")


def _facts(outcome, lang):
    """What ran, in a few lines; `what_ran.csv` has it whole."""
    from narrows.scenario.write import toml_value
    from narrows.verdict.answer import Figures
    from narrows.words import say

    ran = outcome.ran
    rules = {side: toml_value(ran[f"{side}_rule"]) for side in ("weak", "strong")}
    chosen = {key: ran[key] for key in (
        "weak_chosen", "strong_chosen", "pairs", "pairing_rule", "without_donor")}  # fmt: skip
    lines = [say("run.ran.chosen", lang, **chosen, **rules)]
    names = {"name": ran["baseline"], "title": ran["baseline_title"]}
    lines.append(say("run.ran.baseline", lang, **names))
    if ran["money_a_year"]:
        shares = ("of_region_gdp", "of_recipients_gdp", "not_absorbed")
        money = {key: f"{100 * ran[key]:.3g}%" for key in shares}
        amount = Figures(lang, outcome.scenario.currency).money(ran["money_a_year"])
        lines.append(say("run.ran.money", lang, amount=amount, **money))
    lines.append(say("run.ran.warnings", lang, number=len(ran["warnings"])))
    return "\n".join(lines)


def _headline_rows(outcome, lang):
    """Rows of the headline table: both headlines in a few years."""
    from narrows.ensemble.comparison import verdict_rule
    from narrows.words import say

    region = outcome.results.experiment.region
    years = list(outcome.results.experiment.years)
    timing = outcome.scenario.programme
    shown = [years[0], timing.end if timing else None, years[-1]]
    for key in verdict_rule(outcome.scenario).headlines:
        arms = outcome.results.measures[key]
        title = say(f"pictures.measure.{key[0]}", lang, **region.words.get(lang, {}))
        for year in (year for year in shown if year in years):
            before, after = (arms[arm][years.index(year)] for arm in ("baseline", "programme"))
            change = (after / before - 1).mean()
            means = (f"{values.mean():.4f}" for values in (before, after))
            yield (title, str(year), *means, f"{change:+.2%}")
