"""Regions, sectors, their index, and the one place where names of provinces are looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanmai.core.errors import LabelError
from tanmai.core.labels import (
    Region,
    RegionSectorIndex,
    Sector,
    all_provinces,
    find_province,
    mainland_provinces,
)

SECTORS = (Sector("01", "农业", "Agriculture"), Sector("02", "采矿", "Mining"))
NBS_ORDER = [
    *("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江"),
    *("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"),
    *("河南", "湖北", "湖南", "广东", "广西", "海南"),
    *("重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆"),
]


@pytest.fixture
def index() -> RegionSectorIndex:
    regions = tuple(find_province(name) for name in ("Shaanxi", "Shanxi", "Zhejiang"))
    return RegionSectorIndex(regions, SECTORS)


class TestProvinces:
    def test_thirty_one_in_nbs_order(self) -> None:
        assert [province.name_zh for province in mainland_provinces()] == NBS_ORDER

    def test_thirty_four_with_codes_of_their_own(self) -> None:
        codes = [province.code for province in all_provinces()]
        assert len(set(codes)) == 34
        assert codes == sorted(codes)

    def test_every_point_lies_in_china(self) -> None:
        for province in all_provinces():
            assert province.lon is not None
            assert province.lat is not None
            assert 73.0 < province.lon < 136.0
            assert 17.0 < province.lat < 54.0

    @pytest.mark.parametrize("province", all_provinces(), ids=lambda p: p.code)
    def test_each_is_found_by_all_its_names(self, province: Region) -> None:
        for name in (province.code, int(province.code), province.name_zh, province.name_en):
            assert find_province(name) == province

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("陕西", "610000"),
            ("山西", "140000"),
            ("陕西省", "610000"),
            ("山西省", "140000"),
            ("Shaanxi", "610000"),
            ("Shanxi", "140000"),
            ("Shannxi", "610000"),
            ("shaanxi", "610000"),
            (" SHANXI ", "140000"),
            ("内蒙", "150000"),
            ("内蒙古自治区", "150000"),
            ("InnerMongolia", "150000"),
            ("Inner  Mongolia", "150000"),
            ("Xizang", "540000"),
            ("Tibet", "540000"),
            ("西藏自治区", "540000"),
            ("广西壮族自治区", "450000"),
            ("新疆维吾尔自治区", "650000"),
            ("黑 龙 江", "230000"),
        ],
    )
    def test_spellings(self, name: str, code: str) -> None:
        assert find_province(name).code == code

    @pytest.mark.parametrize("name", ["HA", "HB", "HE", "SN", "SX", "", "61", "Germany", "中国"])
    def test_two_letters_and_strangers_are_refused(self, name: str) -> None:
        with pytest.raises(LabelError, match="is not a province of China that tanmai knows"):
            find_province(name)

    def test_a_slip_gets_the_nearest_name(self) -> None:
        with pytest.raises(LabelError, match=r"Did you mean 'Zhejiang'\?"):
            find_province("Zejiang")

    @given(st.text(max_size=12))
    def test_no_text_breaks_it(self, text: str) -> None:
        try:
            found = find_province(text)
        except LabelError:
            return
        assert found in all_provinces()


class TestNames:
    def test_by_language(self) -> None:
        shaanxi = find_province("陕西")
        assert (shaanxi.name("zh"), shaanxi.name("en")) == ("陕西", "Shaanxi")
        assert (SECTORS[1].name("zh"), SECTORS[1].name("en")) == ("采矿", "Mining")

    def test_for_messages(self) -> None:
        assert str(find_province("陕西")) == "Shaanxi 陕西"
        assert str(Region("DEU", "Germany", "Germany")) == "Germany"
        assert str(SECTORS[1]) == "02 Mining"


class TestIndex:
    def test_sizes(self, index: RegionSectorIndex) -> None:
        assert (index.m, index.n, len(index)) == (3, 2, 6)

    def test_every_sector_of_the_first_region_comes_first(self, index: RegionSectorIndex) -> None:
        pairs = [(region, sector) for region in index.region_codes for sector in index.sector_codes]
        assert list(index.to_pandas()) == pairs
        assert list(index.to_pandas().names) == ["region", "sector"]
        assert [index.position(*pair) for pair in pairs] == list(range(6))

    def test_where_names_the_row_of_a_position(self, index: RegionSectorIndex) -> None:
        assert str(index.where(0)) == "Shaanxi 陕西, 01 Agriculture"
        assert index.where(0).into("zh") == "陕西 01 农业"
        assert str(index.where(3)) == "Shanxi 山西, 02 Mining"
        assert str(index.where(5)) == "Zhejiang 浙江, 02 Mining"

    def test_an_unknown_region_or_sector(self, index: RegionSectorIndex) -> None:
        with pytest.raises(LabelError, match=r"region '61000' is not .* Did you mean '610000'"):
            index.position("61000", "01")
        with pytest.raises(LabelError, match="sector '3' is not in this table"):
            index.position("610000", "3")

    def test_a_repeated_code(self, index: RegionSectorIndex) -> None:
        with pytest.raises(LabelError, match="region 610000 appears more than once"):
            RegionSectorIndex((*index.regions, index.regions[0]), SECTORS)
        with pytest.raises(LabelError, match="sector 01, 02 appears more than once"):
            RegionSectorIndex(index.regions, SECTORS + SECTORS)

    @pytest.mark.parametrize("empty", ["regions", "sectors"])
    def test_nothing_to_index(self, index: RegionSectorIndex, empty: str) -> None:
        with pytest.raises(LabelError, match="at least one region and one sector"):
            RegionSectorIndex(
                () if empty == "regions" else index.regions, () if empty == "sectors" else SECTORS
            )


@pytest.mark.parametrize("texts", [("", "农业", "Agriculture"), ("01", " ", "Agriculture")])
def test_an_empty_code_or_name_is_refused(texts):
    with pytest.raises(LabelError, match=r"\(sector\) is empty"):
        RegionSectorIndex((find_province("Beijing"),), (Sector(*texts),))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hebei Province", "130000"),
        ("Tibet Autonomous Region", "540000"),
        ("Xinjiang Uygur", "650000"),
        ("Guangxi Zhuang Autonomous Region", "450000"),
        ("Beijing Municipality", "110000"),
        ("臺灣", "710000"),
        ("內蒙古", "150000"),
        ("廣東省", "440000"),
        ("陝西", "610000"),
        ("CN-BJ", "110000"),
        ("CN-HE", "130000"),
        ("cn-ha", "410000"),
    ],
)
def test_other_forms_of_names_and_iso_codes(name, code):
    assert find_province(name).code == code


@pytest.mark.parametrize("name", ["HE", "CN.HE", "CN-XX", "CN-", "Province", "11", "Shaanxi Prov"])
def test_what_could_mean_another_province_is_refused(name):
    with pytest.raises(LabelError):
        find_province(name)


def test_iso_codes_name_every_province_once():
    letters = "AHBJCQFJGDGSGXGZHAHBHEHIHKHLHNJLJSJXLNMONMNXQHSCSDSHSNSXTJTWXJXZYNZJ"
    found = [find_province(f"CN-{letters[at : at + 2]}") for at in range(0, len(letters), 2)]
    assert sorted(p.code for p in found) == sorted(p.code for p in all_provinces())
