"""Studies of made-up tables, and pictures that cost nothing to draw."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from embedded import embedded_study, embedded_table
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.io.bundle import write_bundle
from tanmai.report import partners
from tanmai.report.document import Picture
from tanmai.report.pictures import PICTURES
from tanmai.report.study_page import page
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tanmai.core.table import MrioTable
    from tanmai.studies.study import Study

DRAWN = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg>\n'
    '<svg width="10pt" height="10pt" viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg" '
    'role="img">\n<title>title KIND</title><desc>what KIND shows</desc>'
    "<style>@font-face{font-family:'Noto Sans SC';src:url(data:font/woff2;base64,AAAA)}"
    ".halo text{paint-order:stroke}</style>\n"
    '<g id="label-1"><text>名</text></g>\n</svg>'
)


@pytest.fixture(scope="session")
def study_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Study]:
    """Factory ``study_of(table, **options)``: the study of a table, the same for the same."""

    @lru_cache(maxsize=32)
    def make(table: MrioTable, **options: Any) -> Study:
        folder = tmp_path_factory.mktemp("table") / "table"
        write_bundle(table, folder)
        return make_study(StudyOptions(table=str(folder), **options))

    return make


@pytest.fixture(scope="session")
def textbook_study() -> Study:
    """The study of the embedded textbook table: two provinces, two sectors."""
    return embedded_study(table="textbook-mini")


@pytest.fixture(scope="session")
def below_zero_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The textbook table, more stock of mining drawn down than bought; its products in focus."""
    table = embedded_table("textbook-mini")
    Y = table.Y.copy()
    Y[0], Y[2] = (-4e6, -4e6), (0.0, -4e6)
    x = table.intermediate_sales + Y.sum(axis=1) + table.exports
    value_added = (x - table.intermediate_inputs - table.imports)[None]
    parts = {"Y": Y, "x": x, "value_added": value_added}
    folder = tmp_path_factory.mktemp("below") / "table"
    write_bundle(table.changed("stock drawn down", parts), folder)
    return make_study(StudyOptions(table=str(folder), focus="01", focus_reading="products"))


@pytest.fixture(scope="session")
def default_study() -> Study:
    """The study that a bare ``tanmai run`` makes."""
    return embedded_study()


@pytest.fixture(scope="session")
def stub_pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, ...]:
    """One tiny picture of every kind in both languages."""
    folder = tmp_path_factory.mktemp("pictures")
    return tuple(
        _stub(folder, kind, language)
        for language in ("zh", "en")
        for kind in PICTURES
        if kind not in ("intervals", *partners.PICTURES)  # without draws, and other regions
    )


def _stub(folder: Path, kind: str, language: str) -> Picture:
    svg = folder / f"{kind}.svg"
    svg.write_text(DRAWN.replace("KIND", kind), encoding="utf-8")
    return Picture(kind, language, svg.with_suffix(".png"), svg)


@pytest.fixture(scope="session")
def default_page(default_study: Study, stub_pictures: tuple[Picture, ...]) -> str:
    """The page of the study that a bare ``tanmai run`` makes."""
    return page(default_study, stub_pictures).html()


@pytest.fixture(scope="session")
def foreign_table(make_table: Callable[..., MrioTable]) -> MrioTable:
    """A table of four regions that are no provinces of China."""
    table = make_table(1)
    regions = tuple(Region(f"reg{i}", f"区{i}", f"reg{i}") for i in range(table.index.m))
    return replace(table, index=RegionSectorIndex(regions, table.sectors))


@pytest.fixture(scope="session")
def table_without_trade(small_table: MrioTable) -> MrioTable:
    """Three provinces that neither sell to each other nor abroad."""
    m, n, k = small_table.index.m, small_table.index.n, len(small_table.categories)
    Z = small_table.Z * np.kron(np.eye(m), np.ones((n, n)))
    Y = np.abs(small_table.Y) * np.kron(np.eye(m), np.ones((n, k)))
    x = Z.sum(axis=1) + Y.sum(axis=1)
    x = np.maximum(x, Z.sum(axis=0) + 1.0)
    Y[:, ::k] += np.kron(np.eye(m), np.ones((n, 1))) * (x - Z.sum(axis=1) - Y.sum(axis=1))[:, None]
    left = x - Z.sum(axis=0)
    parts = {
        "Z": Z,
        "Y": Y,
        "x": x,
        "exports": np.zeros(m * n),
        "error": np.zeros(m * n),
        "imports": np.zeros(m * n),
        "value_added": np.array([left * 0.5, left * 0.5]),
        "F": small_table.F * x / np.where(small_table.x > 0, small_table.x, 1.0),
    }
    return replace(small_table, **parts)
