"""``tanmai magnesium footprint``: carbon of a tonne by route, province and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.checks import Finding
from tanmai.core.labels import Region, find_province, mainland_provinces
from tanmai.core.messages import message
from tanmai.metals.magnesium.routes.comparison import (
    compare_plants,
    compare_with_published,
    ecological_footprint,
)
from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes, read_routes, route_files
from tanmai.metals.magnesium.routes.grid_factors import (
    GRID_FACTORS_FILE,
    YEARS_BEYOND,
    grid_factor_table,
)
from tanmai.metals.magnesium.routes.routes import RouteCarbon, find_route, route_carbon, route_table
from tanmai.metals.magnesium.routes.tables import factors_table, inputs_table, parts_table
from tanmai.metals.magnesium.routes.uncertainty import RouteDraws, route_draws
from tanmai.metals.result import MetalResult
from tanmai.studies.result import hashes, law

DEFAULT_YEAR = 2025
SEED = 2015
_CLOSED = 1e-9
_ASSUMPTIONS = (
    message("The reductant is made in the province of the works, with the power of its grid."),
    message(
        "Where a province has no grid factor of the year, its latest earlier one is used, else "
        "the national one, with a note. A year further than {years_beyond} years outside those "
        "published is rejected.",
        years_beyond=YEARS_BEYOND,
    ),
    message(
        "Calcination is complete, as in the IPCC's defaults; the purity of dolomite follows "
        "from 19 to 21 % of MgO."
    ),
    message("Silicon is free of carbon in the retort; its carbon is upstream."),
    message(
        "Ranges are drawn from triangular distributions with the value as mode, independently."
    ),
)
_LIMITS = (
    message(
        "CO2 alone; mining, transport and what lies upstream of fluxes and fluorite are not "
        "counted."
    ),
    message("Intervals show how much the sources leave open, not how much plants differ."),
    message("Published figures differ in their boundaries; nothing was tuned to meet one."),
)


@dataclass(frozen=True, eq=False, repr=False)
class FootprintResult(MetalResult):
    """Carbon of a tonne on routes, in places, in a year.

    Attributes
    ----------
    book : RouteBook
    year : int
    places : tuple of Region or None
        Provinces that were asked for; None is the national grid.
    draws : dict
        By place (its code, or ``china``) and route.
    by_province : dict
        The first route in all provinces, by their codes.
    published : DataFrame
        Published figures with ours beside them.
    """

    book: RouteBook
    year: int
    places: tuple[Region | None, ...]
    draws: dict[str, dict[str, RouteDraws]]
    by_province: dict[str, RouteCarbon]
    published: pd.DataFrame

    _views = "tanmai.metals.magnesium.pages.views"


def magnesium_footprint(
    routes: Sequence[str] = (),
    provinces: Sequence[str] = (),
    year: int = DEFAULT_YEAR,
    config: Path | None = None,
    draws: int = 1000,
) -> FootprintResult:
    """Account for the carbon of a tonne of magnesium by route, province and stage.

    Parameters
    ----------
    routes : sequence of str
        Keys of routes; all where none is named.
    provinces : sequence of str
        Names or codes; the national grid where none is named.
    year : int
        Sets the grid factors.
    config : Path, optional
        A file of routes of the user's own.
    draws : int
        Monte Carlo draws over the ranges of the inputs.

    Raises
    ------
    LabelError
        A route or a province is unknown.
    OptionError
        Fewer than two draws, works that make more power than they use, or a year too far from
        those of the grid factors.
    FileError, UnitError
        The file of routes is at fault.
    """
    book = magnesium_routes() if config is None else read_routes(config)
    named = [find_route(book, key).key for key in dict.fromkeys(routes)]
    chosen = named or [one.key for one in book.routes]
    places = tuple(dict.fromkeys(map(find_province, provinces))) or (None,)
    drawn = {
        code_of(place): {
            key: route_draws(book, key, _conditions(place, year), draws, SEED) for key in chosen
        }
        for place in places
    }
    central = {
        f"{key}, {place}": one.central for place, each in drawn.items() for key, one in each.items()
    }
    everywhere = {
        f"{key}, {province.code}": route_carbon(book, key, Conditions(province.code, year))
        for key in chosen
        for province in mainland_provinces()
    }
    published = compare_with_published(book, draws, seed=SEED)
    beside = {
        "published": published.reset_index(),
        "plants": compare_plants(book).reset_index() if book.plants else pd.DataFrame(),
        "ecological_footprint": _ecological(book, central),
    }
    tables = {
        "footprint": route_table(book, central).reset_index(),
        "footprint_by_stage": parts_table(book, central),
        "intervals": _gathered({k: one.intervals() for k, one in _flat(drawn).items()}),
        "what_matters": _gathered(
            {
                k: one.what_matters().rename_axis("number").to_frame()
                for k, one in _flat(drawn).items()
            }
        ),
        "footprint_by_province": route_table(book, everywhere).reset_index(),
        **{stem: frame for stem, frame in beside.items() if len(frame)},
        "inputs": inputs_table(book),
        "factors": factors_table(book),
        "grid_factors": grid_factor_table(),
    }
    first = chosen[0]
    return FootprintResult(
        "magnesium footprint",
        {
            "routes": chosen,
            "provinces": [place.code for place in places if place],
            "year": year,
            "config": None if config is None else config.name,
            "draws": draws,
        },
        hashes([*route_files(config), GRID_FACTORS_FILE]),
        tables,
        _checks(central, drawn),
        _ASSUMPTIONS,
        _LIMITS,
        {
            "carbon": "sum of use x factor; power bought x grid factor x (1 - green share)",
            "draws": draws,
            "seed": SEED,
            "distribution": "triangular, mode at the value given",
        },
        book,
        year,
        places,
        drawn,
        {
            one.conditions.province or "": one
            for one in everywhere.values()
            if one.route.key == first
        },
        published,
    )


def code_of(place: Region | None) -> str:
    """Return the code of a province, or ``china`` for the national grid."""
    return place.code if place else "china"


def _conditions(place: Region | None, year: int) -> Conditions:
    return Conditions(place.code if place else None, year)


def _flat(drawn: Mapping[str, Mapping[str, RouteDraws]]) -> dict[str, RouteDraws]:
    return {f"{key}, {place}": one for place, each in drawn.items() for key, one in each.items()}


def _gathered(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, names=["label"]).reset_index()


def _ecological(book: RouteBook, central: Mapping[str, RouteCarbon]) -> pd.DataFrame:
    """Return the ecological footprint of every route of a technology that one is published of."""
    known = {footprint.technology for footprint in book.ecological_footprints}
    frames = {
        label: ecological_footprint(book, result).add_suffix("_gha_per_t")
        for label, result in central.items()
        if result.route.technology in known
    }
    return _gathered(frames) if frames else pd.DataFrame()


def _checks(
    central: Mapping[str, RouteCarbon], drawn: Mapping[str, Mapping[str, RouteDraws]]
) -> tuple[Finding, ...]:
    gap = max(
        abs(float(one.by_stage.sum()) - one.cradle_to_gate) / max(one.cradle_to_gate, _CLOSED)
        for one in central.values()
    )
    below = sum(bool((one.by_kind.to_numpy() < 0).any()) for one in _flat(drawn).values())
    return (
        law(
            message("Stages add up to gate and upstream, relative"),
            gap,
            _CLOSED,
        ),
        law(message("Routes with a draw below zero"), float(below), 0.0),
    )
