"""The voice of a page: one language, its numbers, its names and how it joins them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tanmai.aggregation import merge_results
from tanmai.concordance import Concordance, region_groups
from tanmai.figures import fixed
from tanmai.labels import Region, Sector, all_provinces
from tanmai.study import Study
from tanmai.table import FinalDemandCategory

FloatArray = NDArray[np.float64]

LANGUAGES = ("zh", "en")
NBSP = "\N{NO-BREAK SPACE}"

_UNITS_ZH = {
    "Mt CO2": "百万吨 CO₂",
    "10^4 CNY": "万元",
    "cells": "个单元格",
    "labels": "个标签",
    "regions": "个地区",
    "sectors": "个部门",
    "units": "个单位",
}
_GROUPS_ZH = {
    "agriculture": "农业",
    "mining": "采矿业",
    "manufacturing": "制造业",
    "transport": "交通运输业",
    "energy": "能源供应",
    "water": "水的生产和供应",
    "construction": "建筑业",
    "services": "服务业",
}
_STATUS = {
    "estimate": ("非调查估算", "non-survey estimate"),
    "made-up": ("虚构的教学用表", "made up for teaching"),
    "official": ("官方表", "official table"),
    "user": ("用户自备的表", "the user's own table"),
}
# Of a sum, parts are named until this share of it is explained, three at most.
_EXPLAINED, _PARTS = 0.8, 3
# Sectors of a focus are named one by one up to this number.
_NAMED_SECTORS = 2
# A scheme with more sectors than this is shown in its view of 30.
_MOST_SECTORS = 30


def languages(study: Study) -> tuple[str, ...]:
    """Return the languages that a study asks for, Chinese first."""
    return LANGUAGES if study.options.lang == "both" else (study.options.lang,)


def is_of_provinces(study: Study) -> bool:
    """Whether every region of the study is a province of China."""
    provinces = {province.code for province in all_provinces()}
    return provinces.issuperset(study.table.index.region_codes)


def groups_of_provinces(study: Study) -> Concordance | None:
    """Return the groups that the regions of the study are, by code and name, or None."""
    regions = {(region.code, region.name_zh) for region in study.table.regions}
    for groups in region_groups().values():
        if regions <= {(group.code, group.name_zh) for group in groups.targets}:
            return groups
    return None


def is_mapped(study: Study) -> bool:
    """Whether the regions of the study are provinces of China, or known groups of them."""
    return is_of_provinces(study) or groups_of_provinces(study) is not None


@dataclass(frozen=True)
class Voice:
    """Says things of one study in one language; called with both texts, it gives its own.

    Attributes
    ----------
    study : Study
        The study that is spoken of.
    language : str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> from tanmai.study import make_study
    >>> from tanmai.study_options import StudyOptions
    >>> say = Voice(make_study(StudyOptions(table="textbook-mini")), "en")
    >>> say("省份", "province"), say.join(["coal", "ore", "salt"])
    ('province', 'coal, ore and salt')
    """

    study: Study
    language: str

    def __call__(self, zh: str, en: str) -> str:
        """Return the text in the voice's language."""
        return zh if self.language == "zh" else en

    # --- numbers ---------------------------------------------------------------------------

    @property
    def decimals(self) -> int:
        """Decimals of an amount in a table: five figures for the largest, one decimal at least."""
        largest = float(np.abs(self.study.accounts.production_based).sum())
        if largest <= 0:
            return 1
        return min(max(4 - math.floor(math.log10(largest)), 1), 6)

    def amount(self, value: float) -> str:
        """Write an amount as it stands in a table."""
        return fixed(value, self.decimals)

    def carbon(self, value: float) -> str:
        """Write emissions in a sentence, unit included, to what an estimate can bear."""
        unit = self.study.table.emission_unit
        if self.language == "zh" and unit == "Mt CO2":
            if abs(value) >= 100:
                return f"{fixed(value / 100, 2)}{NBSP}亿吨"
            return f"{significant(value * 100)}{NBSP}万吨"
        return f"{significant(value)}{NBSP}{self.unit}"

    def percent(self, share: float) -> str:
        """Write a share of one as a percentage."""
        figure = fixed(100 * share, 0 if abs(share) >= 0.0995 else 1)
        return self(f"{figure}%", f"{figure}{NBSP}%")

    @property
    def unit(self) -> str:
        """The unit of emissions."""
        return self.unit_name(self.study.table.emission_unit)

    def unit_name(self, unit: str) -> str:
        """Return a unit as people write it."""
        plain = unit.replace("CO2", "CO₂").replace("10^4", "10⁴")
        return self(_UNITS_ZH.get(unit, plain), plain)

    # --- names -----------------------------------------------------------------------------

    def name(self, labelled: Region | Sector) -> str:
        """Return the name of a region or of a sector."""
        return labelled.name(self.language)

    def within(self, labelled: Sector | FinalDemandCategory) -> str:
        """Return a name as it stands within a sentence: no capital, unless of an acronym."""
        name = labelled.name(self.language)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def region(self, position: int) -> str:
        """Return the name of a region by its position in the table."""
        return self.name(self.study.table.regions[position])

    def regions(self, codes: Sequence[str]) -> list[str]:
        """Return the names of regions by their codes."""
        positions = self.study.table.index.region_codes
        return [self.region(positions.index(code)) for code in codes]

    @property
    def place(self) -> str:
        """What a region is called: a province where it is one."""
        if is_of_provinces(self.study):
            return self("省份", "province")
        return self("地区", "region")

    @property
    def status(self) -> str:
        """What kind of table it is."""
        status = self.study.table.provenance.status
        return self(*_STATUS.get(status, (status, status)))

    @property
    def everywhere(self) -> str:
        """All regions of the table, by number; the one by its name."""
        m = self.study.table.index.m
        if m == 1:
            return self.region(0)
        return self(f"{m} 个{self.place}", f"the {m} {self.place}s")

    @property
    def in_focus(self) -> str:
        """The sectors in focus; empty without a focus."""
        focus = self.study.accounts.focus
        if focus is None:
            return ""
        chosen = [s for s in self.study.table.sectors if s.code in focus.sector_codes]
        if len(chosen) <= _NAMED_SECTORS:
            return self.join([self.within(sector) for sector in chosen])
        group = focus.name.casefold()
        if group in _GROUPS_ZH:
            return self(_GROUPS_ZH[group], group)
        return self(f"所选 {len(chosen)} 个部门", f"{len(chosen)} chosen sectors")

    @property
    def products_in_focus(self) -> str:
        """The products of the sectors in focus; in Chinese many sectors are named by them."""
        return self(f"{self.in_focus.removesuffix('产品')}产品", f"products of {self.in_focus}")

    @property
    def topic(self) -> str:
        """What a focused study speaks of alone, to stand behind a title; empty without a focus."""
        focus = self.study.accounts.focus
        if focus is None:
            return ""
        if focus.reading == "emitters":
            return self(f"（仅{self.in_focus}的排放）", f" (emissions of {self.in_focus} only)")
        return self(
            f"（{self.products_in_focus}的足迹）", f" (footprint of the {self.products_in_focus})"
        )

    @cached_property
    def shown_sectors(self) -> tuple[Sector, ...]:
        """The sectors that a page shows: the view of 30 where the table's own scheme is finer."""
        view = self._view
        sectors = self.study.table.sectors
        return tuple(dict.fromkeys(view[s.code] for s in sectors)) if view else sectors

    def by_shown_sector(self, values: FloatArray) -> FloatArray:
        """Sum values by sector (n,) to the sectors that a page shows."""
        return merge_results(values, self.study.table, self._view) if self._view else values

    @cached_property
    def _view(self) -> dict[str, Sector]:
        study = self.study
        own = study.scheme is not None and study.options.scheme in (None, study.scheme.name)
        if not own or study.scheme is None or study.table.index.n <= _MOST_SECTORS:
            return {}
        return study.scheme.view("s30")

    # --- joints ----------------------------------------------------------------------------

    def join(self, names: Sequence[str]) -> str:
        """Join names into a list, with ``and`` or ``和`` before the last."""
        if len(names) < 2:
            return "".join(names)
        comma, last = self("、", ", "), self("和", " and ")
        return f"{comma.join(names[:-1])}{last}{names[-1]}"

    def main_parts(self, values: FloatArray, names: Sequence[str]) -> list[str]:
        """Name the largest parts of a sum with their shares, three at most."""
        total = float(values.sum())
        opening, closing = self("（", " ("), self("）", ")")
        return [
            f"{names[part]}{opening}{self.percent(float(values[part]) / total)}{closing}"
            for part in self.main_positions(values)
        ]

    def main_positions(self, values: FloatArray) -> list[int]:
        """Return where the largest parts of a sum stand, three at most; empty for no sum."""
        total = float(values.sum())
        if total <= 0:
            return []
        order = np.argsort(-values, kind="stable")[:_PARTS]
        reached = np.cumsum(values[order]) / total
        kept = order[: int(np.searchsorted(reached, _EXPLAINED)) + 1]
        return [int(part) for part in kept if values[part] > 0]


def significant(value: float) -> str:
    """Write a number to three figures, or to its whole part where that has more.

    Examples
    --------
    >>> significant(9785.6), significant(45.67), significant(0.0123)
    ('9,786', '45.7', '0.0123')
    """
    if value == 0:
        return "0"
    return fixed(value, max(2 - math.floor(math.log10(abs(value))), 0))
