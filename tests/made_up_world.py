"""A made-up world table: three countries, in the sectors asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance

COUNTRIES = (
    Region("AUS", "澳大利亚", "Australia"),
    Region("CHN", "中国", "China"),
    Region("DEU", "德国", "Germany"),
)
CATEGORIES = ("HFCE", "GFCF", "INVNT")


def make_world(seed: int, sectors: Sequence[Sector], *, fallen_stock: float = 0.0) -> MrioTable:
    """Return a balanced table; ``fallen_stock`` is drawn from China's stock of its first product.

    Parameters
    ----------
    seed : int
        Of the random numbers.
    sectors : sequence of Sector
        Its sectors.
    fallen_stock : float
        Change in inventories, negative.
    """
    rng = np.random.default_rng(seed)
    m, n, k = len(COUNTRIES), len(sectors), len(CATEGORIES)
    at_home = np.where(np.eye(m) > 0, 10.0, 1.0)
    Z = (rng.uniform(1, 3, (m, n, m, n)) * at_home[:, None, :, None]).reshape(m * n, m * n)
    Y = (rng.uniform(4, 9, (m, n, m, k)) * n * at_home[:, None, :, None]).reshape(m * n, m * k)
    Y[n, k + 2] = fallen_stock or Y[n, k + 2]
    x = Z.sum(axis=1) + Y.sum(axis=1)
    return MrioTable(
        index=RegionSectorIndex(COUNTRIES, tuple(sectors)),
        categories=tuple(FinalDemandCategory(code, code, code) for code in CATEGORIES),
        Z=Z,
        Y=Y,
        exports=np.zeros(m * n),
        error=np.zeros(m * n),
        x=x,
        imports=np.zeros(m * n),
        imports_final=np.zeros(m * k),
        value_added=np.array([x - Z.sum(axis=0) - 1.0, np.full(m * n, 1.0)]),
        value_added_labels=("VALU", "TLS"),
        F=(rng.uniform(0.05, 0.5, m * n) * x)[None, :],
        F_Y=np.array([[3.0, 8.0, 5.0]]),
        stressors=("CO2",),
        year=2018,
        provenance=Provenance("world", "made-up", "tests"),
        money_unit="million USD",
    )
