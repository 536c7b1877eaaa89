"""Checks of the balances and of signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.checks import rules
from tanmai.checks.report import (
    Finding,
    Places,
    figure,
    judged,
    worst_rows,
)
from tanmai.checks.rules import Rule
from tanmai.core.table import FinalDemandCategory, MrioTable

FloatArray = NDArray[np.float64]

# A gap is held against the output of its own sector, but at least against one
# per cent of the mean output: else the rounding of a tiny sector would count
# as a broken balance.
_SMALLEST_SCALE = 0.01


def check_row_balance(table: MrioTable) -> Finding:
    """Check x = Z 1 + Y 1 + exports + stock change + error, relative to the output of the row."""
    sales = table.intermediate_sales + table.Y.sum(axis=1)
    return _balance(
        table, rules.ROW_BALANCE, sales + table.exports + table.stock_change + table.error - table.x
    )


def check_column_balance(table: MrioTable) -> Finding:
    """Check x = 1'Z + imports + value added, relative to the output of the column."""
    inputs = table.intermediate_inputs + table.imports
    return _balance(table, rules.COLUMN_BALANCE, inputs + table.total_value_added - table.x)


def _balance(table: MrioTable, rule: Rule, gap: FloatArray) -> Finding:
    output = np.abs(table.x)
    scale = np.maximum(output, _SMALLEST_SCALE * output.mean())
    relative = np.abs(gap) / np.where(scale > 0, scale, 1.0)
    broken = relative > rule.limit
    return judged(
        rule, float(relative.max()), worst_rows(table.index, broken, gap, table.money_unit)
    )


def check_negative_output(table: MrioTable) -> Finding:
    """Check that no sector has a negative output."""
    return _negative_rows(table, rules.NEGATIVE_OUTPUT, table.x)


def check_negative_exports(table: MrioTable) -> Finding:
    """Check that no sector has negative exports."""
    return _negative_rows(table, rules.NEGATIVE_EXPORTS, table.exports)


def check_negative_value_added(table: MrioTable) -> Finding:
    """Check that no sector has a negative value added, all components together."""
    return _negative_rows(table, rules.NEGATIVE_VALUE_ADDED, table.total_value_added)


def _negative_rows(table: MrioTable, rule: Rule, values: FloatArray) -> Finding:
    broken = values < 0
    return judged(
        rule, float(broken.sum()), worst_rows(table.index, broken, values, table.money_unit)
    )


def check_negative_flows(table: MrioTable) -> Finding:
    """Check that no intermediate flow is negative; the largest are named."""
    rows, columns, values = table.negative_flows()
    order = np.argsort(values, kind="stable")

    def name(position: int, language: str) -> str:
        cell = int(order[position])
        seller = table.index.where(int(rows[cell])).into(language)
        buyer = table.index.where(int(columns[cell])).into(language)
        return f"{seller} → {buyer}: {figure(values[cell], table.money_unit)}"

    return judged(rules.NEGATIVE_FLOWS, float(order.size), Places(order.size, name))


def check_negative_final_demand(table: MrioTable) -> Finding:
    """Check that no final demand is negative, inventory change apart: that may be drawn down."""
    k = len(table.categories)
    inventory = np.tile([_is_inventory(category) for category in table.categories], table.index.m)
    rows, columns = np.nonzero((table.Y < 0) & ~inventory)
    values = table.Y[rows, columns]
    order = np.argsort(values, kind="stable")

    def name(position: int, language: str) -> str:
        cell = int(order[position])
        seller = table.index.where(int(rows[cell])).into(language)
        region, category = divmod(int(columns[cell]), k)
        buyer = table.regions[region].into(language)
        amount = figure(values[cell], table.money_unit)
        return f"{seller} → {buyer}, {table.categories[category].code}: {amount}"

    return judged(rules.NEGATIVE_FINAL_DEMAND, float(order.size), Places(order.size, name))


def _is_inventory(category: FinalDemandCategory) -> bool:
    return "inventor" in category.name_en.casefold() or "存货" in category.name_zh
