"""A user's own CSV or parquet files, read as a short mapping file (TOML) says.

Every part of the table is a list of cells: one row a cell, its labels in
columns whose names the mapping gives. The order of rows means nothing. See
``docs/own-tables.md`` for an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from tanmai.errors import FileError, LabelError, OptionError, did_you_mean
from tanmai.labels import Region, RegionSectorIndex, Sector, find_province
from tanmai.table import FinalDemandCategory, MrioTable, Provenance, SourceFile
from tanmai.toml_file import read_toml
from tanmai.units import parse_emissions, parse_money

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
        Units of the files, for instance ``万元`` and ``t CO2``.
    status : str
        ``official``, ``estimate``, ``made-up`` or ``user``.
    regions : str
        ``provinces``: every region must be a province of China, by any of its
        names. ``as written``: regions are what the files call them.
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
    emission_unit: str = "Mt CO2"
    status: Literal["official", "estimate", "made-up", "user"] = "user"
    regions: Literal["provinces", "as written"] = "provinces"
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
    cells = _Cells(path.parent, mapping)
    flows = cells.read(mapping.flows, ("from_region", "from_sector", "to_region", "to_sector"))
    final = cells.read(
        mapping.final_demand, ("from_region", "from_sector", "to_region", "category")
    )
    regions = cells.regions([flows["from_region"], flows["to_region"], final["to_region"]])
    sectors = tuple(dict.fromkeys([*flows["from_sector"], *flows["to_sector"]]))
    names = tuple(dict.fromkeys(final["category"]))
    index = RegionSectorIndex(regions, tuple(Sector(name, name, name) for name in sectors))
    rows = [region.code for region in regions]
    money = parse_money(mapping.money_unit).factor
    m, n, k = len(regions), len(sectors), len(names)
    Z = money * _grid(flows, [rows, sectors, rows, sectors]).reshape(m * n, m * n)
    Y = money * _grid(final, [rows, sectors, rows, names]).reshape(m * n, m * k)

    def by_sector(part: _BySector | None, factor: float) -> FloatArray:
        if part is None:
            return np.zeros(m * n)
        return factor * _grid(cells.read(part, ("region", "sector")), [rows, sectors]).ravel()

    exports, imports = (by_sector(part, money) for part in (mapping.exports, mapping.imports))
    x = Z.sum(axis=1) + Y.sum(axis=1) + exports
    value_added = by_sector(mapping.value_added, money)
    if mapping.value_added is None:
        value_added = x - Z.sum(axis=0) - imports
    carbon = parse_emissions(mapping.emission_unit).factor
    households = np.zeros(m)
    if mapping.households is not None:
        households = carbon * _grid(cells.read(mapping.households, ("region",)), [rows])
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
        F=by_sector(mapping.emissions, carbon)[None, :],
        F_Y=households[None, :],
        stressors=("CO2",),
        year=mapping.year,
        provenance=Provenance(
            mapping.name, mapping.status, "tanmai.readers.mapped", tuple(cells.sources)
        ),
    )


def _read_mapping(path: Path) -> Mapping:
    values = read_toml(path, "a mapping file")
    try:
        return Mapping(**values)
    except ValidationError as error:
        raise OptionError(f"{path}: {_in_words(error)}") from error


def _in_words(error: ValidationError) -> str:
    # a misspelt key is also a missing one: the slip is what to tell
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = list(Mapping.model_fields)
        return f"'{key}' is no key of a mapping.{did_you_mean(key, known)}"
    if first["type"] == "missing":
        return f"'{key}' is missing; the table cannot be read without it."
    return f"{key}: {first['msg'][0].lower()}{first['msg'][1:]}."


class _Cells:
    """The files of a mapping, each read once and checked cell by cell."""

    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self._folder = folder.resolve()
        self._as_provinces = mapping.regions == "provinces"
        self._found: dict[str, Region] = {}
        self.sources: list[SourceFile] = []

    def read(self, part: _Part, keys: Sequence[str]) -> pd.DataFrame:
        """Return the labels and the value of each cell of a part."""
        path = self._inside(part.file)
        frame = _read_frame(path)
        columns = {getattr(part, key): key for key in (*keys, "value")}
        for column in columns:
            if column not in frame.columns:
                raise FileError(
                    f"{path} has no column '{column}'.{did_you_mean(column, frame.columns)} "
                    f"It has: {', '.join(map(str, frame.columns))}."
                )
        cells = frame[list(columns)].rename(columns=columns)
        cells["value"] = _numbers(path, cells["value"])
        for key in keys:
            cells[key] = cells[key].astype(str).str.strip()
            if key.endswith("region"):
                cells[key] = self._codes(path, cells[key])
        repeated = cells[cells.duplicated(list(keys))]
        if len(repeated):
            labels = ", ".join(str(repeated.iloc[0][key]) for key in keys)
            raise LabelError(f"{path} gives the cell {labels} twice; keep one row of it.")
        self.sources.append(SourceFile(path.name, sha256(path.read_bytes()).hexdigest()))
        return cells

    def regions(self, columns: Sequence[pd.Series]) -> tuple[Region, ...]:
        """Return the regions of the table; provinces in the order of their codes."""
        codes = dict.fromkeys(code for column in columns for code in column)
        return tuple(self._found[code] for code in (sorted(codes) if self._as_provinces else codes))

    def _inside(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise FileError(
                f"'{name}' leaves the folder of the mapping file; put the file into it."
            )
        if not path.is_file():
            raise FileError(f"{path} is not a file; the mapping names it.")
        return path

    def _codes(self, path: Path, names: pd.Series) -> pd.Series:
        codes = {}
        for name in names.unique():
            try:
                region = find_province(name) if self._as_provinces else Region(name, name, name)
            except LabelError as error:
                raise LabelError(f"{path}: {error} Or set regions = 'as written'.") from error
            codes[name] = region.code
            self._found[region.code] = region
        return names.map(codes)


def _read_frame(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError, pa.ArrowException) as error:
        raise FileError(
            f"{path} cannot be read ({error}); write it as a UTF-8 CSV or as parquet."
        ) from error


def _numbers(path: Path, values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        row = int(bad[0])
        raise FileError(
            f"{path}, data row {row + 1}: '{values.iloc[row]}' is not a number; write it without "
            "thousands separators, and zero as 0."
        )
    return numbers


def _grid(cells: pd.DataFrame, axes: Sequence[Sequence[str]]) -> FloatArray:
    """Put cells into an array; a label that is not on its axis is an error."""
    grid = np.zeros([len(axis) for axis in axes])
    positions = []
    for column, axis in zip(cells.columns[: len(axes)], axes, strict=True):
        known = {label: position for position, label in enumerate(axis)}
        unknown = next((label for label in cells[column] if label not in known), None)
        if unknown is not None:
            raise LabelError(
                f"'{unknown}' stands as {column}, but the flows and the final demand know no such "
                f"label.{did_you_mean(unknown, known)}"
            )
        positions.append(cells[column].map(known).to_numpy())
    grid[tuple(positions)] = cells["value"].to_numpy()
    return grid
