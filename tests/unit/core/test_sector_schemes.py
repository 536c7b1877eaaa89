from dataclasses import replace

import pytest

from embedded import embedded_table
from tanmai.core.errors import LabelError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.sector_schemes import common_scheme, scheme_of, sector_schemes
from tanmai.studies.options import StudyOptions
from tanmai.studies.prepare import prepare_table

SCHEMES = {scheme.name: scheme for scheme in sector_schemes()}


def test_electricity_has_another_code_in_each_vintage():
    for name, code in (("nbs42-2007", "23"), ("nbs42-2012", "25"), ("nbs42-2017", "24")):
        sector = next(sector for sector in SCHEMES[name].sectors if sector.code == code)
        assert sector.name_zh.startswith("电力、热力的生产和供应")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_42_sectors_in_order(name):
    columns = SCHEMES[name].columns
    assert list(columns["code"]) == [f"{code:02d}" for code in range(1, 43)]
    assert all(all(texts) for texts in columns.values())


@pytest.mark.parametrize(("view", "number"), [("s26", 26), ("s30", 30)])
def test_views_have_as_many_sectors_as_their_name_says(view, number):
    for name, scheme in SCHEMES.items():
        # 2007 has general and special machinery in one sector
        merged = 1 if name == "nbs42-2007" else 0
        assert len(set(scheme.view(view).values())) == number - merged


def test_a_table_of_2007_in_26_sectors_has_all_of_them():
    options = StudyOptions(table="cn31-2007", scheme="s26")
    prepared = prepare_table(options)
    codes = {sector.code for sector in SCHEMES["nbs42-2012"].view("s26").values()}
    assert set(prepared.table.index.sector_codes) == codes
    assert prepared.table.x.sum() == pytest.approx(prepared.loaded.x.sum(), rel=1e-12)
    assert set(prepared.scheme.groups_in("s26")["manufacturing"]) >= {"S13", "S14"}


def test_the_26_sectors_are_those_of_the_field():
    for name, electricity in (("nbs42-2012", "25"), ("nbs42-2017", "24")):
        view = SCHEMES[name].view("s26")
        assert (view["11"].code, view["14"].code) == ("S8", "S11")
        assert view[electricity].code == "S20"
        assert {view[code].code for code in ("02", "03", "04", "05")} == {"S2"}


def test_mining_is_a_group_in_every_view():
    for scheme in SCHEMES.values():
        assert scheme.groups_in(None)["mining"] == ("02", "03", "04", "05")
        assert scheme.groups_in("s26")["mining"] == ("S2",)
        assert len(scheme.groups_in("s30")["mining"]) == 4


def test_an_unknown_view_names_the_nearest():
    with pytest.raises(LabelError, match="Did you mean 's26'"):
        SCHEMES["nbs42-2017"].view("s25")


def test_a_table_is_known_by_codes_and_names():
    table = embedded_table()
    assert scheme_of(table).name == "nbs42-2017"
    assert scheme_of(embedded_table("cn31-2012")).name == "nbs42-2012"
    assert scheme_of(embedded_table("cn31-2007")).name == "nbs42-2007"
    sectors = (replace(table.sectors[0], name_zh="林业"), *table.sectors[1:])
    renamed = table.changed("renamed", {"index": RegionSectorIndex(table.regions, sectors)})
    assert scheme_of(renamed) is None


@pytest.mark.parametrize(
    ("years", "common"),
    [(("2012", "2017"), "nbs42-2012"), (("2007", "2017"), "s30"), (("2017",), "nbs42-2012")],
)
def test_sectors_of_some_years_are_merged_into_the_finest_that_all_have(years, common):
    assert common_scheme([SCHEMES[f"nbs42-{year}"] for year in years]) == common
