"""Which sheet of a workbook holds the flows of a table of one region."""

from __future__ import annotations

import numpy as np

from tanmai.core.errors import FileError, OptionError
from tanmai.core.messages import Message, listed, message
from tanmai.io.labelled_sheet import in_sheet
from tanmai.io.nbs_axes import OtherLayoutError
from tanmai.io.nbs_sheet import RegionSheet, read_region_sheet
from tanmai.io.workbook import Sheets, no_sheet


def choose_sheet(sheets: Sheets, sheet: str | None) -> tuple[str, RegionSheet, tuple[Message, ...]]:
    """Return the sheet that is named, or the one that holds flows, and what is said of others.

    Coefficients (直接消耗系数, 完全消耗系数), lists of sectors and empty sheets hold no flows.

    Raises
    ------
    OptionError
        Several sheets hold flows.
    FileError
        There is no such sheet, or none holds flows.
    """
    names = list(sheets.sheet_names)
    if sheet is not None or len(names) == 1:
        name = names[0] if sheet is None else sheet
        if name not in names:
            raise no_sheet(sheets.name, name, names)
        found = read_region_sheet(in_sheet(sheets, name), sheets.grid(name))
        if is_coefficients(found):
            raise FileError(
                message(
                    "{where} holds coefficients, no flows; name the table of flows.",
                    where=found.where,
                )
            )
        return name, found, ()
    reasons: list[Message] = []
    flows: dict[str, RegionSheet] = {}
    for name in names:
        try:
            found = read_region_sheet(in_sheet(sheets, name), sheets.grid(name))
        except FileError as error:
            reasons.append(error.message)
            continue
        if holds_flows(found):
            flows[name] = found
        else:
            reasons.append(message("{where} holds no flows.", where=found.where))
    if len(flows) > 1:
        raise OptionError(
            message(
                "{workbook} holds flows in {n} sheets ({flows}); name one with --sheet.",
                workbook=sheets.name,
                n=len(flows),
                flows=listed(flows),
            )
        )
    if not flows:
        raise FileError(
            message(
                "None of the {n} sheets of {workbook} holds the flows of one region. {reasons}",
                n=len(names),
                workbook=sheets.name,
                reasons=listed(reasons),
            )
        )
    name, found = next(iter(flows.items()))
    read = message(
        "Read from sheet '{sheet}'; no flows are in {others}.",
        sheet=name,
        others=listed(other for other in names if other != name),
    )
    return name, found, (read,)


def is_region_workbook(sheets: Sheets) -> bool:
    """Whether a sheet is one of a table of one region, sound or not."""
    for name in sheets.sheet_names:
        try:
            read_region_sheet(in_sheet(sheets, name), sheets.grid(name))
        except OtherLayoutError:
            continue
        except FileError:
            return True
        return True
    return False


def holds_flows(found: RegionSheet) -> bool:
    """Whether a sheet has outputs, and its total inputs are not all one, as in coefficients."""
    return "GO" in found.found.columns and "TI" in found.found.rows and not is_coefficients(found)


def is_coefficients(found: RegionSheet) -> bool:
    """Whether the inputs of a sheet are shares: their totals are all one."""
    if "TI" not in found.found.rows:
        return False
    row = found.found.rows["TI"][0]
    totals = [
        found.found.text_or_number(row, column)
        for code in found.codes
        for column in found.found.columns[code][:1]
    ]
    numbers = np.array([total for total in totals if isinstance(total, float | int)], dtype=float)
    return bool(numbers.size) and bool(np.abs(numbers - 1.0).max() < 1e-6)
