"""Charts for papers and reports, in Chinese and English."""

from tanmai.charts.account_bars import account_bars
from tanmai.charts.chord_diagram import chord_diagram
from tanmai.charts.contour_map import Contours, contour_map
from tanmai.charts.decomposition_bars import decomposition_bars
from tanmai.charts.demand_sankey import demand_sankey
from tanmai.charts.extraction_quadrant import extraction_quadrant
from tanmai.charts.fan_chart import FanPanel, Line, fan_chart
from tanmai.charts.front_chart import front_chart
from tanmai.charts.heat_map import heat_map
from tanmai.charts.interval_chart import interval_chart
from tanmai.charts.lorenz_chart import lorenz_chart
from tanmai.charts.network_chart import network_chart
from tanmai.charts.rank_chart import rank_chart
from tanmai.charts.rank_grid import rank_grid
from tanmai.charts.route_bars import route_bars
from tanmai.charts.sankey import sankey
from tanmai.charts.spread_chart import spread_chart
from tanmai.charts.stacked_areas import Areas, stacked_areas
from tanmai.charts.stacked_bars import stacked_bars
from tanmai.charts.tornado_chart import tornado_chart
from tanmai.charts.year_grid import year_grid

__all__ = [
    "Areas",
    "Contours",
    "FanPanel",
    "Line",
    "account_bars",
    "chord_diagram",
    "contour_map",
    "decomposition_bars",
    "demand_sankey",
    "extraction_quadrant",
    "fan_chart",
    "front_chart",
    "heat_map",
    "interval_chart",
    "lorenz_chart",
    "network_chart",
    "rank_chart",
    "rank_grid",
    "route_bars",
    "sankey",
    "spread_chart",
    "stacked_areas",
    "stacked_bars",
    "tornado_chart",
    "year_grid",
]
