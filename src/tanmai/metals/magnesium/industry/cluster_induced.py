r"""What the magnesium of a province induces in its own and in other provinces.

The node is taken out of the coupled table whole: nobody buys from it or sells to it, and its final
demand is gone. Output and carbon fall by what it induces (hypothetical extraction, Dietzenbacher
and Lahr 2013). Without the node k the solution is :math:`x - L_{\cdot k} x_k / L_{kk}`, so one
column of the inverse tells it; `extracted` solves the table without the node itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import direct_intensity, stressor_row
from tanmai.core.errors import LabelError
from tanmai.core.flows import written_out
from tanmai.core.messages import listed, message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import MAGNESIUM
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]


def induced_output(case: CoupledCase, province: str) -> FloatArray:
    """Return the output that a province's magnesium induces, its own included, 10⁴ CNY.

    Raises
    ------
    LabelError
        The province makes none; the message names those that do.
    """
    place = _place(case, province)
    demand = np.zeros(len(case.table.index))
    demand[place] = 1.0
    column = case.system.solve(demand)
    induced: FloatArray = column * case.table.x[place] / column[place]
    return induced


def extracted(case: CoupledCase, province: str) -> FloatArray:
    """Return the output of the table without the province's magnesium, solved anew."""
    place = _place(case, province)
    table = case.table
    Z = np.array(written_out(table.Z))
    Z[place], Z[:, place] = 0.0, 0.0
    x = np.array(table.x)
    x[place] = 0.0
    sinks = _sinks(table)
    sinks[place] = 0.0
    system = LeontiefSystem(table.changed(message("One node taken out."), {"Z": Z, "x": x}))
    solved: FloatArray = system.solve(sinks)
    return solved


def _sinks(table: MrioTable) -> FloatArray:
    parts = (table.Y.sum(axis=1), table.exports, table.stock_change, table.error)
    return np.asarray(sum(parts), dtype=float)


def _place(case: CoupledCase, province: str) -> int:
    if province not in case.makers:
        raise LabelError(
            message(
                "{province} makes no magnesium in this table; provinces that do: {makers}.",
                province=province,
                makers=listed(case.makers),
            )
        )
    return case.table.index.position(province, MAGNESIUM)


def induced_table(case: CoupledCase, province: str) -> pd.DataFrame:
    """Return induced output and carbon by province and whether it is the node's own.

    Returns
    -------
    DataFrame
        ``region_code``, names, ``where`` (``node``, ``own_province``, ``other_provinces``),
        ``output_1e8_CNY`` and ``MtCO2``.
    """
    table, place = case.table, _place(case, province)
    output = induced_output(case, province)
    carbon = direct_intensity(table, stressor_row(table, None)) * output
    node_output, node_carbon = float(output[place]), float(carbon[place])
    rows = []
    by_output, by_carbon = table.by_region(output), table.by_region(carbon)
    for number, region in enumerate(table.regions):
        own = region.code == province
        money, tonnes = float(by_output[number]), float(by_carbon[number])
        if own:
            rows.append(
                _row(region.code, region.name_en, region.name_zh, "node", node_output, node_carbon)
            )
            money, tonnes = money - node_output, tonnes - node_carbon
        where = "own_province" if own else "other_provinces"
        rows.append(_row(region.code, region.name_en, region.name_zh, where, money, tonnes))
    return pd.DataFrame(rows)


def _row(
    code: str, english: str, chinese: str, where: str, output: float, carbon: float
) -> dict[str, str | float]:
    return {
        "region_code": code,
        "region_en": english,
        "region_zh": chinese,
        "where": where,
        "output_1e8_CNY": output / 1e4,
        "MtCO2": carbon,
    }


def gap_of_two_runs(case: CoupledCase, province: str) -> float:
    """Return how far induced carbon is from the difference of two runs, relative to it."""
    table = case.table
    f = direct_intensity(table, stressor_row(table, None))
    induced = f * induced_output(case, province)
    both = f * (case.system.solve(_sinks(table)) - extracted(case, province))
    return float(np.abs(induced - both).sum() / np.abs(induced).sum())
