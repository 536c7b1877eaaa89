"""A map alone, from any numbers by province, without a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from tanmai.core.concordance import Concordance
from tanmai.core.labels import find_province
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.files import save_figure
from tanmai.draw.maps import MapDesign, choropleth, diverging_choropleth, flow_map
from tanmai.draw.page import Caption, Sheet

_SIGNS = {"zh": ("大于零", "小于零"), "en": ("above zero", "below zero")}


def value_map(
    values: Mapping[str, float] | pd.Series,
    caption: Caption,
    boundaries: Boundaries | None = None,
    design: MapDesign | None = None,
) -> Sheet:
    """Draw values by province; signed ones in two colours, centred on zero.

    Parameters
    ----------
    values : mapping or Series
        Values by province: adcode, Chinese or English name.
    caption : Caption
        Title, unit, source and language.
    boundaries, design
        The provinces to draw them on, and how; by default Tianditu's in two columns.

    Raises
    ------
    LabelError
        A name is no province.
    """
    named = {find_province(str(name)).code: float(values[name]) for name in values.keys()}  # noqa: SIM118  # a Series has keys too
    by_code = pd.Series(named, dtype=float)
    if min(named.values(), default=0.0) < 0:
        positive, negative = _SIGNS[caption.language]
        return diverging_choropleth(
            by_code,
            caption,
            positive=positive,
            negative=negative,
            boundaries=boundaries,
            design=design,
        )
    return choropleth(by_code, caption, boundaries=boundaries, design=design)


def draw_value_map(
    values: pd.Series,
    caption: Caption,
    boundaries: Boundaries,
    design: MapDesign,
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
    design : MapDesign
        How wide, and with its ground or without.
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
        sheet = value_map(values, own, boundaries, design)
        written += save_figure(sheet, folder, f"{stem}.{language}").values()
    return written


def draw_flow_map(
    flows: pd.DataFrame,
    top: int,
    caption: Caption,
    boundaries: Boundaries,
    design: MapDesign,
    languages: Sequence[str],
    folder: Path,
    stem: str,
) -> list[Path]:
    """Draw the largest flows between provinces, and say which share of all they carry.

    Parameters
    ----------
    flows : DataFrame
        ``from``, ``to`` (codes of areas) and ``value``, largest first.
    top : int
        How many to draw.
    caption, boundaries, design, languages, folder, stem
        As for `draw_value_map`.
    """
    written: list[Path] = []
    for language in languages:
        own = replace(caption, language=language)
        total = float(flows["value"].sum())
        sheet = flow_map(flows.head(top), total, own, boundaries=boundaries, design=design)
        written += save_figure(sheet, folder, f"{stem}.{language}").values()
    return written


def bundled(flows: pd.DataFrame, groups: Concordance) -> pd.DataFrame:
    """Return the flows between groups of provinces; those within a group fall out.

    Parameters
    ----------
    flows : DataFrame
        ``from``, ``to`` (adcodes) and ``value``.
    groups : Concordance
        The group of each province; one of no group stays by itself.

    Returns
    -------
    DataFrame
        The same columns by code of group, largest first.
    """
    group = {link.source.code: link.target.code for link in groups.links}
    ends = {end: flows[end].map(lambda code: group.get(code, code)) for end in ("from", "to")}
    merged = flows.assign(**ends)
    between = merged[merged["from"] != merged["to"]]
    sums = between.groupby(["from", "to"])[["value"]].sum().reset_index()
    return sums.sort_values(
        ["value", "from", "to"], ascending=[False, True, True], ignore_index=True
    )
