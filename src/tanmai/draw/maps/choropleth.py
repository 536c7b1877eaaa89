"""Choropleths: one colour for each class of values by province, or by group of provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.draw.boundaries import Boundaries, load_boundaries
from tanmai.draw.boundaries.paper import SIDE_BY_SIDE
from tanmai.draw.maps.area_labels import AreaLabel, area_labels, draw_labels, key_to_numbers
from tanmai.draw.maps.canvas import Content, maps_side_by_side, one_map
from tanmai.draw.maps.classes import (
    Classes,
    centred_classes,
    checked,
    common_classes,
    given_classes,
    natural_classes,
)
from tanmai.draw.maps.design import MapDesign
from tanmai.draw.maps.legend import ClassLegend, Heading, class_rows
from tanmai.draw.maps.palette import (
    STRONG,
    Steps,
    diverging_colours,
    named_colours,
    sequential_colours,
)
from tanmai.draw.maps.region_map import region_map
from tanmai.draw.maps.wording import wording
from tanmai.draw.page import Caption, Sheet, in_figures

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

    Values = Mapping[str, float] | pd.Series

MOST_SIDE_BY_SIDE = 4
"""More maps would be taller than a page."""


def choropleth(
    values: Values,
    caption: Caption,
    *,
    classes: int = 5,
    breaks: Sequence[float] = (),
    colours: str = "",
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw values by region in classes, light to dark.

    Parameters
    ----------
    values : mapping or Series
        One number for each region of the map, by its code (adcode of a province). A
        region that is not in it is hatched and named in the legend as having no data.
    caption : Caption
        Title, unit, source and language.
    classes : int
        Number of Fisher-Jenks classes, 2 to 7.
    breaks : sequence of float, optional
        Bounds between classes, in place of those of Fisher-Jenks.
    colours : str, optional
        A colour map of Crameri, or a colour for each class with commas between, low to high.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.draw.boundaries.load_boundaries`;
        :func:`tanmai.draw.boundaries.dissolve` gives groups of them.
    design : MapDesign, optional
        Its form; default: two columns wide, with its ground.

    Returns
    -------
    Sheet
        A matplotlib figure for :func:`tanmai.draw.files.save_figure`.

    Raises
    ------
    LabelError
        A code is no region's of the map.
    TableError
        A value is not a number.
    OptionError
        The classes, breaks or colours cannot be used.
    """
    boundaries = boundaries or load_boundaries()
    series = checked(values, boundaries)
    if breaks:
        found = given_classes(list(series.values()), breaks)
        theme = Theme({"": series}, (found,), sequential_colours(len(found.counts)))
    else:
        theme = _sequential({"": series}, classes)
    if colours:
        theme = replace(theme, colours=named_colours(colours, len(theme.colours)))
    return _one(theme, caption, boundaries, design, ())


def diverging_choropleth(
    values: Values,
    caption: Caption,
    *,
    positive: str,
    negative: str,
    colours: str = "",
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw signed values by region in classes that lie the same on both sides of zero.

    Parameters
    ----------
    values, caption
        As `choropleth`.
    positive, negative : str
        What a value above and below zero means, for the legend.
    colours, boundaries, design
        As `choropleth`.

    Raises
    ------
    LabelError, TableError
        As `choropleth`.
    """
    boundaries = boundaries or load_boundaries()
    theme = diverging_theme({"": checked(values, boundaries)})
    if colours:
        theme = replace(theme, colours=named_colours(colours, len(theme.colours)))
    return _one(theme, caption, boundaries, design, (negative, positive))


def choropleths_on_one_scale(
    values: Sequence[Values],
    captions: Sequence[Caption],
    *,
    classes: int = 5,
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> list[Sheet]:
    """Draw several years, each on a sheet of its own, in the same classes and colours.

    Parameters
    ----------
    values : sequence of mapping or Series
        Non-negative values by region, one of them a map.
    captions : sequence of Caption
        The words around each map.
    classes : int
        Number of classes of all values together, 2 to 7.
    boundaries, design
        As `choropleth`.

    Raises
    ------
    LabelError, TableError, OptionError
        As `choropleth`.
    """
    boundaries = boundaries or load_boundaries()
    series = {str(number): checked(one, boundaries) for number, one in enumerate(values)}
    shared = _sequential(series, classes)
    themes = [
        Theme({"": one}, (found,), shared.colours)
        for one, found in zip(series.values(), shared.classes, strict=True)
    ]
    return [
        _one(theme, caption, boundaries, design, ())
        for theme, caption in zip(themes, captions, strict=True)
    ]


def choropleths_side_by_side(
    values: Mapping[str, Values],
    caption: Caption,
    *,
    classes: int = 5,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw several years on one sheet, in the same classes, with one legend for all.

    Parameters
    ----------
    values : mapping of str to mapping or Series
        Non-negative values by region, by what stands above the map: mostly the year.
    caption : Caption
        Title, unit, source and language.
    classes : int
        Number of classes of all values together, 2 to 7.
    boundaries : Boundaries, optional
        As `choropleth`.

    Returns
    -------
    Sheet
        180 mm wide, two maps in a row.

    Raises
    ------
    OptionError
        There are fewer than two maps, or more than four, or ``classes`` is out of range.
    LabelError, TableError
        As `choropleth`.
    """
    boundaries = boundaries or load_boundaries()
    series = _each_checked(values, boundaries)
    return _side_by_side(_sequential(series, classes), caption, boundaries, ())


def diverging_choropleths_side_by_side(
    values: Mapping[str, Values],
    caption: Caption,
    *,
    positive: str,
    negative: str,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw signed values of several years on one sheet, in the same classes around zero.

    Parameters
    ----------
    values, caption
        As `choropleths_side_by_side`.
    positive, negative : str
        What a value above and below zero means, for the legend.
    boundaries : Boundaries, optional
        As `choropleths_side_by_side`.

    Raises
    ------
    OptionError, LabelError, TableError
        As `choropleths_side_by_side`.
    """
    boundaries = boundaries or load_boundaries()
    theme = diverging_theme(_each_checked(values, boundaries))
    return _side_by_side(theme, caption, boundaries, (negative, positive))


def require_a_few(maps: Mapping[str, object]) -> None:
    """Reject fewer than two maps, or more than four, side by side.

    Raises
    ------
    OptionError
        So it is.
    """
    if not 2 <= len(maps) <= MOST_SIDE_BY_SIDE:
        raise OptionError(
            message(
                "Two to four maps can be drawn side by side, not {n}.",
                n=len(maps),
            )
        )


@dataclass(frozen=True)
class Theme:
    """Values by code for each map, their classes, and the colours that these share."""

    values: Mapping[str, Mapping[str, float]]
    classes: tuple[Classes, ...]
    colours: list[str]

    def fills(self) -> dict[str, dict[str, str]]:
        """Return the colour of each region that has a value, by map."""
        return {
            name: {code: self.colours[found.of(value)] for code, value in values.items()}
            for (name, values), found in zip(self.values.items(), self.classes, strict=True)
        }

    def legend(self, heading: Heading, boundaries: Boundaries, caption: Caption) -> ClassLegend:
        """Return the legend of the classes and of the regions without a value on some map."""
        known = set.intersection(*map(set, self.values.values()))
        missing = [region for region in boundaries.regions if region.code not in known]
        rows = class_rows(self.classes, self.colours, caption.say)
        without_data = wording(caption, boundaries).without_data(missing)
        return ClassLegend(heading, rows, without_data)


def _each_checked(
    values: Mapping[str, Values], boundaries: Boundaries
) -> dict[str, dict[str, float]]:
    require_a_few(values)
    return {name: checked(one, boundaries) for name, one in values.items()}


def _sequential(values: Mapping[str, Mapping[str, float]], classes: int) -> Theme:
    found = common_classes(values.values(), lambda every: natural_classes(every, classes))
    return Theme(values, found, sequential_colours(len(found[0].counts)))


def diverging_theme(values: Mapping[str, Mapping[str, float]], steps: Steps = STRONG) -> Theme:
    """Class signed values around zero, in as many classes a side as there are colours for."""
    per_side = len(steps[0])
    found = common_classes(values.values(), lambda every: centred_classes(every, per_side))
    return Theme(values, found, diverging_colours(*found[0].sides, steps))


def _one(
    theme: Theme,
    caption: Caption,
    boundaries: Boundaries,
    design: MapDesign | None,
    signed: tuple[str, ...],
) -> Sheet:
    design = design or MapDesign()
    if not boundaries.of_china:
        return region_map(_content(theme, caption, boundaries, signed, ()), design)
    labels = area_labels(boundaries.provinces or boundaries, caption.language, design.scale)
    sheet, panel = one_map(_content(theme, caption, boundaries, signed, labels), design)
    draw_labels(panel.layer("labels"), labels)
    return sheet


def _side_by_side(
    theme: Theme, caption: Caption, boundaries: Boundaries, signed: tuple[str, ...]
) -> Sheet:
    labels = area_labels(boundaries, caption.language, SIDE_BY_SIDE)
    content = _content(theme, caption, boundaries, signed, labels)
    sheet, panels = maps_side_by_side(content)
    for panel in panels:
        draw_labels(panel.layer("labels"), labels)
    return sheet


def _content(
    theme: Theme,
    caption: Caption,
    boundaries: Boundaries,
    signed: tuple[str, ...],
    labels: Sequence[AreaLabel],
) -> Content:
    words = wording(caption, boundaries)
    given = theme.classes[0].by_bounds
    details: tuple[str, ...] = (words.given if given else words.jenks(len(theme.colours)),)
    if signed:
        negative, positive = signed
        signs = caption.say(
            "Positive: {positive}; negative: {negative}", positive=positive, negative=negative
        )
        details = (signs, words.jenks_signed)
    legend = theme.legend(Heading(caption.unit_name, details), boundaries, caption)
    description = " ".join(
        _description(name, values, caption, boundaries) for name, values in theme.values.items()
    )
    key = key_to_numbers(labels, caption.language)
    return Content(caption, boundaries, theme.fills(), (legend,), description, note=key)


def _description(
    name: str, values: Mapping[str, float], caption: Caption, boundaries: Boundaries
) -> str:
    """Say the highest and the lowest, for those who cannot see the map."""
    ranked = sorted(values, key=lambda code: -values[code])
    ends = [*ranked[:3], *ranked[3:][-2:]]
    names = [boundaries.by_code[code].name(caption.language) for code in ends]
    texts = in_figures((values[code] for code in ends), 4)
    said = "; ".join(f"{region} {text}" for region, text in zip(names, texts, strict=True))
    title = f"{caption.title}, {name}" if name else caption.title
    return f"{title}{caption.unit_in_brackets}: {said}."
