"""Maps of China for papers and reports, in Chinese and English."""

from tanmai.maps.choropleth import (
    choropleth,
    choropleths_on_one_scale,
    diverging_choropleth,
)
from tanmai.maps.flow_map import flow_map
from tanmai.maps.network_map import network_map

__all__ = [
    "choropleth",
    "choropleths_on_one_scale",
    "diverging_choropleth",
    "flow_map",
    "network_map",
]
