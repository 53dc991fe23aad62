"""Read a run folder: tidy tables, the verdict, the manifest."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows.errors import NarrowsError
from narrows.results.documents import read_csv
from narrows.results.manifest import changed_files

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """A run that lies in a folder; each table is read when it is first asked for.

    Money is in million units of the region's currency at prices of the base year, people in
    persons; the columns are those of the run folder's CSV files.
    """

    folder: Path

    @cached_property
    def measures(self) -> "pd.DataFrame":
        return self.table("measures")

    @cached_property
    def counties(self) -> "pd.DataFrame":
        return self.table("counties")

    @cached_property
    def places(self) -> "pd.DataFrame":
        return self.table("places")

    @cached_property
    def pairs(self) -> "pd.DataFrame":
        return self.table("pairs")

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        return self.table("ledger")

    @cached_property
    def ensemble(self) -> "pd.DataFrame":
        """Every draw: arm, year, draw, code and one column a variable (runs with --ensemble)."""
        import pandas as pd

        path = self.folder / "ensemble.parquet"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no ensemble.parquet: run with --ensemble")
        return pd.read_parquet(path)

    @cached_property
    def verdict(self) -> dict[str, Any]:
        return self.document("verdict")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return self.document("manifest")

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Paths of the pictures, sorted by name."""
        return tuple(sorted((self.folder / "pictures").glob("*.*")))

    def table(self, name: str) -> "pd.DataFrame":
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no table {name}.csv")
        return read_csv(path)

    def has(self, name: str) -> bool:
        """Whether the folder holds that table or document; `name` without ending."""
        return any((self.folder / f"{name}{ending}").is_file() for ending in (".csv", ".json"))

    def document(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.json"
        if not path.is_file():
            raise NarrowsError(f"{self.folder} holds no {name}.json")
        return json.loads(path.read_text(encoding="utf-8"))

    def changed(self) -> tuple[str, ...]:
        """Names of the compared files that are no longer what the manifest says."""
        return changed_files(self.folder, self.manifest["files"])


def read_run(folder: str | Path) -> Run:
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
