"""tables.xlsx: the tables of a study as sheets, numbers as numbers, units in the headers."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

# A workbook states when it was made; the same inputs must give the same bytes.
_CREATED = datetime(2000, 1, 1)
_NARROWEST, _WIDEST = 9, 60
# Columns at the left that name a row stay in sight, three at most.
_MOST_FROZEN = 3
# The format of a column, by the least that its largest value is: four figures or more of it.
_NUMBER_FORMATS = {"#,##0.0": 1000.0, "#,##0.00": 10.0, "0.0000": 0.01, "0.000E+00": 0.0}
_LONGEST_NAME = 31  # of a sheet
_NOTES = "说明 notes"
_TITLES_ZH = {
    "accounts": "各地区账户",
    "accounts_by_province": "各地区账户",
    "accounts_by_sector": "分部门账户",
    "account_intervals": "账户区间",
    "at_grid_factors": "按电网因子",
    "balance": "物质平衡",
    "carbon_by_province": "分省碳排放",
    "carbon_of_a_tonne": "每吨的碳",
    "community_changes": "社区变化",
    "course": "历年变化",
    "crossing": "再生超过原生的年份",
    "decomposition": "结构分解",
    "destinations": "去向",
    "ecological_footprint": "生态足迹",
    "extraction": "假设抽取",
    "factors": "排放因子",
    "final_products": "最终产品",
    "flow_changes": "流动变化",
    "flows": "流动",
    "footprint": "碳足迹",
    "footprint_by_province": "分省碳足迹",
    "footprint_by_stage": "分阶段碳足迹",
    "grid_factors": "电网因子",
    "imported_carbon": "进口品隐含碳",
    "imported_pressure": "进口品隐含量",
    "indicators": "指标",
    "input_costs": "投入成本",
    "inputs": "投入",
    "intervals": "区间",
    "key_paths": "关键路径",
    "metal_flows": "金属流量",
    "milestones": "转折年份",
    "net_flows": "净流动",
    "network_edges": "网络的边",
    "network_nodes": "网络的节点",
    "network_summary": "网络概况",
    "nodes": "节点",
    "overall_paths": "全部需求的路径",
    "path_coverage": "路径覆盖率",
    "path_intervals": "路径区间",
    "paths_through_magnesium": "过镁路径",
    "plants": "企业比较",
    "power_check": "电力核对",
    "provinces": "各省",
    "published": "已发表数值",
    "qap": "网络相关",
    "rank_changes": "名次变化",
    "rank_intervals": "名次区间",
    "rank_sensitivity": "名次敏感性",
    "recipes": "工艺投入",
    "reconciliation": "数据校正",
    "region_routes": "地区路径",
    "relative_accounts": "人均与单位产值",
    "resources": "资源",
    "size": "规模",
    "sources": "数据来源",
    "stages": "各阶段价值",
    "stocks": "存量与报废",
    "structural_paths": "部门路径",
    "structure": "网络结构",
    "structure_block_densities": "块模型密度矩阵",
    "structure_blocks": "块模型的板块",
    "structure_provinces": "各省的网络位置",
    "supply": "供给路径",
    "upstream": "上游",
    "values": "价值",
    "what_matters": "敏感因素",
}


def sheet_name(stem: str) -> str:
    """Return the name of the sheet of a table: in Chinese, then as its CSV is called.

    Examples
    --------
    >>> sheet_name("key_paths"), sheet_name("tonnes")
    ('关键路径 key_paths', 'tonnes')
    """
    return f"{_TITLES_ZH.get(stem, '')} {stem}".strip()[:_LONGEST_NAME]


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame], notes: Sequence[str]) -> None:
    """Write tables as a workbook, a sheet each, behind a sheet of notes that leads to them.

    Parameters
    ----------
    path : Path
        The file to write.
    tables : mapping
        DataFrames by the stem of their CSV.
    notes : sequence of str
        Lines of the first sheet: what the tables are and what must be said with them.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"nan_inf_to_errors": False, "in_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED, "title": "tanmai"})
        _write_notes(workbook, list(tables), notes)
        looks = {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bottom": 1,
            "bg_color": "#E8EEF2",
        }
        head = workbook.add_format(looks)
        formats = {look: workbook.add_format({"num_format": look}) for look in _NUMBER_FORMATS}
        for stem, table in tables.items():
            _write_sheet(workbook.add_worksheet(sheet_name(stem)), table, head, formats)
    path.write_bytes(content.getvalue())


def _write_notes(workbook: xlsxwriter.Workbook, stems: Sequence[str], notes: Sequence[str]) -> None:
    about = workbook.add_worksheet(_NOTES)
    about.set_column(0, 0, 110, workbook.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(notes):
        about.write_string(row, 0, line)
    for row, name in enumerate(map(sheet_name, stems), start=len(notes) + 1):
        about.write_url(row, 0, f"internal:'{name}'!A1", string=name)


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    table: pd.DataFrame,
    head: xlsxwriter.format.Format,
    formats: Mapping[str, xlsxwriter.format.Format],
) -> None:
    texts = [not pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    naming = texts.index(False) if False in texts else len(texts)
    sheet.freeze_panes(1, min(naming, _MOST_FROZEN))
    sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, title in enumerate(table.columns):
        values = table[title].tolist()
        sheet.write_string(0, column, str(title), head)
        sheet.set_column(column, column, _column_width(str(title), values))
        look = formats[_number_format(values)]
        for row, value in enumerate(values, start=1):
            if pd.isna(value):
                continue  # what is not known stays blank
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, float):
                sheet.write_number(row, column, value, look)
            elif isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value))


def _column_width(title: str, values: Sequence[object]) -> float:
    """Return the width that the longest text takes; a Chinese character takes two places."""
    longest = max((_places(value) for value in values if isinstance(value, str)), default=0)
    return min(max(longest + 1, len(title) * 0.7, _NARROWEST), _WIDEST)


@lru_cache(maxsize=8192)
def _places(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def _number_format(values: Sequence[object]) -> str:
    """Return the format in which the largest number of a column has four figures or more."""
    numbers = (abs(value) for value in values if isinstance(value, float) and not pd.isna(value))
    largest = max(numbers, default=0.0)
    return next(look for look, least in _NUMBER_FORMATS.items() if largest >= least)
