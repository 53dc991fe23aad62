"""A sweep goes on whatever has become of its parts: broken ones are run again."""

import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

WORDS = ("sweep", "paired_aid", "--draws", "2", "--workers", "1", "--vary",
         "parameters.additionality=0.3,0.5")  # fmt: skip


def changed(path, change):
    """Change the table of a part and leave its digest as it was."""
    table = pq.read_table(path)
    frame = change(table.to_pandas())
    made = pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False)
    pq.write_table(made.replace_schema_metadata(table.schema.metadata), path)


def tampered(path):
    """Another number in a finished member."""
    changed(path, lambda t: t.assign(recipients_difference_mean=9.0))


def stranger(path):
    """A member that the design has not."""
    changed(path, lambda t: pd.concat([t, t.tail(1).assign(member=99_999)]))


FAULTS = {
    "truncated": lambda part: part.write_bytes(part.read_bytes()[:200]),
    "empty": lambda part: part.write_bytes(b""),
    "text": lambda part: part.write_text("no parquet"),
    "tampered": tampered,
    "stranger": stranger,
    "other columns": lambda part: pq.write_table(pa.table({"a": [1]}), part),
    "copied": lambda part: shutil.copy(part, part.with_name("part-00007.parquet")),
    "sweep.json": lambda part: (part.parents[1] / "sweep.json").write_text('{"schema": 1,'),
    "sweep.json list": lambda part: (part.parents[1] / "sweep.json").write_text("[]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sweep_goes_on_from_whatever_is_whole(typed, place, fault):
    """The same command ends well, the data set is the same, the broken file is set aside."""
    folder = place / "sw"
    first = typed(*WORDS, "--out", folder)
    assert first.exit_code == 0, first.output
    before = (folder / "summary.csv").read_bytes()
    FAULTS[fault](folder / "members" / "part-00000.parquet")
    again = typed(*WORDS, "--out", folder)
    assert again.exit_code == 0, again.exception
    assert (folder / "summary.csv").read_bytes() == before
    assert list(folder.rglob("*.broken"))
