"""Metals read from TOML: the published figures, then the assumptions, then what a user changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel

from tanmai.errors import FileError, LabelError, OptionError, TableError, UnitError, did_you_mean
from tanmai.metals.stocks.definition import CENTRAL, MetalDefinition, Scenario, Uncertain
from tanmai.metals.stocks.series import Part, Series
from tanmai.process.definition import MASS_IN_TONNES
from tanmai.process.model_file import changed_content, checked_model
from tanmai.toml_file import read_toml

DATA = Path(__file__).parent / "data"
_KIND = "a metal"
_LIKE, _ASSUMPTIONS = "like", "assumptions"
_SHARE_ROUNDING = 1e-6


class ScenarioFile(Part):
    """Scenarios and ranges of a user's own, for every metal that is asked for."""

    scenarios: tuple[Scenario, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()


def bundled_metals() -> dict[str, Path]:
    """Return the metals that travel with the package, by name."""
    return {path.stem: path for path in sorted(DATA.glob("*.toml"))}


def bundled_assumptions() -> dict[str, Path]:
    """Return the assumption files that travel with the package, by name."""
    return {path.stem: path for path in sorted((DATA / "assumptions").glob("*.toml"))}


def metals_named(names: Iterable[str]) -> list[str]:
    """Return the bundled metals that some names mean: ``li`` is lithium in every region.

    Raises
    ------
    OptionError
        A name means none, or one stands twice.
    """
    known = bundled_metals()
    found: list[str] = []
    for name in names:
        own = [key for key in known if key == name or key.partition("-")[0] == name.lower()]
        if not own:
            raise OptionError(
                f"There is no metal '{name}'.{did_you_mean(name, known)} Known: "
                f"{', '.join(known)}; your own is read with --config."
            )
        found += own
    twice = [key for key, count in Counter(found).items() if count > 1]
    if twice:
        raise OptionError(f"{twice[0]} is asked for twice; name it once.")
    return found


def load_metal(name: str) -> MetalDefinition:
    """Return a metal that travels with the package.

    Raises
    ------
    OptionError
        There is none of that name.
    """
    (found,) = metals_named([name])
    return read_metal(bundled_metals()[found])


def read_metal(path: Path) -> MetalDefinition:
    """Read a metal.

    Parameters
    ----------
    path : Path
        TOML file; ``data/li-china.toml`` of the package is an example. ``assumptions = "NAME"``
        lays an assumption file of the package, or one beside the file, over it. A file with
        ``like = "li-china"`` holds only what differs from that metal. ``csv = "FILE"`` in place
        of ``values`` takes the years and amounts of a CSV beside the file (columns ``year`` and
        ``value``).

    Raises
    ------
    FileError
        A file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        A key is used twice or names nothing.
    UnitError
        An amount is in a unit that is none of mass.
    TableError
        Shares of a year do not add up to one, or a share lies outside 0 to 1.
    """
    definition = checked_model(path, _content(path), MetalDefinition, _KIND)
    _check_keys(definition, path)
    _check_units(definition, path)
    _check_fractions(definition, path)
    _check_shares(definition, path)
    return definition


def metal_files(path: Path) -> list[Path]:
    """Return every file that a metal is read from."""
    content = read_toml(path, _KIND)
    files = [path]
    if _LIKE in content:
        files += metal_files(_like(content[_LIKE], path))
    if _ASSUMPTIONS in content:
        files.append(_assumption_file(content[_ASSUMPTIONS], path))
    return files + [path.parent / name for name in _csv_names(content)]


def read_scenarios(path: Path) -> ScenarioFile:
    """Read scenarios and ranges of a user's own.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something.
    LabelError
        A scenario is defined twice, or is called as the central one.
    """
    found = checked_model(path, read_toml(path, "a scenario file"), ScenarioFile, "a scenario file")
    _refuse_twice([CENTRAL, *(one.key for one in found.scenarios)], path)
    return found


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = _with_csv(read_toml(path, _KIND), path)
    like = content.pop(_LIKE, None)
    if _ASSUMPTIONS in content:
        over = _assumption_file(content[_ASSUMPTIONS], path)
        assumed = _with_csv(read_toml(over, "an assumption file"), over)
        content = changed_content(content, assumed, over)
    if like is not None:
        content = changed_content(_content(_like(like, path)), content, path)
    return content


def _like(name: object, path: Path) -> Path:
    known = bundled_metals()
    if name not in known:
        raise LabelError(
            f"{path}: like = '{name}' is no metal of the package.{did_you_mean(str(name), known)} "
            f"Known: {', '.join(known)}."
        )
    return known[str(name)]


def _assumption_file(name: object, path: Path) -> Path:
    known = bundled_assumptions()
    beside = path.parent / str(name)
    if name not in known and not beside.is_file():
        raise FileError(
            f"{path}: assumptions = '{name}' is neither a file beside it nor of the package."
            f"{did_you_mean(str(name), known)} Known: {', '.join(known)}."
        )
    return known.get(str(name), beside)


def _csv_names(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "csv":
                yield str(value)
            else:
                yield from _csv_names(value)
    elif isinstance(content, list):
        for part in content:
            yield from _csv_names(part)


def _with_csv(content: Any, path: Path) -> Any:
    """Return content in which each ``csv`` has become the values that the file holds."""
    if isinstance(content, list):
        return [_with_csv(part, path) for part in content]
    if not isinstance(content, dict):
        return content
    found = {key: _with_csv(value, path) for key, value in content.items() if key != "csv"}
    if "csv" in content:
        found["values"] = _csv_values(path.parent / str(content["csv"]))
    return found


def _csv_values(path: Path) -> dict[int, float]:
    if not path.is_file():
        raise FileError(f"{path} is not a file; name a CSV with the columns year and value.")
    frame = pd.read_csv(path)
    lacking = [name for name in ("year", "value") if name not in frame]
    if lacking:
        raise FileError(f"{path} has no column '{lacking[0]}'; it needs year and value.")
    for row, (year, value) in enumerate(zip(frame["year"], frame["value"], strict=True), start=2):
        numbers = pd.to_numeric(pd.Series([year, value]), errors="coerce")
        if not np.isfinite(numbers).all() or int(numbers[0]) != numbers[0]:
            raise FileError(f"{path}, line {row}: '{year}, {value}' is not a year and a number.")
    years = [int(year) for year in frame["year"]]
    for one, other in pairwise(years):
        if one >= other:
            raise FileError(f"{path}: {other} stands after {one}; sort the years.")
    return dict(zip(years, map(float, frame["value"]), strict=True))


# --- checks ------------------------------------------------------------------------------


def _refuse_twice(keys: Iterable[str], path: Path) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise LabelError(f"{path}: '{twice[0]}' is defined twice; rename one.")


def _check_keys(definition: MetalDefinition, path: Path) -> None:
    uses = [use.key for use in definition.uses]
    _refuse_twice(uses, path)
    _refuse_twice([host.key for host in definition.hosts], path)
    _refuse_twice([CENTRAL, *(one.key for one in definition.scenarios)], path)
    for owner, source in _cited(definition):
        _known(owner, source, definition.sources, path)
    for scenario in definition.scenarios:
        for key in scenario.intensity:
            _known(f"scenario '{scenario.key}'", key, uses, path)


def _known(owner: str, key: str, defined: Collection[str], path: Path) -> None:
    if key not in defined:
        raise LabelError(
            f"{path}: {owner} names '{key}', which is not defined.{did_you_mean(key, defined)}"
        )


def cited_parts(definition: MetalDefinition) -> Iterator[tuple[str, Part]]:
    """Yield every part of a definition that names a source, with where it stands."""
    yield from _parts_with_source(definition, "")


def _parts_with_source(part: BaseModel, where: str) -> Iterator[tuple[str, Part]]:
    if isinstance(part, Part) and hasattr(part, "source"):
        yield where, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        inner = f"{where} {name}".strip()
        if isinstance(value, BaseModel):
            yield from _parts_with_source(value, inner)
        for one in value if isinstance(value, tuple) else ():
            if isinstance(one, BaseModel):
                label = getattr(one, "key", None) or getattr(one, "lever", "")
                yield from _parts_with_source(one, f"{inner} {label}".strip())
        if isinstance(value, dict) and name == "intensity":
            for key, one in value.items():
                yield from _parts_with_source(one, f"{inner} {key}")


def _cited(definition: MetalDefinition) -> Iterator[tuple[str, str]]:
    for where, part in cited_parts(definition):
        yield f"'{where}'", part.source  # type: ignore[attr-defined]


def _check_units(definition: MetalDefinition, path: Path) -> None:
    given = [("the definition", definition.unit)]
    if definition.reserves is not None:
        given.append(("'reserves'", definition.reserves.unit))
    given += [(f"'{where}'", series.unit or "") for where, series in _masses(definition)]
    for owner, unit in given:
        if unit not in MASS_IN_TONNES:
            raise UnitError(
                f"{path}: {owner} is in '{unit}', which is no unit of mass; convert it to one of "
                f"{', '.join(MASS_IN_TONNES)}."
            )


def _masses(definition: MetalDefinition) -> Iterator[tuple[str, Series]]:
    """Yield the series that are amounts of mass."""
    if definition.total is not None:
        yield "total", definition.total
    for use in definition.uses:
        if use.intensity is not None:
            yield f"uses {use.key} intensity", use.intensity
        elif use.amount is not None:
            yield f"uses {use.key} amount", use.amount
    for host in definition.hosts:
        yield f"hosts {host.key} output", host.output
    for name in ("mine", "refined_exports", "secondary_imports"):
        series = getattr(definition.supply, name)
        if series is not None:
            yield f"supply {name}", series


_OF_ONE = (
    "share",
    "collection",
    "recovery",
    "dissipation",
    "fabrication_yield",
    "new_scrap_recovery",
    "mine_yield",
    "grade",
)


def _check_fractions(definition: MetalDefinition, path: Path) -> None:
    years = years_of(definition)
    for where, part in cited_parts(definition):
        if not isinstance(part, Series):
            continue
        found = part.over(years)
        name = where.rpartition(" ")[2]
        most = 1.0 if name in _OF_ONE else np.inf
        least = -1.0 if name == "product_exports" else 0.0
        wrong = np.flatnonzero((found < least) | (found > most))
        if wrong.size:
            year, value = years[wrong[0]], found[wrong[0]]
            limits = "between 0 and 1" if most == 1 else f"{least:g} or more"
            raise TableError(f"{path}: '{where}' is {value:g} in {year}; it must be {limits}.")
        if name in ("fabrication_yield", "mine_yield") and found.min() == 0:
            raise TableError(f"{path}: '{where}' is 0 in a year; nothing could be made from it.")


def _check_shares(definition: MetalDefinition, path: Path) -> None:
    shared = [use for use in definition.uses if use.share is not None]
    resting = [use for use in definition.uses if use.share is None and use.amount is None]
    if len(resting) > 1:
        raise LabelError(
            f"{path}: '{resting[0].key}' and '{resting[1].key}' have neither amount nor share; "
            "one use alone can take the rest."
        )
    if definition.total is None:
        if shared or resting:
            raise FileError(
                f"{path}: '{(shared + resting)[0].key}' is a share of a total, and there is none; "
                "add [total], or give the use an amount."
            )
        return
    if not shared + resting:
        raise FileError(f"{path}: no use takes a share of the total; leave [total] out.")
    years = years_of(definition)
    added = sum((u.share.over(years) for u in shared if u.share), np.zeros(len(years)))
    wrong = added > 1 + _SHARE_ROUNDING
    if not resting:
        wrong |= added < 1 - _SHARE_ROUNDING
    if wrong.any():
        year, total = years[wrong][0], added[wrong][0]
        raise TableError(
            f"{path}: the shares of the uses add up to {total:.4g} in {year}; they must give 1. "
            "Correct one, or leave one out so that it takes the rest."
        )


def years_of(definition: MetalDefinition) -> np.ndarray:
    """Return every year of the model."""
    return np.arange(definition.first_year, definition.last_year + 1)
