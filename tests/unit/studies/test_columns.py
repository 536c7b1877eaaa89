"""What columns mean; that every one is explained, tests that write tables hold on the way."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

import tanmai as tm
from tanmai.studies.account_kinds import KINDS
from tanmai.studies.columns import (
    UnexplainedColumn,
    chinese_headers,
    explained,
    meaning_of,
    meanings,
)
from tanmai.studies.result_files import write_tables

if TYPE_CHECKING:
    from pathlib import Path

MINI = "textbook-mini"
TABLE = pd.DataFrame({"rank": [1], "path": ["130000/14 > 370000/27"], "net_outflow_MtCO2": [2.5]})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_accounts_is_explained(kind: str) -> None:
    tables = tm.accounts_of(kind, MINI).tables
    said = explained(tables)
    assert said[["zh", "en"]].ne("").all(axis=None)
    for stem, table in tables.items():
        headers = chinese_headers(table, stem)
        assert len(set(headers)) == len(headers)
        assert not set(headers) & set(table)


@pytest.mark.parametrize(
    ("column", "stem", "zh", "en", "unit"),
    [
        ("rank_without_hub_score", "", "不计枢纽得分的名次", "hub score (HITS)", ""),
        ("inflow_change_1e8m3", "", "流入变化", "change", "10⁸ m³"),
        ("export_2017_MtCO2", "accounts", "出口 2017", "in 2017", "Mt CO₂"),
        ("export_my_table_MtCO2", "accounts", "出口 my_table", "in my_table", "Mt CO₂"),
        ("CH4_net_outflow_ktCH4", "accounts_by_pressure", "CH4 净流出", "CH4, net", "kt CH₄"),
        ("in_strength_heads", "", "入强度", "Sum of the flows that arrive", "heads"),
        ("FU101_MtCO2", "final_products", "由最终需求 FU101 引起", "FU101", "Mt CO₂"),
    ],
)
def test_a_meaning_names_unit_study_and_measure(
    column: str, stem: str, zh: str, en: str, unit: str
) -> None:
    found = meaning_of(column, stem)
    assert found is not None
    assert (found.header_zh, found.unit_in("en")) == (zh, unit)
    assert en in found.en


def test_a_column_that_nothing_explains_is_told() -> None:
    assert meaning_of("net_outflow_of_dreams") is None
    with pytest.warns(UnexplainedColumn, match="flows: net_outflow_of_dreams"):
        said = explained({"flows": pd.DataFrame(columns=["net_outflow_of_dreams"])})
    assert said.loc[0, ["zh", "en", "header_zh"]].tolist() == ["", "", "net_outflow_of_dreams"]


def test_rows_of_the_file_are_whole() -> None:
    for kind in ("unit", "suffix", "code", "column"):
        for name, _, zh, en in meanings(kind):
            assert name, (zh, en)
            assert zh, name
            assert en, name


@pytest.mark.parametrize(
    ("headers", "first"), [("names", list(TABLE)), ("zh", ["名次", "路径", "净流出（百万吨 CO₂）"])]
)
def test_files_have_headers_as_asked_and_explain_them(
    headers: str, first: list[str], tmp_path: Path
) -> None:
    write_tables({"key_paths": TABLE}, [], tmp_path, headers)
    with (tmp_path / "key_paths.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == first
    with (tmp_path / "columns.csv").open(encoding="utf-8", newline="") as file:
        said = {row["column"]: row for row in csv.DictReader(file)}
    assert said["net_outflow_MtCO2"]["header_zh"] == "净流出（百万吨 CO₂）"
    assert said["net_outflow_MtCO2"]["unit_en"] == "Mt CO₂"
    assert "sector 14 of Hebei" in said["130000/14 > 370000/27"]["en"]
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx", read_only=True)
    assert book.sheetnames == ["说明 notes", "关键路径 key_paths", "各列说明 columns"]
    (top,) = book["关键路径 key_paths"].iter_rows(max_row=1, values_only=True)
    assert list(top) == first
