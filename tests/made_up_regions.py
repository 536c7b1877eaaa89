"""Made-up tables of one region in every dress that bureaux gave theirs, as grids of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from made_up_sheets import Grid

NAMES = ("农业", "采矿业", "制造业", "电力", "建筑业", "教育")
FINAL = (
    ("FU101", "农村居民消费"),
    ("FU102", "城镇居民消费"),
    ("FU103", "政府消费"),
    ("FU201", "固定资本形成总额"),
    ("FU202", "存货增加"),
)
INPUTS = (
    ("VA001", "劳动者报酬"),
    ("VA002", "生产税净额"),
    ("VA003", "固定资产折旧"),
    ("VA004", "营业盈余"),
)


@dataclass(frozen=True, eq=False)
class Region:
    """A competitive table of one region that balances."""

    Z: np.ndarray
    Y: np.ndarray
    exports: np.ndarray
    outflow: np.ndarray
    imports: np.ndarray
    inflow: np.ndarray
    error: np.ndarray
    value_added: np.ndarray

    @property
    def out(self) -> np.ndarray:
        return self.exports + self.outflow

    @property
    def into(self) -> np.ndarray:
        return self.imports + self.inflow

    @property
    def x(self) -> np.ndarray:
        return self.Z.sum(axis=1) + self.Y.sum(axis=1) + self.out - self.into + self.error


def region(seed: int = 0, n: int = len(NAMES), *, whole: bool = False) -> Region:
    """Return a made-up region; in whole numbers every cell is one, and so is every sum."""
    rng = np.random.default_rng(seed)
    numbers = {
        "Z": rng.gamma(1.0, 1e5, (n, n)),
        "Y": rng.gamma(1.0, 4e5, (n, 5)),
        "exports": rng.gamma(1.0, 1e5, n),
        "outflow": rng.gamma(1.0, 2e5, n),
        "imports": rng.uniform(1e4, 1e5, n),
        "inflow": rng.uniform(1e4, 2e5, n),
        "error": np.zeros(n),
    }
    if whole:
        numbers = {name: np.round(values) for name, values in numbers.items()}
    draft = Region(**numbers, value_added=np.zeros((4, n)))
    total = draft.x - draft.Z.sum(axis=0)
    shares = np.outer([0.5, 0.1, 0.15], total)
    parts = np.round(shares) if whole else shares
    return replace(draft, value_added=np.vstack([parts, total - parts.sum(axis=0)]))


Trade = Sequence[tuple[str, str, np.ndarray]]


def apart(t: Region) -> tuple[Trade, Trade]:
    """Return columns of trade abroad and with other provinces, as of 2012 and 2017."""
    return (
        [("EX", "出口", t.exports), ("OF", "国内省外\n流    出", t.outflow)],
        [("IM", "进口", t.imports), ("IF", "国内省外\n流    入", t.inflow)],
    )


def sheet(
    t: Region,
    trade: tuple[Trade, Trade] | None = None,
    *,
    title: str = "河北2017年投入产出表",
    unit: str = "单位：万元",
    code: Callable[[int], object] = lambda i: f"{i + 1:02d}",
    codes: Callable[[str], str] = str,
    beside_first: str = "",
    error: bool = True,
    more: Trade = (),
) -> Grid:
    """Return the sheet: title, unit, names, codes, sectors, value added, totals.

    ``codes`` writes the codes that are not of sectors; ``more`` are columns behind the last.
    """
    sold, bought = trade or apart(t)
    n = len(t.x)
    names = list(NAMES[:n])
    final_use = t.Y.sum(axis=1) + sum(values for *_, values in sold)
    columns: list[tuple[str, str, np.ndarray]] = [
        ("TIU", "中间使用\n合    计", t.Z.sum(axis=1)),
        *[(code, name, t.Y[:, k]) for k, (code, name) in enumerate(FINAL)],
        ("GCF", "合计", t.Y[:, 3:].sum(axis=1)),
        *sold,
        ("TFU", "最终使用合计", final_use),
        *bought,
        *([("ERR", "其他", t.error)] if error else []),
        ("GO", "总产出", t.x),
        *more,
    ]
    none = [""] * (len(columns) - 1)
    return [
        [title],
        [unit],
        ["投入 \\ 产出", "", "代码", "中间使用", *[""] * n, "最终使用"],
        ["", "", "", *names, *[name for _, name, _ in columns]],
        ["代码", "", "-", *[code(j) for j in range(n)], *[codes(c) for c, *_ in columns]],
        *[
            [
                beside_first if i == 0 else "",
                names[i],
                code(i),
                *t.Z[i],
                *[c[2][i] for c in columns],
            ]
            for i in range(n)
        ],
        ["", "中间投入合计", codes("TII"), *t.Z.sum(axis=0), t.Z.sum(), *none],
        *[
            ["增加值" if k == 0 else "", name, codes(c), *v, v.sum(), *none]
            for k, ((c, name), v) in enumerate(zip(INPUTS, t.value_added, strict=True))
        ],
        ["", "增加值合计", codes("TVA"), *t.value_added.sum(axis=0), t.value_added.sum(), *none],
        ["总投入", "", codes("TI"), *t.x, t.x.sum(), *none],
    ]


def without_codes(grid: Grid) -> Grid:
    """Return a sheet without its row and its column of codes."""
    return [[*row[:2], *row[3:]] for at, row in enumerate(grid) if at != 4]


def coefficients(grid: Grid, n: int = len(NAMES)) -> Grid:
    """Return the sheet of direct requirements beside a sheet of flows."""
    totals = np.array(grid[-1][3 : 3 + n], dtype=float)
    return [
        ["直接消耗系数表"],
        *[row[: 3 + n] for row in grid[3:5]],
        *[[*row[:3], *(np.array(row[3 : 3 + n], dtype=float) / totals)] for row in grid[5:]],
    ]


def two_blocks(t: Region, title: str = "2017年中国非竞争型投入产出表") -> Grid:
    """Return a sheet with a domestic and an import block, as of 2017 and later."""
    n = len(t.x)
    share = t.into / (t.x + t.into)
    uses = np.column_stack([t.Z, t.Y[:, :3].sum(axis=1), t.Y[:, 3:], t.out + t.error])
    blocks = ((1 - share)[:, None] * uses, share[:, None] * uses)
    codes = ["TIU", "TC", "FU201", "FU202", "EX", "TFU", "GO/IM"]

    def line(block: int, i: int) -> list[object]:
        values = blocks[block][i]
        mark = ("国   产   品", "进   口   品")[block] if i == 0 else ""
        head: list[object] = ["中间投入" if block == i == 0 else "", mark, NAMES[i], float(i + 1)]
        flows, final = values[:n], values[n:]
        return [*head, *flows, flows.sum(), *final, final.sum(), values.sum()]

    none = [""] * 6
    return [
        [title],
        ["单位：万元"],
        ["", "", "", "", *NAMES[:n]],
        ["部门名称", "", "", "代码", *[float(j + 1) for j in range(n)], *codes],
        *[line(block, i) for block in (0, 1) for i in range(n)],
        ["", "中间投入合计", "", "TII", *t.Z.sum(axis=0), t.Z.sum(), *none],
        *[
            ["", name, "", c, *v, v.sum(), *none]
            for (c, name), v in zip(INPUTS, t.value_added, strict=True)
        ],
        ["总投入", "", "", "TI", *t.x, t.x.sum(), *none],
    ]
