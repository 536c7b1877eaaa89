"""Flow map: an arrow for each of the largest flows between provinces, or groups of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Circle, Polygon

from tanmai.boundaries import Boundaries, load_boundaries
from tanmai.errors import LabelError, TableError
from tanmai.figures import INK, LABEL_SIZE, Caption, Layer, Sheet, in_figures, round_values
from tanmai.labels import Region, all_provinces, mainland_provinces
from tanmai.maps.arrow_layout import Layout, arrange
from tanmai.maps.arrows import Flow, head, outline
from tanmai.maps.canvas import LEGEND_BOTTOM, MapCanvas
from tanmai.maps.choropleth import Theme, diverging_theme
from tanmai.maps.classes import written
from tanmai.maps.legend import draw_classes, draw_heading, draw_no_data
from tanmai.maps.shapes import Box, inset_box, place
from tanmai.maps.wording import Wording, wording
from tanmai.node_labels import Node, NodeLabel, place_labels

WIDEST, MOST_INK = 2.1, 750.0
"""The largest flow is 2.1 mm wide, or less, so that all arrows together stay below 750 mm²."""

_ARROW, _GROUND = "#1f3b57", "#e9e6e0"
_CASING = 0.38
_NODE = 1.15
_PALER = 0.62
_ON_HEAD = 4.0  # more than on a band, for a name that covers the head of an arrow
_PALE_STEPS = (0.10, 0.19, 0.29)
_LEGEND_LEFT = 66.0
_TAKEN: tuple[Box, ...] = ((0.0, 0.0, 60.0, 52.0), (64.0, 0.0, 112.0, 21.0))
# Nodes that stand away from the point of the province's name: small neighbours get room
# for an arrow between them, and Gansu stands where its people live.
_NODE_PLACES = {
    "110000": (116.4, 40.7),
    "120000": (117.5, 39.2),
    "130000": (114.9, 38.1),
    "140000": (112.2, 37.3),
    "310000": (121.5, 31.05),
    "320000": (119.9, 33.0),
    "370000": (119.0, 36.6),
    "340000": (116.9, 31.9),
    "330000": (119.9, 28.9),
    "620000": (104.1, 35.6),
}


def flow_map(
    paths: pd.DataFrame,
    total: float,
    caption: Caption,
    *,
    net_outflow: pd.Series | None = None,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw flows between regions as curved arrows whose width is proportional to the flow.

    The largest flow is 2.1 mm wide, or less where the arrows are many or long. Curves are
    chosen so that arrows overlap little and pass over no node that is not their end
    (:func:`tanmai.maps.arrow_layout.arrange`).

    Parameters
    ----------
    paths : DataFrame
        Columns ``from``, ``to`` (codes of regions of the map) and ``value``, one row for each
        flow to draw.
    total : float
        Sum of all flows between regions, drawn or not; the share of it that is drawn is
        printed on the map.
    caption : Caption
        Title, unit, source and language.
    net_outflow : Series, optional
        Net outflow of each region by code, in the same unit, as the colour of the
        regions; without it those of the mainland are of one colour.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.boundaries.load_boundaries`;
        :func:`tanmai.boundaries.dissolve` gives groups of them.

    Returns
    -------
    Sheet
        A matplotlib figure, 180 mm wide, for :func:`tanmai.figure_files.save_figure`.

    Raises
    ------
    LabelError
        A code is no region's of the map, a flow goes from a region to itself, or stands twice.
    TableError
        A flow is not a positive number, there is none, or they sum to more than the total.
    """
    boundaries = boundaries or load_boundaries()
    paths = _checked(paths, total, boundaries)
    net = _Network.of(paths, boundaries)
    theme = None
    outside = set(all_provinces()) - set(mainland_provinces())  # in no table of provinces
    colours = {region.code: _GROUND for region in boundaries.regions if region not in outside}
    if net_outflow is not None:
        theme = diverging_theme(net_outflow, boundaries, _PALE_STEPS, _paler)
        colours = theme.fills()
    layout = arrange(net.flows, net.nodes, (*_TAKEN, inset_box()))
    canvas = MapCanvas(
        caption,
        boundaries,
        colours,
        _description(paths, caption, boundaries),
        statement=_share(paths, total, wording(caption.language, boundaries), caption.unit_name),
    )
    canvas.sheet.remark = (
        f"Arrows: objective {layout.objective:.2f} mm2, overlap {layout.overlap:.2f} mm2, "
        f"foreign nodes crossed {layout.crossed_nodes}"
    )
    canvas.draw_scale_bar()
    _draw_network(canvas, net, paths, layout)
    _draw_fill_legend(canvas, theme, [r for r in boundaries.regions if r.code not in colours])
    _draw_width_legend(canvas, float(paths["value"].max()), net.width_per_unit)
    return canvas.sheet


def _checked(paths: pd.DataFrame, total: float, boundaries: Boundaries) -> pd.DataFrame:
    if paths.empty:
        raise TableError("There is no flow to draw; give at least one.")
    boundaries.require([*paths["from"], *paths["to"]])
    for start, end, value in paths[["from", "to", "value"]].itertuples(index=False):
        if start == end:
            raise LabelError(
                f"A flow from '{start}' to itself cannot be drawn; give two different regions."
            )
        if not (np.isfinite(value) and value > 0):
            raise TableError(
                f"The flow from {start} to {end} is {value}; an arrow needs more than 0."
            )
    if paths.duplicated(["from", "to"]).any():
        twice = paths[paths.duplicated(["from", "to"])].iloc[0]
        raise LabelError(f"The flow from {twice['from']} to {twice['to']} stands more than once.")
    if paths["value"].sum() > total * (1 + 1e-9):
        raise TableError(
            f"The flows drawn sum to {paths['value'].sum():g}, more than the total of {total:g}. "
            "Give the sum of all flows between regions."
        )
    return paths.sort_values(["value", "from", "to"], ascending=[False, True, True])


def node_place(region: Region) -> tuple[float, float]:
    """Return where a region's node stands, in millimetres from the map's lower left corner."""
    return place(*_NODE_PLACES.get(region.code, (region.lon or 0.0, region.lat or 0.0)))


@dataclass(frozen=True)
class _Network:
    """Nodes and flows in millimetres, the widest flow first, and the width of one unit."""

    regions: tuple[Region, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    width_per_unit: float

    @classmethod
    def of(cls, paths: pd.DataFrame, boundaries: Boundaries) -> _Network:
        codes = sorted({*paths["from"], *paths["to"]})
        regions = tuple(boundaries.by_code[code] for code in codes)
        places = {region.code: node_place(region) for region in regions}
        lengths = [
            math.dist(places[start], places[end])
            for start, end in zip(paths["from"], paths["to"], strict=True)
        ]
        per_value = min(
            WIDEST / paths["value"].max(), MOST_INK / float(np.dot(paths["value"], lengths))
        )
        widths = paths["value"] * per_value
        leaving = widths.groupby(paths["from"]).max()
        nodes = []
        for region in regions:
            radius = max(_NODE, leaving.get(region.code, 0.0) / 2 + 0.25)
            x, y = places[region.code]
            nodes.append(Node(x, y, float(radius)))
        flows = tuple(
            Flow(codes.index(start), codes.index(end), float(width))
            for start, end, width in zip(paths["from"], paths["to"], widths, strict=True)
        )
        return cls(regions, tuple(nodes), flows, float(per_value))


def _draw_network(canvas: MapCanvas, net: _Network, paths: pd.DataFrame, layout: Layout) -> None:
    nodes = list(net.nodes)
    layer = canvas.layer("arrows")
    outlines = []
    for flow, bend, (start, end) in zip(
        net.flows, layout.bends, paths[["from", "to"]].itertuples(index=False), strict=True
    ):
        points = outline(flow, nodes, bend)
        outlines.append(points)
        _draw_arrow(layer, points, f"flow-{start}-{end}")
    layer = canvas.layer("nodes")
    for region, node in zip(net.regions, net.nodes, strict=True):
        disc = Circle((node.x, node.y), node.radius, fc="white", ec=_ARROW, lw=0.9)
        layer.draw_mm(disc, f"node-{region.code}")
    names = [region.name(canvas.caption.language) for region in net.regions]
    bands = shapely.union_all([shapely.Polygon(points).buffer(0) for points in outlines])
    heads = shapely.union_all([shapely.Polygon(head(points)) for points in outlines])
    drawn = [(bands, 1.0), (heads, _ON_HEAD)]
    labels = place_labels(names, nodes, drawn, (*_TAKEN, inset_box()))
    _draw_names(canvas.layer("labels"), labels, net.regions)


def _draw_arrow(layer: Layer, points: np.ndarray, gid: str) -> None:
    casing = shapely.Polygon(points).buffer(_CASING, join_style="mitre", mitre_limit=2)
    casing = casing.simplify(_CASING / 20)
    for part in shapely.get_parts(casing):
        layer.draw_mm(Polygon(np.array(part.exterior.coords), fc="white", ec="none"))
    layer.draw_mm(Polygon(points, fc=_ARROW, ec="none"), gid)


def _draw_names(layer: Layer, labels: list[NodeLabel], regions: tuple[Region, ...]) -> None:
    for label, region in zip(labels, regions, strict=True):
        layer.write_with_halo(label.x, label.y, label.text, gid=f"label-{region.code}")


def _paler(colour: str) -> str:
    red, green, blue = (1 - (1 - part) * _PALER for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _share(paths: pd.DataFrame, total: float, words: Wording, unit: str) -> str:
    drawn = float(paths["value"].sum())
    part, whole = in_figures([drawn, total], 4)
    share = f"{drawn / total:.1%}"
    return words.share.format(drawn=len(paths), sum=part, total=whole, share=share, unit=unit)


def _description(paths: pd.DataFrame, caption: Caption, boundaries: Boundaries) -> str:
    first = paths.head(5)
    names = {region.code: region.name(caption.language) for region in boundaries.regions}
    said = "; ".join(
        f"{names[start]} → {names[end]} {text}"
        for start, end, text in zip(
            first["from"], first["to"], in_figures(first["value"], 4), strict=True
        )
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_fill_legend(canvas: MapCanvas, theme: Theme | None, missing: list[Region]) -> None:
    layer, words, bottom = canvas.layer("legend"), canvas.words, LEGEND_BOTTOM
    if missing:
        text = words.names_without_data(missing, canvas.caption.language)
        bottom = draw_no_data(layer, bottom, text)
    if theme is not None:
        bottom = draw_classes(layer, bottom, theme.classes, theme.colours, words)
        title = words.fill.format(unit=canvas.caption.unit_name)
        draw_heading(layer, 0, bottom, title, words.fill_sign, words.jenks_signed)


def _draw_width_legend(canvas: MapCanvas, largest: float, width_per_unit: float) -> None:
    layer, bottom = canvas.layer("width-legend"), 2.0
    values = round_values(largest)
    texts = written(values)
    for value, text in zip(values, texts, strict=True):
        width = value * width_per_unit
        bottom += 0.8 + width
        ends = [Node(_LEGEND_LEFT, bottom, 0.0), Node(_LEGEND_LEFT + 16, bottom, 0.0)]
        layer.draw_mm(Polygon(outline(Flow(0, 1, width), ends, 0.0), fc=_ARROW, ec="none"))
        layer.write(
            _LEGEND_LEFT + 18, bottom, text, size=LABEL_SIZE, color=INK, va="center_baseline"
        )
        bottom += 0.8 + width
    words = canvas.words
    title = words.width.format(unit=canvas.caption.unit_name)
    draw_heading(layer, _LEGEND_LEFT, bottom + 0.6, title, *words.width_details)
