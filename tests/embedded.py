"""Embedded tables, and studies of them, that a process reads and solves once for all tests.

Tables are frozen and studies are only read, so that tests may share them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tanmai.core.table import MrioTable
from tanmai.io.tables import load_table
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import Study, make_study


@lru_cache(maxsize=6)
def embedded_table(name: str = "cn31-2017") -> MrioTable:
    """Return an embedded table."""
    return load_table(name)


@lru_cache(maxsize=12)
def embedded_study(**options: Any) -> Study:
    """Return the study that the options of `StudyOptions` ask for, with nothing of a folder."""
    return make_study(StudyOptions(**options))
