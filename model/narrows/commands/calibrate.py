"""`narrows calibrate`: learn how a region's counties grow."""

import json

import typer

from narrows.commands.options import (
    Json,
    Lang,
    Neighbours,
    Out,
    Per,
    Table,
    Unbalanced,
    Variable,
    Weights,
    has_panel,
    language,
    panel_of,
    print_table,
    region_of,
    stem,
)
from narrows.words import say


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
    print_table([say(f"evidence.{title}", lang) for title in titles], rows)


def calibrate(
    table: Table,
    variable: Variable = None,
    weights: Weights = None,
    per: Per = None,
    neighbours: Neighbours = None,
    unbalanced: Unbalanced = "error",
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
):
    """Estimate how a region's counties grow and write a parameter file for scenarios."""
    from importlib.metadata import version

    from narrows.history.calibrate import calibrate as learn
    from narrows.history.calibration_file import parameter_file, summary, units_table
    from narrows.results.store import write_evidence

    region = region_of(table)
    if region is not None and not has_panel(region):
        _calibrate_groups(region, out, as_json, language(lang))
        return
    last = region and region.base_year
    panel = panel_of(table, variable, weights, per, neighbours, unbalanced, region, last)
    calibration = learn(panel)
    found = summary(calibration, panel)
    if out is not None:
        text = parameter_file(calibration, panel, version("narrows"))
        found["folder"] = str(write_evidence(
            out,
            f"calibration-{stem(panel)}",
            tables={"units": units_table(calibration, panel)},
            texts={"parameters.toml": text},
            documents={"calibration": found},
        ))  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_calibration(found, panel, language(lang))


def _calibrate_groups(region, out, as_json, lang):
    """What the groups' series and single figures of a region without county history tell."""
    from importlib.metadata import version

    from narrows.history.calibration_file import group_parameter_file, group_summary
    from narrows.history.groups import calibrate_groups
    from narrows.results.store import write_evidence

    calibration = calibrate_groups(region)
    found = group_summary(calibration, region)
    if out is not None:
        text = group_parameter_file(calibration, region, version("narrows"))
        found["folder"] = str(write_evidence(
            out,
            f"calibration-{region.name}",
            tables={},
            texts={"parameters.toml": text},
            documents={"calibration": found},
        ))  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_group_calibration(found, lang)
