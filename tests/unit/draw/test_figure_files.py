import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from PIL import Image
from pypdf import PdfReader

from tanmai.core.errors import LabelError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import mainland_provinces
from tanmai.draw.charts import heat_map
from tanmai.draw.files import save_figure, svg_document
from tanmai.draw.fonts import text_width
from tanmai.draw.maps import choropleth
from tanmai.draw.page import Caption, Line, Sheet, framed_sheet

SVG = "{http://www.w3.org/2000/svg}"
CODES = [province.code for province in mainland_provinces()]


def _map(language: str = "zh") -> Sheet:
    caption = Caption("各省 CO₂ 排放 <试> & 验", "Mt CO2", "made up", language)
    return choropleth(pd.Series(np.arange(31.0) ** 2, index=CODES), caption)


@pytest.fixture(scope="module")
def document() -> str:
    return svg_document(_map())


def test_svg_is_well_formed_and_says_what_it_shows(document: str):
    root = ElementTree.fromstring(document)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "各省 CO₂ 排放 <试> & 验"
    assert "新疆" in (root.findtext(f"{SVG}desc") or "")


def test_svg_keeps_text_as_text(document: str):
    root = ElementTree.fromstring(document)
    texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {"陕西", "山西", "南海诸岛", "百万吨 CO₂"} <= texts


def test_svg_carries_the_font_of_its_text(document: str):
    fonts = re.findall(r"@font-face\{font-family:'([^']+)';src:url\(data:font/woff", document)
    assert fonts == ["Noto Sans SC"]
    assert set(re.findall(r"(?:href|src|url)[=(]\"?(https?:)", document)) == set()


def test_svg_has_named_groups(document: str):
    ids = {element.get("id") for element in ElementTree.fromstring(document).iter(f"{SVG}g")}
    assert {"areas", "borders", "inset", "legend", "labels", "area-610000"} <= ids


def test_svg_is_small_and_holds_no_date(document: str):
    assert len(document.encode()) < 600_000
    assert "dc:date" not in document


def test_a_line_after_a_curve_stays_a_line():
    outline = Outline(
        [(0, 0), (10, 0), (10, 20), (30, 20), (30, 10)],
        [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO],
    )
    sheet = Sheet(50, 50, title="a curve", description="and a line")
    sheet.layer("curve").draw_mm(PathPatch(outline), "band")
    drawn = re.search(r'<g id="band">\s*<path d="([^"]*)"', svg_document(sheet))
    assert drawn
    assert re.sub(r"[-\d. ]+", "", drawn[1]) == "MCL"


def test_same_figure_gives_the_same_svg(document: str):
    assert svg_document(_map()) == document


def test_names_have_a_halo_in_png_and_in_svg(document: str):
    root = ElementTree.fromstring(document)
    halo = {text.text for text in root.iter(f"{SVG}text") if text.get("class") == "halo"}
    assert {"陕西", "山西"} <= halo
    assert "百万吨 CO₂" not in halo
    assert ".halo{paint-order:stroke" in document
    label = _map().findobj(lambda artist: artist.get_gid() == "label-610000")[0]
    assert isinstance(label, Line)
    assert label.halo


@pytest.mark.parametrize(("ha", "anchor"), [("left", None), ("center", "middle"), ("right", "end")])
def test_svg_writes_a_line_at_its_anchor(ha: str, anchor: str | None):
    sheet = Sheet(50.8, 50.8, title="a line", description="of text")
    sheet.layer("body").write(25.4, 12.7, "MMM", ha=ha, size=10, rotation=90.0)
    (text,) = ElementTree.fromstring(svg_document(sheet)).iter(f"{SVG}text")
    assert text.get("transform") == "rotate(-90 72.00 108.00)"
    style = dict(rule.split(":") for rule in (text.get("style") or "").split(";"))
    assert style.get("text-anchor") == anchor


def test_files_have_their_size_and_resolution(tmp_path: Path):
    files = save_figure(_map("en"), tmp_path, "production_based.en")
    png, svg = files["png"], files["svg"]
    endings = [path.name.removeprefix("production_based.en.") for path in files.values()]
    assert endings == ["png", "svg", "pdf"]
    with Image.open(png) as image:
        assert image.width == pytest.approx(180 / 25.4 * 300, abs=1)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert "Software" not in image.info
    assert ElementTree.parse(svg).getroot().tag == f"{SVG}svg"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory) -> PdfReader:
    return PdfReader(save_figure(_map(), tmp_path_factory.mktemp("pdf"), "map")["pdf"])


def test_pdf_keeps_text_as_text_and_has_the_size_of_the_figure(pdf: PdfReader):
    (page,) = pdf.pages
    text = page.extract_text()
    assert all(
        words in text for words in ("陕西", "山西", "南海诸岛", "百万吨 CO₂", "本图未经地图审核")
    )
    assert float(page.mediabox.width) == pytest.approx(180 / 25.4 * 72, abs=0.1)


def test_pdf_embeds_truetype_fonts_and_no_picture(pdf: PdfReader):
    resources = pdf.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert inner.get_object()["/Subtype"] == "/CIDFontType2"
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSansSC-Regular", font["/BaseFont"])
        assert descriptor["/FontFile2"].get_data().startswith(b"\x00\x01\x00\x00")
    kinds = {form.get_object()["/Subtype"] for form in resources["/XObject"].values()}
    assert "/Image" not in kinds


def test_pdf_says_what_it_shows_and_holds_no_date(pdf: PdfReader):
    about = pdf.metadata
    assert about is not None
    assert about.title == "各省 CO₂ 排放 <试> & 验"
    assert "新疆" in (about.subject or "")
    assert about.creation_date is None


def test_same_figure_gives_the_same_pdf(pdf: PdfReader, tmp_path: Path):
    again = save_figure(_map(), tmp_path, "map")["pdf"]
    pdf.stream.seek(0)
    assert again.read_bytes() == pdf.stream.read()


def test_a_figure_is_as_it_was_when_its_files_are_written(tmp_path: Path):
    sheet = _map()
    before = svg_document(sheet)
    save_figure(sheet, tmp_path, "map")
    assert svg_document(sheet) == before


def test_heat_map_is_drawn_in_vectors():
    regions = mainland_provinces()
    values = np.random.default_rng(7).random((31, 31))
    document = svg_document(heat_map(FlowMatrix(regions, values, "Mt CO2"), _caption()))
    assert "<image" not in document
    assert len(document.encode()) < 600_000


def _caption() -> Caption:
    return Caption("A picture", "Mt CO2", "made up", "en", subtitle="with a line below")


@pytest.mark.parametrize(("ha", "along"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_a_line_lies_at_its_anchor(ha: str, along: float):
    sheet = Sheet(50, 50, title="a line", description="of text")
    line = sheet.layer("body").write(30.0, 20.0, "MMM", ha=ha, size=10)
    box, millimetre = line.get_window_extent(), sheet.dpi / 25.4
    width = text_width("MMM", 10)
    assert box.x0 / millimetre == pytest.approx(30.0 - along * width, abs=0.4)
    assert box.x1 / millimetre == pytest.approx(30.0 + (1 - along) * width, abs=0.4)
    assert box.y0 / millimetre == pytest.approx(20.0, abs=0.1)


def test_a_line_turns_around_its_anchor():
    sheet = Sheet(50, 50, title="a line", description="of text")
    line = sheet.layer("body").write(20.0, 10.0, "MMM", size=10, rotation=90.0)
    box, millimetre = line.get_window_extent(), sheet.dpi / 25.4
    assert box.x1 / millimetre == pytest.approx(20.0, abs=0.1)
    assert box.y1 / millimetre == pytest.approx(10.0 + text_width("MMM", 10), abs=0.4)


def test_only_the_formats_that_are_asked_for_are_written(tmp_path: Path):
    assert list(save_figure(_map(), tmp_path, "map", ["png"])) == ["png"]
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


def test_frame_leaves_room_for_the_body_and_breaks_long_notes():
    short, bottom = framed_sheet(_caption(), 50.0, description="")
    long, higher = framed_sheet(_caption(), 50.0, description="", notes=["word " * 120])
    assert higher > bottom
    assert long.height - short.height == pytest.approx(higher - bottom)


@pytest.mark.parametrize("text", [r"$\frac{$", "under $10 and over $50", "a_b^c $$", "$x_2$"])
def test_text_of_users_is_never_mathematics(text: str, tmp_path: Path):
    sheet, bottom = framed_sheet(Caption(text, "Mt CO2", text, "en"), 20.0, description=text)
    sheet.layer("body").write_with_halo(30.0, bottom, text)
    files = save_figure(sheet, tmp_path, "dollars")
    root = ElementTree.fromstring(files["svg"].read_bytes())
    texts = ["".join(drawn.itertext()) for drawn in root.iter(f"{SVG}text")]
    assert texts.count(text) == 2
    assert f"Source: {text}" in texts


def test_a_text_with_a_control_character_is_refused():
    with pytest.raises(LabelError, match=r"text of a picture 'a\\u0001b' has the control"):
        Caption("a\x01b", "Mt CO2", "made up", "en")
