"""Estimate the cross-panel priors of the growth process again, from a folder of panels.

    python tools/estimate_priors.py PANELS [--check] [--write]

Reads every tidy table of the folder (its first variable; `population` where there is one).
Prints each panel's own figures and the priors; --check forecasts every panel with priors that
never saw it, and, where linearmodels is installed, Munnell's US states, which teach nothing
because their economy and years are those of the BEA's states; --write replaces
model/narrows/history/priors.toml.

The speed's parameters maximise nothing: they are posterior means over a grid, each panel cut
into stretches of at most 20 years. The belief before the panels is the pair of facts known of 24
regional panels: the ten-year variance ratio of the changes of log sigma is about 1.5, and their
autocorrelation is small but lasting. Both are met by a = .075 and phi = .95.
"""

import argparse
import tomllib
from pathlib import Path

import numpy as np

from narrows.errors import InputError
from narrows.history.calibrate import PanelPrior, cross_panel_priors, prior_from_table
from narrows.history.forecast_rules import RULES
from narrows.history.hindcast import hindcast
from narrows.history.past_speed import VOLATILITIES, given_parameters, unit_noise
from narrows.history.shocks import (
    autocorrelation,
    lasting_autocorrelation,
    slopes,
    volatility_slope,
)
from narrows.panel.panel import Panel, read_panel, read_tidy_panel

PRIORS = Path(__file__).parents[1] / "model/narrows/history/priors.toml"
STRETCH = 20
SHARES = np.geomspace(0.02, 0.5, 12)
PERSISTENCES = np.array([0.70, 0.78, 0.84, 0.88, 0.91, 0.93, 0.945, 0.96, 0.975, 0.985])
MEDIANS = np.geomspace(0.008, 0.06, 16)
SPREADS = np.array([0.25, 0.35, 0.5, 0.7, 1.0])
SHARE_BELIEF = (0.075, 0.5)  # median, sd of the log
LEVELS = (
    "residual_autocorrelation",
    "autocorrelation_volatility_slope",
    "county_volatility_spread",
    "size_volatility_slope",
)
FLAT = PanelPrior("slope", "normal", 0.0, 100.0, -1.0, 1.0)
PERSISTENCE_BELIEF = (0.95, 0.03)  # mean, sd


def panels(folder):
    """{name: Panel} of every tidy table of the folder."""
    found = {}
    for path in sorted(Path(folder).glob("*.csv*")):
        try:
            first, *others = read_tidy_panel(path).values
            weights = "population" if "population" in others else None
            found[path.name] = read_panel(path, first, weights=weights)
        except InputError as error:
            print(f"left out {path.name}: {error.problems[0]}")
    return found


def munnell_panel():
    """Output per job of 48 US states 1970-86, or None without linearmodels."""
    try:
        from linearmodels.datasets import munnell
    except ImportError:
        return None
    table = munnell.load()
    table["income"] = table["GSP"] / table["EMP"]
    wide = table.pivot_table(index="YR", columns="STATE", values="income")
    people = table.pivot_table(index="YR", columns="STATE", values="EMP").to_numpy()
    units = tuple(wide.columns)
    years = wide.index.to_numpy()
    return Panel("munnell", "GSP per EMP", units, units, years, wide.to_numpy(), people)


def figures(panel):
    """What one panel says by itself."""
    relative = panel.relative
    speeds = slopes(relative)
    residual = (relative[1:] - speeds[:, None] * relative[:-1])[-STRETCH:]
    sd = np.log(residual.std(axis=0))
    sampling = 1 / (2 * len(residual))  # variance of a log sd
    found = {
        "residual_autocorrelation": autocorrelation(relative[1:] - speeds[:, None] * relative[:-1]),
        "county_volatility": float(np.sqrt((residual**2).mean())),
        "autocorrelation_beyond_a_year": beyond_a_year(relative),
        "autocorrelation_volatility_slope": volatility_slope(residual, FLAT)[0],
        "county_volatility_spread": float(np.sqrt(max(sd.var() - sampling, 0))),
    }
    if panel.weights is not None:
        size = np.log(panel.income * panel.weights)[-STRETCH:].mean(axis=0)
        slope, level = np.polyfit(size, sd, 1)
        left = (sd - slope * size - level).var()
        found["size_volatility_slope"] = -float(slope)
        found["county_volatility_spread"] = float(np.sqrt(max(left - sampling, 0)))
    return found


def beyond_a_year(relative):
    """Lasting autocorrelation less that of lag one: root mean square over stretches.

    Sampling error of the lasting one is taken out, so that small panels do not widen it.
    """
    found = []
    for rows in np.array_split(np.arange(len(relative)), max(1, round(len(relative) / STRETCH))):
        part = relative[rows]
        residual = part[1:] - slopes(part)[:, None] * part[:-1]
        rho, error = lasting_autocorrelation(part, (residual**2).mean())
        found.append((rho - autocorrelation(residual)) ** 2 - error**2)
    return float(np.sqrt(max(np.mean(found), 0)))


def evidence(panel):
    """Log likelihood of a panel's gap (share, persistence, median of s, spread of s)."""
    relative = panel.relative
    total = np.zeros((len(SHARES), len(PERSISTENCES), len(MEDIANS), len(SPREADS)))
    for rows in np.array_split(np.arange(len(relative)), max(1, round(len(relative) / STRETCH))):
        part = relative[rows]
        residual = part[1:] - slopes(part)[:, None] * part[:-1]
        variance = part.var(axis=1)
        noise = unit_noise(variance[:-1], (residual**2).mean(), part.shape[1])
        changes = np.diff(np.log(variance)) / 2
        for i, share in enumerate(SHARES):
            for j, persistence in enumerate(PERSISTENCES):
                total[i, j] += _marginal(given_parameters(changes, noise, share, persistence)[0])
    return total


def _marginal(likelihood):
    """Over s, for every (median, spread) of its lognormal prior."""
    log_s = np.log(VOLATILITIES / MEDIANS[:, None, None])
    belief = np.exp(-0.5 * (log_s / SPREADS[:, None]) ** 2)
    belief /= belief.sum(axis=2, keepdims=True)
    top = likelihood.max()
    return top + np.log((belief * np.exp(likelihood - top)).sum(axis=2))


def estimate(own, gaps):
    """{name: {key: value}} of priors, from panels' figures and their evidence."""
    log_share = np.log(SHARES / SHARE_BELIEF[0]) / SHARE_BELIEF[1]
    distance = (PERSISTENCES - PERSISTENCE_BELIEF[0]) / PERSISTENCE_BELIEF[1]
    width = np.gradient(PERSISTENCES)
    score = sum(gaps) - 0.5 * (log_share[:, None] ** 2 + distance**2)[..., None, None]
    score = score + np.log(width)[:, None, None]
    weight = np.exp(score - score.max())
    weight /= weight.sum()
    share, persistence = weight.sum((1, 2, 3)), weight.sum((0, 2, 3))
    priors = {
        "speed_volatility": {
            "median": float(np.exp(weight.sum((0, 1, 3)) @ np.log(MEDIANS))),
            "log_sd": float(weight.sum((0, 1, 2)) @ SPREADS),
        },
        "speed_persistent_share": _moments(share, SHARES),
        "speed_persistence": _moments(persistence, PERSISTENCES),
    }
    beyond = [f["autocorrelation_beyond_a_year"] for f in own]
    # Its mean stays zero: the two witnesses may differ either way.
    spread = float(max(np.sqrt(np.mean(np.square(beyond))), 0.05))
    priors["autocorrelation_beyond_a_year"] = {"mean": 0.0, "sd": spread}
    for name in LEVELS:
        values = [f[name] for f in own if name in f]
        if values:
            priors[name] = {"mean": float(np.mean(values)), "sd": _sd(values)}
    levels = np.log([f["county_volatility"] for f in own])
    priors["county_volatility"] = {"median": float(np.exp(levels.mean())), "log_sd": _sd(levels)}
    return priors


def _moments(weight, values):
    mean = weight @ values
    return {"mean": float(mean), "sd": float(np.sqrt(weight @ (values - mean) ** 2))}


def _sd(values):
    """Sd over panels; a handful of panels know it badly, so it never falls below a tenth."""
    return float(max(np.std(values, ddof=1), 0.1)) if len(values) > 1 else 0.3


def left_out_priors(left_out, own, gaps):
    """{name: Prior} from every panel but one."""
    shipped = tomllib.loads(PRIORS.read_text(encoding="utf-8"))
    rest = [name for name in own if name != left_out]
    priors = estimate([own[name] for name in rest], [gaps[name] for name in rest])
    tables = {name: shipped[name] | priors.get(name, {}) for name in shipped}
    return {name: prior_from_table(name, table) for name, table in tables.items()}


def check(found, own, gaps):
    """Forecast every panel with priors that never saw it."""
    munnell = munnell_panel()
    tested = found | ({"munnell": munnell} if munnell else {})
    for left_out, panel in tested.items():
        parsed = left_out_priors(left_out, own, gaps)
        rules = {
            "narrows": lambda h, y, luck, p=parsed: RULES["narrows"](h, y, luck, p),
            "sigma_random_walk": RULES["sigma_random_walk"],
        }
        told = {name: {"centre": p.centre, "spread": p.spread} for name, p in parsed.items()}
        print(f"\nwithout {left_out}: {_line(told)}")
        for score in hindcast(panel, rules=rules).scores:
            if score["rule"] == "narrows":
                print(
                    "  {horizon:2d} years: CRPS {crps_sigma:.2f}, ratio "
                    "{crps_ratio_to_random_walk:.2f}, coverage {coverage_sigma:.2f}, "
                    "direction {direction_right:.2f}, Brier {brier:.2f}".format(**score)
                )


def _line(table):
    return ", ".join(
        f"{name} {' / '.join(f'{value:.3f}' for value in row.values())}"
        for name, row in table.items()
    )


def write(priors, names):
    """Put the estimates into priors.toml, keeping its words and bounds."""
    source = f"{len(names)} regional panels: {', '.join(names)}"
    tables = tomllib.loads(PRIORS.read_text(encoding="utf-8"))
    head = PRIORS.read_text(encoding="utf-8").split("\n[", 1)[0].rstrip()
    lines = [head]
    for name, table in tables.items():
        new = table | {k: round(v, 4) for k, v in priors.get(name, {}).items()} | {"source": source}
        cells = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in new.items()]
        lines += ["", f"[{name}]", *cells]
    PRIORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--check", action="store_true", help="leave one panel out")
    parser.add_argument("--write", action="store_true", help="replace priors.toml")
    options = parser.parse_args()
    found = panels(options.folder)
    own = {name: figures(panel) for name, panel in found.items()}
    gaps = {name: evidence(panel) for name, panel in found.items()}
    for name, values in own.items():
        print(f"{name}: {', '.join(f'{k} {v:.3f}' for k, v in values.items())}")
    priors = estimate(list(own.values()), list(gaps.values()))
    print("\nall panels:", _line(priors))
    if options.check:
        check(found, own, gaps)
    if options.write:
        write(priors, list(found))
        cross_panel_priors.cache_clear()


if __name__ == "__main__":
    main()
