"""The pictures of a comparison: maps on one scale, ranks over the years, what changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from tanmai.draw.charts import decomposition_bars, rank_chart
from tanmai.draw.maps import (
    MOST_SIDE_BY_SIDE,
    MapDesign,
    choropleths_on_one_scale,
    diverging_choropleths_side_by_side,
    flow_maps_side_by_side,
)
from tanmai.draw.page import Caption, Sheet
from tanmai.networks import rank_changes
from tanmai.report.document import Picture
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.pictures_of_study import boundaries_of, picture_material
from tanmai.report.voice import Voice, is_mapped, languages
from tanmai.studies.decomposition import Change
from tanmai.studies.study import Study

MAPPED_ACCOUNTS = {
    "production_based": ("生产侧 CO₂ 排放", "Production-based CO₂ emissions"),
    "consumption_based": ("消费侧 CO₂ 排放", "Consumption-based CO₂ emissions"),
    "outflow": ("为其他{place}最终需求的 CO₂ 排放", "CO₂ emissions for other {place}s"),
}
"""The accounts that have a map of every year, with their titles, which name what a region is."""

FACTOR_NAMES = {
    "emission_intensity": ("排放强度", "Emission intensity"),
    "production_structure": ("生产结构", "Production structure"),
    "technology": ("技术", "Technology"),
    "provincial_sourcing": ("省际来源", "Provincial sourcing"),
    "domestic_share": ("国产比重", "Domestic share"),
    "demand_structure": ("需求产品结构", "Products in demand"),
    "category_mix": ("需求类别构成", "Mix of categories"),
    "demand_per_head": ("人均最终需求", "Demand per head"),
    "population": ("人口", "Population"),
    "demand_level": ("最终需求总量", "Level of demand"),
}

PRICES = {
    "constant prices": ("不变价", "constant prices"),
    "current prices": ("当年价", "current prices"),
}


def draw_comparison(
    studies: Mapping[str, Study], folder: Path, changes: Sequence[Change] = ()
) -> tuple[Picture, ...]:
    """Draw what several studies show side by side.

    Maps of the accounts are in the same classes for all studies; there are none where
    the regions are neither provinces nor known groups of them, and none of an account
    that is negative somewhere (inventories drawn down). Up to six years of net outflow and
    of key paths stand side by side on one sheet.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, mostly the year.
    folder : Path
        An existing folder; the files go into ``maps`` in it.
    changes : sequence of Change
        The decomposition from each study to the next, where it was made.

    Returns
    -------
    tuple of Picture
        By language. The kind of the map of one study is ``<account>-<its position>``, that of
        all side by side ``net_outflow`` or ``key_paths``, that of the chart of ranks ``ranks``,
        that of a change ``decomposition-<its position>``.
    """
    first = next(iter(studies.values()))
    home = folder / "maps"
    home.mkdir(exist_ok=True)
    return saved_pictures(
        (
            Drawing(kind, language, stem, partial(_same, sheet))
            for language in languages(first)
            for kind, (stem, sheet) in _sheets(studies, changes, language)
        ),
        home,
    )


def _same(sheet: Sheet) -> Sheet:
    return sheet


def _sheets(
    studies: Mapping[str, Study], changes: Sequence[Change], language: str
) -> Iterator[tuple[str, tuple[str, Sheet]]]:
    """Return kind, stem of the files and sheet of every picture."""
    voices = [Voice(language, study) for study in studies.values()]
    for account, titles in MAPPED_ACCOUNTS.items():
        values = [_known(study, account) for study in studies.values()]
        if not is_mapped(voices[0].study) or min(one.min() for one in values) < 0:
            continue
        sheets = choropleths_on_one_scale(
            values,
            [_map_caption(say, titles) for say in voices],
            boundaries=boundaries_of(voices[0].study),
            design=_design(voices[0]),
        )
        for position, (name, sheet) in enumerate(zip(studies, sheets, strict=True)):
            yield f"{account}-{position}", (f"{account}_{name}", sheet)
    if is_mapped(voices[0].study) and len(studies) <= MOST_SIDE_BY_SIDE:
        for kind, sheet in _side_by_side(studies, voices[-1]):
            yield kind, (kind, sheet)
    if all(study.network.number_of_edges() for study in studies.values()):
        yield "ranks", ("ranks", _ranks(studies, voices[-1]))
    for position, change in enumerate(changes):
        stem = f"decomposition_{change.first}_{change.second}"
        yield (
            f"decomposition-{position}",
            (stem, _decomposition(change, studies, voices[position + 1])),
        )


def _side_by_side(studies: Mapping[str, Study], say: Voice) -> Iterator[tuple[str, Sheet]]:
    """Return the maps of net outflow, and those of key paths, of all studies on one sheet."""
    first, *_, last = studies
    span = f"{first}–{last}"
    boundaries = boundaries_of(say.study)
    yield (
        "net_outflow",
        diverging_choropleths_side_by_side(
            {name: _known(study, "net_outflow") for name, study in studies.items()},
            _caption(
                say,
                say(f"{span} 年隐含碳净流出", f"Net outflow of embodied CO₂, {span}"),
                say("各年同一分级", "The classes are those of all years together"),
                *studies.values(),
            ),
            positive=say("净流出", "net outflow"),
            negative=say("净流入", "net inflow"),
            boundaries=boundaries,
        ),
    )
    if any(study.paths.empty for study in studies.values()):
        return
    drawn = {name: picture_material(study, "key_paths") for name, study in studies.items()}
    yield (
        "key_paths",
        flow_maps_side_by_side(
            {name: material["paths"] for name, material in drawn.items()},
            {name: material["total"] for name, material in drawn.items()},
            _caption(
                say,
                say(
                    f"{span} 年{say.place}间最大的隐含碳流动",
                    f"The largest flows of embodied CO₂ between {say.place}s, {span}",
                ),
                say("各年同一线宽比例", "The same width for the same flow in all years"),
                *studies.values(),
            ),
            boundaries=boundaries,
        ),
    )


def _design(say: Voice) -> MapDesign:
    return MapDesign(say.study.options.columns)


def _known(study: Study, account: str) -> pd.Series:
    """Return an account without the provinces whose own emissions are not known."""
    values = pd.Series(getattr(study.accounts, account), index=study.table.index.region_codes)
    missing = [] if account == "consumption_based" else list(study.table.without_emissions)
    return values.drop(missing)


def _caption(say: Voice, title: str, subtitle: str, *sources: Study) -> Caption:
    """Return the words around a picture of the voice's study, or of several."""
    provenance = say.study.table.provenance
    names = [study.table.provenance.name for study in sources or (say.study,)]
    return Caption(
        title=title + say.topic,
        unit=say.study.table.emission_unit,
        source=f"{say('、', ', ').join(names)} ({say.status})",
        language=say.language,
        subtitle=subtitle,
        caveat=say(provenance.caveat_zh, provenance.caveat_en),
        approval_number=say.study.options.approval_number or "",
    )


def _map_caption(say: Voice, titles: tuple[str, str]) -> Caption:
    year, title = say.study.table.year, say(*titles).format(place=say.place)
    return _caption(
        say,
        say(f"{year} 年{title}", f"{title}, {year}"),
        say("各年同一分级", "The classes are those of all years together"),
    )


def _ranks(studies: Mapping[str, Study], say: Voice) -> Sheet:
    frame = rank_changes({name: study.network for name, study in studies.items()})
    ranks = frame[frame["measure"] == "key_rank"].set_index("adcode")
    first, *_, last = studies
    caption = _caption(
        say,
        say(
            f"关键{say.place}的名次，{first}–{last}",
            f"Ranks of key {say.place}s, {first} to {last}",
        ),
        say("七项网络指标名次的平均", "By the mean of the ranks in seven measures of the network"),
        *studies.values(),
    )
    return rank_chart(
        ranks[[f"rank_{name}" for name in studies]].set_axis(list(studies), axis=1),
        say.study.table.regions,
        replace(caption, unit=""),
        design=_design(say),
    )


def _decomposition(change: Change, studies: Mapping[str, Study], say: Voice) -> Sheet:
    span = f"{change.first}–{change.second}"
    caption = _caption(
        say,
        say(
            f"{span} 年隐含碳变化的结构分解",
            f"Why embodied CO₂ changed, {change.first} to {change.second}",
        ),
        say("为各地最终需求而在表内任何地方的排放；", "Emitted anywhere in the table for each ")
        + say("", f"{say.place}'s final demand; ")
        + say(*PRICES[change.decomposition.prices]),
        studies[change.first],
        studies[change.second],
    )
    names = {factor: say(*FACTOR_NAMES[factor]) for factor in change.factors}
    return decomposition_bars(
        change.effects("emitted_for")[list(change.factors)],
        names,
        say.study.table.regions,
        caption,
        design=_design(say),
    )
