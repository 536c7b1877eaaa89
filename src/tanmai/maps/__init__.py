"""Maps of China for papers and reports: choropleths and flow maps, in Chinese and English."""

from tanmai.maps.choropleth import (
    choropleth,
    choropleths_on_one_scale,
    diverging_choropleth,
)
from tanmai.maps.flow_map import flow_map

__all__ = ["choropleth", "choropleths_on_one_scale", "diverging_choropleth", "flow_map"]
