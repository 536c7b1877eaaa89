"""A user's own files for joining: tables of a folder, costs, centres, exchange, trade abroad."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError, LabelError, TanmaiError, did_you_mean
from tanmai.core.labels import Region, Sector, find_province
from tanmai.core.messages import listed, message
from tanmai.core.table import FloatArray
from tanmai.io.competitive import CompetitiveTable
from tanmai.io.csv import sector_code
from tanmai.io.flow_file import read_flow_table
from tanmai.io.nbs import read_competitive
from tanmai.io.small_file import read_small_table
from tanmai.joining.exchange import Exchange
from tanmai.joining.stack import TradeAbroad

SUFFIXES = (".xlsx", ".xls", ".csv")
NATION = "abroad"


def read_tables(folder: Path, *, named_by_file: bool = False) -> list[CompetitiveTable]:
    """Read the table of each region in a folder, in the order of the provinces or of names.

    Hidden files and those of other kinds are left out, and so is a table of the nation.

    Parameters
    ----------
    folder : Path
        A folder of workbooks or CSVs as bureaux publish them, one region a file.
    named_by_file : bool
        Whether a region is called as its file, for cities and other regions of one's own.

    Raises
    ------
    FileError
        The folder is missing or holds no table; or a file cannot be read.
    LabelError, UnitError
        What a file says of itself is unclear; the file is named.
    """
    if not folder.is_dir():
        raise FileError(
            message(
                "{folder} is not a folder; name the one that holds the tables, one region a file.",
                folder=folder,
            )
        )
    paths = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.casefold() in SUFFIXES and not path.name.startswith((".", "~$"))
    )
    if not paths:
        raise FileError(
            message(
                "{folder} holds no table; put a file ({suffixes}) of each region there.",
                folder=folder,
                suffixes=listed(SUFFIXES),
            )
        )
    tables = [
        read_competitive(path, region=_named(path) if named_by_file else None) for path in paths
    ]
    return sorted((table for table in tables if table.trade != NATION), key=_in_order)


def _named(path: Path) -> Region:
    """Return the region that a file is named after."""
    name = path.stem.strip()
    return Region(name, name, name)


def _in_order(table: CompetitiveTable) -> str:
    return table.region.code


def read_centres(path: Path, tables: Sequence[CompetitiveTable]) -> list[CompetitiveTable]:
    """Return the tables with the places of their regions, from a CSV with region, lon, lat.

    Raises
    ------
    FileError
        The file is no such CSV, or a cell is no degree.
    LabelError
        A region is unknown, given twice, or missing.
    """
    given = read_small_table(path, ("region", "lon", "lat"))
    rows = given.rows
    at = _positions(path, rows["region"], [table.region for table in tables])
    lon, lat = (pd.Series(given.numbers(name), rows.index) for name in ("lon", "lat"))
    for line in rows.index:
        if not (-180 <= lon[line] <= 180 and -90 <= lat[line] <= 90):
            raise FileError(
                message(
                    "{path}, line {line}: {lon}, {lat} is not a valid position; lon is in "
                    "degrees east, lat in degrees north.",
                    path=path,
                    line=line,
                    lon=f"{lon[line]:g}",
                    lat=f"{lat[line]:g}",
                )
            )
    places = {at[line]: (float(lon[line]), float(lat[line])) for line in rows.index}
    _require_all(path, places, [table.region for table in tables])
    return [
        replace(table, region=replace(table.region, lon=places[k][0], lat=places[k][1]))
        for k, table in enumerate(tables)
    ]


def read_costs(path: Path, regions: Sequence[Region]) -> FloatArray:
    """Read the costs between regions: a matrix with the names in its first line and first column.

    Raises
    ------
    FileError
        The file is no such matrix, or a cost is missing, no number, or not positive off the
        diagonal.
    LabelError
        A region is unknown, given twice, or missing.
    """
    given = read_flow_table(path)
    ends = []
    for end in ("from", "to"):
        names = list(dict.fromkeys(given[end]))
        at = _positions(path, pd.Series(names), regions)
        _require_all(path, at.values(), regions)
        of = {name: at[k] for k, name in enumerate(names)}
        ends.append([of[name] for name in given[end]])
    costs = np.full((len(regions), len(regions)), np.nan)
    costs[tuple(ends)] = given.numbers("value")
    _check_costs(path, costs, regions)
    return costs


def _check_costs(path: Path, costs: FloatArray, regions: Sequence[Region]) -> None:
    away = ~np.eye(len(costs), dtype=bool)
    bad = np.argwhere(away & ~(costs > 0))
    if len(bad):
        r, s = bad[0]
        raise FileError(
            message(
                "{path}: the cost from {regions} to {regions_2} is {costs}; give a distance or "
                "cost above 0 for every pair.",
                path=path,
                regions=regions[r],
                regions_2=regions[s],
                costs=message("missing") if np.isnan(costs[r, s]) else f"{costs[r, s]:g}",
            )
        )


def read_exchange(path: Path, sector: str, tables: Sequence[CompetitiveTable]) -> Exchange:
    """Read the physical exchange of a commodity from a CSV with from, to, quantity.

    A row whose two regions are one says what the region makes and keeps; what it makes in all
    is that and what it sends, and its price is its output over it.

    Raises
    ------
    FileError
        The file is no such CSV, or a quantity is no number or negative.
    LabelError
        The sector or a region is unknown, a pair is given twice, or a region has no row of its
        own.
    """
    code = sector_code(sector)
    known = [one.code for one in tables[0].sectors]
    if code not in known:
        raise LabelError(
            message(
                "--for {sector} is not a sector of the tables.{nearest} Their codes go from "
                "{known} to {last}.",
                sector=sector,
                nearest=did_you_mean(code, known),
                known=known[0],
                last=known[-1],
            )
        )
    regions = [table.region for table in tables]
    given = read_small_table(path, ("from", "to", "quantity"))
    rows = given.rows
    sender = _find_all(path, rows["from"], regions)
    receiver = _find_all(path, rows["to"], regions)
    amounts = pd.Series(given.numbers("quantity"), rows.index)
    quantities = np.full((len(regions), len(regions)), np.nan)
    for line in rows.index:
        cell = sender[line], receiver[line]
        if amounts[line] < 0:
            raise FileError(
                message(
                    "{path}, line {line}: the quantity is {amounts}; give what is sent, 0 or "
                    "more, from the region that sends it.",
                    path=path,
                    line=line,
                    amounts=f"{amounts[line]:g}",
                )
            )
        if not np.isnan(quantities[cell]):
            raise LabelError(
                message(
                    "{path}, line {line}: {regions} to {regions_2} is given twice; keep one row.",
                    path=path,
                    line=line,
                    regions=regions[cell[0]],
                    regions_2=regions[cell[1]],
                )
            )
        quantities[cell] = amounts[line]
    _require_own_rows(path, quantities, tables, known.index(code))
    quantities = np.nan_to_num(quantities)
    return Exchange(code, quantities, quantities.sum(axis=1))


def _require_own_rows(
    path: Path, quantities: FloatArray, tables: Sequence[CompetitiveTable], sector: int
) -> None:
    for k, table in enumerate(tables):
        if np.isnan(quantities[k, k]) and table.x[sector] > 0:
            raise LabelError(
                message(
                    "{path} does not state what {region} makes and keeps (a row from it to "
                    "itself), though it has output; its price would be unknown. Add the row.",
                    path=path,
                    region=table.region,
                )
            )


def read_abroad(path: Path, tables: Sequence[CompetitiveTable]) -> dict[str, TradeAbroad]:
    """Read trade abroad from a CSV with region, sector, exports, imports; 10⁴ CNY.

    Products that are left out are traded with no country.

    Raises
    ------
    FileError
        The file is no such CSV, or an amount is no number or negative.
    LabelError
        A region or a sector is unknown, or a row is given twice.
    """
    given = read_small_table(path, ("region", "sector", "exports", "imports"))
    rows = given.rows
    regions = [table.region for table in tables]
    at = _find_all(path, rows["region"], regions)
    amounts = {p: pd.Series(given.numbers(p), rows.index) for p in ("exports", "imports")}
    codes = _sector_positions(path, rows["sector"], tables[0].sectors)
    values = {k: np.zeros((2, len(tables[0].sectors))) for k in set(at.values())}
    seen: set[tuple[int, int]] = set()
    for line in rows.index:
        cell = at[line], codes[line]
        if cell in seen:
            raise LabelError(
                message(
                    "{path}, line {line}: region and sector are given twice; keep one.",
                    path=path,
                    line=line,
                )
            )
        seen.add(cell)
        for k, part in enumerate(amounts):
            if amounts[part][line] < 0:
                raise FileError(
                    message(
                        "{path}, line {line}: '{part}' is negative; give 0 or more.",
                        path=path,
                        line=line,
                        part=part,
                    )
                )
            values[at[line]][k, codes[line]] = amounts[part][line]
    return {regions[k].code: TradeAbroad(*found) for k, found in values.items()}


def _sector_positions(path: Path, codes: pd.Series, sectors: Sequence[Sector]) -> dict[int, int]:
    known = [sector.code for sector in sectors]
    found = {}
    for line, text in codes.items():
        code = sector_code(str(text))
        if code not in known:
            raise LabelError(
                message(
                    "{path}, line {line}: sector '{text}' is not in the tables; give one of "
                    "{known} to {last}.",
                    path=path,
                    line=line,
                    text=text,
                    known=known[0],
                    last=known[-1],
                )
            )
        found[int(str(line))] = known.index(code)
    return found


def _positions(path: Path, names: pd.Series, regions: Sequence[Region]) -> dict[int, int]:
    """Return the position of each named region; none may be named twice."""
    found = _find_all(path, names, regions)
    seen: dict[int, int] = {}
    for line, k in found.items():
        if k in seen.values():
            raise LabelError(
                message(
                    "{path} gives {regions} twice; keep one.",
                    path=path,
                    regions=regions[k],
                )
            )
        seen[line] = k
    return found


def _find_all(path: Path, names: pd.Series, regions: Sequence[Region]) -> dict[int, int]:
    find = _finder(regions)
    found = {}
    for line, name in names.items():
        try:
            found[int(str(line))] = find(str(name).strip())
        except TanmaiError as error:
            raise LabelError(
                message(
                    "{path}: {problem}",
                    path=path,
                    problem=error.message,
                )
            ) from error
    return found


def _finder(regions: Sequence[Region]) -> Callable[[str], int]:
    """Return what finds a region by code or name, provinces by any of their names."""
    by_name = {
        name: k for k, r in enumerate(regions) for name in (r.code, r.name_zh, r.name_en) if name
    }
    codes = [region.code for region in regions]

    def find(name: str) -> int:
        if name in by_name:
            return by_name[name]
        try:
            return codes.index(find_province(name).code)
        except (LabelError, ValueError) as error:
            raise LabelError(
                message(
                    "region '{name}' has no table in the folder.{nearest} There are tables of "
                    "{regions}.",
                    name=name,
                    nearest=did_you_mean(name, by_name),
                    regions=listed(region.name_zh for region in regions),
                )
            ) from error

    return find


def _require_all(path: Path, found: Iterable[int], regions: Sequence[Region]) -> None:
    missing = sorted(set(range(len(regions))) - set(found))
    if missing:
        raise LabelError(
            message(
                "{path} does not have {missing}; add a row and a column for every region that "
                "has a table.",
                path=path,
                missing=listed(str(regions[k]) for k in missing),
            )
        )
