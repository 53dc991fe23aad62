"""Write what each shipped scenario is expected to say: scenarios/expected/NAME.toml.

The files are golden: a test compares every run with them. They are changed by this script only,
which shows what changes and asks why; the answers are kept in scenarios/expected/why.md.

    python tools/update_expected.py [NAME ...] [--why "reason"] [--check]
"""

import argparse
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from narrows.outcome import run
from narrows.scenario import shipped
from narrows.scenario.write import toml

FOLDER = Path(__file__).parents[1] / "scenarios" / "expected"
DRAWS = 40
DIGITS = 6
TOLERANCE = 1e-5
HEAD = "# Golden: written by tools/update_expected.py, which asks why; never edit by hand.\n"


def summary(name):
    """What a shipped scenario says with a few draws: answers and mean effects."""
    outcome = run(name, draws=DRAWS)
    judged = outcome.verdict["judged"][0]
    told = {"draws": DRAWS, "year": judged["year"], "residual_below_1e-9": _balances(outcome)}
    for headline in judged["headlines"].values():
        due, arms = headline["due"], outcome.results.measures[_key(headline)]
        told[headline["measure"]] = {
            "answer": due["answer"],
            "change": _mean_change(arms, outcome, judged["year"]),
            "change_at_end": _mean_change(arms, outcome, None),
            "without": _number(arms["baseline"][_row(outcome, judged["year"])].mean()),
        }
    told["gdp"] = {
        group: _mean_change(outcome.results.aggregates[f"{group}_gdp"], outcome, judged["year"])
        for group in ("recipients", "donors", "province")
    }
    paid = outcome.results.aggregates["programme_money"]["programme"].sum(0).mean()
    return told | {"money": {"paid_million": _number(paid)}}


def _balances(outcome):
    return bool(outcome.results.residual < 1e-9)


def _key(headline):
    return (headline["measure"], headline["weights"], headline["concept"])


def _row(outcome, year):
    years = list(outcome.results.experiment.years)
    return -1 if year is None else years.index(year)


def _mean_change(arms, outcome, year):
    """Mean over draws of programme over baseline, less one."""
    row = _row(outcome, year)
    return _number((arms["programme"][row] / arms["baseline"][row] - 1).mean())


def _number(value):
    """A float with six significant digits, so that a file reads well."""
    return float(f"{value:.{DIGITS}g}")


def expected(name):
    """The golden file of a scenario as a table; None where there is none."""
    path = FOLDER / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def differences(before, after, above=""):
    """What differs between two summaries: lines "key: before -> after"."""
    before = before or {}
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if isinstance(new, dict) or isinstance(old, dict):
            yield from differences(old or {}, new or {}, f"{above}{key}.")
        elif not _alike(old, new):
            yield f"{above}{key}: {old} -> {new}"


def _alike(old, new):
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= TOLERANCE * max(abs(old), abs(new)) + 1e-9
    return old == new


def main():
    """Show what changes, ask why, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("names", nargs="*", help="scenarios; all without")
    parser.add_argument("--why", help="the reason, instead of being asked")
    parser.add_argument("--check", action="store_true", help="only show; exit 1 if any differs")
    options = parser.parse_args()
    changed = {}
    for name in options.names or shipped():
        found = summary(name)
        lines = list(differences(expected(name), found))
        if lines:
            changed[name] = found
            print(f"{name}\n  " + "\n  ".join(lines))
    if not changed:
        print("nothing has changed")
    elif options.check:
        sys.exit(1)
    else:
        _write(changed, options.why or _ask())


def _ask():
    """The reason, from whoever sits there; nothing is written without one."""
    reason = input("Why do these numbers change? ").strip() if sys.stdin.isatty() else ""
    if not reason:
        sys.exit("nothing written: say why, here or with --why")
    return reason


def _write(changed, reason):
    FOLDER.mkdir(exist_ok=True)
    for name, found in changed.items():
        (FOLDER / f"{name}.toml").write_text(HEAD + toml(found), encoding="utf-8")
    date = datetime.now(UTC).date().isoformat()
    with (FOLDER / "why.md").open("a", encoding="utf-8") as log:
        log.write(f"- {date}: {reason} ({', '.join(changed)})\n")


if __name__ == "__main__":
    main()
