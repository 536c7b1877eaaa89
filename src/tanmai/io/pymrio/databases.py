"""World tables as published, through pymrio's own parsers.

pymrio reads the files; here the carbon dioxide is picked from their many
stressors by the rule of each database (`rules`), and the rest is `from_pymrio`.
A region that bears the name or the adcode of a Chinese province is that
province; any other region keeps the code that the database gives it (``CHN``,
``CN``).

Source: Stadler (2021), Pymrio, Journal of Open Research Software 9 (1).
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import FileError, OptionError, unknown
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.units import EMISSIONS
from tanmai.io.pymrio.extensions import one_unit
from tanmai.io.pymrio.frame import joined
from tanmai.io.pymrio.reading import from_pymrio, is_pymrio_folder
from tanmai.io.pymrio.rules import DATABASES, WorldDatabase

FloatArray = NDArray[np.float64]

CO2 = "CO2"
_EXTENSION = "tanmai_co2"  # what is picked stands beside the extensions of the database
_NO_REGION = "ALL"  # what pymrio calls the region of OECD's column of discrepancies
_UNIT_WORDS = {"kilotonnes": "kt"}  # GLORIA's word for a unit that is known


def read_world_table(
    path: Path,
    database: str,
    *,
    year: int | None = None,
    extension: str | None = None,
    stressors: Sequence[str] | None = None,
) -> MrioTable:
    """Read a world table in the layout in which it was published.

    Parameters
    ----------
    path : Path
        The file or the folder as downloaded, as pymrio's parser of the
        database takes it.
    database : str
        A key of `DATABASES`.
    year : int, optional
        The year to read; may be left out where the name of the file says it.
    extension : str, optional
        The extension with the emissions; by default that of the database.
    stressors : sequence of str, optional
        Which of its rows to keep, each by itself, levels joined by `` | ``. By
        default the rows that the database's rule names are added up to ``CO2``.

    Returns
    -------
    MrioTable
        Money in the unit of the database; emissions in Mt CO2 where their unit
        is known. A database without emissions gives zeros, with all its regions
        in ``without_emissions``.

    Raises
    ------
    OptionError
        The database, its extension or a stressor is not known, or the year is
        missing or not that of the file.
    FileError
        There is no such file, or pymrio cannot read it.
    LabelError, UnitError, TableError
        As `from_pymrio`.
    """
    if database not in DATABASES:
        raise OptionError(unknown(database, message("a database that tanmai reads"), DATABASES))
    about = DATABASES[database]
    chosen = _year(path, year, about)
    system = _parsed(path, chosen, about)
    balancing = _taken_out(system)
    emitted = _emissions(system, about, extension, stressors)
    table = from_pymrio(
        system,
        extension=emitted.extension,
        stressors=emitted.stressors,
        value_added=_first_there(system, (about.value_added,)),
        year=chosen,
    )
    provenance = replace(
        table.provenance,
        name=f"{about.title} {chosen}",
        sources=_sources(path, chosen),
        changes=(*table.provenance.changes, *emitted.changes),
    )
    without = () if emitted.known else table.index.region_codes
    return replace(table, provenance=provenance, error=balancing, without_emissions=without)


@dataclass(frozen=True)
class _Emissions:
    """Where from_pymrio shall look for the emissions, and what was done to them."""

    extension: str
    stressors: tuple[str, ...]
    changes: tuple[Message, ...]
    known: bool = True


def _years_in(name: str) -> list[int]:
    """Return the years of data that a name bears: wiot07 is 2007, ICIO2021_ only an edition."""
    short = [int(text) for text in re.findall(r"(?i)^wiot(\d\d)(?!\d)", name)]
    without_edition = re.sub(r"(?i)^icio\d{4}_", "", name)
    full = [int(text) for text in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", without_edition)]
    return [1900 + text if text > 50 else 2000 + text for text in short] + full


def _year(path: Path, given: int | None, about: WorldDatabase) -> int:
    if not path.exists():
        raise FileError(
            message(
                "{path} is not there; name the file or the folder of {title}.",
                path=path,
                title=about.title,
            )
        )
    named = set(_years_in(path.name)) if path.is_file() or is_pymrio_folder(path) else set()
    if given is None and len(named) != 1:
        raise OptionError(
            message(
                "{path} does not state its year; give the year of {title} to read.",
                path=path,
                title=about.title,
            )
        )
    if given is not None and named and given not in named:
        raise OptionError(
            message(
                "{path} is of {named}, not of {given}; name the file of {given}, or leave the "
                "year out.",
                path=path,
                named=listed(map(str, sorted(named))),
                given=given,
            )
        )
    return given if given is not None else named.pop()


def _parsed(path: Path, year: int, about: WorldDatabase) -> Any:
    """Return the system that pymrio's parser makes, with Z where only A was published."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on extensions that are not there: told below
            system = about.parse(path, year)
            if system.Z is None:
                system.calc_system()
    except Exception as error:  # pymrio and what it reads with stumble in ways of their own
        raise FileError(
            message(
                "{path} cannot be read as {title} of {year} ({name}: {reason}). Name what was "
                "downloaded, whole and under its own names, or another database.",
                path=path,
                title=about.title,
                year=year,
                name=type(error).__name__,
                reason=str(error),
            )
        ) from error
    return system


def _taken_out(system: Any) -> FloatArray:
    """Return the balancing column that stands for no region, after taking it out of Y."""
    of_a_region = system.Y.columns.get_level_values(0) != _NO_REGION
    balancing = np.asarray(system.Y.loc[:, ~of_a_region].sum(axis=1), dtype=np.float64)
    if not of_a_region.all():
        system.x = pd.DataFrame({"indout": system.Z.sum(axis=1) + system.Y.sum(axis=1)})
        system.Y = system.Y.loc[:, of_a_region]
        for part in system.get_extensions(data=True):
            part.F_Y = None if part.F_Y is None else part.F_Y.loc[:, of_a_region]
    return balancing


def _first_there(system: Any, names: Sequence[str]) -> str | None:
    known = list(system.get_extensions())
    return next((name for name in names if name in known), None)


def _emissions(
    system: Any, about: WorldDatabase, extension: str | None, stressors: Sequence[str] | None
) -> _Emissions:
    """Pick the emissions: the rows that were asked for, or the sum that the rule makes."""
    name = extension or _first_there(system, about.extensions)
    known = list(system.get_extensions())
    if name is None and not about.extensions:
        if stressors is not None:
            raise OptionError(
                message(
                    "{title} has no emissions; leave the stressors out.",
                    title=about.title,
                )
            )
        _add_extension(system, *_nothing(system))
        change = message(
            "{title} has no emissions; join an inventory to the table", title=about.title
        )
        return _Emissions(_EXTENSION, (CO2,), (change,), known=False)
    if name is None or name not in known:
        raise OptionError(
            message(
                "{title} has no extension '{name}' here. It has: {known}. Download its emissions "
                "too, or name another one.",
                title=about.title,
                name=name or about.extensions[0],
                known=listed(known),
            )
        )
    found = getattr(system, name)
    found.unit = found.unit.replace(_UNIT_WORDS)
    if stressors is not None:
        return _Emissions(name, tuple(stressors), ())
    labels = joined(found.F.index)
    rows = [row for row, text in enumerate(labels) if re.fullmatch(about.co2, text)]
    if not rows:
        raise OptionError(
            message(
                "No stressor of '{name}' is CO2 by the rule of {title}; name stressors. It has: "
                "{labels}.",
                name=name,
                title=about.title,
                labels=listed([*labels[:20], *["..."] * (len(labels) > 20)]),
            )
        )
    unit = one_unit(
        found.unit.iloc[rows], message("CO2 of extension '{name}'", name=name), EMISSIONS
    )
    F_Y = None if found.F_Y is None else _summed(found.F_Y.iloc[rows])
    _add_extension(system, _summed(found.F.iloc[rows]), F_Y, unit.read_as)
    change = message(
        "{total} is {stressors} of '{extension}'",
        total=CO2,
        stressors=" + ".join(labels[row] for row in rows),
        extension=name,
    )
    return _Emissions(_EXTENSION, (CO2,), (change,))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    values = rows.to_numpy(dtype=float).sum(axis=0)[None, :]
    return pd.DataFrame(values, pd.Index([CO2], name="stressor"), rows.columns)


def _nothing(system: Any) -> tuple[pd.DataFrame, None, str]:
    rows = system.Z.index
    return pd.DataFrame(0.0, pd.Index([CO2], name="stressor"), rows), None, EMISSIONS


def _add_extension(system: Any, F: pd.DataFrame, F_Y: pd.DataFrame | None, unit: str) -> None:
    import pymrio

    units = pd.DataFrame({"unit": [unit]}, F.index)
    setattr(system, _EXTENSION, pymrio.Extension(_EXTENSION, F=F, F_Y=F_Y, unit=units))


def _sources(path: Path, year: int) -> tuple[SourceFile, ...]:
    """Return the files under a path with their hashes, those of other years left out."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    root = path.parent if path.is_file() else path
    found = []
    for file in files:
        name = file.relative_to(root).as_posix()
        years = [named_year for part in Path(name).parts for named_year in _years_in(part)]
        if not years or year in years:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append(SourceFile(name, digest))
    return tuple(found)
