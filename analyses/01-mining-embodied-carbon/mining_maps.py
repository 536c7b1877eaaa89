"""Maps of mining's carbon, every year on the same scale."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tanmai.figure_files import save_figure
from tanmai.figures import Caption
from tanmai.maps import choropleths_on_one_scale
from tanmai.study import Study

TITLES = {
    "production_based": ("采矿业直接 CO₂ 排放", "Direct CO₂ emissions of mining"),
    "outflow": (
        "采矿业为其他省份最终需求的 CO₂ 排放",
        "CO₂ emissions of mining for other provinces",
    ),
}


def write_maps(studies: Mapping[str, Study], folder: Path) -> None:
    """Draw each account for every year, in both languages, as PNG and SVG."""
    home = folder / "maps"
    home.mkdir()
    for account, titles in TITLES.items():
        values = [_known(study, account) for study in studies.values()]
        for language, title in zip(("zh", "en"), titles, strict=True):
            captions = [_caption(study, title, language) for study in studies.values()]
            sheets = choropleths_on_one_scale(values, captions)
            for year, sheet in zip(studies, sheets, strict=True):
                save_figure(sheet, home, f"{account}_{year}.{language}")


def _known(study: Study, account: str) -> pd.Series:
    values = pd.Series(getattr(study.accounts, account), index=study.table.index.region_codes)
    return values.drop(list(study.table.without_emissions))


def _caption(study: Study, title: str, language: str) -> Caption:
    provenance, year = study.table.provenance, study.table.year
    in_zh = language == "zh"
    return Caption(
        title=f"{year} 年{title}" if in_zh else f"{title}, {year}",
        unit=study.table.emission_unit,
        source=provenance.name,
        language=language,
        subtitle="各年同一分级" if in_zh else "The classes are those of all years together",
        caveat=provenance.caveat_zh if in_zh else provenance.caveat_en,
    )
