"""Fixtures of the whole suite: made-up tables (see ``made_up.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tanmai.core.table import MrioTable

# No test depends on time or chance; `pytest --hypothesis-profile=search` looks for new examples.
settings.register_profile("search", deadline=None)
settings.register_profile("any-machine", deadline=None, derandomize=True, database=None)
settings.load_profile("any-machine")


_MARKED = {"browser": "browser", "cli": "slow", "analyses": "slow"}
_LONG = set(_MARKED.values())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, group them for xdist, and begin with the long ones."""
    for item in items:
        file = item.path.relative_to(item.config.rootpath)
        marks = {_MARKED[folder] for folder in file.parts if folder in _MARKED}
        for mark in marks:
            item.add_marker(mark)
        # The page of a whole study is made once, whichever files look at it.
        of_study = "browser" in marks and "study" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("study" if of_study else file.as_posix()))
    items.sort(key=lambda item: not any(mark.name in _LONG for mark in item.iter_markers()))


@pytest.fixture(scope="session")
def small_table() -> MrioTable:
    """3 provinces x 4 sectors in whole numbers; tables are frozen, so all tests share it."""
    return made_up.small_table()


@pytest.fixture(scope="session")
def make_table() -> Callable[..., MrioTable]:
    """Factory ``make_table(seed, m, n, k, idle)`` of balanced random tables."""
    return made_up.make_table


@pytest.fixture(scope="session")
def make_trade_share_table() -> Callable[..., MrioTable]:
    """Factory ``make_trade_share_table(seed, m, n, k)``, in trade-share form."""
    return made_up.make_trade_share_table


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Address of a Dask scheduler with two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address
