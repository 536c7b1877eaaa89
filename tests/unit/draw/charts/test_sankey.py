from itertools import pairwise

import pandas as pd
import pytest
import shapely
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from tanmai.core.errors import LabelError
from tanmai.draw.charts import sankey
from tanmai.draw.charts.sankey_layout import bars_and_bands, place, through_columns
from tanmai.draw.design import Design
from tanmai.draw.files import save_figure, svg_document
from tanmai.draw.fonts import text_width
from tanmai.draw.page import Caption

CAPTION = Caption("Flows", "t", "Made up", "en")
NODES = pd.DataFrame(
    {"name": ["Ore", "Mill", "Metal", "Slag"], "column": [0, 1, 2, 2]},
    index=["ore", "mill", "metal", "slag"],
)
LINKS = pd.DataFrame(
    [
        ("ore", "mill", "Ore", 10.0, 10.0, "forward"),
        ("mill", "metal", "Metal", 6.0, 8.0, "forward"),
        ("mill", "slag", "Slag", 3.0, 5.0, "loss"),
        ("metal", "mill", "Scrap", 1.0, 1.0, "return"),
    ],
    columns=["source", "target", "name", "least", "most", "kind"],
)


def texts(sheet):
    return [text.get_text() for text in sheet.findobj(Text) if text.get_text()]


def laid_out(nodes=NODES, links=LINKS):
    bars, bands = through_columns(*bars_and_bands(nodes, links, 8.0))
    return bars, bands, place(bars, bands, 10.0, 90.0, Design())


def test_bands_are_as_wide_as_the_flows():
    _, bands, scale = laid_out()
    widths = {band.name: band.width(scale) for band in bands}
    assert widths["Ore"] / widths["Slag"] == pytest.approx(2.0)
    assert widths["Ore"] == pytest.approx(10 * scale)


def test_bars_of_a_column_stand_apart_and_inside():
    bars, _, _ = laid_out()
    column = sorted((bar for bar in bars if bar.column == 2), key=lambda bar: -bar.top)
    assert [bar.key for bar in column] == ["metal", "slag"]
    assert column[0].bottom > column[1].top + 6.0
    assert min(bar.bottom for bar in bars) >= 10.0
    assert max(bar.top for bar in bars) <= 100.0


def test_bands_leave_a_bar_side_by_side():
    _, bands, scale = laid_out()
    metal, slag = (next(b for b in bands if b.name == name) for name in ("Metal", "Slag"))
    assert metal.start - metal.width(scale) == pytest.approx(slag.start)


def test_a_bar_shows_the_tighter_of_its_sides():
    bars, _ = bars_and_bands(NODES, LINKS, 8.0)
    mill = next(bar for bar in bars if bar.key == "mill")
    assert (mill.least, mill.most) == (11.0, 11.0)


def test_a_link_over_columns_goes_around_what_stands_between():
    links = pd.concat(
        [LINKS, pd.DataFrame([("ore", "slag", "Dust", 1, 1, "loss")], columns=LINKS.columns)]
    )
    bars, bands, _ = laid_out(links=links)
    (through,) = [bar for bar in bars if not bar.name]
    mill = next(bar for bar in bars if bar.key == "mill")
    assert through.column == 1
    assert through.bottom > mill.top
    assert [band.name for band in bands].count("Dust") == 2


def test_ranges_are_said_and_drawn_pale():
    sheet = sankey(NODES, LINKS, CAPTION)
    said = texts(sheet)
    assert {"6.0–8.0", "3.0–5.0", "10.0", "Scrap 1.0"} <= set(said)
    assert any("pale up to the upper" in text for text in said)
    pale = [
        p for p in sheet.findobj(PathPatch) if p.get_alpha() is not None and p.get_alpha() < 0.5
    ]
    assert len(pale) == 2


def test_known_flows_need_no_note_on_ranges():
    known = LINKS.assign(most=LINKS["least"])
    assert not any("pale" in text for text in texts(sankey(NODES, known, CAPTION)))


def test_words_unit_and_source_in_chinese():
    sheet = sankey(NODES, LINKS, Caption("流", "t", "虚构", "zh"), decimals=0)
    said = texts(sheet)
    assert {"流动", "循环", "排放、散失或存量", "吨", "数据来源：虚构"} <= set(said)
    assert sheet.description.startswith("流 (吨): Ore 10; Metal 6–8")


def test_legend_names_only_what_is_drawn():
    assert "Trade" not in texts(sankey(NODES, LINKS, CAPTION))


def test_a_full_column_makes_the_sheet_taller():
    many = [f"n{k}" for k in range(20)]
    nodes = pd.DataFrame({"name": [*many, "All"], "column": [0] * 20 + [1]}, index=[*many, "all"])
    links = pd.DataFrame(
        [(key, "all", key, 1.0, 1.0, "forward") for key in many], columns=LINKS.columns
    )
    tall = sankey(nodes, links, CAPTION)
    assert tall.height > sankey(NODES, LINKS, CAPTION).height
    assert all(bar.get_height() > 0 for bar in tall.findobj(Rectangle) if bar.get_width() == 1.8)


def test_files_are_the_same_each_time(tmp_path):
    (tmp_path / "a").mkdir()
    first = save_figure(sankey(NODES, LINKS, CAPTION), tmp_path / "a", "flows")
    again = svg_document(sankey(NODES, LINKS, CAPTION))
    assert first["svg"].read_text(encoding="utf-8") == again
    assert first["png"].stat().st_size > 5_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "pit"}, "names the node 'pit'"),
        ({"kind": "sideways"}, "of kind 'sideways'"),
        ({"most": float("inf")}, "flow 'Ore' cannot be drawn"),
        ({"least": -1.0}, "flow 'Ore' cannot be drawn"),
        ({"least": 11.0}, "flow 'Ore' cannot be drawn"),
    ],
)
def test_links_that_cannot_be_drawn_are_refused(change, message):
    links = LINKS.copy()
    for column, value in change.items():
        links[column] = [value, *links[column].iloc[1:]]
    with pytest.raises(LabelError, match=message):
        sankey(NODES, links, CAPTION)


def test_a_node_without_links_is_refused():
    nodes = pd.concat([NODES, pd.DataFrame({"name": ["Idle"], "column": [1]}, index=["idle"])])
    with pytest.raises(LabelError, match="No link begins or ends at the node 'idle'"):
        sankey(nodes, LINKS, CAPTION)


def test_a_band_that_runs_back_keeps_clear_of_the_names_of_its_columns():
    sheet = sankey(NODES, LINKS, CAPTION)
    bars, bands, _ = laid_out()
    back = next(band for band in bands if band.runs_back)
    curve = next(
        patch for patch in sheet.findobj(PathPatch) if patch.get_path().vertices.shape == (14, 2)
    )
    across = curve.get_path().vertices[:, 0]
    step = bars[1].x - bars[0].x
    assert back.source.x < across.max() <= Design().right
    assert back.target.x - across.min() == pytest.approx(step / 2, abs=2.5)
    widest = max(text_width(line, 8.0) for line in ("Mill", "10.0"))
    assert across.min() < back.target.x - widest / 2


def test_no_band_passes_below_a_name():
    nodes = pd.DataFrame(
        {
            "name": ["A", "B", "A long name in the middle", "Another long name", "C", "D"],
            "column": [0, 0, 1, 1, 2, 2],
        },
        index=list("abcdef"),
    )
    pairs = [(one, two) for one in "ab" for two in "cd"] + [(c, e) for c in "cd" for e in "ef"]
    links = pd.DataFrame(
        [(one, two, one + two, 5.0, 5.0, "forward") for one, two in pairs],
        columns=["source", "target", "name", "least", "most", "kind"],
    )
    sheet = sankey(nodes, links, CAPTION)
    scale = sheet.dpi / 25.4
    (layer,) = [group for group in sheet.subfigs if group.get_gid() == "flows"]
    bands = [
        shapely.Polygon(shape / scale).buffer(0)
        for band in layer.findobj(PathPatch)
        for shape in band.get_transform().transform_path(band.get_path()).to_polygons()
    ]
    (labels,) = [group for group in sheet.subfigs if group.get_gid() == "labels"]
    for text in labels.findobj(Text):
        box = shapely.box(*text.get_window_extent().extents / scale)
        assert not any(band.intersects(box) for band in bands), text.get_text()


def test_a_long_diagram_stays_at_two_columns_and_says_so():
    nodes = pd.DataFrame({"name": list("abcdefgh"), "column": range(8)}, index=list("abcdefgh"))
    links = pd.DataFrame(
        [(one, two, one, 5.0, 5.0, "forward") for one, two in pairwise("abcdefgh")],
        columns=["source", "target", "name", "least", "most", "kind"],
    )
    note = "Two columns wide: the names have no room in one."
    assert note in texts(sankey(nodes, links, CAPTION, design=Design("one")))
    assert note not in texts(sankey(nodes, links, CAPTION))
    assert note not in texts(sankey(NODES, LINKS, CAPTION, design=Design("one")))
