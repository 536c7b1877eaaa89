"""Maps of several studies, all on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tanmai.figure_files import save_figure
from tanmai.figures import Caption
from tanmai.maps import choropleths_on_one_scale
from tanmai.report.pictures import boundaries_of
from tanmai.report.voice import Voice, is_of_provinces, languages
from tanmai.study import Study

_TITLES = {
    "production_based": ("生产侧 CO₂ 排放", "Production-based CO₂ emissions"),
    "consumption_based": ("消费侧 CO₂ 排放", "Consumption-based CO₂ emissions"),
    "outflow": ("为其他省份最终需求的 CO₂ 排放", "CO₂ emissions for other provinces"),
}


def draw_comparison(studies: Mapping[str, Study], folder: Path) -> None:
    """Draw the accounts of every study, in the same classes for all of them.

    Nothing is drawn where the regions are no provinces. An account that is
    negative somewhere (inventories drawn down) is left out.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, mostly the year.
    folder : Path
        An existing folder; the files go into ``maps`` in it, as
        ``<account>_<name>.<language>.png``, ``.svg`` and ``.pdf``.
    """
    first = next(iter(studies.values()))
    if not is_of_provinces(first):
        return
    home = folder / "maps"
    home.mkdir(exist_ok=True)
    for account, titles in _TITLES.items():
        values = [_known(study, account) for study in studies.values()]
        if min(one.min() for one in values) < 0:
            continue
        for language in languages(first):
            captions = [_caption(Voice(language, study), titles) for study in studies.values()]
            sheets = choropleths_on_one_scale(values, captions, boundaries=boundaries_of(first))
            for name, sheet in zip(studies, sheets, strict=True):
                save_figure(sheet, home, f"{account}_{name}.{language}")


def _known(study: Study, account: str) -> pd.Series:
    """Return an account without the provinces whose own emissions are not known."""
    values = pd.Series(getattr(study.accounts, account), index=study.table.index.region_codes)
    missing = [] if account == "consumption_based" else list(study.table.without_emissions)
    return values.drop(missing)


def _caption(say: Voice, titles: tuple[str, str]) -> Caption:
    provenance, year = say.study.table.provenance, say.study.table.year
    title = say(*titles)
    return Caption(
        title=say(f"{year} 年{title}", f"{title}, {year}") + say.topic,
        unit=say.study.table.emission_unit,
        source=f"{provenance.name} ({say.status})",
        language=say.language,
        subtitle=say("各年同一分级", "The classes are those of all years together"),
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
        approval_number=say.study.options.approval_number or "",
    )
