from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, mainland_provinces
from tanmai.draw.charts import network_chart
from tanmai.draw.charts.force_layout import force_layout
from tanmai.draw.communities import circle_around, community_colour, community_shape
from tanmai.draw.files import svg_document
from tanmai.draw.maps.network_map import network_map
from tanmai.draw.network import MOST_EDGES, network_to_draw
from tanmai.draw.page import Caption, Sheet, in_figures

REGIONS = mainland_provinces()
FLOWS = FlowMatrix(REGIONS, np.random.default_rng(7).lognormal(sigma=1.5, size=(31, 31)), "Mt CO2")
BETWEEN = FLOWS.between_regions()
EDGES = BETWEEN.to_records().nlargest(200, "value")
COMMUNITIES = pd.Series([1 + number % 4 for number in range(31)], index=FLOWS.codes)


def _caption(language: str = "en") -> Caption:
    return Caption("Network", "Mt CO2", "made up", language)


@pytest.fixture(scope="module", params=[network_chart, network_map])
def drawn(request: pytest.FixtureRequest) -> Sheet:
    return request.param(FLOWS, EDGES, COMMUNITIES, _caption())


def _patches(sheet: Sheet, prefix: str) -> dict[str, PathPatch]:
    found = sheet.findobj(lambda artist: str(artist.get_gid()).startswith(prefix))
    return {patch.get_gid(): patch for patch in found}


def test_the_largest_edges_are_drawn_as_wide_as_their_flows(drawn: Sheet):
    edges = _patches(drawn, "edge-")
    largest = EDGES.head(MOST_EDGES)
    assert set(edges) == {f"edge-{i}-{j}" for i, j in largest[["from", "to"]].to_numpy()}
    one, two = largest.iloc[0], largest.iloc[9]
    widths = [edges[f"edge-{row['from']}-{row['to']}"].get_linewidth() for row in (one, two)]
    assert widths[0] / widths[1] == pytest.approx(one["value"] / two["value"])


def test_the_share_of_all_flows_is_printed(drawn: Sheet):
    carried, total = EDGES.head(MOST_EDGES)["value"].sum(), BETWEEN.values.sum()
    said = " ".join(text.get_text() for text in drawn.findobj(Text))
    assert f"The {MOST_EDGES} flows drawn sum to {in_figures([carried, total], 4)[0]}" in said
    assert f"{carried / total:.1%} of all flows between regions" in said


def test_the_smallest_flow_drawn_and_who_has_none_are_said(drawn: Sheet):
    largest = EDGES.head(MOST_EDGES)
    ends = {*largest["from"], *largest["to"]}
    alone = [region.name_en for region in REGIONS if region.code not in ends]
    said = " ".join(text.get_text() for text in drawn.findobj(Text))
    (least,) = in_figures([largest["value"].min()], 3)
    assert f"Each of them is at least {least} Mt CO₂." in said
    assert alone
    assert f"begins or ends in: {', '.join(alone)}." in said


@pytest.mark.parametrize("draw", [network_chart, network_map])
def test_a_single_community_is_said(draw):
    sheet = draw(FLOWS, EDGES, pd.Series(1, index=FLOWS.codes), _caption())
    said = " ".join(text.get_text() for text in sheet.findobj(Text))
    assert "All regions form one community (Louvain)." in said


def test_areas_of_nodes_follow_the_strengths_and_colours_the_communities(drawn: Sheet):
    strength = pd.Series(BETWEEN.values.sum(axis=0) + BETWEEN.values.sum(axis=1), FLOWS.codes)
    nodes = _patches(drawn, "node-")
    assert len(nodes) == 31
    per_strength = []
    for code, number in COMMUNITIES.items():
        (outline,) = nodes[f"node-{code}"].get_path().to_polygons(closed_only=True)
        per_strength.append(shapely.Polygon(outline).area / strength[code])
        expected = PathPatch(community_shape(1), fc=community_colour(number)).get_facecolor()
        assert nodes[f"node-{code}"].get_facecolor() == expected
    np.testing.assert_allclose(per_strength, per_strength[0], rtol=0.02)


def test_every_region_is_named_and_no_two_names_overlap(drawn: Sheet):
    drawn.canvas.draw()
    names = {region.name_en for region in REGIONS}
    (layer,) = [group for group in drawn.subfigs if group.get_gid() == "labels"]
    written = [text for text in layer.findobj(Text) if text.get_text() in names]
    assert len(written) == 31
    boxes = [shapely.box(*text.get_window_extent().extents) for text in written]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert all(shapely.box(*drawn.bbox.extents).contains(box) for box in boxes)


def test_the_strongest_and_the_communities_are_told(drawn: Sheet):
    strength = BETWEEN.values.sum(axis=0) + BETWEEN.values.sum(axis=1)
    order = np.argsort(-strength)
    assert drawn.description.startswith(f"Network (Mt CO₂): {REGIONS[order[0]].name_en} ")
    first, second = [REGIONS[i] for i in order if COMMUNITIES[REGIONS[i].code] == 2][:2]
    named = f"{first.name_en}–{second.name_en}: {REGIONS[1].name_en}, {REGIONS[5].name_en}"
    assert named in drawn.description


@pytest.mark.parametrize("number", range(1, 9))
def test_shapes_of_one_strength_have_one_area(number: int):
    around = circle_around(number, 2.0)
    (outline,) = community_shape(number).to_polygons(closed_only=True)
    assert shapely.Polygon(outline * around).area == pytest.approx(np.pi * 4, rel=0.02)


def test_force_directed_nodes_fill_their_box_and_keep_apart():
    radii = np.linspace(1.0, 5.0, 31)
    places = force_layout(BETWEEN.values, radii, 160.0, 110.0)
    assert (places - radii[:, None] >= -1e-9).all()
    assert (places + radii[:, None] <= np.array([160.0, 110.0]) + 1e-9).all()
    for one, other in combinations(range(31), 2):
        assert np.linalg.norm(places[one] - places[other]) > radii[one] + radii[other]


def test_strongly_tied_nodes_lie_nearer_than_others():
    weights = np.full((6, 6), 0.02)
    weights[:3, :3] = weights[3:, 3:] = 5.0
    np.fill_diagonal(weights, 0.0)
    places = force_layout(weights, np.ones(6), 100.0, 100.0)
    distance = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    within = distance[:3, :3].sum() / 6, distance[3:, 3:].sum() / 6
    assert max(within) < distance[:3, 3:].mean()


def test_the_same_network_gives_the_same_picture():
    one, other = (
        svg_document(network_chart(FLOWS, EDGES, COMMUNITIES, _caption("zh"))) for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("edges", [EDGES.head(0), EDGES.assign(value=-1.0)])
def test_a_network_needs_edges(edges: pd.DataFrame):
    with pytest.raises(TableError, match="needs flows between regions"):
        network_to_draw(FLOWS, edges, COMMUNITIES)


def test_a_region_that_is_not_on_the_map_is_named():
    regions = (*REGIONS[:2], Region("XX", "某地", "Somewhere"))
    flows = FlowMatrix(regions, np.ones((3, 3)), "Mt CO2")
    edges = flows.between_regions().to_records().nlargest(4, "value")
    with pytest.raises(LabelError, match="XX"):
        network_map(flows, edges, pd.Series(1, index=flows.codes), _caption())
