"""A workbook of CEADs, damaged at random: the right table, an error, or a change that is said.

The number of examples is that of the profile: 150 here, 2,000 with
``CEADS_EXAMPLES=2000 pytest tests/properties/test_ceads_properties.py``.
"""

from __future__ import annotations

import datetime
import math
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import workbooks
from tanmai.checks import check_table
from tanmai.core.errors import FileError, TanmaiError
from tanmai.core.table import MrioTable
from tanmai.io.ceads.reading import read_ceads, table_of_workbook
from tanmai.io.workbook import Grid, cell_name
from workbooks import MemoryWorkbook

Place = tuple[int, int]

EXAMPLES = int(os.environ.get("CEADS_EXAMPLES", "150"))
SHEET = "Table_2017"
N = 3
TABLE = workbooks.provincial_table(seed=5, n=N)
PARTS = ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added", "F")
VARIATIONS = (
    {},
    {"merged": False},
    {"english": True, "damaged": True, "number_codes": True},
    {"tiu": False, "check_columns": False, "emissions": True},
    {"merged": False, "emissions": True, "row_order": (2, 0, 3, 1), "column_order": (1, 0, 3, 2)},
)
# Rounding of sums aside, a change of a cell must be seen where it is above 1e-6 of the output.
TOLERANCE = 2e-6

LABELS = (
    *("", " ", "-", "…", "0", "01", "02", "07", "1,234", "n.a.", "#REF!", "=1+1", "2015"),
    *("FU101", "VA001", "GO", "EX", "ERR", "IM", "TII", "CO2 (Mt)", "部门1", "部门2", "Sector 3"),
    *("山西", "陕西", "Shanxi", "Shaanxi", "Shannxi", "He0", "河南", "Tibet", "110000"),
    *("单位：亿元", "Unit: CNY"),
)
numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(-1e9, 1e9),
    st.integers(-(10**6), 10**6),
    st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, 1e-300, 1e15, -1e15]),
)
other = st.sampled_from([True, False, datetime.date(2017, 1, 1), datetime.time(12)])
cells = st.one_of(st.sampled_from(LABELS), numbers, other)


@lru_cache
def good(variation: int) -> Grid:
    return workbooks.workbook(TABLE, **VARIATIONS[variation]).grid(SHEET)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[int, Grid, list[tuple[str, object]]]:
    """A good sheet with one to three changes, and what they were."""
    variation = draw(st.integers(0, len(VARIATIONS) - 1))
    grid = [list(row) for row in good(variation)]
    done: list[tuple[str, object]] = []
    for _ in range(draw(st.integers(1, 3))):
        kinds = DAMAGES if VARIATIONS[variation].get("merged", True) else DAMAGES_IF_FILLED
        kind = draw(st.sampled_from(sorted(kinds)))
        one, two = _place(draw, grid), _place(draw, grid)
        kinds[kind](draw, grid, one, two)
        done.append((kind, (one, two)))
    return variation, grid, done


def _change(draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    grid[one[0]][one[1]] = draw(cells)


def _renumber(draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    grid[one[0]][one[1]] = draw(numbers)


def _scale(draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    cell = grid[one[0]][one[1]]
    if isinstance(cell, float):
        grid[one[0]][one[1]] = cell * draw(st.sampled_from([-1.0, 0.0, 0.1, 1.00001, 10.0, 1e4]))


def _drop_row(_draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    del grid[one[0]]


def _drop_column(_draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    for line in grid:
        del line[one[1]]


def _swap_rows(_draw: st.DrawFn, grid: Grid, one: Place, two: Place) -> None:
    grid[one[0]], grid[two[0]] = grid[two[0]], grid[one[0]]


def _swap_cells(_draw: st.DrawFn, grid: Grid, one: Place, two: Place) -> None:
    first, second = grid[one[0]][one[1]], grid[two[0]][two[1]]
    grid[one[0]][one[1]], grid[two[0]][two[1]] = second, first


def _swap_columns(_draw: st.DrawFn, grid: Grid, one: Place, two: Place) -> None:
    for line in grid:
        line[one[1]], line[two[1]] = line[two[1]], line[one[1]]


def _double_row(_draw: st.DrawFn, grid: Grid, one: Place, two: Place) -> None:
    grid.insert(two[0], list(grid[one[0]]))


def _blank_row(_draw: st.DrawFn, grid: Grid, one: Place, _: Place) -> None:
    grid.insert(one[0], [""] * len(grid[0]))


DAMAGES = {
    "change a cell": _change,
    "change a number": _renumber,
    "multiply a number": _scale,
    "drop a row": _drop_row,
    "drop a column": _drop_column,
    "swap rows": _swap_rows,
    "swap cells": _swap_cells,
    "double a row": _double_row,
    "blank row": _blank_row,
}
# With names of provinces in first cells only, a column that is moved loses its name.
DAMAGES_IF_FILLED = DAMAGES | {"swap columns": _swap_columns}


def _place(draw: st.DrawFn, grid: Grid) -> Place:
    return draw(st.integers(0, len(grid) - 1)), draw(st.integers(0, len(grid[0]) - 1))


def differing(read: MrioTable) -> set[str]:
    """Return the parts in which a table differs from the good one by more than rounding."""
    if read.index != TABLE.index and not same_but_names(read):
        return {"index"}
    parts = set()
    scale = {"F": TABLE.F.mean()}
    for part in PARTS:
        one, two = getattr(read, part), getattr(TABLE, part)
        if one.shape != two.shape:
            parts.add(part)
            continue
        size = scale.get(part, float(TABLE.x.mean()))
        if np.abs(one - two).max() > TOLERANCE * max(size, np.abs(two).max()):
            parts.add(part)
    return parts


def same_but_names(read: MrioTable) -> bool:
    codes = read.index.region_codes, read.index.sector_codes
    return codes == (TABLE.index.region_codes, TABLE.index.sector_codes)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_sheet_is_never_read_wrong_in_silence(case):
    variation, grid, done = case
    try:
        read = table_of_workbook(MemoryWorkbook({SHEET: grid}), year=2017)
    except TanmaiError as error:
        event(f"error: {type(error).__name__}")
        assert one_message(error), error  # noqa: PT017
        return
    expected_without = set() if VARIATIONS[variation].get("emissions") else {"F"}
    changed = differing(read) - expected_without
    event(f"read, changed: {sorted(changed)}")
    assert all(math.isfinite(v) for part in PARTS for v in np.ravel(getattr(read, part)))
    if changed and not said(read, changed):
        assert not check_table(read).passed, (done, changed)


def one_message(error: TanmaiError) -> bool:
    """Say whether a message is one line that begins with the file."""
    return "\n" not in str(error) and str(error).startswith("MRIO2017.xlsx")


def said(read: MrioTable, changed: set[str]) -> bool:
    """Say whether the provenance names the change, or the sheet has nothing to hold it against."""
    notes = " ".join(map(str, read.provenance.changes))
    if changed <= {"F"}:
        return True
    return "left out" in notes or "converted" in notes


@settings(max_examples=max(20, EXAMPLES // 5), deadline=None)
@given(st.data())
def test_order_and_labels_of_any_kind_give_the_same_table(data):
    order = st.permutations(range(4)).map(tuple)
    flags = ("english", "damaged", "merged", "number_codes", "tiu", "check_columns", "totals")
    how = {flag: data.draw(st.booleans(), label=flag) for flag in (*flags, "blanks")}
    orders = {key: data.draw(order) for key in ("row_order", "column_order", "final_order")}
    read = table_of_workbook(workbooks.workbook(TABLE, **how, **orders))
    assert read.index.region_codes == TABLE.index.region_codes
    for part in PARTS[:-1]:
        np.testing.assert_array_equal(getattr(read, part), getattr(TABLE, part))
    closed = read.Z.sum(axis=1) + read.Y.sum(axis=1) + read.exports + read.error
    np.testing.assert_allclose(closed, read.x, rtol=1e-15)


@given(
    st.sampled_from([True, "x", "", datetime.date(2017, 1, 1), math.nan, math.inf]),
    st.integers(0, 4 * N - 1),
    st.integers(0, 4 * N - 1),
)
def test_what_is_no_number_is_an_error_that_names_its_cell(cell, row, column):
    grid = [list(line) for line in good(0)]
    row, column = workbooks.FIRST_ROW + row, workbooks.FIRST_COLUMN + column
    grid[row][column] = cell
    with pytest.raises(FileError, match=rf"cell {cell_name(row, column)} \("):
        table_of_workbook(MemoryWorkbook({SHEET: grid}))


@lru_cache
def good_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return workbooks.save({SHEET: good(3)}, Path(folder) / "MRIO2017.xlsx").read_bytes()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6), st.integers(0, 20)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_file_of_damaged_bytes_is_read_whole_or_named(damages):
    content = bytearray(good_file())
    for where, new, dropped in damages:
        at = int(where * len(content))
        content[at : at + dropped] = new
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "MRIO2017.xlsx"
        path.write_bytes(content)
        try:
            read = read_ceads(path, year=2017)
        except TanmaiError as error:
            event(f"error: {type(error).__name__}")
            return
    event("read")
    for part in PARTS:
        np.testing.assert_allclose(getattr(read, part), getattr(TABLE, part), rtol=1e-14)
