"""Files of boundaries as they are met: forms that are read, and damages that are named."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from made_up_boundaries import china, dashes, with_dashes
from tanmai.core.errors import BoundaryError
from tanmai.core.labels import all_provinces
from tanmai.draw.boundaries import ALBERS, load_boundaries, tianditu
from tanmai.draw.boundaries.checks import check_boundaries
from tanmai.draw.boundaries.dashes import dash_numbers, middle_line
from tanmai.draw.boundaries.gcj02 import from_gcj02, to_gcj02
from tanmai.draw.boundaries.model import BoundarySource
from tanmai.draw.boundaries.own_file import read_boundaries

CODES = [province.code for province in all_provinces()]


def facts_of(source: BoundarySource) -> dict[str, str]:
    return {what.into("en"): fact for what, fact in source.facts}


def saved(frame, path: Path, **how) -> Path:
    frame.to_file(path, **how)
    return path


def shapefile(frame, folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir()
    frame.to_file(folder / "own.shp", encoding=encoding)
    return folder / "own.shp"


# --- forms that are read -----------------------------------------------------------------


@pytest.mark.parametrize("form", ["own.geojson", "own.gpkg", "own.json"])
def test_whole_provinces_are_read_as_they_are(tmp_path, form):
    driver = {"driver": "GeoJSON"} if form.endswith("json") else {}
    source = read_boundaries(saved(with_dashes(), tmp_path / form, **driver))
    assert list(source.provinces.index) == CODES
    assert list(source.dashes.index) == list(range(1, 11))
    whole = china().to_crs(ALBERS)
    assert source.provinces.area.to_numpy() == pytest.approx(whole.area.to_numpy(), rel=1e-6)
    assert not len(source.unnamed)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("told", [True, False])
def test_a_shapefile_is_read_in_utf_8_and_in_gbk(tmp_path, encoding, told):
    path = shapefile(china().drop(columns="adcode"), tmp_path / "shp", encoding)
    if not told:
        path.with_suffix(".cpg").unlink()
    source = read_boundaries(path)
    assert list(source.provinces.index) == CODES
    assert ("GBK" if encoding == "gbk" else "UTF-8") in [fact for _, fact in source.facts]


def test_a_geojson_in_gbk_is_read(tmp_path):
    path = saved(china().drop(columns="adcode"), tmp_path / "own.geojson")
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    assert list(read_boundaries(path).provinces.index) == CODES


def test_every_file_of_a_shapefile_is_known(tmp_path):
    source = read_boundaries(shapefile(china(), tmp_path / "shp"))
    assert {file.suffix for file in source.files} == {".shp", ".dbf", ".shx", ".prj", ".cpg"}
    single = saved(china(), tmp_path / "own.gpkg")
    assert read_boundaries(single).files == (single,)


@pytest.mark.parametrize(
    ("column", "given", "value"),
    [
        ("ADCODE99", "adcode", int),
        ("pac", "adcode", float),
        ("gb", "adcode", lambda code: f"156{code}"),
        ("pr_adcode", "adcode", lambda code: f"{code[:2]}0100"),
        ("pr_name", "name", str),
        ("Name", "name", lambda name: f"{name}省" if name in {"山西", "陕西"} else name),
        ("name", "adcode", str),
        ("省", "name", str),
        ("行政区划代码", "adcode", int),
        ("NL_NAME_1", "name", lambda name: f"{name}|x"),
        ("NL_NAME_1", "name", lambda name: f"x|{name}"),
    ],
)
def test_provinces_are_known_by_many_columns(tmp_path, column, given, value):
    frame = china()
    frame = frame[["geometry"]].assign(**{column: [value(cell) for cell in frame[given]]})
    assert list(read_boundaries(saved(frame, tmp_path / "own.gpkg")).provinces.index) == CODES


@pytest.mark.parametrize("name", ["", "中华人民共和国", "China"])
def test_a_row_of_the_whole_country_is_left_out_and_said(tmp_path, name):
    frame = china()
    whole = frame.head(1).assign(adcode="100000", name=name, geometry=frame.union_all())
    source = read_boundaries(saved(pd.concat([whole, frame]), tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == CODES
    assert not len(source.unnamed)
    assert facts_of(source)["rows of the whole country, left out"] == "1"


def test_dashes_under_the_code_of_the_country_are_dashes(tmp_path):
    frame = china()
    lines = frame.head(1).assign(
        adcode="100000", name="", geometry=shapely.MultiLineString(list(dashes().geometry))
    )
    source = read_boundaries(saved(pd.concat([frame, lines]), tmp_path / "own.geojson"))
    assert len(source.dashes) == 10


def test_a_blank_code_is_made_good_by_the_name(tmp_path):
    frame = china()
    frame["ADCODE99"] = [0 if code == "820000" else int(code) for code in frame["adcode"]]
    source = read_boundaries(saved(frame.drop(columns="adcode"), tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == CODES


def test_hundreds_of_parts_become_34_provinces(tmp_path):
    parts = china().explode()
    assert len(parts) > 150
    source = read_boundaries(saved(parts, tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == CODES
    assert source.provinces.area.sum() == pytest.approx(china().to_crs(ALBERS).area.sum())


def test_counties_are_joined_into_their_provinces_and_that_is_said(tmp_path):
    frame = china()
    west, east = shapely.box(100, 0, 108.9, 60), shapely.box(108.9, 0, 140, 60)
    shaanxi = frame.loc[frame["adcode"] == "610000", "geometry"].iloc[0]
    halves = gpd.GeoDataFrame(
        {"adcode": ["610300", "610500"], "name": ["宝鸡市", "海南"]},
        geometry=[shaanxi & west, shaanxi & east],
        crs=frame.crs,
    )
    split = pd.concat([frame[frame["adcode"] != "610000"], halves])
    source = read_boundaries(saved(split, tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == CODES
    assert "2" in [said for what, said in facts_of(source).items() if "below provinces" in what]
    whole = gpd.GeoSeries([shaanxi], crs=frame.crs).to_crs(ALBERS).area.iloc[0]
    assert source.provinces.area["610000"] == pytest.approx(whole, rel=1e-6)


def test_the_layer_with_the_most_provinces_is_taken(tmp_path):
    path, frame = tmp_path / "many.gpkg", china()
    saved(frame.head(3), path, layer="three")
    saved(frame.explode(), path, layer="parts")
    saved(frame, path, layer="provinces")
    rivers = gpd.GeoDataFrame(
        {"name": ["黄河"]}, geometry=[shapely.LineString([(100, 35), (118, 37)])], crs=frame.crs
    )
    saved(rivers, path, layer="rivers")
    pyogrio.write_dataframe(pd.DataFrame({"note": ["no shapes"]}), path, layer="notes")
    facts = facts_of(read_boundaries(path))
    assert facts["layer"] == "many.gpkg:provinces"
    others = next(said for what, said in facts.items() if "other layers" in what)
    assert "rivers" in others
    assert "notes" not in others


def test_a_zip_may_hold_several_shapefiles_and_dashes_of_their_own(tmp_path):
    provinces = shapefile(china(), tmp_path / "provinces", "gbk").parent
    lines = gpd.GeoDataFrame(
        {"name": ["九段线"] * 10}, geometry=dashes().to_numpy(), crs=china().crs
    )
    of_dashes = shapefile(lines, tmp_path / "lines").parent
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as packed:
        for folder in (provinces, of_dashes):
            for file in folder.iterdir():
                packed.write(file, f"{folder.name}/{file.name}")
    source = read_boundaries(tmp_path / "own.zip")
    assert list(source.provinces.index) == CODES
    assert list(source.dashes.index) == list(range(1, 11))


def test_a_file_that_changed_is_read_again(tmp_path):
    path = saved(china(), tmp_path / "own.gpkg")
    assert read_boundaries(path) is read_boundaries(path)
    assert load_boundaries(path) is load_boundaries(path)
    path.unlink()
    saved(china().head(3), path)
    assert list(load_boundaries(path).areas.index) == CODES[:3]


def test_a_polygon_without_an_area_is_no_province(tmp_path):
    frame = china()
    flat = shapely.Polygon([(108, 34), (109, 35), (108, 34), (108, 34)])
    frame.loc[frame["adcode"] == "610000", "geometry"] = flat
    source = read_boundaries(saved(frame, tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == [code for code in CODES if code != "610000"]


def test_three_dimensions_become_two(tmp_path):
    frame = china().head(3)
    frame["geometry"] = shapely.force_3d(frame.geometry.to_numpy(), 7.0)
    source = read_boundaries(saved(frame, tmp_path / "own.gpkg"))
    assert not shapely.has_z(source.provinces.to_numpy()).any()


# --- the ten dashes ----------------------------------------------------------------------


def test_dashes_may_be_thin_polygons_without_a_code(tmp_path):
    frame = china()
    thin = tianditu().dashes.buffer(6000).to_crs(frame.crs)
    row = {"adcode": "100000_JD", "name": "", "geometry": shapely.MultiPolygon(list(thin))}
    frame.loc[len(frame)] = row
    source = read_boundaries(saved(frame, tmp_path / "own.geojson"))
    assert list(source.dashes.index) == list(range(1, 11))
    assert not len(source.unnamed)
    for number, line in source.dashes.items():
        assert isinstance(line, shapely.LineString)
        assert line.hausdorff_distance(tianditu().dashes[number]) < 8000


def test_dashes_that_a_file_lacks_are_tianditus_and_the_source_says_so(tmp_path):
    nine = with_dashes()
    nine.loc[34, "geometry"] = shapely.MultiLineString(list(dashes())[:9])
    boundaries = load_boundaries(saved(nine, tmp_path / "own.gpkg"))
    assert list(boundaries.dashes.index) == list(range(1, 11))
    assert boundaries.dashes[10].equals(tianditu().dashes[10])
    assert boundaries.source("en") == "own.gpkg (1 of the ten dashes from Tianditu)"
    assert boundaries.source("zh") == "own.gpkg（南海断续线中 1 段取自天地图）"
    whole = load_boundaries(saved(with_dashes(), tmp_path / "ten.gpkg"))
    assert whole.source("zh") == "ten.gpkg"


def test_coasts_rivers_and_islets_are_no_dashes():
    provinces = tianditu().provinces
    lines = [
        shapely.LineString([(0, 1.5e6), (1, 3.9e6)]),
        shapely.LineString([(0, 4e6), (8e4, 4e6)]),
    ]
    islets = [part for part in provinces["460000"].geoms if part.area < 1e7]
    assert not dash_numbers(np.array([*lines, *islets, provinces["460000"].boundary])).any()


def test_the_middle_line_of_a_thin_polygon_runs_between_its_ends():
    line = shapely.LineString([(0, 0), (50e3, 8e3), (100e3, 0)])
    middle = middle_line(line.buffer(2000, cap_style="flat"))
    assert middle.length == pytest.approx(line.length, rel=0.05)
    assert middle.hausdorff_distance(line) < 3000


# --- coordinate systems ------------------------------------------------------------------


def test_the_shift_is_that_of_published_pairs():
    """Pairs of the tests of eviltransform: Shanghai, Shenzhen and Beijing."""
    plain = np.array([[121.5272106, 31.1774276], [113.912316, 22.543847], [116.377817, 39.911954]])
    shifted = [
        [121.531541859215, 31.17530398364597],
        [113.9171764808363, 22.540796131694766],
        [116.38404722455657, 39.91334545536069],
    ]
    assert to_gcj02(plain) == pytest.approx(np.array(shifted), abs=1e-9)


def test_gcj02_is_turned_back(tmp_path):
    frame = china()
    shifted = shapely.transform(frame.geometry.to_numpy(), to_gcj02)
    path = saved(frame.set_geometry(shifted, crs="EPSG:4326"), tmp_path / "web.geojson")
    true = frame.to_crs(ALBERS).set_index("adcode").geometry
    turned, raw = read_boundaries(path, "GCJ-02").provinces, read_boundaries(path).provinces
    assert turned["610000"].hausdorff_distance(true["610000"]) < 1
    assert raw["610000"].hausdorff_distance(true["610000"]) > 300


def test_a_given_system_stands_above_that_of_the_file(tmp_path):
    wrong = china().set_crs("EPSG:3857", allow_override=True)
    path = saved(wrong, tmp_path / "own.gpkg")
    assert list(read_boundaries(path, "EPSG:4490").provinces.index) == CODES
    bare = shapefile(china(), tmp_path / "shp")
    bare.with_suffix(".prj").unlink()
    assert list(read_boundaries(bare, "epsg:4326").provinces.index) == CODES


def test_projected_coordinates_are_read(tmp_path):
    source = read_boundaries(saved(china().to_crs("EPSG:3857"), tmp_path / "own.gpkg"))
    assert list(source.provinces.index) == CODES
    assert source.provinces.area.sum() == pytest.approx(china().to_crs(ALBERS).area.sum(), rel=1e-6)


def test_gcj02_outside_of_china_is_not_shifted():
    tokyo = np.array([[139.7, 35.7], [2.35, 48.85]])
    assert to_gcj02(tokyo) == pytest.approx(tokyo, abs=0)
    assert from_gcj02(tokyo) == pytest.approx(tokyo, abs=0)


# --- files that cannot be used -----------------------------------------------------------


def without(suffix):
    def make(folder):
        path = shapefile(china().head(2), folder / "shp")
        path.with_suffix(suffix).unlink()
        return path

    return make


def named(value, column="name"):
    def make(folder):
        frame = china().head(3)
        return saved(
            frame[["geometry"]].assign(**{column: ["河北", "陕西", value]}), folder / "own.gpkg"
        )

    return make


def text(name, content):
    def make(folder):
        (folder / name).write_bytes(content)
        return folder / name

    return make


def moved(change, **crs):
    def make(folder):
        frame = china().head(3)
        shapes = shapely.transform(frame.geometry.to_numpy(), change)
        return saved(frame.set_geometry(shapes, crs=crs.get("crs", frame.crs)), folder / "own.gpkg")

    return make


def disagreeing(folder):
    frame = china()
    frame.loc[frame["adcode"] == "140000", "name"] = "陕西"
    return saved(frame, folder / "own.gpkg")


def only_lines(folder):
    lines = china().head(3)
    return saved(lines.set_geometry(lines.boundary), folder / "own.gpkg")


def zip_of(name, content):
    def make(folder):
        with zipfile.ZipFile(folder / "own.zip", "w") as packed:
            packed.writestr(name, content)
        return folder / "own.zip"

    return make


def cut_short(folder):
    path = shapefile(china().head(3), folder / "shp")
    path.write_bytes(path.read_bytes()[:120])
    return path


def blank(folder):
    return saved(china().assign(adcode="", name=None), folder / "own.gpkg")


def undecodable(folder):
    path = saved(china().head(1), folder / "own.geojson")
    path.write_bytes(path.read_bytes().replace("北京".encode(), b"\xff\xff"))
    return path


def broken_zip(folder):
    path = folder / "own.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("own.geojson", china().head(2).to_json())
    content = bytearray(path.read_bytes())
    content[200:400] = b"\xff" * 200
    path.write_bytes(content)
    return path


def cut_geojson(folder):
    path = saved(china().head(3), folder / "own.geojson")
    path.write_bytes(path.read_bytes()[:-4000])
    return path


VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="other">
<SrcDataSource>%s</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


def pointing_elsewhere(name):
    """A file that makes GDAL read another one, by the ending of a map."""

    def make(folder):
        other = saved(china().head(3), folder / "other.gpkg")
        (folder / name).write_bytes(VRT % str(other).encode())
        for suffix in (".dbf", ".shx"):
            (folder / name).with_suffix(suffix).touch()
        return folder / name

    return make


def zipped(make):
    def packed(folder):
        path = make(folder)
        with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
            for file in (path, path.with_suffix(".dbf"), path.with_suffix(".shx")):
                archive.write(file, file.name)
        return folder / "packed.zip"

    return packed


def with_crs(crs):
    def make(folder):
        content = json.loads(china().head(3).to_json()) | {"crs": crs}
        (folder / "own.geojson").write_text(json.dumps(content), encoding="utf-8")
        return folder / "own.geojson"

    return make


def geopackage_with(statement):
    def make(folder):
        path = saved(china().head(3), folder / "own.gpkg")
        with closing(sqlite3.connect(path)) as db:
            db.execute(statement)
            db.commit()
        return path

    return make


@pytest.mark.parametrize(
    "make",
    [
        pointing_elsewhere("own.geojson"),
        pointing_elsewhere("own.shp"),
        pointing_elsewhere("own.gpkg"),
        zipped(pointing_elsewhere("own.geojson")),
        zipped(pointing_elsewhere("own.shp")),
        text("own.geojson", b"http://127.0.0.1:9/a.geojson"),
        text("own.geojson", b"WFS:http://127.0.0.1:9/"),
        text("own.json", b'{"type": "Topology", "objects": {}}'),
        text("own.geojson", b"[" * 100_000),
        text("own.geojson", b'{"type": "FeatureCollection", "features": [1]}'),
        text("own.geojson", b'{"type": "FeatureCollection", "features": {}}'),
        text("own.geojson", b'{"type": "FeatureCollection", "features": [{"geometry": 3}]}'),
        with_crs({"type": "link", "properties": {"href": "http://127.0.0.1:9/", "type": "proj4"}}),
        with_crs({"type": "name", "properties": {"name": "http://127.0.0.1:9/"}}),
        with_crs({"type": "name", "properties": {"name": "+init=/etc/passwd:1"}}),
        with_crs({"type": "name", "properties": {"name": "EPSG:999999"}}),
        with_crs("EPSG:4490"),
        geopackage_with("CREATE VIEW seen AS SELECT * FROM own"),
        geopackage_with("CREATE VIRTUAL TABLE other USING fts4(a)"),
    ],
)
def test_nothing_that_a_file_points_to_is_read(tmp_path, make):
    with pytest.raises(BoundaryError, match="cannot be read as boundaries"):
        read_boundaries(make(tmp_path))


def test_a_named_coordinate_system_of_geojson_is_taken(tmp_path):
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    source = read_boundaries(with_crs(named)(tmp_path))
    assert facts_of(source)["coordinate system"] == "EPSG:4490"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "none.shp", r"no boundary file '.*none\.shp'"),
        (text("own.csv", b"adcode\n110000\n"), r"'own\.csv' is of a kind that is not read.*\.gpkg"),
        (text("own.gpkg", b""), r"'own\.gpkg' cannot be read"),
        (text("own.geojson", b"not a map"), r"'own\.geojson' cannot be read"),
        (text("own.shp", b"not a map"), r"lacks its \.dbf, \.shx"),
        (text("own.zip", b"not a zip"), r"'own\.zip' cannot be unpacked"),
        (zip_of("readme.txt", "none"), r"'own\.zip' holds no layer"),
        (zip_of("a/own.geojson", "{}"), r"'own\.zip/a/own\.geojson' cannot be read"),
        (broken_zip, r"'own\.zip' cannot be unpacked"),
        (blank, "columns adcode, name are blank"),
        (undecodable, "text is in none of UTF-8, GBK"),
        (cut_short, "holds no areas"),
        (cut_geojson, r"'own\.geojson' cannot be read"),
        (without(".dbf"), r"lacks its \.dbf"),
        (without(".shx"), r"lacks its \.shx"),
        (without(".prj"), r"does not state its coordinate system.*EPSG:4490"),
        (only_lines, "holds no areas, only lines"),
        (named("石家庄市"), "row 3: '石家庄市' is not a province"),
        (named("Shanx"), "row 3: 'Shanx' is not a province.*Did you mean 'Shanxi'"),
        (named("x", "colour"), r"has no column that names the provinces.*colour"),
        (disagreeing, r"row 4: the code 140000 is that of Shanxi.*name that of Shaanxi 陕西"),
        (moved(lambda p: p[:, ::-1]), "has latitude before longitude.*second from 113.5"),
        (moved(lambda p: p - (60, 0)), "has no area in China.*5"),
        (moved(lambda p: p, crs="EPSG:3857"), "has no area in China"),
        (moved(lambda p: p * 1e5), "has no area in China"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_clear_error(tmp_path, make, message):
    with pytest.raises(BoundaryError, match=message):
        read_boundaries(make(tmp_path))


def test_an_unknown_coordinate_system_is_named(tmp_path):
    path = saved(china().head(2), tmp_path / "own.gpkg")
    with pytest.raises(BoundaryError, match="--boundaries-crs EPSG:99999 is not a coordinate"):
        read_boundaries(path, "EPSG:99999")


def test_a_source_says_which_provinces_it_lacks(tmp_path):
    source = read_boundaries(saved(china().head(2), tmp_path / "own.gpkg"))
    source.require(["110000", "120000"])
    with pytest.raises(BoundaryError, match="no area for Hebei 河北, Shanxi 山西, which are"):
        source.require(["110000", "130000", "140000"])


# --- files of the world, and columns of one's own ------------------------------------------


def topology(frame, path: Path) -> Path:
    """Write areas as TopoJSON: every ring an arc of its own, in steps of 1e-5 degrees."""
    arcs, shapes = [], []
    for row, parts in zip(frame.to_dict("records"), frame.geometry, strict=True):
        rings = []
        for part in shapely.get_parts(parts):
            steps = np.round((np.array(part.exterior.coords) - (70, 0)) / 1e-5).astype(int)
            arcs.append([steps[0].tolist(), *np.diff(steps, axis=0).tolist()])
            rings.append([[len(arcs) - 1]])
        properties = {key: value for key, value in row.items() if key != "geometry"}
        shapes.append({"type": "MultiPolygon", "arcs": rings, "properties": properties})
    content = {
        "type": "Topology",
        "transform": {"scale": [1e-5, 1e-5], "translate": [70, 0]},
        "objects": {"provinces": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["topojson", "json"])
def test_topojson_is_read_under_both_endings(tmp_path, ending):
    source = read_boundaries(topology(china(), tmp_path / f"own.{ending}"))
    assert list(source.provinces.index) == CODES
    whole = china().to_crs(ALBERS)
    assert source.provinces.area.to_numpy() == pytest.approx(whole.area.to_numpy(), rel=1e-3)


def world(**columns) -> gpd.GeoDataFrame:
    """Return the provinces and a row abroad, with columns of functions of a province."""
    rows = [{k: give(p) for k, give in columns.items()} for p in [*all_provinces(), None]]
    abroad = shapely.box(100, 45, 105, 48)
    shapes = [*china().geometry, abroad]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


OWN_CODE = {"710000": "TWN", "810000": "HKG", "820000": "MAC"}  # as Natural Earth has them
NATURAL_EARTH = {
    "iso_3166_2": lambda p: (
        "MN-1" if p is None else f"{OWN_CODE.get(p.code, 'CN')[:2]}-{p.code[:2]}"
    ),
    "name": lambda p: "Bulgan" if p is None or p.code in OWN_CODE else p.name_en,
    "adm0_a3": lambda p: "MNG" if p is None else OWN_CODE.get(p.code, "CHN"),
}
GADM = {
    "GID_0": lambda p: "CHN" if p else "MNG",
    "NAME_1": lambda p: (
        {"150000": "Nei Mongol", "640000": "Ningxia Hui"}.get(p.code, p.name_en) if p else "Bulgan"
    ),
    "NL_NAME_1": lambda p: "NA" if p is None else f"{p.name_zh}|{p.name_zh}",
}


@pytest.mark.parametrize("columns", [NATURAL_EARTH, GADM])
def test_files_of_the_world_give_the_provinces_of_china(tmp_path, columns):
    source = read_boundaries(saved(world(**columns), tmp_path / "w.gpkg"))
    assert list(source.provinces.index) == CODES
    assert (source.abroad, len(source.unnamed)) == (1, 0)
    lines = " ".join(check_boundaries(source).messages("en"))
    assert "Rows of other countries were left out" in lines


def test_the_column_of_names_may_be_given(tmp_path):
    frame = china().rename(columns={"name": "Where"}).drop(columns="adcode")
    path = saved(frame, tmp_path / "own.gpkg")
    assert list(read_boundaries(path, None, "where").provinces.index) == CODES
    with pytest.raises(BoundaryError, match=r"It has: .*Where.* Name the column with --name-col"):
        read_boundaries(path)
    with pytest.raises(BoundaryError, match=r"no column 'Wher'.* Did you mean 'Where'"):
        read_boundaries(path, None, "Wher")
