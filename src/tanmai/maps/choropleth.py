"""Choropleths: one colour for each class of values by province, or by group of provinces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from cmcrameri import cm
from matplotlib.colors import Colormap, to_hex

from tanmai.boundaries import Boundaries, load_boundaries
from tanmai.figures import Caption, Sheet, in_figures
from tanmai.labels import Region
from tanmai.maps.area_labels import area_labels, draw_labels
from tanmai.maps.canvas import LEGEND_BOTTOM, MapCanvas
from tanmai.maps.classes import (
    Classes,
    centred_classes,
    checked,
    common_classes,
    natural_classes,
)
from tanmai.maps.legend import draw_classes, draw_heading, draw_no_data


def choropleth(
    values: pd.Series, caption: Caption, *, classes: int = 5, boundaries: Boundaries | None = None
) -> Sheet:
    """Draw non-negative values by region in Fisher-Jenks classes, light to dark.

    Parameters
    ----------
    values : Series
        One number for each region of the map, indexed by its code (adcode of a province). A
        region that is not in it is hatched and named in the legend as having no data.
    caption : Caption
        Title, unit, source and language.
    classes : int
        Number of classes, 2 to 7.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.boundaries.load_boundaries`;
        :func:`tanmai.boundaries.dissolve` gives groups of them.

    Returns
    -------
    Sheet
        A matplotlib figure, 180 mm wide, for :func:`tanmai.figure_files.save_figure`.

    Raises
    ------
    LabelError
        A code is no region's of the map.
    TableError
        A value is not a number.
    OptionError
        ``classes`` is out of range.
    """
    boundaries = boundaries or load_boundaries()
    values = checked(values, boundaries)
    return _draw(_theme(values, natural_classes(values, classes)), caption, boundaries, signed=())


def choropleths_on_one_scale(
    values: Sequence[pd.Series],
    captions: Sequence[Caption],
    *,
    classes: int = 5,
    boundaries: Boundaries | None = None,
) -> list[Sheet]:
    """Draw several years, each on a map of its own, in the same classes and colours.

    Parameters
    ----------
    values : sequence of Series
        Non-negative values by region, one series a map.
    captions : sequence of Caption
        The words around each map.
    classes : int
        Number of classes of all values together, 2 to 7.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.boundaries.load_boundaries`.

    Raises
    ------
    LabelError, TableError, OptionError
        As `choropleth`.
    """
    boundaries = boundaries or load_boundaries()
    series = [checked(one, boundaries) for one in values]
    return [
        _draw(_theme(one, found), caption, boundaries, signed=())
        for one, found, caption in zip(
            series, common_classes(series, classes), captions, strict=True
        )
    ]


def _theme(values: pd.Series, found: Classes) -> Theme:
    colours = _sampled(cm.lajolla_r, np.linspace(0.08, 0.82, len(found.counts)))
    return Theme(values, found, colours)


def diverging_choropleth(
    values: pd.Series,
    caption: Caption,
    *,
    positive: str,
    negative: str,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw signed values by region in classes that lie the same on both sides of zero.

    Parameters
    ----------
    values : Series
        One number for each region of the map, indexed by its code (adcode of a province).
    caption : Caption
        Title, unit, source and language.
    positive, negative : str
        What a value above and below zero means, for the legend.
    boundaries : Boundaries, optional
        Default: the provinces of :func:`tanmai.boundaries.load_boundaries`;
        :func:`tanmai.boundaries.dissolve` gives groups of them.

    Returns
    -------
    Sheet
        A matplotlib figure, 180 mm wide, for :func:`tanmai.figure_files.save_figure`.

    Raises
    ------
    LabelError
        A code is no region's of the map.
    TableError
        A value is not a number.
    """
    boundaries = boundaries or load_boundaries()
    theme = diverging_theme(values, boundaries)
    return _draw(theme, caption, boundaries, signed=(negative, positive))


@dataclass(frozen=True)
class Theme:
    """Values by code, their classes and the colour of each class."""

    values: pd.Series
    classes: Classes
    colours: list[str]

    def fills(self) -> dict[str, str]:
        """Return the colour of each region that has a value."""
        return {str(code): self.colours[self.classes.of(v)] for code, v in self.values.items()}

    def without_data(self, boundaries: Boundaries) -> list[Region]:
        """Return the regions of the map that have no value."""
        return [region for region in boundaries.regions if region.code not in self.values.index]


def diverging_theme(
    values: pd.Series,
    boundaries: Boundaries,
    steps: tuple[float, float, float] = (0.16, 0.30, 0.44),
    shade: Callable[[str], str] = str,
) -> Theme:
    """Class signed values around zero, blue below and brown above.

    ``steps`` are the distances of the colours from the middle of the map, ``shade`` alters
    a colour.
    """
    values = checked(values, boundaries)
    found = centred_classes(values)
    below = sum(bound < 0 for bound in found.bounds)
    above = len(found.counts) - below
    at = 0.5 + np.array([*(-step for step in reversed(steps[:below])), *steps[:above]])
    return Theme(values, found, [shade(colour) for colour in _sampled(cm.vik, at)])


def _sampled(colours: Colormap, at: np.ndarray) -> list[str]:
    return [to_hex(colour) for colour in colours(at)]


def _draw(theme: Theme, caption: Caption, boundaries: Boundaries, signed: tuple[str, ...]) -> Sheet:
    canvas = MapCanvas(caption, boundaries, theme.fills(), _description(theme, caption, boundaries))
    labels = canvas.layer("labels")
    draw_labels(labels, area_labels(boundaries, caption.language))
    canvas.draw_small_islands(labels)
    canvas.draw_scale_bar()
    _draw_legend(canvas, theme, theme.without_data(boundaries), signed)
    return canvas.sheet


def _description(theme: Theme, caption: Caption, boundaries: Boundaries) -> str:
    """Say the highest and the lowest, for those who cannot see the map."""
    ranked = theme.values.sort_values(ascending=False, kind="stable")
    ends = pd.concat([ranked.head(3), ranked.iloc[3:].tail(2)])
    names = [boundaries.by_code[str(code)].name(caption.language) for code in ends.index]
    texts = in_figures(ends, 4)
    said = "; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_legend(
    canvas: MapCanvas, theme: Theme, missing: list[Region], signed: tuple[str, ...]
) -> None:
    layer, words = canvas.layer("legend"), canvas.words
    bottom = LEGEND_BOTTOM
    if missing:
        text = words.names_without_data(missing, canvas.caption.language)
        bottom = draw_no_data(layer, bottom, text)
    bottom = draw_classes(layer, bottom, theme.classes, theme.colours, words)
    if signed:
        negative, positive = signed
        details = [words.signed.format(negative=negative, positive=positive), words.jenks_signed]
    else:
        details = [words.jenks.format(classes=len(theme.colours))]
    draw_heading(layer, 0, bottom, canvas.caption.unit_name, *details)
