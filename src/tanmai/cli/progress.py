"""How far a study has come, as bars or as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from tanmai.cli.application import err
from tanmai.studies.study import Step

STEPS = {
    "read": "读取数据表 Reading the table",
    "check": "检查数据表 Checking the table",
    "solve": "求解与核算 Solving and accounting",
    "draws": "蒙特卡罗抽样 Drawing perturbed tables",
    "extract": "逐块抽取 Extracting block by block",
    "studies": "逐表研究 Studying each table",
    "decompose": "结构分解 Decomposing the changes",
    "compare": "比较、绘图与报告 Comparing, drawing and writing",
    "network": "网络分析 Network analysis",
    "tables": "写出数据 Writing the tables",
    "pictures": "绘制图件 Drawing maps and charts",
    "page": "生成报告 Writing the report",
}


class _TimeLeft(TimeRemainingColumn):
    """The time left of parts that are alike; of steps, which are not, it cannot be told."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.fields["alike"] else Text()


@contextmanager
def steps_shown(*names: str) -> Iterator[Step]:
    """Show a bar over named steps and one over the parts of a step; else, a line for each step."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        _TimeLeft(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        whole = progress.add_task("", total=len(names), alike=False)
        parts = progress.add_task("", visible=False, alike=True)
        begun: list[str] = []

        def step(name: str, done: int = 0, of: int = 0) -> None:
            if name not in begun:
                begun.append(name)
                progress.update(whole, description=STEPS[name], completed=len(begun) - 1)
                progress.reset(parts, total=of, completed=done, visible=of > 0)
                if not err.is_terminal:
                    told = f"[{len(begun)}/{len(names)}] {STEPS[name]}"
                    err.print(told, markup=False, highlight=False)
            progress.update(parts, completed=done)

        yield step
