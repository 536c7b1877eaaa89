"""The tables of codes and the sector schemes cover everything once."""

from __future__ import annotations

import pytest
from cn31_inputs import CODES, INDUSTRIES, scheme_sectors
from cn31_sources import read_codes, spans

from tanmai.sector_schemes import sector_schemes

SCHEMES = ("nbs42-2012", "nbs42-2017")
SPLIT_IN_S30 = ["44"]
"""Wholesale, retail and catering: one row of the inventory, two sectors of s30."""


@pytest.mark.parametrize(("table", "sectors"), [("2012_139", 139), ("2017_149", 149)])
def test_every_detailed_sector_belongs_to_one_of_42(table: str, sectors: int) -> None:
    rows = [row for row in read_codes(CODES / "national_detail.csv") if row["table"] == table]
    assert [int(row["code"]) for row in rows] == list(range(1, 43))
    detailed = [code for row in rows for code in spans(row["detail_codes"])]
    assert detailed == list(range(1, sectors + 1))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_sector_has_an_industry_and_indicators(scheme: str) -> None:
    rows = read_codes(CODES / f"{scheme}.csv")
    assert [row["code"] for row in rows] == [sector.code for sector in scheme_sectors(scheme)]
    assert {row["industry"] for row in rows} == set(INDUSTRIES)
    indicated = {code for row in rows for code in spans(row["indicators_2007"])}
    assert indicated == set(range(1, 43))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_inventory_rows_cover_every_sector(scheme: str) -> None:
    rows = read_codes(CODES / "inventory_rows.csv")
    assert len(rows) == 47
    covered = {code for row in rows if row[scheme] != "households" for code in spans(row[scheme])}
    assert covered == set(range(1, 43))
    assert [row["label"] for row in rows if row[scheme] == "households"] == ["Urban", "Rural"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_inventory_row_falls_into_one_sector_of_the_30(scheme: str) -> None:
    view = next(found for found in sector_schemes() if found.name == scheme).view("s30")
    split = [
        row["row"]
        for row in read_codes(CODES / "inventory_rows.csv")
        if row[scheme] != "households"
        and len({view[f"{code:02d}"].code for code in spans(row[scheme])}) > 1
    ]
    assert split == SPLIT_IN_S30


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
