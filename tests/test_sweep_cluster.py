"""Sweeps on a Dask cluster of processes on loopback: killed, stopped, gone on with, and equal."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("distributed")

from sweep_cluster import cluster, new_worker, wait_for

from narrows.decisions.sweep import conduct, prepare
from narrows.results.sweep_folder import read_sweep

KEYS = (
    "horizon.end=2032",
    "programme.end=2026",
    "programme.taper=0 years",
    "parameters.additionality=0.2..0.8",
    "fund[guidance fund].amount=100..400 million CNY per year",
)


def latin(members):
    """A sweep of so many members with two draws each."""
    return prepare("paired_aid", KEYS, points="latin", members=members, draws=2)


def content(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "members").iterdir())}


def killing(processes, after):
    """A listener that kills the first worker when so many members are finished."""
    finished = []

    def told(number, _total):
        finished.append(number)
        if sum(finished) >= after and processes[0].poll() is None:
            processes[0].kill()

    return told


def test_a_killed_worker_costs_nothing(tmp_path):
    """40 members on two workers, one killed in the middle: the same bytes as in one process."""
    sweep = latin(40)
    conduct(sweep, tmp_path / "serial", workers=1)
    with cluster(tmp_path) as (address, processes):
        kept = conduct(sweep, tmp_path / "dask", scheduler=address, told=killing(processes, 10))
        assert processes[0].poll() is not None
    assert len(kept.done) == 40
    assert content(tmp_path / "dask") == content(tmp_path / "serial")


@pytest.mark.long
def test_two_thousand_members(tmp_path):
    """2,000 members: a worker killed, then stopped with Ctrl-C and gone on with: all equal."""
    sweep = latin(2000)
    conduct(sweep, tmp_path / "serial", workers=1)
    with cluster(tmp_path) as (address, processes):
        conduct(sweep, tmp_path / "killed", scheduler=address, told=killing(processes, 600))
        assert processes[0].poll() is not None
        processes.append(new_worker(tmp_path))
        try:
            stop_and_go_on(sweep, tmp_path / "stopped", address)
        finally:
            processes[-1].kill()
            processes[-1].wait()
    assert content(tmp_path / "killed") == content(tmp_path / "serial")
    assert content(tmp_path / "stopped") == content(tmp_path / "serial")


def stop_and_go_on(sweep, folder, address):
    """Run the command, press Ctrl-C when some members are there, and give it again."""
    vary = [word for key in KEYS for word in ("--vary", key)]
    call = [sys.executable, "-m", "narrows.cli", "sweep", "paired_aid", *vary, "--points", "latin"]
    call += ["--members", "2000", "--draws", "2", "--scheduler", address, "--out", str(folder)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(call, stdout=pipe, stderr=pipe, text=True)
    wait_for((folder / "members" / "part-00003.parquet").is_file, 600)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130, told
    assert "the same command goes on" in told
    there = len(read_sweep(folder))
    assert 300 <= there < 2000
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
