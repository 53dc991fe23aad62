"""The built-in region: its sums, its estimates, and that the script rebuilds it."""

import csv
import importlib.util
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from narrows.model.start import output_draws
from narrows.region import load_region
from narrows.region.geography import adjacency

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "model" / "narrows" / "regions" / "shandong"


def script(name):
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shandong():
    return load_region("shandong")


@pytest.fixture(scope="module")
def rows():
    with (FOLDER / "counties.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def accounts():
    with (ROOT / "figures" / "shandong" / "accounts_2020.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_script_rebuilds_the_committed_tables():
    """The region in the repository is what the script makes of the figures, byte for byte."""
    for name, text in script("build_shandong").build().items():
        assert (FOLDER / name).read_bytes().replace(b"\r\n", b"\n") == text.encode(), name


def test_known_sums(shandong):
    """136 counties, 97,969,949 people, 16 prefectures making 73,095.33 x 10^8 yuan."""
    assert len(shandong) == 136
    assert shandong.population.sum() == 97_969_949
    assert len(shandong.group_codes) == 16
    assert shandong.output.sum() == pytest.approx(7_309_533, rel=1e-12)


def test_yearbook_counties_make_their_published_sum(shandong):
    """The 90 yearbook counties made 35,401.9 x 10^8 yuan in 2020."""
    official = np.array([basis == "official" for basis in shandong.output_basis])
    assert official.sum() == 90
    assert shandong.output[official].sum() / 100 == pytest.approx(35_401.9, abs=0.05)


def test_published_output_is_untouched(shandong):
    """Each of the 96 published GDP figures stands in the region as it was published."""
    for code, row in accounts().items():
        county = shandong.index[code]
        assert shandong.output[county] == pytest.approx(float(row["gdp"]) * 100, rel=1e-9)
        assert shandong.output_basis[county] != "estimated"
    assert shandong.output_basis.count("estimated") == 136 - 96


def test_prefectures_add_up_to_the_cent(rows):
    """Counties of a prefecture add up to its published GDP, exactly, after rounding."""
    sums = defaultdict(int)
    for row in rows:
        sums[row["group"]] += round(float(row["output"]) * 100)
    with (ROOT / "figures" / "shandong" / "prefecture_series.csv").open() as file:
        series = {r["code"]: r["gdp"] for r in csv.DictReader(file) if r["year"] == "2020"}
    for group, total in sums.items():
        assert total == round(float(series[group]) * 10_000), group


def test_sectors_add_up(rows):
    """Value added of the three sectors is GDP in every county, to the cent where estimated."""
    for row in rows:
        parts = sum(round(float(row[s]) * 100) for s in ("primary", "secondary", "tertiary"))
        slack = 0 if row["sectors_basis"] == "estimated" else 2
        assert abs(parts - round(float(row["output"]) * 100)) <= slack, row["code"]


def test_errors_only_where_estimated(shandong):
    """Published figures have no error; estimates have one unless alone in their block."""
    estimated = np.array([basis == "estimated" for basis in shandong.output_basis])
    assert not shandong.output_error[~estimated].any()
    assert (shandong.block[~estimated] == -1).all()
    assert (shandong.block[estimated] >= 0).all()
    sizes = np.bincount(shandong.block[estimated])
    alone = estimated & (sizes[np.maximum(shandong.block, 0)] == 1)
    assert (shandong.output_error[estimated & ~alone] > 0).all()
    assert not shandong.output_error[alone].any()


def test_error_sizes_follow_the_stated_rule(shandong):
    """Two errors: by 2019 shares about 3 %, by employment about a third."""
    assert set(shandong.output_error[shandong.output_error > 0]) == {0.033, 0.322}


def test_drawn_errors_keep_every_block(shandong):
    """With the error drawn, published figures stay and each prefecture keeps its total."""
    normals = np.random.default_rng(1).standard_normal((50, 136))
    drawn = output_draws(shandong.output, shandong.output_error, shandong.block, normals)
    published = shandong.block < 0
    assert (drawn[:, published] == shandong.output[published]).all()
    for group in range(16):
        total = shandong.output[shandong.group == group].sum()
        assert drawn[:, shandong.group == group].sum(axis=1) == pytest.approx(total, rel=1e-12)
    assert (drawn[:, shandong.output_error > 0].std(axis=0) > 0).all()


def test_counties_form_one_connected_graph(shandong):
    """All 136 counties hang together over 345 common borders."""
    assert shandong.neighbours.shape == (690, 2)
    graph = adjacency(shandong.neighbours, 136)
    assert connected_components(graph)[0] == 1
    assert (graph != graph.T).nnz == 0


def test_announced_pairs(shandong):
    """Ten pairs: six known on both sides, two recipients without donor, two unknown."""
    both = [(p.strong, p.weak) for p in shandong.announced if p.strong and p.weak]
    assert len(shandong.announced) == 10
    assert ("370211", "370405") in both
    assert len(both) == 6
    assert [p.weak for p in shandong.announced if p.weak and not p.strong] == ["370322", "370406"]
    assert sum(p.weak is None and p.strong is None for p in shandong.announced) == 2


def test_the_weakest_of_2020(shandong):
    """The ten lowest GDPs sum to 155 bn yuan; six of eight known recipients are among them.

    Rank 10 and 11 are 0.1 % apart: who is in the bottom ten is a matter of rounding.
    """
    order = np.argsort(shandong.output)
    assert shandong.output[order[:10]].sum() / 1000 == pytest.approx(155.05, abs=0.01)
    assert shandong.output[order[10]] / shandong.output[order[9]] - 1 == pytest.approx(
        0.0011, abs=1e-4
    )
    weak = [shandong.index[pair.weak] for pair in shandong.announced if pair.weak]
    assert len(weak) == 8
    assert len(set(weak) & set(order[:10].tolist())) == 6


def test_towns(shandong):
    """91 of the 136 were below the national urban share of 63.89 % in the 2020 census."""
    assert (shandong.urban_share < 0.6389).sum() == 91


def test_growth_after_the_base_year(shandong):
    """The province grew 8.3 % in 2021 and 3.9 % in 2022; Zibo 9.4 % in 2021."""
    assert shandong.total_growth == {2021: 0.083, 2022: 0.039}
    zibo = shandong.group_codes.index("370300")
    assert shandong.group_growth[2021][zibo] == 0.094
    assert {rates.shape for rates in shandong.group_growth.values()} == {(16,)}


def test_capital_is_a_common_multiple_of_output(shandong):
    """Public capital over GDP is the same everywhere: budgets of districts are incomplete."""
    assert np.ptp(shandong.public_capital / shandong.output) < 1e-12
    assert shandong.capital / shandong.output == pytest.approx(
        shandong.rules["capital_output_ratio"]
    )


def test_budgets_are_complete_and_marked(shandong):
    """Revenue and spending are there for all; 46 of them are estimated."""
    assert (shandong.revenue > 0).all()
    assert (shandong.spending > 0).all()
    assert shandong.revenue_basis.count("estimated") == shandong.spending_basis.count("estimated")
    assert shandong.revenue_basis.count("estimated") == 46


def test_group_history_marks_the_census_break(shandong):
    """Prefecture GDP 2013-2022 in today's borders; the series changes in 2019."""
    years, output, growth, series = shandong.group_history()
    assert years.tolist() == list(range(2013, 2023))
    assert np.isfinite(output).all()
    assert np.isfinite(growth).all()
    assert series[5:7] == ("before_census", "after_census")
    jinan = shandong.group_codes.index("370100")
    assert output[0, jinan] == pytest.approx(523_019 + 65_348)  # Jinan and Laiwu, 2013


def test_names_repeat_and_can_be_told_apart(shandong):
    """Two districts are called Shizhong: the name finds both, name and prefecture one."""
    assert len(shandong.find("Shizhong")) == 2
    assert shandong.find("Shizhong (Jinan)") == (shandong.index["370103"],)
    assert shandong.find("台儿庄区") == (shandong.index["370405"],)
    assert shandong.find("nowhere") == ()


def test_a_degree_of_freedom_is_paid_for_each_pool():
    """Errors of +0.3 and -0.3 in a pool of known sum: sd 0.3 sqrt(2)."""
    pooled = script("shandong_estimates").pooled_error
    assert pooled([np.array([0.3, -0.3])]) == pytest.approx(0.3 * np.sqrt(2))


def test_employment_rule_by_hand():
    """Half of the workers of a sector get half of its output."""
    rule = script("shandong_estimates").by_employment
    result = rule(np.array([[1.0, 2.0], [1.0, 6.0]]), np.array([10.0, 8.0]))
    assert result.tolist() == [[5.0, 2.0], [5.0, 6.0]]
