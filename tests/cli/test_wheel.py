"""What a wheel carries: the package works from it, in a folder far from the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(code, installed, cwd):
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_a_study_of_tables_and_provinces_inside_needs_no_repository(installed, tmp_path):
    code = (
        "import sys, tanmai; from tanmai.io.tables import load_table; "
        "print(tanmai.__file__); print(load_table('cn31-2017').F.sum() > 9000); "
        "from tanmai.report import pictures; pictures.PICTURES = ('production',); "
        "from tanmai.cli import main; "
        "sys.argv = ['tanmai', 'run', '--table', 'textbook-mini', '--lang', 'en', "
        "'--formats', 'svg']; main()"
    )
    home, loaded = run(code, installed, tmp_path).split("\n")[:2]
    assert Path(home).is_relative_to(installed)
    assert loaded == "True"
    assert (tmp_path / "tanmai-study" / "maps" / "production.en.svg").exists()
    assert (tmp_path / "tanmai-study" / "report.html").stat().st_size > 100_000


def test_nothing_of_the_tests_or_of_users_files_is_inside(installed):
    inside = {path.relative_to(installed).parts[0] for path in installed.rglob("*")}
    assert inside - {"tanmai"} == {name for name in inside if name.endswith(".dist-info")}
    assert not list(installed.rglob("test_*"))
