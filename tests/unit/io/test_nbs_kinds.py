"""Tables of one region as bureaux write them, each against what it was made of."""

from dataclasses import replace

import numpy as np
import pytest

import made_up_regions as made
from made_up_sheets import write_workbook
from made_up_xls import write_xls
from tanmai.checks import check_table
from tanmai.core.errors import FileError, LabelError, OptionError
from tanmai.io.nbs import read_competitive, read_nbs

T = made.region()


@pytest.fixture
def saved(tmp_path):
    def save(grid, name="table.xlsx"):
        return write_workbook(tmp_path / name, {"Sheet1": grid})

    return save


def equals(found, t, trade="apart"):
    assert found.trade == trade
    np.testing.assert_allclose(found.Z, t.Z, rtol=1e-12)
    np.testing.assert_allclose(found.Y.sum(axis=1), t.Y.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(found.x, t.x, rtol=1e-12)
    np.testing.assert_allclose(found.value_added.sum(axis=0), t.value_added.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.sales_outside - found.purchases_outside, t.out - t.into)
    sold = found.Z.sum(axis=1) + found.Y.sum(axis=1) + found.sales_outside + found.error
    np.testing.assert_allclose(sold - found.purchases_outside, found.x, rtol=1e-12)
    for values in (found.exports, found.outflow, found.imports, found.inflow):
        assert (values >= 0.0).all()


def said(found, text):
    return any(text in change for change in map(str, found.provenance.changes))


def trade(*columns):
    """Return columns of sales and of purchases, apart by their sign."""
    return (
        [(code, name, values) for sign, code, name, values in columns if sign > 0],
        [(code, name, values) for sign, code, name, values in columns if sign < 0],
    )


def test_trade_abroad_and_with_other_provinces_stay_apart(saved):
    found = read_competitive(saved(made.sheet(T)))
    equals(found, T)
    for name in ("exports", "outflow", "imports", "inflow"):
        np.testing.assert_allclose(getattr(found, name), getattr(T, name), rtol=1e-12)
    assert (found.region.code, found.year) == ("130000", 2017)
    assert [s.name_zh for s in found.sectors] == list(made.NAMES)


def gross(codes, names=("", "", "", "")):
    """Return columns of exports, outflow, imports and inflow under other headings."""
    values = (T.exports, T.outflow, T.imports, T.inflow)
    return trade(*zip((1, 1, -1, -1), codes.split(), names, values, strict=True))


def totals(columns):
    """Return the same with the sums OUT and IN behind their parts."""
    sold, bought = columns
    return [*sold, ("OUT", "小计", T.out)], [*bought, ("IN", "小计", T.into)]


ABROAD = ((1, "EX", "出口", T.exports), (-1, "IM", "进口", T.imports))
PAIRS = {
    "FU301-304": gross("FU301 FU302 FU303 FU304", ("出口", "调出", "进口", "调入")),
    "OUT and IN": trade(*ABROAD, (1, "OUT", "流出", T.out), (-1, "IN", "流入", T.into)),
    "parts and sums": totals(gross("FU301 FU302 FU303 FU304")),
    "lower case": gross("ex of im if"),
    "English": gross("a b c d", ("Exports", "Domestic outflow", "Imports", "Domestic inflow")),
    "DO and DI": gross("EX DO IM DI"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_pair_of_codes_keeps_trade_apart(saved, name):
    found = read_competitive(saved(made.sheet(T, PAIRS[name])))
    equals(found, T)
    np.testing.assert_allclose(found.outflow, T.outflow, rtol=1e-9)
    np.testing.assert_allclose(found.imports, T.imports, rtol=1e-9)


NET = T.out - T.into
NET_OUTFLOW = T.outflow - T.inflow


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ([(1, "FU302", "流出", T.out), (-1, "FU304", "流入", T.into)], "together"),
        ([(1, "EX", "出口", T.out), (-1, "IM", "进口", T.into)], "together"),
        ([(1, "NOF", "净流出", NET)], "net"),
        ([(1, "FU301", "净出口", NET)], "net"),
        ([(1, "X1", "净流出", NET)], "net"),
        ([*ABROAD, (1, "NOF", "国内省外净流出", NET_OUTFLOW)], "net_outflow"),
        ([*ABROAD, (-1, "NIF", "国内省外净流入", -NET_OUTFLOW)], "net_outflow"),
        ([*ABROAD, (1, "DI", "", NET_OUTFLOW)], "net_outflow"),
    ],
)
def test_what_the_trade_columns_say_is_said(saved, columns, kind):
    found = read_competitive(saved(made.sheet(T, trade(*columns))))
    equals(found, T, kind)
    assert said(found, "together" if kind == "together" else "only the difference")


def test_a_national_table_trades_abroad(saved):
    columns = trade((1, "EX", "出口", T.out), (-1, "IM", "进口", T.into))
    for title in ("2017年全国投入产出表", "中国2017年投入产出表"):
        found = read_competitive(saved(made.sheet(T, columns, title=title)))
        equals(found, T, "abroad")
        assert (found.region.code, found.trade) == ("156", "abroad")


def test_outflow_as_large_as_inflow_is_not_lost(saved):
    t = replace(T, outflow=T.inflow)
    t = replace(
        t, value_added=t.value_added * ((t.x - t.Z.sum(axis=0)) / t.value_added.sum(axis=0))
    )
    equals(read_competitive(saved(made.sheet(t))), t)


def test_imports_with_a_minus_sign_are_purchases(saved):
    columns = trade(
        (1, "EX", "出口", T.exports),
        (1, "OF", "流出", T.outflow),
        (-1, "IM", "进口", -T.imports),
        (-1, "IF", "流入", -T.inflow),
    )
    found = read_competitive(saved(made.sheet(T, columns)))
    equals(found, T)
    np.testing.assert_allclose(found.imports, T.imports, rtol=1e-12)
    assert said(found, "Imports have a minus sign")


def test_a_negative_cell_of_trade_is_trade_the_other_way(saved):
    outflow = T.outflow.copy()
    outflow[2] = -5000.0
    t = replace(T, outflow=outflow)
    t = replace(
        t, value_added=t.value_added * ((t.x - t.Z.sum(axis=0)) / t.value_added.sum(axis=0))
    )
    found = read_competitive(saved(made.sheet(t)))
    equals(found, t)
    assert found.inflow[2] == pytest.approx(T.inflow[2] + 5000.0)
    assert said(found, "Negative outflow to other provinces, counted as inflow")


OLD_CODES = {"VA001": "cp", "VA002": "nt", "VA003": "dp", "VA004": "op", "TI": "TO"}
CODES = {
    "numbers": (lambda i: float(i + 1), str),
    "lower case": (lambda i: f"{i + 1:02d}", str.lower),
    "old codes": (lambda i: f"{i + 1:02d}", lambda code: OLD_CODES.get(code, code.lower())),
    "total of the year": (lambda i: f"{i + 1:02d}", lambda c: "TO1" if c == "TI" else c),
    "full width": (lambda i: "０１２３４５６７"[i + 1], str),
    "damaged": (lambda i: f"{i + 1:02d}", lambda code: "T1" if code == "TI" else code),
}


@pytest.mark.parametrize("name", CODES)
def test_codes_in_every_spelling(saved, name):
    code, codes = CODES[name]
    found = read_competitive(saved(made.sheet(T, code=code, codes=codes)))
    equals(found, T)
    assert [s.code for s in found.sectors] == [f"{i + 1:02d}" for i in range(6)]


def test_codes_of_five_digits_go_by_their_serial_number(saved):
    def code(i):
        return f"{(12, 15, 13, 14, 18, 16)[i]}{i + 1:03d}"

    found = read_competitive(saved(made.sheet(T, code=code)))
    equals(found, T)
    assert [s.code for s in found.sectors] == [f"{i + 1:03d}" for i in range(6)]


def test_joined_codes_are_one_sector(saved):
    found = read_competitive(
        saved(made.sheet(T, code=lambda i: "2/3" if i == 1 else str(2 * i + 4)))
    )
    assert [s.name_zh for s in found.sectors if "/" in s.code] == ["采矿业"]
    np.testing.assert_allclose(np.sort(found.x), np.sort(T.x), rtol=1e-12)


def test_a_sheet_without_codes_goes_by_names(saved):
    found = read_competitive(saved(made.without_codes(made.sheet(T))))
    equals(found, T)
    assert [(s.code, s.name_zh) for s in found.sectors][3] == ("04", "电力")
    assert said(found, "no codes of sectors")


def test_the_heading_of_a_block_is_no_name(saved):
    found = read_competitive(saved(made.sheet(T, beside_first="中间投入")))
    assert [s.name_zh for s in found.sectors] == list(made.NAMES)
    found = read_competitive(saved(made.without_codes(made.sheet(T, beside_first="中间投入"))))
    assert [s.name_zh for s in found.sectors] == list(made.NAMES)


def test_a_domestic_and_an_import_block(saved):
    path = saved(made.two_blocks(T))
    table = read_nbs(path)
    share = T.into / (T.x + T.into)
    np.testing.assert_allclose(table.Z, (1 - share)[:, None] * T.Z, rtol=1e-12)
    np.testing.assert_allclose(table.imports, share @ T.Z, rtol=1e-12)
    np.testing.assert_allclose(table.x, T.x, rtol=1e-12)
    with pytest.raises(FileError, match="has a block of imported products, so its flows are dom"):
        read_competitive(path)


def test_whole_numbers_may_differ_by_half_a_unit_a_cell(saved):
    t = made.region(3, whole=True)
    grid = made.sheet(t)
    go, row = len(grid[4]) - 1, 5 + 2
    grid[row][go] += 3.0
    grid[-1][3 + 2] += 3.0
    found = read_competitive(saved(grid))
    assert found.x[2] == t.x[2] + 3.0
    assert found.error[2] == pytest.approx(3.0)
    assert said(found, "Sums that differ from GO by no more than rounding: row 03")
    check_table(read_nbs(saved(grid))).require()


def test_a_sum_that_is_wrong_by_little_is_said_with_its_place(saved):
    grid = made.sheet(T)
    grid[5 + 4][len(grid[4]) - 1] *= 1.0000005
    found = read_competitive(saved(grid))
    assert said(found, "Sums that differ from GO by little: row 05")
    grid = made.sheet(T)
    grid[5 + 6 + 2][3 + 6] *= 1.005
    assert said(read_competitive(saved(grid)), "Sums that differ from their total in TIU by little")


def wrong(row, column, factor=1.5):
    def damage(grid):
        grid[row][column] *= factor
        return grid

    return damage


DIAGNOSES = {
    "a flow": (wrong(6, 4), "its cells of intermediate use add up to .* and TIU says"),
    "a final use": (wrong(6, 3 + 6 + 1), "its cells of final use add up to .* and TFU says"),
    "imports": (wrong(6, 3 + 6 + 10), "its uses agree with TIU, TFU, so purchases, error or GO"),
    "value added": (
        wrong(12, 4),
        r"column 02 .* is .*its cells of value added add up to .* and TVA says",
    ),
    "every output": (
        lambda grid: [
            [*row[:-1], 2.0 * row[-1]] if 5 <= k < 11 else row for k, row in enumerate(grid)
        ],
        "6 of 6 rows do not add up",
    ),
}


@pytest.mark.parametrize("name", DIAGNOSES)
def test_what_does_not_fit_is_named(saved, name):
    damage, message = DIAGNOSES[name]
    with pytest.raises(FileError, match=message) as caught:
        read_competitive(saved(damage(made.sheet(T))))
    assert "changed or emptied" not in str(caught.value)


def test_a_column_that_is_not_known_is_named_and_refused_where_rows_need_it(saved):
    sold, bought = made.apart(T)
    grid = made.sheet(T, ([sold[0], ("QX", "省际调剂", T.outflow)], bought))
    with pytest.raises(FileError, match=r"column R '省际调剂 QX' has no heading"):
        read_competitive(saved(grid))
    note = made.sheet(T, more=[("", "人均", T.x / 7.0)])
    found = read_competitive(saved(note))
    equals(found, T)
    assert said(found, "not needed for any sum: column X '人均'")


def test_a_row_that_is_not_known_is_named_and_refused_where_columns_need_it(saved):
    grid = made.sheet(T)
    grid[11 + 2][2], grid[11 + 2][1] = "VX", "补贴"
    with pytest.raises(FileError, match=r"row 14 '补贴 VX' has no heading that tanmai knows"):
        read_competitive(saved(grid))


def test_numbers_that_stand_as_texts_are_numbers(saved):
    grid = made.sheet(T)
    grid[6][4], grid[7][5] = str(float(grid[6][4])), f" {float(grid[7][5])} "
    grid[6][3 + 6 + 12] = "—"  # the error, which is zero
    found = read_competitive(saved(grid))
    equals(found, T)
    assert said(found, "Numbers stored as text, read as numbers: 2, from E7")


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("单位：亿元", 1e4),
        ("（单 位: 元）", 1e-4),
        ("Unit: 10,000 yuan", 1.0),
        ("(units: 亿元)", 1e4),
    ],
)
def test_the_unit_of_the_sheet_counts(saved, unit, factor):
    found = read_competitive(saved(made.sheet(T, unit=unit)))
    np.testing.assert_allclose(found.x, factor * T.x, rtol=1e-12)


def test_formulas_without_values_are_named(saved):
    grid = [[*row[:-1], ""] if 5 <= at < 11 else row for at, row in enumerate(made.sheet(T))]
    with pytest.raises(FileError, match=r"GO .* holds no numbers, or formulas without values"):
        read_competitive(saved(grid))


def test_code_and_name_that_contradict_each_other_are_said(saved):
    grid = made.sheet(T)
    grid[4][3 + 6 + 4] = "TC"
    grid[5][1], grid[8][1] = grid[8][1], grid[5][1]
    found = read_competitive(saved(grid))
    assert said(found, "column N: code TC, but named '固定资本形成总额'")
    assert said(found, "sector 1, '农业' above its column")


def test_several_regions_are_not_one(saved):
    grid = made.sheet(T, code=lambda i: f"{i % 3 + 1:02d}")
    with pytest.raises(
        FileError, match=r"names sector 1 in rows 6, 9, .* table of several regions"
    ):
        read_competitive(saved(grid))


@pytest.mark.parametrize(
    ("given", "code"),
    [("陕西", "610000"), ("Shaanxi", "610000"), ("China", "156"), ("成都", "成都")],
)
def test_a_region_that_the_title_does_not_name_is_given(saved, given, code):
    path = saved(made.sheet(T, title="2017年投入产出表"))
    with pytest.raises(
        LabelError, match="does not state its region once; give the region: --region"
    ):
        read_competitive(path)
    assert read_competitive(path, region=given).region.code == code


def test_nearly_a_province_is_asked_about(saved):
    with pytest.raises(LabelError, match="Did you mean 'Shaanxi'"):
        read_competitive(saved(made.sheet(T, title="2017年投入产出表")), region="Shaanxxi")


def test_a_folder_may_say_the_year(tmp_path):
    folder = tmp_path / "2012"
    folder.mkdir()
    path = write_workbook(folder / "0中国.xlsx", {"Sheet1": made.sheet(T, title="基本流量表")})
    found = read_competitive(path)
    assert (found.region.code, found.year) == ("156", 2012)
    assert said(found, "The year 2012 is that of the folder's name")


@pytest.mark.parametrize("write", [write_workbook, write_xls])
def test_the_sheet_with_flows_is_taken(tmp_path, write):
    grid = made.sheet(T)
    sheets = {
        "部门对照": [["代码", "部门名称"], ["01", "农业"]],
        "1.1基本流量表": grid,
        "1.2直接消耗系数表": made.coefficients(grid),
        "空": [[""]],
    }
    path = write(tmp_path / ("t.xls" if write is write_xls else "t.xlsx"), sheets)
    found = read_competitive(path)
    equals(found, T)
    assert found.provenance.sources[0].sheet == "1.1基本流量表"
    assert said(
        found, "Read from sheet '1.1基本流量表'; no flows are in 部门对照, 1.2直接消耗系数表"
    )
    with pytest.raises(FileError, match="holds coefficients, no flows"):
        read_competitive(path, sheet="1.2直接消耗系数表")


def test_two_sheets_with_flows_are_asked_about(tmp_path):
    path = write_workbook(tmp_path / "t.xlsx", {"a": made.sheet(T), "b": made.sheet(T)})
    with pytest.raises(
        OptionError, match=r"holds flows in 2 sheets \(a, b\); name one with --sheet"
    ):
        read_competitive(path)
    equals(read_competitive(path, sheet="b"), T)


def test_no_sheet_with_flows_is_said_with_the_reason_of_each(tmp_path):
    sheets = {"a": [["x"]], "b": made.coefficients(made.sheet(T))}
    path = write_workbook(tmp_path / "t.xlsx", sheets)
    with pytest.raises(FileError, match=r"None of the 2 sheets .* sheet 'b' holds no flows"):
        read_competitive(path)


def test_products_that_pass_through_lose_imports_in_all_uses(saved):
    t = replace(T, outflow=T.outflow + np.eye(6)[1] * 9e6, inflow=T.inflow + np.eye(6)[1] * 9e6)
    table = read_nbs(saved(made.sheet(t)))
    share = t.into / (t.x + t.into - t.out)
    share[1] = t.into[1] / (t.x[1] + t.into[1])
    np.testing.assert_allclose(table.Z, (1 - share)[:, None] * t.Z, rtol=1e-12)
    assert table.exports[1] == pytest.approx((1 - share[1]) * t.out[1])
    assert "pass through (02" in str(table.provenance.changes[-1])
    check_table(table).require()


def test_trade_with_other_provinces_counts_as_exports_and_imports(saved):
    table = read_nbs(saved(made.sheet(T)))
    np.testing.assert_allclose(table.exports, T.out, rtol=1e-12)
    assert table.imports.sum() + table.imports_final.sum() == pytest.approx(T.into.sum())
    assert any(
        f"Exports {T.exports.sum():.6g}, imports {T.imports.sum():.6g}, outflow to other" in change
        for change in map(str, table.provenance.changes)
    )
