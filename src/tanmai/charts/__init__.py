"""Charts for papers and reports, in Chinese and English."""

from tanmai.charts.account_bars import account_bars
from tanmai.charts.chord_diagram import chord_diagram
from tanmai.charts.decomposition_bars import decomposition_bars
from tanmai.charts.demand_sankey import demand_sankey
from tanmai.charts.extraction_quadrant import extraction_quadrant
from tanmai.charts.heat_map import heat_map
from tanmai.charts.interval_chart import interval_chart
from tanmai.charts.network_chart import network_chart
from tanmai.charts.rank_chart import rank_chart
from tanmai.charts.route_bars import route_bars
from tanmai.charts.sankey import sankey

__all__ = [
    "account_bars",
    "chord_diagram",
    "decomposition_bars",
    "demand_sankey",
    "extraction_quadrant",
    "heat_map",
    "interval_chart",
    "network_chart",
    "rank_chart",
    "route_bars",
    "sankey",
]
