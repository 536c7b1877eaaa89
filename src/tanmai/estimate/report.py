"""How well a table balances, in figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tanmai.checks import spectral_radius
from tanmai.table import MrioTable


@dataclass(frozen=True)
class BalanceReport:
    """Figures on the balance of a table.

    Attributes
    ----------
    row_gap, column_gap : float
        Largest difference between output and the sum of a row or a column,
        relative to the largest output.
    error_share : float
        Sum of the absolute values of the error column over total output.
    smallest_flow : float
        Smallest intermediate flow; money.
    smallest_value_added : float
        Smallest value added of a province's sector; money.
    largest_column_sum : float
        Largest column sum of A, domestic inputs per unit of output.
    spectral_radius : float
        Largest absolute eigenvalue of A.
    without_output : tuple of str
        Names of the sectors without output.
    """

    row_gap: float
    column_gap: float
    error_share: float
    smallest_flow: float
    smallest_value_added: float
    largest_column_sum: float
    spectral_radius: float
    without_output: tuple[str, ...]


def balance_report(table: MrioTable) -> BalanceReport:
    """Measure the balance and the productivity of a table.

    Rows: ``x = Z 1 + Y 1 + exports + stock change + error``; columns:
    ``x' = 1' Z + imports + value added``.

    Parameters
    ----------
    table : MrioTable
        The table.
    """
    x = table.x
    sales = table.intermediate_sales + table.Y.sum(axis=1)
    rows = sales + table.exports + table.stock_change + table.error
    columns = table.intermediate_inputs + table.imports + table.total_value_added
    column_sums = np.divide(table.intermediate_inputs, x, out=np.zeros_like(x), where=x > 0)
    return BalanceReport(
        row_gap=float(np.abs(rows - x).max() / x.max()),
        column_gap=float(np.abs(columns - x).max() / x.max()),
        error_share=float(np.abs(table.error).sum() / x.sum()),
        smallest_flow=float(table.Z.min()),
        smallest_value_added=float(table.total_value_added.min()),
        largest_column_sum=float(column_sums.max()),
        spectral_radius=spectral_radius(table),
        without_output=tuple(table.index.where(int(p)) for p in np.flatnonzero(x <= 0)),
    )
