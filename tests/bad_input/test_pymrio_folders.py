"""Folders that pymrio saved and someone edited: one message, never a trace or another number."""

import json
from pathlib import Path

import pytest

import made_up
from tanmai.core.errors import FileError, LabelError, TableError, TanmaiError
from tanmai.io.pymrio.reading import read_pymrio_folder
from tanmai.io.pymrio.writing import to_pymrio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    system = to_pymrio(made_up.make_table(3, 3, 3, 3))
    system.save_all(tmp_path / "mine", table_format="txt")
    return tmp_path / "mine"


def edit(path: Path, row: int, column: int, text: str) -> None:
    lines = [line.split("\t") for line in path.read_text("utf-8").split("\n")]
    lines[row][column] = text
    path.write_text("\n".join(map("\t".join, lines)), "utf-8")


@pytest.mark.parametrize("text", ["TRUE", "x", "1_5", "1,000", "１", "14=3"])
@pytest.mark.parametrize("name", ["Z.txt", "Y.txt", "emissions/F.txt", "factor_inputs/F_Y.txt"])
def test_a_text_where_a_number_belongs_is_named(folder, name, text):
    edit(folder / name, 3, 4, text)
    with pytest.raises(TanmaiError, match=rf"'(?i:{text})', which is not a number"):
        read_pymrio_folder(folder)


def test_a_column_of_truths_is_no_column_of_numbers(folder):
    lines = [line.split("\t") for line in (folder / "Y.txt").read_text("utf-8").split("\n")]
    for line in lines[3:-1]:
        line[2] = "True"
    (folder / "Y.txt").write_text("\n".join(map("\t".join, lines)), "utf-8")
    with pytest.raises(TableError, match="'True', which is not a number"):
        read_pymrio_folder(folder)


@pytest.mark.parametrize("name", ["unit.txt", "emissions/unit.txt", "factor_inputs/unit.txt"])
def test_units_without_their_header_are_refused(folder, name):
    edit(folder / name, 0, -1, "合计")
    with pytest.raises(TableError, match="no column 'unit'"):
        read_pymrio_folder(folder)


def test_units_of_other_rows_are_refused(folder):
    lines = (folder / "factor_inputs" / "unit.txt").read_text("utf-8").split("\n")
    lines[1:3] = lines[2:0:-1]
    (folder / "factor_inputs" / "unit.txt").write_text("\n".join(lines), "utf-8")
    with pytest.raises(LabelError, match="units of extension 'factor_inputs' are not those"):
        read_pymrio_folder(folder)


def test_a_stressor_that_stands_twice_is_refused(folder):
    path = folder / "emissions" / "F.txt"
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    path.write_text("\n".join([*lines, lines[-1], ""]), "utf-8")
    with pytest.raises(LabelError, match="F of emissions has the row 'CO2' twice"):
        read_pymrio_folder(folder)


@pytest.mark.parametrize("wrong", [None, "x", {}, {"year": "x"}])
def test_metadata_edited_by_hand_are_refused(folder, wrong):
    path = folder / "metadata.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(said | {"tanmai": wrong}), "utf-8")
    with pytest.raises(FileError, match=r"metadata of the pymrio system .* damaged at 'tanmai"):
        read_pymrio_folder(folder)
