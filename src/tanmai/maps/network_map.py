"""A transfer network on the map: nodes by strength, edges by flow, communities as colours."""

from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from tanmai.boundaries import Boundaries, load_boundaries
from tanmai.community_style import community_colour
from tanmai.figures import Caption, Sheet
from tanmai.flow_matrix import FlowMatrix
from tanmai.maps.canvas import LEGEND_BOTTOM, LEGEND_WIDTH, Content, one_map
from tanmai.maps.design import MapDesign
from tanmai.maps.flow_network import node_place
from tanmai.maps.legend import ClassLegend
from tanmai.maps.panel import small_island_boxes
from tanmai.maps.shapes import inset_box
from tanmai.maps.wording import wording
from tanmai.network_drawing import (
    ROW,
    draw_communities,
    draw_edges,
    draw_nodes,
    draw_strengths,
    draw_widths,
    network_to_draw,
    write_names,
)
from tanmai.node_labels import Node

_LARGEST, _PALE = 3.4, 0.22
_STRENGTHS_LEFT, _WIDTHS_LEFT, _LEGEND_TOP = 62.5, 91.0, 17.0
_TAKEN = ((0.0, 0.0, 62.0, 42.0), (62.0, 0.0, 112.0, 17.0))


def network_map(
    flows: FlowMatrix,
    edges: pd.DataFrame,
    communities: pd.Series,
    caption: Caption,
    *,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw a network on the map of China, each region in the colour of its community.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of regions of the map, the whole network: strengths come from it.
    edges : DataFrame
        Columns ``from``, ``to`` (codes of regions) and ``value``: the backbone; the 120
        largest are drawn, and the share of all flows that they carry is printed.
    communities : Series
        Number of the community by code of region.
    caption : Caption
        Title, unit, source and language.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.boundaries.load_boundaries`.

    Raises
    ------
    LabelError
        A region is not on the map, or has no community.
    TableError
        There is no edge, or one is not above zero.
    """
    boundaries = boundaries or load_boundaries()
    boundaries.require(list(flows.codes))
    net = network_to_draw(flows, edges, communities)
    ground = {
        region.code: _paler(community_colour(number))
        for region, number in zip(net.regions, net.communities, strict=True)
    }
    missing = [region for region in boundaries.regions if region.code not in ground]
    words = wording(caption.language, boundaries)
    without = ClassLegend(missing=words.names_without_data(missing, caption.language))
    said = net.description(caption), net.share_line(caption)
    sheet, panel = one_map(
        Content(caption, boundaries, {"": ground}, (without,), *said), MapDesign()
    )
    nodes = [
        Node(*node_place(boundaries.by_code[region.code]), radius)
        for region, radius in zip(net.regions, net.radii(_LARGEST), strict=True)
    ]
    covered = draw_edges(panel.layer("edges"), net, nodes)
    draw_nodes(panel.layer("nodes"), net, nodes)
    taken = (*_TAKEN, inset_box(), *small_island_boxes(words, panel.scale))
    write_names(panel.layer("labels"), net, nodes, covered, taken, caption.language)
    legend = panel.layer("communities")
    top = LEGEND_BOTTOM + without.height(LEGEND_WIDTH) + ROW * len(set(net.communities))
    draw_communities(legend, 0.0, top, net, caption.language)
    draw_strengths(legend, _STRENGTHS_LEFT, _LEGEND_TOP, net, _LARGEST, caption)
    draw_widths(legend, _WIDTHS_LEFT, _LEGEND_TOP, net, caption)
    return sheet


def _paler(colour: str) -> str:
    red, green, blue = (1 - (1 - part) * _PALE for part in to_rgb(colour))
    return to_hex((red, green, blue))
