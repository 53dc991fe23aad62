"""Tables, documents and the Parquet ensemble as bytes."""

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DIGITS = 10  # significant; rounding differences between machines start near the sixteenth
# Columns that are text even where every value looks like a number (codes) or is empty.
TEXT_COLUMNS = frozenset({
    "arm", "measure", "weights", "concept", "code", "name", "name_en", "variable", "group",
    "group_en", "kind", "role", "output_basis", "strong", "strong_name", "weak", "weak_name",
    "status", "payer", "payee", "purpose", "neighbour", "stage", "side", "item",
})  # fmt: skip

_FORMULA = re.compile(r"'*[=+\-@\t\r]")  # how a cell begins that a table program works out
_QUOTED = re.compile(r"'+[=+\-@\t\r]")  # the same as it is written
FLOAT_FORMAT = f"%.{DIGITS}g"


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
    """The cells of a column as they are written (half the time of pandas' own writer)."""
    if column.dtype.kind != "f":
        return [_cell(cell) for cell in column.astype(object).where(column.notna(), "")]
    # minus zero is a rounding accident of the sign, and would print as -0
    cells = (column.to_numpy() + 0.0).tolist()
    # one format for all cells: a third faster than one a cell
    texts = (f"{FLOAT_FORMAT}\n" * len(cells) % tuple(cells)).splitlines()
    return ["" if text == "nan" else text for text in texts] if column.hasnans else texts


def _cell(cell):
    """A cell that no table program takes for a formula.

    >>> _cell("=1+1"), _cell("yuan"), _cell(-3)
    ("'=1+1", 'yuan', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def texts_of(cells):
    """Cells of a row that is written outside a table, none of them a formula."""
    return [_cell(cell) for cell in cells]


def read_csv(path):
    """The table of a CSV file of a run: codes stay text, empty numbers become nan."""
    import pandas as pd

    raw = path.read() if hasattr(path, "read") else Path(path).read_bytes()
    columns = pd.read_csv(io.BytesIO(raw), nrows=0, encoding="utf-8-sig").columns
    numbers = [name for name in columns if name not in TEXT_COLUMNS]
    table = pd.read_csv(
        io.BytesIO(raw),
        encoding="utf-8-sig",
        dtype={name: str for name in columns if name in TEXT_COLUMNS},
        keep_default_na=False,
        na_values={name: ["", "nan"] for name in numbers},
    )
    for name in columns if b"'" in raw else ():
        if name in TEXT_COLUMNS:
            table[name] = [cell[1:] if _QUOTED.match(cell) else cell for cell in table[name]]
    return table


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


@dataclass(frozen=True)
class DrawsTable:
    """Every draw of a run, kept as arrays until it is written.

    Args:
        years: (year,) int.
        draws: (draw,) int, the draws' own numbers: draw 17 alone is still draw 17.
        codes: (county,) text.
        arms: {arm: {variable: (year, draw, county) float32 or float64}}; each arm the
            same variables.
    """

    years: tuple
    draws: tuple
    codes: tuple
    arms: Mapping[str, Mapping[str, object]]


def write_ensemble(path, ensemble):
    """Write columns arm, year, draw, code and one a variable; one row group an arm and year.

    A row group is one slice of the arrays, so memory stays at one year of one arm. The bytes
    depend on the arrays and on the version of pyarrow, not on the machine or the hour.
    """
    import pyarrow.parquet as pq

    schema = _schema(ensemble)
    names = [field.name for field in schema][4:]
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=["arm", "code"],
        column_encoding=dict.fromkeys(names, "BYTE_STREAM_SPLIT"),
        write_statistics=["arm", "year", "draw", "code"],
    ) as writer:
        for arm in ensemble.arms:
            for row in range(len(ensemble.years)):
                writer.write_table(_slice(ensemble, schema, arm, row))


def _schema(ensemble):
    import pyarrow as pa

    variables = next(iter(ensemble.arms.values()))
    return pa.schema(
        [
            ("arm", pa.dictionary(pa.int8(), pa.string())),
            ("year", pa.int16()),
            ("draw", pa.int32()),
            ("code", pa.dictionary(pa.int32(), pa.string())),
            *((name, pa.from_numpy_dtype(values.dtype)) for name, values in variables.items()),
        ]
    )


def _slice(ensemble, schema, arm, row):
    """One year of one arm as a table of draws times counties rows."""
    import numpy as np
    import pyarrow as pa

    draws, counties = len(ensemble.draws), len(ensemble.codes)
    rows = draws * counties
    arms = pa.array(list(ensemble.arms), pa.string())
    which = np.full(rows, list(ensemble.arms).index(arm), np.int8)
    county = np.tile(np.arange(counties, dtype=np.int32), draws)
    columns = [
        pa.DictionaryArray.from_arrays(which, arms),
        pa.array(np.full(rows, ensemble.years[row], np.int16)),
        pa.array(np.repeat(np.asarray(ensemble.draws, np.int32), counties)),
        pa.DictionaryArray.from_arrays(county, pa.array(list(ensemble.codes), pa.string())),
        *(pa.array(np.ravel(values[row])) for values in ensemble.arms[arm].values()),
    ]
    return pa.Table.from_arrays(columns, schema=schema)
