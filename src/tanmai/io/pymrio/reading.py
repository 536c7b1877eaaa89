"""From pymrio to a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pyarrow import ArrowInvalid, parquet

from tanmai.checks import check_finite
from tanmai.core.errors import FileError, OptionError, TableError
from tanmai.core.input_file import require_file
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.trade_shares import find_trade_shares
from tanmai.core.units import MONEY
from tanmai.io.pymrio.extensions import FACTOR_INPUTS, emissions, factor_inputs, one_unit
from tanmai.io.pymrio.frame import SINKS, Frame, frame_of, values_of
from tanmai.io.pymrio.metadata import (
    Description,
    changed_labels,
    described_pressures,
    description_of,
    named_categories,
    named_regions,
    named_sectors,
    provenance_of,
)

if TYPE_CHECKING:
    import pymrio

FloatArray = NDArray[np.float64]

_PARAMETERS = "file_parameters.json"
_MOST_MIB = 8192
_READ = ("Z", "Y", "x", "unit", "F", "F_Y", "metadata")


def from_pymrio(
    system: pymrio.IOSystem,
    *,
    extension: str = "emissions",
    stressors: Sequence[str] | None = None,
    value_added: str | None = FACTOR_INPUTS,
    year: int | None = None,
) -> MrioTable:
    """Return the table of a pymrio system.

    Parameters
    ----------
    system : pymrio.IOSystem
        A system with Z and Y; x is taken from it, or is their sum.
    extension : str
        The extension with the emissions.
    stressors : sequence of str, optional
        Which of its rows, by name (levels joined by `` | ``); by default all, each with its
        own unit.
    value_added : str or None
        The extension with value added by component, in the unit of Z; a row
        named ``imports`` is taken for imports. None: value added is what
        output exceeds inputs by.
    year : int, optional
        Year of the table, where the system was not made by `to_pymrio`.

    Returns
    -------
    MrioTable
        Money, and emissions that are all in one unit, are turned into the package's own units
        where their units are known, and otherwise kept with their unit. Stressors in
        different units come as pressures, each in its own. Direct emissions of final demand
        are summed over its categories.

    Raises
    ------
    LabelError
        Labels of two parts differ, or are no full product of regions and sectors.
    UnitError
        A part has no unit, or money has several.
    TableError
        A part is missing, or holds a NaN or an infinity.
    OptionError
        An extension or a stressor is not there, or the year is not known.
    """
    said = description_of(system)
    frame = frame_of(system)
    regions = tuple(frame.regions[position] for position in frame.kept)
    index = RegionSectorIndex(named_regions(regions, said), named_sectors(frame.sectors, said))
    categories = named_categories(frame.categories, said)
    relabelled = changed_labels(said, regions, frame.sectors, frame.categories)
    flows = _flows(system, frame)
    money = one_unit(system.unit, message("the system"), MONEY)
    inputs = factor_inputs(system, frame, value_added, flows, money)
    emitted = emissions(system, frame, extension, stressors, described_pressures(said))
    money_values: dict[str, Any] = {
        part: values * money.factor for part, values in (flows | inputs.values).items()
    }
    table = MrioTable(
        index=index,
        categories=categories,
        **money_values,
        value_added_labels=inputs.labels,
        F=emitted.values["F"],
        F_Y=emitted.values["F_Y"],
        stressors=emitted.labels,
        without_emissions=tuple(
            code for code in (said.without_emissions if said else ()) if code in index.region_codes
        ),
        year=_year(system, said, year),
        money_unit=money.symbol,
        emission_unit=emitted.unit.symbol,
        described=emitted.described,
        price_basis=said.price_basis if said else "current",
        provenance=provenance_of(
            system.name, said, (*inputs.changes, *emitted.changes, *relabelled)
        ),
    )
    finite = check_finite(table)
    if not finite.passed:
        raise TableError(
            message("The pymrio system '{name}': {problem}", name=system.name, problem=finite)
        )
    form = find_trade_shares(np.asarray(table.Z), table.Y, index.m, index.n)
    return replace(table, trade_shares=form)


def _year(system: pymrio.IOSystem, said: Description | None, given: int | None) -> int:
    year = given or (said.year if said else system.meta.metadata.get("year"))
    if not str(year).isdecimal():
        raise OptionError(
            message(
                "The pymrio system '{system}' does not state its year; give it as year=..., or "
                'write "year": 2017 into the metadata.json of its folder.',
                system=system.name,
            )
        )
    return int(str(year))


def _flows(system: pymrio.IOSystem, frame: Frame) -> dict[str, FloatArray]:
    Z = values_of(system.Z, "Z", frame.rows, frame.rows)
    Y = values_of(system.Y, "Y", frame.rows, frame.columns)
    if system.x is None:
        x = Z.sum(axis=1) + Y.sum(axis=1)
    else:
        x = values_of(system.x, "x", frame.rows, None)[:, 0]
    bought = frame.kept_rows(frame.kept_rows(Z, "Z").T, "Z").T
    final = frame.by_final_region(frame.kept_rows(Y, "Y"))
    sinks = {
        name: final[:, frame.regions.index(name)].sum(axis=1)
        if name in frame.regions
        else np.zeros(len(final))
        for name in SINKS
    }
    return {
        "Z": np.ascontiguousarray(bought),
        "Y": final[:, frame.kept].reshape(len(final), -1),
        "x": frame.kept_rows(x, "x"),
    } | sinks


def is_pymrio_folder(path: Path) -> bool:
    """Say whether a path is a folder that pymrio saved."""
    return (path / _PARAMETERS).is_file()


def _require_bounded(files: Sequence[Path]) -> None:
    """Require files, no pipes, whose numbers have room in memory.

    Raises
    ------
    FileError
        One is no file, or together they are larger than any system that is read here.
    """
    left = _MOST_MIB
    for file in files:
        if not file.is_dir():
            require_file(file, message("a part of a folder saved by pymrio"), left)
            left -= file.stat().st_size // 2**20
        if file.suffix == ".parquet":
            try:
                about = parquet.read_metadata(file)
            except (OSError, ArrowInvalid) as error:
                raise FileError(
                    message(
                        "{file} is not a parquet file ({reason}); save it again.",
                        file=file,
                        reason=str(error),
                    )
                ) from error
            if 8 * about.num_rows * about.num_columns > _MOST_MIB * 2**20:
                raise FileError(
                    message(
                        "{file} holds {num_rows} x {num_columns} numbers, too many for a system "
                        "that is read as a whole; aggregate it in pymrio first.",
                        file=file,
                        num_rows=f"{about.num_rows:,}",
                        num_columns=f"{about.num_columns:,}",
                    )
                )


def read_pymrio_folder(folder: Path) -> MrioTable:
    """Read a system that pymrio saved with ``save_all``; see `from_pymrio` for its layout.

    Parameters
    ----------
    folder : Path
        The folder with ``file_parameters.json``. Without an extension ``factor_inputs``,
        value added is what output exceeds inputs by, and the table says so.

    Raises
    ------
    FileError
        A file is missing, damaged, no file or too large.
    LabelError, UnitError, TableError, OptionError
        As `from_pymrio`.
    """
    import pymrio

    if not is_pymrio_folder(folder):
        raise FileError(
            message(
                "{folder} has no {parameters}; name the folder that save_all() wrote.",
                folder=folder,
                parameters=_PARAMETERS,
            )
        )
    files = [file for file in sorted(folder.rglob("*")) if file.stem in (*_READ, _PARAMETERS[:-5])]
    _require_bounded(files)
    try:
        system = pymrio.load_all(folder, subset=list(_READ))
    except Exception as error:  # pymrio and what it reads with stumble in ways of their own
        raise FileError(
            message(
                "{folder} cannot be read by pymrio ({name}: {reason}); save it again.",
                folder=folder,
                name=type(error).__name__,
                reason=str(error),
            )
        ) from error
    stated = FACTOR_INPUTS in system.get_extensions()
    table = from_pymrio(system, value_added=FACTOR_INPUTS if stated else None)
    sources = tuple(
        SourceFile(file.relative_to(folder).as_posix(), sha256(file.read_bytes()).hexdigest())
        for file in files
        if file.stem in _READ
    )
    provenance = replace(table.provenance, sources=table.provenance.sources + sources)
    return replace(table, provenance=provenance)
