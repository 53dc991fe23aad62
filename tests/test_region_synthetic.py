"""Made-up regions: any size, the same for the same seed, sparse."""

import numpy as np
import pytest
from benchmarks.synthetic_region import synthetic_region


@pytest.mark.parametrize("counties", [2, 3, 7, 136, 1000])
def test_any_size(counties):
    """Every array has its shape, all figures are plausible, every county has neighbours."""
    region = synthetic_region(counties, seed=3)
    assert len(region) == len(set(region.codes)) == counties
    assert region.sector_shares.sum(axis=1) == pytest.approx(1)
    for name in ("output", "population", "revenue", "spending", "capital", "public_capital"):
        assert (getattr(region, name) > 0).all(), name
    touching = np.bincount(region.neighbours[:, 0], minlength=counties)
    assert touching.min() >= min(6, counties - 1)
    assert np.isfinite(region.border_km).all()


def test_same_seed_same_region():
    """Two calls agree bit for bit; another seed differs."""
    one, two, other = (synthetic_region(50, seed) for seed in (1, 1, 2))
    assert (one.output == two.output).all()
    assert (one.output != other.output).all()


def test_looks_like_a_province():
    """136 counties spread like Shandong's: sd of log GDP per head near 0.45, in 16 groups."""
    region = synthetic_region(136, seed=1)
    assert np.log(region.output_per_head).std() == pytest.approx(0.45)
    assert 10 <= len(region.group_codes) <= 16
    assert 300 < region.distance_km(region.longitude.argmin(), region.longitude.argmax()) < 700


def test_neighbours_are_alike():
    """GDP per head is correlated in space."""
    region = synthetic_region(500, seed=5)
    logs = np.log(region.output_per_head)
    apart = logs - logs.mean()
    moran = apart @ (region.weights() @ apart) / (apart @ apart)
    assert moran > 0.2


def test_large_regions_stay_sparse():
    """Twenty thousand counties hold a few neighbours each, never a square matrix."""
    region = synthetic_region(20_000, seed=1)
    assert len(region.neighbours) < 12 * len(region)
    assert region.weights().nnz == len(region.neighbours)


def test_size_is_bounded():
    """One county is no region."""
    with pytest.raises(ValueError, match="2 to 100000"):
        synthetic_region(1)
