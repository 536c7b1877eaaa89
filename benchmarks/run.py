"""Run every tool on every table, in turn, each in a process of its own; then write the report.

``python benchmarks/run.py --sizes 1302 4000 --peers build/bench/env/bin/python``

A case (a table) that has been measured is not measured again: after an
interruption the run goes on. Delete ``build/bench/results`` to begin anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import made_up_tables
from limits import limits
from report import write_report

HERE = Path(__file__).parent
HOME = HERE.parent
SIZES = {1302: (31, 42), 4000: (100, 40), 9800: (200, 49)}
DENSITIES = (1.0, 0.1, 0.01)
TRADE_SHARES = {13146: (313, 42), 42000: (1000, 42), 119406: (2843, 42)}
BY_NAME = {119406}  # measured where it is named: it takes minutes
METHODS = ("dense_lu", "single_precision_lu")
# A process is stopped after this many seconds, and the report says so.
MOST_SECONDS = 600
# Answers agree when no flow differs by more than this share of the largest.
AGREEMENT = 1e-8


@dataclass(frozen=True)
class Case:
    """A table, and which tools are measured on it."""

    name: str
    regions: int
    sectors: int
    density: float
    tools: tuple[str, ...]

    @property
    def size(self) -> int:
        """N."""
        return self.regions * self.sectors

    def make(self, folder: Path) -> None:
        """Write the table's files."""
        if self.name.startswith("trade"):
            made_up_tables.trade_shares(folder, self.regions, self.sectors)
        else:
            made_up_tables.flows(folder, self.regions, self.sectors, self.density)


def cases(sizes: list[int]) -> Iterator[Case]:
    """Yield the cases of the wanted sizes, the small ones first."""
    for size in sorted(sizes):
        if size in TRADE_SHARES:
            tools = ("tanmai multipliers", "tanmai check", "tanmai flows")
            yield Case(f"trade-shares-{size}", *TRADE_SHARES[size], 1.0, tools)
            continue
        for density in DENSITIES:
            name = f"flows-{size}-{density:g}"
            yield Case(name, *SIZES[size], density, tuple(_tools(size, density)))


def _tools(size: int, density: float) -> Iterator[str]:
    yield "tanmai flows"
    yield from ("tanmai multipliers", "tanmai check")
    if density == 1.0:
        yield from (f"tanmai flows, {method}" for method in METHODS)
        yield from ("numpy flows", "pymrio flows")
        if size < max(SIZES):
            yield "pymrio calc_all"
        if size == min(SIZES):  # the next takes it six minutes
            yield "MARIO flows"
    elif size <= 4000:
        yield from ("tanmai flows, sparse_lu", "numpy flows", "pymrio flows")
    if size == min(SIZES) and density >= 0.1:
        yield from ("tanmai paths", "pyspa paths")
    if size == min(SIZES) and density == 1.0:
        yield from ("tanmai LMDI", "numpy LMDI", "tanmai extraction", "numpy extraction")
        yield "tanmai paths of 20 flows"


def rounds(tool: str, size: int) -> int:
    """Return how often a tool is run: once where a run takes half a minute."""
    if tool in ("pyspa paths", "numpy extraction"):
        return 1
    if size > min(SIZES):
        return 2 if tool.startswith("tanmai") and size <= min(TRADE_SHARES) else 1
    return 3


def measure(case: Case, folder: Path, peers: Path | None) -> dict[str, Any]:
    """Run the tools of a case in turn, round by round, and compare their answers."""
    found: dict[str, Any] = {tool: {"seconds": [], "whole": []} for tool in case.tools}
    for turn in range(max(rounds(tool, case.size) for tool in case.tools)):
        for tool in case.tools:
            if turn < rounds(tool, case.size) and "failed" not in found[tool]:
                _add(found[tool], _run(tool, folder, peers))
                print(f"{case.name}: {tool}: {_said(found[tool])}", flush=True)
    for tool, figures in found.items():
        figures |= _agreement(tool, folder)
    return found


def _run(tool: str, folder: Path, peers: Path | None) -> dict[str, Any]:
    of_peer = tool.startswith(("MARIO", "pyspa"))
    if of_peer and peers is None:
        return {"failed": "not installed"}
    python = str(peers) if of_peer else sys.executable
    out = folder / f"{tool}.answer.npy"
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [python, str(HERE / "measure.py"), tool, str(folder), str(out)],
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {MOST_SECONDS} s"}
    whole = time.perf_counter() - start
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"failed": last.partition(":")[0].rpartition(".")[2] if last else "failed"}
    return {**json.loads(lines[-1]), "whole": whole}


def _add(figures: dict[str, Any], run: dict[str, Any]) -> None:
    if "failed" in run:
        figures["failed"] = run["failed"]
        return
    figures["seconds"] += run["seconds"]
    figures["whole"].append(run["whole"])
    for part in ("peak_mb", "loaded_mb"):
        figures[part] = max(figures.get(part, 0.0), run[part])
    figures["work"] = run["work"]


def _said(figures: dict[str, Any]) -> str:
    if "failed" in figures:
        return str(figures["failed"])
    return f"{np.median(figures['seconds']):.3g} s, {figures['peak_mb']:.0f} MB"


def _agreement(tool: str, folder: Path) -> dict[str, float]:
    """Return the largest difference from tanmai's own answer, relative to its largest cell."""
    ours = folder / f"tanmai {tool.partition(' ')[2].partition(',')[0]}.answer.npy"
    theirs = folder / f"{tool}.answer.npy"
    if not ours.exists() or not theirs.exists() or ours == theirs:
        return {}
    first, second = np.load(ours), np.load(theirs)
    if first.shape != second.shape:
        return {"gap": float("inf")}
    return {"gap": float(np.abs(first - second).max() / np.abs(first).max())}


def main() -> None:
    """Measure what has not been measured, then write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    known = [*SIZES, *TRADE_SHARES]
    usual = [size for size in known if size not in BY_NAME]
    parser.add_argument("--sizes", type=int, nargs="*", default=usual, choices=known)
    parser.add_argument("--peers", type=Path, help="Python that has MARIO and pyspa.")
    parser.add_argument("--work", type=Path, default=HOME / "build" / "bench")
    parser.add_argument("--report", type=Path, default=HOME / "docs")
    wanted = parser.parse_args()
    peers = wanted.peers if wanted.peers and wanted.peers.exists() else None
    results = wanted.work / "results"
    results.mkdir(parents=True, exist_ok=True)
    for case in cases(wanted.sizes):
        path = results / f"{case.name}.json"
        if path.exists():
            continue
        folder = wanted.work / "tables" / case.name
        case.make(folder)
        record = {"case": case.name, "regions": case.regions, "sectors": case.sectors}
        record |= {"density": case.density, "limits": limits()}
        record["tools"] = measure(case, folder, peers)
        shutil.rmtree(folder)
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    differing = write_report(results, wanted.work / "waiting.json", wanted.report, AGREEMENT)
    if differing:
        raise SystemExit(f"answers differ from tanmai's: {', '.join(differing)}")


if __name__ == "__main__":
    main()
