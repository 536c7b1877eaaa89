"""A transfer network on the map: nodes by strength, edges by flow, communities as colours."""

from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from tanmai.boundaries import Boundaries, load_boundaries
from tanmai.charts.community_style import community_colour
from tanmai.charts.network_drawing import (
    ROW,
    draw_communities,
    draw_edges,
    draw_nodes,
    draw_strengths,
    draw_widths,
    network_to_draw,
    write_names,
)
from tanmai.figures import Caption, Sheet
from tanmai.flow_matrix import FlowMatrix
from tanmai.maps.canvas import LEGEND_BOTTOM, MapCanvas
from tanmai.maps.flow_map import node_place
from tanmai.maps.legend import draw_no_data
from tanmai.maps.shapes import inset_box
from tanmai.node_labels import Node

_LARGEST, _PALE = 3.4, 0.22
_STRENGTHS_LEFT, _WIDTHS_LEFT, _LEGEND_TOP = 64.0, 96.5, 18.5
_TAKEN = ((0.0, 0.0, 62.0, 42.0), (62.0, 0.0, 114.0, 19.0))


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
    said = net.description(caption), net.share_line(caption)
    canvas = MapCanvas(caption, boundaries, ground, *said)
    canvas.draw_scale_bar()
    nodes = [
        Node(*node_place(boundaries.by_code[region.code]), radius)
        for region, radius in zip(net.regions, net.radii(_LARGEST), strict=True)
    ]
    covered = draw_edges(canvas.layer("edges"), net, nodes)
    draw_nodes(canvas.layer("nodes"), net, nodes)
    taken = (*_TAKEN, inset_box())
    write_names(canvas.layer("labels"), net, nodes, covered, taken, caption.language)
    legend, bottom = canvas.layer("legend"), LEGEND_BOTTOM
    missing = [region for region in boundaries.regions if region.code not in ground]
    if missing:
        text = canvas.words.names_without_data(missing, caption.language)
        bottom = draw_no_data(legend, bottom, text)
    top = bottom + ROW * len(set(net.communities))
    draw_communities(legend, 0.0, top, net, caption.language)
    draw_strengths(legend, _STRENGTHS_LEFT, _LEGEND_TOP, net, _LARGEST, caption)
    draw_widths(legend, _WIDTHS_LEFT, _LEGEND_TOP, net, caption)
    return canvas.sheet


def _paler(colour: str) -> str:
    red, green, blue = (1 - (1 - part) * _PALE for part in to_rgb(colour))
    return to_hex((red, green, blue))
