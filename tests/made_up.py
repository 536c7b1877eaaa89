"""Made-up tables for the tests: balanced, productive, with every part filled."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tanmai.core.labels import RegionSectorIndex, Sector, find_province, mainland_provinces
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]

CATEGORIES = (
    FinalDemandCategory("FU101", "农村居民消费", "Rural household consumption"),
    FinalDemandCategory("FU102", "城镇居民消费", "Urban household consumption"),
    FinalDemandCategory("FU103", "政府消费", "Government consumption"),
    FinalDemandCategory("FU201", "固定资本形成总额", "Gross fixed capital formation"),
    FinalDemandCategory("FU202", "存货增加", "Changes in inventories"),
)
YEAR = 2017
VALUE_ADDED_LABELS = ("VA001", "VA002")
TOTAL_VALUE_ADDED = 8.32e9  # 10^4 CNY, about China's GDP of 2017
TOTAL_EMISSIONS = 9.8e3  # Mt CO2, about China's of 2017


def small_table() -> MrioTable:
    """Return 3 provinces x 4 sectors in whole numbers, so that its balances close exactly."""
    rng = np.random.default_rng(2017)
    sectors = (
        Sector("01", "农林牧渔", "Agriculture"),
        Sector("02", "煤炭采选", "Coal mining"),
        Sector("03", "制造业", "Manufacturing"),
        Sector("04", "服务业", "Services"),
    )
    regions = tuple(find_province(name) for name in ("Shanxi", "Zhejiang", "Shaanxi"))
    index = RegionSectorIndex(regions, sectors)
    size, k = len(index), len(CATEGORIES)
    at_home = np.kron(np.eye(index.m), np.ones((index.n, index.n)))
    Z = rng.integers(1, 6, (size, size)) + at_home * rng.integers(5, 20, (size, size))
    Y = rng.integers(1, 20, (size, index.m * k)).astype(float)
    Y[index.position("610000", "02"), 2 * k + 4] = -3.0
    exports = rng.integers(0, 15, size).astype(float)
    error = np.zeros(size)
    error[[1, 6]] = 2.0, -1.0
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports + error
    imports = rng.integers(0, 5, size).astype(float)
    value_added = x - Z.sum(axis=0) - imports
    wages = np.floor(value_added * 0.6)
    return MrioTable(
        index=index,
        categories=CATEGORIES,
        Z=Z,
        Y=Y,
        exports=exports,
        error=error,
        x=x,
        imports=imports,
        imports_final=rng.integers(0, 5, index.m * k).astype(float),
        value_added=np.array([wages, value_added - wages]),
        value_added_labels=VALUE_ADDED_LABELS,
        F=(x * np.tile([0.1, 1.0, 0.5, 0.05], index.m))[None, :],
        F_Y=np.array([[4.0, 9.0, 5.0]]),
        stressors=("CO2",),
        year=YEAR,
        provenance=Provenance("small", "made-up", "tests"),
    )


def _index(m: int, n: int) -> RegionSectorIndex:
    sectors = tuple(Sector(f"{j + 1:02d}", f"部门{j + 1}", f"Sector {j + 1}") for j in range(n))
    return RegionSectorIndex(mainland_provinces()[:m], sectors)


def _idle(rng: np.random.Generator, size: int, idle: int) -> NDArray[np.intp]:
    """Return rows that neither make, buy nor sell; never the first."""
    return rng.choice(np.arange(1, size), min(idle, size - 1), replace=False)


def _filled(
    rng: np.random.Generator,
    index: RegionSectorIndex,
    flows: dict[str, FloatArray],
    trade_shares: TradeShares | None = None,
) -> MrioTable:
    """Return the table of given flows, with value added, emissions and a size like China's."""
    x, k = flows["x"], flows["Y"].shape[1] // index.m
    value_added = x - flows["Z"].sum(axis=0) - flows["imports"]
    scale = TOTAL_VALUE_ADDED / value_added.sum()
    share = rng.uniform(0.3, 0.7, len(index))
    F = x * np.tile(10.0 ** rng.uniform(-1.0, 0.5, index.n), index.m)
    F *= rng.uniform(0.5, 2.0, len(index))
    scaled = {part: values * scale for part, values in flows.items()}
    if trade_shares is not None:
        trade_shares = TradeShares(
            trade_shares.shares, trade_shares.use * scale, trade_shares.final_use * scale
        )
        scaled |= {"Z": trade_shares.whole(), "Y": trade_shares.final_demand()}
    return MrioTable(
        index=index,
        categories=CATEGORIES[-k:],
        value_added=np.array([share, 1.0 - share]) * value_added * scale,
        value_added_labels=VALUE_ADDED_LABELS,
        F=(F * TOTAL_EMISSIONS / F.sum())[None, :],
        F_Y=rng.uniform(1.0, 20.0, (1, index.m)),
        stressors=("CO2",),
        year=YEAR,
        provenance=Provenance("made up", "made-up", "tests"),
        trade_shares=trade_shares,
        **scaled,
    )


@lru_cache(maxsize=64)
def make_table(seed: int = 0, m: int = 4, n: int = 5, k: int = 5, idle: int = 0) -> MrioTable:
    """Return a random table that balances: m <= 31 provinces, n sectors, k <= 5 categories.

    The last category is the inventory change and has negative cells. ``idle``
    sectors have no output, no sales and no purchases.
    """
    rng = np.random.default_rng(seed)
    index = _index(m, n)
    size = len(index)
    A = rng.gamma(0.5, 1.0, (size, size))
    A *= rng.uniform(0.2, 0.75, size) / A.sum(axis=0)
    Y = rng.gamma(0.5, 1.0, (size, m, k)) + 0.01
    if k > 1:
        Y[:, :, -1] *= rng.choice([-0.1, 0.1], (size, m))
    exports = rng.gamma(0.5, 1.0, size)
    error = rng.uniform(-0.01, 0.01, size) * Y[:, :, :1].sum(axis=(1, 2))
    if k > 1:
        Y[:, :, -1] = np.maximum(Y[:, :, -1], -0.5 * Y[:, :, 0])
    off = _idle(rng, size, idle)
    A[off] = A[:, off] = 0.0
    Y[off] = exports[off] = error[off] = 0.0
    demand = Y.sum(axis=(1, 2)) + exports + error
    x = np.linalg.solve(np.eye(size) - A, demand)
    x[off] = 0.0
    Z = A * x
    left = x - Z.sum(axis=0)
    flows = {
        "Z": Z,
        "Y": Y.reshape(size, -1),
        "exports": exports,
        "error": error,
        "x": x,
        "imports": left * rng.uniform(0.0, 0.3, size),
        "imports_final": rng.gamma(0.5, 1.0, m * k),
    }
    return _filled(rng, index, flows)


def with_stock_change(table: MrioTable) -> MrioTable:
    """Return the table with a part of its exports booked as inventories without a region."""
    stocked = np.where(np.arange(len(table.x)) % 2, -0.25, 0.5) * table.exports
    parts = {"stock_change": stocked, "exports": table.exports - stocked}
    return table.changed("a part of the exports booked as stock change", parts)


def make_trade_share_table(seed: int = 0, m: int = 4, n: int = 5, k: int = 5) -> MrioTable:
    """Return a random table that balances, in trade-share form and written out as well."""
    rng = np.random.default_rng(seed)
    index = _index(m, n)
    size = len(index)
    prior = rng.gamma(1.0, 1.0, (n, m, m)) + 3.0 * np.eye(m)
    domestic = rng.uniform(0.6, 1.0, (n, 1, m))
    shares = domestic * prior / prior.sum(axis=1, keepdims=True)
    technology = rng.gamma(0.5, 1.0, (m, n, n))
    technology *= rng.uniform(0.2, 0.75, (m, 1, n)) / technology.sum(axis=1, keepdims=True)
    final_use = rng.gamma(0.5, 1.0, (m, n, k)) + 0.01
    exports = rng.gamma(0.5, 1.0, size)
    unit = TradeShares(shares, technology, final_use)
    demand = unit.final_demand().sum(axis=1) + exports
    x = np.linalg.solve(np.eye(size) - unit.whole(), demand)
    form = TradeShares(shares, technology * x.reshape(m, 1, n), final_use)
    foreign = 1.0 - shares.sum(axis=1)
    flows = {
        "Z": form.whole(),
        "Y": form.final_demand(),
        "exports": exports,
        "error": np.zeros(size),
        "x": x,
        "imports": np.einsum("is,sij->sj", foreign, form.use).ravel(),
        "imports_final": np.einsum("is,sic->sc", foreign, final_use).ravel(),
    }
    return _filled(rng, index, flows, form)
