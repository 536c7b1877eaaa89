import numpy as np
import pandas as pd
import pytest

from tanmai.core.errors import LabelError
from tanmai.draw.charts import rank_grid
from tanmai.draw.design import Design
from tanmai.draw.page import Caption

CAPTION = Caption("Largest paths", "Mt CO2", "a table", "en")
RANKS = pd.DataFrame([[1, 12, 2], [2, 1, 40]], ["A → B", "B → A"], ["One", "Two", "Other"])
SIZES = pd.DataFrame([[3.5, 0.25, 2.0], [2.0, 9.0, 0.1]], RANKS.index, RANKS.columns)


def texts(sheet):
    children = [artist for layer in sheet.subfigs for artist in layer.get_children()]
    return [artist.get_text() for artist in children if hasattr(artist, "get_text")]


def test_every_rank_and_size_is_written():
    sheet = rank_grid(RANKS, SIZES, CAPTION, apart=["Other"])
    found = texts(sheet)
    for rank in RANKS.to_numpy().ravel():
        assert str(rank) in found
    assert {"3.50", "0.25", "9.00", "A → B", "Two"} <= set(found)
    assert "A → B 1–12 (0.25–3.50)" in sheet.description


def test_in_one_column_the_ranks_stand_alone():
    sheet = rank_grid(RANKS, SIZES, CAPTION, design=Design("one"))
    found = texts(sheet)
    assert "40" in found
    assert "3.50" not in found


def test_ranks_of_other_things_than_sizes_are_refused():
    with pytest.raises(LabelError, match="same rows and columns"):
        rank_grid(RANKS, SIZES.drop(columns="Two"), CAPTION)
    nothing = pd.DataFrame(np.empty((0, 3)), columns=RANKS.columns)
    with pytest.raises(LabelError, match="same rows and columns"):
        rank_grid(nothing, nothing, CAPTION)
