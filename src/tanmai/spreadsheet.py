"""tables.xlsx: the tables of a study as sheets, numbers as numbers, units in the headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

# A workbook states when it was made; the same inputs must give the same bytes.
_CREATED = datetime(2000, 1, 1)
_WIDEST = 60


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame], notes: Sequence[str]) -> None:
    """Write tables as a workbook, a sheet each, with the notes as its first sheet.

    Parameters
    ----------
    path : Path
        The file to write.
    tables : mapping
        DataFrames by the name of their sheet.
    notes : sequence of str
        Lines of the first sheet: what the tables are and what must be said with them.
    """
    with xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": False}) as workbook:
        workbook.set_properties({"created": _CREATED, "title": "tanmai"})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        about = workbook.add_worksheet("notes")
        about.set_column(0, 0, 110, wrapped)
        for row, line in enumerate(notes):
            about.write_string(row, 0, line)
        head = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF2"}
        )
        number = workbook.add_format({"num_format": "#,##0.0000"})
        for name, table in tables.items():
            _write_sheet(workbook.add_worksheet(name), table, head, number)


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    table: pd.DataFrame,
    head: xlsxwriter.format.Format,
    number: xlsxwriter.format.Format,
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))
    for column, title in enumerate(table.columns):
        values = table[title].tolist()
        sheet.write_string(0, column, str(title), head)
        longest = max((len(str(value)) for value in values if isinstance(value, str)), default=10)
        sheet.set_column(column, column, min(max(longest, len(str(title)) * 0.7, 10), _WIDEST))
        for row, value in enumerate(values, start=1):
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, float):
                sheet.write_number(row, column, value, number)
            elif isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value))
