"""Reading the publishers' layouts, on small files of the same layout."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import cn31_sources
import numpy as np
import openpyxl
import pytest
from cn31_sources import (
    CUSTOMS_EXPORTS,
    CUSTOMS_IMPORTS,
    EXCHANGE_FILE,
    GENERATION_FILE,
    SECTORS_2007,
    SPLIT_FILE,
    TIBET_FILE,
    YUAN_PER_DOLLAR,
    customs,
    power_exchange,
    provincial_tables,
    tibet_emissions,
    trade_abroad_2007,
    transport_cost,
)

from tanmai.core.errors import FileError
from tanmai.core.labels import mainland_provinces

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def at(adcode: str) -> int:
    return [region.code for region in mainland_provinces()].index(adcode)


def test_transport_costs_come_in_the_order_of_the_provinces(tmp_path: Path) -> None:
    names = [region.name_en for region in reversed(mainland_provinces())]
    costs = np.arange(31 * 31, dtype=float).reshape(31, 31)
    rows: list[list[object]] = [["Unit: Yuan per ton", "", "To"], ["", "", *names]]
    rows.append(["From", "", *names])
    rows += [[name, "capital", *row] for name, row in zip(names, costs.tolist(), strict=True)]
    path = tmp_path / "transport_cost" / "inter_provincial_trade_cost.xlsx"
    path.parent.mkdir()
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    np.testing.assert_array_equal(transport_cost(tmp_path), costs[::-1, ::-1])


def test_power_goes_from_province_to_province_of_its_year(tmp_path: Path) -> None:
    exchange = (
        "# Units: GWh\nfrom.region,to.region,value,year,units\n"
        "SX,BJ,100,2012,GWh\nSX,BJ,900,2011,GWh\nGD,HK,50,2012,GWh\nSN,SN,7,2012,GWh\n"
        "SN,HE,30,2012,GWh\n"
    )
    write_text(tmp_path / EXCHANGE_FILE, exchange)
    generation = "province,year,generation_1e8_kWh\n山西省,2012,25\n陕西,2012,13\n"
    write_text(tmp_path / GENERATION_FILE, generation)
    found = power_exchange(tmp_path, 2012)
    assert found.sector == "25"
    assert found.quantities.sum() == 130
    assert found.quantities[at("140000"), at("110000")] == 100
    assert found.quantities[at("610000"), at("130000")] == 30
    assert found.production[at("140000")] == 2500
    assert found.production.sum() == 3800


def test_customs_are_read_province_by_province_in_money_of_the_year(tmp_path: Path) -> None:
    rows = np.zeros((31, 42, 40))
    rows[2, 5, CUSTOMS_EXPORTS], rows[30, 41, CUSTOMS_IMPORTS] = 2e6, 3e6
    text = "\n".join(",".join(f"{cell:g}" for cell in row) for row in rows.reshape(-1, 40))
    write_text(tmp_path / "customs_by_province_sector" / "trade_2017.csv", text + "\n")
    found = customs(tmp_path, 2017)
    rate = YUAN_PER_DOLLAR[2017]
    assert found["130000"].exports[5] == pytest.approx(200 * rate)
    assert found["650000"].imports[41] == pytest.approx(300 * rate)
    assert sum(one.exports.sum() + one.imports.sum() for one in found.values()) == pytest.approx(
        500 * rate
    )


def test_a_doubted_figure_of_tibet_is_left_out(tmp_path: Path) -> None:
    text = "year,total_as_published,total_without_suspect_gas\n2012,4000,4000\n2015,35000,6300\n"
    write_text(tmp_path / TIBET_FILE, text)
    assert tibet_emissions(tmp_path, 2015) == pytest.approx(6.3)
    with pytest.raises(FileError, match="has no row of 2017"):
        tibet_emissions(tmp_path, 2017)


class Sheet(SimpleNamespace):
    """A sheet of the workbook of 2007, as xlrd gives it."""

    def cell_value(self, row: int, column: int) -> object:  # noqa: D102
        return self.rows[row][column]

    def row_values(self, row: int) -> list[object]:  # noqa: D102
        return self.rows[row]

    def col_values(self, column: int) -> list[object]:  # noqa: D102
        return [row[column] for row in self.rows]


def sheet_2007(place: str, values: dict[str, float]) -> Sheet:
    columns = ["FU301", "FU302", "FU303", "FU304"]
    rows: list[list[object]] = [[f"{place}2007年投入产出表", "", "", *[""] * 4]]
    rows += [[""] * 7 for _ in range(6)]
    rows.append(["", "", "", *columns])
    rows += [["", "", float(code), *(values[c] for c in columns)] for code in SECTORS_2007]
    return Sheet(rows=rows)


def test_exports_of_2007_are_those_that_a_table_tells_from_outflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = [
        sheet_2007("中国", {"FU301": 9, "FU302": 9, "FU303": 9, "FU304": 9}),
        sheet_2007("河北", {"FU301": 1, "FU302": 5, "FU303": 2, "FU304": 6}),
        sheet_2007("甘肃", {"FU301": 18, "FU302": 1, "FU303": 20, "FU304": 2}),
        sheet_2007("山西", {"FU301": 0, "FU302": 7, "FU303": 0, "FU304": 7}),
    ]
    monkeypatch.setattr(
        cn31_sources.xlrd, "open_workbook", lambda _path: SimpleNamespace(sheets=lambda: sheets)
    )
    write_text(tmp_path / SPLIT_FILE, "")
    found = trade_abroad_2007(tmp_path)
    assert set(found) == {"130000", "620000"}
    assert (found["130000"].exports[0], found["130000"].imports[0]) == (1, 2)
    # the two columns of Gansu stand exchanged
    assert (found["620000"].exports[0], found["620000"].imports[0]) == (1, 2)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"provincial_io/2017 is not there; --sources must be laid"):
        provincial_tables(tmp_path, 2017)
