"""The accounts of one draw, in single precision where that is near enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts, spread_by_region, stressor_row
from tanmai.analysis.draws import DrawnNumbers, Perturbation
from tanmai.core.focus import Focus, focus_masks
from tanmai.networks import key_ranks
from tanmai.solve import LeontiefSystem
from tanmai.solve.block_gcr import block_gcr

FloatArray = NDArray[np.float64]

BLOCK_GCR = "block_gcr"
"""How draws are solved where no other method is named."""

# What the multipliers of a region may leave of its emissions, and how far its accounts may
# then be from these.
_LEFT, _CONSERVED = 3e-4, 2e-5


@dataclass(frozen=True, eq=False)
class DrawAccounting:
    """How the draws of a table are accounted.

    Attributes
    ----------
    perturbation : Perturbation
        What makes the draws.
    focus : Focus or None
        The sectors that the accounts keep to, if any.
    row : int
        Row of F: the emission that is accounted.
    method : str
        `BLOCK_GCR` or one of `tanmai.solve.METHODS`.
    outputs : array (N, m + 2)
        L Y of the table itself by destination, then that of its other sinks, and of products
        that are not accounted.
    """

    perturbation: Perturbation
    focus: Focus | None
    row: int
    method: str
    outputs: FloatArray

    @classmethod
    def of(
        cls, accounts: CarbonAccounts, perturbation: Perturbation, method: str | None
    ) -> DrawAccounting:
        """Return how draws are accounted as a table has been."""
        table = accounts.table
        _, products = focus_masks(table, accounts.focus)
        others = table.exports + table.stock_change + table.error
        rest = (table.final_demand.sum(axis=1) + others) * (1.0 - products)
        sinks = np.column_stack([accounts.demand, others * products, rest])
        row = stressor_row(table, accounts.stressor)
        return cls(
            perturbation, accounts.focus, row, method or BLOCK_GCR, accounts.system.solve(sinks)
        )

    def accounts(self, random: np.random.Generator) -> dict[str, FloatArray]:
        """Return the accounts of one draw.

        Returns
        -------
        dict
            ``flows`` C (m, m), ``production_based``, ``consumption_based`` and ``key_rank`` (m,).

        Raises
        ------
        TableError, UnsolvableError, ConservationError
            As `carbon_accounts` of the draw, which is made where single precision is not
            enough.
        """
        drawn = self.perturbation.draw_numbers(random)
        found = self._quickly(drawn) if self.method == BLOCK_GCR else None
        flows, production, consumption = found or self._in_full(drawn)
        return {
            "flows": flows,
            "production_based": production,
            "consumption_based": consumption,
            "key_rank": key_ranks_of(flows, self.perturbation.table.index.region_codes),
        }

    def _quickly(self, drawn: DrawnNumbers) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        """Return C, production and consumption in single precision, or None.

        With multipliers M near R' f̂ L and what they leave, C is M Y + (R' f̂ − M (I − A)) L Y; in
        the last term, L Y of the table itself is near enough. None where a sector emits
        without output, there are no such multipliers, or the accounts of all sinks are not
        what a region emits.
        """
        table = self.perturbation.table
        m, size = table.index.m, len(table.index)
        emitters, products = focus_masks(table, self.focus)
        flows, one = drawn.flows, np.ones(drawn.flows.shape[1], dtype=drawn.flows.dtype)
        others = flows[:, -1] + table.stock_change + table.error
        sinks = flows[:, size:-1] @ one[size:-1] + others
        x = flows[:, :size] @ one[:size] + sinks
        emissions = drawn.F[self.row] * emitters
        if ((x <= 0) & (emissions != 0)).any():
            return None
        f = spread_by_region(table, emissions / np.where(x > 0, x, 1.0))
        found = block_gcr(f, flows[:, :size], x, m, tolerance=_LEFT)
        if found is None:
            return None
        M, left = found
        by_category = (M * products.astype(M.dtype)) @ flows[:, size:-1]
        demanded = by_category.reshape(m, m, -1).sum(axis=2, dtype=np.float64)
        rest = M @ np.column_stack([others * products, sinks * (1.0 - products)])
        accounted = np.hstack([demanded, rest]) + left @ self.outputs
        emitted = table.by_region(emissions)
        if not (np.abs(accounted.sum(axis=1) - emitted) <= _CONSERVED * np.abs(emitted)).all():
            return None
        household = drawn.F_Y[self.row] if self.focus is None else np.zeros(m)
        carbon = accounted[:, :m]
        production = accounted[:, :-1].sum(axis=1) + household
        return carbon, production, carbon.sum(axis=0) + household

    def _in_full(self, drawn: DrawnNumbers) -> tuple[FloatArray, FloatArray, FloatArray]:
        table = self.perturbation.table_of(drawn)
        method = None if self.method == BLOCK_GCR else self.method
        accounts = carbon_accounts(
            table,
            focus=self.focus,
            stressor=table.stressors[self.row],
            system=LeontiefSystem(table, method),
        )
        return accounts.flows.values, accounts.production_based, accounts.consumption_based


def key_ranks_of(flows: FloatArray, codes: tuple[str, ...]) -> FloatArray:
    """Return the composite rank of each region (m,), as `key_provinces` gives it.

    Parameters
    ----------
    flows : array (m, m)
        Flows between regions; negative ones and the diagonal are left out.
    codes : tuple of str
        Codes of the regions, the last resort for ties.
    """
    order = np.argsort(codes)
    weights = np.maximum(flows, 0.0)[np.ix_(order, order)]
    np.fill_diagonal(weights, 0.0)
    ranks = np.empty(len(codes))
    ranks[order] = key_ranks(weights)
    return ranks
