"""The full ensemble as one Parquet file: every draw, year, county and arm."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Ensemble:
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
