import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, mainland_provinces
from tanmai.draw.charts import account_bars, heat_map
from tanmai.draw.page import Caption, Sheet

REGIONS = mainland_provinces()
VALUES = np.random.default_rng(11).lognormal(size=(31, 31))
FLOWS = FlowMatrix(REGIONS, VALUES, "Mt CO2")


def _caption(language: str) -> Caption:
    return Caption("Flows", "Mt CO2", "made up", language, caveat="An estimate.")


def _cells(sheet: Sheet) -> np.ndarray:
    """Return red, green and blue of the cells, row by row."""
    return np.array([row.get_facecolor()[:, :3] for row in sheet.findobj(PolyCollection)])


def _said(sheet: Sheet) -> list[str]:
    return [text.get_text() for text in sheet.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_heat_map_names_both_axes_and_its_unit(language: str):
    said = _said(heat_map(FLOWS, _caption(language)))
    rows = [region.name(language) for region in REGIONS]
    assert [text for text in said if text in rows][: len(rows)]
    assert said.count({"zh": "百万吨 CO₂", "en": "Mt CO₂"}[language]) == 2
    assert "An estimate." in said
    if language == "en":
        assert all(said.count(name) == 2 for name in rows)
        assert any("Grey diagonal" in text for text in said)


def test_heat_map_prints_the_sums_without_the_diagonal():
    said = _said(heat_map(FLOWS, _caption("en")))
    between = FLOWS.between_regions().values
    for total in (between.sum(axis=0)[5], between.sum(axis=1)[17]):
        assert f"{total:,.1f}" in said  # the largest sum has three figures


def test_darker_cells_have_larger_flows_and_the_diagonal_is_grey():
    small = FlowMatrix(REGIONS[:3], np.array([[9.0, 1, 2], [4, 9, 8], [0, 16, 9]]), "Mt CO2")
    cells = _cells(heat_map(small, _caption("en")))
    light = cells.sum(axis=2)
    order = [(2, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1)]
    assert all(light[a] > light[b] for a, b in pairwise(order))
    diagonal = cells[[0, 1, 2], [0, 1, 2]]
    np.testing.assert_allclose(diagonal, diagonal[0, 0])


def test_ticks_of_the_colour_scale_lie_within_the_flows():
    flows = replace(FLOWS, values=VALUES * 100 / VALUES.max())
    sheet = heat_map(flows, _caption("en"))
    (legend,) = [group for group in sheet.subfigs if group.get_gid() == "legend"]
    ticks = [float(t.get_text()) for t in legend.findobj(Text) if re.match(r"[\d.]", t.get_text())]
    largest = flows.between_regions().values.max()
    assert ticks == sorted(ticks)
    assert len(ticks) >= 4
    assert ticks[0] == 0
    assert largest / 2.5 <= ticks[-1] <= largest


@pytest.mark.parametrize("values", [np.diag([1.0, 2.0]), np.array([[1.0, -1.0], [2.0, 1.0]])])
def test_heat_map_needs_flows(values: np.ndarray):
    with pytest.raises(TableError, match="needs flows between regions"):
        heat_map(FlowMatrix(REGIONS[:2], values, "Mt CO2"), _caption("en"))


# --- bars --------------------------------------------------------------------------------

CODES = [region.code for region in REGIONS]
PRODUCTION = pd.Series(np.linspace(900, 40, 31), index=CODES)
CONSUMPTION = PRODUCTION[::-1].set_axis(CODES)
NET = PRODUCTION - CONSUMPTION


def _bars(language: str = "en") -> Sheet:
    return account_bars(PRODUCTION, CONSUMPTION, NET, _caption(language), regions=REGIONS)


def _widths(sheet: Sheet) -> list[float]:
    (bars,) = [group for group in sheet.subfigs if group.get_gid() == "bars"]
    return [artist.get_width() for artist in bars.get_children() if hasattr(artist, "get_width")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bars_name_every_region_from_the_largest_down(language: str):
    names = [region.name(language) for region in REGIONS]
    assert [text for text in _said(_bars(language)) if text in names] == names


def test_length_of_bars_is_proportional_to_the_values():
    widths = [width for width in _widths(_bars()) if width != 1.0]
    consumption, production, net = (np.array(widths[i::3]) for i in range(3))
    np.testing.assert_allclose(production / production[0], PRODUCTION / PRODUCTION.iloc[0])
    np.testing.assert_allclose(consumption / production[0], CONSUMPTION / PRODUCTION.iloc[0])
    np.testing.assert_allclose(net / net[0], NET.abs() / NET.iloc[0], atol=1e-9)


def test_net_outflow_is_printed_with_its_sign():
    said = _said(_bars())
    assert f"{NET.iloc[0]:,.1f}" in said
    assert f"−{-NET.iloc[-1]:,.1f}" in said


def test_region_without_a_value_is_named():
    more = (*REGIONS, Region("XX", "某地", "Somewhere"))
    with pytest.raises(LabelError, match="Somewhere 某地 has no production-based value"):
        account_bars(PRODUCTION, CONSUMPTION, NET, _caption("en"), regions=more)


def test_a_row_whose_emissions_are_not_known_is_hatched_and_named():
    sheet = heat_map(FLOWS, _caption("en"), without_data=[REGIONS[1].code])
    hatched = [patch for patch in sheet.findobj(Rectangle) if patch.get_hatch()]
    assert [patch.get_gid() for patch in hatched] == ["row-2-no-data"]
    assert any(f"no emission inventory ({REGIONS[1].name_en})" in text for text in _said(sheet))
    assert "–" in _said(sheet)


def test_bars_of_a_study_without_trade_are_drawn_on_a_scale_with_a_length():
    nothing = pd.Series(0.0, index=[region.code for region in REGIONS])
    sheet = account_bars(nothing, nothing, nothing, _caption("en"), regions=REGIONS)
    assert _said(sheet).count("0") >= len(REGIONS)
    assert np.isfinite([text.get_position() for text in sheet.findobj(Text)]).all()


def _number(text: str) -> float:
    """Return the number of a text such as ``−1.093×10⁻⁵``."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
    return float(text.replace("×10", "e").translate(digits))


def test_numbers_of_a_small_study_keep_their_figures():
    small = FlowMatrix(FLOWS.regions, FLOWS.values * 1e-6, FLOWS.unit)
    outflow = small.between_regions().values.sum(axis=1)
    codes = [region.code for region in FLOWS.regions]
    net = pd.Series(outflow - small.between_regions().values.sum(axis=0), index=codes)
    production = pd.Series(small.values.sum(axis=1), index=codes)
    drawn = (
        heat_map(small, _caption("en")),
        account_bars(production, production, net, _caption("en"), regions=FLOWS.regions),
    )
    for sheet, values in zip(drawn, (outflow, net), strict=True):
        numbers = [_number(text) for text in _said(sheet) if "×10⁻" in text]
        found = [value for value in values if np.isclose(numbers, value, rtol=2e-2).any()]
        assert len(found) > 0.7 * len(values)


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e3])
def test_no_number_leaves_the_sheet(size: float):
    flows = FlowMatrix(FLOWS.regions, FLOWS.values * size, FLOWS.unit)
    outflow, inflow = flows.values.sum(axis=1), flows.values.sum(axis=0)
    codes = [region.code for region in FLOWS.regions]
    sums = [pd.Series(values, index=codes) for values in (outflow, inflow, outflow - inflow)]
    caption = _caption("en")
    for sheet in (heat_map(flows, caption), account_bars(*sums, caption, regions=FLOWS.regions)):
        sheet.canvas.draw()
        for text in sheet.findobj(Text):
            box = text.get_window_extent()
            assert sheet.bbox.x0 <= box.x0, text.get_text()
            assert box.x1 <= sheet.bbox.x1, text.get_text()
            assert box.y1 <= sheet.bbox.y1, text.get_text()


def test_a_region_without_inventory_has_dashes_for_bars_and_is_named():
    sheet = account_bars(
        PRODUCTION, CONSUMPTION, NET, _caption("en"), regions=REGIONS, without_data=CODES[:1]
    )
    bars = {bar.get_gid() for bar in sheet.findobj(Rectangle)}
    assert f"consumption-{CODES[0]}" in bars
    assert not {f"production-{CODES[0]}", f"net-{CODES[0]}"} & bars
    said = _said(sheet)
    assert any(f"no emission inventory ({REGIONS[0].name_en})" in text for text in said)
    assert said.count("–") == 2
    assert f"{NET.iloc[0]:,.1f}" not in said


# --- communities -------------------------------------------------------------------------

COMMUNITIES = pd.Series([1 + number % 3 for number in range(31)], index=CODES)


def test_heat_map_puts_the_members_of_a_community_side_by_side_in_a_frame():
    sheet = heat_map(FLOWS, _caption("en"), communities=COMMUNITIES, without_data=[CODES[1]])
    names = {region.name_en: region.code for region in REGIONS}
    shown = [names[text] for text in _said(sheet) if text in names][::2]  # beside, below
    assert shown == list(COMMUNITIES.sort_values(kind="stable").index)
    frames = {p.get_gid(): p for p in sheet.findobj(Rectangle) if p.get_gid()}
    sizes = [frames[f"community-{number}"].get_width() for number in (1, 2, 3)]
    assert sizes[0] / sizes[1] == pytest.approx(11 / 10)
    # the second region of the table is the first of community 2
    assert f"row-{COMMUNITIES.value_counts()[1] + 1}-no-data" in frames


def test_cells_keep_their_flows_when_ordered_by_community():
    plain = _cells(heat_map(FLOWS, _caption("en")))
    ordered = _cells(heat_map(FLOWS, _caption("en"), communities=COMMUNITIES))
    order = np.argsort(COMMUNITIES.to_numpy(), kind="stable")
    np.testing.assert_allclose(ordered, plain[np.ix_(order, order)])


def test_rows_are_groups_named_by_their_region():
    sheet = heat_map(FLOWS, _caption("en"), communities=COMMUNITIES)
    rows = [row.get_gid() for row in sheet.findobj(PolyCollection)]
    assert rows == [f"row-{code}" for code in COMMUNITIES.sort_values(kind="stable").index]


def test_a_region_without_community_is_named():
    with pytest.raises(LabelError, match=f"{CODES[3]} has no community"):
        heat_map(FLOWS, _caption("en"), communities=COMMUNITIES.drop(CODES[3]))
