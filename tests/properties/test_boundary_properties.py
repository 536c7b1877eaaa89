"""Properties of boundaries of one's own: the shift is undone, and no damage breaks a map."""

import tempfile
from pathlib import Path

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from made_up_boundaries import with_dashes
from tanmai.core.errors import BoundaryError
from tanmai.draw.boundaries import load_boundaries
from tanmai.draw.boundaries.checks import check_boundaries
from tanmai.draw.boundaries.gcj02 import from_gcj02, to_gcj02
from tanmai.draw.boundaries.own_file import read_boundaries
from tanmai.draw.maps.shapes import shapes_of


@given(
    arrays(float, 40, elements=st.floats(73.0, 135.5)),
    arrays(float, 40, elements=st.floats(3.0, 54.0)),
)
def test_gcj02_there_and_back_is_where_it_began(lon, lat):
    points = np.column_stack([lon, lat])
    shifted = to_gcj02(points)
    assert np.abs(from_gcj02(shifted) - points).max() < 1e-9
    metres = 111_320 * np.hypot(*(shifted - points).T)
    assert metres.max() < 1500
    assert metres.max() > 10


@st.composite
def damaged_rows(draw):
    """Draw what happens to some rows of a file: a code, a shape or a place is lost or changed."""
    rows = draw(st.lists(st.integers(0, 34), max_size=6, unique=True))
    kinds = st.sampled_from(["empty", "moved", "turned", "spiked", "renamed", "twice", "dropped"])
    return [(row, draw(kinds), draw(st.floats(-8, 8))) for row in rows]


def damaged(frame, row, kind, size):
    shape = frame.loc[row, "geometry"]
    if kind == "empty":
        frame.loc[row, "geometry"] = None
    elif kind == "moved":
        frame.loc[row, "geometry"] = shapely.transform(shape, lambda p: p + size)
    elif kind == "turned":
        frame.loc[row, "geometry"] = shapely.transform(shape, lambda p: p[:, ::-1])
    elif kind == "spiked":
        frame.loc[row, "geometry"] = shapely.transform(
            shape, lambda p: np.where(np.sin(50 * p[:, :1]) > 0.9, p + size / 4, p)
        )
    elif kind == "renamed":
        frame.loc[row, ["adcode", "name"]] = ["610000", "陕西"]
    elif kind == "twice":
        frame.loc[len(frame)] = frame.loc[row]
    else:
        frame = frame.drop(index=row)
    return frame


def read(frame):
    """Write a file, read it, and return its boundaries, checks and message, where it has one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.gpkg"
        frame.to_file(path)
        try:
            return load_boundaries(path), check_boundaries(read_boundaries(path)), ""
        except BoundaryError as error:
            return None, None, str(error)


@settings(max_examples=10, deadline=None)
@given(damaged_rows())
def test_a_damaged_file_is_refused_in_words_or_drawn_whole(damages):
    frame = with_dashes()
    for row, kind, size in damages:
        frame = damaged(frame, row, kind, size)
    boundaries, report, message = read(frame)
    if boundaries is None:
        assert message.startswith("'own.gpkg'")
        return
    assert all(np.isfinite(result.found) for result in report.results)
    assert boundaries.areas.is_valid.all()
    assert not boundaries.areas.is_empty.any()
    assert len(set(boundaries.dashes.index)) == 10
    assert set(shapes_of(boundaries).areas) == set(boundaries.areas.index)
    if {kind for row, kind, _ in damages if row < 34} - {"spiked", "moved", "renamed"}:
        assert report.warnings


def test_a_whole_file_gives_no_warning(tmp_path):
    with_dashes().to_file(tmp_path / "own.gpkg")
    assert not check_boundaries(read_boundaries(tmp_path / "own.gpkg")).messages("en")
    assert load_boundaries(tmp_path / "own.gpkg").source_en == "own.gpkg"
