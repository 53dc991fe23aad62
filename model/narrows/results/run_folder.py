"""Read a run folder: tidy tables, the verdict, the manifest."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from narrows.errors import NarrowsError
from narrows.results.documents import read_csv
from narrows.results.manifest import changed_files


@dataclass(frozen=True)
class Run:
    """A run that lies in a folder; each table is read when it is first asked for.

    Money is in million units of the region's currency at prices of the base year, people in
    persons; the columns are those of the run folder's CSV files.
    """

    folder: Path

    @cached_property
    def measures(self):
        return self.table("measures")

    @cached_property
    def counties(self):
        return self.table("counties")

    @cached_property
    def places(self):
        return self.table("places")

    @cached_property
    def pairs(self):
        return self.table("pairs")

    @cached_property
    def ledger(self):
        return self.table("ledger")

    @cached_property
    def ensemble(self):
        """Every draw: arm, year, draw, code and one column a variable (runs with --ensemble)."""
        import pandas as pd

        path = self.folder / "ensemble.parquet"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no ensemble.parquet: run with --ensemble")
        return pd.read_parquet(path)

    @cached_property
    def verdict(self):
        return self.document("verdict")

    @cached_property
    def manifest(self):
        return self.document("manifest")

    @property
    def pictures(self):
        """Paths of the pictures, sorted by name."""
        return tuple(sorted((self.folder / "pictures").glob("*.*")))

    def table(self, name):
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no table {name}.csv")
        return read_csv(path)

    def has(self, name):
        """Whether the folder holds that table or document; `name` without ending."""
        return any((self.folder / f"{name}{ending}").is_file() for ending in (".csv", ".json"))

    def document(self, name):
        path = self.folder / f"{name}.json"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no {name}.json")
        return json.loads(path.read_text(encoding="utf-8"))

    def changed(self):
        """Names of the compared files that are no longer what the manifest says."""
        return changed_files(self.folder, self.manifest["files"])


def read_run(folder):
    """Open a run folder.

    Raises:
        NarrowsError: there is no such folder, or it is not a run's; runs that lie in it are named.
    """
    folder = Path(folder)
    if (folder / "manifest.json").is_file():
        return Run(folder)
    if not folder.is_dir():
        raise NarrowsError(f"{folder} is not a folder")
    runs = sorted(path.parent.name for path in folder.glob("*/manifest.json"))
    inside = f"; runs lie in it: {', '.join(runs)}" if runs else ""
    raise NarrowsError(f"{folder} is not a run folder: it holds no manifest.json{inside}")
