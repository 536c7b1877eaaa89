"""Paths as people read them: rank, tier, carbon, share and the meaning in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tanmai.analysis.structural_path import StructuralPaths
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.language import significant
from tanmai.core.messages import Message, Name, Named, listed, message
from tanmai.core.pressure_units import unit_in_words
from tanmai.core.pressures import Pressure

EVERYWHERE = message("all sinks, exports among them")
"""Whose final demand the paths of the whole serve."""
_SUPPLIES = message(", which supplies ")


def path_table(
    paths: StructuralPaths, for_whom: Named | Message, top: int | None = None
) -> pd.DataFrame:
    """Return paths with their carbon, share, tier and meaning, largest first.

    Parameters
    ----------
    paths : StructuralPaths
        The paths.
    for_whom : Region or Message
        Whose final demand it is.
    top : int, optional
        Number of rows; all paths where it is not given.

    Returns
    -------
    DataFrame
        `StructuralPaths.to_frame` with ``meaning_zh`` and ``meaning_en``.
    """
    frame = paths.to_frame(top)
    meanings = [
        meaning(paths.index, chain, for_whom, value, paths.unit)
        for chain, value in zip(paths.chains(top), paths.carbon[: len(frame)], strict=True)
    ]
    return frame.assign(
        meaning_zh=[said.into("zh") for said in meanings],
        meaning_en=[said.into("en") for said in meanings],
    )


def meaning(
    index: RegionSectorIndex,
    chain: Sequence[int],
    for_whom: Named | Message,
    carbon: float,
    unit: str,
) -> Message:
    """Say what a path is; ``chain`` runs from the emitter to who sells to final demand."""
    first, *others = [
        message(
            "{region} {sector}",
            region=Name.of(index.regions[row // index.n]),
            sector=Name.of(index.sectors[row % index.n]),
        )
        for row in chain
    ]
    whom = for_whom if isinstance(for_whom, Message) else Name.of(for_whom)
    said: dict[str, object] = {
        "first": first,
        "whom": whom,
        "amount": significant(carbon),
        "unit": unit,
    }
    if not Pressure("", unit).is_emitted:
        said["unit"] = Name(unit_in_words(unit, "zh"), unit_in_words(unit, "en"))
        return (
            message(
                "{first} supplies {supplied}, which sells to final demand of {whom}; {amount} "
                "{unit} of the first sector are for that."
            )
            if others
            else message(
                "{first} sells to final demand of {whom}; {amount} {unit} of this sector are for "
                "that."
            )
        ).filled(supplied=listed(others, _SUPPLIES), **said)
    return (
        message(
            "{first} supplies {supplied}, which sells to final demand of {whom}; the first "
            "sector emits {amount} {unit} for that."
        )
        if others
        else message("{first} sells to final demand of {whom}; it emits {amount} {unit} for that.")
    ).filled(supplied=listed(others, _SUPPLIES), **said)
