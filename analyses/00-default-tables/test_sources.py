"""Reading the publishers' layouts, on small files of the same layout."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest
from cn31_inputs import assemble
from cn31_perturbations import perturbed
from cn31_sources import (
    EXCHANGED_COLUMNS,
    SECTORS_2007,
    _sheet_2007,
    _trade_columns,
    national_table,
    spans,
    transport_cost,
)

from tanmai.errors import FileError
from tanmai.estimate import (
    BaseStructure,
    EstimateInputs,
    Inventory,
    NationalTable,
    ProvincialAccounts,
    SectorCodes,
)
from tanmai.labels import RegionSectorIndex, Sector, mainland_provinces
from tanmai.table import Provenance

if TYPE_CHECKING:
    from pathlib import Path


def write_sheets(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def test_transport_costs_come_in_the_order_of_the_provinces(tmp_path: Path) -> None:
    names = [region.name_en for region in reversed(mainland_provinces())]
    costs = np.arange(31 * 31, dtype=float).reshape(31, 31)
    rows: list[list[object]] = [["Unit: Yuan per ton", "", "To"], ["", "", *names]]
    rows.append(["From", "", *names])
    rows += [[name, "capital", *row] for name, row in zip(names, costs.tolist(), strict=True)]
    path = tmp_path / "transport_cost" / "inter_provincial_trade_cost.xlsx"
    write_sheets(path, {"Sheet1": rows})
    np.testing.assert_array_equal(transport_cost(tmp_path), costs[::-1, ::-1])


def test_national_table_is_read_by_code(tmp_path: Path) -> None:
    folder = tmp_path / "nbs_national_io"
    folder.mkdir()
    lines = [
        "Code,Description,DescriptionInChinese,01,02,TIU,FU101,FU102,FU103,FU201,FU202,EX,IM,ERR,GO",
        "01,a,a,1,2,3,4,5,6,7,-1,8,9,0.5,23.5",
        "02,b,b,3,4,7,1,1,1,1,1,2,3,0,11",
        "TII,t,t,4,6,,,,,,,,,,",
        *(f"VA00{k},v,v,{k},{k}0,,,,,,,,,," for k in range(1, 5)),
    ]
    (folder / "china_2015_42.csv").write_text("\n".join(lines), encoding="utf-8")
    table = national_table(tmp_path, 2015)
    np.testing.assert_array_equal(table.use, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(table.final_demand[0], [4, 5, 6, 7, -1])
    np.testing.assert_array_equal(table.error, [0.5, 0])
    np.testing.assert_array_equal(table.value_added[:, 1], [10, 20, 30, 40])


def sheet_2007() -> SimpleNamespace:
    """Return what stands for a sheet of the 2007 workbook: header in row 8, codes in column 3."""
    codes: list[object] = [*SECTORS_2007[:-2], 41.0, 42.0]
    final = ["FU101", "FU102", "FU103", "FU201", "FU301", "FU302", "FU303", "FU304", "GO"]
    header: list[object] = ["", "", "", *codes, *final]
    width = len(header) - 3
    rows: list[list[object]] = [[""] * len(header) for _ in range(7)]
    rows.append(header)
    for at, code in enumerate(codes):
        trade_and_output = [100.0 * k + at for k in range(1, 6)]
        rows.append(["", "", code, *[float(at)] * (width - 5), *trade_and_output])
    rows[10][5] = -7.0
    rows.append(["", "", "TVA", *[9.0] * width])
    return SimpleNamespace(
        name="27Gansu",
        row_values=rows.__getitem__,
        col_values=lambda column: [row[column] for row in rows],
        cell_value=lambda row, column: rows[row][column],
    )


def test_2007_sheet_is_read_by_code_and_negative_use_is_zero(tmp_path: Path) -> None:
    read = _sheet_2007(sheet_2007(), tmp_path, _trade_columns("110000"))
    assert read["use"].shape == (42, 42)
    assert read["use"][2, 2] == 0.0
    assert read["use"][41, 0] == 41.0
    assert read["exports"][3] == 103.0
    assert read["imports"][3] == 303.0
    assert read["output"][3] == 503.0
    assert (read["value_added"] == 9.0).all()


def test_exchanged_columns_are_read_the_other_way_round(tmp_path: Path) -> None:
    for code in EXCHANGED_COLUMNS:
        read = _sheet_2007(sheet_2007(), tmp_path, _trade_columns(code))
        assert read["exports"][3] == 203.0
        assert read["outflow"][3] == 103.0
        assert read["imports"][3] == 403.0


def test_spans_of_codes() -> None:
    assert spans("15-18;20") == [15, 16, 17, 18, 20]
    assert spans("07") == [7]


def test_missing_sources_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"china_2017_149\.csv is not there"):
        assemble(tmp_path, 2017)


def small_inputs() -> EstimateInputs:
    """Return inputs of two provinces and three sectors; only what is perturbed matters."""
    ones = np.ones((2, 3))
    base = BaseStructure(np.ones((2, 3, 3)), np.ones((2, 3, 4)), ones, ones, 0 * ones, ones)
    nation = NationalTable(
        np.eye(3), np.ones((3, 5)), *(np.ones(3) for _ in range(4)), np.ones((4, 3))
    )
    codes = SectorCodes(*(np.zeros(3, dtype=int) for _ in range(4)), home_preference=np.ones(3))
    sectors = tuple(Sector(code, code, code) for code in ("01", "02", "03"))
    return EstimateInputs(
        index=RegionSectorIndex(mainland_provinces()[:2], sectors),
        year=2017,
        national=nation,
        base=base,
        base_nation=base,
        base_splits_trade=np.array([True, True]),
        accounts=ProvincialAccounts(ones, np.ones((2, 4)), np.ones((2, 4)), np.array([0.4, 0.6])),
        codes=codes,
        transport_cost=np.array([[0.0, 50.0], [50.0, 0.0]]),
        inventory=Inventory(ones, np.ones(2), np.eye(3, dtype=bool)),
        provenance=Provenance("made-up", "made-up", "test"),
    )


def test_a_seed_moves_what_is_uncertain_and_nothing_else() -> None:
    inputs = small_inputs()
    first, again, other = (perturbed(inputs, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.base.use, again.base.use)
    assert (first.base.use != other.base.use).all()
    assert first.national is inputs.national
    assert first.inventory is inputs.inventory
    assert not first.base.exports.any()
    assert first.accounts.customs_exports.sum() == pytest.approx(1)
    assert first.codes.home_preference.std() > 0
    assert first.transport_cost[0, 1] != 50.0
