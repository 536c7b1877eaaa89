import os
import signal
import sys

import dask
import numpy as np
import pytest

from cluster_tasks import is_aligned, power, square_or_be_killed
from tanmai.core.errors import SchedulerError
from tanmai.solve.tasks import mapped


def test_results_stand_in_the_order_of_the_items_and_are_told_as_they_come():
    told = {}
    assert mapped(power, 2, range(8), done=told.__setitem__) == [2**k for k in range(8)]
    assert told == {k: 2**k for k in range(8)}


def test_nothing_to_do_is_done():
    assert mapped(power, 2, []) == []


def test_an_error_of_an_item_is_the_error_of_all():
    with pytest.raises(TypeError, match="unsupported operand"):
        mapped(power, 2, [1, "x"])


def test_nothing_goes_on_after_an_interruption():
    running = []

    def interrupt(*_told):
        raise KeyboardInterrupt

    def note(_shared, item):
        running.append(item)
        return item

    with pytest.raises(KeyboardInterrupt), dask.config.set(num_workers=1):
        mapped(note, None, range(50), done=interrupt)
    assert len(running) < 50


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
def test_copies_of_this_process_give_the_same(monkeypatch):
    monkeypatch.setattr("tanmai.solve.tasks.may_be_copied", lambda: True)
    told, here = {}, os.getpid()
    with dask.config.set(num_workers=2):
        found = mapped(
            lambda base, item: (base**item, os.getpid()),
            2,
            range(8),
            done=told.__setitem__,
            in_copies=True,
        )
        with pytest.raises(TypeError, match="unsupported operand"):
            mapped(power, 2, [1, "x"], in_copies=True)
        with pytest.raises(MemoryError):  # the system kills a copy that takes too much
            mapped(
                lambda _, item: os.kill(os.getpid(), item),
                None,
                [signal.SIGKILL] * 2,
                in_copies=True,
            )
    assert [value for value, _ in found] == [2**k for k in range(8)]
    assert here not in {process for _, process in found}
    assert told == dict(enumerate(found))


def test_a_cluster_gives_the_same(cluster):
    told = {}
    base = np.arange(4.0)
    results = mapped(power, base, range(6), scheduler=cluster, done=told.__setitem__)
    np.testing.assert_array_equal(results, mapped(power, base, range(6)))
    assert sorted(told) == list(range(6))


def test_arrays_lie_on_a_cluster_where_processors_want_them(cluster):
    arrays = [np.arange(float(size)) for size in (3, 30, 300, 300_000)]
    assert all(mapped(is_aligned, arrays, range(4), scheduler=cluster))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_worker_that_is_killed_costs_no_result(cluster, tmp_path):
    marker = tmp_path / "killed"
    assert mapped(square_or_be_killed, marker, range(6), scheduler=cluster) == [
        k**2 for k in range(6)
    ]
    assert marker.exists()


def test_an_address_where_nobody_answers_is_named(monkeypatch):
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    monkeypatch.setattr("tanmai.solve.tasks._PATIENCE", "0.3s")
    with pytest.raises(SchedulerError, match=r"No Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        mapped(power, 2, [1], scheduler="tcp://127.0.0.1:9")
