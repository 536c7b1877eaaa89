import numpy as np
import pytest

import made_up
import made_up_sheets as sheets
from tanmai.checks import check_table
from tanmai.core.aggregation import aggregate
from tanmai.core.errors import OptionError
from tanmai.io.concordance_file import find_concordance
from tanmai.io.sic import read_sic


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("sic") / "sic.xlsx"
    grids = {"Readme": [["made up"]]}
    for seed, (year, sectors) in enumerate(((2002, 8), (2007, 8), (2002, 17), (2007, 17))):
        grids[f"{year}-{sectors}"] = sheets.sic_sheet(seed, sectors)
    return sheets.write_workbook(path, grids)


@pytest.mark.parametrize(("seed", "year", "sectors"), [(1, 2007, 8), (3, 2007, 17), (2, 2002, 17)])
def test_every_cell_comes_to_its_place(workbook, seed, year, sectors):
    table = read_sic(workbook, year, sectors)
    made = made_up.make_table(seed, m=8, n=sectors, k=4)
    for part in ("Z", "Y", "exports", "x", "imports", "imports_final"):
        np.testing.assert_allclose(getattr(table, part), getattr(made, part), rtol=1e-15)
    np.testing.assert_allclose(table.stock_change + table.error, made.error, atol=1e-6)
    assert table.year == year
    assert table.index.region_codes == tuple("ABCDEFGH")
    assert table.index.n == sectors


def test_stocks_and_exports_are_sinks_of_their_own_and_the_table_closes(workbook):
    table = read_sic(workbook, 2007)
    assert table.stock_change.any()
    sold = table.Z.sum(axis=1) + table.Y.sum(axis=1)
    sold = sold + table.exports + table.stock_change + table.error
    np.testing.assert_allclose(sold, table.x, rtol=1e-9)
    bought = table.Z.sum(axis=0) + table.imports + table.total_value_added
    np.testing.assert_allclose(bought, table.x, rtol=1e-9)
    report = {result.rule.code: result.passed for result in check_table(table).results}
    assert report["row-balance"]
    assert report["column-balance"]


def test_rows_of_value_added_stand_in_the_order_of_the_bureau(workbook):
    table = read_sic(workbook, 2007, 8)
    made = made_up.make_table(1, m=8, n=8, k=4).value_added
    assert [label[:5] for label in table.value_added_labels] == ["VA001", "VA002", "VA003", "VA004"]
    assert table.value_added_labels[2] == "VA003 depreciation of fixed assets"
    np.testing.assert_allclose(table.value_added[2], made[0] / 2, rtol=1e-15)
    np.testing.assert_allclose(table.value_added[0], made[1] / 2, rtol=1e-15)


def test_no_inventory_is_said(workbook):
    table = read_sic(workbook, 2007)
    assert table.without_emissions == table.index.region_codes
    assert not table.F.any()


def test_17_sectors_go_into_8(workbook):
    merged = aggregate(read_sic(workbook, 2007), sectors=find_concordance("sic17_to_sic8"))
    eight = read_sic(workbook, 2007, 8)
    assert merged.sectors == eight.sectors
    assert merged.regions == eight.regions


@pytest.mark.parametrize(("year", "sectors"), [(2012, 17), (2007, 29)])
def test_tables_that_do_not_exist(workbook, year, sectors):
    with pytest.raises(OptionError, match=f"has no table of {year} with {sectors} sectors"):
        read_sic(workbook, year, sectors)
