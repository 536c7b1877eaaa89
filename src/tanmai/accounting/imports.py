"""Carbon in goods from abroad, which a Chinese table cannot see, estimated by name.

Source: Miller and Blair (2022), domestic technology assumption.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.core.errors import TableError
from tanmai.core.messages import Message, message
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]


def imported_by_domestic_technology(accounts: CarbonAccounts) -> FloatArray:
    """Estimate the carbon of imports behind each region's final demand (m,); Mt CO2.

    Goods from abroad are taken to be made as the same bundle of domestic
    inputs is: a column of A is scaled from its domestic inputs to all its
    inputs, A⁺ = A (1 + m̂ ẑ⁻¹) with imported inputs m and domestic inputs z of each
    sector, and imported final demand is spread like domestic final demand. The
    result is f (I − A⁺)⁻¹ y⁺ − f (I − A)⁻¹ y.

    Parameters
    ----------
    accounts : CarbonAccounts
        The accounts of a table, whose focus and method of solution are kept to. Its imports
        stand in a row, by user, not by product.

    Raises
    ------
    TableError
        A sector or a region has imports and no domestic inputs to scale.

    Notes
    -----
    The assumption (domestic technology) is known to overstate imports from
    cleaner economies; the figure is an order of magnitude, never a part of the
    accounts. Exports are left out on both sides.
    """
    table = accounts.table
    domestic = table.intermediate_inputs
    inputs = 1.0 + _imports_per_domestic(
        table.imports, domestic, [table.index.where(i) for i in range(len(table.index))]
    )
    final = 1.0 + _imports_per_domestic(
        table.imports_final.reshape(table.index.m, -1).sum(axis=1),
        table.final_demand.sum(axis=0),
        [message("final demand of {region}", region=region) for region in table.regions],
    )
    # A⁺ = Z (x̂ / inputs)⁻¹: the same flows, in whatever form, make less
    opened = table.changed(message("imports made by domestic technology"), {"x": table.x / inputs})
    system = LeontiefSystem(opened, accounts.system.choice.method)
    with_imports = system.multipliers(accounts.direct_intensity) @ (accounts.demand * final)
    return np.asarray(with_imports - accounts.embodied_intensity @ accounts.demand)


def _imports_per_domestic(
    imports: FloatArray, domestic: FloatArray, users: Sequence[Message]
) -> FloatArray:
    stranded = np.flatnonzero((domestic <= 0) & (imports > 0))
    if stranded.size:
        raise TableError(
            message(
                "{users} has imports but no domestic purchases, so domestic technology says "
                "nothing about its imports; leave the estimate out or fix the imports.",
                users=users[int(stranded[0])],
            )
        )
    return np.asarray(imports / np.where(domestic > 0, domestic, 1.0))
