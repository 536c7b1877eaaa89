"""What pymrio has no place for: it travels in the metadata of a pymrio system.

pymrio keeps additional entries of its metadata when it copies, saves and
loads a system. Labels in pymrio are ``code name``: text that stays text in its
files, where an all-digit code such as ``01`` would come back as the number 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tanmai.core.errors import FileError, LabelError
from tanmai.core.faults import said_of
from tanmai.core.labels import Region, Sector, find_province
from tanmai.core.messages import Message, listed, message
from tanmai.core.pressures import Pressure
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance

if TYPE_CHECKING:
    import pymrio

KEY = "tanmai"
_KINDS = (message("regions"), message("sectors"), message("categories"))

Named = Region | Sector | FinalDemandCategory


class Description(BaseModel):
    """What a table leaves in the metadata of a pymrio system, so that it comes back as it was."""

    model_config = ConfigDict(extra="forbid")

    regions: dict[str, Region]
    sectors: dict[str, Sector]
    categories: dict[str, FinalDemandCategory]
    stressors: tuple[str, ...]
    pressures: tuple[Pressure, ...] = ()
    without_emissions: tuple[str, ...]
    year: int
    price_basis: str
    provenance: Provenance


def label(item: Named) -> str:
    """Return the label of a region, sector or category in pymrio: ``610000 Shaanxi``."""
    return item.code if item.code == item.name_en else f"{item.code} {item.name_en}"


def describe(table: MrioTable) -> dict[str, Any]:
    """Return the entry of the metadata that a table needs to come back as it was."""
    of_co2 = all(one.is_co2 for one in table.pressures)
    described = {} if of_co2 else {"pressures": [asdict(one) for one in table.pressures]}
    return {
        "regions": {label(region): asdict(region) for region in table.regions},
        "sectors": {label(sector): asdict(sector) for sector in table.sectors},
        "categories": {label(category): asdict(category) for category in table.categories},
        "stressors": list(table.stressors),
        **described,
        "without_emissions": list(table.without_emissions),
        "year": table.year,
        "price_basis": table.price_basis,
        "provenance": table.provenance.record(),
    }


def description_of(system: pymrio.IOSystem) -> Description | None:
    """Return what `describe` left in a system; None where it was made by others.

    Raises
    ------
    FileError
        It was edited, and is no such description any more.
    """
    if KEY not in system.meta.metadata:
        return None
    try:
        return Description.model_validate(system.meta.metadata[KEY])
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, (KEY, *first["loc"])))
        raise FileError(
            message(
                "The metadata of the pymrio system '{system}' are damaged at '{key}': "
                "{said}. Save the table again, or take the entry '{entry}' out of "
                "metadata.json.",
                system=system.name,
                key=key,
                said=said_of(first),
                entry=KEY,
            )
        ) from error


def named_regions(labels: Sequence[str], said: Description | None) -> tuple[Region, ...]:
    """Return the regions of pymrio's labels: as described, else provinces by name."""
    known = said.regions if said else {}
    return tuple(known[text] if text in known else _region(text) for text in labels)


def _region(text: str) -> Region:
    try:
        return find_province(text)
    except LabelError:
        return Region(text, text, text)


def named_sectors(labels: Sequence[str], said: Description | None) -> tuple[Sector, ...]:
    """Return the sectors of pymrio's labels: as described, else as named."""
    known = said.sectors if said else {}
    return tuple(known.get(text, Sector(text, text, text)) for text in labels)


def named_categories(
    labels: Sequence[str], said: Description | None
) -> tuple[FinalDemandCategory, ...]:
    """Return the categories of pymrio's labels: as described, else as named."""
    known = said.categories if said else {}
    return tuple(known.get(text, FinalDemandCategory(text, text, text)) for text in labels)


def described_pressures(said: Description | None) -> dict[str, Pressure]:
    """Return the pressures that were described, by name."""
    return {one.name: one for one in said.pressures} if said else {}


def changed_labels(said: Description | None, *labels: Sequence[str]) -> tuple[Message, ...]:
    """Return the change that labels other than the described ones make, if there are any."""
    if said is None:
        return ()
    described = (list(said.regions), list(said.sectors), list(said.categories))
    kinds = zip(_KINDS, described, labels, strict=True)
    changed = [kind for kind, known, now in kinds if known != list(now)]
    if not changed:
        return ()
    return (message("{kinds} changed in pymrio", kinds=listed(changed, message(" and "))),)


def provenance_of(name: str, said: Description | None, changes: Sequence[Message]) -> Provenance:
    """Return the provenance that was described, or that of a user's table, with more changes.

    Parameters
    ----------
    name : str
        Name of the system, where none was described.
    said : Description or None
        What the metadata describe.
    changes : sequence of Message
        What was done to the table since.
    """
    if said is None:
        return Provenance(name, "user", "pymrio", changes=tuple(changes))
    kept = said.provenance
    return replace(kept, changes=(*kept.changes, *changes))
