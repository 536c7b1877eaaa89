"""What a host holds too little of when a product is opened out of it, and what stands in.

A table's host may buy less of an input, or export less, than the product known by its process
does: the statistics of the two are not the same. Within a limit, what is lacking of an
interchangeable input (a fuel, power) is bought from the host's other such inputs, in proportion
to what it buys of them beyond the product's own need; exports that the host does not have are
sold at home, as the host sells. Both move amounts inside the host's own row and column, so all
balances and emissions stay what they were; the emissions at the gate are those of the recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import listed, message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.ledger import ROUNDING, Ledger
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe

FloatArray = NDArray[np.float64]

EXPORTS = "exports"
_COLUMNS = ("product", "region_code", "region_en", "region_zh", "of", "sector_en", "sector_zh")


def within_host(ledger: Ledger, region: int, recipe: Recipe, scale: float) -> Recipe:
    """Return the recipe with what its host lacks bought from the interchangeable inputs.

    Parameters
    ----------
    ledger : Ledger
        The table before the product is opened.
    region : int
        Position of the region.
    recipe : Recipe
        The recipe there.
    scale : float
        The table's money per CNY per tonne: the output in tonnes over `CNY`.

    Raises
    ------
    TableError
        More is lacking than the product's limit, or than the other inputs of the host hold.

    Notes
    -----
    With need n_i and the host's purchase h_i of interchangeable inputs i, the product buys
    min(n_i, h_i) + (h_i - n_i)⁺ Σ(n - h)⁺ / Σ(h - n)⁺ of i.
    """
    codes = recipe.interchangeable
    if not codes or scale == 0.0:
        return recipe
    index = ledger.table.index
    by_sector = ledger.purchases[:, region].reshape(index.m, index.n).sum(axis=0)
    held = np.array([by_sector[index.sector_codes.index(code)] for code in codes])
    needed = np.array([recipe.purchases.get(code, 0.0) for code in codes]) * scale
    lacking = np.maximum(needed - held, 0.0)
    if not (lacking > ROUNDING * needed).any():
        return recipe
    limit, room = ledger.product.largest_shortfall, np.maximum(held - needed, 0.0)
    for i in np.flatnonzero(lacking > limit * needed + ROUNDING * needed):
        _reject(ledger, region, codes[int(i)], needed[i], held[i])
    if lacking.sum() > room.sum():
        raise TableError(
            message(
                "Table '{table}': {sector} needs {sum} {unit} of sectors {codes} together in "
                "{regions}, of which its host buys {sum_2}. Lower the output or the amounts, or "
                "take a table in which the host is larger.",
                table=ledger.table.provenance.name,
                sector=ledger.product.sector,
                sum=f"{needed.sum():,.6g}",
                unit=ledger.table.money_unit,
                codes=listed(codes),
                regions=index.regions[region],
                sum_2=f"{held.sum():,.6g}",
            )
        )
    bought = np.minimum(needed, held) + room * (lacking.sum() / room.sum())
    own = dict(zip(codes, (bought / scale).tolist(), strict=True))
    return replace(recipe, purchases={**recipe.purchases, **{k: v for k, v in own.items() if v}})


def _reject(ledger: Ledger, region: int, code: str, needed: float, held: float) -> NoReturn:
    index = ledger.table.index
    sector = index.sectors[index.sector_codes.index(code)]
    limit = ledger.product.largest_shortfall
    may = message(" (of which at most {limit} may be bought of other energy)", limit=f"{limit:.0%}")
    what = message("purchases from {sector}{may},", sector=sector, may=may if limit else "")
    ledger.reject(region, what, needed, held)


def exports_within_host(product: OpenedProduct, needed: FloatArray, held: FloatArray) -> FloatArray:
    """Return the exports of a product by region (m,): those needed, or all that its host has.

    Beyond the product's limit they stay as needed, which the host then rejects.
    """
    within = needed - held <= product.largest_shortfall * needed
    return np.where(within, np.minimum(needed, np.maximum(held, 0.0)), needed)


def shortfalls(coupled: MrioTable, products: Sequence[OpenedProduct]) -> pd.DataFrame:
    """Return where a coupled table departs from the recipes, for what hosts held too little of.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    products : sequence of OpenedProduct
        The products opened in it.

    Returns
    -------
    DataFrame
        A row for each product, region and input (``of`` its code) or ``exports`` that differs:
        ``needed`` and ``found`` in the table's money, ``difference`` and ``percent`` of the need
        (of the output where nothing was needed).
    """
    rows = []
    for product in products:
        if product.sector.code in coupled.index.sector_codes:
            rows += _departures(coupled, product)
    columns = [*_COLUMNS, "needed", "found", "difference", "percent"]
    return pd.DataFrame(rows, columns=columns)


def _departures(coupled: MrioTable, product: OpenedProduct) -> list[dict[str, object]]:
    index, rows = coupled.index, []
    for region in index.regions:
        place = index.position(region.code, product.sector.code)
        recipe = product.recipes.get(region.code)
        value = float(coupled.x[place])
        if value <= 0 or recipe is None:
            continue
        column = (
            coupled.flows.columns(np.array([place]))[:, 0].reshape(index.m, index.n).sum(axis=0)
        )
        pairs = {
            code: (
                recipe.purchases.get(code, 0.0) * value / product.price,
                float(column[index.sector_codes.index(code)]),
            )
            for code in recipe.interchangeable
        }
        if product.exported is not None:
            pairs[EXPORTS] = (product.exported * value, float(coupled.exports[place]))
        for of, (needed, found) in pairs.items():
            if abs(found - needed) > ROUNDING * value:
                rows.append(
                    {
                        "product": product.sector.code,
                        "region_code": region.code,
                        "region_en": region.name_en,
                        "region_zh": region.name_zh,
                        "of": of,
                        **_names(coupled, of),
                        "needed": needed,
                        "found": found,
                        "difference": found - needed,
                        "percent": 100.0 * (found - needed) / (needed or value),
                    }
                )
    return rows


def _names(coupled: MrioTable, of: str) -> dict[str, str]:
    if of == EXPORTS:
        chinese, english = message("exports").pair
        return {"sector_en": english, "sector_zh": chinese}
    sector = coupled.sectors[coupled.index.sector_codes.index(of)]
    return {"sector_en": sector.name_en, "sector_zh": sector.name_zh}
