"""The measured figures as a page in the documents and a picture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from growth import OPENING as WAITING
from growth import growth_picture, waited, waiting_table
from tanmai.draw.fonts import font

FLOWS = ("tanmai flows", "numpy flows", "pymrio flows", "MARIO flows")
COLOURS = dict(zip(FLOWS, ("#b2182b", "#4d4d4d", "#2166ac", "#1b7837"), strict=True))
GOALS = {1302: (10, 3), 4000: (12, 4), 9800: (20, 6)}
"""How many times faster and smaller than pymrio's route tanmai is meant to be, by rows."""

OPENING = """\
# Benchmarks

Written by `make bench`; the figures are of the machine that ran it last. Tables are made up, with
home bias and one emission. Every tool runs in a process of its own, in turn with the others;
a compute step counts neither imports nor loading, the whole process counts both. Figures are
medians, with the smallest and largest in brackets. All answers of a table are compared in
the same run: *difference* is from tanmai's own, relative to the largest cell; above 1e-8 the run
fails.

- *flows*: R' f̂ L Y, who emits for whom. pymrio by its documented route (`diag_stressor`), MARIO by
  `calc_trades_content(breakdown=True)`, at 1,302 rows; numpy by `numpy.linalg.solve`.
- *multipliers*: f L, one vector. *check*: every rule of `tanmai check`.
- *paths*: every structural path above a cut-off; pyspa with the same cut-off. *paths of 20 flows*:
  certified paths behind the 20 largest flows of cn31-2017.
- *LMDI*: the additive decomposition of the flows of two years into six factors. *extraction*: the
  emissions that fall away with each province-sector. numpy does both by their definitions, element
  by element and sector by sector.
- *near the floor*: the time over what the operations of the chosen method take at the machine's
  own rates, measured in the same run: gemm for products with many columns, reading for products
  with one, scipy's CSR products for sparse tables. Of trade shares it counts the products of a
  Krylov method in double precision; flows of 64 regions or more are solved in single precision
  and refined, which takes more products, each of half the time.

The method is chosen by [a written rule](design/methods-of-solution.md).
"""


def write_report(results: Path, waiting: Path, folder: Path, agreement: float) -> list[str]:
    """Write ``benchmarks.md`` and its pictures from the results of all cases.

    Parameters
    ----------
    results : Path
        Folder of a file for each table.
    waiting : Path
        What `waiting.py` has measured, if it has.
    folder : Path
        Where the page goes.
    agreement : float
        Largest difference between answers, relative to the largest cell.

    Returns
    -------
    list of str
        Tools whose answer differs from tanmai's by more than ``agreement``.
    """
    records = [json.loads(path.read_text(encoding="utf-8")) for path in results.glob("*.json")]
    records.sort(key=lambda record: (_rows(record), -record["density"]))
    parts = [OPENING, _machine(records), "![](benchmarks.svg)\n", *_goals(records)]
    if found := waited(waiting):
        growth_picture(found, folder)
        parts += [WAITING, waiting_table(found), "![](growth.svg)\n"]
    parts += [_table(record) for record in records]
    (folder / "benchmarks.md").write_text("\n".join(parts), encoding="utf-8")
    _picture([r for r in records if r["case"].startswith("flows") and r["density"] == 1.0], folder)
    return [
        f"{tool} on {record['case']}"
        for record in records
        for tool, figures in record["tools"].items()
        if not figures.get("gap", 0.0) <= agreement
    ]


def _rows(record: dict[str, Any]) -> int:
    return int(record["regions"] * record["sectors"])


def _machine(records: list[dict[str, Any]]) -> str:
    best = {
        name: max(record["limits"][name] for record in records) for name in records[0]["limits"]
    }
    named = ", ".join(f"{name} {version(name)}" for name in ("tanmai", "numpy", "scipy", "pymrio"))
    return (
        f"Machine: {best['cores']:.0f} cores; gemm {best['gemm_double_gflops']:.0f} GFLOPS in "
        f"double and {best['gemm_single_gflops']:.0f} in single precision; a matrix is read at "
        f"{best['gemv_gb_per_s']:.0f} GB/s; products in CSR form run at {best['csr_gflops']:.1f} "
        f"GFLOPS with 100 columns and {best['csr_vector_gflops']:.1f} with one. {named}.\n"
    )


def _goals(records: list[dict[str, Any]]) -> Iterator[str]:
    """Yield how many times faster and smaller than pymrio's route, beside what was aimed at."""
    rows = []
    for record in records:
        tools, size = record["tools"], _rows(record)
        theirs = tools.get("pymrio flows", {})
        if record["density"] != 1.0 or not theirs.get("seconds"):
            continue
        faster = np.median(theirs["seconds"]) / np.median(tools["tanmai flows"]["seconds"])
        smaller = theirs["peak_mb"] / tools["tanmai flows"]["peak_mb"]
        goal = GOALS[size]
        rows.append(f"| {size:,} | {faster:.1f} ({goal[0]}) | {smaller:.1f} ({goal[1]}) |")
    if rows:
        yield "## Flows: tanmai against pymrio's route, dense\n"
        yield "| Rows | times faster (goal) | times smaller (goal) |\n|---|---|---|"
        yield "\n".join(rows) + "\n"


def _table(record: dict[str, Any]) -> str:
    form = "trade shares" if record["case"].startswith("trade") else f"{record['density']:.0%} full"
    lines = [
        f"## {_rows(record):,} rows ({record['regions']} x {record['sectors']}), {form}\n",
        "| | compute, s | whole process, s | peak, MB | near the floor | difference |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_line(tool, figures, record) for tool, figures in record["tools"].items()]
    return "\n".join(lines) + "\n"


def _line(tool: str, figures: dict[str, Any], record: dict[str, Any]) -> str:
    if "failed" in figures:
        return f"| {tool} | {figures['failed']} | | | | |"
    work = figures["work"]
    taken = f" ({work['method']}, {work['form']})" if work else ""
    floor = _floor(work, record)
    near = f"{np.median(figures['seconds']) / floor:.1f}" if floor else ""
    gap = f"{figures['gap']:.0e}" if "gap" in figures else ""
    return (
        f"| {tool}{taken} | {_spread(figures['seconds'])} | {_spread(figures['whole'])} | "
        f"{figures['peak_mb']:,.0f} | {near} | {gap} |"
    )


def _spread(seconds: list[float]) -> str:
    if len(seconds) == 1:
        return f"{seconds[0]:.3g}"
    return f"{np.median(seconds):.3g} ({min(seconds):.3g}–{max(seconds):.3g})"


def _floor(work: dict[str, Any], record: dict[str, Any]) -> float | None:
    """Return the seconds that the operations take at the machine's own rates."""
    if not work:
        return None
    N, m, n = _rows(record), record["regions"], record["sectors"]
    rates = {name: 1e9 * rate for name, rate in record["limits"].items()}
    wide, vectors = work["wide_products"], work["vector_products"]
    if work["form"] == "CSR":
        stored = 2.0 * record["density"] * N * N
        seconds = m * wide / rates["csr_gflops"] + vectors / rates["csr_vector_gflops"]
        return float(stored * seconds)
    of_shares = work["form"] == "trade shares"
    cells = N * (m + n) if of_shares else N * N
    stored = n * m * m + m * n * n if of_shares else N * N
    factor = 0.0
    if work["method"] == "dense_lu":
        factor, wide, vectors = 2.0 / 3.0 * N**3, wide + 1, vectors + 1
    return float(
        (factor + 2.0 * cells * m * wide) / rates["gemm_double_gflops"]
        + 8.0 * stored * vectors / rates["gemv_gb_per_s"]
    )


def _picture(records: list[dict[str, Any]], folder: Path) -> None:
    if not records:
        return
    figure = Figure(figsize=(9.0, 3.6), layout="constrained")
    seconds, memory = figure.subplots(1, 2)
    _panel(seconds, records, lambda f: float(np.median(f["seconds"])), "计算用时（秒） Seconds")
    _panel(memory, records, lambda f: f["peak_mb"], "内存峰值（MB） Peak memory, MB")
    handles = [mpl.lines.Line2D([], [], marker="o", ls="-", color=c) for c in COLOURS.values()]
    labels = [tool.partition(" ")[0] for tool in COLOURS]
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False, prop=font(9))
    title = "谁为谁排放：稠密表的省际流动 Who emits for whom: flows of a dense table"
    figure.suptitle(title, fontproperties=font(11))
    with mpl.rc_context({"svg.hashsalt": "tanmai"}):
        figure.savefig(folder / "benchmarks.svg", metadata={"Date": None})


def _panel(axes: Axes, records: list[dict[str, Any]], value: Any, label: str) -> None:
    for tool, colour in COLOURS.items():
        known = [r for r in records if r["tools"].get(tool, {}).get("seconds")]
        points = [(_rows(r), value(r["tools"][tool])) for r in known]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", color=colour, lw=1.5)
    axes.set(xscale="log", yscale="log")
    ticks = [_rows(record) for record in records]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks], minor=False)
    axes.set_xticks([], minor=True)
    axes.set_xlabel("行数 Rows", fontproperties=font(9))
    axes.set_ylabel(label, fontproperties=font(9))
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
