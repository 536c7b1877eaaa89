"""Process products as sectors of a multi-regional table: integrated hybrid analysis.

A product known by its process (magnesium, ferrosilicon) is opened out of the sector that
holds it, its host. In each producing province p, with an output of q tonnes, the product

- buys C_u q: inputs per tonne times price, spread over the supplying provinces by the host's
  own purchases in p;
- sells price times q: abroad by its share of exports, at home as the host sells or to the
  uses given;
- emits f_p q.

The host gives up exactly that: its purchases, sales, output, value added and emissions fall
by what the product takes. The two together are the host of before, and nothing counts twice.
Where a host holds too little of an interchangeable input or of exports, `within_host` and
`exports_within_host` take what it lacks from its other such inputs and its sales at home.
What the inventory of a table does not hold cannot be taken from a host: the inventories of the
provinces (Shan et al. 2018) count fuels and cement, so the CO2 of calcined dolomite is counted
anew (`newly_counted`), and the total of the coupled table is that of before and this.
The mixed system [[A', C_u], [C_d, B]] with the product in tonnes and the one here with the
product in money differ by the price of a tonne alone, a scaling on which no result depends;
in money the table is one like any other, for every account, network, path and map.

Sources: Suh (2004); Suh and Huppes (2005); Wolsky (1984), on opening a sector; Miller and
Blair (2022), chapters 4 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import stressor_row
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import Message, Name, listed, message, together
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.inputs import unit_purchases
from tanmai.metals.magnesium.coupling.ledger import PARTS, ROUNDING, Ledger
from tanmai.metals.magnesium.coupling.opened import Opened
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.coupling.shortfall import exports_within_host, within_host

FloatArray = NDArray[np.float64]

CNY = 1e4
"""CNY in a table's unit of money, 10⁴ CNY."""
TONNES = 1e6
"""Tonnes in a table's unit of emissions, Mt CO2."""


def couple(
    table: MrioTable, products: Sequence[OpenedProduct], *, stressor: str | None = None
) -> MrioTable:
    """Open process products out of their hosts: a table with one sector more for each.

    Parameters
    ----------
    table : MrioTable
        The table; it is not changed.
    products : sequence of OpenedProduct
        A product that is sold to another one alone stands after it.
    stressor : str, optional
        The emission that the recipes state; may be left out where the table has one. Other
        emissions of the host go with its output.

    Returns
    -------
    MrioTable
        The new sectors stand last in every region, empty where nothing is made. Merged with
        their hosts they give the table back, but for emissions newly counted. A product without
        any output is not opened; without any product the table comes back as it is.

    Raises
    ------
    TableError
        A host would be left with purchases, sales, output, value added or emissions below
        zero, a product costs more than its price, or mapped flows are too large to be held.
    LabelError
        A region or a sector is not in the table, or a code is taken.
    OptionError
        A producing province has no recipe.

    Notes
    -----
    A host's purchase Z[(r,i),(p,h)] falls by the product's purchase of i times the share of r
    in Σ_r Z[(r,i),(p,h)]. Value added of the product is what its price leaves after its inputs,
    by component as its host's.
    """
    for product in products:
        table = _opened(table, product, stressor)
    return table


def _opened(table: MrioTable, product: OpenedProduct, stressor: str | None) -> MrioTable:
    if product.sector.code in table.index.sector_codes:
        raise LabelError(
            message(
                "The table has a sector '{code}' already; give the product another code.",
                code=product.sector.code,
            )
        )
    before = Ledger.of(table, product)
    value = _value(before)
    if not value.any():
        return table
    index, size, hosts = table.index, len(table.index), before.hosts
    order = _order(index)
    recipes = _recipes(before, value)
    tonnes = value * CNY / product.price
    bought = _purchases(before, recipes, tonnes)
    kept = before.taken_from(before.purchases.T, bought.T, "purchases").T
    sales = np.hstack([before.sales[:, :size], bought[hosts], before.sales[:, size:]])
    sales[:, hosts] = kept[hosts]
    sold = _sold(before, sales.copy(), recipes, value)
    left = before.taken_from(sales, sold, "sales")
    opened = Opened(hosts, value > 0, np.vstack([left, sold]), np.hstack([kept, bought]), order)
    imports = np.array([recipe.imports if recipe else 0.0 for recipe in recipes]) * tonnes / CNY
    margin = value - bought.sum(axis=0) - imports
    parts: dict[str, Any] = {
        "index": RegionSectorIndex(index.regions, (*index.sectors, product.sector)),
        "Z": opened.flows(table.Z),
        **opened.final_uses(table),
    }
    per_sector = {
        "x": (value, "output"),
        "imports": (imports, "imports"),
        "value_added": (_margins(before, margin), "value added"),
        "F": (_emissions(before, recipes, tonnes, value, stressor), "emissions"),
    }
    for part, (taken, what) in per_sector.items():
        whole = np.atleast_2d(getattr(table, part)).T.copy()
        new = np.atleast_2d(taken).T
        whole[hosts] = before.taken_from(whole[hosts], new, what)
        parts[part] = np.vstack([whole, new])[order].T.reshape(
            *np.shape(getattr(table, part))[:-1], -1
        )
    unlisted = np.array([recipe.unlisted if recipe else 0.0 for recipe in recipes])
    parts["F"][stressor_row(table, stressor), index.n :: index.n + 1] += unlisted * tonnes / TONNES
    return table.changed(_said(before, tonnes, unlisted), parts)


def newly_counted(coupled: MrioTable, products: Sequence[OpenedProduct]) -> FloatArray:
    """Return the emissions that no inventory held before, by region (m,), Mt CO2.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    products : sequence of OpenedProduct
        The products opened in it.
    """
    index, found = coupled.index, np.zeros(coupled.index.m)
    for product in products:
        if product.sector.code in index.sector_codes:
            tonnes = coupled.x[_columns(index, product.sector.code)] * CNY / product.price
            rates = (product.recipes.get(code) for code in index.region_codes)
            found += tonnes * [recipe.unlisted if recipe else 0.0 for recipe in rates] / TONNES
    return found


def _order(index: RegionSectorIndex) -> NDArray[np.intp]:
    """Return the rows, the m new ones last, in the order of an index with one sector more."""
    size = len(index)
    old = np.arange(size).reshape(index.m, index.n)
    return np.hstack([old, size + np.arange(index.m)[:, None]]).ravel()


def _value(ledger: Ledger) -> FloatArray:
    """Return the value of the output in each region (m,)."""
    product, index = ledger.product, ledger.table.index
    if product.sold_to:
        return np.asarray(ledger.sales[:, _columns(index, product.sold_to)].sum(axis=1))
    tonnes = np.zeros(index.m)
    for code, amount in product.output.items():
        tonnes[index.position(code, product.host) // index.n] = amount
    return tonnes * product.price / CNY


def _columns(index: RegionSectorIndex, code: str) -> NDArray[np.intp]:
    first = index.position(index.region_codes[0], code)
    return np.arange(index.m) * index.n + first


def _recipes(ledger: Ledger, value: FloatArray) -> list[Recipe | None]:
    found: list[Recipe | None] = []
    for region, amount in zip(ledger.table.regions, value, strict=True):
        recipe = ledger.product.recipes.get(region.code) if amount else None
        if amount and recipe is None:
            raise OptionError(
                message(
                    "{sector} is made in {region}, for which there is no recipe; give one, or "
                    "set its output there to zero.",
                    sector=ledger.product.sector,
                    region=region,
                )
            )
        found.append(recipe)
    return found


def _purchases(ledger: Ledger, recipes: list[Recipe | None], tonnes: FloatArray) -> FloatArray:
    """Return what the product buys in each region, by seller (N, m)."""
    bought = np.zeros_like(ledger.purchases)
    for p, recipe in enumerate(recipes):
        if recipe is not None:
            held = ledger.purchases[:, p]
            within = within_host(ledger, p, recipe, tonnes[p] / CNY)
            unit = unit_purchases(ledger.table, ledger.product, p, within, held)
            bought[:, p] = unit * tonnes[p] / CNY
    return bought


def _sold(
    ledger: Ledger, pattern: FloatArray, recipes: list[Recipe | None], value: FloatArray
) -> FloatArray:
    """Return what the product sells from each region (m, N + m + mk + 3), as its host sold."""
    product, index = ledger.product, ledger.table.index
    sold = np.zeros_like(pattern)
    if product.sold_to:
        columns = _columns(index, product.sold_to)
        sold[:, columns] = pattern[:, columns]
        return sold
    for p, recipe in enumerate(recipes):
        if recipe is not None and product.host in recipe.suppliers:
            pattern[:, len(index) + p] = 0.0
    at_home = value
    if product.exported is not None:
        sold[:, -3] = exports_within_host(product, product.exported * value, pattern[:, -3])
        pattern[:, -3] = 0.0
        at_home = value - sold[:, -3]
    for code, share in product.uses.items():
        columns = _columns(index, code)
        sold[:, columns] += _spread(ledger, pattern[:, columns], share * at_home)
    rest = at_home * max(1.0 - sum(product.uses.values()), 0.0)
    return sold + _spread(ledger, pattern, rest)


def _spread(ledger: Ledger, pattern: FloatArray, amounts: FloatArray) -> FloatArray:
    """Return the amounts (m,) spread over the cells of their rows in proportion."""
    totals = pattern.sum(axis=1)
    short = np.flatnonzero((amounts > 0) & (totals <= 0))
    if short.size:
        ledger.reject(int(short[0]), PARTS["sales"], amounts[short[0]], totals[short[0]])
    shares = np.divide(amounts, totals, out=np.zeros_like(totals), where=amounts > 0)
    return np.asarray(pattern * shares[:, None])


def _margins(ledger: Ledger, margin: FloatArray) -> FloatArray:
    """Return the value added of the product by component (v, m), in the host's proportions."""
    table, product = ledger.table, ledger.product
    negative = np.flatnonzero(margin < -ROUNDING * ledger.table.x[ledger.hosts])
    if negative.size:
        p = int(negative[0])
        raise TableError(
            message(
                "Table '{table}': in {regions} the inputs of {sector} cost {margin} {unit} more "
                "than its output is worth. Correct its price, an amount or the price of an input.",
                table=table.provenance.name,
                regions=table.regions[p],
                sector=product.sector,
                margin=f"{-margin[p]:,.6g}",
                unit=table.money_unit,
            )
        )
    held = table.value_added[:, ledger.hosts]
    total = held.sum(axis=0)
    for short in np.flatnonzero((margin > 0) & (margin > total * (1 + ROUNDING))):
        ledger.reject(int(short), PARTS["value added"], margin[short], total[short])
    taken = np.divide(margin, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(held * taken)


def _emissions(
    ledger: Ledger,
    recipes: list[Recipe | None],
    tonnes: FloatArray,
    value: FloatArray,
    stressor: str | None,
) -> FloatArray:
    """Return the emissions that the product takes from its host (e, m)."""
    table, hosts = ledger.table, ledger.hosts
    share = np.divide(value, table.x[hosts], out=np.zeros_like(value), where=table.x[hosts] > 0)
    emitted = table.F[:, hosts] * share
    rates = np.array([recipe.emissions if recipe else 0.0 for recipe in recipes])
    emitted[stressor_row(table, stressor)] = rates * tonnes / TONNES
    return emitted


def _said(ledger: Ledger, tonnes: FloatArray, unlisted: FloatArray) -> Message:
    product, regions = ledger.product, ledger.table.regions
    opened = message(
        "{sector} opened out of sector {host} at {price} CNY/t: {where}.",
        sector=product.sector,
        host=product.host,
        price=f"{product.price:,.0f}",
        where=listed(
            message("{region} {tonnes} t", region=Name.of(regions[p]), tonnes=f"{tonnes[p]:,.0f}")
            for p in np.flatnonzero(tonnes)
        ),
    )
    new = float(unlisted @ tonnes) / TONNES
    if not new:
        return opened
    more = message(" {new} Mt CO2 that the inventory does not hold are added.", new=f"{new:.6g}")
    return together(opened, more)
