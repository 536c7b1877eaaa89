"""A good sheet with cells or rows changed by chance: never a crash, never a wrong answer."""

from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import made_up_regions as made
import made_up_sheets as sheets
from tanmai.core.errors import TanmaiError
from tanmai.io import nbs, sic
from tanmai.io.ceads import inventory as ceads_inventory

PARTS = ("Z", "Y", "exports", "stock_change", "error", "x", "imports", "imports_final")
GRIDS = {
    "inventory": sheets.inventory(("Beijing", "Shanxi"))["Beijing2017"],
    "sic": sheets.sic_sheet(),
    "competitive": sheets.competitive_sheet(),
    "blocks": sheets.blocks_sheet(),
    "province": sheets.provincial_sheet(),
    "trade apart": made.sheet(made.region()),
    "whole numbers": made.sheet(made.region(2, whole=True)),
    "two blocks": made.two_blocks(made.region()),
}
SHEETS = {"inventory": "Beijing2017", "sic": "2007-8", "two blocks": "2017"}
JUNK = ("", " ", "x", "1,000", True, -1.0, 0.0, 1.0, 1e18, float("inf"), float("nan"), "01", "TC")


def read(kind, grid):
    sheet = SHEETS.get(kind, "Shaanxi2007")
    workbook = SimpleNamespace(
        name="made-up.xlsx",
        sha256="",
        sheet_names=(sheet,),
        has_links=False,
        grid=lambda _: grid,
    )
    path = Path("made-up.xlsx")
    if kind == "inventory":
        with patch.object(ceads_inventory, "open_workbook", return_value=workbook):
            found = ceads_inventory.read_ceads_inventory(path)
        return (
            (found.values, found.households),
            found.rows,
            tuple(map(str, found.provenance.changes)),
        )
    if kind == "sic":
        with patch.object(sic, "open_sheets", return_value=workbook):
            found = sic.read_sic(path, 2007, 8)
    else:
        region = "China" if kind in ("competitive", "blocks") else None
        with patch.object(nbs, "open_sheets", return_value=workbook):
            found = nbs.read_nbs(path, region=region)
    values = (*(getattr(found, part) for part in PARTS), found.value_added)
    return values, found.sectors, tuple(map(str, found.provenance.changes))


WHOLE = {kind: read(kind, grid) for kind, grid in GRIDS.items()}


@st.composite
def mutations(draw, kind):
    grid = deepcopy(GRIDS[kind])
    rows = st.integers(0, len(grid) - 1)
    what = draw(st.sampled_from(("cell", "scale", "swap cells", "drop", "swap rows", "repeat")))
    row, other = draw(rows), draw(rows)
    column = draw(st.integers(0, len(grid[row]) - 1))
    cell = grid[row][column]
    if what == "cell":
        grid[row][column] = draw(st.sampled_from(JUNK))
    elif what == "scale" and isinstance(cell, float):
        grid[row][column] = cell * draw(st.sampled_from((-1.0, 1.001, 1e4, 1e-4)))
    elif what == "swap cells" and column < len(grid[other]):
        grid[row][column], grid[other][column] = grid[other][column], cell
    elif what == "drop":
        del grid[row]
    elif what == "swap rows":
        grid[row], grid[other] = grid[other], grid[row]
    elif what == "repeat":
        grid.insert(row, list(grid[other]))
    return grid


def outcome(kind, grid):
    """Return what was read, or the message of the error; nothing else may be raised."""
    try:
        return read(kind, grid)
    except TanmaiError as error:
        return str(error)


@pytest.mark.parametrize("kind", GRIDS)
@given(data=st.data())
def test_a_mutated_sheet_gives_an_error_or_the_same_numbers(kind, data):
    found = outcome(kind, data.draw(mutations(kind)))
    if isinstance(found, str):
        assert "made-up" in found
        return
    values, labels, changes = found
    expected, expected_labels, expected_changes = WHOLE[kind]
    if changes != expected_changes:  # what was done, or is odd, is said
        return
    assert list(labels) == list(expected_labels)
    largest = max(np.abs(whole).max() for whole in expected)
    for part, whole in zip(values, expected, strict=True):
        np.testing.assert_allclose(part, whole, rtol=1e-5, atol=1e-6 * largest)
