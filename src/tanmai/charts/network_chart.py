"""Force-directed picture of a transfer network: strongly tied regions lie near each other."""

from __future__ import annotations

import pandas as pd

from tanmai.charts.force_layout import force_layout
from tanmai.figures import MARGIN, WIDTH, Caption, Sheet, framed_sheet, title_height
from tanmai.flow_matrix import FlowMatrix
from tanmai.network_drawing import (
    ROW,
    WORDS,
    draw_communities,
    draw_edges,
    draw_nodes,
    draw_strengths,
    draw_widths,
    network_to_draw,
    write_names,
)
from tanmai.node_labels import Node

_BODY, _LARGEST = 118.0, 5.0
_LEGEND, _SIDE, _ABOVE = 25.0, 9.0, 4.0
_PLACES = {
    "zh": "节点位置：力导向布局（Fruchterman-Reingold），由全部流量决定，与地理位置无关。",
    "en": (
        "Places of the nodes: force-directed (Fruchterman-Reingold) by all flows; they have "
        "nothing to do with geography."
    ),
}


def network_chart(
    flows: FlowMatrix,
    edges: pd.DataFrame,
    communities: pd.Series,
    caption: Caption,
) -> Sheet:
    """Draw a network with its nodes where the flows between them pull them.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions, the whole network: strengths and places come from it.
    edges : DataFrame
        Columns ``from``, ``to`` (codes of regions) and ``value``: the backbone; the 120
        largest are drawn, and the share of all flows that they carry is printed.
    communities : Series
        Number of the community by code of region.
    caption : Caption
        Title, unit, source and language.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no edge, or one is not above zero.
    """
    net, words = network_to_draw(flows, edges, communities), WORDS[caption.language]
    legend_height = max(_LEGEND, ROW * len(set(net.communities)) + 3.0)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + _BODY + legend_height,
        description=net.description(caption),
        notes=[words.note, _PLACES[caption.language]],
        statement=net.share_line(caption),
    )
    radii = net.radii(_LARGEST)
    width = WIDTH - 2 * (MARGIN + _SIDE)
    places = force_layout(net.flows, radii, width, _BODY - 2 * _ABOVE)
    left, low = MARGIN + _SIDE, bottom + legend_height + _ABOVE
    nodes = [Node(left + x, low + y, r) for (x, y), r in zip(places, radii, strict=True)]
    covered = draw_edges(sheet.layer("edges"), net, nodes)
    draw_nodes(sheet.layer("nodes"), net, nodes)
    outside = (
        (-WIDTH, 0.0, 0.0, sheet.height),
        (WIDTH, 0.0, 2 * WIDTH, sheet.height),
        (0.0, 0.0, WIDTH, low - _ABOVE),
    )
    write_names(sheet.layer("labels"), net, nodes, covered, outside, caption.language)
    legend = sheet.layer("legend")
    draw_communities(legend, MARGIN, bottom + legend_height, net, caption.language)
    draw_strengths(legend, MARGIN + 62.0, bottom + legend_height, net, _LARGEST, caption)
    draw_widths(legend, MARGIN + 118.0, bottom + legend_height, net, caption)
    return sheet
