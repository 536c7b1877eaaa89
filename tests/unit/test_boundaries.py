import shutil
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tanmai.boundaries import ALBERS, load_boundaries, project
from tanmai.errors import BoundaryError
from tanmai.labels import all_provinces
from tanmai.resources import resource

SAMPLE = resource("shapefiles", "sample", "two_provinces.geojson")


def test_default_holds_the_34_provinces_and_ten_dashes():
    boundaries = load_boundaries()
    assert list(boundaries.provinces.index) == [province.code for province in all_provinces()]
    assert boundaries.provinces.geometry.is_valid.all()
    assert len(boundaries.dashes) == 10
    assert boundaries.provinces.crs == boundaries.dashes.crs


def test_area_of_china_and_of_its_provinces_is_right():
    provinces = load_boundaries().provinces
    land = provinces.geometry.area / 1e6
    assert land.sum() == pytest.approx(9.5e6, rel=0.01)
    assert land["650000"] == pytest.approx(1_630_000, rel=0.01)
    assert land["820000"] < 60


def test_every_province_holds_its_own_point():
    provinces = load_boundaries().provinces
    for region in all_provinces():
        x, y = project(np.array([region.lon]), np.array([region.lat]))[0]
        assert provinces.geometry[region.code].contains(shapely.Point(x, y)), str(region)


def test_southern_tibet_and_the_diaoyu_islands_are_within():
    provinces = load_boundaries().provinces.geometry
    tibet, diaoyu = project(np.array([91.87, 123.47]), np.array([27.59, 25.74]))
    assert provinces["540000"].contains(shapely.Point(*tibet))
    assert provinces["710000"].distance(shapely.Point(*diaoyu)) < 3000


def test_simplified_neighbours_do_not_overlap():
    shapes = load_boundaries().provinces.geometry.to_numpy()
    overlap = sum(a.intersection(b).area for a, b in combinations(shapes, 2) if a.intersects(b))
    assert overlap / 1e6 < 0.5  # km2; the source itself holds 0.27 between Jiangsu and Shandong


def test_dashes_run_from_the_gulf_of_tonkin_to_the_east_of_taiwan():
    middles = load_boundaries().dashes.interpolate(0.5, normalized=True).to_crs("EPSG:4490")
    assert middles.x.between(106, 123).all()
    assert middles.y.between(2.5, 25).all()
    assert middles.iloc[-1].x > 122.5


def test_own_file_dissolves_parts_with_the_same_code():
    boundaries = load_boundaries(SAMPLE)
    assert list(boundaries.provinces["name_zh"]) == ["山西", "陕西"]
    assert boundaries.provinces.crs == ALBERS
    assert boundaries.source("zh") == SAMPLE.name
    raw = gpd.read_file(SAMPLE).to_crs(ALBERS)
    assert boundaries.provinces.area.sum() == pytest.approx(raw.area.sum(), rel=1e-3)


@pytest.mark.parametrize(
    ("column", "values"),
    [("gb", ["156140000", "156610000"]), ("PAC", [140000, 610000]), ("NAME", ["山西省", "陕西"])],
)
def test_own_file_may_name_provinces_in_many_ways(tmp_path: Path, column: str, values: list):
    frame = gpd.read_file(SAMPLE).iloc[[0, 2]][["geometry"]].assign(**{column: values})
    frame.to_file(tmp_path / "own.gpkg")
    assert list(load_boundaries(tmp_path / "own.gpkg").provinces.index) == ["140000", "610000"]


def test_own_file_may_be_a_shapefile_or_a_zip_of_one(tmp_path: Path):
    folder = tmp_path / "shp"
    folder.mkdir()
    gpd.read_file(SAMPLE).to_file(folder / "own.shp", encoding="utf-8")
    packed = shutil.make_archive(str(tmp_path / "own"), "zip", folder)
    for path in (folder / "own.shp", Path(packed)):
        assert list(load_boundaries(path).provinces["name_en"]) == ["Shanxi", "Shaanxi"]


def test_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BoundaryError, match=r"no boundary file.*nowhere\.shp"):
        load_boundaries(tmp_path / "nowhere.shp")


def test_file_of_another_kind_is_named(tmp_path: Path):
    path = tmp_path / "broken.geojson"
    path.write_text("not a map", encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"'broken\.geojson' cannot be read"):
        load_boundaries(path)


def test_missing_coordinate_system_is_an_error(tmp_path: Path):
    frame = gpd.read_file(SAMPLE).set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(tmp_path / "plain.gpkg")
    with pytest.raises(BoundaryError, match="does not say its coordinate system"):
        load_boundaries(tmp_path / "plain.gpkg")


def test_file_without_names_lists_its_columns(tmp_path: Path):
    frame = gpd.read_file(SAMPLE)[["geometry"]].assign(colour="red")
    frame.to_file(tmp_path / "nameless.gpkg")
    with pytest.raises(BoundaryError, match=r"no column that names the provinces.*colour"):
        load_boundaries(tmp_path / "nameless.gpkg")


def test_unknown_name_is_named_with_its_row(tmp_path: Path):
    frame = gpd.read_file(SAMPLE)[["geometry"]].assign(name=["山西", "陕西", "Atlantis"])
    frame.to_file(tmp_path / "strange.gpkg")
    with pytest.raises(BoundaryError, match="row 3: 'Atlantis' is not a province"):
        load_boundaries(tmp_path / "strange.gpkg")
