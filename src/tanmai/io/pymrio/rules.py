"""How each published world database is read: pymrio's parser, and what its CO2 is.

What counts as CO2 is fossil and industrial: biogenic carbon, peat, fires and
the memo items of international transport are left out.

Sources: Stadler et al. (2018), EXIOBASE 3; OECD, Inter-Country Input-Output
Tables; Timmer et al. (2015), WIOD; Lenzen et al. (2013), Eora; Lenzen et al.
(2022), GLORIA.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class WorldDatabase:
    """How one database is read.

    Attributes
    ----------
    title : str
        Its name for people.
    parse : callable
        Calls the parser of pymrio with the path and the year.
    extensions : tuple of str
        Where its emissions stand, the first one that is there; none where the
        database has no emissions.
    value_added : str
        Where its value added stands; without it, value added is what output
        exceeds inputs by.
    co2 : str
        Pattern of the stressors that add up to its CO2, levels joined by `` | ``.
    """

    title: str
    parse: Callable[[Path, int], Any]
    extensions: tuple[str, ...]
    value_added: str
    co2: str


# Each parser imports pymrio by itself: it takes a second, and brings matplotlib.


def _exiobase3(path: Path, _: int) -> Any:
    import pymrio

    return pymrio.parse_exiobase3(path)


def _oecd(path: Path, year: int) -> Any:
    """Read the ICIO; pymrio sorts the countries of Z, but not those of Y."""
    import pymrio

    system = pymrio.parse_oecd(path, year)
    order = {region: place for place, region in enumerate(system.get_regions())}
    columns = list(system.Y.columns)
    places = sorted(range(len(columns)), key=lambda place: order.get(columns[place][0], len(order)))
    system.Y = system.Y.iloc[:, places]
    system.factor_inputs.F_Y = system.factor_inputs.F_Y.iloc[:, places]
    return system


def _wiod(path: Path, year: int) -> Any:
    import pymrio

    return pymrio.parse_wiod(path, year)


def _eora26(path: Path, year: int) -> Any:
    import pymrio

    return pymrio.parse_eora26(path, year)


def _gloria(path: Path, year: int) -> Any:
    """Read GLORIA in the version that the folder holds, value added summed over its regions.

    GLORIA has a row of value added for each region and component, of which a
    sector fills those of its own region.
    """
    import pymrio

    names = sorted(entry.name for entry in path.iterdir())
    matches = [re.match(rf"GLORIA_MRIOs_(\d+)_{year}", name) for name in names]
    versions = sorted({match[1] for match in matches if match})
    if len(versions) != 1:
        held = ", ".join(versions) or "none"
        raise ValueError(f"of GLORIA_MRIOs_<version>_{year} there must be one version, not {held}")
    system = pymrio.parse_gloria(path, year, version=int(versions[0]))
    system.VA.F = system.VA.F.groupby(level=1, sort=False).sum()
    system.VA.unit = system.VA.unit.groupby(level=1, sort=False).first()
    return system


# Rows of Eora's I-GHG-CO2 that are no part of a national inventory's fossil CO2.
_EORA_LEFT_OUT = (
    "Memo: International aviation",
    "Memo: International navigation",
    "Savanna burning",
    "Agricultural waste burning",
    "Forest fires",
    "Grassland fires",
    "Decay of wetlands/peatlands",
    "Other vegetation fires",
    "Forest Fires-Post burn decay",
)

DATABASES = {
    "exiobase3": WorldDatabase(
        "EXIOBASE 3",
        _exiobase3,
        ("satellite", "air_emissions"),
        "factor_inputs",
        r"CO2 - (combustion|non combustion - (Cement|Lime) production|waste - fossil) - air",
    ),
    "oecd": WorldDatabase("OECD ICIO", _oecd, (), "factor_inputs", ""),
    "wiod": WorldDatabase("WIOD", _wiod, ("AIR",), "factor_inputs", "CO2"),
    "eora26": WorldDatabase(
        "Eora26",
        _eora26,
        ("Q",),
        "VA",
        rf"I-GHG-CO2 emissions \| (?!({'|'.join(map(re.escape, _EORA_LEFT_OUT))})$).*",
    ),
    "gloria": WorldDatabase(
        "GLORIA",
        _gloria,
        ("Q",),
        "VA",
        r"'?co2_excl_short_cycle_org_c_total_EDGAR_consistent'? \| .*",
    ),
}
