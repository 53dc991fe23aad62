"""Measures against PySAL's `inequality` and the figures printed in its documentation."""

import csv

import numpy as np
import pytest

from narrows import measures

pytest.importorskip("inequality")
pytest.importorskip("libpysal")
pytestmark = pytest.mark.filterwarnings("ignore")

# documentation of PySAL inequality, class Theil: Mexican states, decades 1940 to 2000
MEXICO_THEIL = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]


@pytest.fixture(scope="module")
def mexico():
    """GDP per head of the 32 Mexican states (decade, state) and their five regions."""
    from libpysal.examples import get_path

    with open(get_path("mexico.csv"), encoding="utf-8") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    decades = range(1940, 2010, 10)
    head = np.array([[float(row[f"pcgdp{decade}"]) for row in rows] for decade in decades])
    return head, np.array([int(float(row["hanson98"])) for row in rows])


def test_theil_t_of_the_mexican_states_as_printed(mexico):
    """Theil T of seven decades equals PySAL's documentation to its eight digits."""
    assert measures.theil_t(mexico[0]) == pytest.approx(MEXICO_THEIL, abs=5e-9)


def test_decomposition_gini_atkinson_and_wolfson_equal_pysal(mexico):
    """Between, within, Gini and Atkinson equal PySAL's; our Wolfson has the factor 2 of 1994."""
    from inequality.atkinson import atkinson
    from inequality.gini import Gini
    from inequality.theil import TheilD
    from inequality.wolfson import wolfson

    head, region = mexico
    parts = TheilD(head.T, region)
    between = measures.theil_t_between(head, group=region)
    assert between == pytest.approx(np.asarray(parts.bg), rel=1e-12)
    within = measures.theil_t_within(head, group=region)
    assert within == pytest.approx(np.asarray(parts.wg), rel=1e-9)
    for row in head:
        assert measures.gini(row) == pytest.approx(Gini(row).g, rel=1e-12)
        assert measures.wolfson(row) == pytest.approx(2 * wolfson(row), rel=1e-12)
        for aversion in (0.5, 1, 2):
            ours = measures.atkinson(row, aversion=aversion)
            assert ours == pytest.approx(atkinson(row, aversion), rel=1e-12)


def test_figures_printed_in_pysals_documentation():
    """Atkinson of five incomes and Wolfson of eight, as printed there."""
    five = np.array([10.0, 20, 30, 40, 50])
    assert measures.atkinson(five, aversion=0.5) == pytest.approx(0.06315, abs=5e-6)
    assert measures.atkinson(five, aversion=1) == pytest.approx(0.13161, abs=5e-6)
    eight = np.array([6.0, 6, 8, 8, 10, 10, 12, 12])
    assert measures.wolfson(eight) / 2 == pytest.approx(0.0833, abs=5e-5)
