"""What is measured: each tool loads a table and answers; a tool imports nothing of another.

`load` gives what `answer` needs; only `answer` is a compute step. Flows are
R' f̂ L Y (regions, regions), multipliers f L, paths the carbon of every path at or above the
cut-off, largest first.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

CUT_OFF = {1.0: 2e-5, 0.1: 2e-5}
"""Smallest share of the target's multiplier that a path carries, by density."""
TARGET = 25
"""The sector whose final demand is followed."""


@dataclass(frozen=True)
class Tool:
    """A tool: what it needs, how it loads a table, what it is asked, how often, at what work."""

    needs: tuple[str, ...]
    load: Callable[[Path], Any]
    answer: Callable[[Any], np.ndarray]
    times: int = 5
    work: Callable[[Any], dict[str, Any]] = lambda _: {}


def _size(folder: Path) -> tuple[int, int, float]:
    said = json.loads((folder / "size.json").read_text(encoding="utf-8"))
    return said["regions"], said["sectors"], said["density"]


def _array(folder: Path, name: str) -> np.ndarray:
    values = np.load(folder / f"{name}.npy")
    values.flags.writeable = False
    return values


def _dense(folder: Path) -> np.ndarray:
    if (folder / "Z.npy").exists():
        return _array(folder, "Z")
    return np.asarray(_sparse(folder).toarray())


def _sparse(folder: Path) -> Any:
    from scipy import sparse

    return sparse.csr_array(sparse.load_npz(folder / "Z.npz"))


def _tanmai_table(folder: Path) -> Any:
    from tanmai.core.labels import Region, RegionSectorIndex, Sector
    from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
    from tanmai.core.trade_shares import TradeShares

    m, n, density = _size(folder)
    x, F = _array(folder, "x"), _array(folder, "F")
    if (folder / "shares.npy").exists():
        Z = TradeShares(*(_array(folder, part) for part in ("shares", "use", "final_use")))
        Y = Z.final_demand()
        Y.flags.writeable = False
    else:
        Z, Y = (_sparse(folder) if density < 1.0 else _array(folder, "Z")), _array(folder, "Y")
    return MrioTable(
        index=RegionSectorIndex(
            tuple(Region(f"R{r}", f"地区{r}", f"Region {r}") for r in range(m)),
            tuple(Sector(f"S{s}", f"部门{s}", f"Sector {s}") for s in range(n)),
        ),
        categories=(FinalDemandCategory("Y", "最终需求", "Final demand"),),
        Z=Z,
        Y=Y,
        exports=np.zeros(m * n),
        error=np.zeros(m * n),
        x=x,
        imports=np.zeros(m * n),
        imports_final=np.zeros(m),
        value_added=(x - Z.sum(axis=0))[None],
        value_added_labels=("value added",),
        F=F[None],
        F_Y=np.zeros((1, m)),
        stressors=("CO2",),
        year=2020,
        provenance=Provenance("made up", "made-up", "benchmarks"),
    )


def _tanmai_flows(table: Any) -> np.ndarray:
    from tanmai.accounting.carbon import carbon_accounts

    return np.asarray(carbon_accounts(table).flows.values)


def _tanmai_flows_by(method: str) -> Callable[[Any], np.ndarray]:
    def answer(table: Any) -> np.ndarray:
        from tanmai.accounting.carbon import carbon_accounts
        from tanmai.solve import LeontiefSystem

        system = LeontiefSystem(table, method)
        return np.asarray(carbon_accounts(table, system=system).flows.values)

    return answer


def _work_of_flows(table: Any) -> dict[str, Any]:
    """Return the method that flows take, and how many products with A for how many columns.

    Some columns tell: a product serves as many as there are.
    """
    from tanmai.accounting.carbon import direct_intensity
    from tanmai.solve import LeontiefSystem

    system = LeontiefSystem(table)
    system.solve(table.final_demand[:, :32])
    wide = system.A.products
    system.multipliers(direct_intensity(table))
    return _work(system, wide)


def _tanmai_multipliers(table: Any) -> np.ndarray:
    from tanmai.accounting.carbon import direct_intensity
    from tanmai.solve import LeontiefSystem

    return LeontiefSystem(table, "krylov").multipliers(direct_intensity(table))


def _work_of_multipliers(table: Any) -> dict[str, Any]:
    from tanmai.accounting.carbon import direct_intensity
    from tanmai.solve import LeontiefSystem

    system = LeontiefSystem(table, "krylov")
    system.multipliers(direct_intensity(table))
    return _work(system, 0)


def _work(system: Any, wide: int) -> dict[str, Any]:
    return {
        "method": system.choice.method,
        "form": system.choice.products,
        "wide_products": wide,
        "vector_products": system.A.products - wide,
        "residual": system.residual,
    }


def _tanmai_check(table: Any) -> np.ndarray:
    from tanmai.checks import check_table

    return np.array([float(len(check_table(table).results))])


def _accounted(folder: Path) -> Any:
    from tanmai.accounting.carbon import carbon_accounts

    return carbon_accounts(_tanmai_table(folder)), CUT_OFF[_size(folder)[2]]


def _tanmai_paths(given: Any) -> np.ndarray:
    from tanmai.analysis import structural_paths

    accounts, cut_off = given
    demand = np.zeros(len(accounts.direct_intensity))
    demand[TARGET] = 1.0
    smallest = cut_off * accounts.embodied_intensity[TARGET]
    return structural_paths(accounts, demand, smallest).carbon


def _two_years(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return Z, Y, x and F of a table, and of the same some years on."""
    rng = np.random.default_rng(2)
    before = {name: _array(folder, name) for name in ("Z", "Y", "x", "F")}
    after = {
        name: before[name] * rng.uniform(0.9, 1.2, before[name].shape) for name in ("Z", "Y", "F")
    }
    after["x"] = after["Z"].sum(axis=1) + after["Y"].sum(axis=1)
    return before, after


def _accounts_of_two_years(folder: Path) -> Any:
    from tanmai.accounting.carbon import carbon_accounts

    table, (_, after) = _tanmai_table(folder), _two_years(folder)
    changed = {name: after[name] for name in ("Z", "Y", "x")} | {
        "F": after["F"][None],
        "year": 2025,
    }
    changed["value_added"] = (after["x"] - after["Z"].sum(axis=0))[None]
    people = {code: 1.0 + place for place, code in enumerate(table.index.region_codes)}
    accounts = carbon_accounts(table), carbon_accounts(replace(table, **changed))
    return accounts, (people, {code: 1.1 * number for code, number in people.items()})


def _tanmai_lmdi(given: Any) -> np.ndarray:
    from tanmai.analysis.structural_decomposition import decompose_change

    (first, second), populations = given
    return decompose_change(
        first, second, populations, method="additive LMDI-I", prices="current prices"
    ).effects


def _numpy_two_years(folder: Path) -> Any:
    return _size(folder), _two_years(folder)


def _numpy_lmdi(given: Any) -> np.ndarray:
    (m, n, _), years = given
    size = m * n
    f = [year["F"] / year["x"] for year in years]
    L = [np.linalg.inv(np.eye(size) - year["Z"] / year["x"]) for year in years]
    emitted = [one[:, None] * inverse for one, inverse in zip(f, L, strict=True)]
    of_f, of_L = np.log(f[1] / f[0])[:, None], np.log(L[1] / L[0])
    effects = np.zeros((6, m, m))  # f, L, structure, mix of one category, per head, population
    for region in range(m):
        demand = [year["Y"][:, region] for year in years]
        of_demand = np.log(demand[1] / demand[0])
        grown = np.log(demand[1].sum() / demand[0].sum())
        cells = [a * y for a, y in zip(emitted, demand, strict=True)]
        means = (cells[1] - cells[0]) / (of_f + of_L + of_demand)
        parts = (of_f, of_L, of_demand - grown, 0.0, grown - np.log(1.1), np.log(1.1))
        for effect, part in zip(effects, parts, strict=True):
            effect[:, region] = (means * part).sum(axis=1).reshape(m, n).sum(axis=1)
    return effects


def _tanmai_accounts(folder: Path) -> Any:
    from tanmai.accounting.carbon import carbon_accounts

    return carbon_accounts(_tanmai_table(folder))


def _tanmai_extraction(accounts: Any) -> np.ndarray:
    from tanmai.analysis.complete_extraction import complete_extraction
    from tanmai.analysis.extraction import blocks_by_region_and_sector

    blocks = blocks_by_region_and_sector(accounts.table.index)
    return complete_extraction(accounts, blocks).emissions_lost


def _numpy_extraction(given: Any) -> np.ndarray:
    _, Z, Y, x, F = given
    A, f, demand = Z / x, F / x, Y.sum(axis=1)
    lost = np.zeros(x.size)
    for row in range(x.size):
        rest, left = np.eye(x.size) - A, demand.copy()
        rest[row], rest[:, row], left[row] = 0.0, 0.0, 0.0
        rest[row, row] = 1.0
        lost[row] = f @ x - f @ np.linalg.solve(rest, left)
    return lost


def _embedded_accounts(_folder: Path) -> Any:
    from tanmai.accounting.carbon import carbon_accounts
    from tanmai.io.tables import load_table

    return carbon_accounts(load_table("cn31-2017"))


def _tanmai_pathways(accounts: Any) -> np.ndarray:
    """Return the carbon of the certified paths behind the 20 largest flows."""
    from tanmai.analysis.key_pathways import key_pathways

    codes, flows = accounts.flows.codes, accounts.flows.between_regions().values
    largest = np.dstack(np.unravel_index(np.argsort(-flows, axis=None)[:20], flows.shape))[0]
    found = key_pathways(accounts, [(codes[r], codes[s]) for r, s in largest])
    return np.concatenate([each.paths.carbon for each in found.flows])


def _pyspa_inputs(folder: Path) -> Any:
    import pandas as pd
    from scipy import sparse

    x = _array(folder, "x")
    A, f = _dense(folder) / x, _array(folder, "F") / x
    multipliers = np.linalg.solve((np.eye(x.size) - A).T, f)
    sheet = pd.DataFrame(
        {
            "Sector ID": range(x.size),
            "Name": [f"sector {row}" for row in range(x.size)],
            "Region": "all",
            "Unit": "money",
            "DR_co2_(t)": f,
            "TR_co2_(t)": multipliers,
        }
    )
    density = _size(folder)[2]
    smallest = CUT_OFF[density] * multipliers[TARGET]
    return (A if density == 1.0 else sparse.csc_matrix(A)), sheet, smallest


def _pyspa_paths(given: Any) -> np.ndarray:
    import pyspa

    A, sheet, smallest = given
    with contextlib.redirect_stdout(io.StringIO()):
        chain = pyspa.get_spa(
            TARGET, 60, A, sheet, {"co2": smallest}, breakdown_remainder=False, zero_indexing=True
        )
    carbon = np.array([path.get_intensity("direct", "co2") for path in chain.pathways_list])
    # it lists where it stopped too, below the cut-off
    return np.sort(carbon[carbon >= smallest])[::-1]


def _numpy_inputs(folder: Path) -> Any:
    return (_size(folder), _dense(folder), *(_array(folder, name) for name in ("Y", "x", "F")))


def _numpy_flows(given: Any) -> np.ndarray:
    (m, n, _), Z, Y, x, F = given
    X = np.linalg.solve(np.eye(x.size) - Z / x, Y)
    return np.asarray(((F / x)[:, None] * X).reshape(m, n, m).sum(axis=1))


def _pymrio_system(folder: Path) -> Any:
    import pandas as pd
    import pymrio

    m, n, _ = _size(folder)
    regions, sectors = [f"R{r}" for r in range(m)], [f"S{s}" for s in range(n)]
    rows = pd.MultiIndex.from_product([regions, sectors], names=["region", "sector"])
    demand = pd.MultiIndex.from_product([regions, ["final"]], names=["region", "category"])
    F = pd.DataFrame(_array(folder, "F")[None], index=["CO2"], columns=rows)
    units = pd.DataFrame({"unit": ["Mt"]}, index=["CO2"])
    Z = pd.DataFrame(_dense(folder), index=rows, columns=rows)
    primary = pd.DataFrame((_array(folder, "x") - Z.to_numpy().sum(axis=0))[None])
    primary.index, primary.columns = ["value added"], rows
    system = pymrio.IOSystem(
        Z=Z,
        Y=pd.DataFrame(_array(folder, "Y"), index=rows, columns=demand),
        unit=pd.DataFrame({"unit": ["money"] * len(rows)}, index=rows),
    )
    money = pd.DataFrame({"unit": ["money"]}, index=primary.index)
    for name, values, unit in (("carbon", F, units), ("primary", primary, money)):
        households = pd.DataFrame(0.0, index=values.index, columns=demand)
        extension = pymrio.Extension(name=name, F=values, F_Y=households, unit=unit)
        setattr(system, name, extension)
    return system


def _pymrio_calc_all(system: Any) -> np.ndarray:
    system.calc_all()
    return np.asarray(system.carbon.D_cba.to_numpy()).ravel()


def _pymrio_flows(system: Any) -> np.ndarray:
    system.calc_system()
    system.diagonal = system.carbon.diag_stressor("CO2")
    system.diagonal.calc_system(x=system.x, Y=system.Y, L=system.L)
    by_sector = system.diagonal.D_cba
    by_region = by_sector.T.groupby(level="region", sort=False).sum().T
    return np.asarray(by_region.groupby(level="region", sort=False).sum().to_numpy())


def _mario_database(folder: Path) -> Any:
    import mario

    return mario.parse_from_pymrio(
        _pymrio_system(folder),
        value_added={"primary": "all"},
        satellite_account={"carbon": "all"},
    )


def _mario_flows(database: Any) -> np.ndarray:
    parts = database.calc_trades_content(
        "CO2", method="total", breakdown=True, intermediate=False, final=True
    )
    by_emitter = parts.groupby(level=_level_of_emitter(parts), sort=False).sum()
    regions = [f"R{r}" for r in range(len(parts.columns))]
    return np.asarray(by_emitter.loc[regions, regions].to_numpy())


def _level_of_emitter(parts: Any) -> int:
    """Return the second level that holds regions: the first is where the final product is made."""
    regions = set(parts.columns)
    found = [
        level
        for level in range(parts.index.nlevels)
        if set(parts.index.get_level_values(level)) <= regions
    ]
    return found[1]


_TANMAI = ("tanmai.accounting.carbon", "tanmai.solve")
_PYMRIO = ("pandas", "pymrio")


def _flows_by(method: str) -> Tool:
    return Tool(_TANMAI, _tanmai_table, _tanmai_flows_by(method))


TOOLS = {
    "tanmai flows": Tool(_TANMAI, _tanmai_table, _tanmai_flows, work=_work_of_flows),
    "tanmai flows, dense_lu": _flows_by("dense_lu"),
    "tanmai flows, single_precision_lu": _flows_by("single_precision_lu"),
    "tanmai flows, sparse_lu": _flows_by("sparse_lu"),
    "tanmai multipliers": Tool(
        _TANMAI, _tanmai_table, _tanmai_multipliers, work=_work_of_multipliers
    ),
    "tanmai check": Tool(("tanmai.checks",), _tanmai_table, _tanmai_check),
    "tanmai paths": Tool((*_TANMAI, "tanmai.analysis"), _accounted, _tanmai_paths),
    "tanmai LMDI": Tool((*_TANMAI, "tanmai.analysis"), _accounts_of_two_years, _tanmai_lmdi),
    "numpy LMDI": Tool((), _numpy_two_years, _numpy_lmdi, times=1),
    "tanmai extraction": Tool((*_TANMAI, "tanmai.analysis"), _tanmai_accounts, _tanmai_extraction),
    "numpy extraction": Tool((), _numpy_inputs, _numpy_extraction, times=1),
    "tanmai paths of 20 flows": Tool(
        (*_TANMAI, "tanmai.analysis"), _embedded_accounts, _tanmai_pathways
    ),
    "pyspa paths": Tool(("pyspa",), _pyspa_inputs, _pyspa_paths, times=1),
    "numpy flows": Tool((), _numpy_inputs, _numpy_flows),
    "pymrio flows": Tool(_PYMRIO, _pymrio_system, _pymrio_flows, times=1),
    "pymrio calc_all": Tool(_PYMRIO, _pymrio_system, _pymrio_calc_all, times=1),
    "MARIO flows": Tool((*_PYMRIO, "mario"), _mario_database, _mario_flows, times=1),
}
