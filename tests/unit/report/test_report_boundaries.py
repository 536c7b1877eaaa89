"""A study on boundaries of one's own, and in groups of one's own."""

from hashlib import sha256

import numpy as np
import pytest
import shapely

from embedded import embedded_study
from made_up import small_table
from made_up_boundaries import china, with_dashes
from tanmai.core.errors import BoundaryError, OptionError
from tanmai.draw.boundaries import project
from tanmai.draw.maps.area_labels import area_labels
from tanmai.io.bundle import write_bundle
from tanmai.report.content import colophon, limits
from tanmai.report.picture_words import picture_caption
from tanmai.report.pictures_of_study import boundaries_of, picture_material
from tanmai.report.voice import LANGUAGES, Voice, groups_of_provinces, is_mapped
from tanmai.studies.files import notes, run_record
from tanmai.studies.options import StudyOptions, study_options
from tanmai.studies.study import make_study

GROUPS = """from,to,to_name_zh,to_name_en,weight,reason
140000,E,晋与浙,Shanxi and Zhejiang,1,made up
330000,E,晋与浙,Shanxi and Zhejiang,1,made up
610000,610000,陕西,Shaanxi,1,stays alone
620000,W,西北,Northwest,1,made up
"""


@pytest.fixture(scope="module")
def own_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.gpkg"
    china().to_file(path)
    return path


@pytest.fixture(scope="module")
def own_study(own_file):
    return make_study(StudyOptions(table="textbook-mini", boundaries=own_file))


@pytest.fixture(scope="module")
def grouped_study(own_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("groups")
    (folder / "mine.csv").write_text(GROUPS, encoding="utf-8")
    write_bundle(small_table(), folder / "table")
    options = {"table": str(folder / "table"), "regions": str(folder / "mine.csv")}
    return make_study(StudyOptions(boundaries=own_file, **options))


def test_maps_are_drawn_on_the_own_file_and_name_it(own_study):
    boundaries = picture_material(own_study, "production")["boundaries"]
    assert boundaries is boundaries_of(own_study)
    assert boundaries.source("en").startswith("own.gpkg")
    assert len(boundaries.areas) == 34


def test_the_record_holds_the_file_and_its_checks(own_study, own_file):
    record = run_record(own_study)
    assert record["inputs_sha256"]["own.gpkg"] == sha256(own_file.read_bytes()).hexdigest()
    assert record["options"]["boundaries"] == "own.gpkg"
    broken = [row["rule"] for row in record["boundary_checks"] if not row["passed"]]
    assert broken == ["dashes"]


def test_what_the_file_lacks_is_said_in_notes_and_page(own_study):
    for language in LANGUAGES:
        (said,) = own_study.boundary_checks.messages(language)
        assert said in notes(own_study)
        assert said in limits(Voice(language, own_study))


def test_nothing_is_said_of_tianditus_boundaries(textbook_study):
    assert textbook_study.boundary_checks is None
    assert run_record(textbook_study)["boundary_checks"] is None
    assert not [line for line in notes(textbook_study) if "dashes" in line]


def test_a_province_without_an_area_is_refused_before_anything_is_computed(tmp_path):
    frame = with_dashes()
    frame[frame["adcode"] != "330000"].to_file(tmp_path / "own.gpkg")
    steps = []
    with pytest.raises(BoundaryError, match="no area for Zhejiang 浙江, which are to be drawn"):
        make_study(
            StudyOptions(table="textbook-mini", boundaries=tmp_path / "own.gpkg"), steps.append
        )
    assert "solve" not in steps


def test_own_groups_of_provinces_are_drawn_as_one_area_each(grouped_study, own_study):
    assert is_mapped(grouped_study)
    grouped, provinces = boundaries_of(grouped_study), boundaries_of(own_study)
    members = provinces.areas[["140000", "330000"]].area.sum()
    assert grouped.areas["E"].area == pytest.approx(members, rel=1e-9)
    point = project(*np.array([[grouped.by_code["E"].lon], [grouped.by_code["E"].lat]]))
    assert grouped.areas["E"].contains(shapely.Point(point[0]))
    (label,) = (one for one in area_labels(grouped, "en") if one.region.code == "E")
    assert label.text == "Shanxi and Zhejiang"
    assert grouped.by_code["610000"] == provinces.by_code["610000"]
    assert set(picture_material(grouped_study, "production")["values"].index) == {"610000", "E"}


def test_a_group_is_drawn_without_the_provinces_that_the_table_lacks(grouped_study):
    assert "620000" in boundaries_of(grouped_study).areas.index
    assert "W" not in boundaries_of(grouped_study).areas.index


def test_groups_of_what_are_no_provinces_are_not_mapped(grouped_study, textbook_study):
    assert groups_of_provinces(textbook_study) is None
    assert groups_of_provinces(grouped_study) is grouped_study.groups


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_approval_number_is_printed_where_it_is_given(textbook_study, language):
    approved = embedded_study(table="textbook-mini", approval_number="GS(0000)0")
    assert picture_caption(Voice(language, approved), "production").approval_number == "GS(0000)0"
    unreviewed = {"zh": "未经地图审核", "en": "official map review"}[language]
    assert unreviewed not in colophon(Voice(language, approved))
    assert unreviewed in colophon(Voice(language, textbook_study))


def test_paths_of_a_study_file_are_beside_it(tmp_path, own_file):
    path = tmp_path / "study.toml"
    path.write_text('boundaries = "own.gpkg"\nboundaries_crs = "gcj02"\n', encoding="utf-8")
    wanted = study_options(path, {})
    assert wanted.boundaries == tmp_path / "own.gpkg"
    assert study_options(path, {"boundaries": own_file}).boundaries == own_file


def test_a_coordinate_system_needs_a_file():
    with pytest.raises(OptionError, match="gcj02 says how to read a file of boundaries"):
        make_study(StudyOptions(table="textbook-mini", boundaries_crs="gcj02"))
