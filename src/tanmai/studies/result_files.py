"""The files of any result that hold numbers, and what records have in common."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from tanmai import __version__
from tanmai.core.table import MrioTable
from tanmai.studies.basic_options import Headers
from tanmai.studies.columns import COLUMNS, explained, in_chinese
from tanmai.studies.spreadsheet import write_workbook

# Enough digits for the sums in a CSV to close to 1e-9, and no more.
_NUMBER = "%.12g"


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    said: Sequence[str],
    folder: Path,
    headers: Headers = "names",
) -> None:
    """Write tables as CSV and as sheets of ``tables.xlsx``, and what must be said with them.

    ``columns.csv`` and the last sheet explain every column.

    Parameters
    ----------
    tables : mapping
        Tables by the stem of their CSV.
    said : sequence of str
        Lines of ``NOTES.txt`` and of the workbook's first sheet.
    folder : Path
        An existing folder.
    headers : {"names", "zh"}
        Headers: the names of the columns, or Chinese ones.
    """
    meanings = {COLUMNS: explained(tables)}
    if headers == "zh":
        tables = {stem: in_chinese(table, stem) for stem, table in tables.items()}
    for stem, table in {**tables, **meanings}.items():
        text = _harmless(table).to_csv(index=False, float_format=_NUMBER, lineterminator="\n")
        (folder / f"{stem}.csv").write_text(text, encoding="utf-8", newline="\n")
    write_workbook(folder / "tables.xlsx", {**tables, **meanings}, said)
    text = "\n".join(said) + "\n"
    (folder / "NOTES.txt").write_text(text, encoding="utf-8", newline="\n")


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for a formula, whatever the labels are."""
    safe = table.infer_objects()  # numbers are written as numbers, whatever they stood among
    for name in safe.select_dtypes(include=["object", "string"]):
        if any(_no_formula(value) is not value for value in safe[name].unique()):
            safe[name] = safe[name].map(_no_formula)
    safe.columns = pd.Index([_no_formula(title) for title in table.columns])
    return safe


def _no_formula(value: object) -> object:
    starts = isinstance(value, str) and value.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r")
    )
    return f"'{value}" if starts else value


def write_json(record: Mapping[str, Any], path: Path) -> None:
    """Write a record as JSON."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def versions(*libraries: str) -> dict[str, Any]:
    """Return the versions of tanmai, of Python and of libraries, for a record."""
    return {
        "tanmai": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }


def table_record(table: MrioTable) -> dict[str, Any]:
    """Return what a table is and where it comes from."""
    return {
        "name": table.provenance.name,
        "status": table.provenance.status,
        "year": table.year,
        "regions": table.index.m,
        "sectors": table.index.n,
        "final_demand_categories": len(table.categories),
        "money_unit": table.money_unit,
        "emission_unit": table.emission_unit,
        "price_basis": table.price_basis,
        "regions_without_emissions": list(table.without_emissions),
        "caveat_zh": table.provenance.caveat_zh,
        "caveat_en": table.provenance.caveat_en,
        "sources": [asdict(source) for source in table.provenance.sources],
        "changes": [str(change) for change in table.provenance.changes],
    }
