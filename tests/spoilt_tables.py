"""Tables spoilt as other people's files are, and the four ways in which a table is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import workbooks
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.table import FinalDemandCategory, MrioTable
from tanmai.io.bundle import read_bundle, write_bundle
from tanmai.io.ceads.reading import table_of_workbook
from tanmai.io.lists import read_mapped
from tanmai.io.pymrio.reading import from_pymrio
from tanmai.io.pymrio.writing import to_pymrio

Labels = Sequence[tuple[str, str]]

# --- what is wrong with a table ------------------------------------------------------------


def with_sum_sector(table: MrioTable, parts: Sequence[int], name: str) -> MrioTable:
    """Return the table with one more sector, the sum of some, in rows and columns."""
    sums = np.vstack([np.eye(table.index.n), np.isin(np.arange(table.index.n), parts)])
    code = f"{table.index.n + 1:02d}"
    index = RegionSectorIndex(table.regions, (*table.sectors, Sector(code, name, name)))
    return _extended(table, np.kron(np.eye(table.index.m), sums), np.eye(table.index.m), index)


def with_sum_region(table: MrioTable, name: str) -> MrioTable:
    """Return the table with one more region, the sum of all."""
    sums = np.vstack([np.eye(table.index.m), np.ones(table.index.m)])
    index = RegionSectorIndex((*table.regions, Region(name, name, name)), table.sectors)
    return _extended(table, np.kron(sums, np.eye(table.index.n)), sums, index)


def _extended(
    table: MrioTable, rows: np.ndarray, regions: np.ndarray, index: RegionSectorIndex
) -> MrioTable:
    """Return the table with sums of its rows and columns; what sums emit is counted once."""
    columns = np.kron(regions, np.eye(len(table.categories)))
    parts = {
        "index": index,
        "Z": rows @ np.asarray(table.Z) @ rows.T,
        "Y": rows @ table.Y @ columns.T,
        "imports_final": columns @ table.imports_final,
        "value_added": table.value_added @ rows.T,
        "F": table.F @ rows.T,
        "F_Y": table.F_Y @ regions.T,
    }
    parts |= {
        part: rows @ getattr(table, part)
        for part in ("x", "exports", "error", "imports", "stock_change")
    }
    changed = table.changed("a sum", parts)
    bought = np.asarray(changed.Z).sum(axis=0) + changed.imports + changed.total_value_added
    sold = np.asarray(changed.Z).sum(axis=1) + changed.Y.sum(axis=1)
    x = sold + changed.exports + changed.error + changed.stock_change
    # a user closes the columns of his sums as he closes all others
    added = changed.value_added.copy()
    added[0] += x - bought
    return changed.changed("closed", {"x": x, "value_added": added})


def with_sum_category(table: MrioTable, parts: Sequence[int], name: str) -> MrioTable:
    """Return the table with one more category, the sum of some; outputs rise by it."""
    k = len(table.categories)
    sums = np.hstack([np.eye(k), np.isin(np.arange(k), parts)[:, None]])
    return _with_demand(table, table.Y @ np.kron(np.eye(table.index.m), sums), name)


def with_home_category(table: MrioTable, values: np.ndarray, name: str) -> MrioTable:
    """Return the table with its exports, say, as a category of the region that sells."""
    m, n, k = table.index.m, table.index.n, len(table.categories)
    home = np.zeros((m, n, m, k + 1))
    home[..., :k] = table.Y.reshape(m, n, m, k)
    home[np.arange(m), :, np.arange(m), k] = values.reshape(m, n)
    return _with_demand(
        table.changed("no exports", {"exports": 0 * table.exports}),
        home.reshape(m * n, -1),
        name,
    )


def _with_demand(table: MrioTable, Y: np.ndarray, name: str) -> MrioTable:
    categories = (*table.categories, FinalDemandCategory(name, name, name))
    m = table.index.m
    imported = np.pad(table.imports_final.reshape(m, -1), ((0, 0), (0, 1))).ravel()
    x = np.asarray(table.Z).sum(axis=1) + Y.sum(axis=1) + table.exports + table.error
    added = table.value_added.copy()
    added[0] += x - table.x
    parts = {
        "Y": Y,
        "x": x,
        "value_added": added,
        "categories": categories,
        "imports_final": imported,
    }
    return table.changed("one more category", parts)


# --- the ways in which a table is given ----------------------------------------------------


def as_lists(table: MrioTable, folder: Path) -> MrioTable:
    """Write a table as lists of cells, labels by code, and read them."""
    write_lists(table, folder)
    return read_mapped(folder / "table.toml")


def write_lists(table: MrioTable, folder: Path) -> None:
    """Write a table as CSVs of cells and the mapping that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(r.code, s.code) for r in table.regions for s in table.sectors]
    users = [(r.code, c.code) for r in table.regions for c in table.categories]
    lists = {
        "flows": _cells(table.Z, rows, rows, "to_sector"),
        "final_demand": _cells(table.Y, rows, users, "category"),
        "exports": _column(table.exports, rows),
        "imports": _column(table.imports, rows),
        "emissions": _column(table.F.sum(axis=0), rows),
    }
    mapping = f'name = "mine"\nyear = {table.year}\nmoney_unit = "万元"\n'
    mapping += 'emission_unit = "Mt CO2"\nregions = "as written"\n'
    for name, cells in lists.items():
        cells.to_csv(folder / f"{name}.csv", index=False)
        mapping += f'[{name}]\nfile = "{name}.csv"\n'
    (folder / "table.toml").write_text(mapping, encoding="utf-8")


def _cells(values: np.ndarray, rows: Labels, columns: Labels, last: str) -> pd.DataFrame:
    values = np.asarray(values)
    kept = [(*rows[i], *columns[j], values[i, j]) for i, j in np.argwhere(values != 0).tolist()]
    names = ["from_region", "from_sector", "to_region", last, "value"]
    return pd.DataFrame(kept, columns=names)


def _column(values: np.ndarray, rows: Labels) -> pd.DataFrame:
    kept = [(*rows[at], value) for at, value in enumerate(values.tolist())]
    return pd.DataFrame(kept, columns=["region", "sector", "value"])


def as_bundle(table: MrioTable, folder: Path) -> MrioTable:
    """Write a table as a bundle, and read it."""
    write_bundle(table, folder)
    return read_bundle(folder)


def as_pymrio(table: MrioTable, _: Path) -> MrioTable:
    """Turn a table into a pymrio system, and read that; nothing is written."""
    return from_pymrio(to_pymrio(table))


def as_workbook(table: MrioTable, _: Path) -> MrioTable:
    """Lay a table out as CEADs does, in memory, and read that."""
    return table_of_workbook(workbooks.workbook(table, emissions=True))


WAYS: dict[str, Callable[[MrioTable, Path], MrioTable]] = {
    "lists": as_lists,
    "bundle": as_bundle,
    "pymrio": as_pymrio,
    "workbook": as_workbook,
}


def of_a_user(table: MrioTable) -> MrioTable:
    """Return a made-up table as one that a user says is real."""
    return replace(table, provenance=replace(table.provenance, status="user"))
