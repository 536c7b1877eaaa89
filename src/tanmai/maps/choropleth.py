"""Choropleths: one colour for each class of values by province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from cmcrameri import cm
from matplotlib.colors import Colormap, to_hex

from tanmai.boundaries import Boundaries, load_boundaries
from tanmai.figures import Caption, Sheet
from tanmai.labels import Region, all_provinces
from tanmai.maps.canvas import LEGEND_BOTTOM, MapCanvas
from tanmai.maps.classes import Classes, centred_classes, checked, natural_classes
from tanmai.maps.legend import draw_classes, draw_heading, draw_no_data
from tanmai.maps.province_labels import draw_labels, province_labels


def choropleth(
    values: pd.Series, caption: Caption, *, classes: int = 5, boundaries: Boundaries | None = None
) -> Sheet:
    """Draw non-negative values by province in Fisher-Jenks classes, light to dark.

    Parameters
    ----------
    values : Series
        One number for each province, indexed by adcode. A province that is not in it is
        hatched and named in the legend as having no data.
    caption : Caption
        Title, unit, source and language.
    classes : int
        Number of classes, 2 to 7.
    boundaries : Boundaries, optional
        Default: :func:`tanmai.boundaries.load_boundaries`.

    Returns
    -------
    Sheet
        A matplotlib figure, 180 mm wide, for :func:`tanmai.figures.save_figure`.

    Raises
    ------
    LabelError
        A code is no province's.
    TableError
        A value is not a number.
    OptionError
        ``classes`` is out of range.
    """
    values = checked(values)
    found = natural_classes(values, classes)
    k = len(found.counts)
    theme = Theme(values, found, _sampled(cm.lajolla_r, np.linspace(0.08, 0.82, k)))
    return _draw(theme, caption, boundaries or load_boundaries(), signed=())


def diverging_choropleth(
    values: pd.Series,
    caption: Caption,
    *,
    positive: str,
    negative: str,
    boundaries: Boundaries | None = None,
) -> Sheet:
    """Draw signed values by province in classes that lie the same on both sides of zero.

    Parameters
    ----------
    values : Series
        One number for each province, indexed by adcode.
    caption : Caption
        Title, unit, source and language.
    positive, negative : str
        What a value above and below zero means, for the legend.
    boundaries : Boundaries, optional
        Default: :func:`tanmai.boundaries.load_boundaries`.

    Returns
    -------
    Sheet
        A matplotlib figure, 180 mm wide, for :func:`tanmai.figures.save_figure`.

    Raises
    ------
    LabelError
        A code is no province's.
    TableError
        A value is not a number.
    """
    theme = diverging_theme(values)
    return _draw(theme, caption, boundaries or load_boundaries(), signed=(negative, positive))


@dataclass(frozen=True)
class Theme:
    """Values by adcode, their classes and the colour of each class."""

    values: pd.Series
    classes: Classes
    colours: list[str]

    def fills(self) -> dict[str, str]:
        """Return the colour of each province that has a value."""
        return {str(code): self.colours[self.classes.of(v)] for code, v in self.values.items()}

    def without_data(self) -> list[Region]:
        """Return the provinces that have no value."""
        return [province for province in all_provinces() if province.code not in self.values.index]


def diverging_theme(
    values: pd.Series,
    steps: tuple[float, float, float] = (0.16, 0.30, 0.44),
    shade: Callable[[str], str] = str,
) -> Theme:
    """Class signed values around zero, blue below and brown above.

    ``steps`` are the distances of the colours from the middle of the map, ``shade`` alters
    a colour.
    """
    values = checked(values)
    found = centred_classes(values)
    below = sum(bound < 0 for bound in found.bounds)
    above = len(found.counts) - below
    at = 0.5 + np.array([*(-step for step in reversed(steps[:below])), *steps[:above]])
    return Theme(values, found, [shade(colour) for colour in _sampled(cm.vik, at)])


def _sampled(colours: Colormap, at: np.ndarray) -> list[str]:
    return [to_hex(colour) for colour in colours(at)]


def _draw(theme: Theme, caption: Caption, boundaries: Boundaries, signed: tuple[str, ...]) -> Sheet:
    canvas = MapCanvas(caption, boundaries, theme.fills(), _description(theme, caption))
    labels = canvas.layer("labels")
    draw_labels(labels, province_labels(all_provinces(), caption.language))
    canvas.draw_small_islands(labels)
    canvas.draw_scale_bar()
    _draw_legend(canvas, theme, signed)
    return canvas.sheet


def _description(theme: Theme, caption: Caption) -> str:
    """Say the highest and the lowest, for those who cannot see the map."""
    names = {province.code: province.name(caption.language) for province in all_provinces()}
    ranked = theme.values.sort_values(ascending=False, kind="stable")
    ends = [*ranked.items()][:3] + [*ranked.items()][-2:]
    said = "; ".join(f"{names[str(code)]} {value:,.1f}" for code, value in ends)
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_legend(canvas: MapCanvas, theme: Theme, signed: tuple[str, ...]) -> None:
    layer, words = canvas.layer("legend"), canvas.words
    bottom = LEGEND_BOTTOM
    missing = theme.without_data()
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
