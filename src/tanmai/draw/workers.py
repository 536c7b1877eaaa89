"""Figures drawn beside whatever else is done, one process a core, each as if it were alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from tanmai.core.processes import may_be_copied

Result = TypeVar("Result")


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Return what each task gives, in their order; see `begun`."""
    with begun(tasks) as doing:
        return doing.results()


@contextmanager
def begun(tasks: Sequence[Callable[[], Result]]) -> Iterator[Begun[Result]]:
    """Begin tasks, and go on with something else while they are done.

    On Linux copies of this process, which have all that is in its memory, take one task after
    the other, in their order; this process takes its part of them when it asks for the results.
    Elsewhere, and in a process that has threads, where a copy would not be safe, it does all of
    them then. A task must not count on what another leaves behind. Copies that are still at work
    when the context is left, as it is by an error, are ended.

    Parameters
    ----------
    tasks : sequence of callable
        What is to be done, the longest first; what a task gives must be picklable.
    """
    doing = Begun(tasks, min(_cores() - 1, len(tasks)) if may_be_copied() else 0)
    try:
        yield doing
    finally:
        doing.end()


class Begun(Generic[Result]):
    """Tasks at which copies of this process are at work.

    Parameters
    ----------
    tasks : sequence of callable
        As for `begun`.
    copies : int
        How many copies of this process take part.
    """

    def __init__(self, tasks: Sequence[Callable[[], Result]], copies: int) -> None:
        self._tasks = tasks
        self._found: dict[int, Result] = {}
        self._taken: Any = multiprocessing.get_context().Value("i", 0)
        self._copies: list[Any] = []
        self._open: list[Connection[Any, Any]] = []
        for _ in range(copies):
            self._copy()

    def _copy(self) -> None:
        context: Any = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        copy = context.Process(target=self._work, args=(sender,), daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads below Python's
            copy.start()
        sender.close()
        self._copies.append(copy)
        self._open.append(receiver)

    def _work(self, sender: Connection[Any, Any]) -> None:
        """Do tasks in a copy, which the first process alone ends."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for number in self._untaken():
            with suppress(Exception):  # it is met again where the task is done again
                sender.send((number, self._tasks[number]()))

    def _untaken(self) -> Iterator[int]:
        """Take tasks, one after the other, while there are some."""
        while True:
            with self._taken.get_lock():
                number = self._taken.value
                self._taken.value += 1
            if number >= len(self._tasks):
                return
            yield number

    def results(self, done: Callable[[int], None] = lambda _: None) -> list[Result]:
        """Return what each task gives, in their order.

        A task that went wrong in a copy, or whose copy was lost, is done again in this process,
        and what went wrong is raised as it is without copies.

        Parameters
        ----------
        done : callable, optional
            Is told how many tasks are done, as they are.
        """
        for number in self._untaken():
            self._found[number] = self._tasks[number]()
            self._receive(0.0)
            done(len(self._found))
        while self._open:
            self._receive(None)
            done(len(self._found))
        for number, task in enumerate(self._tasks):
            if number not in self._found:
                self._found[number] = task()
        return [self._found[number] for number in range(len(self._tasks))]

    def _receive(self, timeout: float | None) -> None:
        """Take in what copies have found, after waiting for it so many seconds at most."""
        for receiver in cast("list[Connection[Any, Any]]", wait(self._open, timeout)):
            try:
                number, result = receiver.recv()
            except (EOFError, OSError):  # its copy has ended, or was killed as it wrote
                self._open.remove(receiver)
            else:
                self._found[number] = result

    def end(self) -> None:
        """End the copies that are still at work."""
        for copy in self._copies:
            copy.terminate()
            copy.join()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
