"""`narrows pairing`: what each pairing rule is worth beyond pairs by lot."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from narrows.commands.options import File, Json, Lang, Progress, language, print_table


def pairing(
    scenario: File,
    draws: Annotated[int | None, typer.Option("--draws", help="Number of draws.")] = 200,
    lots: Annotated[int, typer.Option("--lots", min=2, help="How many lots to compare with.")] = 12,
    year: Annotated[int | None, typer.Option("--year", help="Year; else the verdict's.")] = None,
    lang: Lang = None,
    as_json: Json = False,
):
    """Compare the pairing rules with pairs drawn by lot, on the same random numbers."""
    from narrows.decisions.pairing_value import gains
    from narrows.scenario import load_scenario
    from narrows.words import say

    spoken = language(lang)
    resolved = load_scenario(scenario, overrides={"ensemble.draws": draws}, lang=spoken)
    with Progress(spoken, then=None) as progress:
        found = gains(resolved, year, lots, progress=progress)
    if as_json:
        rows = [asdict(gain) | {"told_from_chance": bool(gain.told_from_chance)} for gain in found]
        typer.echo(json.dumps(rows, indent=1))
        return
    heads = ("rule", "measure", "effect", "gain", "interval", "better", "verdict")
    print_table(
        [say(f"pairing.{head}", spoken) for head in heads],
        [
            (
                say(f"pairing.rule_of.{gain.rule}", spoken),
                say(f"pictures.measure.{gain.measure}", spoken),
                f"{gain.effect:+.3%}",
                f"{gain.mean:+.4%}",
                f"{gain.low:+.4%} .. {gain.high:+.4%}",
                f"{gain.better_than_lots:.0%}",
                say(f"pairing.{'told' if gain.told_from_chance else 'not_told'}", spoken),
            )
            for gain in found
        ],
    )
    typer.echo("\n" + say("pairing.note", spoken, lots=lots, draws=resolved.ensemble.draws))
