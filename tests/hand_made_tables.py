"""Small tables written out by hand, for answers that are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance


def table_of(
    Z: ArrayLike,
    final: ArrayLike,
    F: Sequence[float],
    *,
    regions: int = 1,
    categories: Sequence[str] = ("C",),
    exports: ArrayLike = 0.0,
    year: int = 2017,
) -> MrioTable:
    """Return a table without imports; ``final`` is (N, regions x categories)."""
    flows, demand = np.array(Z, float), np.array(final, float)
    size, n = len(flows), len(flows) // regions
    exported = np.broadcast_to(np.asarray(exports, float), (size,)).copy()
    x = flows.sum(axis=1) + demand.sum(axis=1) + exported
    return MrioTable(
        index=RegionSectorIndex(
            tuple(Region(str(r), f"区{r}", f"Region {r}") for r in range(regions)),
            tuple(Sector(str(i), f"部门{i}", f"Sector {i}") for i in range(n)),
        ),
        categories=tuple(FinalDemandCategory(code, f"类{code}", code) for code in categories),
        Z=flows,
        Y=demand,
        exports=exported,
        error=np.zeros(size),
        x=x,
        imports=np.zeros(size),
        imports_final=np.zeros(demand.shape[1]),
        value_added=(x - flows.sum(axis=0))[None, :],
        value_added_labels=("VA",),
        F=np.array(F, float)[None, :],
        F_Y=np.zeros((1, regions)),
        stressors=("CO2",),
        year=year,
        provenance=Provenance(f"by hand {year}", "made-up", "tests"),
    )


def miller_blair() -> MrioTable:
    """Miller and Blair (2022), section 2.3: two sectors, x = (1000, 2000)."""
    return table_of([[150, 500], [200, 100]], [[350], [1700]], [100, 400])


def chain_of_regions() -> MrioTable:
    """Three regions of one sector in a row, all for the people of region 2.

    Region 0 sells 50 to region 1's factory and 10 to region 2's people; region 1
    sells 80 to region 2's factory and 20 to its people; region 2's factory sells 100 to
    them. Outputs are 60, 100, 100; all emit 0.1 Mt for each unit.
    """
    Z = [[0, 50, 0], [0, 0, 80], [0, 0, 0]]
    final = [[0, 0, 10], [0, 0, 20], [0, 0, 100]]
    return table_of(Z, final, [6, 10, 10], regions=3)
