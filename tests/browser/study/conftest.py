"""The report of one study, for every test of this folder; one process runs them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tanmai.report.pictures import draw_pictures
from tanmai.report.study_page import page
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import Study, make_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def study() -> Study:
    """The study of a bare ``tanmai run``, with the pictures that its page needs."""
    return make_study(StudyOptions(formats="svg"))


@pytest.fixture(scope="session")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the study."""
    folder = tmp_path_factory.mktemp("study")
    path = folder / "report.html"
    page(study, draw_pictures(study, folder)).write(path)
    return path
