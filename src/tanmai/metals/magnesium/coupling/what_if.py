"""What if magnesium were made otherwise, or elsewhere, for the same final demand.

A what-if keeps final demand, exports and every other recipe, changes coefficients of a coupled
table, and solves it again: output, value added and emissions follow. Prices stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tanmai.accounting.carbon import stressor_row
from tanmai.analysis.counterfactual import Counterfactual
from tanmai.core.errors import OptionError, TableError
from tanmai.core.messages import Name, listed, message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.inputs import unit_purchases
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe


def with_own_green_power(
    coupled: MrioTable, sectors: Sequence[str], region: str, power: str, share: float
) -> MrioTable:
    """Return the table in which sectors of a region make a share of their power from wind and sun.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    sectors : sequence of str
        Codes of the sectors.
    region : str
        Code of the region.
    power : str
        Code of the sector that sells power.
    share : float
        Share of the power, 0 to 1, that is bought no longer.

    Raises
    ------
    OptionError
        The share is out of range.
    LabelError
        The table has no such region or sector.

    Notes
    -----
    The value of the power stays in the product's price as value added: it pays for what
    generates it. Carbon of building that is capital, which the table does not assign to use.
    """
    if not 0 <= share <= 1:
        raise OptionError(
            message(
                "The share of green power is {share}; give a share from 0 to 1.",
                share=share,
            )
        )
    index = coupled.index
    system = Counterfactual.of(coupled)
    sellers = [index.position(code, power) for code in index.region_codes]
    for code in sectors:
        place = index.position(region, code)
        saved = share * system.A[sellers, place]
        system.A[sellers, place] -= saved
        held = system.value_added[:, place]
        if saved.any() and held.sum() <= 0:
            raise TableError(
                message(
                    "{where} has no value added to take what its power no longer costs; correct "
                    "its recipe.",
                    where=index.where(place),
                )
            )
        if saved.any():
            system.value_added[:, place] = held * (1.0 + saved.sum() / held.sum())
    return system.solved(
        message(
            "{share} of the power of {sectors} in {where} made on their own account.",
            share=f"{share:.0%}",
            sectors=listed(sectors),
            where=Name.of(index.regions[index.region_codes.index(region)]),
        )
    )


def with_moved_production(
    coupled: MrioTable,
    product: OpenedProduct,
    origin: str,
    destination: str,
    share: float,
    recipe: Recipe,
    *,
    stressor: str | None = None,
) -> MrioTable:
    """Return the table in which a share of what a region sells of a product is made in another.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    product : OpenedProduct
        The product.
    origin, destination : str
        Codes of the regions; the destination makes none so far.
    share : float
        Share of the origin's sales to every buyer that moves, above 0 and at most 1.
    recipe : Recipe
        The recipe at the destination, in sectors of the coupled table; inputs come from where
        the host there buys.
    stressor : str, optional
        The emission that the recipe states.

    Raises
    ------
    OptionError
        The share is out of range, or the destination makes the product already.
    TableError
        The inputs cost more than the price, or no supplier of one is known.
    LabelError
        The table has no such region or sector.
    """
    index, code = coupled.index, product.sector.code
    old, new = index.position(origin, code), index.position(destination, code)
    if not 0 < share <= 1:
        raise OptionError(
            message(
                "The share that moves is {share}; give a share above 0, at most 1.",
                share=share,
            )
        )
    if coupled.x[new] > 0 or coupled.x[old] <= 0:
        raise OptionError(
            message(
                "{sector} can move from a region that makes it to one that makes none, not from "
                "{where} to {other}.",
                sector=product.sector,
                where=index.where(old),
                other=index.where(new),
            )
        )
    system = Counterfactual.of(coupled)
    for sales in (system.A, system.sinks):
        sales[new] = share * sales[old]
        sales[old] *= 1.0 - share
    host = index.position(destination, product.host)
    of_host = coupled.flows.columns(np.array([host]))[:, 0]
    bought = unit_purchases(coupled, product, new // index.n, recipe, of_host) / product.price
    imports = recipe.imports / product.price
    margin = 1.0 - float(bought.sum()) - imports
    if margin <= 0:
        raise TableError(
            message(
                "In {regions} the inputs of {sector} cost {margin} CNY/t more than it is sold "
                "for. Correct an amount or a price of the recipe.",
                regions=index.regions[new // index.n],
                sector=product.sector,
                margin=f"{-margin * product.price:,.6g}",
            )
        )
    system.A[:, new] = bought
    system.imports[new] = imports
    system.value_added[:, new] = system.value_added[:, host] / system.value_added[:, host].sum()
    system.value_added[:, new] *= margin
    system.intensity[:, new] = 0.0
    system.intensity[stressor_row(coupled, stressor), new] = (
        recipe.gate * CNY / product.price / TONNES
    )
    system.guess[new] = share * coupled.x[old]
    system.guess[old] *= 1.0 - share
    return system.solved(
        message(
            "{share} of {sector} moved from {origin} to {destination}.",
            share=f"{share:.0%}",
            sector=product.sector,
            origin=Name.of(index.regions[old // index.n]),
            destination=Name.of(index.regions[new // index.n]),
        )
    )
