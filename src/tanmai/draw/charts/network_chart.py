"""Force-directed picture of a transfer network: strongly tied regions lie near each other."""

from __future__ import annotations

import pandas as pd

from tanmai.core.flow_matrix import FlowMatrix
from tanmai.draw.charts.force_layout import force_layout
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.labels import Node
from tanmai.draw.network import (
    ENCODING,
    CommunityLegend,
    EdgeLegend,
    StrengthLegend,
    draw_edges,
    draw_nodes,
    network_to_draw,
    write_names,
)
from tanmai.draw.page import Caption, Sheet, framed_sheet, title_height

_BODY, _LARGEST = 118.0, 5.0
_NARROW_BODY, _NARROW_LARGEST = 106.0, 3.0
_SIDE, _NARROW_SIDE, _ABOVE, _GAP = 9.0, 3.0, 4.0, 3.0
_EDGE = 1.5  # of the sheet, where no name may reach
_LEGENDS_AT = (0.0, 0.36, 0.69)  # parts of the width


def network_chart(
    flows: FlowMatrix,
    edges: pd.DataFrame,
    communities: pd.Series,
    caption: Caption,
    *,
    design: Design | None = None,
) -> Sheet:
    """Draw a network with its nodes where the flows between them pull them.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions, the whole network: strengths and places come from it.
    edges : DataFrame
        Columns ``from``, ``to`` (codes of regions) and ``value``: the backbone; the 40
        largest are drawn, and the share of all flows that they carry is printed.
    communities : Series
        Number of the community by code of region.
    caption : Caption
        Title, unit, source and language.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no edge, or one is not above zero.
    """
    net, say = network_to_draw(flows, edges, communities), caption.say
    design = design or Design()
    wide = design.in_two_columns
    body, largest = (_BODY, _LARGEST) if wide else (_NARROW_BODY, _NARROW_LARGEST)
    legends: tuple[CommunityLegend | StrengthLegend | EdgeLegend, ...] = (
        CommunityLegend(net, say),
        StrengthLegend(net, largest, caption),
        EdgeLegend(net, caption),
    )
    share = design.width * (1 - _LEGENDS_AT[-1]) - _GAP
    legend_height = max(legend.height(share) for legend in legends) + _GAP
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + body + legend_height,
        description=net.description(caption),
        notes=[
            net.community_line(caption),
            say(ENCODING),
            say(
                "Places of the nodes: force-directed (Fruchterman-Reingold) by all flows; they "
                "have nothing to do with geography."
            ),
        ],
        statement=net.share_line(caption),
        sheet_width=design.sheet_width,
    )
    radii, side = net.radii(largest), _SIDE if wide else _NARROW_SIDE
    places = force_layout(net.flows, radii, design.width - 2 * side, body - 2 * _ABOVE)
    left, low = MARGIN + side, bottom + legend_height + _ABOVE
    nodes = [Node(left + x, low + y, r) for (x, y), r in zip(places, radii, strict=True)]
    covered = draw_edges(sheet.layer("edges"), net, nodes)
    draw_nodes(sheet.layer("nodes"), net, nodes)
    across = design.sheet_width
    outside = (
        (-across, 0.0, _EDGE, sheet.height),
        (across - _EDGE, 0.0, 2 * across, sheet.height),
        (0.0, 0.0, across, low - _ABOVE),
    )
    labels, size = sheet.layer("labels"), design.label_size
    write_names(labels, net, nodes, covered, outside, caption.language, size)
    for legend, at in zip(legends, _LEGENDS_AT, strict=True):
        layer = sheet.layer(legend.name)
        top = bottom + legend_height - _GAP / 2
        layer.move_origin(MARGIN + at * design.width, top - legend.height(share))
        legend.draw(layer, share)
    return sheet
