"""What users wait for, as a table and as a picture of how it grows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from tanmai.draw.fonts import font

Waited = dict[str, dict[str, Any]]

OPENING = """\
## What users wait for

Whole commands from the start of the process to its end, on cn31-2017 where nothing else is said,
in turn with what a user would do by hand for the same. Medians, or one run where that takes long;
*processor* is that of all processes together, *goal* the seconds that are aimed at.
"""
GROWTH = {
    "地区（每个 42 部门）\nRegions of 42 sectors": r"accounts, (\d+) regions x 42 sectors",
    "部门（31 个地区）\nSectors of 31 regions": r"accounts, 31 regions x (\d+) sectors",
    "抽样\nDraws": r"run, ([\d,]+) draws",
    "路径\nPaths": r"paths, ([\d,]+) largest",
}
"""What grows, and the cases whose name holds how large it is."""
_SECONDS = (0.5, 1, 2, 5, 10, 20, 50, 100)


def waited(path: Path) -> Waited:
    """Return what has been measured; nothing where nothing has."""
    found: Waited = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def waiting_table(found: Waited) -> str:
    """Return the cases as a table."""
    lines = ["| | wall, s | processor, s | peak, MB | goal, s |", "|---|---|---|---|---|"]
    for name, case in found.items():
        wall, processor, peak = (_median(case, part) for part in ("wall", "processor", "peak_mb"))
        goal = "" if case["goal"] is None else f"{case['goal']:g}"
        lines.append(f"| {name} | {wall:.2f} | {processor:.2f} | {peak:,.0f} | {goal} |")
    return "\n".join(lines) + "\n"


def growth_picture(found: Waited, folder: Path) -> None:
    """Draw ``growth.svg``: seconds against each of `GROWTH`."""
    figure = Figure(figsize=(9.0, 2.8), layout="constrained")
    panels = figure.subplots(1, len(GROWTH), sharey=True)
    for axes, (label, pattern) in zip(panels, GROWTH.items(), strict=True):
        sized = [(re.fullmatch(pattern, name), case) for name, case in found.items()]
        points = sorted(
            (int(match[1].replace(",", "")), _median(case, "wall"))
            for match, case in sized
            if match
        )
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", color="#b2182b", lw=1.5)
        axes.set(xscale="log", yscale="log")
        axes.set_yticks(_SECONDS, [f"{tick:g}" for tick in _SECONDS])
        axes.set_yticks([], minor=True)
        axes.set_xticks([size for size, _ in points], [f"{size:,}" for size, _ in points])
        axes.set_xticks([], minor=True)
        axes.set_xlabel(label, fontproperties=font(8))
        axes.tick_params(labelsize=7)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", lw=0.6)
    panels[0].set_ylabel("用时（秒） Seconds", fontproperties=font(8))
    with mpl.rc_context({"svg.hashsalt": "tanmai"}):
        figure.savefig(folder / "growth.svg", metadata={"Date": None})


def _median(case: dict[str, Any], part: str) -> float:
    return float(np.median([run[part] for run in case["runs"]]))
