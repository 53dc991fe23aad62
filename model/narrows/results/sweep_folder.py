"""A sweep's data set and its summary."""

import csv
import hashlib
import io
import itertools
import json
import time
from pathlib import Path

from narrows.errors import NarrowsError
from narrows.results.documents import csv_bytes, json_bytes, texts_of

FEW = 8  # different values that are shown one by one; more are shown in thirds
SURE = ("yes", "likely")
MEANS = {
    "recipients": "recipients_difference_mean",
    "province": "province_difference_mean",
    "recipients_gdp": "recipients_gdp_effect_mean",
    "province_gdp": "province_gdp_effect_mean",
    "money": "money_paid_mean",
}
PART = 100  # members in a part
EVERY = 5.0  # seconds between two writings of unfinished parts
DONE = "done"
SHA256 = b"narrows_sha256"
BROKEN = ".broken"  # ending of files that were set aside


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


class SweepFolder:
    """The data set of a sweep.

    Args:
        folder: where it lies.
        columns: {name: type} of a row.
        digests: of every member, in the order of their numbers.
    """

    def __init__(self, folder, columns, digests):
        self.folder, self.columns, self.digests = Path(folder), columns, list(digests)
        self.done, self.failed = set(), {}
        self._rows, self._changed, self._written = {}, set(), time.monotonic()

    def open(self, about, scenario, design):
        """Make the folder, or go on with what it holds.

        Args:
            about: what the sweep says of itself, with its digest.
            scenario: text of the scenario file.
            design: rows of design.csv.

        Raises:
            NarrowsError: it is another sweep's folder, or nothing can be written there.
        """
        try:
            self._open(about, scenario, design)
        except OSError as error:
            reason = error.strerror or str(error)
            raise NarrowsError(f"cannot write to {self.folder}: {reason}") from error

    def _open(self, about, scenario, design):
        told = self.folder / "sweep.json"
        if told.is_file():
            if _digest_told(told) not in (about["digest"], None):
                raise NarrowsError(f"{self.folder} holds another sweep: give another --out")
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise NarrowsError(f"{self.folder} holds other files: choose another --out")
        (self.folder / "members").mkdir(parents=True, exist_ok=True)
        replace_bytes(self.folder / "scenario.toml", scenario.encode())
        replace_bytes(self.folder / "design.csv", _csv(design))
        replace_bytes(told, json_bytes(about))
        self._read_parts()

    def _read_parts(self):
        """Take up finished members; those that failed, or whose part is broken, are run again."""
        for path in sorted((self.folder / "members").glob("part-*.parquet")):
            rows = self._rows_of(path)
            if rows is None:
                _set_aside(path)
            for row in rows or ():
                number = row["member"]
                if row["status"] == DONE and row["digest"] == self.digests[number]:
                    self.done.add(number)
                    self._rows.setdefault(number // PART, {})[number] = row

    def _rows_of(self, path):
        """Rows of a part; None where it is broken, was changed, or is no part of this sweep."""
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path, schema=self._schema())
            kept = pq.read_schema(path).metadata or {}
        except Exception:  # noqa: BLE001 - whatever a broken file makes of the reader
            return None
        rows = table.to_pylist()
        here = all(
            row["member"] in range(len(self.digests)) and self._place(row["member"]) == path.name
            for row in rows
        )
        return rows if here and kept.get(SHA256) == _sha256(rows) else None

    def _place(self, number):
        """Name of the part in which a member is kept."""
        return f"part-{number // PART:05d}.parquet"

    def keep(self, row):
        """Keep the row of a member; on disk soon, at once when its part is full."""
        number = row["member"]
        part = number // PART
        self._rows.setdefault(part, {})[number] = row
        self._changed.add(part)
        if row["status"] == DONE:
            self.done.add(number)
        else:
            self.failed[number] = row["error"]
        if len(self._rows[part]) == self._size(part):
            self._write(part)
        elif time.monotonic() - self._written > EVERY:
            self.flush()

    def _size(self, part):
        return min(PART, len(self.digests) - part * PART)

    def flush(self):
        """Write every part that has changed."""
        for part in sorted(self._changed):
            self._write(part)
        self._written = time.monotonic()

    def _write(self, part):
        """Write a part, by number; rows of a full part need not be held any longer."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = [self._rows[part][number] for number in sorted(self._rows[part])]
        buffer = io.BytesIO()
        table = pa.Table.from_pylist(rows, self._schema())
        table = table.replace_schema_metadata({SHA256: _sha256(table.to_pylist())})
        pq.write_table(table, buffer, compression="zstd")
        replace_bytes(self.folder / "members" / f"part-{part:05d}.parquet", buffer.getvalue())
        self._changed.discard(part)
        if len(rows) == self._size(part):
            del self._rows[part]

    def _schema(self):
        import pyarrow as pa

        kinds = {"bool": pa.bool_()}
        return pa.schema([
            (name, kinds[kind] if kind in kinds else pa.type_for_alias(kind))
            for name, kind in self.columns.items()
        ])  # fmt: skip


def _digest_told(path):
    """The digest of the sweep that a folder holds; None, and set aside, where it cannot be read."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["digest"])
    except (ValueError, KeyError, TypeError):
        _set_aside(path)
        return None


def _set_aside(path):
    """Keep a broken file under another name, so that it is neither read nor lost."""
    path.replace(path.with_name(f"{path.name}{BROKEN}"))


def _sha256(rows):
    """Digest of the rows of a part, as it stands in the part."""
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest().encode()


def replace_bytes(path, content):
    """Write a file whole or not at all."""
    stage = path.with_name(f".{path.name}.new")
    stage.write_bytes(content)
    stage.replace(path)


def _csv(rows):
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(map(texts_of, rows))
    return lines.getvalue().encode("utf-8-sig")


def read_sweep(folder):
    """The data set of a sweep as a pandas table, a row a member, in the order of the design."""
    import pyarrow.parquet as pq

    paths = sorted((Path(folder) / "members").glob("part-*.parquet"))
    if not paths:
        raise NarrowsError(f"{folder} holds no sweep")
    import pyarrow as pa

    return pa.concat_tables([pq.read_table(path) for path in paths]).to_pandas()
