"""Pictures of a run, of slide quality; the only place that imports matplotlib."""

from narrows.results.plots.county_map import county_map
from narrows.results.plots.fans import fan, recipients_against_province
from narrows.results.plots.headlines import headline_differences
from narrows.results.plots.lettering import lettering_for
from narrows.results.plots.money import money_flows, money_paid, money_received
from narrows.results.plots.pictures import Drawn, draw_all
from narrows.results.plots.ranking import ranks_moved

__all__ = [
    "Drawn",
    "county_map",
    "draw_all",
    "fan",
    "headline_differences",
    "lettering_for",
    "money_flows",
    "money_paid",
    "money_received",
    "ranks_moved",
    "recipients_against_province",
]
