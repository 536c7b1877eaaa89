"""What a definition of a metal must obey, and one message for each breach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from tanmai.core.errors import FileError, LabelError, TableError
from tanmai.core.messages import Message, message
from tanmai.metals.model_file import require_defined, require_distinct
from tanmai.metals.model_parts import require_mass
from tanmai.metals.stocks.definition import CENTRAL, MetalDefinition
from tanmai.metals.stocks.series import Cited, Series

_SHARE_ROUNDING = 1e-6


def check_keys(definition: MetalDefinition, path: Path) -> None:
    """Reject keys that are used twice or name nothing."""
    uses = [use.key for use in definition.uses]
    require_distinct(uses, path)
    require_distinct([host.key for host in definition.hosts], path)
    require_distinct([CENTRAL, *(one.key for one in definition.scenarios)], path)
    require_distinct([one.lever for one in definition.uncertain], path)
    for owner, source in _cited(definition):
        require_defined(owner, source, definition.sources, path)
    for scenario in definition.scenarios:
        for key in scenario.intensity:
            require_defined(f"scenario '{scenario.key}'", key, uses, path)


def cited_parts(definition: MetalDefinition) -> Iterator[tuple[str, Cited]]:
    """Yield every part of a definition that names a source, with where it stands."""
    yield from _parts_with_source(definition, "")


def _parts_with_source(part: BaseModel, where: str) -> Iterator[tuple[str, Cited]]:
    if isinstance(part, Cited):
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
        for source in (part.source, *part.printed):
            yield f"'{where}'", source


def check_units(definition: MetalDefinition, path: Path) -> None:
    """Reject amounts in a unit that is none of mass."""
    given = [(message("the definition"), definition.unit)]
    if definition.reserves is not None:
        given.append((Message("'reserves'"), definition.reserves.unit))
    given += [(Message(f"'{where}'"), series.unit or "") for where, series in _masses(definition)]
    require_mass(given, path)


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


def check_fractions(definition: MetalDefinition, path: Path) -> None:
    """Reject shares outside 0 to 1, and amounts below zero, in any year."""
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
            limits = (
                message("between 0 and 1")
                if most == 1
                else message("{least} or more", least=f"{least:g}")
            )
            raise TableError(
                message(
                    "{path}: '{where}' is {value} in {year}; it must be {limits}.",
                    path=path,
                    where=where,
                    value=f"{value:g}",
                    year=year,
                    limits=limits,
                )
            )
        if name in ("fabrication_yield", "mine_yield") and found.min() == 0:
            raise TableError(
                message(
                    "{path}: '{where}' is 0 in a year; nothing could be made from it.",
                    path=path,
                    where=where,
                )
            )


def check_shares(definition: MetalDefinition, path: Path) -> None:
    """Reject shares of the total that do not give one in every year."""
    shared = [use for use in definition.uses if use.share is not None]
    resting = [use for use in definition.uses if use.share is None and use.amount is None]
    if len(resting) > 1:
        raise LabelError(
            message(
                "{path}: '{key}' and '{key_2}' have neither amount nor share; one use alone can "
                "take the rest.",
                path=path,
                key=resting[0].key,
                key_2=resting[1].key,
            )
        )
    if definition.total is None:
        if shared or resting:
            raise FileError(
                message(
                    "{path}: '{key}' is a share of a total, and there is none; add [total], or "
                    "give the use an amount.",
                    path=path,
                    key=(shared + resting)[0].key,
                )
            )
        return
    if not shared + resting:
        raise FileError(
            message(
                "{path}: no use takes a share of the total; leave [total] out.",
                path=path,
            )
        )
    years = years_of(definition)
    added = sum((u.share.over(years) for u in shared if u.share), np.zeros(len(years)))
    wrong = added > 1 + _SHARE_ROUNDING
    if not resting:
        wrong |= added < 1 - _SHARE_ROUNDING
    if wrong.any():
        year, total = years[wrong][0], added[wrong][0]
        raise TableError(
            message(
                "{path}: the shares of the uses add up to {total} in {year}; they must give 1. "
                "Correct one, or leave one out so that it takes the rest.",
                path=path,
                total=f"{total:.4g}",
                year=year,
            )
        )


def years_of(definition: MetalDefinition) -> np.ndarray:
    """Return every year of the model."""
    return np.arange(definition.first_year, definition.last_year + 1)
