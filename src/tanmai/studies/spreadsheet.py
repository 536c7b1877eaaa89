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

from tanmai.core.messages import Message, message

# A workbook states when it was made; the same inputs must give the same bytes.
_CREATED = datetime(2000, 1, 1)
_NARROWEST, _WIDEST = 9, 60
# Columns at the left that name a row stay in sight, three at most.
_MOST_FROZEN = 3
# The format of a column, by the least that its largest value is: four figures or more of it.
_NUMBER_FORMATS = {"#,##0.0": 1000.0, "#,##0.00": 10.0, "0.0000": 0.01, "0.000E+00": 0.0}
_LONGEST_NAME = 31  # of a sheet
_TITLES = {
    "accounts": message("Accounts by region"),
    "accounts_by_province": message("Accounts by region"),
    "accounts_by_sector": message("Accounts by sector"),
    "account_intervals": message("Intervals of the accounts"),
    "at_grid_factors": message("By grid factor"),
    "balance": message("Mass balance"),
    "carbon_by_province": message("Carbon emissions by province"),
    "carbon_of_a_tonne": message("Carbon per tonne"),
    "columns": message("Explanation of columns"),
    "community_changes": message("Community changes"),
    "course": message("Changes over the years"),
    "crossing": message("Year in which secondary exceeds primary"),
    "decomposition": message("Structural decomposition"),
    "destinations": message("Destinations"),
    "ecological_footprint": message("Ecological footprint"),
    "extraction": message("Effects of extraction"),
    "factors": message("Emission factors"),
    "final_products": message("Final products"),
    "flow_changes": message("Changes of flows"),
    "flows": message("Flows of the table"),
    "footprint": message("Carbon footprint"),
    "footprint_by_province": message("Carbon footprint by province"),
    "footprint_by_stage": message("Carbon footprint by stage"),
    "grid_factors": message("Grid emission factors"),
    "imported_carbon": message("Carbon embodied in imported products"),
    "imported_pressure": message("Amounts embodied in imported products"),
    "indicators": message("Indicators"),
    "input_costs": message("Costs of inputs"),
    "inputs": message("Inputs of the model"),
    "intervals": message("Intervals"),
    "key_paths": message("Key paths"),
    "metal_flows": message("Flows of the metal"),
    "milestones": message("Turning points"),
    "net_flows": message("Net flows"),
    "network_edges": message("Edges of the network"),
    "network_nodes": message("Nodes of the network"),
    "network_summary": message("Summary of the network"),
    "nodes": message("Single nodes"),
    "overall_paths": message("Paths of all demand"),
    "partners": message("Flows with regions that are not provinces"),
    "partners_by_province": message("The same by province and region"),
    "path_coverage": message("Coverage of the paths"),
    "path_intervals": message("Intervals of the paths"),
    "paths_through_magnesium": message("Paths through magnesium"),
    "plants": message("Comparison of plants"),
    "power_check": message("Power reconciled"),
    "provinces": message("By province"),
    "published": message("Published figures"),
    "qap": message("Correlation of networks"),
    "rank_changes": message("Changes of ranks"),
    "rank_intervals": message("Intervals of ranks"),
    "rank_sensitivity": message("Sensitivity of ranks"),
    "recipes": message("Inputs by route"),
    "reconciliation": message("Data reconciliation"),
    "region_routes": message("Paths by region"),
    "relative_accounts": message("Accounts per person and per GDP"),
    "resources": message("Resources"),
    "size": message("Size"),
    "sources": message("Sources of data"),
    "stages": message("Value by stage"),
    "stocks": message("Stocks and scrap"),
    "structural_paths": message("Paths by sector"),
    "structure": message("Structure of the network"),
    "structure_block_densities": message("Densities between blocks"),
    "structure_blocks": message("Blocks of the block model"),
    "structure_provinces": message("Positions of the provinces in the network"),
    "supply": message("Supply paths"),
    "upstream": message("Upstream"),
    "values": message("Values of products"),
    "what_matters": message("Sensitive inputs"),
}


def sheet_name(stem: str) -> str:
    """Return the name of the sheet of a table: in Chinese, then as its CSV is called.

    Examples
    --------
    >>> sheet_name("key_paths"), sheet_name("tonnes")
    ('关键路径 key_paths', 'tonnes')
    """
    title = _TITLES.get(stem, Message("")).into("zh")
    return f"{title} {stem}".strip()[:_LONGEST_NAME]


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
    about = workbook.add_worksheet(f"{message('Notes').into('zh')} notes")
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
        values, missing = table[title].tolist(), table[title].isna().tolist()
        sheet.write_string(0, column, str(title), head)
        sheet.set_column(column, column, _column_width(str(title), values))
        look = formats[_number_format(values)]
        for row, value in enumerate(values, start=1):
            if missing[row - 1]:
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
    longest = max((_places(text) for text in {v for v in values if isinstance(v, str)}), default=0)
    return min(max(longest + 1, len(title) * 0.7, _NARROWEST), _WIDEST)


@lru_cache(maxsize=8192)
def _places(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def _number_format(values: Sequence[object]) -> str:
    """Return the format in which the largest number of a column has four figures or more."""
    numbers = (abs(value) for value in values if isinstance(value, float) and not pd.isna(value))
    largest = max(numbers, default=0.0)
    return next(look for look, least in _NUMBER_FORMATS.items() if largest >= least)
