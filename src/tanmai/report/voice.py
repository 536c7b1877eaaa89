"""The voice of a study: one language, its numbers and its names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.core.aggregation import merging_weights
from tanmai.core.concordance import Concordance, region_groups
from tanmai.core.labels import Region, Sector, all_provinces
from tanmai.core.language import Language, fixed
from tanmai.core.messages import LANGUAGES, Message, message
from tanmai.core.table import MrioTable
from tanmai.studies.study import Study

FloatArray = NDArray[np.float64]

_GROUPS = {
    "agriculture": message("agriculture"),
    "mining": message("mining"),
    "manufacturing": message("manufacturing"),
    "transport": message("transport"),
    "energy": message("energy supply"),
    "water": message("water supply"),
    "construction": message("construction"),
    "services": message("services"),
}
_STATUS = {
    "estimate": message("estimate, trade between regions modelled"),
    "made-up": message("made up for teaching"),
    "official": message("official table"),
    "user": message("the user's own table"),
}
# Sectors of a focus are named one by one up to this number.
_NAMED_SECTORS = 2
# Of fewer provinces among other regions there is no map.
_FEWEST_MAPPED = 2
# A scheme with more sectors than this is shown in its view of 30.
_MOST_SECTORS = 30


def status_of(table: MrioTable) -> Message:
    """Return what kind of table it is."""
    status = table.provenance.status
    return _STATUS.get(status, Message(status))


def sectors_in_focus(accounts: CarbonAccounts, say: Language) -> str:
    """Return the sectors that accounts keep to; empty without a focus."""
    focus = accounts.focus
    if focus is None:
        return ""
    chosen = [s for s in accounts.table.sectors if s.code in focus.sector_codes]
    if len(chosen) <= _NAMED_SECTORS:
        return say.join([say.within(sector) for sector in chosen])
    group = focus.name.casefold()
    if group in _GROUPS:
        return say(_GROUPS[group])
    return say("the {n} selected sectors", n=len(chosen))


def products_in_focus(accounts: CarbonAccounts, say: Language) -> str:
    """Return the products of the sectors in focus; in Chinese many are named by them."""
    ending = say("products (at the end of the name of a sector)")
    sectors = sectors_in_focus(accounts, say).removesuffix(ending)
    return say("products of {sectors}", sectors=sectors)


def focus_topic(accounts: CarbonAccounts, say: Language) -> str:
    """Return what accounts keep to, to stand behind a title; empty without a focus."""
    if accounts.focus is None:
        return ""
    if accounts.focus.reading == "emitters":
        sectors = sectors_in_focus(accounts, say)
        return say(" (emissions of {sectors} only)", sectors=sectors)
    return say(" (footprint of {products})", products=products_in_focus(accounts, say))


def languages(study: Study) -> tuple[str, ...]:
    """Return the languages that a study asks for, Chinese first."""
    return LANGUAGES if study.options.lang == "both" else (study.options.lang,)


def is_of_provinces(study: Study) -> bool:
    """Whether every region of the study is a province of China."""
    provinces = {province.code for province in all_provinces()}
    return provinces.issuperset(study.table.index.region_codes)


def groups_of_provinces(study: Study) -> Concordance | None:
    """Return the groups of provinces that the regions of the study are, or None."""
    return groups_of_regions(study.table, study.groups)


def groups_of_regions(table: MrioTable, given: Concordance | None) -> Concordance | None:
    """Return the groups of provinces that the regions of a table are, or None.

    They are those that were asked for, or known ones by code and name.
    """
    provinces = {province.code for province in all_provinces()}
    regions = {(region.code, region.name_zh) for region in table.regions}
    known = region_groups().values() if given is None else [given]
    for groups in known:
        of_provinces = provinces.issuperset(source.code for source in groups.sources)
        if of_provinces and regions <= {(group.code, group.name_zh) for group in groups.targets}:
            return groups
    return None


def mapped_regions(table: MrioTable, given: Concordance | None) -> tuple[str, ...]:
    """Return the codes of the regions that a map shows: provinces of China, or groups of them.

    In a table that holds other regions beside its provinces, as a world table does, these stand
    in tables and charts; of fewer than two provinces there is no map.
    """
    codes = table.index.region_codes
    if groups_of_regions(table, given) is not None:
        return codes
    provinces = {province.code for province in all_provinces()}
    shown = tuple(code for code in codes if code in provinces)
    return shown if len(shown) >= min(_FEWEST_MAPPED, len(codes)) else ()


def is_mapped(study: Study) -> bool:
    """Whether regions of the study are provinces of China, or groups of them."""
    return bool(mapped_regions(study.table, study.groups))


@dataclass(frozen=True)
class Voice(Language):
    """Says things of one study in one language.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``.
    study : Study
        The study that is spoken of.

    Examples
    --------
    >>> from tanmai.studies.study import make_study
    >>> from tanmai.studies.options import StudyOptions
    >>> say = Voice("en", make_study(StudyOptions(table="textbook-mini")))
    >>> say.place, say.regions(["330000"])
    ('province', ['Zhejiang'])
    """

    study: Study

    @property
    def pressure(self) -> str:
        """The name of the pressure that is accounted; empty for CO2."""
        return self.study.table.pressure.spoken(self.language)

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
        return self.quantity(value, self.study.table.emission_unit)

    @property
    def unit(self) -> str:
        """The unit of emissions."""
        return self.unit_name(self.study.table.emission_unit)

    # --- names -----------------------------------------------------------------------------

    def region(self, position: int) -> str:
        """Return the name of a region by its position in the table."""
        return self.name(self.study.table.regions[position])

    def marked(self, region: Region) -> str:
        """Return the name of a region, with a star where it has no emission inventory."""
        return self.name(region) + ("*" if self.is_unknown(region) else "")

    def is_unknown(self, region: Region) -> bool:
        """Whether nobody knows what a region emits itself."""
        return region.code in self.study.table.without_emissions

    @property
    def star(self) -> str:
        """What the star at a name means; empty where no region has one."""
        if not self.study.table.without_emissions:
            return ""
        return self("* No emission inventory: own emissions are unknown, and zero in the sums.")

    def regions(self, codes: Sequence[str]) -> list[str]:
        """Return the names of regions by their codes."""
        positions = self.study.table.index.region_codes
        return [self.region(positions.index(code)) for code in codes]

    @property
    def place(self) -> str:
        """What a region is called: a province where it is one."""
        if is_of_provinces(self.study):
            return self("province")
        return self("region")

    @property
    def mapped_place(self) -> str:
        """What a region on a map is called: a province where a map shows provinces."""
        grouped = groups_of_provinces(self.study) is not None
        return self("region") if grouped else self("province")

    @property
    def status(self) -> str:
        """What kind of table it is."""
        return self(status_of(self.study.table))

    @property
    def everywhere(self) -> str:
        """All regions of the table, by number; the one by its name."""
        m = self.study.table.index.m
        if m == 1:
            return self.region(0)
        return self("the {m} {place}s", m=m, place=self.place)

    @property
    def in_focus(self) -> str:
        """The sectors in focus; empty without a focus."""
        return sectors_in_focus(self.study.accounts, self)

    @property
    def products_in_focus(self) -> str:
        """The products of the sectors in focus; in Chinese many sectors are named by them."""
        return products_in_focus(self.study.accounts, self)

    @property
    def topic(self) -> str:
        """What a study speaks of alone, to stand behind a title: its focus, and its reading."""
        chosen, focus = READINGS[self.study.options.reading], focus_topic(self.study.accounts, self)
        if chosen.name == DEFAULT_READING:
            return focus
        return focus + self.brackets(self.inside(self(chosen.title)))

    @cached_property
    def shown_sectors(self) -> tuple[Sector, ...]:
        """The sectors that a page shows: the view of 30 where the table's own scheme is finer."""
        view = self._view
        sectors = self.study.table.sectors
        return tuple(dict.fromkeys(view[s.code] for s in sectors)) if view else sectors

    def shown_as(self, sector: Sector) -> Sector:
        """Return the sector that a page shows in the place of one of the table."""
        return self._view.get(sector.code, sector)

    def by_shown_sector(self, values: FloatArray) -> FloatArray:
        """Sum values by sector (..., n) to the sectors that a page shows."""
        return np.asarray(values @ self._summing) if self._view else values

    @cached_property
    def _summing(self) -> FloatArray:
        return merging_weights(self.study.table, self._view)

    @cached_property
    def _view(self) -> dict[str, Sector]:
        study = self.study
        own = study.scheme is not None and study.options.scheme in (None, study.scheme.name)
        if not own or study.scheme is None or study.table.index.n <= _MOST_SECTORS:
            return {}
        return study.scheme.view("s30")
