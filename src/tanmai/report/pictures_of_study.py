"""What the pictures of a study are drawn from, and the functions that draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tanmai.accounting.readings import READINGS
from tanmai.core.labels import Region
from tanmai.core.language import LanguageOf
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.draw.boundaries import Boundaries, dissolve, load_boundaries
from tanmai.draw.charts import (
    account_bars,
    chord_diagram,
    demand_sankey,
    extraction_quadrant,
    heat_map,
    interval_chart,
    network_chart,
    rank_grid,
    spread_chart,
)
from tanmai.draw.design import Columns
from tanmai.draw.maps import MapDesign, choropleth, diverging_choropleth, flow_map
from tanmai.draw.maps.network_map import network_map
from tanmai.draw.page import Caption, Sheet
from tanmai.networks import key_paths
from tanmai.report import partners
from tanmai.report.shown_readings import shown_paths, shown_readings
from tanmai.report.uncertainty import interval_material
from tanmai.report.voice import groups_of_provinces, is_mapped, mapped_regions
from tanmai.studies.readings import ReadFlows
from tanmai.studies.study import Study

MOST_ARROWS = {"two": 40, "one": 20}
"""More arrows than these, by the columns that a map fills, would cover it; the tables hold every
path that was asked for."""

MOST_REGIONS = 40
"""A chart of more regions than these shows those with the largest emissions."""
OF_LARGEST = ("accounts", "flows", "extraction", "network")
"""The charts that do so; chords choose the regions of their own."""

_MAPS = ("production", "consumption", "net_outflow", "key_paths", "network_map")
_OF_READINGS = ("readings", "reading_positions")


def can_be_drawn(study: Study, kind: str) -> bool:
    """Whether a picture makes sense: on a map of these regions, and of something above zero."""
    if kind in _MAPS and not is_mapped(study):
        return False
    if kind == "key_paths":
        return not mapped_paths(study).empty
    if kind in partners.PICTURES:
        return partners.can_be_drawn(study.partners, kind)
    if kind == "intervals":
        return study.ensemble is not None
    if kind in _OF_READINGS:
        return study.readings is not None and not study.paths.empty
    if kind in ("network", "network_map"):
        edges = _mapped_edges(study) if kind == "network_map" else _network(study)["edges"]
        return not edges.empty
    if kind == "extraction":
        return _has_linkages(study)
    if kind == "final_products":
        return bool(study.final_products.values.max() > 0)
    if kind == "flows":
        return bool(_flows(study)["flows"].between_regions().values.max() > 0)
    return kind != "chords" or not study.paths.empty


def _has_linkages(study: Study) -> bool:
    """Whether none is negative, and some of the regions shown are above zero both ways."""
    linkages = np.array([study.extraction.net_forward, study.extraction.net_backward])
    codes = {region.code for region in _extraction(study)["regions"]}
    shown = [code in codes for code in study.table.index.region_codes]
    return bool(linkages.min() >= 0 and linkages[:, shown].max(axis=1, initial=0.0).min() > 0)


def picture_material(study: Study, kind: str, columns: Columns | None = None) -> dict[str, Any]:
    """Return what the drawing function of a kind takes beside the caption.

    Parameters
    ----------
    study : Study
        The study.
    kind : str
        The kind of picture.
    columns : str, optional
        The columns of a journal that the picture fills, where not those of the study.
    """
    columns = columns or study.options.columns
    material = {**_MATERIAL[kind](study), "design": MapDesign(columns)}
    if kind == "key_paths":
        material["paths"] = material["paths"].head(MOST_ARROWS[columns])
    return material


def draw(kind: str, material: Mapping[str, Any], caption: Caption) -> Sheet:
    """Draw a picture of a kind from its material."""
    return _DRAWN_BY[kind](caption=caption, **material)


def boundaries_of(study: Study) -> Boundaries:
    """Return the boundaries that a study is drawn in: Tianditu's or the user's, of its regions."""
    provinces = load_boundaries(
        study.options.boundaries, study.options.boundaries_crs, study.options.name_column
    )
    groups = groups_of_provinces(study)
    return provinces if groups is None else dissolve(provinces, groups)


def on_map(study: Study, values: pd.Series) -> pd.Series:
    """Return the values of the regions that a map shows."""
    return values[values.index.isin(mapped_regions(study.table, study.groups))]


def mapped_paths(study: Study) -> pd.DataFrame:
    """Return the key paths of a study, or the largest flows between the regions that are mapped."""
    codes = mapped_regions(study.table, study.groups)
    if len(codes) == study.table.index.m:
        return study.paths
    return key_paths(study.accounts.flows.among(codes), study.options.top)


def _mapped_edges(study: Study) -> pd.DataFrame:
    return _edges_among(study, mapped_regions(study.table, study.groups))


def _edges_among(study: Study, codes: Sequence[str]) -> pd.DataFrame:
    edges = _edges(study)
    return edges[edges["from"].isin(codes) & edges["to"].isin(codes)]


def _edges(study: Study) -> pd.DataFrame:
    return pd.DataFrame(study.backbone.edges(data="weight"), columns=["from", "to", "value"])


def shown_regions(study: Study) -> tuple[Region, ...]:
    """Return the regions that a chart shows: all, or those with the largest emissions."""
    accounts, regions = study.accounts, study.table.regions
    size = accounts.production_based + accounts.consumption_based
    largest = np.argsort(-size, kind="stable")[:MOST_REGIONS]
    return tuple(regions[at] for at in sorted(largest))


def _shown_codes(study: Study) -> list[str]:
    return [region.code for region in shown_regions(study)]


def _by_code(study: Study, values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=study.table.index.region_codes)


def _without(study: Study) -> list[str]:
    return list(study.table.without_emissions)


def _shown_without(study: Study) -> list[str]:
    """Return the regions without data that a chart shows."""
    return [code for code in _shown_codes(study) if code in study.table.without_emissions]


def _production(study: Study) -> dict[str, Any]:
    values = _by_code(study, study.accounts.production_based).drop(_without(study))
    return {"values": on_map(study, values), "boundaries": boundaries_of(study)}


def _consumption(study: Study) -> dict[str, Any]:
    values = _by_code(study, study.accounts.consumption_based)
    return {"values": on_map(study, values), "boundaries": boundaries_of(study)}


def _net_outflow(study: Study) -> dict[str, Any]:
    values = _by_code(study, study.accounts.net_outflow).drop(_without(study))
    return {"net_outflow": on_map(study, values), "boundaries": boundaries_of(study)}


def _accounts(study: Study) -> dict[str, Any]:
    return {
        "regions": shown_regions(study),
        "production": _by_code(study, study.accounts.production_based),
        "consumption": _by_code(study, study.accounts.consumption_based),
        "net_outflow": _by_code(study, study.accounts.net_outflow),
        "without_data": _shown_without(study),
    }


def _key_paths(study: Study) -> dict[str, Any]:
    names = {"from_adcode": "from", "to_adcode": "to", header(study.accounts.flows.unit): "value"}
    flows = study.accounts.flows.among(mapped_regions(study.table, study.groups))
    return {
        "paths": mapped_paths(study)[list(names)].rename(columns=names),
        "total": float(np.maximum(flows.between_regions().values, 0.0).sum()),
        **_net_outflow(study),
    }


def _chords(study: Study) -> dict[str, Any]:
    flows = study.accounts.flows
    positive = replace(flows, values=np.maximum(flows.values, 0.0))
    return {"flows": positive, "communities": study.communities}


def _of_largest(study: Study) -> dict[str, Any]:
    shown = _chords(study)
    return {**shown, "flows": shown["flows"].among(_shown_codes(study))}


def _flows(study: Study) -> dict[str, Any]:
    return {**_of_largest(study), "without_data": _shown_without(study)}


def _network(study: Study) -> dict[str, Any]:
    return {**_of_largest(study), "edges": _edges_among(study, _shown_codes(study))}


def _network_map(study: Study) -> dict[str, Any]:
    shown = _chords(study)
    shown["flows"] = shown["flows"].among(mapped_regions(study.table, study.groups))
    return {**shown, "edges": _mapped_edges(study), "boundaries": boundaries_of(study)}


def _extraction(study: Study) -> dict[str, Any]:
    without = _without(study)
    return {
        "net_forward": _by_code(study, study.extraction.net_forward),
        "net_backward": _by_code(study, study.extraction.net_backward),
        "regions": [region for region in shown_regions(study) if region.code not in without],
    }


def _final_products(study: Study) -> dict[str, Any]:
    return {
        "values": np.maximum(study.final_products.values, 0.0),
        "regions": study.table.regions,
        "sectors": study.table.sectors,
        "sinks": study.final_products.sinks,
    }


def _net_outflow_map(
    net_outflow: pd.Series, caption: Caption, boundaries: Boundaries, design: MapDesign
) -> Sheet:
    say = LanguageOf(caption.language, caption.pressure)
    return diverging_choropleth(
        net_outflow,
        caption,
        positive=say("net outflow"),
        negative=say("net inflow"),
        boundaries=boundaries,
        design=design,
    )


def _intervals(study: Study) -> dict[str, Any]:
    return interval_material(study.ensemble) if study.ensemble is not None else {}


def _partners(study: Study) -> dict[str, Any]:
    return {"partners": study.partners}


def _readings(study: Study) -> dict[str, Any]:
    compared = study.readings
    assert compared is not None
    return {
        "shown": shown_readings(compared),
        "ends": shown_paths(compared, study.paths),
        "regions": study.table.regions,
        "own_scheme": compared.own_scheme,
    }


def _reading_grid(
    shown: Sequence[ReadFlows],
    ends: Sequence[tuple[int, int]],
    regions: Sequence[Region],
    own_scheme: str,
    caption: Caption,
    design: MapDesign,
) -> Sheet:
    titles = [
        READINGS[each.reading].title.into(caption.language)
        if each.scheme == own_scheme
        else message("{n} sectors", n=each.sectors).into(caption.language)
        for each in shown
    ]
    names = [" → ".join(regions[at].name(caption.language) for at in pair) for pair in ends]
    ranks = pd.DataFrame(
        [[each.path_ranks[pair] for each in shown] for pair in ends], names, titles
    )
    sizes = pd.DataFrame([[each.between[pair] for each in shown] for pair in ends], names, titles)
    others = [title for title, each in zip(titles, shown, strict=True) if each.scheme != own_scheme]
    return rank_grid(ranks, sizes, caption, apart=others, design=design)


def _reading_positions(study: Study) -> dict[str, Any]:
    compared = study.readings
    assert compared is not None
    values = {
        f"{each.scheme} {each.reading}": _by_code(study, each.net_outflow) for each in compared.made
    }
    without = _without(study)
    return {
        "values": pd.DataFrame(values),
        "chosen": f"{compared.own_scheme} {compared.chosen}",
        "regions": [region for region in study.table.regions if region.code not in without],
    }


_MATERIAL: Mapping[str, Callable[[Study], dict[str, Any]]] = {
    "production": _production,
    "consumption": _consumption,
    "accounts": _accounts,
    "net_outflow": _net_outflow,
    "key_paths": _key_paths,
    "flows": _flows,
    "chords": _chords,
    "extraction": _extraction,
    "network_map": _network_map,
    "network": _network,
    "final_products": _final_products,
    "partners": _partners,
    "partners_inflow": _partners,
    "partners_outflow": lambda study: _partners(study) | {"without_data": _without(study)},
    "readings": _readings,
    "reading_positions": _reading_positions,
    "intervals": _intervals,
}
_DRAWN_BY: Mapping[str, Callable[..., Sheet]] = {
    "production": choropleth,
    "consumption": choropleth,
    "accounts": account_bars,
    "net_outflow": _net_outflow_map,
    "key_paths": flow_map,
    "flows": heat_map,
    "chords": chord_diagram,
    "extraction": extraction_quadrant,
    "network_map": network_map,
    "network": network_chart,
    "final_products": demand_sankey,
    "partners": partners.by_partner,
    "partners_inflow": partners.by_origin,
    "partners_outflow": partners.by_destination,
    "readings": _reading_grid,
    "reading_positions": spread_chart,
    "intervals": interval_chart,
}
