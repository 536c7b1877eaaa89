"""A user's own CSV or parquet files, read as a short mapping file (TOML) says.

Every part of the table is a list of cells: one row a cell, its labels in
columns whose names the mapping gives. The order of rows means nothing. See
``docs/own-tables.md`` for an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from tanmai.core.errors import OptionError, UnitError, did_you_mean
from tanmai.core.faults import said_of
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import Message, and_more, message
from tanmai.core.pressure_units import parse_pressure_unit, substance_of
from tanmai.core.pressures import Pressure, known_name
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.core.units import EMISSIONS, parse_emissions, parse_money
from tanmai.io.cell_lists import CellLists, grid_of
from tanmai.io.list_labels import LabelAxis
from tanmai.io.toml import read_toml

FloatArray = NDArray[np.float64]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str
    value: str = "value"


class _Flows(_Part):
    from_region: str = "from_region"
    from_sector: str = "from_sector"
    to_region: str = "to_region"
    to_sector: str = "to_sector"


class _FinalDemand(_Part):
    from_region: str = "from_region"
    from_sector: str = "from_sector"
    to_region: str = "to_region"
    category: str = "category"


class _BySector(_Part):
    region: str = "region"
    sector: str = "sector"


class _ByRegion(_Part):
    region: str = "region"


class Mapping(BaseModel):
    """What a mapping file says: names, units, and where each part of the table stands.

    Attributes
    ----------
    name : str
        Name of the table.
    year : int
        Year of the table.
    money_unit, emission_unit : str
        Units of the files, for instance ``万元`` and ``t CO2``; emissions whose unit is
        not given are taken as Mt CO2, and the table says so.
    pressure : str
        What ``emissions`` and ``households`` count: ``CO2``, or another pressure, whose unit
        ``emission_unit`` then is.
    status : str
        ``official``, ``estimate``, ``made-up`` or ``user``.
    regions : str
        ``provinces``: every region must be a province of China, by any of its
        names. ``as written``: regions are what the files call them.
    sectors, categories : list of str, optional
        Every sector and every category of final demand, in order: no other label may
        stand in the files. Without them a label that looks like a slip of another is
        rejected.
    flows, final_demand : part
        Cells of Z and Y; a cell that has no row is zero.
    exports, imports, value_added, emissions : part, optional
        Cells by region and sector.
    households : part, optional
        Direct emissions of households by region.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    year: int
    money_unit: str
    emission_unit: str | None = None
    pressure: str = "CO2"
    status: Literal["official", "estimate", "made-up", "user"] = "user"
    regions: Literal["provinces", "as written"] = "provinces"
    sectors: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    flows: _Flows
    final_demand: _FinalDemand
    exports: _BySector | None = None
    imports: _BySector | None = None
    value_added: _BySector | None = None
    emissions: _BySector | None = None
    households: _ByRegion | None = None


def read_mapped(path: Path) -> MrioTable:
    """Read a table from the files that a mapping file names.

    Total output is the sum of a row's sales; value added that is not given is
    what output leaves after inputs and imports.

    Parameters
    ----------
    path : Path
        Mapping file (TOML); the files it names stand in its folder.

    Raises
    ------
    FileError
        The mapping or a file is missing or unreadable, a column is missing, or
        a cell is not a number.
    OptionError
        A key of the mapping is unknown, missing or wrong.
    LabelError
        A region is unknown, or a cell is given twice.
    """
    mapping = _read_mapping(path)
    try:
        money = parse_money(mapping.money_unit).factor
        pressure, factor = _pressure(mapping)
    except UnitError as error:
        raise UnitError(
            message(
                "{path}: {problem}",
                path=path,
                problem=error.message,
            )
        ) from error
    cells = CellLists(path.parent, mapping.regions == "provinces")
    if (mapping.emissions or mapping.households) and mapping.emission_unit is None:
        cells.notes.append(
            message("no unit of emissions is given; they are taken as {unit}", unit=EMISSIONS)
        )
    flows, final = _read(cells, mapping.flows), _read(cells, mapping.final_demand)
    regions, sectors, names = _axes(cells, mapping, flows, final)
    index = RegionSectorIndex(regions, tuple(Sector(name, name, name) for name in sectors))
    rows = [region.code for region in regions]
    _note_zeros(cells, mapping.flows.file, flows, [rows, sectors, rows, sectors])
    _note_zeros(cells, mapping.final_demand.file, final, [rows, sectors, rows, names])
    m, n, k = len(regions), len(sectors), len(names)
    Z = money * grid_of(flows, [rows, sectors, rows, sectors]).reshape(m * n, m * n)
    Y = money * grid_of(final, [rows, sectors, rows, names]).reshape(m * n, m * k)

    def by_sector(part: _BySector | None, factor: float) -> FloatArray:
        if part is None:
            return np.zeros(m * n)
        given = _read(cells, part)
        _note_zeros(cells, part.file, given, [rows, sectors])
        return factor * grid_of(given, [rows, sectors]).ravel()

    exports, imports = (by_sector(part, money) for part in (mapping.exports, mapping.imports))
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports
    value_added = by_sector(mapping.value_added, money)
    if mapping.value_added is None:
        value_added = x - Z.sum(axis=0) - imports
    F, F_Y = _emissions(cells, mapping, index, x)
    return MrioTable(
        index=index,
        categories=tuple(FinalDemandCategory(name, name, name) for name in names),
        Z=Z,
        Y=Y,
        exports=exports,
        error=np.zeros(m * n),
        x=x,
        imports=imports,
        imports_final=np.zeros(m * k),
        value_added=value_added[None, :],
        value_added_labels=("VA",),
        F=factor * F[None, :],
        F_Y=factor * F_Y[None, :],
        stressors=(pressure.name,),
        described=() if pressure.name == "CO2" else (pressure,),
        year=mapping.year,
        provenance=Provenance(
            mapping.name,
            mapping.status,
            "tanmai.io.lists",
            tuple(cells.sources),
            tuple(cells.notes),
        ),
    )


def _read(cells: CellLists, part: _Part) -> pd.DataFrame:
    keys = [key for key in type(part).model_fields if key not in ("file", "value")]
    return cells.read(part.file, {getattr(part, key): key for key in (*keys, "value")})


def _axes(
    cells: CellLists, mapping: Mapping, flows: pd.DataFrame, final: pd.DataFrame
) -> tuple[tuple[Region, ...], tuple[str, ...], tuple[str, ...]]:
    """Return regions, sectors and categories after holding the labels against each other."""
    sellers, buyers = (flows, "from_sector"), (flows, "to_sector")
    sectors = LabelAxis("sector", (sellers, buyers), mapping.sectors)
    categories = LabelAxis("category", ((final, "category"),), mapping.categories)
    ends = ((flows, "from_region"), (flows, "to_region"), (final, "to_region"))
    places = LabelAxis("region", ends)
    cells.notes += sectors.require_everywhere(
        (sellers, buyers), (sellers, buyers, (final, "from_sector"))
    )
    cells.notes += categories.require_everywhere((), ((final, "category"),))
    if mapping.regions == "as written":
        cells.notes += places.require_everywhere(ends, ())
    regions = cells.regions([frame[name] for frame, name in ends])
    return regions, sectors.labels(), categories.labels()


def _pressure(mapping: Mapping) -> tuple[Pressure, float]:
    """Return what the emissions count, and the factor that brings them to its unit.

    Raises
    ------
    UnitError
        The unit is unknown, or that of a pressure other than CO2 is missing.
    """
    name = known_name(mapping.pressure)
    if name != "CO2":
        if mapping.emission_unit is None:
            raise UnitError(
                message(
                    "the pressure {name} has no unit; give emission_unit, such as 10^8 m3, 10^4 "
                    "persons or kt CH4.",
                    name=name,
                )
            )
        unit = parse_pressure_unit(mapping.emission_unit, substance_of(name))
        return Pressure(name, unit.symbol), unit.factor
    return Pressure(name, EMISSIONS), parse_emissions(mapping.emission_unit or EMISSIONS).factor


def _emissions(
    cells: CellLists, mapping: Mapping, index: RegionSectorIndex, x: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the pressure of sectors and of households, and note what has no row."""
    F, F_Y = np.zeros(len(index)), np.zeros(index.m)
    if mapping.emissions is not None:
        given = _read(cells, mapping.emissions)
        F = grid_of(given, [index.region_codes, index.sector_codes]).ravel()
        listed: set[tuple[str, str]] = set(zip(given["region"], given["sector"], strict=True))
        labels = product(index.region_codes, index.sector_codes)
        gaps = [
            index.where(row)
            for row, label in enumerate(labels)
            if label not in listed and x[row] > 0
        ]
        _note_gaps(cells, mapping.emissions.file, gaps)
    if mapping.households is not None:
        given = _read(cells, mapping.households)
        F_Y = grid_of(given, [index.region_codes])
        people = set(given["region"])
        without = [region for region in index.regions if region.code not in people]
        _note_gaps(cells, mapping.households.file, without)
    return F, F_Y


def _note_zeros(
    cells: CellLists, name: str, given: pd.DataFrame, axes: Sequence[Sequence[str]]
) -> None:
    """Note the cells without a row of a list that has most of them; a sparse list leaves out."""
    whole = prod(map(len, axes))
    if not 0 < whole - len(given) <= whole / 2:
        return
    there = grid_of(given.assign(**{str(given.columns[-1]): 1.0}), axes)
    labels = [axis[at] for axis, at in zip(axes, np.argwhere(there == 0)[0].tolist(), strict=True)]
    _note_gaps(cells, name, [", ".join(labels), *[""] * (whole - len(given) - 1)])


def _note_gaps(cells: CellLists, name: str, gaps: Sequence[object]) -> None:
    if gaps:
        cells.notes.append(
            message(
                "{file} has no row for {place}{more}; taken as zero",
                file=name,
                place=gaps[0],
                more=and_more(len(gaps), 1),
            )
        )


def _read_mapping(path: Path) -> Mapping:
    values = read_toml(path, message("a mapping file"))
    try:
        return Mapping(**values)
    except ValidationError as error:
        raise OptionError(
            message(
                "{path}: {problem}",
                path=path,
                problem=_in_words(error),
            )
        ) from error


def _in_words(error: ValidationError) -> Message:
    # a misspelt key is also a missing one: the slip is what to tell
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return message(
            "'{key}' is not a key of a mapping.{nearest}",
            key=key,
            nearest=did_you_mean(key, Mapping.model_fields),
        )
    if first["type"] == "missing":
        return message("'{key}' is missing; the table cannot be read without it.", key=key)
    return message("{key}: {said}.", key=key, said=said_of(first))
