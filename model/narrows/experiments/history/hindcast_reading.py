"""A hindcast in one sentence, in words that the numbers bear."""

import numpy as np

from narrows.words import say

SURE = 1.64  # standard errors a direction must stand above a coin toss
NEAR = 0.02  # a ratio this near to 1 is the same


def reading(hindcast, lang="en"):
    """What the hindcast says of the middle horizon, in one sentence.

    Args:
        hindcast: Hindcast with scores of narrows.
        lang: "en" or "zh".
    """
    own = [row for row in hindcast.scores if row["rule"] == "narrows"]
    row = own[(len(own) - 1) // 2]
    ratio = row["crps_ratio_to_random_walk"]
    return say(
        "evidence.reading",
        lang,
        horizon=row["horizon"],
        origins=row["origins"],
        crps=f"{row['crps_sigma']:.2f}",
        against=_against(ratio, lang),
        coverage=f"{row['coverage_sigma']:.0%}",
        direction=f"{row['direction_right']:.0%}",
        coin=say(f"evidence.direction.{_skill(row)}", lang),
    )


def _against(ratio, lang):
    """The error beside the random walk's."""
    if ratio is None or abs(ratio - 1) < NEAR:
        return say("evidence.against.same", lang)
    better = "better" if ratio < 1 else "worse"
    return say(f"evidence.against.{better}", lang, percent=f"{abs(1 - ratio):.0%}")


def _skill(row):
    """Whether the direction is told better than by a coin; forecasts overlap, so few count."""
    apart = max(row["origins"] / row["horizon"], 1)
    error = np.sqrt(0.25 / apart)
    if row["direction_right"] > 0.5 + SURE * error:
        return "skill"
    return "wrong" if row["direction_right"] < 0.5 - SURE * error else "coin"
