"""From a table to pymrio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.flows import written_out
from tanmai.core.table import MrioTable
from tanmai.io.output import written_whole
from tanmai.io.pymrio.extensions import IMPORTS
from tanmai.io.pymrio.frame import BETWEEN_LEVELS, SINKS
from tanmai.io.pymrio.metadata import KEY, describe, label

if TYPE_CHECKING:
    import pymrio

FloatArray = NDArray[np.float64]


def to_pymrio(table: MrioTable) -> pymrio.IOSystem:
    """Return a table as a pymrio system, whose accounts are then pymrio's own.

    Parameters
    ----------
    table : MrioTable
        The table; a sparse Z is written out, since pymrio keeps DataFrames.

    Returns
    -------
    pymrio.IOSystem
        Z, Y, x and the extensions ``emissions`` and ``factor_inputs``; nothing
        else is calculated yet. `from_pymrio` gives the same table back.
    """
    import pymrio  # a second to import, and it brings matplotlib: only where it is used

    sinks = tuple(name for name in SINKS if np.any(getattr(table, name) != 0))
    m, k = table.index.m, len(table.categories)
    regions = [label(region) for region in table.regions]
    rows = pd.MultiIndex.from_product(
        [[*regions, *sinks], [label(sector) for sector in table.sectors]],
        names=["region", "sector"],
    )
    columns = pd.MultiIndex.from_product(
        [[*regions, *sinks], [label(category) for category in table.categories]],
        names=["region", "category"],
    )
    more = len(rows) - len(table.index)
    Z = written_out(table.Z)
    Y = np.zeros((len(rows), len(columns)))
    Y[: len(table.index), : m * k] = table.Y
    for position, name in enumerate(sinks, start=m):
        Y[: len(table.index), position * k] = getattr(table, name)
    household = np.zeros((len(table.stressors), len(columns)))
    household[:, : m * k : k] = table.F_Y
    imported = np.zeros((len(table.value_added_labels) + 1, len(columns)))
    imported[-1, : m * k] = table.imports_final
    inputs = np.vstack([table.value_added, table.imports])
    system = pymrio.IOSystem(
        Z=pd.DataFrame(np.pad(Z, (0, more)), rows, rows),
        Y=pd.DataFrame(Y, rows, columns),
        x=pd.DataFrame({"indout": np.pad(table.x, (0, more))}, rows),
        unit=pd.DataFrame({"unit": table.money_unit}, rows),
        name=table.provenance.name,
        system="ixi",
        emissions=_as_extension(
            "emissions",
            _stressor_labels(table),
            [one.unit for one in table.pressures],
            rows,
            columns,
            table.F,
            household,
        ),
        factor_inputs=_as_extension(
            "factor_inputs",
            pd.Index([*table.value_added_labels, IMPORTS], name="inputtype"),
            [table.money_unit] * len(inputs),
            rows,
            columns,
            inputs,
            imported,
        ),
    )
    system.meta.change_meta(KEY, describe(table), log=False)
    return system


def write_pymrio(table: MrioTable, path: Path) -> None:
    """Write a table as a folder of pymrio's, in Parquet.

    pymrio's history would hold the time and a temporary folder; it is left empty, so that the
    same table gives the same files.
    """
    system = to_pymrio(table)
    with written_whole(path) as folder:
        system.save_all(folder, table_format="parquet")
        system.meta.history.clear()
        system.meta.save(folder)


def _as_extension(
    name: str,
    labels: pd.Index,
    units: list[str],
    rows: pd.MultiIndex,
    columns: pd.MultiIndex,
    F: FloatArray,
    F_Y: FloatArray,
) -> dict[str, Any]:
    padded = np.pad(F, ((0, 0), (0, len(rows) - F.shape[1])))
    return {
        "name": name,
        "F": pd.DataFrame(padded, labels, rows),
        "F_Y": pd.DataFrame(F_Y, labels, columns),
        "unit": pd.DataFrame({"unit": units}, labels),
    }


def _stressor_labels(table: MrioTable) -> pd.Index:
    """Return the stressors, with a level for the compartment where all of them name one."""
    levels = [tuple(text.split(BETWEEN_LEVELS)) for text in table.stressors]
    if levels and all(len(level) == 2 for level in levels):
        return pd.MultiIndex.from_tuples(levels, names=["stressor", "compartment"])
    return pd.Index(table.stressors, name="stressor")
