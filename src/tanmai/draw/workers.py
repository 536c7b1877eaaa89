"""Figures drawn side by side, one process a core, each as if it were alone."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

_tasks: Sequence[Callable[[], Any]] = ()


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Return what each task gives, in their order.

    On Linux the tasks are spread over copies of this process, which have all that is in memory;
    elsewhere, and in a process that has threads, where a copy would not be safe, they are done
    one after the other. A task must not count on what another leaves behind.

    Parameters
    ----------
    tasks : sequence of callable
        What is to be done; what a task gives must be picklable.
    """
    global _tasks
    workers = min(_cores(), len(tasks))
    if workers < 2 or not _may_be_copied():
        return [task() for task in tasks]
    _tasks = tasks
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads below Python's
            context = multiprocessing.get_context("fork")
            with ProcessPoolExecutor(workers, context) as pool:
                return list(pool.map(_done, range(len(tasks))))
    finally:
        _tasks = ()


def _done(number: int) -> Any:
    return _tasks[number]()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _may_be_copied() -> bool:
    """Whether this process has no thread of Python's, nor is a worker of another itself."""
    return threading.active_count() == 1 and multiprocessing.parent_process() is None
