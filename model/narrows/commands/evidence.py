"""`narrows calibrate` and `narrows hindcast`: learn from the past, be tested on it."""

import json
from pathlib import Path
from typing import Annotated

import typer

Table = Annotated[Path, typer.Argument(
    help="Tidy table (unit_id, year, variable, value; CSV or CSV.gz), a folder that holds one, "
    "or a region: its folder or name.",
)]  # fmt: skip
Variable = Annotated[str | None, typer.Option(help="Variable of income or GDP per head.")]
Weights = Annotated[str | None, typer.Option(help="Variable that counts people.")]
Per = Annotated[str | None, typer.Option(help="Variable that divides: GDP --per population.")]
Neighbours = Annotated[Path | None, typer.Option(help="Table: unit_id, neighbor_id.")]
Unbalanced = Annotated[str, typer.Option(
    help="Units that lack a value: error, or drop to leave them out.",
)]  # fmt: skip
Out = Annotated[Path | None, typer.Option(help="Folder for tables and pictures.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
Language = Annotated[str | None, typer.Option("--lang", help="Language: en or zh.")]

QUANTILES = ("q05", "q25", "q50", "q75", "q95")


def register(app):
    """Add the commands to the application."""
    app.command("calibrate")(calibrate)
    app.command("hindcast")(hindcast)


def calibrate(
    table: Table,
    variable: Variable = None,
    weights: Weights = None,
    per: Per = None,
    neighbours: Neighbours = None,
    unbalanced: Unbalanced = "error",
    out: Out = None,
    as_json: Json = False,
    lang: Language = None,
):
    """Learn how a region's counties grow, and write the parameters scenarios can use."""
    from importlib.metadata import version

    from narrows.commands.evidence_display import show_calibration
    from narrows.commands.language import language
    from narrows.history.calibrate import calibrate as learn
    from narrows.history.calibration_file import parameter_file, summary, units_table
    from narrows.results.evidence_folder import write_evidence

    region = _region(table)
    if region is not None and not _has_panel(region):
        _calibrate_groups(region, out, as_json, language(lang))
        return
    last = region and region.base_year
    panel = _panel(table, variable, weights, per, neighbours, unbalanced, region, last)
    calibration = learn(panel)
    found = summary(calibration, panel)
    if out is not None:

        text = parameter_file(calibration, panel, version("narrows"))
        found["folder"] = str(write_evidence(
            out,
            f"calibration-{_stem(panel)}",
            tables={"units": units_table(calibration, panel)},
            texts={"parameters.toml": text},
            documents={"calibration": found},
        ))  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_calibration(found, panel, language(lang))


def hindcast(
    table: Table,
    variable: Variable = None,
    weights: Weights = None,
    per: Per = None,
    neighbours: Neighbours = None,
    unbalanced: Unbalanced = "error",
    horizons: Annotated[str, typer.Option(help="Years ahead, with commas.")] = "5,10,15",
    draws: Annotated[int, typer.Option(min=20, max=100_000, help="Of each forecast.")] = 500,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Of all luck.")] = 1,
    out: Out = None,
    as_json: Json = False,
    lang: Language = None,
):
    """Forecast a panel's past from rolling origins, with simple rules beside it, and score it."""
    from narrows.commands.evidence_display import show_scores
    from narrows.commands.language import language
    from narrows.commands.progress import Progress
    from narrows.history.hindcast import hindcast as forecast
    from narrows.history.hindcast import reading

    spoken = language(lang)
    years = _horizons(horizons)
    panel = _panel(table, variable, weights, per, neighbours, unbalanced, _region(table))
    with Progress(spoken, then=None) as tick:
        found = forecast(panel, years, draws=draws, seed=seed, tick=tick)
    document = {
        "table": panel.file,
        "variable": panel.variable,
        "units": len(panel.units),
        "years": [int(panel.years[0]), int(panel.years[-1])],
        "draws": draws,
        "seed": seed,
        "digest": panel.digest,
        "reading": reading(found, spoken),
        "notices": list(found.notices),
        "scores": list(found.scores),
    }
    if out is not None:
        document["folder"] = str(_write_hindcast(out, found, document, spoken))
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        show_scores(document, spoken)


def _region(table):
    """The region a word or folder names, or None where it is a table."""
    from narrows.region import load_region, shipped_regions

    named = not table.exists() and str(table) in shipped_regions()
    return load_region(str(table)) if named or (table / "region.toml").is_file() else None


def _has_panel(region):
    from narrows.region.kept_panels import has_history

    return has_history(region)


def _calibrate_groups(region, out, as_json, lang):
    """What the groups' series and single figures of a region without county history tell."""
    from importlib.metadata import version

    from narrows.commands.evidence_display import show_group_calibration
    from narrows.history.calibration_file import group_parameter_file, group_summary
    from narrows.history.groups import calibrate_groups
    from narrows.results.evidence_folder import write_evidence

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


def _region_panel(region, last):
    """The panel a region keeps of its counties up to a year, or a clear error."""
    from narrows.errors import NarrowsError
    from narrows.history.own_history import history_panel

    panel = history_panel(region, last) if _has_panel(region) else None
    if panel is None:
        raise NarrowsError(
            f"region {region.name} keeps no history of all its counties over two years or more"
        )
    return panel


def _panel(table, variable, weights, per, neighbours, unbalanced, region=None, last=None):
    from narrows.panel.cells import find_table
    from narrows.panel.panel import UNBALANCED, read_panel

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


def _horizons(text):
    """Years ahead as written.

    >>> _horizons("10, 5")
    [5, 10]
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and 0 < int(word) <= 100 for word in words):
        raise typer.BadParameter(f"{text!r}: horizons are whole years from 1 to 100, with commas")
    return sorted({int(word) for word in words})


def _stem(panel):
    return panel.file.split(".")[0]


def _write_hindcast(out, found, document, lang):
    """Scores, every forecast, the fans and the pictures."""
    import pandas as pd

    from narrows.history.hindcast import reading
    from narrows.results.evidence_folder import write_evidence
    from narrows.results.plots.hindcast import draw_hindcast

    fans = [
        {"origin": origin, "year": origin + step, **dict(zip(QUANTILES, column, strict=True))}
        for origin, fan in found.fans.items()
        for step, column in enumerate(fan.T.tolist(), 1)
    ]
    return write_evidence(
        out,
        f"hindcast-{_stem(found.panel)}",
        tables={
            "scores": pd.DataFrame(found.scores),
            "forecasts": pd.DataFrame(found.forecasts),
            "fans": pd.DataFrame(fans),
        },
        documents={"hindcast": document},
        draw=lambda place: draw_hindcast(place, found, lambda tongue: reading(found, tongue), lang),
    )
