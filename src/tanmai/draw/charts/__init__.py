"""Charts for papers and reports, in Chinese and English."""

from tanmai.draw.charts.account_bars import account_bars
from tanmai.draw.charts.chord_diagram import chord_diagram
from tanmai.draw.charts.contour_map import Contours, contour_map
from tanmai.draw.charts.decomposition_bars import decomposition_bars
from tanmai.draw.charts.demand_sankey import demand_sankey
from tanmai.draw.charts.extraction_quadrant import extraction_quadrant
from tanmai.draw.charts.fan_chart import FanPanel, Line, fan_chart
from tanmai.draw.charts.front_chart import front_chart
from tanmai.draw.charts.gauge_chart import gauge_chart
from tanmai.draw.charts.grouped_bars import grouped_bars
from tanmai.draw.charts.heat_map import heat_map
from tanmai.draw.charts.interval_chart import interval_chart
from tanmai.draw.charts.lorenz_chart import lorenz_chart
from tanmai.draw.charts.network_chart import network_chart
from tanmai.draw.charts.rank_chart import rank_chart
from tanmai.draw.charts.rank_grid import rank_grid
from tanmai.draw.charts.sankey import sankey
from tanmai.draw.charts.spread_chart import spread_chart
from tanmai.draw.charts.stacked_areas import Areas, stacked_areas
from tanmai.draw.charts.stacked_bars import stacked_bars
from tanmai.draw.charts.tornado_chart import tornado_chart
from tanmai.draw.charts.year_grid import year_grid

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
    "gauge_chart",
    "grouped_bars",
    "heat_map",
    "interval_chart",
    "lorenz_chart",
    "network_chart",
    "rank_chart",
    "rank_grid",
    "sankey",
    "spread_chart",
    "stacked_areas",
    "stacked_bars",
    "tornado_chart",
    "year_grid",
]
