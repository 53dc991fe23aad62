"""Tables and documents as bytes: the same content always gives the same bytes."""

import csv
import io
import json
import math

DIGITS = 10  # significant; rounding differences between machines start near the sixteenth
FLOAT_FORMAT = f"%.{DIGITS}g"

# Columns that are text even where every value looks like a number (codes) or is empty.
TEXT_COLUMNS = frozenset({
    "arm", "measure", "weights", "concept", "code", "name", "name_en", "variable", "group",
    "group_en", "kind", "role", "output_basis", "strong", "strong_name", "weak", "weak_name",
    "status", "payer", "payee", "purpose", "neighbour", "stage", "side", "item",
})  # fmt: skip


def csv_bytes(table):
    r"""A pandas table as CSV that Excel opens with Chinese names intact (UTF-8 with its mark).

    Floats carry 10 significant digits, missing values are empty, lines end in a line feed.

    >>> import pandas as pd
    >>> csv_bytes(pd.DataFrame({"code": ["371"], "mean": [1 / 3]})).decode("utf-8-sig")
    'code,mean\n371,0.3333333333\n'
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*(_texts(table[name]) for name in table.columns), strict=True))
    return lines.getvalue().encode("utf-8-sig")


def _texts(column):
    """The cells of a column as they are written (a third faster than pandas' own writer)."""
    if column.dtype.kind != "f":
        return [
            "" if missing else cell for cell, missing in zip(column, column.isna(), strict=True)
        ]
    # minus zero is a rounding accident of the sign, and would print as -0
    cells = (column.to_numpy() + 0.0).tolist()
    return ["" if cell != cell else FLOAT_FORMAT % cell for cell in cells]  # noqa: PLR0124


def read_csv(path):
    """The table of a CSV file of a run: codes stay text, empty numbers become nan."""
    import pandas as pd

    columns = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
    numbers = [name for name in columns if name not in TEXT_COLUMNS]
    return pd.read_csv(
        path,
        encoding="utf-8-sig",
        dtype={name: str for name in columns if name in TEXT_COLUMNS},
        keep_default_na=False,
        na_values={name: ["", "nan"] for name in numbers},
    )


def json_bytes(document):
    r"""A document as JSON: readable, Chinese as written, floats to 10 digits, nan as null.

    >>> json_bytes({"name": "沾化", "probability": 0.1 + 0.2, "ratio": float("nan")}).decode()
    '{\n  "name": "沾化",\n  "probability": 0.3,\n  "ratio": null\n}\n'
    """
    text = json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode()


def plain(value):
    """The value in the types JSON knows; numpy scalars and arrays become numbers and lists."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, set | frozenset):
        return plain(sorted(value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(FLOAT_FORMAT % value) if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
