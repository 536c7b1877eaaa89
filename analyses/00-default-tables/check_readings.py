"""Hold tanmai's reading of published tables of one region against one by position.

python check_readings.py DATA

DATA holds ``provincial_io`` (a folder a year) and ``nbs_workbooks``. Each workbook is read once
more with xlrd or openpyxl, by the places of its rows and columns alone, which are known of these
files; nothing of tanmai's search by codes and names is used. Exits with 1 where the two differ;
a file that cannot be opened is named.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import xlrd

from tanmai.core.errors import TanmaiError
from tanmai.core.table import MrioTable
from tanmai.io.competitive import CompetitiveTable
from tanmai.io.nbs import read_competitive, read_nbs

SAME = 1e-9
"""Largest difference relative to the largest number of the part."""

_SHARED = "TIU FU101 FU102 THC FU103 TC FU201 FU202 GCF"
AFTER_THE_SECTORS = {
    "province 2007": f"{_SHARED} OUT TFU IN ERR GO",
    "province": f"{_SHARED} EX OF TFU IM IF ERR GO",
    "nation": f"{_SHARED} EX TFU IM ERR GO",
    "nation 2012": "TIU FU101 FU102 FU103 TC FU201 FU202 GCF EX TFU IM GO ERR",
    "nation 2017": f"{_SHARED} EX TFU IM GO",
    "two blocks": "TIU TC FU201 FU202 EX TFU GO",
}
FINAL = ("FU101", "FU102", "FU103", "TC", "FU201", "FU202")
BELOW_THE_SECTORS = ("TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI")


@dataclass(frozen=True, eq=False)
class ByPosition:
    """A table as its places say: flows, columns after the sectors, rows below them."""

    Z: np.ndarray
    columns: dict[str, np.ndarray]
    rows: dict[str, np.ndarray]
    imported: np.ndarray
    names: list[str]

    @property
    def sold(self) -> np.ndarray:
        """Sales outside."""
        return sum(
            (self.columns[code] for code in ("EX", "OF", "OUT") if code in self.columns),
            np.zeros(len(self.Z)),
        )

    @property
    def bought(self) -> np.ndarray:
        """Purchases outside."""
        return sum(
            (self.columns[code] for code in ("IM", "IF", "IN") if code in self.columns),
            np.zeros(len(self.Z)),
        )


def layout(path: Path) -> str:
    """Return which of the known layouts a file has, by its place and name."""
    folder, name = path.parent.name, path.stem
    if folder == "nbs_workbooks":
        if "42" in name:
            return "two blocks"
        year = name[-4:]
        return f"nation {year}" if year in ("2012", "2017") else "nation"
    if name == "0中国":
        return "nation"
    return "province 2007" if folder == "2007" else "province"


def cells_of(path: Path, sheet: int) -> pd.DataFrame:
    """Return the cells of a sheet up to the last row and column with one that is not empty."""
    if path.suffix == ".xls":
        book = xlrd.open_workbook(path).sheet_by_index(sheet)
        rows = [book.row_values(at) for at in range(book.nrows)]
    else:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = list(workbook.worksheets[sheet].iter_rows(values_only=True))
    cells = pd.DataFrame(rows).replace("", np.nan)
    filled = cells.notna()
    height = int(np.flatnonzero(filled.any(axis=1)).max()) + 1
    width = int(np.flatnonzero(filled.any(axis=0)).max()) + 1
    return cells.iloc[:height, :width]


def by_position(path: Path) -> ByPosition:
    """Read a workbook by the places of its rows and columns."""
    kind = layout(path)
    codes = AFTER_THE_SECTORS[kind].split()
    cells = cells_of(path, 1 if kind == "two blocks" else 0)
    last = len(cells) - 1
    end = cells.shape[1] - len(codes)
    blocks = 2 if kind == "two blocks" else 1
    begin = 4 if kind == "two blocks" else 3
    n = end - begin
    first = last + 1 - len(BELOW_THE_SECTORS) - blocks * n
    numbers = (
        cells.iloc[first:, begin:].apply(pd.to_numeric, errors="coerce").fillna(0.0).to_numpy()
    )
    body = numbers[: blocks * n]
    names = cells.iloc[first : first + n, begin - 2].astype(str)
    return ByPosition(
        Z=body[:n, :n],
        columns={code: body[:n, n + k] for k, code in enumerate(codes)},
        rows={c: numbers[blocks * n + k, :n] for k, c in enumerate(BELOW_THE_SECTORS)},
        imported=body[n:],
        names=["".join(name.split()) for name in names],
    )


def differences(found: CompetitiveTable, seen: ByPosition) -> dict[str, float]:
    """Return the largest difference of each part, relative to its largest number."""
    final = [seen.columns[code] for code in FINAL if code in seen.columns and code != "TC"]
    apart = "OF" in seen.columns and found.trade == "apart"
    pairs = {
        "Z": (found.Z, seen.Z),
        "Y": (found.Y, np.column_stack(final)),
        "x": (found.x, seen.columns["GO"]),
        "value added": (found.value_added, _value_added(seen)),
        "net trade": (found.sales_outside - found.purchases_outside, seen.sold - seen.bought),
        "exports": (found.exports, seen.columns["EX"]) if apart else (found.x[:0], found.x[:0]),
        "imports": (found.imports, seen.columns["IM"]) if apart else (found.x[:0], found.x[:0]),
    }
    return {name: _largest(*pair) for name, pair in pairs.items()}


def differences_of_blocks(found: MrioTable, seen: ByPosition) -> dict[str, float]:
    """Return the same of a table with a domestic and an import block."""
    n = len(seen.Z)
    return {
        "Z": _largest(found.Z, seen.Z),
        "Y": _largest(
            found.Y, np.column_stack([seen.columns[code] for code in ("TC", "FU201", "FU202")])
        ),
        "x": _largest(found.x, seen.columns["GO"]),
        "value added": _largest(found.value_added, _value_added(seen)),
        "exports": _largest(found.exports, seen.columns["EX"]),
        "imports": _largest(found.imports, seen.imported[:, :n].sum(axis=0)),
    }


def _value_added(seen: ByPosition) -> np.ndarray:
    return np.vstack([seen.rows[f"VA00{k}"] for k in range(1, 5)])


def _largest(one: np.ndarray, other: np.ndarray) -> float:
    if one.shape != other.shape:
        return float("inf")
    return float(np.abs(one - other).max(initial=0.0) / max(np.abs(other).max(initial=0.0), 1.0))


def check(path: Path) -> tuple[str, list[str]]:
    """Return whether both readings agree, differ or none is to be had, and what is to be said."""
    try:
        if layout(path) == "two blocks":
            table = read_nbs(path)
            found, said = (
                differences_of_blocks(table, by_position(path)),
                tuple(map(str, table.provenance.changes)),
            )
            names = [sector.name_zh for sector in table.sectors]
        else:
            flows = read_competitive(path)
            found, said = (
                differences(flows, by_position(path)),
                tuple(map(str, flows.provenance.changes)),
            )
            names = [sector.name_zh for sector in flows.sectors]
    except TanmaiError as error:
        return "not read", [f"NOT READ  {error}"]
    wrong = [f"{name} differs by {value:.2g}" for name, value in found.items() if value > SAME]
    if names != by_position(path).names:
        wrong.append("names differ")
    warnings = [
        change for change in said if change.startswith(("Sums that", "Negative", "The sum"))
    ]
    return "differs" if wrong else "agrees", [
        *(f"DIFFERS   {text}" for text in wrong),
        *(f"warning   {w}" for w in warnings),
    ]


def main() -> None:
    data = Path(sys.argv[1])
    paths = [*sorted((data / "provincial_io").glob("*/*.xls*"))]
    paths += sorted((data / "nbs_workbooks").glob("*.xls*"))
    counts = Counter[str]()
    for path in paths:
        result, said = check(path)
        counts[result] += 1
        for text in said:
            print(f"{path.parent.name}/{path.name}: {text}")
    print(
        f"{counts['agrees']} of {len(paths)} workbooks read as by position to {SAME:g}; "
        f"{counts['differs']} differ, {counts['not read']} not read."
    )
    sys.exit(counts["differs"] > 0)


if __name__ == "__main__":
    main()
