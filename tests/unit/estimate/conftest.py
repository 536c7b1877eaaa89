"""Made-up inputs of an estimate: 3 provinces, 4 sectors, 3 industries."""

from __future__ import annotations

import numpy as np
import pytest

from tanmai.estimate import (
    BaseStructure,
    EstimateInputs,
    Inventory,
    NationalTable,
    ProvincialAccounts,
    SectorCodes,
)
from tanmai.labels import RegionSectorIndex, Sector, find_province
from tanmai.table import Provenance

WEIGHTS = np.array([0.5, 0.3, 0.2])


def national_table() -> NationalTable:
    """Return a competitive table whose rows and columns close with an error of its own."""
    use = np.array(
        [
            [10.0, 2.0, 20.0, 1.0],
            [2.0, 6.0, 30.0, 2.0],
            [15.0, 8.0, 80.0, 25.0],
            [4.0, 5.0, 30.0, 20.0],
        ]
    )
    final_demand = np.array(
        [
            [10.0, 20.0, 1.0, 2.0, 4.0],
            [0.0, 3.0, 0.0, 1.0, -2.0],
            [15.0, 40.0, 2.0, 60.0, 3.0],
            [10.0, 40.0, 30.0, 5.0, 0.0],
        ]
    )
    exports, imports = np.array([2.0, 1.0, 40.0, 5.0]), np.array([6.0, 10.0, 15.0, 4.0])
    error = np.array([1.0, -1.0, 2.0, 0.0])
    output = use.sum(axis=1) + final_demand.sum(axis=1) + exports - imports + error
    value_added = output - use.sum(axis=0)
    shares = np.array([0.5, -0.05, 0.15, 0.4])
    return NationalTable(
        use, final_demand, exports, imports, error, output, shares[:, None] * value_added
    )


def nation_as_base() -> BaseStructure:
    """Return the same nation as a base year."""
    nation = national_table()
    parts = (
        nation.use,
        nation.final_demand[:, :-1],
        nation.output,
        nation.total_value_added,
        nation.exports,
        nation.imports,
    )
    return BaseStructure(*(part[None] for part in parts))


def moved(base: BaseStructure, rng: np.random.Generator) -> BaseStructure:
    """Return provinces that differ from the nation cell by cell."""
    return BaseStructure(
        *(
            np.stack([weight * part[0] * rng.uniform(0.5, 2, part[0].shape) for weight in WEIGHTS])
            for part in vars(base).values()
        )
    )


@pytest.fixture
def nation() -> NationalTable:
    return national_table()


@pytest.fixture
def base_nation() -> BaseStructure:
    return nation_as_base()


@pytest.fixture
def alike() -> BaseStructure:
    """Provinces that are all the nation on another scale."""
    parts = vars(nation_as_base()).values()
    return BaseStructure(*(np.stack([w * part[0] for w in WEIGHTS]) for part in parts))


@pytest.fixture
def codes() -> SectorCodes:
    return SectorCodes(
        industry=np.array([0, 1, 1, 2]),
        goods=np.array([True, True, True, False]),
        by_output=np.array([False, False, True, False]),
        may_be_absent=np.array([False, True, False, False]),
        home_preference=np.array([2.0, 1.0, 3.0, 4.0]),
    )


@pytest.fixture
def inputs(codes: SectorCodes) -> EstimateInputs:
    """Inputs of three provinces that differ; the last has no coal and no inventory row for it."""
    rng = np.random.default_rng(7)
    nation = national_table()
    base = moved(nation_as_base(), rng)
    base.value_added[2, 1] = base.output[2, 1] = 0.0
    base.use[2, :, 1] = 0.0
    product = WEIGHTS[:, None] * rng.uniform(0.8, 1.2, (3, 3)) * 100
    emissions = rng.uniform(1, 9, (3, 4))
    emissions[2, 1] = 0.0
    rows = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1]], dtype=bool)
    sectors = (
        Sector("01", "农业", "Agriculture"),
        Sector("02", "煤炭", "Coal"),
        Sector("03", "制造", "Manufacturing"),
        Sector("04", "服务", "Services"),
    )
    provinces = tuple(find_province(name) for name in ("Hebei", "Shanxi", "Shanghai"))
    return EstimateInputs(
        index=RegionSectorIndex(provinces, sectors),
        year=2017,
        national=nation.with_error_in_inventory(),
        base=base,
        base_nation=nation_as_base(),
        base_splits_trade=np.array([True, False, True]),
        accounts=ProvincialAccounts(
            regional_product=product,
            final_use=WEIGHTS[:, None] * rng.uniform(0.8, 1.2, (3, 4)) * 100,
            income=WEIGHTS[:, None] * rng.uniform(0.5, 1.5, (3, 4)) * 100,
            customs_exports=np.array([0.3, 0.1, 0.6]),
        ),
        codes=codes,
        transport_cost=np.array([[0.0, 40.0, 90.0], [50.0, 0.0, 120.0], [90.0, 100.0, 0.0]]),
        inventory=Inventory(emissions, np.array([1.0, 2.0, 3.0]), rows),
        provenance=Provenance("made-up", "made-up", "tests"),
    )
