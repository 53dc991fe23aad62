"""How well the growth process of a run has forecast before: on the region's own past, or others'.

A region with a long enough history is scored on it, once; the scores are kept in the user's cache
directory and computed again when the history, the priors or narrows change. A region
without history grows by what other panels teach, and their scores stand in for its own: each of
them forecast with priors that never saw it (`tools/score_panels.py`).
"""

import hashlib
import json
import secrets
import tomllib
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files

import numpy as np
from platformdirs import user_cache_path

from narrows.errors import InputError
from narrows.history.forecast_rules import RULES
from narrows.history.hindcast import hindcast
from narrows.history.own_history import history_panel
from narrows.words import LANGUAGES, say

HORIZONS, DRAWS, SEED = (5, 10), 200, 1
SCORED = ("narrows", "sigma_random_walk")
KEPT = (
    "horizon",
    "origins",
    "crps_sigma",
    "crps_ratio_to_random_walk",
    "coverage_sigma",
    "direction_right",
    "brier",
    "unit_mae",
    "unit_mae_no_change",
)
MEANS = ("coverage_sigma", "direction_right", "brier")
DIGITS = 4
SAME = 0.005  # of the ratio, which is told in per cent


def track_record(experiment):
    """What the verdict says of the dynamics behind it.

    Args:
        experiment: Experiment.

    Returns:
        {"basis": "own", "others" or "none", "learned_from": first and last year or None,
        "panels": names, "scores": rows by horizon, "sentence": {language: text}}.
    """
    found = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in _record(experiment).items()
    }
    return found | {"sentence": {lang: _sentence(found, lang) for lang in LANGUAGES}}


def own_scores(region):
    """Scores of the region's own past by horizon, kept between runs; () where it is too short."""
    place = kept_at(region)
    kept = _read(place)
    if kept:
        return tuple(kept["scores"])
    panel = history_panel(region)
    if panel is None:
        return ()
    rules = {name: RULES[name] for name in SCORED}
    try:
        found = hindcast(panel, HORIZONS, draws=DRAWS, seed=SEED, rules=rules)
    except InputError:  # too short to learn from and be tested on
        scores = ()
    else:
        rows = (row for row in found.scores if row["rule"] == "narrows")
        scores = tuple(_rounded({name: row[name] for name in KEPT}) for row in rows)
    document = {"region": region.name, "draws": DRAWS, "scores": scores}
    with suppress(OSError):  # where nothing can be kept, the past is scored again next time
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_suffix(f".{secrets.token_hex(4)}")
        beside.write_text(json.dumps(document, indent=1), encoding="utf-8")
        beside.replace(place)
    return scores


def kept_at(region):
    """File in which the scores of a region are kept between runs."""
    return user_cache_path("narrows") / f"track_record-{_key(region)}.json"


def other_panels():
    """The shipped scores of panels left out in turn: (names, scores by horizon)."""
    text = (files("narrows.history") / "panel_scores.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["score"]
    horizons = sorted({row["horizon"] for row in rows})
    names = tuple(dict.fromkeys(row["panel"] for row in rows))
    return names, tuple(_mean([row for row in rows if row["horizon"] == h], h) for h in horizons)


def _record(experiment):
    if experiment.growth != "calibrated":
        return {"basis": "none", "learned_from": None, "panels": (), "scores": ()}
    history = experiment.history
    learned = None if history is None else history.years
    if history is not None:
        scores = own_scores(experiment.region)
        if scores:
            name = experiment.region.name
            return {"basis": "own", "learned_from": learned, "panels": (name,), "scores": scores}
    names, scores = other_panels()
    return {"basis": "others", "learned_from": learned, "panels": names, "scores": scores}


def _sentence(found, lang):
    if found["basis"] == "none":
        return say("track_record.none", lang)
    row = found["scores"][0]
    which = "others_short" if found["basis"] == "others" and found["learned_from"] else None
    return say(
        f"track_record.{which or found['basis']}",
        lang,
        horizon=row["horizon"],
        origins=row["origins"],
        panels=len(found["panels"]),
        against=_against(row["crps_ratio_to_random_walk"], lang),
        ratio=f"{row['crps_ratio_to_random_walk']:.2f}",
        coverage=_percent(row["coverage_sigma"]),
        direction=_percent(row["direction_right"]),
    )


def _against(ratio, lang):
    if abs(ratio - 1) < SAME:
        return say("track_record.against.same", lang)
    better = "better" if ratio < 1 else "worse"
    return say(f"track_record.against.{better}", lang, percent=_percent(abs(1 - ratio)))


def _percent(share):
    """A share as it is read: `11%`."""
    return f"{share:.0%}"


def _mean(rows, horizon):
    """Mean scores of one horizon over panels; the ratio by its geometric mean."""
    ratios = [row["crps_ratio_to_random_walk"] for row in rows]
    means = {name: float(np.mean([row[name] for row in rows])) for name in MEANS}
    found = {
        "horizon": horizon,
        "origins": sum(row["origins"] for row in rows),
        "crps_ratio_to_random_walk": float(np.exp(np.log(ratios).mean())),
        **means,
    }
    return _rounded(found)


def _rounded(row):
    """Numbers as they are kept: to the fourth digit, so that JSON gives them back unchanged."""
    return {k: round(v, DIGITS) if isinstance(v, float) else v for k, v in row.items()}


def _key(region):
    """What the scores depend on."""
    made = f"{version('narrows')} {HORIZONS} {DRAWS} {SEED} {region.digest}"
    told = hashlib.sha256(made.encode())
    told.update((files("narrows.history") / "priors.toml").read_bytes())
    return told.hexdigest()[:32]


def _read(path):
    """A kept record, {} where there is none or it is not ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and "scores" in found else {}
