"""Measure one tool on one table, in a process of its own: ``measure.py TOOL FOLDER OUT``."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from tools import TOOLS

# An answer is asked for again until this many seconds are spent.
SECONDS = 5.0
MOST_MEMORY = 20 * 2**30


def main() -> None:
    """Load, answer, write the answer to OUT and print the figures as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    tool, folder, out = TOOLS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    for name in tool.needs:
        importlib.import_module(name)
    given = tool.load(folder)
    loaded_mb = _peak_mb()
    seconds: list[float] = []
    while not seconds or (sum(seconds) < SECONDS and len(seconds) < tool.times):
        start = time.perf_counter()
        answer = tool.answer(given)
        seconds.append(time.perf_counter() - start)
    np.save(out, answer)
    figures = {"seconds": seconds, "loaded_mb": loaded_mb, "peak_mb": _peak_mb()}
    print(json.dumps(figures | {"work": tool.work(given)}))


def _peak_mb() -> float:
    # ru_maxrss would count the process that started this one, from before exec
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
