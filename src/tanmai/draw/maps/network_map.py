"""A transfer network on the map: nodes by strength, edges by flow, communities as colours."""

from __future__ import annotations

import pandas as pd

from tanmai.core.flow_matrix import FlowMatrix
from tanmai.draw.boundaries import Boundaries, load_boundaries
from tanmai.draw.boundaries.paper import inset_box
from tanmai.draw.communities import pale_community_colour
from tanmai.draw.labels import Node
from tanmai.draw.maps.canvas import OFF_MAP, Content, one_map
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.flow_network import node_place
from tanmai.draw.maps.legend import ClassLegend, Stack
from tanmai.draw.maps.panel import BESIDE_ISLANDS, small_island_boxes
from tanmai.draw.maps.wording import wording
from tanmai.draw.network import (
    CommunityLegend,
    EdgeLegend,
    StrengthLegend,
    draw_edges,
    draw_nodes,
    network_to_draw,
    write_names,
)
from tanmai.draw.page import Caption, Sheet

_LARGEST = 3.4
_TAKEN = ((0.0, 0.0, 62.0, 42.0), (62.0, 0.0, 112.0, 17.0))


def network_map(
    flows: FlowMatrix,
    edges: pd.DataFrame,
    communities: pd.Series,
    caption: Caption,
    *,
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw a network on the map of China, each region in the colour of its community.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of regions of the map, the whole network: strengths come from it.
    edges : DataFrame
        Columns ``from``, ``to`` (codes of regions) and ``value``: the backbone; the 40
        largest are drawn, and the share of all flows that they carry is printed.
    communities : Series
        Number of the community by code of region.
    caption : Caption
        Title, unit, source and language.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.draw.boundaries.load_boundaries`.
    design : MapDesign, optional
        Its form; default: two columns wide, with its ground.

    Raises
    ------
    LabelError
        A region is not on the map, or has no community.
    TableError
        There is no edge, or one is not above zero.
    """
    boundaries, design = boundaries or load_boundaries(), design or MapDesign()
    boundaries.require(list(flows.codes))
    net = network_to_draw(flows, edges, communities)
    ground = {
        region.code: pale_community_colour(number)
        for region, number in zip(net.regions, net.communities, strict=True)
    }
    missing = [region for region in boundaries.regions if region.code not in ground]
    without = ClassLegend(missing=wording(caption, boundaries).without_data(missing))
    said = net.description(caption), net.share_line(caption)
    factor = design.scale.factor
    legends = (
        Stack("legend", (CommunityLegend(net, caption.say), without)),
        StrengthLegend(net, _LARGEST * factor, caption),
        EdgeLegend(net, caption, factor),
    )
    note = net.community_line(caption)
    content = Content(caption, boundaries, {"": ground}, legends, *said, note)
    sheet, panel = one_map(content, design)
    nodes = [
        Node(*node_place(boundaries.by_code[region.code]), radius)
        for region, radius in zip(net.regions, net.radii(_LARGEST), strict=True)
    ]
    covered = draw_edges(panel.layer("edges"), net, nodes, factor)
    draw_nodes(panel.layer("nodes"), net, nodes)
    islands = small_island_boxes(caption.language, panel.scale, BESIDE_ISLANDS)
    taken = (*_TAKEN, *OFF_MAP, inset_box(), *islands)
    labels, size = panel.layer("labels"), panel.scale.name_size
    write_names(labels, net, nodes, covered, taken, caption.language, size, factor)
    return sheet
