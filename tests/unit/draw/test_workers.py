import os
import signal
import sys
from functools import partial

import pytest

from tanmai.core.errors import TableError
from tanmai.draw import workers
from tanmai.draw.workers import begun, side_by_side

HERE = os.getpid()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")


def _square(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


def _fail() -> None:
    raise TableError("no flow is above zero")


def _end_copy() -> int:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    monkeypatch.setattr(workers, "may_be_copied", lambda: True)


@pytest.mark.usefixtures("two_cores")
def test_tasks_are_done_while_this_process_does_something_else():
    reader, writer = os.pipe()
    with begun([partial(os.write, writer, b"x"), os.getpid]) as doing:
        assert os.read(reader, 1) == b"x"
        assert doing.results()[0] == 1


@pytest.mark.parametrize("cores", [1, 3])
def test_results_are_in_the_order_of_the_tasks(monkeypatch, cores):
    monkeypatch.setattr(workers, "_cores", lambda: cores)
    given = side_by_side([partial(_square, number) for number in range(9)])
    assert [square for square, _ in given] == [number**2 for number in range(9)]
    assert cores > 1 or {process for _, process in given} == {HERE}


@pytest.mark.usefixtures("two_cores")
def test_what_goes_wrong_in_a_task_comes_back():
    with pytest.raises(TableError, match="no flow is above zero"):
        side_by_side([_fail, _fail])


@pytest.mark.usefixtures("two_cores")
def test_the_task_of_a_copy_that_was_lost_is_done_again():
    reader, writer = os.pipe()
    with begun([_end_copy]) as doing:
        os.close(writer)
        assert os.read(reader, 1) == b""  # the copy, which holds the other end, is gone
        assert doing.results() == [HERE]


@pytest.mark.usefixtures("two_cores")
def test_an_error_beside_them_ends_the_copies():
    reader, writer = os.pipe()
    waiting = partial(os.read, reader, 1)  # for what nobody writes
    with pytest.raises(TableError), begun([waiting, waiting]):
        _fail()
    os.close(writer)
    assert waiting() == b""
