"""Fixtures of the whole suite: made-up tables (see ``made_up.py``)."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import LocalCluster
    from xdist.remote import Producer

    from tanmai.core.table import MrioTable

# Nothing that is collected is garbage; looking for some took a quarter of the time.
gc.disable()

# Tests run side by side; threads of their own would cost them a quarter more, waiting.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
threadpool_limits(limits=1)

# No test depends on time or chance; `pytest --hypothesis-profile=search` looks for new examples.
settings.register_profile("search", deadline=None, max_examples=500)
settings.register_profile(
    "any-machine", deadline=None, derandomize=True, database=None, max_examples=25
)
settings.load_profile("any-machine")


_MARKED = {"browser": "browser", "cli": "slow", "analyses": "slow"}
_LONG = set(_MARKED.values())
_STUDY = "tests/browser/study/"
_CLUSTER = {
    "tests/cli/test_extract.py",
    "tests/unit/analysis/test_complete_extraction.py",
    "tests/unit/analysis/test_scenarios.py",
    "tests/unit/analysis/test_uncertainty.py",
    "tests/unit/solve/test_parallel.py",
    "tests/unit/studies/test_comparison.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder that they stand in, and begin with the long ones."""
    for item in items:
        folders = item.path.relative_to(item.config.rootpath).parts
        for mark in {_MARKED[folder] for folder in folders if folder in _MARKED}:
            item.add_marker(mark)
    items.sort(key=lambda item: not any(mark.name in _LONG for mark in item.iter_markers()))


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays for the whole run: modules and tests."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> object:
    """Give one process all tests of a file, of the study in a browser, or of the cluster."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            if file in _CLUSTER:
                return "cluster"
            return _STUDY if file.startswith(_STUDY) else file

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


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


_clusters: list[LocalCluster] = []


@pytest.fixture
def cluster() -> str:
    """Address of a Dask scheduler with two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    if not _clusters:
        local = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        )
        _clusters.append(local)
    _clusters[0].wait_for_workers(2)  # one that a test killed comes back
    address: str = _clusters[0].scheduler_address
    return address


def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the cluster after its files: one that waits takes a tenth of a processor."""
    if _clusters and (nextitem is None or nextitem.nodeid.partition("::")[0] not in _CLUSTER):
        _clusters.pop().close()
