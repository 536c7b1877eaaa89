from pathlib import Path

import pytest

from tanmai.core.errors import FileError, OptionError
from tanmai.networks import BACKBONES
from tanmai.studies.options import StudyOptions, study_options, study_pressures


def write(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_backbones_are_those_of_the_network():
    for name in BACKBONES:
        assert StudyOptions(backbone=name).backbone == name
    with pytest.raises(ValueError, match="backbone"):
        StudyOptions(backbone="other")


def test_what_is_given_by_hand_stands_above_the_file(tmp_path):
    path = write(tmp_path, 'table = "cn31-2012"\ntop = 5\n')
    options = study_options(path, {"top": 7, "lang": None})
    assert (options.table, options.top, options.lang) == ("cn31-2012", 7, "both")


def test_paths_of_a_study_file_are_relative_to_it(tmp_path):
    (tmp_path / "mine").mkdir()
    path = write(tmp_path, 'table = "mine"\nemissions = "e.csv"\nout = "results"\n')
    options = study_options(path, {})
    assert Path(options.table) == tmp_path / "mine"
    assert (options.emissions, options.out) == (tmp_path / "e.csv", tmp_path / "results")


def test_a_wrong_key_names_the_nearest(tmp_path):
    with pytest.raises(
        OptionError, match=r"study\.toml: 'focuss' is not a key.*Did you mean 'focus'"
    ):
        study_options(write(tmp_path, 'focuss = "mining"\n'), {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("top = 0\n", r"top = 0: input should be greater than or equal to 1"),
        ('top = "many"\n', r"top = 'many': input should be a valid integer"),
        ('lang = "fr"\n', r"lang = 'fr': input should be 'zh', 'en' or 'both'"),
        ('backbone = "mean"\n', r"backbone = 'mean': input should be 'none'"),
        ("draws = 1\n", r"draws = 1: 1 draws give no interval; ask for 2 or more, or for none"),
        ('scheduler = "host"\n', r"scheduler = 'host': the address .* tcp://127\.0\.0\.1:8786\."),
    ],
)
def test_a_wrong_value_is_named(tmp_path, text, message):
    with pytest.raises(OptionError, match=message):
        study_options(write(tmp_path, text), {})


def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path):
    with pytest.raises(FileError, match="is not a file; name a study file"):
        study_options(tmp_path / "none.toml", {})
    with pytest.raises(FileError, match=r"is not valid TOML: .*line 1"):
        study_options(write(tmp_path, "top = = 1\n"), {})


def test_the_record_has_no_folder_of_a_machine(tmp_path):
    options = StudyOptions(table=str(tmp_path / "mine"), emissions=tmp_path / "e.csv", out=tmp_path)
    assert str(tmp_path) not in str(options.to_record())
    assert options.to_record()["table"] == "mine"


def test_a_study_file_lists_several_pressures(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text('pressure = ["CO2", "CH4"]\ntop = 7\n', encoding="utf-8")
    assert study_pressures(file) == ["CO2", "CH4"]
    assert study_options(file, {}).pressure is None
    assert study_options(file, {}).top == 7
    file.write_text('pressure = "CH4"\n', encoding="utf-8")
    assert study_pressures(file) == []
    assert study_options(file, {}).pressure == "CH4"
