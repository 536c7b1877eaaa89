"""What the machine can do: gemm in both precisions, reading from memory, scipy's CSR products."""

from __future__ import annotations

import os
import time

import numpy as np
from scipy import sparse


def limits() -> dict[str, float]:
    """Return GFLOPS of gemm and CSR products, GB/s of reading, and the number of cores."""
    return {
        "cores": float(os.cpu_count() or 1),
        "gemm_double_gflops": _gemm(np.float64),
        "gemm_single_gflops": _gemm(np.float32),
        "gemv_gb_per_s": _reading(),
        "csr_gflops": _csr(columns=100),
        "csr_vector_gflops": _csr(columns=1),
    }


def _gemm(dtype: type[np.floating], size: int = 3000) -> float:
    first = np.random.default_rng(0).random((size, size)).astype(dtype)
    second = first.copy()
    return 2e-9 * size**3 / _best(lambda: first @ second)


def _reading(size: int = 8000) -> float:
    matrix, vector = np.ones((size, size)), np.ones(size)
    return 1e-9 * matrix.nbytes / _best(lambda: matrix @ vector)


def _csr(columns: int, size: int = 8000, stored: int = 400) -> float:
    rng = np.random.default_rng(0)
    rows = np.arange(0, (size + 1) * stored, stored)
    places = rng.integers(0, size, size * stored)
    matrix = sparse.csr_array((np.ones(size * stored), places, rows), shape=(size, size))
    vectors = np.ones((size, columns))
    return 2e-9 * size * stored * columns / _best(lambda: matrix @ vectors)


def _best(work: object, times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        seconds.append(time.perf_counter() - start)
    return min(seconds)
