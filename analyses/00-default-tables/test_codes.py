"""The tables of codes and the sector schemes cover everything once."""

from __future__ import annotations

import numpy as np
import pytest
from cn31_sources import CODES, read_codes, scheme_sectors
from cn31_years import INDUSTRIES

from tanmai.core.labels import mainland_provinces
from tanmai.core.sector_schemes import sector_schemes
from tanmai.io.concordance_file import find_concordance

SPLIT_IN_S30 = ["44"]
"""Wholesale, retail and catering: one row of the inventory, two sectors of s30."""


def test_every_sector_has_an_industry() -> None:
    rows = read_codes(CODES / "nbs42-2017.csv")
    assert [row["code"] for row in rows] == [s.code for s in scheme_sectors("nbs42-2017")]
    assert {row["industry"] for row in rows} == set(INDUSTRIES)


def test_codes_of_the_power_statistics_name_every_province_once() -> None:
    rows = read_codes(CODES / "grid_codes.csv")
    assert [row["adcode"] for row in rows] == [region.code for region in mainland_provinces()]
    named = {row["code"]: row["adcode"] for row in rows}
    assert (named["SX"], named["SN"], named["HE"], named["HA"]) == (
        "140000",
        "610000",
        "130000",
        "410000",
    )


@pytest.mark.parametrize("scheme", ["nbs42-2012", "nbs42-2017"])
def test_an_inventory_row_falls_into_one_sector_of_the_30(scheme: str) -> None:
    view = next(found for found in sector_schemes() if found.name == scheme).view("s30")
    reached: dict[str, set[str]] = {}
    for link in find_concordance(f"ceads47_to_{scheme}").links:
        if link.target.code in view:
            reached.setdefault(link.source.code, set()).add(view[link.target.code].code)
    assert [row for row, sectors in reached.items() if len(sectors) > 1] == SPLIT_IN_S30


@pytest.mark.parametrize(
    ("scheme", "electricity", "transport"), [("nbs42-2012", "25", "30"), ("nbs42-2017", "24", "29")]
)
def test_views_keep_their_codes_over_the_vintages(
    scheme: str, electricity: str, transport: str
) -> None:
    found = next(one for one in sector_schemes() if one.name == scheme)
    s26 = {code: sector.code for code, sector in found.view("s26").items()}
    assert len(set(s26.values())) == 26
    assert len({sector.code for sector in found.view("s30").values()}) == 30
    assert {s26[code] for code in ("02", "03", "04", "05")} == {"S2"}
    assert (s26["11"], s26["14"], s26[electricity], s26[transport]) == ("S8", "S11", "S20", "S24")


@pytest.mark.parametrize("view", ["s26", "s30"])
def test_the_bridge_from_2007_reaches_every_sector_of_a_view(view: str) -> None:
    later = next(one for one in sector_schemes() if one.name == "nbs42-2012").view(view)
    bridge = find_concordance(f"nbs42-2007_to_{view}")
    assert {target.code for target in bridge.targets} == {s.code for s in later.values()}
    assert {source.code for source in bridge.sources} == {
        sector.code for sector in scheme_sectors("nbs42-2007")
    }


@pytest.mark.parametrize("scheme", ["nbs42-2012", "s26", "s30", "sic17"])
def test_bridges_from_2007_keep_totals(scheme: str) -> None:
    bridge = find_concordance(f"nbs42-2007_to_{scheme}")
    codes = [sector.code for sector in scheme_sectors("nbs42-2007")]
    weights = bridge.matrix(codes, [target.code for target in bridge.targets])
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-12)
