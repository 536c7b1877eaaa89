"""Made-up tables of three provinces in four sectors, as a bureau would publish them."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.core.labels import Sector, find_province
from tanmai.core.table import FinalDemandCategory, Provenance
from tanmai.io.competitive import CompetitiveTable

SECTORS = (
    Sector("01", "农业", "Agriculture"),
    Sector("02", "采矿", "Mining"),
    Sector("03", "制造", "Manufacturing"),
    Sector("04", "电力", "Power"),
)
CATEGORIES = (
    FinalDemandCategory("FU101", "居民消费", "Household consumption"),
    FinalDemandCategory("FU202", "存货变动", "Changes in inventories"),
)
LABELS = ("VA001 compensation of employees", "VA004 operating surplus")


def competitive(name: str, seed: int, scale: float = 1.0, **changes: object) -> CompetitiveTable:
    """Return a table of one province whose rows and columns balance."""
    rng = np.random.default_rng(seed)
    Z = scale * rng.uniform(1, 10, (4, 4))
    Y = scale * np.column_stack([rng.uniform(20, 40, 4), rng.uniform(-3, 3, 4)])
    exports, outflow = scale * rng.uniform(1, 5, 4), scale * rng.uniform(5, 15, 4)
    imports, inflow = scale * rng.uniform(1, 4, 4), scale * rng.uniform(5, 15, 4)
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports + outflow - imports - inflow
    added = x - Z.sum(axis=0)
    parts = {
        "region": find_province(name),
        "sectors": SECTORS,
        "categories": CATEGORIES,
        "Z": Z,
        "Y": Y,
        "exports": exports,
        "imports": imports,
        "outflow": outflow,
        "inflow": inflow,
        "trade": "apart",
        "error": np.zeros(4),
        "x": x,
        "value_added": np.stack([0.6 * added, 0.4 * added]),
        "value_added_labels": LABELS,
        "year": 2017,
        "provenance": Provenance(f"{name} 2017", "official", "tests"),
    }
    return CompetitiveTable(**{**parts, **changes})


@pytest.fixture
def provinces() -> list[CompetitiveTable]:
    return [competitive("Shanxi", 1), competitive("Hebei", 2, 2.0), competitive("Shanghai", 3)]


@pytest.fixture
def costs() -> np.ndarray:
    return np.array([[0.0, 40.0, 90.0], [50.0, 0.0, 120.0], [90.0, 100.0, 0.0]])
