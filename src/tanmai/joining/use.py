"""One fit over the whole country: the use of commodities, reconciled among the regions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import FloatArray
from tanmai.joining.regional import RegionalTables
from tanmai.solve.balancing import ras


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """What the fit of use moved.

    Attributes
    ----------
    supply : array (n,)
        What there is of each commodity: output less exports plus imports of all regions.
    demand_before : array (n,)
        What the regions' tables use of it, before the fit.
    final_use_factor : float
        The one factor of all final use, which makes both sums equal.
    """

    supply: FloatArray
    demand_before: FloatArray
    final_use_factor: float

    @property
    def gaps(self) -> FloatArray:
        """Demand less supply of each commodity before the fit (n,)."""
        return np.asarray(self.demand_before - self.supply)


def reconciled(tables: RegionalTables) -> tuple[RegionalTables, Reconciliation]:
    """Fit the use of all regions to what there is of each commodity, in one RAS.

    Rows are the n commodities, columns the (r, j) of intermediate and the (r, k) of final
    use. The total of a row is ``Σ_r (X − EX + IM − negative final use)``, that of a column
    the intermediate input of a sector, or final use times the one factor that makes both
    sums equal. Output, value added, intermediate input, exports and imports are kept; what
    is negative in final use (stocks drawn down) stays as it is.

    Parameters
    ----------
    tables : RegionalTables
        The tables of the regions.

    Returns
    -------
    RegionalTables
        The same with use and final use fitted.
    Reconciliation
        What was moved.

    Raises
    ------
    TableError
        A sector has more value added than output, final use cannot be scaled to what is left
        for it, or no use on the cells of the tables has these totals.

    Notes
    -----
    Stone (1961); Miller and Blair (2022), section 9.4.
    """
    m, n, k = tables.final_use.shape
    inputs = tables.intermediate_inputs
    _check_inputs(tables, inputs)
    inputs = np.where(tables.output > 0, np.maximum(inputs, 0.0), 0.0)
    supply = (tables.output - tables.exports + tables.imports).sum(axis=0)
    drawn = np.minimum(tables.final_use, 0.0)
    bought = np.maximum(tables.final_use, 0.0)
    rows = supply - drawn.sum(axis=(0, 2))
    _check_supply(tables, rows)
    factor = (rows.sum() - inputs.sum()) / bought.sum()
    if not 0 < factor < np.inf:
        raise TableError(
            message(
                "The tables leave {sum} for final use of {sum_2}: output, trade abroad and value "
                "added of the regions do not belong together. Check their units and years.",
                sum=f"{rows.sum() - inputs.sum():.6g}",
                sum_2=f"{bought.sum():.6g}",
            )
        )
    prior = np.concatenate([_by_commodity(tables.use), _by_commodity(bought)], axis=1)
    columns = np.concatenate([inputs.ravel(), factor * bought.sum(axis=1).ravel()])
    fitted = ras(prior, rows, columns)
    use = fitted[:, : m * n].reshape(n, m, n).transpose(1, 0, 2)
    final_use = fitted[:, m * n :].reshape(n, m, k).transpose(1, 0, 2) + drawn
    moved = Reconciliation(supply, tables.total_use.sum(axis=0), float(factor))
    return replace(tables, use=use, final_use=final_use), moved


def _by_commodity(values: FloatArray) -> FloatArray:
    """Return (m, n, k) as (n, mk)."""
    return np.asarray(values.transpose(1, 0, 2).reshape(values.shape[1], -1))


def _check_inputs(tables: RegionalTables, inputs: FloatArray) -> None:
    low = inputs < -1e-9 * tables.output.max()
    if low.any():
        at = int(np.argmax(low))
        raise TableError(
            message(
                "{where}: value added exceeds output by {ravel}; correct the column of the "
                "region's table.",
                where=tables.index.where(at),
                ravel=f"{-inputs.ravel()[at]:.6g}",
            )
        )


def _check_supply(tables: RegionalTables, rows: FloatArray) -> None:
    if (rows < 0).any():
        sector = tables.index.sectors[int(np.argmin(rows))]
        raise TableError(
            message(
                "{sector}: the regions together export {min} more than they make and import; "
                "correct their exports.",
                sector=sector,
                min=f"{-rows.min():.6g}",
            )
        )
