"""Stacked areas and grids of years: what is drawn, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from tanmai.core.errors import LabelError, TableError
from tanmai.draw.charts import Areas, stacked_areas, year_grid
from tanmai.draw.design import Design
from tanmai.draw.files import text_of
from tanmai.draw.page import Caption

YEARS = pd.Index(range(2000, 2051), name="year")
PARTS = pd.DataFrame({"ore": np.linspace(5, 1, 51), "scrap": np.linspace(0, 4, 51)}, index=YEARS)
NAMES = {"ore": "From ore", "scrap": "From scrap"}


def caption(language: str = "en") -> Caption:
    return Caption("Supply", "t", "made up", language)


def areas_of(sheet):
    layer = next(g for g in sheet.subfigs if g.get_gid() == "areas")
    return {a.get_gid(): a.get_path().vertices for a in layer.patches if a.get_gid()} | {
        a.get_gid(): a.get_path().vertices for a in layer.artists if a.get_gid()
    }


def test_areas_stand_on_each_other():
    sheet = stacked_areas([Areas(PARTS)], caption(), names=NAMES, base_year=2020)
    drawn = areas_of(sheet)
    lower, upper = drawn["area-ore"], drawn["area-scrap"]
    # the lower edge of the upper area is the upper edge of the lower one, read backwards
    assert upper[:51] == pytest.approx(lower[51:102][::-1])
    assert "2000" in text_of(sheet)
    assert "2,000" not in text_of(sheet)


def test_shares_fill_the_panel():
    sheet = stacked_areas([Areas(PARTS, share=True)], caption("zh"), names=NAMES)
    drawn = areas_of(sheet)
    top = drawn["area-scrap"][51:102, 1]
    assert np.ptp(top) == pytest.approx(0.0, abs=1e-9)
    assert "占比（%）" in text_of(sheet)


def test_lines_are_drawn_over_the_areas_and_stand_in_the_key():
    line = pd.Series(9.0, index=YEARS)
    sheet = stacked_areas([Areas(PARTS, "Need", {"Reserves": line})], caption(), names=NAMES)
    assert "Reserves" in text_of(sheet)
    assert [g.get_gid() for g in sheet.subfigs].index("lines") > 0


def test_two_panels_stand_below_each_other_in_one_column():
    two = [Areas(PARTS, "One"), Areas(PARTS, "Other")]
    wide = stacked_areas(two, caption(), names=NAMES)
    narrow = stacked_areas(two, caption(), names=NAMES, design=Design("one"))
    assert narrow.width < wide.width
    assert narrow.height > wide.height


@pytest.mark.parametrize(
    ("panel", "names", "error", "said"),
    [
        (Areas(-PARTS), NAMES, TableError, "zero or more in every year"),
        (Areas(PARTS * np.nan), NAMES, TableError, "zero or more in every year"),
        (Areas(PARTS), {"ore": "Ore"}, LabelError, "'scrap' has no name"),
        (
            Areas(PARTS),
            NAMES | {str(n): str(n) for n in range(12)},
            LabelError,
            "parts, not",
        ),
        (
            Areas(PARTS, lines={str(n): PARTS["ore"] for n in range(4)}),
            NAMES,
            LabelError,
            "1 to 3 lines, not",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(panel, names, error, said):
    with pytest.raises(error, match=said):
        stacked_areas([panel], caption(), names=names)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_grid_shows_each_year_and_a_dash_where_there_is_none(language):
    frame = pd.DataFrame({"0": [pd.NA, pd.NA], "100": [2031, 2044]}, index=["1", "2"])
    sheet = year_grid(
        frame.astype("Int64"), caption(language), along="Along", up="Up", last_year=2100
    )
    said = text_of(sheet)
    assert said.count("–") == 2
    assert {"2031", "2044", "2100"} <= {said[n : n + 4] for n in range(len(said))}
    assert "2031 – 2044" in sheet.description


def test_a_grid_without_any_year_is_drawn_and_one_without_cells_refused():
    never = pd.DataFrame({"0": [pd.NA]}, index=["1"], dtype="Int64")
    assert "–" in text_of(year_grid(never, caption(), along="Along", up="Up", last_year=2100))
    with pytest.raises(TableError, match="at least one step"):
        year_grid(never.head(0), caption(), along="Along", up="Up", last_year=2100)
