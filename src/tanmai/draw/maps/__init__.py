"""Maps of China for papers and reports, in Chinese and English.

`tanmai.draw.maps.network_map`, which needs the libraries of networks, is imported by itself.
"""

from tanmai.draw.maps.choropleth import (
    MOST_SIDE_BY_SIDE,
    choropleth,
    choropleths_on_one_scale,
    choropleths_side_by_side,
    diverging_choropleth,
    diverging_choropleths_side_by_side,
)
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.flow_map import flow_map, flow_maps_side_by_side

__all__ = [
    "MOST_SIDE_BY_SIDE",
    "MapDesign",
    "choropleth",
    "choropleths_on_one_scale",
    "choropleths_side_by_side",
    "diverging_choropleth",
    "diverging_choropleths_side_by_side",
    "flow_map",
    "flow_maps_side_by_side",
]
