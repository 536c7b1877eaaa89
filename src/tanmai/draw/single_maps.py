"""A map alone, from any numbers by province, without a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tanmai.core.concordance import Concordance
from tanmai.core.labels import find_province
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.design import FORMATS
from tanmai.draw.files import save_figure
from tanmai.draw.maps import MapDesign, choropleth, diverging_choropleth, flow_map
from tanmai.draw.page import Caption, Sheet
from tanmai.draw.workers import side_by_side

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

Flow = tuple[str, str, float]


def value_map(
    values: Mapping[str, float] | pd.Series,
    caption: Caption,
    *,
    classes: int = 5,
    breaks: Sequence[float] = (),
    colours: str = "",
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw values by province; signed ones in two colours, centred on zero.

    Parameters
    ----------
    values : mapping or Series
        Values by province: adcode, Chinese or English name; or by the codes of the cities of
        ``boundaries``.
    caption : Caption
        Title, unit, source and language.
    classes, breaks, colours
        As for `choropleth`; values of both signs have classes around zero unless breaks are given.
    boundaries, design
        The provinces to draw them on, and how; by default Tianditu's in two columns.

    Raises
    ------
    LabelError
        A name is no province.
    OptionError
        The classes, breaks or colours cannot be used.
    """
    of_provinces = boundaries is None or (boundaries.of_china and boundaries.provinces is None)
    by_code = {
        find_province(str(name)).code if of_provinces else str(name): float(value)
        for name, value in dict(values).items()
    }
    if min(by_code.values(), default=0.0) < 0 and not breaks:
        return diverging_choropleth(
            by_code,
            caption,
            positive=caption.say("above zero"),
            negative=caption.say("below zero"),
            colours=colours,
            boundaries=boundaries,
            design=design,
        )
    return choropleth(
        by_code,
        caption,
        classes=classes,
        breaks=breaks,
        colours=colours,
        boundaries=boundaries,
        design=design,
    )


def draw_maps(
    draw: Callable[[Caption], Sheet],
    captions: Sequence[Caption],
    folder: Path,
    stem: str,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw a map with the words of each language and return the files.

    Languages are drawn side by side; of one alone, its formats.

    Parameters
    ----------
    draw : callable
        The map, from its caption.
    captions : sequence of Caption
        One for each language.
    folder, stem : Path, str
        Where the files ``stem.<language>.png``, ``.svg`` and ``.pdf`` go.
    formats : sequence of str
        Which of these to write.
    """

    def saved(sheet: Sheet, language: str, kinds: Sequence[str]) -> list[Path]:
        return list(save_figure(sheet, folder, f"{stem}.{language}", kinds).values())

    def drawn(caption: Caption) -> list[Path]:
        return saved(draw(caption), caption.language, formats)

    if len(captions) > 1:
        found = side_by_side([partial(drawn, caption) for caption in captions])
    else:
        sheet, language = draw(captions[0]), captions[0].language
        longest_first = [kind for kind in reversed(FORMATS) if kind in formats]
        each = [partial(saved, sheet, language, [kind]) for kind in longest_first]
        found = side_by_side(each)[::-1]
    return [path for paths in found for path in paths]


def largest_flow_map(
    flows: Sequence[Flow],
    caption: Caption,
    *,
    top: int,
    boundaries: Boundaries,
    design: MapDesign,
) -> Sheet:
    """Draw the largest flows between provinces, and say which share of all they carry.

    Parameters
    ----------
    flows : sequence of (str, str, float)
        The codes of the areas that a flow goes from and to, and its value; largest first.
    caption : Caption
        As for `value_map`.
    top : int
        How many to draw.
    boundaries, design
        As for `value_map`.
    """
    total = sum(value for *_, value in flows)
    names = enumerate(("from", "to", "value"))
    drawn = {name: [flow[at] for flow in flows[:top]] for at, name in names}
    return flow_map(drawn, total, caption, boundaries=boundaries, design=design)


def bundled(flows: Sequence[Flow], groups: Concordance) -> list[Flow]:
    """Return the flows between groups of provinces; those within a group fall out.

    Parameters
    ----------
    flows : sequence of (str, str, float)
        Adcodes and values, as for `largest_flow_map`.
    groups : Concordance
        The group of each province; one of no group stays by itself.

    Returns
    -------
    list of (str, str, float)
        The same by code of group, largest first.
    """
    group = {link.source.code: link.target.code for link in groups.links}
    sums: dict[tuple[str, str], float] = {}
    for sender, receiver, value in flows:
        ends = group.get(sender, sender), group.get(receiver, receiver)
        if ends[0] != ends[1]:
            sums[ends] = sums.get(ends, 0.0) + value
    return sorted(((*ends, value) for ends, value in sums.items()), key=lambda f: (-f[2], f))
