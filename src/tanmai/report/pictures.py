"""Which pictures a study gets, and the words around each."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from tanmai.figure_files import save_figure
from tanmai.figures import Caption, Sheet
from tanmai.report.voice import Voice, is_of_provinces, languages
from tanmai.study import Study
from tanmai.units import header

PICTURES = ("production", "consumption", "accounts", "net_outflow", "key_paths", "flows")
"""Every kind of picture, in the order of the page."""

_MAPS = ("production", "consumption", "net_outflow", "key_paths")
_OF_FLOWS = ("key_paths", "flows")
# The longest go first, so that no process ends long after the others.
_SLOWEST = ("key_paths", "flows", "net_outflow", "accounts", "production", "consumption")


@dataclass(frozen=True)
class Picture:
    """A picture of a study, as PNG and SVG.

    Attributes
    ----------
    kind : str
        One of ``PICTURES``.
    language : str
        ``"zh"`` or ``"en"``.
    title : str
        What it shows, of where and when.
    description : str
        What is seen in it, for those who cannot see it.
    png, svg : Path
        Its files.
    """

    kind: str
    language: str
    title: str
    description: str
    png: Path
    svg: Path


@dataclass(frozen=True)
class _Job:
    """All that a process needs to draw a picture."""

    kind: str
    caption: Caption
    material: Mapping[str, Any]
    folder: Path


def draw_pictures(study: Study, folder: Path, *, processes: int = 1) -> tuple[Picture, ...]:
    """Draw every picture of a study, in each language that it asks for.

    Maps are left out where the regions are not provinces of China, and pictures of
    flows where nothing flows.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path
        An existing folder; the files go into ``maps`` in it, as
        ``<kind>.<language>.png`` and ``.svg``.
    processes : int
        Number of processes that draw at the same time. With more than one, a script
        that calls this needs the usual ``if __name__ == "__main__"``.

    Returns
    -------
    tuple of Picture
        In the order of ``PICTURES``, by language.
    """
    home = folder / "maps"
    home.mkdir(exist_ok=True)
    kinds = [kind for kind in _SLOWEST if _can_be_drawn(study, kind)]
    material = {kind: _material(study, kind) for kind in kinds}
    jobs = [
        _Job(kind, picture_caption(Voice(study, language), kind), material[kind], home)
        for kind in kinds
        for language in languages(study)
    ]
    if processes > 1:
        spawn = get_context("spawn")
        with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=spawn) as pool:
            drawn = list(pool.map(_draw, jobs))
    else:
        drawn = [_draw(job) for job in jobs]
    order = [(kind, language) for language in languages(study) for kind in PICTURES]
    return tuple(sorted(drawn, key=lambda p: order.index((p.kind, p.language))))


def picture_caption(say: Voice, kind: str) -> Caption:
    """Return the words around a picture in the language of the voice."""
    provenance = say.study.table.provenance
    return Caption(
        title=f"{_title(say, kind)}{say.topic}",
        unit=say.study.table.emission_unit,
        source=say(f"数据表 {provenance.name}", f"table {provenance.name}"),
        language=say.language,
        subtitle=_subtitle(say, kind),
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
    )


def _title(say: Voice, kind: str) -> str:
    year, place, top = say.study.table.year, say.place, len(say.study.paths)
    titles = {
        "production": (f"{year} 年生产侧 CO₂ 排放", f"Production-based CO₂ emissions, {year}"),
        "consumption": (f"{year} 年消费侧 CO₂ 排放", f"Consumption-based CO₂ emissions, {year}"),
        "net_outflow": (f"{year} 年隐含碳净流出", f"Net outflow of embodied CO₂, {year}"),
        "key_paths": (
            f"{year} 年{place}间最大的 {top} 条隐含碳流动",
            f"The {top} largest flows of embodied CO₂ between {place}s, {year}",
        ),
        "flows": (
            f"{year} 年各{place}之间的隐含碳流动",
            f"Flows of embodied CO₂ from {place} to {place}, {year}",
        ),
        "accounts": (
            f"{year} 年各{place}生产侧与消费侧 CO₂ 排放",
            f"Production-based and consumption-based CO₂ emissions by {place}, {year}",
        ),
    }
    return say(*titles[kind])


def _subtitle(say: Voice, kind: str) -> str:
    focus = say.study.accounts.focus
    household = focus is None
    subtitles = {
        "production": (
            "各地境内的排放" + ("，含居民直接排放" if household else ""),
            "Emitted within each " + say.place + (", households included" if household else ""),
        ),
        "consumption": (
            "为各地最终需求而在表内任何地方的排放" + ("，含居民直接排放" if household else ""),
            "Emitted anywhere in the table for each "
            + say.place
            + "'s final demand"
            + (", households included" if household else ""),
        ),
        "net_outflow": (
            f"为其他{say.place}的排放，减去其他{say.place}为本地的排放",
            "Emitted for the others, less what the others emit for here",
        ),
        "key_paths": (
            "箭头由排放地指向最终需求所在地；底色为净流出",
            "From where CO₂ is emitted to where it serves final demand; the ground is net outflow",
        ),
        "flows": (
            "行为排放地，列为最终需求所在地",
            "Rows emit, columns have the final demand",
        ),
        "accounts": ("", ""),
    }
    return say(*subtitles[kind])


def _can_be_drawn(study: Study, kind: str) -> bool:
    if kind in _MAPS and not is_of_provinces(study):
        return False
    return kind not in _OF_FLOWS or not study.paths.empty


def _material(study: Study, kind: str) -> dict[str, Any]:
    """Return what the drawing function of a kind takes beside the caption."""
    accounts, codes = study.accounts, list(study.table.index.region_codes)
    without = list(study.table.without_emissions)
    production, consumption, net = (
        pd.Series(values, index=codes)
        for values in (accounts.production_based, accounts.consumption_based, accounts.net_outflow)
    )
    if kind == "production":
        return {"values": production.drop(without)}
    if kind == "consumption":
        return {"values": consumption}
    if kind == "net_outflow":
        return {"values": net.drop(without)}
    if kind == "flows":
        return {"flows": accounts.flows}
    if kind == "accounts":
        regions = study.table.regions
        return {
            "regions": regions,
            "production": production,
            "consumption": consumption,
            "net_outflow": net,
        }
    unit = header(accounts.flows.unit)
    names = {"from_adcode": "from", "to_adcode": "to", unit: "value"}
    return {
        "paths": study.paths[list(names)].rename(columns=names),
        "total": float(accounts.outflow.sum()),
        "net_outflow": net.drop(without),
    }


def _draw(job: _Job) -> Picture:
    sheet = _sheet(job)
    stem = f"{job.kind}.{job.caption.language}"
    png, svg = save_figure(sheet, job.folder, stem)
    return Picture(job.kind, job.caption.language, job.caption.title, sheet.description, png, svg)


def _sheet(job: _Job) -> Sheet:
    # Imported here, so that a process which only asks others to draw need not wait for it.
    from tanmai import charts, maps

    if job.kind in ("production", "consumption"):
        return maps.choropleth(caption=job.caption, **job.material)
    if job.kind == "net_outflow":
        positive, negative = (
            ("净流出", "净流入") if job.caption.language == "zh" else ("net outflow", "net inflow")
        )
        return maps.diverging_choropleth(
            caption=job.caption, positive=positive, negative=negative, **job.material
        )
    if job.kind == "key_paths":
        return maps.flow_map(caption=job.caption, **job.material)
    if job.kind == "flows":
        return charts.heat_map(caption=job.caption, **job.material)
    return charts.account_bars(caption=job.caption, **job.material)
