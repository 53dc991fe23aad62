"""What a sweep says, key by key: read from its folder alone."""

import itertools
import json
from pathlib import Path

from narrows.results.sweep_folder import read_sweep, replace_bytes
from narrows.results.tables import csv_bytes

FEW = 8  # different values that are shown one by one; more are shown in thirds
SURE = ("yes", "likely")
MEANS = {
    "recipients": "recipients_difference_mean",
    "province": "province_difference_mean",
    "recipients_gdp": "recipients_gdp_effect_mean",
    "province_gdp": "province_gdp_effect_mean",
    "money": "money_paid_mean",
}


def summary(folder):
    """A row for each value of each varied key, or for each third of a range.

    Returns:
        pandas table: key, values, members, means of MEANS over members, and `due`, the share of
        members in which the recipients' gap is likely or surely narrowed by the programme.
    """
    import pandas as pd

    table = read_sweep(folder)
    about = json.loads((Path(folder) / "sweep.json").read_text(encoding="utf-8"))
    done = table[table["status"] == "done"]
    rows = [_row("", "", done)]
    for key in about["keys"]:
        rows += [_row(key, label, part) for label, part in _parts(done, key, about["units"])]
    return pd.DataFrame(rows)


def _row(key, values, part):
    means = {name: part[column].mean() for name, column in MEANS.items()}
    due = part["recipients_due"].isin(SURE).mean()
    return {"key": key, "values": values, "members": len(part), **means, "due": due}


def _parts(done, key, units):
    """(label, rows) of each value of a key, or of its lower, middle and upper third."""
    column, unit = done[key], units.get(key, "")
    if key not in units or column.nunique() <= FEW:
        for value, part in done.groupby(key, sort=True):
            label = f"{value:g} {unit}".strip() if key in units else str(value)
            yield label, part
        return
    ends = column.quantile([0, 1 / 3, 2 / 3, 1]).tolist()
    for low, high in itertools.pairwise(ends):
        within = (column >= low) & ((column < high) | (high == ends[-1]))
        yield f"{low:.4g} .. {high:.4g} {unit}".strip(), done[within]


def write_summary(folder):
    """Write summary.csv; returns the table."""
    table = summary(folder)
    replace_bytes(Path(folder) / "summary.csv", csv_bytes(table))
    return table
