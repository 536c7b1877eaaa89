import shutil
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from made_up_groups import COASTS, groups_of
from tanmai.core.errors import BoundaryError, LabelError
from tanmai.core.labels import all_provinces
from tanmai.core.resources import resource
from tanmai.draw.boundaries import ALBERS, CGCS2000, dissolve, load_boundaries, project
from tanmai.draw.boundaries.projection import to_degrees

SAMPLE = resource("shapefiles", "sample", "two_provinces.geojson")


def test_default_holds_the_34_provinces_and_ten_dashes():
    boundaries = load_boundaries()
    assert list(boundaries.areas.index) == [province.code for province in all_provinces()]
    assert boundaries.areas.is_valid.all()
    assert len(boundaries.dashes) == 10
    assert boundaries.areas.crs == boundaries.dashes.crs


def test_regions_stand_in_the_order_of_their_areas():
    boundaries = load_boundaries()
    assert boundaries.regions == all_provinces()
    assert boundaries.of_provinces
    assert boundaries.inner_borders.empty


def test_area_of_china_and_of_its_provinces_is_right():
    provinces = load_boundaries().areas
    land = provinces.area / 1e6
    assert land.sum() == pytest.approx(9.5e6, rel=0.01)
    assert land["650000"] == pytest.approx(1_630_000, rel=0.01)
    assert land["820000"] < 60


def test_every_province_holds_its_own_point():
    provinces = load_boundaries().areas
    for region in all_provinces():
        x, y = project(np.array([region.lon]), np.array([region.lat]))[0]
        assert provinces[region.code].contains(shapely.Point(x, y)), str(region)


def test_southern_tibet_and_the_diaoyu_islands_are_within():
    provinces = load_boundaries().areas
    tibet, diaoyu = project(np.array([91.87, 123.47]), np.array([27.59, 25.74]))
    assert provinces["540000"].contains(shapely.Point(*tibet))
    assert provinces["710000"].distance(shapely.Point(*diaoyu)) < 3000


def test_simplified_neighbours_do_not_overlap():
    shapes = load_boundaries().areas.to_numpy()
    overlap = sum(a.intersection(b).area for a, b in combinations(shapes, 2) if a.intersects(b))
    assert overlap / 1e6 < 0.5  # km2; the source itself holds 0.27 between Jiangsu and Shandong


def test_dashes_run_from_the_gulf_of_tonkin_to_the_east_of_taiwan():
    middles = load_boundaries().dashes.interpolate(0.5, normalized=True).to_crs("EPSG:4490")
    assert middles.x.between(106, 123).all()
    assert middles.y.between(2.5, 25).all()
    assert middles.iloc[-1].x > 122.5


def test_own_file_dissolves_parts_with_the_same_code():
    boundaries = load_boundaries(SAMPLE)
    assert [r.name_zh for r in boundaries.regions] == ["山西", "陕西"]
    assert boundaries.areas.crs == ALBERS
    assert boundaries.source("en") == f"{SAMPLE.name} (10 of the ten dashes from Tianditu)"
    raw = gpd.read_file(SAMPLE).to_crs(ALBERS)
    assert boundaries.areas.area.sum() == pytest.approx(raw.area.sum(), rel=1e-3)


@pytest.mark.parametrize(
    ("column", "values"),
    [("gb", ["156140000", "156610000"]), ("PAC", [140000, 610000]), ("NAME", ["山西省", "陕西"])],
)
def test_own_file_may_name_provinces_in_many_ways(tmp_path: Path, column: str, values: list):
    frame = gpd.read_file(SAMPLE).iloc[[0, 2]][["geometry"]].assign(**{column: values})
    frame.to_file(tmp_path / "own.gpkg")
    assert list(load_boundaries(tmp_path / "own.gpkg").areas.index) == ["140000", "610000"]


def test_own_file_may_be_a_shapefile_or_a_zip_of_one(tmp_path: Path):
    folder = tmp_path / "shp"
    folder.mkdir()
    gpd.read_file(SAMPLE).to_file(folder / "own.shp", encoding="utf-8")
    packed = shutil.make_archive(str(tmp_path / "own"), "zip", folder)
    for path in (folder / "own.shp", Path(packed)):
        assert [r.name_en for r in load_boundaries(path).regions] == ["Shanxi", "Shaanxi"]


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
    with pytest.raises(BoundaryError, match="does not state its coordinate system"):
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


# --- groups ------------------------------------------------------------------------------


def test_a_group_is_the_union_of_its_provinces():
    provinces, grouped = load_boundaries(), dissolve(load_boundaries(), COASTS)
    for group in COASTS.targets:
        members = [k.source.code for k in COASTS.links if k.target == group]
        area = grouped.areas[group.code]
        assert area.is_valid
        assert area.area == pytest.approx(provinces.areas[members].area.sum(), rel=1e-9)
        assert all(area.covers(provinces.areas[code].representative_point()) for code in members)
    assert grouped.areas.area.sum() == pytest.approx(provinces.areas.area.sum(), rel=1e-9)


def test_areas_of_no_group_stay_as_they_are():
    provinces, grouped = load_boundaries(), dissolve(load_boundaries(), COASTS)
    members = {link.source.code for link in COASTS.links}
    alone = [region for region in provinces.regions if region.code not in members]
    assert [r for r in grouped.regions if r in alone] == alone
    for region in alone:
        assert grouped.areas[region.code].equals(provinces.areas[region.code])
    assert list(grouped.areas.index) == [region.code for region in grouped.regions]
    assert len(grouped.regions) == len(alone) + len(COASTS.targets)
    assert not grouped.of_provinces


def test_the_point_of_a_group_lies_in_the_middle_of_it():
    grouped = dissolve(load_boundaries(), COASTS)
    for group in COASTS.targets:
        region = grouped.by_code[group.code]
        assert (region.name_zh, region.name_en) == (group.name_zh, group.name_en)
        x, y = project(np.array([region.lon]), np.array([region.lat]))[0]
        area, point = grouped.areas[group.code], shapely.Point(x, y)
        assert area.contains(point)
        inside = area.boundary.distance(point)
        assert inside > 0.99 * max(
            area.boundary.distance(part.representative_point()) for part in area.geoms
        )


def test_inner_borders_are_those_between_provinces_of_one_group():
    provinces, grouped = load_boundaries().areas, dissolve(load_boundaries(), COASTS)
    shared = provinces["110000"].intersection(provinces["130000"]).length
    shared += provinces["120000"].intersection(provinces["130000"]).length
    shared += provinces["110000"].intersection(provinces["120000"]).length
    shared += provinces["350000"].intersection(provinces["440000"]).length
    assert grouped.inner_borders.length.sum() == pytest.approx(shared, rel=1e-6)
    outer = shapely.union_all(grouped.areas.boundary.to_numpy())
    assert outer.intersection(grouped.inner_borders.union_all()).length < 1


def test_a_province_that_is_split_cannot_be_drawn_in_a_group():
    groups = groups_of({"130000": {"N": 0.5, "S": 0.5}})
    with pytest.raises(LabelError, match=r"split 130000 .*each province in one group"):
        dissolve(load_boundaries(), groups)


def test_a_province_may_stay_by_itself_under_its_own_code():
    grouped = dissolve(
        load_boundaries(),
        groups_of({"110000": {"110000": 1.0}, "120000": {"N": 1.0}, "130000": {"N": 1.0}}),
    )
    assert grouped.by_code["110000"] == load_boundaries().by_code["110000"]
    assert grouped.areas["110000"].equals(load_boundaries().areas["110000"])
    assert {"120000", "130000"}.isdisjoint(grouped.areas.index)


def test_a_group_may_not_have_the_code_of_a_province():
    with pytest.raises(LabelError, match="code 110000, which is that of a province"):
        dissolve(load_boundaries(), groups_of({"130000": {"110000": 1.0}}))


def test_a_province_without_boundaries_is_named():
    with pytest.raises(
        BoundaryError, match=r"110000 Beijing .*not among the boundaries of two_prov"
    ):
        dissolve(load_boundaries(SAMPLE), COASTS)


def test_an_unknown_code_is_named_with_the_nearest():
    with pytest.raises(LabelError, match=r"'610001' is not the code of a region.*610000"):
        load_boundaries().require(["610000", "610001"])


def test_the_projection_is_that_of_proj():
    lon, lat = np.meshgrid(np.linspace(73, 136, 22), np.linspace(3, 54, 18))
    known = Transformer.from_crs(CGCS2000, ALBERS, always_xy=True).transform(lon, lat)
    found = project(lon.ravel(), lat.ravel())
    assert np.abs(found - np.column_stack([part.ravel() for part in known])).max() < 1e-6
    assert to_degrees(found) == pytest.approx(np.column_stack([lon.ravel(), lat.ravel()]))
