from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from matplotlib.text import Text

from embedded import embedded_study
from tanmai.core.concordance import region_groups
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.core.messages import LANGUAGES
from tanmai.draw.page import Sheet
from tanmai.report import partners
from tanmai.report.document import Picture
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.picture_words import picture_caption
from tanmai.report.pictures import PICTURES, draw_pictures
from tanmai.report.pictures_of_study import (
    MOST_ARROWS,
    OF_LARGEST,
    can_be_drawn,
    draw,
    picture_material,
    shown_regions,
)
from tanmai.report.voice import Voice, groups_of_provinces, is_mapped
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

if TYPE_CHECKING:
    from tanmai.core.table import MrioTable
    from tanmai.studies.study import Study


WITHOUT_PARTNERS = tuple(kind for kind in PICTURES if kind not in partners.PICTURES)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, ...]:
    study = embedded_study(table="textbook-mini", lang="en", draws=4)
    return draw_pictures(study, tmp_path_factory.mktemp("study"))


def test_every_picture_is_drawn_as_png_and_svg(drawn) -> None:
    kinds = [picture.kind for picture in drawn]
    assert tuple(kind for kind in kinds if not kind.endswith("-narrow")) == WITHOUT_PARTNERS
    assert "key_paths-narrow" in kinds
    for picture in drawn:
        assert picture.png.name == f"{picture.kind}.en.png"
        assert picture.png.parent.name == "maps"
        assert picture.png.read_bytes().startswith(b"\x89PNG")
        svg = picture.svg.read_text(encoding="utf-8")
        assert picture.title in svg
        assert "MADE-UP" in svg
        assert picture.description.startswith(picture.title)


def test_svg_and_the_formats_asked_for_are_written(tmp_path) -> None:
    drawing = Drawing("kind", "en", "stem", partial(Sheet, 90, 50, title="t", description="d"))
    (picture,) = saved_pictures([drawing], tmp_path, ["png"])
    assert (picture.png.name, picture.svg.name) == ("stem.en.png", "stem.en.svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stem.en.png", "stem.en.svg"]


@pytest.fixture(scope="module")
def one_column() -> Study:
    return embedded_study(columns="one", top=40)


def test_few_flows_fill_one_column() -> None:
    study = embedded_study(table="textbook-mini", columns="one")
    caption = picture_caption(Voice("zh", study), "flows")
    assert draw("flows", picture_material(study, "flows"), caption).width == 90.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in WITHOUT_PARTNERS if kind != "intervals"])
def test_in_one_column_text_stays_on_the_sheet_and_legible(one_column, kind, language) -> None:
    caption = picture_caption(Voice(language, one_column), kind)
    sheet = draw(kind, picture_material(one_column, kind), caption)
    assert sheet.width == (180.0 if kind == "flows" else 90.0)  # 31 x 31 cells have no room
    assert sheet.height < 245.0  # of a page
    points = sheet.dpi / 25.4
    for text in sheet.findobj(Text):
        if text.get_text():
            box = text.get_window_extent()
            assert min(box.x0, box.y0) > 0
            assert box.x1 < sheet.width * points
            assert box.y1 < sheet.height * points
            assert text.get_fontsize() >= 6.0


def test_without_provinces_there_are_charts_and_no_maps(foreign_table, study_of, tmp_path) -> None:
    drawn = draw_pictures(study_of(foreign_table, lang="zh", formats="svg"), tmp_path)
    kinds = {picture.kind for picture in drawn}
    readings = {"readings", "reading_positions"}
    assert kinds - readings == {
        *("accounts", "flows", "chords", "extraction", "network", "final_products")
    }
    assert readings <= kinds


def test_without_flows_there_is_no_picture_of_flows(
    table_without_trade, study_of, tmp_path
) -> None:
    drawn = draw_pictures(study_of(table_without_trade, lang="zh", formats="svg"), tmp_path)
    kinds = {picture.kind for picture in drawn}
    assert kinds == {"production", "consumption", "accounts", "net_outflow", "final_products"}


@pytest.fixture(scope="module")
def focused(make_table, study_of) -> list[Study]:
    """One study without a focus, with its emitters and with its products in focus."""
    options = ({}, {"focus": "01"}, {"focus": "01", "focus_reading": "products"})
    return [study_of(make_table(1), **chosen) for chosen in options]


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(
    ("language", "emitters", "products"),
    [
        ("zh", "（仅部门1的排放）", "（部门1产品的足迹）"),
        ("en", " (emissions of sector 1 only)", " (footprint of products of sector 1)"),
    ],
)
def test_every_title_has_its_year_and_its_focus(
    focused, kind, language, emitters, products
) -> None:
    plain, *others = [picture_caption(Voice(language, study), kind) for study in focused]
    assert "2017" in plain.title
    assert [other.title for other in others] == [plain.title + emitters, plain.title + products]
    for other in others:
        assert "households" not in other.subtitle
        assert "居民" not in other.subtitle


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caveat_of_the_table_goes_with_every_picture(textbook_study, language) -> None:
    provenance = textbook_study.table.provenance
    caveat = provenance.caveat_zh if language == "zh" else provenance.caveat_en
    captions = [picture_caption(Voice(language, textbook_study), kind) for kind in PICTURES]
    assert {caption.caveat for caption in captions} == {caveat}


def test_one_path_takes_the_singular(study_of, small_table) -> None:
    say = Voice("en", study_of(small_table, top=1))
    assert picture_caption(say, "key_paths").title.startswith("Largest flow of embodied CO₂ ")


def test_negative_flows_are_said_to_be_left_blank(textbook_study) -> None:
    negative = embedded_study(focus="mining", focus_reading="products")
    assert (negative.accounts.flows.between_regions().values < 0).any()
    for language, words in (("zh", "留空"), ("en", "left blank")):
        assert words in picture_caption(Voice(language, negative), "flows").subtitle
        assert words not in picture_caption(Voice(language, textbook_study), "flows").subtitle


def _as_groups(table: MrioTable, *, named_alike: bool) -> MrioTable:
    """Give the regions of a table the codes, and the names or not, of the groups of SIC."""
    groups = region_groups()["sic8"].targets[: table.index.m]
    regions = tuple(
        Region(group.code, group.name_zh if named_alike else f"{group.code} 区", group.name_en)
        for group in groups
    )
    return replace(table, index=RegionSectorIndex(regions, table.sectors))


def test_known_groups_of_provinces_are_mapped(make_table, study_of, tmp_path) -> None:
    study = study_of(_as_groups(make_table(1), named_alike=True), lang="en", draws=2, formats="svg")
    drawn = draw_pictures(study, tmp_path)
    kinds = [picture.kind for picture in drawn]
    assert tuple(kind for kind in kinds if not kind.endswith("-narrow")) == WITHOUT_PARTNERS
    assert "key_paths-narrow" in kinds
    svg = drawn[0].svg.read_text(encoding="utf-8")
    assert {f'id="area-{code}"' for code in "ABCDEFGH"} <= set(re.findall(r'id="area-\w"', svg))
    assert "Beijing-Tianjin" in svg
    assert "between regions" in drawn[PICTURES.index("key_paths")].title


def test_codes_alone_make_no_group_of_provinces(make_table, study_of) -> None:
    study = study_of(_as_groups(make_table(1), named_alike=False))
    assert groups_of_provinces(study) is None
    assert not is_mapped(study)


def test_the_map_states_shares_of_the_same_total_as_the_table() -> None:
    """Inventories drawn down make some flows negative: they are in no path and in no total."""
    study = make_study(
        StudyOptions(table="cn31-2017", focus="14", focus_reading="products", top=700)
    )
    assert (study.accounts.flows.between_regions().values < 0).any()
    shown = picture_material(study, "key_paths")
    first = study.paths.iloc[0]
    assert first["share_percent"] == pytest.approx(100 * first["MtCO2"] / shown["total"])
    assert len(shown["paths"]) == MOST_ARROWS["two"]
    assert f"{MOST_ARROWS['two']} largest" in picture_caption(Voice("en", study), "key_paths").title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_LARGEST)
def test_of_many_regions_those_with_the_largest_emissions_are_shown(
    kind: str, language: str, monkeypatch
) -> None:
    monkeypatch.setattr("tanmai.report.pictures_of_study.MOST_REGIONS", 10)
    study = embedded_study(table="cn31-2017")
    accounts = study.accounts
    size = accounts.production_based + accounts.consumption_based
    least = sorted(size)[-10]
    assert shown_regions(study) == tuple(
        region for region, own in zip(study.table.regions, size, strict=True) if own >= least
    )
    assert can_be_drawn(study, kind)
    caption = picture_caption(Voice(language, study), kind)
    assert {"en": "the 10 of 31 provinces", "zh": "10 个省份（共 31 个）"}[
        language
    ] in caption.subtitle
    texts = {
        text.get_text() for text in draw(kind, picture_material(study, kind), caption).findobj(Text)
    }
    names = {region: region.name(language) for region in study.table.regions}
    assert {region for region in names if names[region] in texts} == {*shown_regions(study)}


def test_linkages_that_are_negative_or_absent_make_no_picture(
    textbook_study, table_without_trade, study_of, below_zero_study
) -> None:
    assert can_be_drawn(textbook_study, "extraction")
    assert not can_be_drawn(study_of(table_without_trade), "extraction")
    drawn_down = below_zero_study
    assert (
        min(drawn_down.extraction.net_forward.min(), drawn_down.extraction.net_backward.min()) < 0
    )
    assert not can_be_drawn(drawn_down, "extraction")
    assert not can_be_drawn(drawn_down, "network")
