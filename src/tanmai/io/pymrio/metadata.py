"""What pymrio has no place for: it travels in the metadata of a pymrio system.

pymrio keeps additional entries of its metadata when it copies, saves and
loads a system. Labels in pymrio are ``code name``: text that stays text in its
files, where an all-digit code such as ``01`` would come back as the number 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tanmai.core.errors import LabelError
from tanmai.core.labels import Region, Sector, find_province
from tanmai.core.pressures import Pressure
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance, SourceFile

KEY = "tanmai"

Named = Region | Sector | FinalDemandCategory


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
        "provenance": asdict(table.provenance),
    }


def named_regions(labels: Sequence[str], entry: Mapping[str, Any]) -> tuple[Region, ...]:
    """Return the regions of pymrio's labels: as described, else provinces by name."""
    described = entry.get("regions", {})
    return tuple(
        Region(**described[text]) if text in described else _region(text) for text in labels
    )


def _region(text: str) -> Region:
    try:
        return find_province(text)
    except LabelError:
        return Region(text, text, text)


def named_sectors(labels: Sequence[str], entry: Mapping[str, Any]) -> tuple[Sector, ...]:
    """Return the sectors of pymrio's labels: as described, else as named."""
    described = entry.get("sectors", {})
    return tuple(
        Sector(**described[text]) if text in described else Sector(text, text, text)
        for text in labels
    )


def named_categories(
    labels: Sequence[str], entry: Mapping[str, Any]
) -> tuple[FinalDemandCategory, ...]:
    """Return the categories of pymrio's labels: as described, else as named."""
    described = entry.get("categories", {})
    return tuple(
        FinalDemandCategory(**described[text])
        if text in described
        else FinalDemandCategory(text, text, text)
        for text in labels
    )


def described_pressures(entry: Mapping[str, Any]) -> dict[str, Pressure]:
    """Return the pressures that were described, by name."""
    return {one["name"]: Pressure(**one) for one in entry.get("pressures", ())}


def changed_labels(entry: Mapping[str, Any], *labels: Sequence[str]) -> tuple[str, ...]:
    """Return the change that labels other than the described ones make, if there are any."""
    kinds = zip(("regions", "sectors", "categories"), labels, strict=True)
    changed = [kind for kind, now in kinds if entry and list(entry[kind]) != list(now)]
    return (f"{' and '.join(changed)} changed in pymrio",) if changed else ()


def provenance_of(name: str, entry: Mapping[str, Any], changes: Sequence[str]) -> Provenance:
    """Return the provenance that was described, or that of a user's table, with more changes.

    Parameters
    ----------
    name : str
        Name of the system, where none was described.
    entry : mapping
        The entry of the metadata.
    changes : sequence of str
        What was done to the table since.
    """
    kept = entry.get("provenance")
    if kept is None:
        return Provenance(name, "user", "pymrio", changes=tuple(changes))
    return Provenance(
        **(
            kept
            | {
                "sources": tuple(SourceFile(**source) for source in kept["sources"]),
                "changes": (*kept["changes"], *changes),
            }
        )
    )
