"""CEADs sheets as people write them: names without codes, regions and final uses of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tanmai.checks import check_table
from tanmai.core.errors import FileError, LabelError, TableError
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.core.table import FinalDemandCategory
from tanmai.io.ceads.reading import table_of_workbook
from tanmai.io.workbook import Grid
from workbooks import MemoryWorkbook, Variation, companion_sheets, provincial_table, sheet_of

SHEET = "Table_2017"
PARTS = ("Z", "Y", "x", "exports", "imports", "imports_final", "value_added")
TABLE = provincial_table(n=3, k=5)
CODE_ROW, CODE_COLUMN = 3, 2


def without(grid: Grid, row: int | None = None, column: int | None = None) -> Grid:
    """Return a sheet without a row and without a column."""
    kept = [list(line) for at, line in enumerate(grid) if at != row]
    return [[cell for at, cell in enumerate(line) if at != column] for line in kept]


def named(table=TABLE, **variation) -> Grid:
    """Return the sheet of a table without its row and its column of codes."""
    grid = sheet_of(table, Variation(check_columns=False, **variation))
    return without(grid, CODE_ROW, CODE_COLUMN)


def read(grid: Grid, table=TABLE, **companions):
    book = MemoryWorkbook({**(companion_sheets(table) if companions else {}), SHEET: grid})
    return table_of_workbook(book)


def relabelled(grid: Grid, old: str, new: str, axis: str = "both", most: int = 99) -> Grid:
    """Return a sheet with another label in its head rows, its head columns or in both."""
    copy, left = [list(line) for line in grid], most
    for at, line in enumerate(copy):
        for column, cell in enumerate(line):
            over, beside = at < 4 and column > 1, column < 3 and at > 2
            there = {"both": over or beside, "columns": over, "rows": beside}[axis]
            if cell == old and there and left:
                line[column], left = new, left - 1
    return copy


def same_numbers(found, table=TABLE):
    for part in PARTS:
        np.testing.assert_array_equal(getattr(found, part), getattr(table, part))


class TestNamesOnly:
    @pytest.mark.parametrize("english", [False, True])
    @pytest.mark.parametrize("merged", [False, True])
    def test_a_sheet_without_any_code_is_read_by_its_names(self, english, merged):
        found = read(named(english=english, merged=merged))
        assert found.regions == TABLE.regions
        assert found.index.sector_codes == ("01", "02", "03")
        assert [c.code for c in found.categories] == ["FU101", "FU102", "FU103", "FU201", "FU202"]
        same_numbers(found)

    def test_sectors_are_told_from_trade_and_totals_without_them_too(self):
        same_numbers(read(named(totals=False, tiu=False), TABLE))

    @pytest.mark.parametrize("line", ["row", "column"])
    def test_codes_on_one_axis_serve_both(self, line):
        grid = sheet_of(TABLE, Variation(check_columns=False))
        cut = without(
            grid, CODE_ROW if line == "row" else None, CODE_COLUMN if line == "column" else None
        )
        same_numbers(read(cut))

    @pytest.mark.parametrize("axis", ["rows", "columns"])
    def test_a_slip_in_one_name_is_named_with_its_neighbour(self, axis):
        name = TABLE.sectors[1].name_zh
        grid = relabelled(named(), name, f"{name}x", axis, most=1)
        with pytest.raises(
            LabelError, match=f"'{name}x' appears among the .*Did you mean '{name}'"
        ):
            read(grid)

    def test_a_name_that_all_rows_have_and_no_column_is_refused(self):
        grid = relabelled(named(), TABLE.sectors[1].name_zh, "农林", "rows")
        with pytest.raises(
            LabelError, match="'农林' appears among the rows, but not among the col"
        ):
            read(grid)

    def test_names_that_agree_nowhere_are_refused(self):
        grid = named()
        for sector in TABLE.sectors:
            grid = relabelled(grid, sector.name_zh, f"甲乙丙丁{sector.code}", "rows")
        with pytest.raises(FileError, match="no name of a sector appears both above its columns"):
            read(grid)

    def test_region_and_sector_in_one_cell_are_asked_apart(self):
        grid = without(named(merged=False), 1, 0)
        n = TABLE.index.n
        for at in range(TABLE.index.m * n):
            label = f"{TABLE.regions[at // n].name_zh}-{TABLE.sectors[at % n].name_zh}"
            grid[1][1 + at] = grid[2 + at][0] = label
        with pytest.raises(
            LabelError, match=r"names no region in its columns, only '.*-.*' in cell"
        ):
            read(grid)


class TestRegions:
    OWN = ("东北区域", "京津区域", "北部沿海", "其他")

    def own(self, names=OWN):
        regions = tuple(Region(name, name, name) for name in names)
        return replace(TABLE, index=RegionSectorIndex(regions, TABLE.sectors))

    @pytest.mark.parametrize("merged", [False, True])
    @pytest.mark.parametrize("codes", [False, True])
    def test_regions_that_are_no_provinces_are_read_as_written_and_said(self, merged, codes):
        table = self.own()
        how = Variation(check_columns=False, merged=merged)
        found = read(sheet_of(table, how) if codes else named(table, merged=merged), table)
        assert found.regions == table.regions
        same_numbers(found, table)
        said = (
            "regions that are not provinces, taken as written: 东北区域, 京津区域, 北部沿海, 其他"
        )
        assert said in map(str, found.provenance.assumptions)

    def test_a_rest_stands_beside_provinces_and_after_them(self):
        table = self.own((*(r.name_zh for r in TABLE.regions[:3]), "其他地区"))
        grid = sheet_of(table, Variation(check_columns=False, row_order=(3, 0, 1, 2)))
        found = read(grid, table)
        assert found.regions == (*TABLE.regions[:3], Region("其他地区", "其他地区", "其他地区"))
        same_numbers(found, table)

    def test_a_name_near_a_province_is_a_slip(self):
        grid = relabelled(sheet_of(TABLE, Variation()), "河南", "河楠")
        with pytest.raises(LabelError, match=r"'河楠' is not a province.*Did you mean .*'河南'"):
            read(grid)

    def test_a_region_misspelt_on_one_axis_is_named(self):
        grid = relabelled(sheet_of(self.own(), Variation()), "京津区域", "京津区", "rows")
        with pytest.raises(LabelError, match=r"has rows but no columns.*Did you mean '京津区域'"):
            read(grid)

    def test_a_total_among_regions_fails_its_check(self):
        found = read(sheet_of(self.own(("东北", "华北", "华东", "合计")), Variation()))
        kinds = next(c for c in check_table(found).results if c.rule.code == "label-kinds")
        assert not kinds.passed


class TestFinalDemand:
    ONE = replace(
        TABLE,
        categories=(FinalDemandCategory("FD", "最终需求", "最终需求"),),
        Y=TABLE.final_demand,
        imports_final=TABLE.imports_final.reshape(4, 5).sum(axis=1),
    )

    def single(self, code: str, name: str) -> Grid:
        table = replace(self.ONE, categories=(FinalDemandCategory("FU103", name, name),))
        grid = sheet_of(table, Variation(check_columns=False, totals=False))
        return relabelled(relabelled(grid, "FU103", code), "政府消费", name)

    @pytest.mark.parametrize(
        ("code", "name"),
        [("FD", "最终需求"), ("", "最终使用"), ("Y", "Final demand"), ("TFU", "最终使用合计")],
    )
    def test_one_column_of_each_region_is_final_demand(self, code, name):
        found = read(self.single(code, name), self.ONE)
        assert [c.name_zh for c in found.categories] == [name]
        same_numbers(found, self.ONE)
        kinds = next(c for c in check_table(found).results if c.rule.code == "label-kinds")
        assert kinds.passed

    def test_categories_of_other_codes_are_read(self):
        grid = sheet_of(TABLE, Variation(check_columns=False))
        for code, own in (
            ("FU101", "RHC"),
            ("FU102", "UHC"),
            ("FU103", "GOV"),
            ("FU201", "GFCF"),
            ("FU202", "INV"),
        ):
            grid = relabelled(grid, code, own)
        found = read(grid)
        assert [c.code for c in found.categories] == ["RHC", "UHC", "GOV", "GFCF", "INV"]
        same_numbers(found)

    def test_final_demand_of_no_region_is_asked_for(self):
        grid = without(self.single("FD", "最终需求"))
        first = grid[CODE_ROW].index("FD")
        cut = [
            [cell for at, cell in enumerate(line) if at not in range(first + 1, first + 4)]
            for line in grid
        ]
        with pytest.raises(FileError, match="no columns of final demand by region"):
            read(cut)


class TestValueAdded:
    @pytest.mark.parametrize(
        ("name", "code"), [("增加值", ""), ("增加值合计", "TVA"), ("Value added", "VA")]
    )
    def test_its_total_alone_is_read(self, name, code):
        grid = [
            line
            for line in sheet_of(TABLE, Variation(check_columns=False))
            if line[2] not in ("VA001", "VA002")
        ]
        grid = relabelled(relabelled(grid, "增加值合计", name, "rows"), "TVA", code, "rows")
        found = read(grid)
        np.testing.assert_array_equal(found.value_added, TABLE.total_value_added[None, :])

    def test_none_is_asked_for(self):
        grid = [
            line
            for line in sheet_of(TABLE, Variation(check_columns=False))
            if line[2] not in ("VA001", "VA002", "TVA")
        ]
        with pytest.raises((FileError, TableError), match="no row of value added"):
            read(grid)


def test_a_sheet_of_numbers_alone_says_what_is_missing():
    grid = [line[3:] for line in sheet_of(TABLE, Variation(check_columns=False))[4:]]
    with pytest.raises(FileError, match=r"has no labels at all, only 18 rows of numbers"):
        read(grid)
