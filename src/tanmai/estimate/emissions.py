"""Emissions of an inventory, brought to the sectors of a table."""

from __future__ import annotations

import numpy as np

from tanmai.errors import TableError
from tanmai.estimate.inputs import Inventory
from tanmai.labels import RegionSectorIndex
from tanmai.table import FloatArray


def allocate_emissions(
    inventory: Inventory, output: FloatArray, index: RegionSectorIndex
) -> FloatArray:
    """Return emissions by province and sector (m, n); Mt CO2.

    A row of the inventory that covers several sectors is split over them by
    the province's output; its sum is kept.

    Parameters
    ----------
    inventory : Inventory
        Emissions by province and row.
    output : array (m, n)
        Output by province and sector.
    index : RegionSectorIndex
        Names for messages.

    Raises
    ------
    TableError
        A row with emissions covers only sectors without output.
    """
    covered = inventory.sectors_of_row
    weights = covered[None, :, :] * output[:, None, :]
    totals = weights.sum(axis=2)
    lost = (inventory.emissions > 0) & (totals == 0)
    if lost.any():
        region, row = np.argwhere(lost)[0]
        names = ", ".join(
            str(s) for s, part in zip(index.sectors, covered[row], strict=True) if part
        )
        raise TableError(
            f"{index.regions[region]} emits {inventory.emissions[region, row]:.4g} Mt CO2 in "
            f"{names or 'no sector'} but has no output there; give the row a sector with output."
        )
    rate = np.divide(inventory.emissions, totals, out=np.zeros_like(totals), where=totals > 0)
    return np.asarray(np.einsum("rq,rqi->ri", rate, weights))
