"""The pictures of a comparison: maps on one scale, ranks over the years, what changed and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from tanmai.core.messages import Message, message
from tanmai.draw.charts import decomposition_bars, rank_chart
from tanmai.draw.maps import (
    MOST_SIDE_BY_SIDE,
    MapDesign,
    choropleths_on_one_scale,
    diverging_choropleths_side_by_side,
    flow_maps_side_by_side,
)
from tanmai.draw.page import Caption, Sheet
from tanmai.draw.workers import side_by_side
from tanmai.networks import rank_changes
from tanmai.report.document import Picture
from tanmai.report.picture_files import Drawing, saved_pictures
from tanmai.report.pictures_of_study import (
    boundaries_of,
    mapped_paths,
    on_map,
    picture_material,
)
from tanmai.report.voice import Voice, is_mapped, languages
from tanmai.studies.decomposition import Change
from tanmai.studies.result import Doing
from tanmai.studies.study import Study

MAPPED_ACCOUNTS = {
    "production_based": message("Production-based CO₂ emissions"),
    "consumption_based": message("Consumption-based CO₂ emissions"),
    "outflow": message("CO₂ emissions for the final demand of other {place}s"),
}
"""The accounts that have a map of every year, with their titles, which name what a region is."""

FACTOR_NAMES = {
    "emission_intensity": message("Emission intensity"),
    "production_structure": message("Production structure"),
    "technology": message("Technology"),
    "provincial_sourcing": message("Provincial sourcing"),
    "domestic_share": message("Domestic share"),
    "demand_structure": message("Products in demand"),
    "category_mix": message("Mix of categories"),
    "demand_per_head": message("Demand per head"),
    "population": message("Population"),
    "demand_level": message("Level of demand"),
}

PRICES = {
    "constant prices": message("constant prices"),
    "current prices": message("current prices"),
}


def draw_comparison(
    studies: Mapping[str, Study],
    folder: Path,
    changes: Sequence[Change] = (),
    do: Doing = side_by_side,
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
    do : callable, optional
        As for `saved_pictures`.

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
            Drawing(kind, language, stem, sheet)
            for language in languages(first)
            for kind, (stem, sheet) in _sheets(studies, changes, language)
        ),
        home,
        first.options.kinds_of_file,
        do,
    )


def _same(sheet: Sheet) -> Sheet:
    return sheet


def _sheets(
    studies: Mapping[str, Study], changes: Sequence[Change], language: str
) -> Iterator[tuple[str, tuple[str, Callable[[], Sheet]]]]:
    """Return kind, stem of the files and what gives the sheet of every picture."""
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
            yield f"{account}-{position}", (f"{account}_{name}", partial(_same, sheet))
    if is_mapped(voices[0].study) and len(studies) <= MOST_SIDE_BY_SIDE:
        yield "net_outflow", ("net_outflow", partial(_net_outflows, studies, voices[-1]))
        if not any(mapped_paths(study).empty for study in studies.values()):
            yield "key_paths", ("key_paths", partial(_key_paths, studies, voices[-1]))
    if all(study.network.number_of_edges() for study in studies.values()):
        yield "ranks", ("ranks", partial(_ranks, studies, voices[-1]))
    for position, change in enumerate(changes):
        stem = f"decomposition_{change.first}_{change.second}"
        yield (
            f"decomposition-{position}",
            (stem, partial(_decomposition, change, studies, voices[position + 1])),
        )


def _net_outflows(studies: Mapping[str, Study], say: Voice) -> Sheet:
    """Return the maps of net outflow of all studies on one sheet."""
    return diverging_choropleths_side_by_side(
        {name: _known(study, "net_outflow") for name, study in studies.items()},
        _caption(
            say,
            say("Net outflow of embodied CO₂, {span}", span=_span(studies)),
            say("Same classes in all years"),
            *studies.values(),
        ),
        positive=say("net outflow"),
        negative=say("net inflow"),
        boundaries=boundaries_of(say.study),
    )


def _key_paths(studies: Mapping[str, Study], say: Voice) -> Sheet:
    """Return the maps of key paths of all studies on one sheet."""
    drawn = {name: picture_material(study, "key_paths") for name, study in studies.items()}
    return flow_maps_side_by_side(
        {name: material["paths"] for name, material in drawn.items()},
        {name: material["total"] for name, material in drawn.items()},
        _caption(
            say,
            say(
                "Largest flows of embodied CO₂ between {place}s, {span}",
                place=say.mapped_place,
                span=_span(studies),
            ),
            say("Same line width for the same flow in all years"),
            *studies.values(),
        ),
        boundaries=boundaries_of(say.study),
    )


def _span(studies: Mapping[str, Study]) -> str:
    first, *_, last = studies
    return f"{first}–{last}"


def _design(say: Voice) -> MapDesign:
    return MapDesign(say.study.options.columns)


def _known(study: Study, account: str) -> pd.Series:
    """Return an account without the provinces whose own emissions are not known."""
    values = pd.Series(getattr(study.accounts, account), index=study.table.index.region_codes)
    missing = [] if account == "consumption_based" else list(study.table.without_emissions)
    return on_map(study, values.drop(missing))


def _caption(say: Voice, title: str, subtitle: str, *sources: Study) -> Caption:
    """Return the words around a picture of the voice's study, or of several."""
    provenance = say.study.table.provenance
    names = [study.table.provenance.name for study in sources or (say.study,)]
    return Caption(
        title=title + say.topic,
        unit=say.study.table.emission_unit,
        source=say(", ").join(names) + say.brackets(say.status),
        language=say.language,
        subtitle=subtitle,
        caveat=provenance.caveat(say.language),
        approval_number=say.study.options.approval_number or "",
        pressure=say.pressure,
    )


def _map_caption(say: Voice, account: Message) -> Caption:
    year, title = say.study.table.year, say(account.filled(place=say.place))
    return _caption(
        say,
        say("{title}, {year}", title=title, year=year),
        say("Same classes in all years"),
    )


def _ranks(studies: Mapping[str, Study], say: Voice) -> Sheet:
    frame = rank_changes({name: study.network for name, study in studies.items()})
    ranks = frame[frame["measure"] == "key_rank"].set_index("adcode")
    first, *_, last = studies
    caption = _caption(
        say,
        say("Ranks of key {place}s, {first} to {last}", place=say.place, first=first, last=last),
        say("By mean rank over seven network measures"),
        *studies.values(),
    )
    return rank_chart(
        ranks[[f"rank_{name}" for name in studies]].set_axis(list(studies), axis=1),
        replace(caption, unit=""),
        regions=say.study.table.regions,
        design=_design(say),
    )


def _decomposition(change: Change, studies: Mapping[str, Study], say: Voice) -> Sheet:
    span = f"{change.first}–{change.second}"
    caption = _caption(
        say,
        say(
            "Drivers of change in embodied CO₂, {span}",
            span=span,
        ),
        say(
            "Emitted anywhere in the table for the final demand of each {place}; {prices}",
            place=say.place,
            prices=say(PRICES[change.decomposition.prices]),
        ),
        studies[change.first],
        studies[change.second],
    )
    names = {factor: say(FACTOR_NAMES[factor]) for factor in change.factors}
    return decomposition_bars(
        change.effects("emitted_for")[list(change.factors)],
        caption,
        names=names,
        regions=say.study.table.regions,
        design=_design(say),
    )
