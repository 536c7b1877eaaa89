"""A map alone, from any numbers by province, without a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from tanmai.boundaries import Boundaries
from tanmai.figure_files import save_figure
from tanmai.figures import Caption
from tanmai.maps import choropleth, diverging_choropleth, flow_map

_SIGNS = {"zh": ("大于零", "小于零"), "en": ("above zero", "below zero")}


def draw_value_map(
    values: pd.Series,
    caption: Caption,
    boundaries: Boundaries,
    languages: Sequence[str],
    folder: Path,
    stem: str,
) -> list[Path]:
    """Draw values by province; signed ones in two colours, centred on zero.

    Parameters
    ----------
    values : Series
        Values by adcode.
    caption : Caption
        Title, unit and source; its language is replaced.
    boundaries : Boundaries
        The provinces to draw them on.
    languages : sequence of str
        ``"zh"``, ``"en"`` or both.
    folder, stem : Path, str
        Where the files ``stem.<language>.png``, ``.svg`` and ``.pdf`` go.

    Returns
    -------
    list of Path
        The files.
    """
    written: list[Path] = []
    for language in languages:
        own = replace(caption, language=language)
        if (values < 0).any():
            positive, negative = _SIGNS[language]
            sheet = diverging_choropleth(
                values, own, positive=positive, negative=negative, boundaries=boundaries
            )
        else:
            sheet = choropleth(values, own, boundaries=boundaries)
        written += save_figure(sheet, folder, f"{stem}.{language}")
    return written


def draw_flow_map(
    flows: pd.DataFrame,
    top: int,
    caption: Caption,
    boundaries: Boundaries,
    languages: Sequence[str],
    folder: Path,
    stem: str,
) -> list[Path]:
    """Draw the largest flows between provinces, and say which share of all they carry.

    Parameters
    ----------
    flows : DataFrame
        ``from``, ``to`` (adcodes) and ``value``, largest first.
    top : int
        How many to draw.
    caption, boundaries, languages, folder, stem
        As for `draw_value_map`.
    """
    written: list[Path] = []
    for language in languages:
        own = replace(caption, language=language)
        total = float(flows["value"].sum())
        sheet = flow_map(flows.head(top), total, own, boundaries=boundaries)
        written += save_figure(sheet, folder, f"{stem}.{language}")
    return written
