"""A region: counties, neighbours, people and money, read from a folder of tables."""

from narrows.region.loading import check_region, load_region, region_folder, shipped_regions
from narrows.region.region import Pair, Region
from narrows.region.uncertainty import output_draws

__all__ = [
    "Pair",
    "Region",
    "check_region",
    "load_region",
    "output_draws",
    "region_folder",
    "shipped_regions",
]
