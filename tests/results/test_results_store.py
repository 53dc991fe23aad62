"""A run folder is whole or absent, never overwrites, and says the same for the same run."""

import errno
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from narrows.errors import NarrowsError
from narrows.results import store
from narrows.results.documents import DrawsTable, csv_bytes, read_csv
from narrows.results.run_folder import read_run
from narrows.results.store import write_run


def write(folder, run, **options):
    return write_run(folder, **run, pictures=False, **options)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def leftovers(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_folder_becomes_the_run(tmp_path, small_run):
    """`--out DIR` with a fresh DIR gives DIR itself, parents included."""
    folder = write(tmp_path / "deep" / "run", small_run)
    assert folder == tmp_path / "deep" / "run"
    assert leftovers(tmp_path / "deep") == ["run"]


def test_in_an_existing_folder_the_run_gets_a_name_of_its_own(tmp_path, small_run):
    """The second and third run lie beside the first; nothing is overwritten."""
    names = [write(tmp_path, small_run).name for _ in range(3)]
    assert names[0].startswith("made_up-")
    assert names[1:] == [f"{names[0]}-2", f"{names[0]}-3"]


def test_inside_keeps_a_missing_folder_a_folder_of_runs(tmp_path, small_run):
    """A default folder of runs never turns into a run itself."""
    folder = write(tmp_path / "results", small_run, inside=True)
    assert folder.parent == tmp_path / "results"


def test_the_same_run_gives_the_same_bytes(tmp_path, small_run):
    """Tables, documents and manifest agree byte for byte."""
    first, second = (contents(write(tmp_path / name, small_run)) for name in "ab")
    assert first == second
    assert "manifest.json" in first


def test_two_runs_at_once_do_not_collide(tmp_path, small_run):
    """Eight writers of one folder leave eight whole runs."""
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: write(tmp_path / "run", small_run), range(8)))
    assert len(set(folders)) == 8
    assert all(read_run(folder).changed() == () for folder in folders)


def test_ctrl_c_leaves_nothing(tmp_path, small_run, monkeypatch):
    """An interrupt while the tables are written removes every trace, made parents too."""

    def interrupted(table):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "csv_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "deep" / "run", small_run)
    assert leftovers(tmp_path) == []


def test_a_full_disk_is_told_in_one_line(tmp_path, small_run, monkeypatch):
    """No space left: a NarrowsError of one line that names the folder, and no folder."""

    def full(path, ensemble):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "write_ensemble", full)
    with pytest.raises(NarrowsError, match="No space left on device") as caught:
        write(tmp_path / "run", small_run, ensemble="any")
    assert "\n" not in str(caught.value)
    assert leftovers(tmp_path) == []


def test_a_file_in_the_way_is_told(tmp_path, small_run):
    """`--out` naming a file is the user's mistake, not a traceback."""
    (tmp_path / "run").write_text("mine")
    with pytest.raises(NarrowsError, match="cannot be written"):
        write(tmp_path / "run", small_run)
    assert leftovers(tmp_path) == ["run"]


def test_the_manifest_names_every_file_and_nothing_of_the_machine(tmp_path, small_run):
    """Digests of all files; no path, no hour; a changed file is found."""
    folder = write(tmp_path / "run", small_run)
    run = read_run(folder)
    assert set(run.manifest["files"]) == set(contents(folder)) - {"manifest.json"}
    assert str(tmp_path) not in (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "pairs.csv").write_text("gone")
    assert run.changed() == ("pairs.csv",)


def test_tables_come_back_as_they_went(tmp_path, small_run):
    """Codes stay text, floats keep ten digits."""
    run = read_run(write(tmp_path / "run", small_run))
    for name, table in small_run["tables"].items():
        pd.testing.assert_frame_equal(
            getattr(run, name), table, check_dtype=False, rtol=1e-9, atol=1e-12
        )
    assert run.verdict["base_year"] == 2020


def test_csv_opens_in_excel_with_chinese_intact():
    """The file starts with the UTF-8 mark, without which Excel garbles the names."""
    assert csv_bytes(pd.DataFrame({"name": ["沾化"]})).startswith(b"\xef\xbb\xbfname\n\xe6")


def test_missing_numbers_are_empty_and_a_county_may_be_called_na(tmp_path):
    """Empty cells of numbers become nan; texts are never taken for missing values."""
    table = pd.DataFrame({"code": ["01", ""], "name": ["NA", "null"], "mean": [np.nan, -0.0]})
    path = tmp_path / "table.csv"
    path.write_bytes(csv_bytes(table))
    assert path.read_text(encoding="utf-8-sig") == "code,name,mean\n01,NA,\n,null,0\n"
    back = read_csv(path)
    assert back["name"].tolist() == ["NA", "null"]
    assert np.isnan(back["mean"][0])


def test_cells_of_every_kind_are_written_as_they_are():
    """Whole numbers, truths, infinity and a missing text keep their place; no rows give none."""
    table = pd.DataFrame({
        "year": [2020, 2021],
        "closed": [True, False],
        "code": pd.Series(["01", None], dtype=object),
        "name": ['a, "b"', "c\nd"],
        "mean": [np.inf, 1e-300],
    })  # fmt: skip
    written = csv_bytes(table).decode("utf-8-sig")
    assert written == (
        'year,closed,code,name,mean\n2020,True,01,"a, ""b""",inf\n2021,False,,"c\nd",1e-300\n'
    )
    assert csv_bytes(table[:0]).decode("utf-8-sig") == "year,closed,code,name,mean\n"


def test_the_ensemble_holds_every_draw(tmp_path, small_run):
    """Parquet columns arm, year, draw, code and the variables, in the order of the arrays."""
    values = np.arange(2 * 3 * 2.0).reshape(2, 3, 2)
    ensemble = DrawsTable((2020, 2021), (0, 1, 17), ("a", "b"), {
        "baseline": {"gdp": values}, "programme": {"gdp": -values},
    })  # fmt: skip
    run = read_run(write(tmp_path / "run", small_run, ensemble=ensemble))
    rows = run.ensemble
    assert len(rows) == 24
    row = rows[(rows.arm == "programme") & (rows.year == 2021) & (rows.draw == 17)]
    assert row[row.code == "b"].gdp.tolist() == [-values[1, 2, 1]]
    again = write(tmp_path / "again", small_run, ensemble=ensemble)
    assert contents(again) == contents(run.folder)


def test_a_folder_that_is_no_run_is_told(tmp_path, small_run):
    """The message names the runs that lie in the folder."""
    name = write(tmp_path, small_run).name
    with pytest.raises(NarrowsError, match=name):
        read_run(tmp_path)
    with pytest.raises(NarrowsError, match="is not a folder"):
        read_run(tmp_path / "nowhere")


def test_a_run_without_ensemble_says_how_to_get_one(tmp_path, small_run):
    run = read_run(write(tmp_path / "run", small_run))
    with pytest.raises(NarrowsError, match="--ensemble"):
        _ = run.ensemble


def test_json_holds_no_nan(tmp_path, small_run):
    """Not-a-number becomes null, numpy numbers become numbers."""
    documents = {**small_run["documents"], "verdict": {"a": np.float64("nan"), "b": np.arange(2)}}
    folder = write(tmp_path / "run", {**small_run, "documents": documents})
    text = Path(folder / "verdict.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"a": None, "b": [0, 1]}
