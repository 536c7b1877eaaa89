"""Which pictures a study gets, and the words around each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tanmai.boundaries import Boundaries, dissolve, load_boundaries
from tanmai.charts import account_bars, heat_map, interval_chart
from tanmai.figure_files import save_figure, text_of
from tanmai.figures import Caption, Sheet
from tanmai.maps import MapDesign, choropleth, diverging_choropleth, flow_map
from tanmai.report.document import Picture
from tanmai.report.how_sure import interval_material
from tanmai.report.voice import Voice, groups_of_provinces, is_mapped, languages
from tanmai.study import Study
from tanmai.units import header

PICTURES = (
    "production",
    "consumption",
    "accounts",
    "net_outflow",
    "key_paths",
    "flows",
    "intervals",
)
"""Every kind of picture, in the order of the page."""

MOST_ARROWS = 40
"""More arrows than these would cover the map; the tables hold every path that was asked for."""

_MAPS = ("production", "consumption", "net_outflow", "key_paths")
_OF_FLOWS = ("key_paths", "flows")


def draw_pictures(study: Study, folder: Path) -> tuple[Picture, ...]:
    """Draw every picture of a study, in each language that it asks for.

    Maps show provinces of China, or groups of them as one area each; where the
    regions are neither, there are none. Pictures of flows are left out where nothing flows.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path
        An existing folder; the files go into ``maps`` in it, as
        ``<kind>.<language>.png``, ``.svg`` and ``.pdf``.

    Returns
    -------
    tuple of Picture
        In the order of ``PICTURES``, by language.
    """
    home = folder / "maps"
    home.mkdir(exist_ok=True)
    material = {
        kind: picture_material(study, kind) for kind in PICTURES if _can_be_drawn(study, kind)
    }
    drawn: list[Picture] = []
    for language in languages(study):
        drawn += _draw_in_language(Voice(language, study), material, home)
    return tuple(drawn)


def _draw_in_language(
    say: Voice, material: Mapping[str, Mapping[str, Any]], home: Path
) -> Iterator[Picture]:
    sheets = {
        kind: _DRAWN_BY[kind](caption=picture_caption(say, kind), **parts)
        for kind, parts in material.items()
    }
    text = "".join(map(text_of, sheets.values()))
    for kind in material:
        sheet = sheets.pop(kind)  # its pixels go when it is saved
        files = save_figure(sheet, home, f"{kind}.{say.language}", more_text=text)
        yield Picture(kind, say.language, sheet.title, sheet.description, files.png, files.svg)


def picture_caption(say: Voice, kind: str) -> Caption:
    """Return the words around a picture in the language of the voice."""
    provenance = say.study.table.provenance
    return Caption(
        title=f"{_title(say, kind)}{say.topic}",
        unit=say.study.table.emission_unit,
        source=say(
            f"多区域投入产出表 {provenance.name}（{say.status}）",
            f"multi-regional input-output table {provenance.name} ({say.status})",
        ),
        language=say.language,
        subtitle=_subtitle(say, kind),
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
        approval_number=say.study.options.approval_number or "",
    )


def _title(say: Voice, kind: str) -> str:
    year, place, top = say.study.table.year, say.place, min(len(say.study.paths), MOST_ARROWS)
    titles = {
        "production": (f"{year} 年生产侧 CO₂ 排放", f"Production-based CO₂ emissions, {year}"),
        "consumption": (f"{year} 年消费侧 CO₂ 排放", f"Consumption-based CO₂ emissions, {year}"),
        "net_outflow": (f"{year} 年隐含碳净流出", f"Net outflow of embodied CO₂, {year}"),
        "key_paths": (
            f"{year} 年{place}间最大的 {top} 条隐含碳流动",
            f"The {f'{top} largest flows' if top > 1 else 'largest flow'} of embodied CO₂ "
            f"between {place}s, {year}",
        ),
        "flows": (
            f"{year} 年各{place}之间的隐含碳流动",
            f"Flows of embodied CO₂ from {place} to {place}, {year}",
        ),
        "accounts": (
            f"{year} 年各{place}生产侧与消费侧 CO₂ 排放",
            f"Production-based and consumption-based CO₂ emissions by {place}, {year}",
        ),
        "intervals": (
            f"{year} 年各{place}账户有多可靠",
            f"How sure the accounts of each {place} are, {year}",
        ),
    }
    return say(*titles[kind])


def _subtitle(say: Voice, kind: str) -> str:
    focus = say.study.accounts.focus
    household = focus is None
    negative = say.study.network.graph["negative_flows_left_out"] > 0
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
            "行为排放地，列为最终需求所在地，按社群排列"
            + ("；负流量（动用库存）留空" if negative else ""),
            "Rows emit, columns have the final demand, in the order of communities"
            + ("; negative flows, of stock drawn down, are left blank" if negative else ""),
        ),
        "accounts": ("", ""),
        "intervals": (
            "随机误差的 90% 区间，不含整张表的系统性误差",
            "90\N{NO-BREAK SPACE}% intervals of random errors; what is wrong with the table as a "
            "whole is not in them",
        ),
    }
    return say(*subtitles[kind])


def _can_be_drawn(study: Study, kind: str) -> bool:
    if kind in _MAPS and not is_mapped(study):
        return False
    if kind == "intervals":
        return study.ensemble is not None
    return kind not in _OF_FLOWS or not study.paths.empty


def picture_material(study: Study, kind: str) -> dict[str, Any]:
    """Return what the drawing function of a kind takes beside the caption."""
    if kind == "intervals" and study.ensemble is not None:
        return interval_material(study.ensemble)
    accounts, codes = study.accounts, list(study.table.index.region_codes)
    without = list(study.table.without_emissions)
    production, consumption, net = (
        pd.Series(values, index=codes)
        for values in (accounts.production_based, accounts.consumption_based, accounts.net_outflow)
    )
    if kind == "production":
        return {"values": production.drop(without), **_ground(study)}
    if kind == "consumption":
        return {"values": consumption, **_ground(study)}
    if kind == "net_outflow":
        return {"net_outflow": net.drop(without), **_ground(study)}
    if kind == "flows":
        positive = np.maximum(accounts.flows.values, 0.0)
        return {
            "flows": replace(accounts.flows, values=positive),
            "without_data": without,
            "communities": study.communities,
        }
    if kind == "accounts":
        regions = study.table.regions
        return {
            "regions": regions,
            "production": production,
            "consumption": consumption,
            "net_outflow": net,
            "without_data": without,
        }
    unit = header(accounts.flows.unit)
    names = {"from_adcode": "from", "to_adcode": "to", unit: "value"}
    return {
        "paths": study.paths[list(names)].head(MOST_ARROWS).rename(columns=names),
        "total": study.network.graph["weight_in_network"],
        "net_outflow": net.drop(without),
        **_ground(study),
    }


def _ground(study: Study) -> dict[str, Any]:
    return {"boundaries": boundaries_of(study), "design": MapDesign(study.options.columns)}


def boundaries_of(study: Study) -> Boundaries:
    """Return the boundaries that a study is drawn in: Tianditu's or the user's, of its regions."""
    provinces = load_boundaries(study.options.boundaries, study.options.boundaries_crs)
    groups = groups_of_provinces(study)
    return provinces if groups is None else dissolve(provinces, groups)


def _net_outflow_map(
    net_outflow: pd.Series, caption: Caption, boundaries: Boundaries, design: MapDesign
) -> Sheet:
    zh = caption.language == "zh"
    return diverging_choropleth(
        net_outflow,
        caption,
        positive="净流出" if zh else "net outflow",
        negative="净流入" if zh else "net inflow",
        boundaries=boundaries,
        design=design,
    )


_DRAWN_BY: Mapping[str, Callable[..., Sheet]] = {
    "production": choropleth,
    "consumption": choropleth,
    "accounts": account_bars,
    "net_outflow": _net_outflow_map,
    "key_paths": flow_map,
    "flows": heat_map,
    "intervals": interval_chart,
}
