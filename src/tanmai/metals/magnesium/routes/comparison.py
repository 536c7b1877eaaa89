"""Routes beside what others have published: footprints, plants, ecological footprints."""

from __future__ import annotations

import pandas as pd

from tanmai.core.errors import LabelError
from tanmai.core.messages import message
from tanmai.metals.magnesium.routes.data import FootprintShares, RouteBook
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.routes import RouteCarbon, clean_class, route_carbon
from tanmai.metals.magnesium.routes.uncertainty import route_draws

_NOT_ALWAYS_PUBLISHED = ("energy", "direct", "indirect")


def compare_with_published(
    book: RouteBook, draws: int = 1000, level: float = 0.9, seed: int = 2015
) -> pd.DataFrame:
    """Return each published footprint with ours beside it; nothing is tuned to meet it.

    Parameters
    ----------
    book : RouteBook
    draws, level, seed
        As for :func:`tanmai.metals.magnesium.routes.uncertainty.route_draws` and its intervals.

    Returns
    -------
    DataFrame
        Index: key of the figure. Columns: names, ``quantity``, ``route``, ``province``, ``year``,
        ``published`` with ``published_low`` and ``published_high`` (t CO2/t), ``ours`` with
        ``ours_low`` and ``ours_high``, ``difference`` (ours less published),
        ``difference_percent``, ``ranges_meet``, ``withdrawn``, ``source``, ``finding_en``,
        ``finding_zh``.
    """
    rows = {}
    for figure in book.published:
        conditions = Conditions(figure.province, figure.year)
        intervals = route_draws(book, figure.route, conditions, draws, seed).intervals(level)
        ours = intervals.loc[figure.quantity]
        low, value, high = figure.bounds(figure.value)
        rows[figure.key] = {
            "name_en": figure.name_en,
            "name_zh": figure.name_zh,
            "quantity": figure.quantity,
            "route": figure.route,
            "province": figure.province or "",
            "year": figure.year,
            "published": value,
            "published_low": low,
            "published_high": high,
            "ours": ours["central"],
            "ours_low": ours["low"],
            "ours_high": ours["high"],
            "difference": ours["central"] - value,
            "difference_percent": 100 * (ours["central"] - value) / value,
            "ranges_meet": bool(ours["low"] <= high and low <= ours["high"]),
            "withdrawn": figure.withdrawn,
            "source": book.sources[figure.source].citation_en,
            "finding_en": figure.finding_en,
            "finding_zh": figure.finding_zh,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("figure")


def compare_plants(book: RouteBook) -> pd.DataFrame:
    """Return plants side by side as published, each with its class and our account of its route.

    Returns
    -------
    DataFrame
        Index: key of the plant. Columns: names, ``province``, ``year``, ``route``, ``energy``
        (tce/t), ``direct``, ``indirect`` (t CO2/t; missing where not published), ``total``,
        ``class``, ``ours_gate``, ``ours_indirect``, ``ours_cradle``, ``ours_class``,
        ``difference`` (ours less published) and ``source``.
    """
    rows = {}
    for plant in book.plants:
        ours = route_carbon(book, plant.route, Conditions(plant.province, plant.year))
        rows[plant.key] = {
            "name_en": plant.name_en,
            "name_zh": plant.name_zh,
            "province": plant.province,
            "year": plant.year,
            "route": plant.route,
            "energy": plant.energy,
            "direct": plant.direct,
            "indirect": plant.indirect,
            "total": plant.total,
            "class": clean_class(book, plant.total),
            "ours_gate": ours.gate_to_gate,
            "ours_indirect": ours.indirect,
            "ours_cradle": ours.cradle_to_gate,
            "ours_class": clean_class(book, ours.cradle_to_gate),
            "difference": ours.cradle_to_gate - plant.total,
            "source": book.sources[plant.source].citation_en,
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("plant")
    return table.astype(dict.fromkeys(_NOT_ALWAYS_PUBLISHED, "Float64"))


def ecological_footprint(book: RouteBook, result: RouteCarbon) -> pd.DataFrame:
    r"""Return the ecological footprint of a tonne by component.

    Only the energy component follows the route: the global hectares that the published plant of
    the same technology needs per tonne of CO2, times our cradle-to-gate carbon. The other
    components are those printed, and what is printed of no component stays one.

    .. math:: E_{energy} = C \, \frac{s_{energy} E_{published}}{C_{published}}

    Parameters
    ----------
    book : RouteBook
    result : RouteCarbon

    Returns
    -------
    DataFrame
        Index: component, with ``not_stated``. Columns: ``published``, ``ours`` (gha/t).

    Raises
    ------
    LabelError
        No ecological footprint of this technology is published in the book.
    """
    given = _footprint(book, result.route.technology)
    published = {name: share * given.total for name, share in given.shares.items()}
    published["not_stated"] = given.total - sum(published.values())
    ours = published | {"energy": result.cradle_to_gate * published["energy"] / given.carbon}
    return pd.DataFrame({"published": published, "ours": ours}).rename_axis("component")


def _footprint(book: RouteBook, technology: str) -> FootprintShares:
    for footprint in book.ecological_footprints:
        if footprint.technology == technology:
            return footprint
    raise LabelError(
        message(
            "No ecological footprint of technology '{technology}' is given; add it to the file.",
            technology=technology,
        )
    )
