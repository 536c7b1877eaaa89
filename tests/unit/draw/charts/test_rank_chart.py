import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import mainland_provinces
from tanmai.draw.charts import rank_chart
from tanmai.draw.files import svg_document
from tanmai.draw.page import BLUE, BROWN, Caption, Sheet

REGIONS = mainland_provinces()[:5]
CODES = [region.code for region in REGIONS]
RANKS = pd.DataFrame({"2012": [1, 2, 3, 4, 5], "2017": [1, 5, 2, 3, 4]}, index=CODES)


def _caption(language: str = "en") -> Caption:
    return Caption("Ranks", "", "made up", language)


def _texts(sheet: Sheet, layer: str) -> list[Text]:
    (group,) = [group for group in sheet.subfigs if group.get_gid() == layer]
    return [text for text in group.findobj(Text) if text.get_text()]


def _lines(sheet: Sheet) -> dict[str, PathPatch]:
    return {p.get_gid(): p for p in sheet.findobj(PathPatch) if p.get_gid()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_stand_on_both_sides_in_the_order_of_the_ranks(language: str):
    names = {region.name(language): region.code for region in REGIONS}
    written = _texts(rank_chart(RANKS, _caption(language), regions=REGIONS), "labels")
    shown = [text for text in written if text.get_text() in names]
    for side, year in (("right", "2012"), ("left", "2017")):  # a name on the left ends there
        column = [text for text in shown if text.get_ha() == side]
        column.sort(key=lambda text: -text.get_position()[1])
        ranked = RANKS.sort_values(year).index
        assert [names[text.get_text()] for text in column] == list(ranked)


def test_lines_say_who_rose_and_who_fell_by_colour_and_width():
    lines = _lines(rank_chart(RANKS, _caption(), regions=REGIONS))
    colours = {code: lines[f"line-{code}"].get_edgecolor() for code in CODES}
    assert colours[CODES[2]] == PathPatch(lines[f"line-{CODES[2]}"].get_path(), ec=BROWN).get_ec()
    assert colours[CODES[1]] == PathPatch(lines[f"line-{CODES[1]}"].get_path(), ec=BLUE).get_ec()
    assert colours[CODES[0]] not in (colours[CODES[1]], colours[CODES[2]])
    widths = [lines[f"line-{code}"].get_linewidth() for code in CODES]
    assert widths[1] > widths[2] > widths[0]


def test_places_are_printed_with_their_sign():
    said = [
        text.get_text() for text in _texts(rank_chart(RANKS, _caption(), regions=REGIONS), "labels")
    ]
    assert said.count("+1") == 3
    assert {"−3", "0"} <= set(said)


def test_the_same_ranks_give_the_same_picture():
    one, other = (svg_document(rank_chart(RANKS, _caption(), regions=REGIONS)) for _ in range(2))
    assert one == other
    assert 'id="lines"' in one


@pytest.mark.parametrize(
    "ranks",
    [RANKS.replace(5, 4), RANKS.assign(**{"2017": [1.0, float("nan"), 2, 3, 4]}), RANKS + 1],
    ids=["tie", "gap", "from two"],
)
def test_ranks_that_are_no_ranking_are_refused(ranks: pd.DataFrame):
    with pytest.raises(TableError, match="not 1 to 5, each once"):
        rank_chart(ranks, _caption(), regions=REGIONS)


def test_one_year_is_no_change_and_foreign_regions_are_named():
    with pytest.raises(LabelError, match="two years or more"):
        rank_chart(RANKS[["2012"]], _caption(), regions=REGIONS)
    with pytest.raises(LabelError, match=f"look at '{CODES[0]}'"):
        rank_chart(RANKS, _caption(), regions=REGIONS[1:])
