"""One function over many items: on threads, in copies of this process, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

from tanmai.core.errors import OptionError, SchedulerError
from tanmai.core.messages import message
from tanmai.core.processes import may_be_copied

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
Given = ParamSpec("Given")

_PATIENCE = "10s"


def on_one_thread(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Make a function sum on one thread, so that its result has the same bits on any machine.

    A sum that several threads share hangs in its last digit on how many they are.
    """

    @wraps(function)
    def limited(*args: Given.args, **options: Given.kwargs) -> Result:
        import scipy.linalg  # noqa: F401  # limits hold for libraries that are there

        with threadpool_limits(limits=1):
            return function(*args, **options)

    return limited


def mapped(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    *,
    scheduler: str | None = None,
    done: Callable[[int, Result], None] = lambda _position, _result: None,
    in_copies: bool = False,
) -> list[Result]:
    """Return ``function(shared, item)`` for each item, in their order.

    A result does not hang on where it was computed: linear algebra takes one
    thread an item, and an item whose worker is lost is computed again on another.

    Parameters
    ----------
    function : callable
        Of what the items share and of one item; on a cluster it must be importable.
    shared : object
        What all items need; sent to each worker once.
    items : sequence
        What is to be computed.
    scheduler : str, optional
        Address of a Dask scheduler (``tcp://host:8786``); by default Dask's threads
        in this process, or what ``dask.config`` says.
    done : callable, optional
        Is told the position and the result of each item as soon as it is there.
    in_copies : bool
        Without a scheduler, take copies of this process where there is Linux and no other thread:
        for many short steps, in which threads wait for each other's turn at Python. Results must
        be picklable.

    Raises
    ------
    OptionError
        A scheduler is named and ``distributed`` is not installed.
    SchedulerError
        No scheduler answers, or the workers were lost.
    MemoryError
        The system ended a copy of this process, as it does where memory is short.
    """
    if scheduler is None:
        copied = in_copies and _workers() > 1 and may_be_copied()
        mapped_here = _mapped_in_copies if copied else _mapped_on_threads
        return mapped_here(function, shared, items, done)
    return _mapped_on_cluster(function, shared, items, done, scheduler)


def _mapped_on_threads(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    done: Callable[[int, Result], None],
) -> list[Result]:
    # Dask takes a moment to import, which a command that maps nothing should not wait for.
    from dask import config
    from dask.base import compute
    from dask.callbacks import Callback
    from dask.delayed import delayed

    one: Any = delayed(lambda item: function(shared, item), pure=False, traverse=False)
    tasks = [one(item) for item in items]
    positions = {task.key: position for position, task in enumerate(tasks)}

    def tell(key: str, result: Result, *_state: object) -> None:
        if key in positions:
            done(positions[key], result)

    all_at_once: Any = compute
    telling: Any = Callback
    # Of its own, so that after an interruption nothing goes on behind the caller's back.
    with (
        threadpool_limits(limits=1, user_api="blas"),
        ThreadPoolExecutor(_workers()) as pool,
        config.set(pool=pool),
        telling(posttask=tell),
    ):
        return list(all_at_once(*tasks))


def _workers() -> int:
    from dask import config
    from dask.system import CPU_COUNT

    return int(config.get("num_workers", None) or CPU_COUNT)


# What copies of this process have in memory: a function, what its items share, and they.
_to_do: tuple[Callable[[Any, Any], Any], Any, Sequence[Any]] | None = None


def _mapped_in_copies(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    done: Callable[[int, Result], None],
) -> list[Result]:
    global _to_do
    results: dict[int, Result] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads below Python's
        pool = ProcessPoolExecutor(_workers(), multiprocessing.get_context("fork"), _be_a_copy)
        _to_do = function, shared, items
        try:
            tasks = {
                pool.submit(_done_in_copy, position): position for position in range(len(items))
            }
            for task in as_completed(tasks):
                results[tasks[task]] = task.result()
                done(tasks[task], task.result())
        except BrokenProcessPool as error:  # what ends a copy is the system, short of memory
            raise MemoryError from error
        finally:
            pool.shutdown(cancel_futures=True)
            _to_do = None
    return [results[position] for position in range(len(items))]


def _be_a_copy() -> None:
    """Leave interruptions to the process that was copied, and use one thread."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(limits=1, user_api="blas")


def _done_in_copy(position: int) -> Any:
    assert _to_do is not None
    function, shared, items = _to_do
    return function(shared, items[position])


def _mapped_on_cluster(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    done: Callable[[int, Result], None],
    scheduler: str,
) -> list[Result]:
    try:
        import distributed
    except ImportError as error:
        raise OptionError(
            message(
                "A scheduler needs Dask's clusters, which are not installed: pip install "
                "'tanmai[cluster]', or leave the scheduler out."
            )
        ) from error
    dask: Any = distributed
    try:
        client = dask.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SchedulerError(
            message(
                "No Dask scheduler answers at '{scheduler}'. Start one (`dask scheduler`, and "
                "`dask worker` beside it) and give its address, such as tcp://127.0.0.1:8786.",
                scheduler=scheduler,
            )
        ) from error
    with client:
        results: dict[int, Result] = {}
        try:
            there = client.scatter(_Packed.of(shared), broadcast=True, hash=False)
            tasks = {
                client.submit(
                    _on_one_thread, function, there, _Packed.of(item), pure=False
                ): position
                for position, item in enumerate(items)
            }
            for task, result in dask.as_completed(tasks, loop=client.loop, with_results=True):
                if isinstance(result, dask.CancelledError):  # what it needs was lost on its way
                    raise result
                results[tasks[task]] = result.value
                done(tasks[task], result.value)
        except (dask.CancelledError, dask.KilledWorker, OSError) as error:
            raise SchedulerError(
                message(
                    "The workers of '{scheduler}' were lost with {n} of {tasks} tasks undone; fix "
                    "the cluster and run again.",
                    scheduler=scheduler,
                    n=len(items) - len(results),
                    tasks=len(items),
                )
            ) from error
    return [results[position] for position in range(len(items))]


@dataclass(frozen=True)
class _Packed:
    """A value on its way to a worker or back, unpacked once where it comes to.

    Dask by itself hands out arrays wherever they lie in its message, at odd bytes too: sums
    over them are slow, and differ in their last digit.
    """

    content: bytes

    @classmethod
    def of(cls, value: object) -> _Packed:
        return cls(pickle.dumps(value))

    @cached_property
    def value(self) -> Any:
        return pickle.loads(self.content)  # noqa: S301 (packed by mapped itself)

    def __reduce__(self) -> tuple[type[_Packed], tuple[bytes]]:
        return _Packed, (self.content,)


def _on_one_thread(
    function: Callable[[Any, Any], object], shared: _Packed, item: _Packed
) -> _Packed:
    with threadpool_limits(limits=1, user_api="blas"):
        return _Packed.of(function(shared.value, item.value))
