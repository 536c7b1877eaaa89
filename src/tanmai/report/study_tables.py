"""The tables of a page that hold results: accounts, key regions and paths, sectors, network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tanmai.core.language import fixed
from tanmai.core.messages import message
from tanmai.networks import (
    KEY_PROVINCE_SENSITIVITY,
    MEASURE_NAMES,
    number_of_key_regions,
)
from tanmai.report.page_table import (
    NAME,
    TEXT,
    Cell,
    Column,
    PageTable,
    number,
    parts,
    rank,
    unknown,
    words,
)
from tanmai.report.path_sentences import (
    Path,
    has_negative_flows,
    path_categories,
    path_sector_codes,
    path_sectors,
    study_paths,
)
from tanmai.report.voice import Voice

_MEASURES = {
    "out_strength": message("Out-strength"),
    "out_eigenvector": message("Out-eigen­vector"),
    "hub_score": message("HITS hub"),
    "in_strength": message("In-strength"),
    "in_eigenvector": message("In-eigen­vector"),
    "pagerank": message("PageRank"),
    "betweenness": message("Between­ness"),
}


def accounts_table(say: Voice) -> PageTable:
    """Return the accounts of every region, with their sums."""
    accounts = say.study.accounts
    series = {
        say("Production-based"): accounts.production_based,
        say("Consumption-based"): accounts.consumption_based,
        say("Outflow"): accounts.outflow,
        say("Inflow"): accounts.inflow,
        say("Net outflow"): accounts.net_outflow,
        say("Export"): accounts.export,
    }
    if accounts.focus is None:
        series[say("Households, direct")] = accounts.household
    if accounts.stocked.any():
        series[say("Inventories without a region")] = accounts.stock_change
    if accounts.balancing.any():
        series[say("Balancing")] = accounts.balancing_share
    # what others emit for a region is known without an inventory of its own
    elsewhere = {say("Consumption-based"), say("Inflow")}
    rows = [
        (
            words(say.marked(region)),
            *(
                unknown()
                if title not in elsewhere and say.is_unknown(region)
                else number(say.amount(values[i]), values[i])
                for title, values in series.items()
            ),
        )
        for i, region in enumerate(say.study.table.regions)
    ]
    total = tuple(number(say.amount(sum(v)), sum(v)) for v in map(np.asarray, series.values()))
    return PageTable(
        stem="accounts",
        caption=say(
            "Accounts by {place}{topic}, {year}, {unit}",
            place=say.place,
            topic=say.topic,
            year=say.study.table.year,
            unit=say.unit,
        ),
        columns=(Column(say.place.capitalize(), NAME), *(Column(title) for title in series)),
        rows=tuple(rows),
        total=(words(say("Sum")), *total),
        note=_accounts_note(say),
        regions=_one_by_one(say.study.table.index.region_codes),
    )


def _one_by_one(codes: Iterable[str]) -> tuple[tuple[str], ...]:
    """Return the code of each row's region, as a table holds it."""
    return tuple((code,) for code in codes)


def _accounts_note(say: Voice) -> str:
    accounts = say.study.accounts
    sinks = [say("net outflow"), say("export")]
    if accounts.stocked.any():
        sinks.append(say("inventories without a region"))
    if accounts.balancing.any():
        sinks.append(say("balancing"))
    note = say(
        "Production-based − consumption-based = {sinks}. Net outflow is positive for net "
        "exporters of embodied CO₂.",
        sinks=" + ".join(sinks),
    )
    return f"{note}{say.gap}{say.star}".rstrip()


def ranking_table(say: Voice) -> PageTable:
    """Return the key regions with their rank in every measure; no rows where nothing flows."""
    ranking, sensitivity = say.study.ranking, say.study.sensitivity
    measures = [name for name in _MEASURES if f"{name}_rank" in ranking]
    rows = [
        (
            rank(row["key_rank"]),
            words(name),
            number(fixed(row["mean_rank"], 1), row["mean_rank"]),
            *([_range_of_ranks(sensitivity.loc[code])] if sensitivity is not None else []),
            *(rank(row[f"{measure}_rank"]) for measure in measures),
        )
        for code, name, row in zip(
            ranking.index,
            say.regions(list(ranking.index)),
            ranking.to_dict("records"),
            strict=True,
        )
        if say.study.network.number_of_edges()
    ]
    ranges = [Column(say("Range of ranks"))] if sensitivity is not None else []
    return PageTable(
        stem="ranking",
        caption=say("Key {place}s: rank by measure{topic}", place=say.place, topic=say.topic),
        columns=(
            Column(say("Key rank")),
            Column(say.place.capitalize(), NAME),
            Column(say("Mean rank")),
            *ranges,
            *(Column(say(_MEASURES[measure])) for measure in measures),
        ),
        rows=tuple(rows),
        note=_sensitivity_note(say) if sensitivity is not None else "",
        regions=_one_by_one(ranking.index),
    )


def _range_of_ranks(row: pd.Series) -> Cell:
    """Return the ranks that a region takes under other measures and thresholds."""
    mark = ("†" if row["turns_on_threshold"] else "") + ("‡" if row["turns_on_measures"] else "")
    return number(f"{row['min_rank']:.0f}–{row['max_rank']:.0f}{mark}", row["max_rank"])


def _sensitivity_note(say: Voice) -> str:
    rule = say(
        KEY_PROVINCE_SENSITIVITY.filled(
            top=number_of_key_regions(say.study.table.index.m), place=say.place
        )
    )
    return rule + say(" †: depends on the threshold; ‡: depends on the measures.")


def paths_table(say: Voice) -> PageTable:
    """Return the key paths with the sectors and the demand behind each."""
    paths, codes = study_paths(say), say.study.table.index.region_codes
    carried = np.cumsum([path.share for path in paths])
    rows = [
        (
            rank(order),
            words(f"{origin} → {destination}"),
            number(say.amount(path.value), path.value),
            number(fixed(100 * path.share, 2), path.share),
            number(fixed(100 * upto, 1), upto),
            parts(path_sectors(say, path), say("; ")),
            parts(path_categories(say, path), say("; ")),
        )
        for order, (path, upto, origin, destination) in enumerate(
            (
                (path, float(upto), say.region(path.origin), say.region(path.destination))
                for path, upto in zip(paths, carried, strict=True)
            ),
            start=1,
        )
    ]
    return PageTable(
        stem="paths",
        caption=say("Key paths ({n}){topic}", n=len(rows), topic=say.topic),
        columns=(
            Column(say("Rank")),
            Column(say("Path"), NAME),
            Column(say("Flow"), unit=say.unit),
            Column(say("Share"), unit="%"),
            Column(say("Cumulative"), unit="%"),
            Column(say("Main emitting sectors"), TEXT),
            Column(say("Main final demand"), TEXT),
        ),
        rows=tuple(rows),
        note=_paths_note(say, paths),
        regions=tuple((codes[path.origin], codes[path.destination]) for path in paths),
        sectors=tuple(path_sector_codes(say, path) for path in paths),
    )


def _paths_note(say: Voice, paths: Sequence[Path]) -> str:
    negative = has_negative_flows(say)
    note = say(
        "Shares refer to all {flows} between {place}s.",
        flows=say("positive flows") if negative else say("flows"),
        place=say.place,
    )
    categories = say.study.accounts.flows_by_category
    if any((categories[path.origin, path.destination] < 0).any() for path in paths):
        note += say(
            " Where stock is drawn down, inventory change is negative and the other shares of "
            "final demand sum to more than 100%."
        )
    return note


def imports_table(say: Voice) -> PageTable | None:
    """Return the estimate of carbon in imports, or None where it was not asked for."""
    imported, accounts = say.study.imported, say.study.accounts
    if imported is None:
        return None
    beside = np.where(accounts.consumption_based > 0, accounts.consumption_based, np.inf)
    rows = [
        (
            words(say.name(region)),
            number(say.amount(imported[i]), imported[i]),
            number(fixed(100 * imported[i] / beside[i], 0), imported[i] / beside[i]),
        )
        for i, region in enumerate(say.study.table.regions)
    ]
    return PageTable(
        stem="imports",
        caption=say(
            "Carbon embodied in imports, estimated with domestic technology; not part of the "
            "accounts"
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            Column(say("Embodied in imports"), unit=say.unit),
            Column(say("Relative to consumption-based"), unit="%"),
        ),
        rows=tuple(rows),
        total=(
            words(say("Sum")),
            number(say.amount(float(imported.sum())), float(imported.sum())),
            words(""),
        ),
        regions=_one_by_one(say.study.table.index.region_codes),
    )


def backbone_rule(say: Voice) -> str:
    """Return the rule of the backbone and how much of the network it keeps, if there is any."""
    if say.study.network.number_of_edges() == 0:
        return say("no flows to keep")
    graph = say.study.backbone.graph
    return str(graph[f"backbone_{say.language}"])


def network_table(say: Voice) -> PageTable:
    """Return the measures of the network beside its backbone's; no rows where nothing flows."""
    summary = say.study.tables["network_summary"]
    whole, backbone = (
        summary[summary["network"] == name].to_dict("records") for name in ("whole", "backbone")
    )
    rows = [
        (
            words(say(MEASURE_NAMES[row["measure"]])),
            number(_measure(say, row["value"], row["unit"]), row["value"]),
            number(_measure(say, kept["value"], kept["unit"]), kept["value"]),
            words("" if row["unit"] == "1" else say.unit_name(row["unit"]), "unit-of-row"),
            words(row[f"note_{say.language}"] if row["measure"] != "edges" else ""),
        )
        for row, kept in zip(whole, backbone, strict=True)
        if say.study.network.number_of_edges()
        and (row["value"] or not row["measure"].startswith("negative_flows"))
    ]
    return PageTable(
        stem="network",
        caption=say("Transfer network{topic}", topic=say.topic),
        columns=(
            Column(say("Measure"), NAME),
            Column(say("Whole")),
            Column(say("Backbone")),
            Column(say("Unit"), TEXT),
            Column(say("Note"), TEXT),
        ),
        rows=tuple(rows),
        note=say("Backbone: {rule}.", rule=backbone_rule(say)),
        sortable=False,
    )


def _measure(say: Voice, value: float, unit: str) -> str:
    if unit != "1":
        return say.amount(value)
    return fixed(value, 0) if value.is_integer() and abs(value) > 1 else f"{value:.3g}"
