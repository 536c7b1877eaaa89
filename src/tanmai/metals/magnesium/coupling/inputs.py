"""What a tonne of a product buys, by supplying province and sector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe

FloatArray = NDArray[np.float64]


def unit_purchases(
    table: MrioTable, product: OpenedProduct, region: int, recipe: Recipe, bought: FloatArray
) -> FloatArray:
    """Return what a tonne of a product buys in a region, by seller (N,), CNY per tonne.

    Parameters
    ----------
    table : MrioTable
        The table that holds the host.
    product : OpenedProduct
        The product.
    region : int
        Position of the region.
    recipe : Recipe
        The recipe there.
    bought : array (N,)
        What the host buys there, by seller.

    Raises
    ------
    TableError
        The host buys nothing of an input, so that no province is known to supply it.
    """
    m, n, index = table.index.m, table.index.n, table.index
    host = region * n + index.sector_codes.index(product.host)
    by_seller = bought.reshape(m, n)
    total = by_seller.sum(axis=0)
    rates = total * product.price / table.x[host] if table.x[host] > 0 else total
    amounts = dict(recipe.purchases)
    amounts |= {code: rates[_number(index, code)] for code in recipe.at_host_rate}
    unit = np.zeros((m, n))
    for code, amount in amounts.items():
        i = _number(index, code)
        if code in recipe.suppliers:
            for supplier, share in recipe.suppliers[code].items():
                if supplier not in index.region_codes:
                    raise TableError(
                        message(
                            "Table '{table}': {sector} of {regions} buys {sectors} in "
                            "{supplier}, which is not a region of the table. Name suppliers that "
                            "are.",
                            table=table.provenance.name,
                            sector=product.sector,
                            regions=index.regions[region],
                            sectors=index.sectors[i],
                            supplier=supplier,
                        )
                    )
                unit[index.position(supplier, code) // n, i] = share * amount
        elif amount and total[i] == 0:
            raise TableError(
                message(
                    "Table '{table}': {sector} buys of {sectors} in {regions}, of which its host "
                    "buys nothing there, so no province is known to supply it. Name its "
                    "suppliers, or book it with another sector.",
                    table=table.provenance.name,
                    sector=product.sector,
                    sectors=index.sectors[i],
                    regions=index.regions[region],
                )
            )
        elif amount:
            unit[:, i] = by_seller[:, i] / total[i] * amount
    return unit.ravel()


def _number(index: RegionSectorIndex, code: str) -> int:
    return index.position(index.region_codes[0], code)
