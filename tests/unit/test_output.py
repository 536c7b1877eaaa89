from pathlib import Path

import pytest

from tanmai.errors import FileError
from tanmai.output import MANIFEST, refuse_foreign, written_whole


def write(folder, text):
    with written_whole(folder) as partial:
        (partial / "maps").mkdir()
        (partial / "maps" / "a.svg").write_text(text)
        (partial / "run.json").write_text(text)


def test_the_folder_appears_whole(tmp_path):
    with written_whole(tmp_path / "out") as partial:
        (partial / "run.json").write_text("1")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out" / "run.json").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_manifest_lists_the_files(tmp_path):
    write(tmp_path / "out", "1")
    lines = (tmp_path / "out" / MANIFEST).read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["maps/a.svg", "run.json"]


def test_a_failure_leaves_what_was_there(tmp_path):
    write(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError, match="division"), written_whole(tmp_path / "out"):
        _ = 1 / 0
    assert (tmp_path / "out" / "run.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_of_the_exchange_itself_brings_the_old_back(tmp_path, monkeypatch):
    write(tmp_path / "out", "old")
    replace = Path.replace

    def fail(path, target):
        if Path(target) == tmp_path / "out" and path.name != "old":
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="Input/output error"):
        write(tmp_path / "out", "new")
    assert (tmp_path / "out" / "run.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_own_output_is_replaced_as_a_whole(tmp_path):
    write(tmp_path / "out", "old")
    with written_whole(tmp_path / "out") as partial:
        (partial / "run.json").write_text("new")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [MANIFEST, "run.json"]


@pytest.mark.parametrize("name", ["thesis.docx", "maps/mine.svg", "notes/a.txt", "empty/"])
def test_what_the_user_put_into_a_study_is_never_lost(tmp_path, name):
    write(tmp_path / "out", "old")
    own = tmp_path / "out" / name
    own.parent.mkdir(exist_ok=True)
    if name.endswith("/"):
        own.mkdir()
    else:
        own.touch()
    with pytest.raises(FileError, match=f"holds {name.rstrip('/')}, which tanmai did not write"):
        write(tmp_path / "out", "new")
    assert own.exists()
    assert (tmp_path / "out" / "run.json").read_text() == "old"


def test_a_run_json_alone_makes_no_folder_ours(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "run.json").write_text("{}")
    (tmp_path / "mine" / MANIFEST).write_text("my own list\nrun.json\n")
    with pytest.raises(FileError, match="and 1 more, which tanmai did not write"):
        write(tmp_path / "mine", "new")


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(FileError, match="out is a file; name a folder"):
        write(tmp_path / "out", "new")


def test_a_parent_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=r"cannot be made in .*file; name another"):
        write(tmp_path / "file" / "out", "new")


def test_a_parent_that_may_not_be_written_to_is_refused_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("tanmai.output.os.access", lambda path, _mode: path != tmp_path)
    with pytest.raises(FileError, match=r"study cannot be made in .*; name another"):
        refuse_foreign(tmp_path / "new" / "study")
    (tmp_path / "open").mkdir()
    refuse_foreign(tmp_path / "open" / "study")


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    before = Path.cwd().stat().st_ino
    write(Path(), "new")
    assert Path("run.json").read_text() == "new"
    assert Path.cwd().stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_folder_one_stands_in_is_not_replaced(tmp_path, monkeypatch):
    write(tmp_path / "out", "old")
    monkeypatch.chdir(tmp_path / "out" / "maps")
    with pytest.raises(FileError, match="You stand in"):
        write(tmp_path / "out", "new")
