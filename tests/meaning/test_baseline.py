"""The baseline belongs to the file that named it, applies or is refused, and goes along."""

import json
import shutil
from pathlib import Path

import pytest

import narrows as nw
from narrows.errors import InputError
from narrows.region import load_region
from narrows.scenario import dump_toml, load_baseline, load_scenario

REGION = load_region("shandong")
CHEAP = "[ensemble]\ndraws = 2\n"
PANEL = "code,name_en,population,output\na,A,100000,1000\nb,B,200000,9000\nc,C,300000,9900\n"
OWN = """schema = 1
region = "lands"
[horizon]
end = 2030
[ensemble]
draws = 2
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


@pytest.fixture
def lands(place):
    """A region of three counties in a folder of its own."""
    folder = place / "lands"
    folder.mkdir()
    (folder / "counties.csv").write_text(PANEL, encoding="utf-8")
    (folder / "region.toml").write_text(
        'schema = 1\nname = "lands"\ncurrency = "EUR"\nbase_year = 2020\n'
        '[title]\nen = "Three lands"\n',
        encoding="utf-8",
    )
    return folder


def test_a_file_beside_the_scenario_is_not_the_parents_baseline(write):
    """What a shipped parent names stays the shipped one."""
    path = write("mine", CHEAP)
    before = dump_toml(load_baseline(load_scenario(path)))
    write("no_programme", 'title = "Other"\n', extends="ten_times")
    assert dump_toml(load_baseline(load_scenario(path))) == before
    named = write("named", 'baseline = "no_programme"\n')
    assert load_baseline(load_scenario(named)).programme is not None


def test_what_no_file_names_is_the_shipped_baseline(write):
    """The language's default is no file of the user's folder."""
    write("no_programme", "", extends="ten_times")
    assert load_baseline(load_scenario(write("alone", "", extends=None))).programme is None


def run_folder(place, path, name):
    """The folder of a short run without pictures."""
    return nw.run(path).write(place / name, pictures=False)


def test_the_run_folder_names_its_baseline(write, place):
    """Name, digest and region in the manifest; text in a file beside resolved.toml."""
    write("other", '[[fund]]\nname = "guidance fund"\namount = "1 million CNY per year"')
    path = write("case", 'baseline = "other"\n' + CHEAP)
    folder = run_folder(place, path, "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    named = manifest["baseline"]
    again = load_scenario(folder / "other.toml")
    assert named["name"] == "other"
    assert named["digest"] == again.digest
    assert named["region"] == "shandong"
    assert "other.toml" in manifest["files"]
    head = (folder / "resolved.toml").read_text(encoding="utf-8").splitlines()[:3]
    assert again.digest in head[0]
    assert all(pair.weak in head[1] for pair in REGION.announced if pair.weak)
    assert "370211" in head[2]


def moved(folder, tmp_path_factory):
    """The run folder alone, somewhere else."""
    place = tmp_path_factory.mktemp("elsewhere") / "run"
    shutil.copytree(folder, place)
    return place


def same_numbers(one, other):
    """Whether two run folders hold the same tables, byte for byte."""
    names = sorted(path.name for path in Path(one).glob("*.csv"))
    assert names == sorted(path.name for path in Path(other).glob("*.csv"))
    return all((Path(one) / n).read_bytes() == (Path(other) / n).read_bytes() for n in names)


def test_a_run_folder_runs_again_anywhere(write, place, tmp_path_factory):
    """With a baseline of the user's own, from resolved.toml alone, the same numbers."""
    write("less", '[[fund]]\nname = "guidance fund"\namount = "1 million CNY per year"')
    first = run_folder(place, write("case", 'baseline = "less"\n' + CHEAP), "out")
    copy = moved(first, tmp_path_factory)
    second = run_folder(place, copy / "resolved.toml", "again")
    assert same_numbers(first, second)
    digests = [json.loads((f / "manifest.json").read_text())["scenario_digest"]
               for f in (first, second)]  # fmt: skip
    assert digests[0] == digests[1]


def test_a_run_folder_of_a_users_region_runs_again_anywhere(lands, place, tmp_path_factory):
    """The region's files go along."""
    path = place / "s.toml"
    path.write_text(OWN, encoding="utf-8")
    first = run_folder(place, path, "out")
    copy = moved(first, tmp_path_factory)
    shutil.rmtree(lands)
    assert same_numbers(first, run_folder(place, copy / "resolved.toml", "again"))


def test_the_world_without_the_programme_against_it(write, place, typed):
    """What is lost if it stops: a scenario that pays nothing against one that pays."""
    path = write("stop", 'baseline = "paired_aid"\n' + CHEAP, extends="no_programme")
    found = typed("run", path, "--no-pictures", "--out", place / "o")
    assert found.exit_code == 0, found.exception
    assert "without it" in found.stdout
    (heads,) = (line for line in found.stdout.splitlines() if line.startswith("measure"))
    assert heads.split() == ["measure", "year", "baseline", "scenario", "effect"]
    ledger = (place / "o" / "ledger.csv").read_text(encoding="utf-8")
    assert "guidance fund" in ledger
    aided = {pair.weak for pair in REGION.announced} - {None}
    assert aided <= set(nw.read_run(place / "o").pairs["weak"].astype(str))
    found = typed("run", path, "--out", place / "p")
    assert found.exit_code == 0, found.exception


WORLDS = [
    "[mechanisms]\ntalent_drain = true\n",
    '[structure]\nclosure = "closed"\n',
    "[parameters]\nadditionality = 0.4\n",
    "[horizon]\nend = 2035\n",
]


@pytest.mark.parametrize("text", WORLDS)
@pytest.mark.parametrize("parent", ["ten_times", "no_programme"])
def test_a_baseline_with_a_world_of_its_own_is_refused(write, typed, text, parent):
    """It applies where the scenario says the same, and is never passed over."""
    write("base", text, extends=parent)
    path = write("case", 'baseline = "base"\n' + CHEAP)
    with pytest.raises(InputError) as caught:
        load_baseline(load_scenario(path))
    assert {problem.code for problem in caught.value.problems} == {"baseline_world"}
    assert typed("check", path).exit_code == 2
    same = write("same", 'baseline = "base"\n' + CHEAP + text)
    assert load_baseline(load_scenario(same))


def test_a_scenarios_world_is_the_shipped_baselines_too(write):
    """The usual baseline says nothing of the world, whatever the scenario changes."""
    for number, text in enumerate(WORLDS):
        assert load_baseline(load_scenario(write(f"w{number}", text)))


def test_general_funds_of_a_world_without_programme(write):
    """Without a programme of its own the baseline has the scenario's funds: others are refused."""
    write("base", '[general_fund]\namount = "300 billion CNY per year"\n', extends="no_programme")
    with pytest.raises(InputError):
        load_baseline(load_scenario(write("case", 'baseline = "base"\n' + CHEAP)))


def test_another_region_is_refused(lands, write, place):
    """A programme somewhere else is no comparison."""
    (place / "there.toml").write_text(OWN, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_baseline(load_scenario(write("case", 'baseline = "there"\n' + CHEAP)))
    assert "baseline_region" in {problem.code for problem in caught.value.problems}


def test_a_sweep_over_baselines_compares_with_each(write, typed, place):
    """Baselines named by an option are looked for beside the scenario."""
    write("less", '[[fund]]\nname = "guidance fund"\namount = "1 million CNY per year"')
    path = write("case", CHEAP)
    found = typed("sweep", path, "--workers", "1", "--vary", "baseline=less,no_programme",
                  "--out", place / "sw")  # fmt: skip
    assert found.exit_code == 0, found.output
