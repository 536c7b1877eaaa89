import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from command_line import files
from tanmai.core.errors import FileError
from tanmai.io.output import MANIFEST, listed_files, require_own_folder, written_whole


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
    digest = sha256(b"1").hexdigest()
    assert listed_files(tmp_path / "out") == {"maps/a.svg": digest, "run.json": digest}


def test_a_failure_leaves_what_was_there(tmp_path):
    write(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError, match="division"), written_whole(tmp_path / "out"):
        _ = 1 / 0
    assert (tmp_path / "out" / "run.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_of_the_exchange_itself_brings_the_old_back(tmp_path, monkeypatch):
    write(tmp_path / "out", "old")
    before, rename = files(tmp_path / "out"), Path.rename

    def fail(path, target):
        if target == tmp_path / "out" / "run.json" and path.read_text() == "new":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(FileError, match=r"Input/output error.*The finished run lies in ") as caught:
        write(tmp_path / "out", "new")
    assert files(tmp_path / "out") == before
    (kept,) = (path for path in tmp_path.iterdir() if path.name != "out")
    assert str(kept) in str(caught.value)
    assert (kept / "run.json").read_text() == "new"


def test_what_is_put_into_the_folder_while_a_run_goes_on_stays(tmp_path):
    write(tmp_path / "out", "old")
    with written_whole(tmp_path / "out") as partial:
        (partial / "run.json").write_text("new")
        (tmp_path / "out" / "maps" / "mine.svg").write_text("mine")
    assert set(files(tmp_path / "out")) == {MANIFEST, "run.json", "maps/mine.svg"}
    with pytest.raises(FileError, match=r"holds maps/mine.svg, which tanmai did not write"):
        require_own_folder(tmp_path / "out")


@pytest.mark.parametrize("name", ["run.json", "new.csv"])
def test_what_bears_the_name_of_a_result_by_the_end_is_not_replaced(tmp_path, name):
    write(tmp_path / "out", "old")

    def run():
        with written_whole(tmp_path / "out") as partial:
            (partial / name).write_text("new")
            (tmp_path / "out" / name).write_text("mine")

    with pytest.raises(
        FileError, match=f"{name}, which was put there or changed while tanmai"
    ) as caught:
        run()
    assert (tmp_path / "out" / name).read_text() == "mine"
    assert (tmp_path / "out" / "maps" / "a.svg").read_text() == "old"
    (kept,) = (path for path in tmp_path.iterdir() if path.name != "out")
    assert str(caught.value).endswith(f"The finished run lies in {kept}.")
    assert set(files(kept)) == {MANIFEST, name}
    assert (kept / name).read_text() == "new"
    require_own_folder(kept)


@pytest.mark.parametrize("there", ["file", "link"])
def test_a_run_is_kept_where_its_folder_became_something_else(tmp_path, there):
    def run():
        with written_whole(tmp_path / "out") as partial:
            (partial / "run.json").write_text("new")
            if there == "file":
                (tmp_path / "out").write_text("mine")
            else:
                (tmp_path / "out").symlink_to("nothing")

    with pytest.raises(FileError, match="The finished run lies in"):
        run()
    (kept,) = (path for path in tmp_path.iterdir() if path.name != "out")
    assert (kept / "run.json").read_text() == "new"


def test_a_run_is_kept_in_its_folder_where_none_can_stand_beside(tmp_path, monkeypatch):
    write(tmp_path / "out", "old")
    rename = Path.rename

    def fail(path, target):
        if target.parent == tmp_path:
            raise OSError(13, "Permission denied")
        return rename(path, target)

    def run():
        with written_whole(tmp_path / "out") as partial:
            (partial / "new.csv").write_text("new")
            (tmp_path / "out" / "new.csv").write_text("mine")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(FileError, match=r"The finished run lies in .*out/out-finished-"):
        run()


KILLED = """
import os, signal, sys
from pathlib import Path
from tanmai.io.output import written_whole
with written_whole(Path(sys.argv[1])) as partial:
    (partial / "run.json").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("there", [False, True])
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path, there):
    if there:
        write(tmp_path / "out", "old")
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "out")], check=False)
    assert list(tmp_path.rglob(".tanmai-*/run.json"))
    write(tmp_path / "out", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert set(files(tmp_path / "out")) == {MANIFEST, "run.json", "maps/a.svg"}


def test_the_hidden_folder_of_a_run_that_goes_on_and_of_others_stays(tmp_path):
    (tmp_path / ".tanmai-mine").mkdir()
    (tmp_path / ".tanmai-mine" / ".tanmai-lock").write_text("mine")
    (tmp_path / ".tanmai-other").mkdir()
    with written_whole(tmp_path / "one") as partial:
        (partial / "run.json").write_text("1")
        write(tmp_path / "two", "2")
    assert (tmp_path / "one" / "run.json").read_text() == "1"
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"one", "two", ".tanmai-mine", ".tanmai-other"}


def test_a_folder_that_is_made_while_a_run_goes_on_is_filled(tmp_path):
    with written_whole(tmp_path / "out") as partial:
        (partial / "run.json").write_text("new")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine.txt").write_text("mine")
    assert set(files(tmp_path / "out")) == {MANIFEST, "run.json", "mine.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_result_that_was_changed_by_hand_is_not_replaced(tmp_path):
    write(tmp_path / "out", "old")
    (tmp_path / "out" / "run.json").write_text("mine")
    with pytest.raises(FileError, match=r"holds run.json, which was changed since tanmai wrote"):
        write(tmp_path / "out", "new")
    assert (tmp_path / "out" / "run.json").read_text() == "mine"


def test_a_link_is_followed_and_stays(tmp_path):
    write(tmp_path / "real", "old")
    (tmp_path / "out").symlink_to("real")
    write(tmp_path / "out", "new")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "run.json").read_text() == "new"


def test_permissions_are_those_that_the_user_gives_to_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "out", "1")
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "out").rglob("*")}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750
    assert modes == {0o750, 0o640}


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
    with pytest.raises(FileError, match=r"cannot be written \(Not a directory\); name another"):
        write(tmp_path / "file" / "out", "new")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("/dev/null", "/dev/null is no folder; name a folder"),
        ("link", "link is no folder; name a folder"),
        ("n" * 300, "cannot be written .File name too long.; name another"),
        ("new/folder/" + "n" * 300, "cannot be written .File name too long.; name another"),
    ],
)
def test_what_can_be_no_folder_is_refused_at_once(tmp_path, place, message):
    (tmp_path / "link").symlink_to("nothing")
    with pytest.raises(FileError, match=message):
        require_own_folder(tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


@pytest.mark.parametrize("place", ["new/study", "open"])
@pytest.mark.parametrize(
    ("number", "why"), [(13, "Permission denied"), (28, "No space left on device")]
)
def test_a_place_that_cannot_be_written_to_is_refused_at_once(
    tmp_path, monkeypatch, place, number, why
):
    (tmp_path / "open").mkdir()
    require_own_folder(tmp_path / place)

    def fail(path, *_, **__):
        raise OSError(number, why, str(path))

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(FileError, match=f"{place} cannot be written .{why}.; name another"):
        require_own_folder(tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["open"]


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    before = Path.cwd().stat().st_ino
    write(Path(), "new")
    assert Path("run.json").read_text() == "new"
    assert Path.cwd().stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_may_stand_in_the_folder(tmp_path, monkeypatch):
    write(tmp_path / "out", "old")
    monkeypatch.chdir(tmp_path / "out" / "maps")
    write(tmp_path / "out", "new")
    assert Path("a.svg").read_text() == "new"


def test_a_folder_without_files_is_left_out(tmp_path):
    with written_whole(tmp_path / "out") as folder:
        (folder / "pictures").mkdir()
        (folder / "a.csv").write_text("a\n")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["MANIFEST.txt", "a.csv"]
