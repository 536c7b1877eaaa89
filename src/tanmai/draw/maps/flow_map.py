"""Flow map: an arrow for each of the largest flows between provinces, or groups of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.patches import Circle, Polygon

from tanmai.core.labels import all_provinces, mainland_provinces
from tanmai.draw.boundaries import Boundaries, load_boundaries
from tanmai.draw.boundaries.paper import SIDE_BY_SIDE, Box, inset_box
from tanmai.draw.communities import pale_community_colour
from tanmai.draw.labels import NodeLabel, place_labels
from tanmai.draw.maps.arrow_layout import Layout, arrange
from tanmai.draw.maps.arrows import head
from tanmai.draw.maps.canvas import LEGEND_BOXES, OFF_MAP, Content, maps_side_by_side, one_map
from tanmai.draw.maps.choropleth import diverging_theme, require_a_few
from tanmai.draw.maps.classes import checked
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.flow_network import FlowNetwork, Path, checked_paths, width_per_unit
from tanmai.draw.maps.legend import ARROW, ClassLegend, Heading, WidthLegend
from tanmai.draw.maps.palette import PALE
from tanmai.draw.maps.panel import BESIDE_ISLANDS, MapPanel, small_island_boxes
from tanmai.draw.maps.wording import wording
from tanmai.draw.page import Caption, Layer, Sheet, in_figures, round_values

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

    Columns = pd.DataFrame | Mapping[str, Sequence[Any]]

_GROUND = "#e9e6e0"
_CASING = 0.38
_ON_BAND, _ON_HEAD = 3.0, 8.0  # what a mm² of a name costs there, in millimetres from its node
_TAKEN = (*LEGEND_BOXES, inset_box())


def flow_map(
    paths: Columns,
    total: float,
    caption: Caption,
    *,
    net_outflow: pd.Series | None = None,
    changes: bool = False,
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw flows between regions as curved arrows whose width is proportional to the flow.

    The largest flow is 2.1 mm wide on a map of two columns, or less where the arrows are
    many or long. Curves are chosen so that arrows overlap little and pass over no node that
    is not their end (:func:`tanmai.draw.maps.arrow_layout.arrange`).

    Parameters
    ----------
    paths : DataFrame or mapping
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
    changes : bool
        Whether the values are changes of flows, of one sign, and the total theirs.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.draw.boundaries.load_boundaries`;
        :func:`tanmai.draw.boundaries.dissolve` gives groups of them, and arrows between groups
        are bundles of the flows between their provinces.
    design : MapDesign, optional
        Its form; default: two columns wide, with its ground.

    Returns
    -------
    Sheet
        A matplotlib figure for :func:`tanmai.draw.files.save_figure`.

    Raises
    ------
    LabelError
        A code is no region's of the map, a flow goes from a region to itself, or stands twice.
    TableError
        A flow is not a positive number, there is none, or they sum to more than the total.
    """
    boundaries, design = boundaries or load_boundaries(), design or MapDesign()
    drawn = checked_paths(paths, total, boundaries)
    if net_outflow is not None:
        fill = _by_net_outflow(net_outflow, caption, boundaries)
    elif design.basemap:
        fill = _plain(boundaries, caption)
    else:
        fill = _Fill({})
    per_unit = width_per_unit(drawn, boundaries)
    on_paper = per_unit * design.scale.factor
    content = _content({"": drawn}, {"": total}, caption, boundaries, fill, on_paper, changes)
    sheet, panel = one_map(content, design)
    sheet.remark = _draw_network(panel, drawn, boundaries, per_unit, caption.language)
    return sheet


def flow_maps_side_by_side(
    paths: Mapping[str, Columns],
    totals: Mapping[str, float],
    caption: Caption,
    *,
    changes: bool = False,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw the flows of several years on one sheet, the same width for the same flow.

    Parameters
    ----------
    paths : mapping of str to DataFrame or mapping
        Flows to draw, as `flow_map` takes them, by what stands above the map: mostly the year.
    totals : mapping of str to float
        Sum of all flows between regions on each map.
    caption : Caption
        Title, unit, source and language.
    changes : bool
        Whether the values are changes of flows, each map of one sign, and the totals theirs.
    boundaries : Boundaries, optional
        As `flow_map`.

    Returns
    -------
    Sheet
        180 mm wide, two maps in a row.

    Raises
    ------
    OptionError
        There are fewer than two maps, or more than four.
    LabelError, TableError
        As `flow_map`.
    """
    require_a_few(paths)
    boundaries = boundaries or load_boundaries()
    drawn = {name: checked_paths(p, totals[name], boundaries) for name, p in paths.items()}
    per_unit = min(width_per_unit(one, boundaries) for one in drawn.values())
    fill, on_paper = _plain(boundaries, caption), per_unit * SIDE_BY_SIDE.factor
    content = _content(drawn, totals, caption, boundaries, fill, on_paper, changes)
    sheet, panels = maps_side_by_side(content)
    sheet.remark = "; ".join(
        f"{name}: {_draw_network(panel, drawn[name], boundaries, per_unit, caption.language)}"
        for name, panel in zip(drawn, panels, strict=True)
    )
    return sheet


@dataclass(frozen=True)
class _Fill:
    """The colours below the arrows, and their legend."""

    colours: Mapping[str, str]
    legends: tuple[ClassLegend, ...] = ()


def _content(
    paths: Mapping[str, Sequence[Path]],
    totals: Mapping[str, float],
    caption: Caption,
    boundaries: Boundaries,
    fill: _Fill,
    width_on_paper: float,
    changes: bool,
) -> Content:
    values = [path.value for path in chain.from_iterable(paths.values())]
    widths = _width_legend(values, caption, width_on_paper, changes)
    words = wording(caption, boundaries)
    said = words.changes_drawn if changes else words.flows_drawn
    return Content(
        caption,
        boundaries,
        dict.fromkeys(paths, fill.colours),
        (widths, *fill.legends),
        " ".join(_description(name, one, caption, boundaries) for name, one in paths.items()),
        "\n".join(_share(name, one, totals[name], caption, said) for name, one in paths.items()),
    )


def _plain(boundaries: Boundaries, caption: Caption) -> _Fill:
    """Return one colour for the regions that tables of provinces have, or one for each group."""
    outside = set(all_provinces()) - set(mainland_provinces())
    here = [region for region in boundaries.regions if region not in outside]
    missing = [region for region in boundaries.regions if region in outside]
    text = wording(caption, boundaries).without_data(missing)
    grounds = [
        _GROUND if boundaries.of_provinces else pale_community_colour(number)
        for number in range(1, len(here) + 1)
    ]
    colours = {region.code: colour for region, colour in zip(here, grounds, strict=True)}
    return _Fill(colours, (ClassLegend(missing=text),))


def _by_net_outflow(net_outflow: pd.Series, caption: Caption, boundaries: Boundaries) -> _Fill:
    theme = diverging_theme({"": checked(net_outflow, boundaries)}, PALE)
    say, words = caption.say, wording(caption, boundaries)
    heading = Heading(
        say("Colour: net outflow{unit}", unit=caption.unit_in_brackets),
        (say("Positive: net outflow; negative: net inflow"), words.jenks_signed),
    )
    return _Fill(theme.fills()[""], (theme.legend(heading, boundaries, caption),))


def _draw_network(
    panel: MapPanel,
    paths: Sequence[Path],
    boundaries: Boundaries,
    per_unit: float,
    language: str,
) -> str:
    """Draw arrows, nodes and names, and return how well the arrows lie."""
    net, scale = FlowNetwork.of(paths, boundaries, per_unit), panel.scale
    islands = tuple(small_island_boxes(language, scale, BESIDE_ISLANDS))
    layout, labels = _laid_out(net, language, islands, scale.relative_name_size)
    layer = panel.layer("arrows")
    for points, gid, flow in zip(net.outlines(layout.bends), net.ids(), net.flows, strict=True):
        _draw_arrow(layer, points, gid, min(_CASING, flow.width / 2))
    layer = panel.layer("nodes")
    for region, node in zip(net.regions, net.nodes, strict=True):
        disc = Circle((node.x, node.y), node.radius, fc="white", ec=ARROW, lw=0.9 * scale.stroke)
        layer.draw_mm(disc, f"node-{region.code}")
    layer = panel.layer("labels")
    for label, region in zip(labels, net.regions, strict=True):
        gid = f"label-{region.code}"
        layer.write_with_halo(label.x, label.y, label.text, size=scale.name_size, gid=gid)
    return (
        f"Arrows: objective {layout.objective:.2f} mm2, overlap {layout.overlap:.2f} mm2, "
        f"foreign nodes crossed {layout.crossed_nodes}"
    )


def _laid_out(
    net: FlowNetwork, language: str, islands: tuple[Box, ...], size: float
) -> tuple[Layout, list[NodeLabel]]:
    """Choose the curves and place the names, then both once more, each knowing the other."""
    layout = arrange(net.flows, net.nodes, _TAKEN)
    labels = _place_names(net, layout, language, islands, size)
    layout = arrange(net.flows, net.nodes, _TAKEN, tuple(label.box for label in labels))
    return layout, _place_names(net, layout, language, islands, size)


def _place_names(
    net: FlowNetwork, layout: Layout, language: str, islands: tuple[Box, ...], size: float
) -> list[NodeLabel]:
    outlines = net.outlines(layout.bends)
    bands = shapely.union_all([shapely.Polygon(points).buffer(0) for points in outlines])
    heads = shapely.union_all([shapely.Polygon(head(points)) for points in outlines])
    names = [region.name(language) for region in net.regions]
    drawn = [(bands, _ON_BAND), (heads, _ON_HEAD)]
    return place_labels(names, net.nodes, drawn, (*_TAKEN, *OFF_MAP, *islands), size)


def _draw_arrow(layer: Layer, points: np.ndarray, gid: str, around: float) -> None:
    """Draw an arrow with a casing of ``around`` mm, never wider in all than the arrow."""
    casing = shapely.Polygon(points).buffer(around, join_style="mitre", mitre_limit=2)
    for part in shapely.get_parts(casing.simplify(around / 20)):
        layer.draw_mm(Polygon(np.array(part.exterior.coords), fc="white", ec="none"))
    layer.draw_mm(Polygon(points, fc=ARROW, ec="none"), gid)


def _share(
    name: str, paths: Sequence[Path], total: float, caption: Caption, said: Callable[..., str]
) -> str:
    drawn = sum(path.value for path in paths)
    part, whole = map(caption.with_unit, in_figures([drawn, total], 4))
    text = said(len(paths), sum=part, total=whole, share=f"{drawn / total:.1%}")
    return caption.say("{name}: {text}", name=name, text=text) if name else text


def _description(name: str, paths: Sequence[Path], caption: Caption, boundaries: Boundaries) -> str:
    first = paths[:5]
    names = {region.code: region.name(caption.language) for region in boundaries.regions}
    said = "; ".join(
        f"{names[start]} → {names[end]} {text}"
        for (start, end, _), text in zip(
            first, in_figures((path.value for path in first), 4), strict=True
        )
    )
    title = f"{caption.title}, {name}" if name else caption.title
    return f"{title}{caption.unit_in_brackets}: {said}."


def _width_legend(
    values: Sequence[float], caption: Caption, width_on_paper: float, changes: bool
) -> WidthLegend:
    say, unit = caption.say, caption.unit_in_brackets
    heading = Heading(
        say("Flow{unit}", unit=unit),
        (say("Width is proportional to the flow; arrows point to where it goes"),),
    )
    if changes:
        heading = Heading(
            say("Change of the flow{unit}", unit=unit),
            (say("Width is proportional to the change; arrows point to where the flow goes"),),
        )
    shown = round_values(max(values), min(values))
    return WidthLegend(heading, shown, width_on_paper)
