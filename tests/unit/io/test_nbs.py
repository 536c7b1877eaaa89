import numpy as np
import pytest

import made_up_sheets as sheets
from tanmai.core.errors import OptionError, TableError
from tanmai.core.sector_schemes import scheme_of
from tanmai.io.competitive import IMPORT_TREATMENTS
from tanmai.io.nbs import read_competitive, read_nbs

TITLE = "陕西2007年投入产出表"


@pytest.fixture
def national(tmp_path):
    return sheets.write_csv(tmp_path / "china_2017_42.csv", sheets.competitive_sheet())


@pytest.fixture
def provincial(tmp_path):
    grids = {"26Shaanxi": sheets.provincial_sheet(3, TITLE)}
    return sheets.write_workbook(tmp_path / "provinces.xlsx", grids)


def closes(table):
    sold = table.Z.sum(axis=1) + table.Y.sum(axis=1) + table.exports + table.error
    np.testing.assert_allclose(sold, table.x, rtol=1e-9)
    bought = table.Z.sum(axis=0) + table.imports + table.total_value_added
    np.testing.assert_allclose(bought, table.x, rtol=1e-9)


@pytest.mark.parametrize("treatment", IMPORT_TREATMENTS)
def test_every_treatment_of_imports_closes(national, treatment):
    closes(read_nbs(national, imports=treatment))


def test_imports_leave_domestic_uses_in_proportion(national):
    table, t = read_nbs(national), sheets.nbs_numbers()
    share = t["imports"] / (t["x"] + t["imports"] - t["exports"])
    np.testing.assert_allclose(table.Z, (1 - share)[:, None] * t["Z"], rtol=1e-12)
    np.testing.assert_allclose(table.Y, (1 - share)[:, None] * t["Y"], rtol=1e-12)
    np.testing.assert_array_equal(table.exports, t["exports"])
    np.testing.assert_allclose(table.imports, share @ t["Z"], rtol=1e-12)
    imported = table.imports.sum() + table.imports_final.sum() + (share * t["error"]).sum()
    assert imported == pytest.approx(t["imports"].sum(), rel=1e-12)
    assert "imports taken out of domestic uses" in str(table.provenance.changes[-1])


def test_imports_leave_all_uses_in_proportion(national):
    table, t = read_nbs(national, imports="all_uses"), sheets.nbs_numbers()
    share = t["imports"] / (t["x"] + t["imports"])
    np.testing.assert_allclose(table.exports, (1 - share) * t["exports"], rtol=1e-12)
    np.testing.assert_allclose(table.Z, (1 - share)[:, None] * t["Z"], rtol=1e-12)


def test_net_exports_leave_uses_as_they_are(national):
    table, t = read_nbs(national, imports="net_exports"), sheets.nbs_numbers()
    np.testing.assert_array_equal(table.Z, t["Z"])
    np.testing.assert_array_equal(table.exports, t["exports"] - t["imports"])
    assert not table.imports.any()


def test_a_national_table_is_one_region_of_a_known_scheme(national):
    table = read_nbs(national)
    assert [(r.code, r.name_en) for r in table.regions] == [("156", "China")]
    assert (table.year, scheme_of(table).name) == (2017, "nbs42-2017")
    assert table.without_emissions == ("156",)
    assert table.provenance.name == "nbs-china-2017"
    assert str(table.provenance.changes[0]) == "The sheet states no unit; read as 10^4 CNY."


def test_a_sheet_with_an_import_block(tmp_path):
    path = sheets.write_csv(tmp_path / "china_2018.csv", sheets.blocks_sheet())
    table = read_nbs(path)
    closes(table)
    t = sheets.nbs_numbers()
    share = t["imports"] / (t["x"] + t["imports"])
    np.testing.assert_allclose(table.Z, (1 - share)[:, None] * t["Z"], rtol=1e-12)
    np.testing.assert_allclose(table.imports, share @ t["Z"], rtol=1e-12)
    assert [c.code for c in table.categories] == ["TC", "FU201", "FU202"]
    assert "imported and exported again" in str(table.provenance.changes[-1])


def test_a_sheet_of_a_province_says_what_it_is(provincial):
    table = read_nbs(provincial)
    closes(table)
    assert [r.code for r in table.regions] == ["610000"]
    assert (table.year, table.provenance.sources[0].sheet) == (2007, "26Shaanxi")
    assert table.sectors[0].name_zh == "农林牧渔产品和服务"
    assert table.sectors[9].code == "10"
    np.testing.assert_allclose(table.exports, sheets.nbs_numbers(3)["exports"], rtol=1e-15)
    assert any(
        "Exports" in change and "outflow" in change for change in map(str, table.provenance.changes)
    )


def test_the_flows_of_a_province_as_published(provincial):
    found, t = read_competitive(provincial), sheets.nbs_numbers(3)
    assert found.trade == "apart"
    np.testing.assert_allclose(found.Z, t["Z"], rtol=1e-12)
    np.testing.assert_allclose(found.exports, t["exports"] / 2)
    np.testing.assert_allclose(found.outflow, t["exports"] / 2)
    np.testing.assert_allclose(found.purchases_outside, t["imports"])


def test_units_are_read_from_the_sheet(provincial, tmp_path):
    grid = sheets.provincial_sheet(3, TITLE)
    grid[1][0] = "单位：亿元"
    path = sheets.write_workbook(tmp_path / "in_100_million.xlsx", {"26Shaanxi": grid})
    np.testing.assert_allclose(read_nbs(path).Z, 1e4 * read_nbs(provincial).Z, rtol=1e-12)


def test_empty_cells_are_zero_where_the_sums_confirm_it(tmp_path):
    t = sheets.nbs_numbers(3)
    grid = sheets.provincial_sheet(3, TITLE)
    row, column = 3 + 4, 3 + 7
    for at in (3 + 42, -1):
        grid[row][at] -= t["Z"][4, 7]
    grid[-1][3 + 4] -= t["Z"][4, 7]
    for at, sign in ((3 + 4, -1.0), (column, 1.0)):
        grid[-5][at] += sign * t["Z"][4, 7]
    grid[row][column] = ""
    table = read_nbs(sheets.write_workbook(tmp_path / "blank.xlsx", {"26Shaanxi": grid}))
    closes(table)
    assert table.Z[4, 7] == 0.0
    assert "Empty cells read as zero, which the sums confirm: 1." in map(
        str, table.provenance.changes
    )


def test_more_imports_than_domestic_use_ask_for_another_treatment(tmp_path):
    grid = sheets.competitive_sheet()
    head = grid[0]
    row = grid[5]
    more = 2.0 * float(row[head.index("GO")])
    row[head.index("EX")] += more
    row[head.index("IM")] += more
    path = sheets.write_csv(tmp_path / "china_2017.csv", grid)
    with pytest.raises(TableError, match=r"05 Mining .* \(--import-treatment by_product or all_us"):
        read_nbs(path, imports="domestic_uses")
    closes(read_nbs(path, imports="all_uses"))
    closes(read_nbs(path))


def test_an_unknown_treatment_names_the_nearest(national):
    with pytest.raises(OptionError, match=r"Did you mean 'all_uses'\? Known: by_product, "):
        read_nbs(national, imports="all_use")


def test_a_workbook_of_several_sheets_asks_for_one(tmp_path):
    grids = {"a": sheets.provincial_sheet(), "b": sheets.provincial_sheet()}
    path = sheets.write_workbook(tmp_path / "two.xlsx", grids)
    with pytest.raises(OptionError, match=r"flows in 2 sheets \(a, b\); name one"):
        read_nbs(path)
    assert read_nbs(path, sheet="b").regions[0].code == "610000"
