"""Made-up tables of any size, as plain files that every tool reads for itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy import sparse

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


def _write(
    folder: Path, regions: int, sectors: int, density: float, arrays: dict[str, np.ndarray]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    said = {"regions": regions, "sectors": sectors, "density": density}
    (folder / "size.json").write_text(json.dumps(said), encoding="utf-8")
