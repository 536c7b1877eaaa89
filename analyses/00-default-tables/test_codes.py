"""The tables of codes and the sector schemes cover everything once."""

from __future__ import annotations

import pytest
from cn31_inputs import CODES, INDUSTRIES, scheme_sectors
from cn31_sources import read_codes, spans

from tanmai.concordance import find_concordance
from tanmai.sector_schemes import sector_schemes

SCHEMES = ("nbs42-2012", "nbs42-2017")
SPLIT_IN_S30 = ["44"]
"""Wholesale, retail and catering: one row of the inventory, two sectors of s30."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_sector_has_an_industry_and_indicators(scheme: str) -> None:
    rows = read_codes(CODES / f"{scheme}.csv")
    assert [row["code"] for row in rows] == [sector.code for sector in scheme_sectors(scheme)]
    assert {row["industry"] for row in rows} == set(INDUSTRIES)
    indicated = {code for row in rows for code in spans(row["indicators_2007"])}
    assert indicated == set(range(1, 43))


@pytest.mark.parametrize("scheme", SCHEMES)
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


def test_home_preference_covers_the_2007_sectors_once() -> None:
    codes = [
        code
        for row in read_codes(CODES / "home_preference.csv")
        for code in spans(row["codes_2007"])
    ]
    assert sorted(codes) == list(range(1, 43))
