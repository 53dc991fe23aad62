"""Face validity: what the model says of the recipients in 2025 beside what was reported.

The report of the meeting of 27 April 2026 gives the ten weak counties' growth in 2025 beyond the
province's: fixed investment 11.6, tax revenue 5.8, budget revenue 3.8 percentage points; their
GDP grew by 5.4 %, without a figure of the province. It is the counties' own figures, after one
year, of counties chosen for being last: nothing is tuned to it. What can be compared is the
order: investment responds first and most, GDP least.
"""

import numpy as np

YEAR = 2025
# (quantity, reported figure, whether it is growth beyond the province's)
REPORTED = (
    ("investment", 0.116, True),
    ("tax", 0.058, True),
    ("revenue", 0.038, True),
    ("gdp", 0.054, False),
)


def face_validity(results, year=YEAR):
    """What was reported and what is modelled, one row a quantity.

    Args:
        results: Results of a run.
        year: compared with the year before.

    Returns:
        Pandas table: quantity, reported, then means over draws of the growth with the programme
        (`with_programme`, beyond the province's where the report says so), without it
        (`without`), and of the effect on the level of the year (`level_effect`, `q05`, `q95`).
    """
    import pandas as pd

    row = list(results.experiment.years).index(year)
    rows = []
    for name, reported, beyond in REPORTED:
        grown = {arm: _growth(results, name, arm, row, beyond) for arm in ("programme", "baseline")}
        level = _of(results, "recipients", name, "programme")[row] / _of(
            results, "recipients", name, "baseline"
        )[row]
        rows.append({
            "quantity": name,
            "beyond_province": beyond,
            "reported": reported,
            "with_programme": grown["programme"].mean(),
            "without": grown["baseline"].mean(),
            "level_effect": level.mean() - 1,
            "q05": np.quantile(level, 0.05) - 1,
            "q95": np.quantile(level, 0.95) - 1,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _growth(results, name, arm, row, beyond):
    """Growth of the recipients' total over the year, less the province's where asked (draw,)."""
    own = _of(results, "recipients", name, arm)
    grown = own[row] / own[row - 1] - 1
    if not beyond:
        return grown
    whole = _of(results, "province", name, arm)
    return grown - (whole[row] / whole[row - 1] - 1)


def _of(results, who, name, arm):
    return np.asarray(results.aggregates[f"{who}_{name}"][arm], dtype=float)
