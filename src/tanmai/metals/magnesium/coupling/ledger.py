"""The sales of a table while a product is opened out of its host, and what the host can give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.products import OpenedProduct

FloatArray = NDArray[np.float64]

ROUNDING = 1e-9
"""A difference this small, relative, is one of rounding."""


PARTS = {
    "purchases": message("purchases"),
    "sales": message("sales"),
    "value added": message("value added"),
    "emissions": message("emissions"),
}


@dataclass(frozen=True, eq=False)
class Ledger:
    """The table before a product is opened, and its sales.

    Attributes
    ----------
    table : MrioTable
        The table.
    product : OpenedProduct
        The product.
    hosts : array (m,)
        Rows of the host in every region.
    purchases : array (N, m)
        What the hosts buy.
    sales : array (m, N + mk + 3)
        What they sell to sectors, to final demand, abroad, to stocks without a region, to the
        error.
    """

    table: MrioTable
    product: OpenedProduct
    hosts: NDArray[np.intp]
    purchases: FloatArray
    sales: FloatArray

    @classmethod
    def of(cls, table: MrioTable, product: OpenedProduct) -> Ledger:
        """Return the ledger of a table before the product is opened."""
        index = table.index
        first = index.position(index.region_codes[0], product.host)
        hosts = np.arange(index.m) * index.n + first
        sinks = np.column_stack([table.exports, table.stock_change, table.error])
        sales = np.hstack([table.flows.rows(hosts), table.Y[hosts], sinks[hosts]])
        return cls(table, product, hosts, table.flows.columns(hosts), sales)

    def taken_from(self, have: FloatArray, taken: FloatArray, what: str) -> FloatArray:
        """Return what the hosts keep, first axis by region; reject a change of sign."""
        left = have - taken
        short = np.where(have == 0, np.abs(taken), -left * np.sign(have))
        broken = short > ROUNDING * np.abs(have)
        if broken.any():
            p = int(np.flatnonzero(broken.any(axis=1))[0])
            need, had = float(taken[p][broken[p]].sum()), float(have[p][broken[p]].sum())
            self.reject(p, self._with_partners(what, np.flatnonzero(broken[p])), need, had)
        return np.where(short > 0, 0.0, left)

    def reject(self, region: int, what: Message, need: float, have: float) -> NoReturn:
        """Raise the error of a host that has less than is taken from it."""
        sector, place = self.product.sector, self.table.index.where(int(self.hosts[region]))
        of_emissions = what.text == PARTS["emissions"].text
        unit = self.table.emission_unit if of_emissions else self.table.money_unit
        raise TableError(
            message(
                "Table '{table}': {sector} takes {need} {unit} of the {what} of its host "
                "{place}, which holds {have}: {short} short, and the host would turn negative. "
                "Lower the output or the amount, book the input or the sale with another sector "
                "or province, or take a table in which the host is larger.",
                table=self.table.provenance.name,
                sector=sector,
                need=f"{need:,.6g}",
                unit=unit,
                what=what,
                place=place,
                have=f"{have:,.6g}",
                short=f"{need - have:,.6g}",
            )
        )

    def _with_partners(self, what: str, cells: NDArray[np.intp]) -> Message:
        """Return what it is, and from or to whom, the first three: cells of sales or sellers."""
        if what not in ("purchases", "sales"):
            return PARTS[what]
        index = self.table.index
        ends = (message("exports"), message("stock change"), message("the error"))
        width = self.sales.shape[1] + index.m
        names: dict[str, Message] = {}
        for cell in cells.tolist():
            if cell < len(index):
                name = index.where(cell)
            elif cell >= width - len(ends):
                name = ends[cell - width]
            else:
                of_demand = cell >= len(index) + index.m
                name = message("final demand") if of_demand else message("itself")
            names[str(name)] = name
        kinds = list(names.values())
        more = [message("{n} more", n=len(kinds) - 3)] if len(kinds) > 3 else []
        said = listed([*kinds[:3], *more])
        if what == "purchases":
            return message("purchases from {sellers},", sellers=said)
        return message("sales to {buyers},", buyers=said)
