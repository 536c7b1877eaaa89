"""How far a study has come, as bars or as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

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
from tanmai.cli.spoken import said
from tanmai.core.messages import message
from tanmai.studies.steps import Step

_REFRESH = 0.1  # seconds from one look of the bars to the next

STEPS = {
    "read": message("Reading the table"),
    "check": message("Checking the table"),
    "solve": message("Solving and accounting"),
    "draws": message("Drawing perturbed tables"),
    "paths": message("Searching paths"),
    "extract": message("Extracting block by block"),
    "studies": message("Studying each table"),
    "decompose": message("Decomposing the changes"),
    "compare": message("Comparing, drawing and writing"),
    "network": message("Network analysis"),
    "tables": message("Writing the tables"),
    "pictures": message("Drawing maps and charts"),
    "page": message("Writing the report"),
}


class _TimeLeft(TimeRemainingColumn):
    """The time left of parts that are alike; of steps, which are not, it cannot be told."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.fields["alike"] else Text()


@contextmanager
def steps_shown(*names: str) -> Iterator[Step]:
    """Show a bar over named steps and one over the parts of a step; else, a line for each step.

    The bars move as steps are told, and in no thread of their own: a process with threads
    cannot be copied, and would draw every picture itself.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        _TimeLeft(),
    )
    with Progress(
        *columns,
        console=err,
        transient=True,
        auto_refresh=False,
        disable=not err.is_terminal,
    ) as progress:
        whole = progress.add_task("", total=len(names), alike=False)
        parts = progress.add_task("", visible=False, alike=True)
        begun: list[str] = []
        refreshed = 0.0

        def step(name: str, done: int = 0, of: int = 0) -> None:
            nonlocal refreshed
            if name not in begun:
                refreshed = 0.0
                begun.append(name)
                progress.update(whole, description=said(STEPS[name]), completed=len(begun) - 1)
                progress.reset(parts, total=of, completed=done, visible=of > 0)
                if not err.is_terminal:
                    told = f"[{len(begun)}/{len(names)}] {said(STEPS[name])}"
                    err.print(told, markup=False, highlight=False)
            progress.update(parts, completed=done)
            if monotonic() - refreshed > _REFRESH:
                progress.refresh()
                refreshed = monotonic()

        yield step
