"""Sector schemes: a classification with its vintage, its groups and its coarser views.

A scheme is a CSV in ``mrio_tables/sector_schemes``: code, names, the group
that ``--focus`` knows, and for each view (``s30``, ``s26``) the code and the
names of the sector that it goes into. A scheme that is too coarse for a view (one sector for
general and special machinery in ``nbs42-2007``) shows them merged; a table in it is brought to
the view by the concordance of that name, which says by what it splits.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from tanmai.core.concordance import concordances
from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.labels import Sector
from tanmai.core.messages import listed, message
from tanmai.core.resources import resource
from tanmai.core.table import MrioTable

VIEWS = ("s30", "s26")
_LABELS = ("code", "name_zh", "name_en")


@dataclass(frozen=True, eq=False)
class SectorScheme:
    """A classification of sectors.

    Attributes
    ----------
    name : str
        Name with vintage, for instance ``nbs42-2017``.
    columns : mapping
        The columns of the scheme's CSV by their name, one text a sector.
    """

    name: str
    columns: Mapping[str, Sequence[str]]

    @cached_property
    def sectors(self) -> tuple[Sector, ...]:
        """The sectors of the scheme itself."""
        return tuple(map(Sector, *(self.columns[label] for label in _LABELS)))

    def is_of(self, sectors: Sequence[Sector]) -> bool:
        """Whether sectors have the codes and the Chinese names of the scheme."""
        own = [(sector.code, sector.name_zh) for sector in self.sectors]
        return own == [(sector.code, sector.name_zh) for sector in sectors]

    def groups_in(self, view: str | None) -> dict[str, tuple[str, ...]]:
        """Return the codes of each named group, in the scheme's own codes or in those of a view.

        A sector of a view belongs to a group when all that it merges does.
        """
        pairs = self._pairs_in(view)
        groups: dict[str, tuple[str, ...]] = {}
        for group in dict.fromkeys(self.columns["group"]):
            outside = {code for other, code in pairs if other != group}
            inside = (code for other, code in pairs if other == group)
            groups[group] = tuple(dict.fromkeys(c for c in inside if c not in outside))
        return {group: members for group, members in groups.items() if members}

    def _pairs_in(self, view: str | None) -> list[tuple[str, str]]:
        """Return each group with the codes that its sectors go into."""
        if view in (None, self.name):
            return list(zip(self.columns["group"], self.columns["code"], strict=True))
        bridge = concordances().get(f"{self.name}_to_{view}")
        if bridge is None:
            return list(zip(self.columns["group"], self.columns[view], strict=True))
        group_of = dict(zip(self.columns["code"], self.columns["group"], strict=True))
        return [(group_of[link.source.code], link.target.code) for link in bridge.links]

    def split(self, sector: str, parts: Sequence[Sector]) -> SectorScheme:
        """Return the scheme with parts in the place of a sector, in its groups and views."""
        places = [
            (at, part)
            for at, own in enumerate(self.sectors)
            for part in (parts if own.code == sector else (own,))
        ]
        columns = {name: [texts[at] for at, _ in places] for name, texts in self.columns.items()}
        columns |= {label: [getattr(part, label) for _, part in places] for label in _LABELS}
        return SectorScheme(f"{self.name}-split", columns)

    def view(self, name: str) -> dict[str, Sector]:
        """Return, for each code of the scheme, the sector of a coarser view that it goes into.

        Raises
        ------
        LabelError
            The scheme has no such view.
        """
        if name not in VIEWS:
            raise LabelError(
                message(
                    "Scheme '{name}' cannot be seen as '{name_2}'.{nearest} Known: {name}, "
                    "{views}.",
                    name=self.name,
                    name_2=name,
                    nearest=did_you_mean(name, VIEWS),
                    views=listed(VIEWS),
                )
            )
        columns = (self.columns[column] for column in (name, f"{name}_name_zh", f"{name}_name_en"))
        return dict(zip(self.columns["code"], map(Sector, *columns), strict=True))


@lru_cache(maxsize=1)
def sector_schemes() -> tuple[SectorScheme, ...]:
    """Return the schemes that travel with the package, by name."""
    return tuple(
        SectorScheme(path.stem, _columns(path))
        for path in sorted(resource("mrio_tables", "sector_schemes").glob("*.csv"))
    )


def _columns(path: Path) -> dict[str, Sequence[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def scheme_of(table: MrioTable) -> SectorScheme | None:
    """Return the scheme whose codes and Chinese names a table has, or None.

    Codes alone do not tell the vintages apart: electricity is 25 in
    ``nbs42-2012`` and 24 in ``nbs42-2017``.
    """
    return next((scheme for scheme in sector_schemes() if scheme.is_of(table.sectors)), None)


def common_scheme(schemes: Sequence[SectorScheme]) -> str | None:
    """Return the finest classification in which sectors of all of some schemes are the same.

    Of the schemes that travel with the package, in the order of their vintage, and their views;
    None where there is none.

    Parameters
    ----------
    schemes : sequence of SectorScheme
        The schemes.
    """
    for to in (*(scheme.name for scheme in sector_schemes()), *VIEWS):
        merged = [_codes_in(scheme, to) for scheme in schemes]
        if merged[0] and all(codes == merged[0] for codes in merged):
            return to
    return None


def _codes_in(scheme: SectorScheme, to: str) -> set[str]:
    """Return the codes that the sectors of a scheme have in another or in a view; none without."""
    bridge = concordances().get(f"{scheme.name}_to_{to}")
    if bridge is not None:
        return {link.target.code for link in bridge.links}
    column = "code" if to == scheme.name else to
    return set(scheme.columns.get(column, ()))
