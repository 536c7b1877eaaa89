import pytest

from tanmai.errors import FileError
from tanmai.output import written_whole

MARK = "run.json"


def write(folder, text):
    with written_whole(folder, MARK) as partial:
        (partial / MARK).write_text(text)


def test_the_folder_appears_whole(tmp_path):
    with written_whole(tmp_path / "out", MARK) as partial:
        (partial / MARK).write_text("1")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out" / MARK).read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_what_was_there(tmp_path):
    write(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError, match="division"), written_whole(tmp_path / "out", MARK):
        _ = 1 / 0
    assert (tmp_path / "out" / MARK).read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_own_output_is_replaced_as_a_whole(tmp_path):
    write(tmp_path / "out", "old")
    (tmp_path / "out" / "left over").touch()
    write(tmp_path / "out", "new")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [MARK]


def test_a_folder_of_other_things_is_never_replaced(tmp_path):
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(FileError, match="did not write, so it is not replaced"):
        write(tmp_path, "new")
    assert (tmp_path / "thesis.docx").exists()


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(FileError, match="out is a file; name a folder"):
        write(tmp_path / "out", "new")


def test_a_parent_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="cannot be written"):
        write(tmp_path / "file" / "out", "new")


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "out").mkdir()
    write(tmp_path / "out", "new")
    assert (tmp_path / "out" / MARK).read_text() == "new"
