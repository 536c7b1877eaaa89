"""Reading of route files; every fault is named with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from tanmai.core.errors import LabelError, UnitError, did_you_mean
from tanmai.core.labels import find_province
from tanmai.core.messages import Message, message
from tanmai.metals.magnesium.routes.data import POWER_UNIT, Plant, PublishedFigure, Route, RouteBook
from tanmai.metals.model_file import (
    files_behind,
    read_model,
    require_defined,
    require_distinct,
)

_BUNDLED = {"magnesium": Path(__file__).parents[1] / "data" / "routes" / "magnesium.toml"}
POWER_EQUIVALENT = "power_equivalent"
"""Key of the factor that turns kWh of power into tce."""


@lru_cache(maxsize=1)
def magnesium_routes() -> RouteBook:
    """Return the routes of magnesium that travel with the package."""
    return read_routes(_BUNDLED["magnesium"])


def route_files(path: Path | None) -> list[Path]:
    """Return the files behind the routes of a user's file, or of the package where it is None."""
    return [*_BUNDLED.values()] if path is None else files_behind(path, _BUNDLED)


def read_routes(path: Path) -> RouteBook:
    """Read a file of routes.

    Parameters
    ----------
    path : Path
        TOML file; ``definitions/routes/magnesium.toml`` of the package is an example. A file with
        ``like = "magnesium"`` holds only what differs from it.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        A key is used twice or names nothing.
    UnitError
        A factor is not per unit of its input, or power is not in kWh.
    """
    book = read_model(path, RouteBook, message("a file of routes"), _BUNDLED)
    for keys in _keys(book):
        require_distinct(keys, path)
    book = book.model_copy(update={"routes": tuple(_completed(book, r, path) for r in book.routes)})
    for owner, key, known in _named(book):
        require_defined(owner, key, known, path)
    _check_provinces(book, path)
    _check_units(book, path)
    return book


def _keys(book: RouteBook) -> Iterator[Sequence[str]]:
    for parts in (book.factors, book.stages, book.routes, book.plants, book.published):
        yield [part.key for part in parts]
    for route in book.routes:
        yield [use.key for use in route.inputs]


def _completed(book: RouteBook, route: Route, path: Path) -> Route:
    """Return a route with what it takes over from the route that it is like."""
    by_key = {other.key: other for other in book.routes}
    inputs = {use.key: use for use in route.inputs}
    green, seen, at = route.green_share, {route.key}, route.like
    while at is not None:
        if at not in by_key:
            raise LabelError(
                message(
                    "{path}: route '{key}' is like '{at}', which is not defined.{nearest}",
                    path=path,
                    key=route.key,
                    at=at,
                    nearest=did_you_mean(at, by_key),
                )
            )
        if at in seen:
            raise LabelError(
                message(
                    "{path}: route '{key}' is like itself by way of '{at}'.",
                    path=path,
                    key=route.key,
                    at=at,
                )
            )
        inputs = {use.key: use for use in by_key[at].inputs} | inputs
        green = by_key[at].green_share if green is None else green
        seen.add(at)
        at = by_key[at].like
    return route.model_copy(update={"inputs": tuple(inputs.values()), "green_share": green or 0.0})


def _named(book: RouteBook) -> Iterator[tuple[Message, str, Collection[str]]]:
    """Yield who names something, the name, and what it may be."""
    factors = [factor.key for factor in book.factors]
    stages = [stage.key for stage in book.stages]
    routes = [route.key for route in book.routes]
    for factor in book.factors:
        for key in (*factor.times, *([factor.power] if factor.power else [])):
            yield message("factor '{key}'", key=factor.key), key, factors
    for route in book.routes:
        for use in route.inputs:
            owner = message("input '{key}' of route '{route}'", key=use.key, route=route.key)
            for key in [use.factor] if use.factor else []:
                yield owner, key, factors
            for key in [POWER_EQUIVALENT] if use.includes_power else []:
                yield owner, key, factors
            for stage in use.stages:
                yield owner, stage, stages
            yield message("source of {owner}", owner=owner), use.source, book.sources
    for part in _placed(book):
        yield Message(f"'{part.key}'"), part.route, routes
    groups = (book.factors, book.classes, book.ecological_footprints, book.plants, book.published)
    for cited in (part for group in groups for part in group):
        yield message("source of {owner}", owner=type(cited).__name__), cited.source, book.sources


def _placed(book: RouteBook) -> tuple[Plant | PublishedFigure, ...]:
    return (*book.plants, *book.published)


def _check_provinces(book: RouteBook, path: Path) -> None:
    for part in _placed(book):
        if part.province is not None:
            try:
                find_province(part.province)
            except LabelError as error:
                raise LabelError(
                    message(
                        "{path}: '{key}': {problem}",
                        path=path,
                        key=part.key,
                        problem=error.message,
                    )
                ) from error


def _check_units(book: RouteBook, path: Path) -> None:
    factors = {factor.key: factor for factor in book.factors}
    for route in book.routes:
        for use in route.inputs:
            where = f"{path}: input '{use.key}' of route '{route.key}'"
            if use.kind in ("power", "own_power") and use.unit != POWER_UNIT:
                raise UnitError(
                    message(
                        "{where} is in '{unit}'; give power in {power_unit}.",
                        where=where,
                        unit=use.unit,
                        power_unit=POWER_UNIT,
                    )
                )
            if use.factor and factors[use.factor].unit != f"t CO2/{use.unit}":
                raise UnitError(
                    message(
                        "{where} is in '{unit}', its factor '{factor}' in '{unit_2}'; make the "
                        "factor t CO2/{unit}.",
                        where=where,
                        unit=use.unit,
                        factor=use.factor,
                        unit_2=factors[use.factor].unit,
                    )
                )
