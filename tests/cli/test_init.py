"""``tanmai init``: a study file with every key, commented out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from command_line import status_of
from tanmai.studies.options import StudyOptions, study_options


def test_every_key_stands_commented_out_with_its_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "study.toml"
    assert status_of(monkeypatch, "init", file) == 0
    text = file.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    assert study_options(file, {}) == StudyOptions()
    set_all = "\n".join(line[2:] if line.startswith("# ") else line for line in text.splitlines())
    values = tomllib.loads(set_all)
    assert list(values) == list(StudyOptions.model_fields)
    for key, field in StudyOptions.model_fields.items():
        if field.default is not None:
            default = field.default
            wanted = default.as_posix() if isinstance(default, Path) else default
            assert values[key] == wanted
    for line in ("## 数据表", "## Table", "## Number of key paths; a map shows 40 at most."):
        assert line in text.splitlines()


def test_a_study_file_that_exists_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "study.toml"
    file.write_text("top = 5\n", encoding="utf-8")
    assert status_of(monkeypatch, "init", file) == 2
    assert "is there already and is not replaced" in " ".join(capsys.readouterr().err.split())
    assert file.read_text(encoding="utf-8") == "top = 5\n"
