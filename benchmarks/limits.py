"""What the machine can do: gemm in both precisions, reading from memory."""

from __future__ import annotations

import os
import time

import numpy as np


def limits() -> dict[str, float]:
    """Return GFLOPS of gemm, GB/s of reading, and the number of cores."""
    return {
        "cores": float(os.cpu_count() or 1),
        "gemm_double_gflops": _gemm(np.float64),
        "gemm_single_gflops": _gemm(np.float32),
        "gemv_gb_per_s": _reading(),
    }


def _gemm(dtype: type[np.floating], size: int = 3000) -> float:
    first = np.random.default_rng(0).random((size, size)).astype(dtype)
    second = first.copy()
    return 2e-9 * size**3 / _best(lambda: first @ second)


def _reading(size: int = 8000) -> float:
    matrix, vector = np.ones((size, size)), np.ones(size)
    return 1e-9 * matrix.nbytes / _best(lambda: matrix @ vector)


def _best(work: object, times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        seconds.append(time.perf_counter() - start)
    return min(seconds)
