"""Made-up tables of any size, as plain files that every tool reads for itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.core.labels import Region, RegionSectorIndex, Sector, mainland_provinces
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.solve.balancing import ras

# Flows inside a region are this many times those from all other regions together.
HOME = 3.0


def flows(folder: Path, regions: int, sectors: int, density: float) -> None:
    """Write Z (dense or CSR), Y, x and F of a balanced table with home bias."""
    rng = np.random.default_rng([regions, sectors, int(1000 * density)])
    size = regions * sectors
    Z = rng.gamma(0.5, 1.0, (size, size))
    if density < 1.0:
        Z *= rng.random((size, size)) < density
    for region in range(regions):
        rows = slice(region * sectors, (region + 1) * sectors)
        Z[rows, rows] *= HOME * regions
    sums = Z.sum(axis=0)
    Z *= np.divide(rng.uniform(0.2, 0.75, size), sums, out=np.zeros(size), where=sums > 0)
    Y = rng.gamma(0.5, 1.0, (size, regions)) + 0.01
    demand = Y.sum(axis=1)
    x = demand.copy()
    for _ in range(60):
        x = demand + Z @ x
    Z *= x
    _write(folder, regions, sectors, density, {"Y": Y, "x": Z.sum(axis=1) + demand})
    np.save(folder / "F.npy", x * rng.uniform(0.1, 3.0, size))
    if density < 1.0:
        sparse.save_npz(folder / "Z.npz", sparse.csr_array(Z), compressed=False)
    else:
        np.save(folder / "Z.npy", Z)


def trade_shares(folder: Path, regions: int, sectors: int) -> None:
    """Write shares T, use U, Y, x and F of a table in trade-share form; Z is never formed."""
    rng = np.random.default_rng([regions, sectors])
    m, n = regions, sectors
    shares = rng.gamma(0.5, 1.0, (n, m, m))
    shares[:, np.arange(m), np.arange(m)] += HOME * 0.5 * m
    shares /= shares.sum(axis=1, keepdims=True)
    use = rng.gamma(0.5, 1.0, (m, n, n))
    use *= rng.uniform(0.2, 0.75, (m, 1, n)) / use.sum(axis=1, keepdims=True)
    final = rng.gamma(0.5, 1.0, (m, n, 1)) + 0.01
    demand = np.matmul(shares, final.transpose(1, 0, 2)).transpose(1, 0, 2).ravel()
    x = demand.copy()
    for _ in range(60):
        drawn = np.matmul(use, x.reshape(m, n, 1)).transpose(1, 0, 2)
        x = demand + np.matmul(shares, drawn).transpose(1, 0, 2).ravel()
    arrays = {"shares": shares, "use": use * x.reshape(m, 1, n), "final_use": final, "x": x}
    _write(folder, regions, sectors, 1.0, arrays)
    np.save(folder / "F.npy", x * rng.uniform(0.1, 3.0, m * n))


def world(countries: int, sectors: int) -> MrioTable:
    """Return a balanced world table: China and other countries, of sizes that fall by rank."""
    names = ["CHN", *(f"C{number:02d}" for number in range(1, countries + 1))]
    regions = [Region(name, name, name) for name in names]
    return _balanced("made-up world", regions, sectors, 1.0 / np.arange(1, len(regions) + 1))


def provinces(sectors: int) -> MrioTable:
    """Return a balanced table of the provinces of China's mainland."""
    regions = mainland_provinces()
    return _balanced("made-up provinces", regions, sectors, np.ones(len(regions)))


def workbooks_of_provinces(folder: Path, sectors: int) -> None:
    """Write a workbook a province, in 10,000 yuan, as bureaux publish their tables."""
    import xlsxwriter

    folder.mkdir(parents=True)
    for region in mainland_provinces():
        with xlsxwriter.Workbook(folder / f"{region.name_zh}.xlsx") as workbook:
            sheet = workbook.add_worksheet()
            for at, cells in enumerate(_as_published(region, sectors)):
                sheet.write_row(at, 0, cells)


def _as_published(region: Region, n: int) -> list[list[object]]:
    """Return the cells of a table of one region: codes above the columns and beside the rows."""
    rng = np.random.default_rng(int(region.code))
    final, abroad = ("FU101", "FU102", "FU103", "FU201", "FU202"), ("EX", "OF", "IM", "IF")
    Z, Y = rng.integers(5, 60, (n, n)), rng.integers(50, 900, (n, len(final)))
    trade = rng.integers(10, 400, (n, len(abroad)))
    x = Z.sum(axis=1) + Y.sum(axis=1) + trade @ [1, 1, -1, -1]
    added = x - Z.sum(axis=0)
    names, codes = [f"部门{k}" for k in range(1, n + 1)], [f"{k:02d}" for k in range(1, n + 1)]
    columns = zip(names, codes, Z.tolist(), Y.tolist(), trade.tolist(), x.tolist(), strict=True)
    return [
        [f"{region.name_zh}2017年投入产出表"],
        ["单位：万元"],
        ["", "", *names, "中间使用合计", *final, *abroad, "总产出"],
        ["", "", *codes, "TIU", *final, *abroad, "GO"],
        *([name, code, *z, sum(z), *y, *t, total] for name, code, z, y, t, total in columns),
        ["中间投入合计", "TII", *Z.sum(axis=0).tolist()],
        ["劳动者报酬", "VA001", *(added // 2).tolist()],
        ["营业盈余", "VA004", *(added - added // 2).tolist()],
        ["增加值合计", "TVA", *added.tolist()],
        ["总投入", "TI", *x.tolist()],
    ]


def _balanced(
    name: str, regions: Sequence[Region], sectors: int, sizes: NDArray[np.float64]
) -> MrioTable:
    """Return a table without trade abroad in which each region uses most of what it makes."""
    m, n = len(regions), sectors
    rng = np.random.default_rng([m, n])
    x = np.repeat(sizes, n) * rng.gamma(2.0, 1e6, m * n)
    home = np.kron(np.eye(m), np.full((n, n), HOME * m)) + 1.0
    Z = rng.gamma(0.5, 1.0, (m * n, m * n)) * home * np.repeat(sizes, n)[:, None]
    Z *= rng.uniform(0.3, 0.7, m * n) * x / Z.sum(axis=0)
    final = rng.gamma(0.5, 1.0, (m * n, m)) * (np.kron(np.eye(m), np.full((n, 1), HOME * m)) + 1.0)
    final *= np.repeat(sizes, n)[:, None] * sizes
    final *= (x.sum() - Z.sum()) / final.sum()
    flows = ras(np.hstack([Z, final]), x, np.concatenate([Z.sum(axis=0), final.sum(axis=0)]))
    Z, Y = flows[:, : m * n], flows[:, m * n :]
    none = np.zeros(m * n)
    output = flows.sum(axis=1)
    return MrioTable(
        index=RegionSectorIndex(
            tuple(regions), tuple(Sector(f"{i:02d}", f"{i}", f"{i}") for i in range(1, n + 1))
        ),
        categories=(FinalDemandCategory("FD", "FD", "FD"),),
        Z=Z,
        Y=Y,
        exports=none,
        error=none,
        x=output,
        imports=none,
        imports_final=np.zeros(m),
        value_added=(output - Z.sum(axis=0))[None],
        value_added_labels=("VA",),
        F=(output * rng.uniform(1e-6, 3e-5, m * n))[None],
        F_Y=np.ones((1, m)),
        stressors=("CO2",),
        year=2017,
        provenance=Provenance(name, "made-up", "benchmarks"),
    )


def _write(
    folder: Path, regions: int, sectors: int, density: float, arrays: dict[str, np.ndarray]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    said = {"regions": regions, "sectors": sectors, "density": density}
    (folder / "size.json").write_text(json.dumps(said), encoding="utf-8")
