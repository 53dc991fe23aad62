"""Sweeps: designs, luck, one data set whatever the order, what fails, what goes on."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sweep_cluster import wait_for

from narrows.decisions import sweep_rows, sweep_workers
from narrows.decisions.sweep import conduct, prepare
from narrows.decisions.sweep_design import made, read_file
from narrows.errors import InputError, NarrowsError
from narrows.outcome import run
from narrows.results.sweep_folder import read_sweep, summary
from narrows.scenario import load_scenario

FUND = "fund[guidance fund].amount"
# The programme of the default scenario in as few years as it needs.
SHORT = ("horizon.end=2034", "programme.end=2026", "programme.taper=0 years")
BREAKS = "link[relocation].project_size"


def small(*vary, **options):
    """A sweep of few draws and years."""
    return prepare("paired_aid", (*SHORT, *vary), draws=options.pop("draws", 3), **options)


def content(folder):
    """Bytes of the data set."""
    return {path.name: path.read_bytes() for path in sorted((folder / "members").iterdir())}


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    """A finished sweep of twelve members, run in this process."""
    folder = tmp_path_factory.mktemp("serial") / "sweep"
    conduct(twelve(), folder, workers=1)
    return folder


def twelve():
    return small(f"{FUND}=100..400 million CNY per year/4", "parameters.additionality=0.3,0.5,0.7")


def test_grid_is_every_combination():
    """Lists and ranges with points multiply; the last key is the fastest."""
    design = made(["a=1,2", "b=0.0..1.0/3"])
    assert [tuple(member.values()) for member in design.members] == [
        (1, 0.0), (1, 0.5), (1, 1.0), (2, 0.0), (2, 0.5), (2, 1.0)
    ]  # fmt: skip


def test_latin_hypercube_has_one_point_in_each_slice():
    """Each of n slices of each key holds exactly one member."""
    design = made(["a=0..1", "b=5..7 %"], "latin", 50, seed=3)
    values = np.array([[m["a"], float(m["b"].split()[0])] for m in design.members])
    for column, low, width in ((0, 0, 1), (1, 5, 2)):
        slices = np.floor((values[:, column] - low) / width * 50)
        assert sorted(slices) == list(range(50))


def test_sobol_points_fill_the_square():
    """64 Sobol points: each of the 8 x 8 cells holds one (a net in base 2)."""
    design = made(["a=0..1", "b=0..1"], "sobol", 64, seed=1)
    cells = {(int(m["a"] * 8), int(m["b"] * 8)) for m in design.members}
    assert len(cells) == 64


def test_years_and_spans_are_whole():
    """A range over a key of whole numbers gives whole numbers, with both ends."""
    design = made(["horizon.end=2034..2036", "programme.taper=0..2 years"], "latin", 60)
    assert {m["horizon.end"] for m in design.members} == {2034, 2035, 2036}
    assert {m["programme.taper"] for m in design.members} == {"0 years", "1 years", "2 years"}


def test_every_problem_of_a_design_at_once():
    """Specs that cannot be read are told together."""
    with pytest.raises(InputError) as caught:
        made(["a", "b=3..1", "c=1..2", "c=1,2", "d="])
    assert len(caught.value.problems) == 5


def test_every_problem_of_every_member_at_once(tmp_path):
    """Members are checked against the scenario before anything runs; each mistake once."""
    file = tmp_path / "design.csv"
    file.write_text(
        "horizon.end,fund[guidance fund].amont,parameters.additionality\n"
        "2035,3,0.5\n2020,,7\n2036,,7\n"
    )
    with pytest.raises(InputError) as caught:
        prepare("paired_aid", design=file)
    found = {(problem.line, problem.key) for problem in caught.value.problems}
    assert found == {
        (2, "fund[guidance fund].amont"), (3, "parameters.additionality"), (3, "horizon.end")
    }  # fmt: skip


def test_design_files_say_the_same(tmp_path):
    """CSV and TOML give the same members; an empty cell leaves the scenario's value."""
    table, text = tmp_path / "d.csv", tmp_path / "d.toml"
    table.write_text("horizon.end,pairing.fill\n2034,rank\n2035,\n", encoding="utf-8-sig")
    text.write_text(
        '[[member]]\n"horizon.end" = 2034\npairing = { fill = "rank" }\n'
        "[[member]]\nhorizon = { end = 2035 }\n"
    )
    assert read_file(table).members == read_file(text).members
    assert read_file(table).lines == (2, 3)


def test_luck_belongs_to_the_values():
    """A member keeps its luck when the design grows or is turned round; others have their own."""
    few, many = (made([f"parameters.additionality={spec}"]) for spec in ("0.3,0.5", "0.5,0.4,0.3"))
    seeds = {}
    for design in (few, many):
        for member, _ in prepare_of(design):
            value = member.values["parameters.additionality"]
            assert seeds.setdefault(value, member.seed) == member.seed
    assert len(set(seeds.values())) == 3


def prepare_of(design, **options):
    from narrows.decisions.sweep import members_of

    return members_of("paired_aid", design, {"ensemble.draws": 2}, **options)


def test_same_luck_where_it_is_asked_for():
    """--same-luck: all members meet the scenario's own seed."""
    design = made(["parameters.additionality=0.3,0.5,0.7"])
    assert {m.seed for m, _ in prepare_of(design, same_luck=True)} == {20240901}


def test_a_member_is_the_run_of_its_scenario(serial):
    """The row of a member holds the numbers of `narrows run` with the same keys and seed."""
    row = read_sweep(serial).iloc[7]
    scenario = load_scenario(
        "paired_aid",
        {
            "horizon.end": 2034,
            "programme.end": 2026,
            "programme.taper": "0 years",
            "ensemble.draws": 3,
            "ensemble.seed": int(row["seed"]),
            FUND: f"{row[FUND]:g} million CNY per year",
            "parameters.additionality": row["parameters.additionality"],
        },
    )
    outcome = run(scenario)
    found = sweep_rows.numbers(outcome.scenario, outcome.results)
    told = {name: row[name] for name, value in found.items() if value is not None}
    assert told == {name: value for name, value in found.items() if value is not None}


def test_order_and_processes_do_not_matter(serial, tmp_path):
    """Two processes give the same bytes as one."""
    conduct(twelve(), tmp_path / "two", workers=2)
    assert content(tmp_path / "two") == content(serial)


def test_stopped_and_gone_on_with(serial, tmp_path, monkeypatch):
    """Stopped in the middle, a sweep keeps what is finished, does only the rest, and is equal."""
    sweep, folder, ran = twelve(), tmp_path / "sweep", []
    honest = sweep_rows.run_member

    def stopping(member, around):
        ran.append(member.number)
        if len(ran) == 6:
            raise KeyboardInterrupt
        return honest(member, around)

    monkeypatch.setattr(sweep_workers, "run_member", stopping)
    with pytest.raises(KeyboardInterrupt):
        conduct(sweep, folder, workers=1)
    assert len(read_sweep(folder)) == 5
    kept = conduct(sweep, folder, workers=1)
    assert ran == [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11]
    assert len(kept.done) == 12
    assert content(folder) == content(serial)


def test_nothing_is_done_twice(serial, monkeypatch):
    """A finished sweep runs no member again."""
    monkeypatch.setattr(sweep_workers, "run_member", None)
    before = content(serial)
    assert len(conduct(twelve(), serial, workers=1).done) == 12
    assert content(serial) == before


def test_a_failed_member_ends_nothing(tmp_path):
    """A member that cannot be run is reported with its error; the others are done."""
    sweep = small(f"{BREAKS}=100 million CNY,90000 billion CNY,50 million CNY")
    kept = conduct(sweep, tmp_path / "s", workers=1)
    assert kept.done == {0, 2}
    assert "no private capital left" in kept.failed[1]
    table = read_sweep(tmp_path / "s")
    assert list(table["status"]) == ["done", "failed", "done"]
    assert summary(tmp_path / "s")["members"].iloc[0] == 2


def test_another_sweep_is_not_written_over(serial):
    """A folder of another sweep, or of holds other files, is refused."""
    with pytest.raises(NarrowsError, match="another sweep"):
        conduct(small("parameters.additionality=0.4"), serial)
    with pytest.raises(NarrowsError, match="holds other files"):
        conduct(twelve(), serial.parent)


def test_a_killed_process_is_replaced(serial, tmp_path):
    """A worker process killed in the middle costs nothing but time."""
    import multiprocessing

    sweep, killed = twelve(), []

    def told(finished, total):
        children = multiprocessing.active_children()
        if finished and children and not killed:
            killed.append(children[0].pid)
            os.kill(children[0].pid, signal.SIGKILL)

    conduct(sweep, tmp_path / "s", workers=2, told=told)
    assert killed
    assert content(tmp_path / "s") == content(serial)
    assert not multiprocessing.active_children()


def command(*arguments, **options):
    call = [sys.executable, "-m", "narrows.cli", "sweep", *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False, **options)


def test_the_command_tells_counts_and_folder(tmp_path):
    """`--json`: the folder, the counts, a row for each value."""
    keys = [word for text in SHORT for word in ("--vary", text)]
    varied = ["--vary", "parameters.additionality=0.3,0.7"]
    out = ["--out", str(tmp_path / "s"), "--draws", "2", "--workers", "1"]
    done = command("paired_aid", *keys, *varied, *out, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["members"], told["done"], told["failed"]) == (2, 2, 0)
    assert {row["values"] for row in told["summary"]} >= {"0.3", "0.7"}


def test_wrong_use_ends_with_two():
    """What is wrong is told on standard error, with exit code 2."""
    done = command("paired_aid", "--vary", "horizon.ende=2035")
    assert done.returncode == 2
    assert "did you mean 'end'" in done.stderr
    assert command("paired_aid").returncode == 2


def alive_in(group):
    """Processes of a group that have not ended, from /proc; none where there is no /proc."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, of_group = place.read_text().rsplit(")", 1)[1].split()[:3]
            if int(of_group) == group and state != "Z":
                found.append(place)
    return found


def test_ctrl_c_keeps_what_is_finished(serial, tmp_path):
    """Ctrl-C in a terminal: exit code 130, no process left, and run the same command again."""
    folder = tmp_path / "s"
    varied = (f"{FUND}=100..400 million CNY per year/4", "parameters.additionality=0.3,0.5,0.7")
    keys = [word for text in (*SHORT, *varied) for word in ("--vary", text)]
    call = [sys.executable, "-m", "narrows.cli", "sweep", "paired_aid", *keys, "--draws", "3"]
    call += ["--workers", "2", "--out", str(folder)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(call, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    wait_for((folder / "sweep.json").is_file)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "run the same command again" in told
    assert "Traceback" not in told
    wait_for(lambda: not alive_in(process.pid))
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert content(folder) == content(serial)
