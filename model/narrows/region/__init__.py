"""A region: counties, neighbours, people and money, read from a folder of tables."""

from narrows.region.load import check_region, load_region, region_folder, shipped_regions
from narrows.region.region import Pair, Region

__all__ = [
    "Pair",
    "Region",
    "check_region",
    "load_region",
    "region_folder",
    "shipped_regions",
]
