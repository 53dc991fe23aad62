"""Score the growth process on panels that did not teach it, for the words beside every verdict.

    python tools/score_panels.py PANELS [--draws 2000] [--write]

Every panel is forecast by the protocol of `narrows hindcast` with priors estimated from the
others; Munnell's US states, where linearmodels is installed, teach nothing and are forecast too.
--write replaces model/narrows/history/panel_scores.toml.
"""

import argparse
from functools import partial
from pathlib import Path

from estimate_priors import evidence, figures, left_out_priors, munnell_panel, panels

from narrows import __version__
from narrows.history.forecast_rules import RULES
from narrows.history.hindcast import hindcast
from narrows.history.track_record import KEPT

SCORES = Path(__file__).parents[1] / "model/narrows/history/panel_scores.toml"
SEED = 1


def scored(panel, priors, draws):
    """Scores of narrows on a panel by horizon, as the verdict's words need them."""
    rules = {
        "narrows": partial(RULES["narrows"], priors=priors),
        "sigma_random_walk": RULES["sigma_random_walk"],
    }
    found = hindcast(panel, draws=draws, seed=SEED, rules=rules)
    rows = (row for row in found.scores if row["rule"] == "narrows")
    return [{name: row[name] for name in KEPT} for row in rows]


def table(name, panel, row):
    """One score as TOML."""
    cells = {"panel": name, "units": len(panel.units), "first": int(panel.years[0])}
    cells |= {"last": int(panel.years[-1])} | row
    return "[[score]]\n" + "\n".join(f"{key} = {_text(value)}" for key, value in cells.items())


def _text(value):
    if isinstance(value, str):
        return f'"{value}"'
    return str(round(value, 4) if isinstance(value, float) else value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--write", action="store_true", help="replace panel_scores.toml")
    options = parser.parse_args()
    teachers = panels(options.folder)
    own = {name: figures(panel) for name, panel in teachers.items()}
    gaps = {name: evidence(panel) for name, panel in teachers.items()}
    munnell = munnell_panel()
    head = "# How well the growth process forecasts panels that did not teach it, leaving one out."
    made = f"# tools/score_panels.py, narrows {__version__}, {options.draws} draws, seed {SEED}."
    blocks = [f"{head}\n{made}"]
    for name, panel in (teachers | ({"munnell": munnell} if munnell else {})).items():
        priors = left_out_priors(name, own, gaps)
        for row in scored(panel, priors, options.draws):
            blocks.append(table(name.split(".")[0], panel, row))
            print(blocks[-1], "\n", flush=True)
    if options.write:
        SCORES.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
