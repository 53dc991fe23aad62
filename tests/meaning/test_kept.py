"""Nothing is lost at the last step: pictures, folders, signals, exit codes, markup."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import narrows as nw
from narrows.results.documents import csv_bytes, read_csv
from narrows.results.plots import pictures
from narrows.scenario import load_scenario

CHEAP = "[ensemble]\ndraws = 2\n"
TABLES = {"measures.csv", "counties.csv", "pairs.csv", "ledger.csv", "verdict.json",
          "manifest.json", "resolved.toml"}  # fmt: skip


@pytest.fixture(scope="module")
def outcome():
    """One short run."""
    return nw.run("paired_aid", draws=2)


def broken(*_, **__):
    """What a picture may do."""
    raise ValueError("no such colour")


@pytest.mark.parametrize("name", list(pictures.SLIDES))
def test_a_picture_that_fails_loses_nothing(outcome, tmp_path, monkeypatch, name):
    """The folder is whole but for that picture, whose failure stands in the manifest."""
    monkeypatch.setitem(pictures.SLIDES, name, broken)
    folder = outcome.write(tmp_path / "run")
    there = {path.name for path in folder.iterdir()}
    assert there >= TABLES
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["pictures"]["failed"] == {name: "ValueError: no such colour"}
    drawn = {path.stem for path in (folder / "pictures").iterdir()}
    assert drawn == set(pictures.SLIDES) - {name}
    assert not nw.read_run(folder).changed()


def test_a_failed_picture_is_named_on_the_terminal(typed, place, monkeypatch):
    """On standard error, and the command is done all the same: exit code 0."""
    monkeypatch.setitem(pictures.SLIDES, "money", broken)
    found = typed("run", "paired_aid", "--draws", "2", "--out", place / "run")
    assert found.exit_code == 0
    assert "money" in found.stderr
    assert "no such colour" in found.stderr


def test_lettering_that_fails_loses_nothing(outcome, tmp_path, monkeypatch):
    """Nor does what all pictures share."""
    monkeypatch.setattr(pictures, "lettering_for", broken)
    folder = outcome.write(tmp_path / "run")
    assert {path.name for path in folder.iterdir()} >= TABLES
    failed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["pictures"]
    assert set(failed["failed"]) == set(pictures.SLIDES)


def region_without_places(folder, places=""):
    """A small region; `places` are longitudes and latitudes of some."""
    folder.mkdir()
    rows = ["a,A,100000,1000", "b,B,200000,9000", "c,C,300000,9900", "d,D,300000,99000"]
    head = "code,name_en,population,output"
    if places:
        head += ",longitude,latitude"
        rows = [row + end for row, end in zip(rows, places, strict=True)]
    (folder / "counties.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (folder / "region.toml").write_text(
        'schema = 1\nname = "lands"\ncurrency = "EUR"\nbase_year = 2020\n[title]\nen = "Lands"\n',
        encoding="utf-8",
    )


OWN = """schema = 1
region = "lands"
horizon.end = 2030
ensemble.draws = 2
[programme]
start = 2024
end = 2026
[weak]
select = { bottom = 1 }
[strong]
select = { top = 1 }
[pairing]
rule = "rank"
[[fund]]
name = "grant"
amount = "20 million EUR per year"
"""


def test_a_region_without_places_has_no_map(place, typed):
    """The run is whole, and there is no map instead of an error."""
    region_without_places(place / "lands")
    (place / "s.toml").write_text(OWN, encoding="utf-8")
    found = typed("run", place / "s.toml", "--out", place / "o")
    assert found.exit_code == 0, found.exception
    drawn = {path.stem for path in (place / "o" / "pictures").iterdir()}
    assert drawn >= {"verdict", "gap", "money"}
    assert not drawn & {"map", "map_effect"}
    manifest = json.loads((place / "o" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["pictures"]["failed"] == {}


@pytest.mark.parametrize("title", [
    "From $200m (50%) to $400m (60%)", r"$\frac{1}{0}$ \undefined", "a_b^c $x$", "[bold red]x[/]",
    "[/]", "<script>alert(1)</script> &amp;", "=1+1", "100 % {x} {0}", "\\N{BULLET}",
])  # fmt: skip
def test_text_is_text(place, typed, title):
    """Dollars, brackets, tags and braces in a title are shown as they are written."""
    path = place / "t.toml"
    text = f"schema = 1\ntitle = '{title}'\nextends = 'paired_aid'\n{CHEAP}"
    path.write_text(text, encoding="utf-8")
    found = typed("run", path, "--out", place / "o")
    assert found.exit_code == 0, found.exception
    assert title in found.stdout
    manifest = json.loads((place / "o" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["pictures"]["failed"] == {}
    assert title in typed("show", path).stdout or "\\" in title


FORMULAS = ['=HYPERLINK("http://x","y")', "@SUM(1+1)", "+1", "-1+1", "\t=1", "'=1", "=cmd()"]


def test_no_cell_is_a_formula():
    """What a table program would work out is written as text, and read back as it was."""
    import io

    import pandas as pd

    table = pd.DataFrame({"code": FORMULAS, "name": ["plain", *FORMULAS[1:]], "mean": -1.5})
    raw = csv_bytes(table)
    for line in raw.decode("utf-8-sig").splitlines()[1:]:
        assert line.lstrip('"')[:1] not in set("=+-@\t")
    back = read_csv(io.BytesIO(raw))
    assert back["code"].tolist() == FORMULAS
    assert back["name"].tolist() == ["plain", *FORMULAS[1:]]
    assert back["mean"].tolist() == [-1.5] * len(FORMULAS)


def test_a_funds_name_is_no_formula_in_the_ledger(write, place):
    """In a run folder as well."""
    path = write("case", CHEAP + '[[fund]]\nname = "=1+1"\namount = "5 million CNY per year"\n')
    folder = nw.run(path).write(place / "run", pictures=False)
    text = (folder / "ledger.csv").read_text(encoding="utf-8-sig")
    assert ",=1+1" not in text
    assert "=1+1" in set(nw.read_run(folder).ledger["purpose"])


def test_a_second_run_lies_beside_the_first(outcome, tmp_path):
    """A run folder is never written into."""
    first = outcome.write(tmp_path / "run", pictures=False)
    before = sorted(path.name for path in first.iterdir())
    second = outcome.write(tmp_path / "run", pictures=False)
    assert second.parent == first.parent
    assert second != first
    assert sorted(path.name for path in first.iterdir()) == before
    assert not nw.read_run(second).changed()


def started(*words, cwd, **options):
    """The command in a process of its own."""
    command = [sys.executable, "-m", "narrows.cli", *map(str, words)]
    return subprocess.Popen(
        command, cwd=cwd, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options
    )


def wait_for(there, seconds=120):
    """Wait until something is there."""
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        time.sleep(0.1)
    assert there()


def children(pid):
    """Processes whose parent has this id, and theirs."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [child for child, parent in rows if parent == pid]
    return found + [c for child in found for c in children(child)]


def alive(pid):
    """Whether a process is there and no zombie."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


linux = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes by /proc")


@linux
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_says_so(tmp_path, stop):
    """SIGTERM as Ctrl-C: 130, a line, and nothing left in the folder."""
    run = started("run", "paired_aid", "--draws", 4000, "--out", tmp_path / "o", cwd=tmp_path)
    wait_for(lambda: children(run.pid) or run.poll() is not None)
    run.send_signal(stop)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "stopped" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@linux
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_workers_of_a_sweep_end_with_their_parent(tmp_path, stop):
    """However it dies, no worker goes on without it; what is finished is kept."""
    sweep = started("sweep", "paired_aid", "--draws", 300, "--workers", 2, "--vary",
                    "parameters.additionality=0.1..0.9/40", "--out", tmp_path / "sw",
                    cwd=tmp_path)  # fmt: skip
    wait_for(lambda: list((tmp_path / "sw" / "members").glob("*.parquet")))
    workers = children(sweep.pid)
    assert workers
    sweep.send_signal(stop)
    _, told = sweep.communicate(timeout=60)
    wait_for(lambda: not any(map(alive, workers)), 30)
    if stop == signal.SIGTERM:
        assert sweep.returncode == 130
        assert str(tmp_path / "sw") in told


def test_leftovers_of_a_killed_run_are_cleared(outcome, tmp_path):
    """By the next run into that folder; what another run is writing just now stays."""
    from narrows.folders import _staged

    home = tmp_path / "runs"
    home.mkdir()
    with _staged(home, inside=True) as dead:
        (dead / "half.csv").write_text("x")
        kept = shutil.copytree(dead, tmp_path / "copy")
    shutil.copytree(kept, home / ".unfinished-dead")
    with _staged(home, inside=True) as live:
        outcome.write(home, pictures=False, inside=True)
        assert live.exists()
        names = {path.name for path in home.iterdir()}
        others = names - {live.name, f"{live.name}.lock"}
        assert len(others) == 1
        assert not others.pop().startswith(".")


def test_our_fault_is_a_line_and_a_log(tmp_path):
    """Exit code 3, where the log is, and no bare traceback."""
    code = (
        "import sys, narrows.commands.list as c, narrows.cli as cli\n"
        "import narrows.scenario\n"
        "def bad(): raise RuntimeError('oh no')\n"
        "narrows.scenario.shipped = bad\n"
        "sys.argv = ['narrows', 'list']\ncli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    log = next(tmp_path.glob("narrows-*.log"))
    assert str(log) in done.stderr
    assert "oh no" in log.read_text(encoding="utf-8")


def test_exit_codes_are_written_down():
    """The README says what each means."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for code in ("0", "1", "2", "3", "130"):
        assert f"| {code} |" in text


def test_a_scenario_loads_after_all_this():
    """The pictures of other tests are whole again."""
    assert load_scenario("paired_aid")
