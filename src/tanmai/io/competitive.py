"""From a competitive table, whose flows hold imports, to a domestic one, by a named step.

In a competitive table x = Z 1 + Y 1 + e − m + err. Sales outside the region e are its exports
and what it sends to other provinces; purchases outside m are its imports and what it receives
from other provinces. Each treatment keeps both balances of the domestic table exactly:
x = Z 1 + Y 1 + exports + error and x' = 1' Z + imports + value added.
Source: Miller and Blair (2022), section 4.7 (competitive imports).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import Message, listed, message, together
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance

FloatArray = NDArray[np.float64]

Trade = Literal["abroad", "apart", "together", "net_outflow", "net"]
"""What the trade columns of a table say, see `CompetitiveTable`."""

ImportTreatment = Literal["by_product", "domestic_uses", "all_uses", "net_exports"]
"""How imports leave the flows, see ``IMPORT_TREATMENTS``."""

_TOLERANCE = 1e-9
_OF_DOMESTIC_USES = message(
    "imports taken out of domestic uses, h = m / (x + m - e); exports hold none"
)


@dataclass(frozen=True, eq=False)
class CompetitiveTable:
    """A table of one region whose flows hold goods of any origin; 10⁴ CNY.

    Parameters
    ----------
    region : Region
        The region.
    sectors : tuple of Sector
        The n sectors.
    categories : tuple of FinalDemandCategory
        The k categories of final demand, exports apart.
    Z : array (n, n)
        Intermediate use.
    Y : array (n, k)
        Final demand.
    exports, imports : array (n,)
        Sales to and purchases from abroad by product; none is negative.
    outflow, inflow : array (n,)
        Sales to and purchases from other provinces by product; none is negative, and zero
        where the table has no such column.
    trade : str
        What the trade columns say. ``abroad``: all trade is with other countries (a national
        table). ``apart``: trade abroad and trade with other provinces each in columns of their
        own. ``together``: one pair of columns holds both, so exports + outflow and
        imports + inflow are known, their parts are not. ``net_outflow``: exports and imports
        in columns of their own, of trade with other provinces only outflow − inflow.
        ``net``: of all trade, or of trade abroad, only the difference. A net column n is kept
        as max(n, 0) and max(−n, 0).
    error, x : array (n,)
        Statistical error, output.
    value_added : array (v, n)
        Value added by component.
    value_added_labels : tuple of str
        Names of the v components.
    year : int
        Year of the table.
    provenance : Provenance
        Where it comes from.
    """

    region: Region
    sectors: tuple[Sector, ...]
    categories: tuple[FinalDemandCategory, ...]
    Z: FloatArray
    Y: FloatArray
    exports: FloatArray
    imports: FloatArray
    outflow: FloatArray
    inflow: FloatArray
    trade: Trade
    error: FloatArray
    x: FloatArray
    value_added: FloatArray
    value_added_labels: tuple[str, ...]
    year: int
    provenance: Provenance

    @property
    def sales_outside(self) -> FloatArray:
        """Exports and outflow to other provinces (n,)."""
        return self.exports + self.outflow

    @property
    def purchases_outside(self) -> FloatArray:
        """Imports and inflow from other provinces (n,)."""
        return self.imports + self.inflow


def from_domestic_uses(table: CompetitiveTable) -> MrioTable:
    """Take imports out of all uses but exports, in the same proportion for each user.

    Of product i each domestic use holds the share h = m / (x + m − e) of imports;
    Z, Y and the error are multiplied by 1 − h.

    Raises
    ------
    TableError
        A product has more imports than domestic use: its exports hold imports too.
    """
    bought = table.purchases_outside
    domestic_use = table.x + bought - table.sales_outside
    share = _share(bought, domestic_use)
    worst = int(share.argmax())
    if share[worst] > 1.0 + _TOLERANCE:
        raise TableError(
            message(
                "Table '{table}', {sectors}: imports of {bought} exceed its domestic use of "
                "{domestic_use}, so goods pass through and exports hold imports; treat imports "
                "by product or take them out of all uses (--import-treatment by_product or "
                "all_uses).",
                table=table.provenance.name,
                sectors=table.sectors[worst],
                bought=f"{bought[worst]:.6g}",
                domestic_use=f"{domestic_use[worst]:.6g}",
            )
        )
    share = np.minimum(share, 1.0)
    return _domestic(
        table,
        share,
        table.sales_outside,
        _OF_DOMESTIC_USES,
    )


def from_all_uses(table: CompetitiveTable) -> MrioTable:
    """Take imports out of all uses, exports among them, in the same proportion for each user.

    Of product i each use holds the share h = m / (x + m) of imports; Z, Y,
    exports and the error are multiplied by 1 − h. What is imported and sold
    abroad again is in no part of the result.
    """
    bought, sold = table.purchases_outside, table.sales_outside
    share = _share(bought, table.x + bought)
    again = float((share * sold).sum())
    return _domestic(
        table,
        share,
        (1.0 - share) * sold,
        message(
            "imports taken out of all uses, h = m / (x + m); left out as imported and exported "
            "again: {again} x 10^4 CNY",
            again=f"{again:.6g}",
        ),
    )


def from_each_product(table: CompetitiveTable) -> MrioTable:
    """Take imports out of domestic uses, of products that pass through out of all uses.

    Product i passes through where its imports exceed its domestic use, m > x + m − e, so that
    its exports must hold imports: h = m / (x + m) for all its uses. Of every other product
    each domestic use holds the share h = m / (x + m − e).
    """
    bought, sold = table.purchases_outside, table.sales_outside
    in_domestic = _share(bought, table.x + bought - sold)
    through = in_domestic > 1.0 + _TOLERANCE
    share = np.where(through, _share(bought, table.x + bought), np.minimum(in_domestic, 1.0))
    exports = np.where(through, 1.0 - share, 1.0) * sold
    change = _OF_DOMESTIC_USES
    if through.any():
        passing = message(
            "; but out of all uses, h = m / (x + m), of {n} products whose imports exceed their "
            "domestic use and pass through ({sectors}): left out as imported and exported again "
            "{again} x 10^4 CNY",
            n=int(through.sum()),
            sectors=listed(table.sectors[at] for at in np.flatnonzero(through)),
            again=f"{(sold - exports).sum():.6g}",
        )
        change = together(change, passing)
    return _domestic(table, share, exports, change)


def from_exports(table: CompetitiveTable) -> MrioTable:
    """Count exports net of imports and leave all uses as they are.

    Uses keep their imports as if these were made at home; exports may become
    negative, and no import is left to see.
    """
    return _domestic(
        table,
        np.zeros(len(table.sectors)),
        table.sales_outside - table.purchases_outside,
        message("exports counted net of imports; uses hold imports as if made at home"),
    )


DEFAULT_TREATMENT: ImportTreatment = "by_product"
IMPORT_TREATMENTS: dict[str, Callable[[CompetitiveTable], MrioTable]] = {
    DEFAULT_TREATMENT: from_each_product,
    "domestic_uses": from_domestic_uses,
    "all_uses": from_all_uses,
    "net_exports": from_exports,
}


def _share(imports: FloatArray, use: FloatArray) -> FloatArray:
    """Return imports per use; imports without any use are a share above one."""
    stranded = np.where(imports > 0, np.inf, 0.0)
    return np.asarray(np.divide(imports, use, out=stranded, where=use > 0))


def _domestic(
    table: CompetitiveTable, share: FloatArray, exports: FloatArray, change: Message
) -> MrioTable:
    """Return the domestic table; imports stand in a row, by user."""
    kept = 1.0 - share
    index = RegionSectorIndex((table.region,), table.sectors)
    unseen = float((share * table.error).sum())
    if unseen:
        in_error = message(
            "; imports in the statistical error: {unseen} x 10^4 CNY, in no row",
            unseen=f"{unseen:.6g}",
        )
        change = together(change, in_error)
    return MrioTable(
        index=index,
        categories=table.categories,
        Z=kept[:, None] * table.Z,
        Y=kept[:, None] * table.Y,
        exports=exports,
        error=kept * table.error,
        x=table.x,
        imports=share @ table.Z,
        imports_final=share @ table.Y,
        value_added=table.value_added,
        value_added_labels=table.value_added_labels,
        F=np.zeros((1, len(index))),
        F_Y=np.zeros((1, 1)),
        stressors=("CO2",),
        without_emissions=index.region_codes,
        year=table.year,
        provenance=table.provenance.with_change(change),
    )
