"""A transfer network as drawn: nodes by strength, edges by flow, communities as colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.language import Language
from tanmai.core.messages import Name, Spoken, message
from tanmai.draw.communities import circle_around, communities_of, community_colour, community_shape
from tanmai.draw.design import LABEL_SIZE
from tanmai.draw.fonts import POINT
from tanmai.draw.key import Entry, Mark, draw_key, key_height
from tanmai.draw.labels import Box, Node, place_labels
from tanmai.draw.page import (
    GREY,
    NOTE_SIZE,
    Caption,
    Layer,
    block_height,
    in_figures,
    round_text,
    round_values,
    wrapped,
)
from tanmai.networks import community_names

Points = NDArray[np.float64]

MOST_EDGES = 40
"""More edges than these cannot be distinguished."""

_WIDEST, _THINNEST = 2.2, 0.12
_SMALLEST = 0.8
_BEND = 0.16  # of the length of an edge, from its straight line to its control point
_GAP = 0.3
_BELOW = 0.5  # of the radius of a node: where an edge begins, hidden below it
_ALPHA = 0.7
_IN_KEY, _TEXT, _EDGE_ROW = 1.9, 2.6, 3.6


ENCODING = message(
    "Colours and shapes: communities (Louvain). The area of a node is proportional to its "
    "strength, the width of an edge to its flow."
)
"""How a network is drawn, for the notes of its picture."""


def share_drawn(drawn: Sequence[float], total: float, caption: Caption) -> str:
    """Say how much of all flows the ones that are drawn carry."""
    part, whole = in_figures([sum(drawn), total], 4)
    return caption.say.plural(
        "The flow drawn carries {sum} {unit}, {share} of all flows between regions "
        "({total} {unit}).",
        "The {n} flows drawn sum to {sum} {unit}, {share} of all flows between regions "
        "({total} {unit}).",
        len(drawn),
        sum=part,
        total=whole,
        share=f"{sum(drawn) / total:.1%}",
        unit=caption.unit_name,
    )


@dataclass(frozen=True, eq=False)
class Network:
    """What is drawn of a network.

    Attributes
    ----------
    regions : tuple of Region
        m regions.
    flows : array (m, m)
        All flows between them, in the unit of the caption.
    communities : list of int
        Number of the community of each.
    edges : tuple of (int, int, float)
        Positions of the regions and the flow between them, the largest first.
    """

    regions: tuple[Region, ...]
    flows: NDArray[np.float64]
    communities: list[int]
    edges: tuple[tuple[int, int, float], ...]

    @property
    def strength(self) -> NDArray[np.float64]:
        """Outflow and inflow of each region (m,)."""
        return np.asarray(self.flows.sum(axis=0) + self.flows.sum(axis=1))

    @property
    def community_names(self) -> dict[int, Spoken]:
        """The name of each community, by its number."""
        names = [Name.of(region) for region in self.regions]
        return community_names(names, self.communities, self.strength.tolist())

    @property
    def width_per_unit(self) -> float:
        """Millimetres of an edge for a flow of one."""
        return _WIDEST / self.edges[0][2]

    def width(self, value: float) -> float:
        """Return the width in millimetres of an edge that carries a flow."""
        return max(value * self.width_per_unit, _THINNEST)

    def radii(self, largest: float) -> NDArray[np.float64]:
        """Return the radius of a circle around each node; the strongest has ``largest``.

        The area of a node, whatever its shape, is proportional to its strength.
        """
        radii = np.maximum(largest * np.sqrt(self.strength / self.strength.max()), _SMALLEST)
        return np.array([circle_around(n, r) for n, r in zip(self.communities, radii, strict=True)])

    def share_line(self, caption: Caption) -> str:
        """Say how much of all flows is drawn, from which size on, and who has no edge."""
        drawn, say = [value for _, _, value in self.edges], caption.say
        (least,) = in_figures([min(drawn)], 3)
        said = share_drawn(drawn, float(self.flows.sum()), caption)
        said += say(
            " Each of them is at least {least} {unit}.", least=least, unit=caption.unit_name
        )
        ends = {end for start, end, _ in self.edges} | {start for start, _, _ in self.edges}
        alone = [r.name(caption.language) for at, r in enumerate(self.regions) if at not in ends]
        if alone:
            said += say(" No flow drawn begins or ends in: {names}.", names=say(", ").join(alone))
        return said

    def community_line(self, caption: Caption) -> str:
        """Say that there is but one community, where it is so."""
        if len(set(self.communities)) > 1:
            return ""
        return caption.say("All regions form one community (Louvain).")

    def description(self, caption: Caption) -> str:
        """Say who is strongest and who is in a community with whom."""
        names = [region.name(caption.language) for region in self.regions]
        strongest = np.argsort(-self.strength, kind="stable")[:5]
        texts = in_figures(self.strength[strongest], 4)
        said = "; ".join(
            f"{names[node]} {text}" for node, text in zip(strongest, texts, strict=True)
        )
        groups = "; ".join(
            f"{title.into(caption.language)}: "
            + ", ".join(n for n, own in zip(names, self.communities, strict=True) if own == number)
            for number, title in self.community_names.items()
        )
        return f"{caption.title} ({caption.unit_name}): {said}. {groups}."


def network_to_draw(flows: FlowMatrix, edges: pd.DataFrame, communities: pd.Series) -> Network:
    """Return the regions of a network and the largest edges of its backbone.

    Parameters
    ----------
    flows : FlowMatrix
        The whole network: flows of m regions, none below zero; the diagonal is left out.
    edges : DataFrame
        Columns ``from``, ``to`` (codes of regions) and ``value``: the backbone.
    communities : Series
        Number of the community by code of region.

    Raises
    ------
    LabelError
        A region has no community.
    TableError
        There is no edge, or one is not above zero.
    """
    if edges.empty or not (edges["value"] > 0).all():
        raise TableError(
            message("A picture of a network needs flows between regions, all above zero.")
        )
    between = flows.between_regions().values
    ranked = edges.sort_values(["value", "from", "to"], ascending=[False, True, True])
    drawn = ranked.head(MOST_EDGES)[["from", "to", "value"]].itertuples(index=False)
    return Network(
        regions=flows.regions,
        flows=between,
        communities=communities_of(flows.codes, communities),
        edges=tuple(
            (flows.codes.index(start), flows.codes.index(end), float(value))
            for start, end, value in drawn
        ),
    )


def draw_edges(
    layer: Layer, net: Network, nodes: Sequence[Node], factor: float = 1.0
) -> shapely.Geometry:
    """Draw the edges, the largest on top, and return what they cover.

    ``factor`` is what a millimetre of the layer is on paper.
    """
    covered = []
    for start, end, value in reversed(net.edges):
        width, colour = net.width(value), community_colour(net.communities[start])
        head = 0.9 + 1.1 * width
        curve = _between(nodes[start], nodes[end], head)
        gid = f"edge-{net.regions[start].code}-{net.regions[end].code}"
        line = PathPatch(
            Outline(curve[:3], [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3]),
            fc="none",
            ec=colour,
            lw=width * factor / POINT,
            alpha=_ALPHA,
            capstyle="butt",
        )
        layer.draw_mm(line, gid)
        neck, tip = curve[2], curve[3]
        along = (tip - neck) / np.linalg.norm(tip - neck)
        across = np.array([-along[1], along[0]]) * (0.4 + 0.8 * width)
        triangle = np.array([neck + across, tip, neck - across])
        layer.draw_mm(Polygon(triangle, fc=colour, ec="none", alpha=_ALPHA))
        covered.append(shapely.LineString(curve).buffer(width / 2))
    return shapely.union_all(covered)


def _between(first: Node, last: Node, head: float) -> Points:
    """Return start, control and end of the band of an edge, and the point of its head.

    A quadratic Bézier from centre to centre, to the left of the straight line, is cut where
    it leaves the first node, and ``head`` millimetres before it reaches the last.
    """
    along = last.centre - first.centre
    middle = (first.centre + last.centre) / 2 + _BEND * np.array([-along[1], along[0]])
    ends = (first.centre, middle, last.centre)
    t = np.linspace(0.0, 1.0, 101)
    curve = _blossom(ends, t[:, None], t[:, None])
    left = np.linalg.norm(curve - first.centre, axis=1)
    right = np.linalg.norm(curve - last.centre, axis=1)
    outside = np.flatnonzero((left > _BELOW * first.radius) & (right > last.radius + _GAP))
    if outside.size < 3:  # the nodes touch: an edge from centre to centre lies below them
        outside = np.array([0, 1, 100])
    room = min(head, 0.6 * float(np.linalg.norm(curve[outside[-1]] - curve[outside[0]])))
    far = np.linalg.norm(curve - curve[outside[-1]], axis=1) >= room
    neck = outside[far[outside]][-1]
    a, b = t[outside[0]], t[neck]
    return np.array(
        [_blossom(ends, a, a), _blossom(ends, a, b), _blossom(ends, b, b), curve[outside[-1]]]
    )


def _blossom(ends: tuple[Points, Points, Points], a: float | Points, b: float | Points) -> Points:
    """Return the polar form of a quadratic Bézier: its point at a = b, else a control point."""
    start, control, end = ends
    return (1 - a) * (1 - b) * start + ((1 - a) * b + a * (1 - b)) * control + a * b * end


def draw_nodes(layer: Layer, net: Network, nodes: Sequence[Node]) -> None:
    """Draw the nodes in the colour and the shape of their communities."""
    for region, node, number in zip(net.regions, nodes, net.communities, strict=True):
        layer.draw_mm(_mark(node, number), f"node-{region.code}")


def _mark(node: Node, number: int) -> PathPatch:
    place = Affine2D().scale(node.radius).translate(node.x, node.y)
    path = community_shape(number).transformed(place)
    return PathPatch(path, fc=community_colour(number), ec="white", lw=0.6, joinstyle="round")


def write_names(
    layer: Layer,
    net: Network,
    nodes: Sequence[Node],
    covered: shapely.Geometry,
    taken: Sequence[Box],
    language: str,
    size: float,
    factor: float = 1.0,
) -> None:
    """Write the names beside the nodes, apart from each other and from what is taken.

    ``size`` is that of the names in points, ``factor`` what a millimetre of the layer is on paper.
    """
    names = [region.name(language) for region in net.regions]
    labels = place_labels(names, nodes, [(covered, 0.4)], taken, size / factor)
    for label, region in zip(labels, net.regions, strict=True):
        layer.write_with_halo(label.x, label.y, label.text, size=size, gid=f"label-{region.code}")


# --- legends -----------------------------------------------------------------------------


@dataclass(frozen=True)
class CommunityLegend:
    """The colour and the shape of each community."""

    net: Network
    say: Language
    name = "communities"

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        return key_height(self._key(), width)

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        draw_key(layer, 0.0, self.height(width), width, self._key())

    def _key(self) -> list[Entry]:
        return [
            Entry(name.into(self.say.language), _key_mark(number), 2 * _IN_KEY)
            for number, name in self.net.community_names.items()
        ]


@dataclass(frozen=True)
class StrengthLegend:
    """Two nodes of round strengths; the strongest has a radius of ``largest`` millimetres."""

    net: Network
    largest: float
    caption: Caption
    name = "legend-of-strengths"

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        nodes = sum(max(2 * radius, _TEXT) + 1.0 for _, radius in self._nodes())
        return block_height(self._title(width), NOTE_SIZE) + nodes

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        top = layer.write_lines(0.0, self.height(width), self._title(width), size=NOTE_SIZE)
        for value, radius in self._nodes():
            y = top - max(radius, _TEXT / 2)
            layer.draw_mm(Circle((self.largest, y), radius, fc=GREY, ec="none"))
            x, text = 2 * self.largest + 1.5, round_text(value)
            layer.write(x, y, text, size=LABEL_SIZE, va="center_baseline")
            top -= max(2 * radius, _TEXT) + 1.0

    def _title(self, width: float) -> list[str]:
        text = self.caption.say("Outflow + inflow ({unit})", unit=self.caption.unit_name)
        return wrapped([text], NOTE_SIZE, width)

    def _nodes(self) -> list[tuple[float, float]]:
        strongest = float(self.net.strength.max())
        values = reversed(round_values(strongest)[1:])
        return [(value, self.largest * math.sqrt(value / strongest)) for value in values]


@dataclass(frozen=True)
class EdgeLegend:
    """Three edges of round flows, on a picture of which a millimetre is ``factor`` on paper."""

    net: Network
    caption: Caption
    factor: float = 1.0
    name = "legend-of-edges"

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        values = self._values()
        return block_height(self._title(width), NOTE_SIZE) + _EDGE_ROW * len(values)

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        y = layer.write_lines(0.0, self.height(width), self._title(width), size=NOTE_SIZE)
        for value in reversed(self._values()):
            y -= _EDGE_ROW
            thick = self.net.width(value) * self.factor
            line = Rectangle((0.0, y + (_EDGE_ROW - thick) / 2), 10.0, thick, fc=GREY, ec="none")
            layer.draw_mm(line)
            text, middle = round_text(value), y + _EDGE_ROW / 2
            layer.write(11.5, middle, text, size=LABEL_SIZE, va="center_baseline")

    def _values(self) -> tuple[float, ...]:
        return round_values(self.net.edges[0][2], self.net.edges[-1][2])

    def _title(self, width: float) -> list[str]:
        text = self.caption.say("Flow ({unit})", unit=self.caption.unit_name)
        return wrapped([text], NOTE_SIZE, width)


def _key_mark(number: int) -> Mark:
    """Return the mark of a key: a node of a community."""

    def draw(layer: Layer, x: float, y: float) -> None:
        node = Node(x + _IN_KEY, y + 1.0, circle_around(number, 1.5))
        layer.draw_mm(_mark(node, number))

    return draw
