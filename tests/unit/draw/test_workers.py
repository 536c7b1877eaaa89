import os
import sys
from functools import partial

import pytest

from tanmai.core.errors import TableError
from tanmai.draw import workers
from tanmai.draw.workers import side_by_side


def _square(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


def _fail() -> None:
    raise TableError("no flow is above zero")


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    monkeypatch.setattr(workers, "_may_be_copied", lambda: True)


@pytest.mark.usefixtures("two_cores")
@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")
def test_tasks_are_done_in_other_processes_and_in_order():
    given = side_by_side([partial(_square, number) for number in range(5)])
    assert [square for square, _ in given] == [0, 1, 4, 9, 16]
    assert os.getpid() not in {process for _, process in given}


def test_one_core_does_them_itself(monkeypatch):
    monkeypatch.setattr(workers, "_cores", lambda: 1)
    assert side_by_side([partial(_square, 3)]) == [(9, os.getpid())]


@pytest.mark.usefixtures("two_cores")
@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")
def test_what_goes_wrong_in_a_task_comes_back():
    with pytest.raises(TableError, match="no flow is above zero"):
        side_by_side([_fail, _fail])
