"""The folder of a sweep: one Parquet data set, filled as members finish, in any order.

Members lie in parts of a fixed size by their number, so that a finished sweep has the same bytes
wherever and in whatever order it was run. A part is written beside its place and moved there by
one rename; a stopped sweep leaves whole parts, some with members missing.
"""

import csv
import io
import json
import time
from pathlib import Path

from narrows.errors import NarrowsError
from narrows.results.tables import json_bytes

PART = 100  # members in a part
EVERY = 5.0  # seconds between two writings of unfinished parts
DONE = "done"


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
            if json.loads(told.read_text(encoding="utf-8")).get("digest") != about["digest"]:
                raise NarrowsError(f"{self.folder} holds another sweep: give another --out")
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise NarrowsError(f"{self.folder} holds other things: give another --out")
        (self.folder / "members").mkdir(parents=True, exist_ok=True)
        replace_bytes(self.folder / "scenario.toml", scenario.encode())
        replace_bytes(self.folder / "design.csv", _csv(design))
        replace_bytes(told, json_bytes(about))
        self._read_parts()

    def _read_parts(self):
        """Take up finished members; those that failed are run again."""
        import pyarrow.parquet as pq

        for path in sorted((self.folder / "members").glob("part-*.parquet")):
            for row in pq.read_table(path, schema=self._schema()).to_pylist():
                number = row["member"]
                if row["status"] == DONE and row["digest"] == self.digests[number]:
                    self.done.add(number)
                    self._rows.setdefault(number // PART, {})[number] = row

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
        pq.write_table(pa.Table.from_pylist(rows, self._schema()), buffer, compression="zstd")
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


def replace_bytes(path, content):
    """Write a file whole or not at all."""
    stage = path.with_name(f".{path.name}.new")
    stage.write_bytes(content)
    stage.replace(path)


def _csv(rows):
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode("utf-8-sig")


def read_sweep(folder):
    """The data set of a sweep as a pandas table, a row a member, in the order of the design."""
    import pyarrow.parquet as pq

    paths = sorted((Path(folder) / "members").glob("part-*.parquet"))
    if not paths:
        raise NarrowsError(f"{folder} holds no sweep")
    import pyarrow as pa

    return pa.concat_tables([pq.read_table(path) for path in paths]).to_pandas()
