"""Cities of one province on a user's boundaries, or on those of Tianditu."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tanmai.core.errors import BoundaryError, LabelError
from tanmai.draw.boundaries.cities import load_cities
from tanmai.draw.page import Caption
from tanmai.draw.single_maps import value_map
from tanmai.io.province_values import read_city_values

ROWS = [
    ("610100", "西安市", 0),
    ("610300", "宝鸡市", 1),
    ("610300", "宝鸡市", 2),
    ("610000", "陕西省", 0),
    ("420100", "武汉市", 5),
    ("422800", "恩施土家族苗族自治州", 6),
]


@pytest.fixture
def own(tmp_path):
    shapes = [shapely.box(107 + east, 33, 108 + east, 34) for *_, east in ROWS]
    frame = pd.DataFrame(ROWS, columns=["区划码", "地名", "east"])
    gpd.GeoDataFrame(frame, geometry=shapes, crs=4490).to_file(tmp_path / "own.gpkg")
    return tmp_path / "own.gpkg"


def test_cities_of_a_file_are_joined_by_code_and_found_by_code_or_name(own, tmp_path):
    cities = load_cities(own)
    assert list(cities.areas.keys) == ["420100", "422800", "610100", "610300"]
    values = tmp_path / "v.csv"
    values.write_text("城市,排放\n恩施州,1\n武汉,-\n420100,2\n合计,3\n", "gb18030")
    read = read_city_values(values, cities.find)
    assert read.values == {"422800": 1.0, "420100": 2.0}
    assert len(read.notes) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_cities_of_one_province_fill_the_map(own, language):
    ground = load_cities(own).of_provinces(["610300"])
    sheet = value_map(pd.Series({"610300": 2.0}), Caption("T", "", "", language), boundaries=ground)
    drawn = {artist.get_gid() for part in sheet.subfigs for artist in part.get_children()}
    assert {"area-610300", "area-610100-no-data", "label-610100", "outline"} <= drawn
    assert "宝鸡市" in sheet.description
    assert not {"national-border", "tenth-dash"} & drawn


def test_what_is_no_city_is_one_message(own):
    cities = load_cities(own)
    with pytest.raises(LabelError, match=r"'宝鸣市' is not a city of own.* Did you mean"):
        cities.find("宝鸣市")
    with pytest.raises(BoundaryError, match="has no column 'x'"):
        load_cities(own, None, "x")


def test_cities_are_those_of_tianditu_without_a_file():
    cities = load_cities()
    assert [cities.find(name).code for name in ("恩施", "海南州", "大理", "伊犁", "深圳市")] == [
        "422800",
        "632500",
        "532900",
        "654000",
        "440300",
    ]
    with pytest.raises(LabelError, match="'阿拉' is not a city of Tianditu"):
        cities.find("阿拉")


def test_cities_of_several_provinces_share_a_map(own):
    ground = load_cities(own).of_provinces(["420100", "610100"])
    assert {code[:2] for code in ground.areas.index} == {"42", "61"}
    assert not ground.of_china
    assert ground.provinces is None
    assert len(load_cities(own).of_provinces(["420100"]).inner_borders) == 0


def test_cities_of_many_provinces_are_on_the_map_of_the_country():
    cities = load_cities()
    chosen = sorted({code[:2]: code for code in cities.names}.values())
    ground = cities.of_provinces(chosen)
    assert ground.of_china
    assert len(ground.areas) == len(cities.names)
    assert ground.provinces is not None
    assert len(ground.inner_borders) > 30
