"""The tables of a page that hold results: accounts, key regions and paths, sectors, network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tanmai.draw.page import fixed
from tanmai.networks import (
    KEY_PROVINCE_SENSITIVITY_EN,
    KEY_PROVINCE_SENSITIVITY_ZH,
    number_of_key_regions,
)
from tanmai.report.page_table import NAME, TEXT, Cell, Column, PageTable, number, parts, rank, words
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
    "out_strength": ("流出强度", "Out-strength"),
    "out_eigenvector": ("流出特征向量", "Out-eigen\N{SOFT HYPHEN}vector"),
    "hub_score": ("HITS 枢纽值", "HITS hub"),
    "in_strength": ("流入强度", "In-strength"),
    "in_eigenvector": ("流入特征向量", "In-eigen\N{SOFT HYPHEN}vector"),
    "pagerank": ("PageRank", "PageRank"),
    "betweenness": ("介数", "Between\N{SOFT HYPHEN}ness"),
}


def accounts_table(say: Voice) -> PageTable:
    """Return the accounts of every region, with their sums."""
    accounts = say.study.accounts
    series = {
        say("生产侧", "Production-based"): accounts.production_based,
        say("消费侧", "Consumption-based"): accounts.consumption_based,
        say("流出", "Outflow"): accounts.outflow,
        say("流入", "Inflow"): accounts.inflow,
        say("净流出", "Net outflow"): accounts.net_outflow,
        say("出口", "Export"): accounts.export,
    }
    if accounts.focus is None:
        series[say("居民直接排放", "Households, direct")] = accounts.household
    if accounts.stocked.any():
        series[say("未分地区的存货", "Inventories without a region")] = accounts.stock_change
    if accounts.balancing.any():
        series[say("误差项", "Balancing")] = accounts.balancing_share
    rows = [
        (
            words(say.marked(region)),
            *(number(say.amount(values[i]), values[i]) for values in series.values()),
        )
        for i, region in enumerate(say.study.table.regions)
    ]
    total = tuple(number(say.amount(sum(v)), sum(v)) for v in map(np.asarray, series.values()))
    return PageTable(
        stem="accounts",
        caption=say(
            f"各{say.place}账户{say.topic}，{say.study.table.year} 年，{say.unit}",
            f"Accounts by {say.place}{say.topic}, {say.study.table.year}, {say.unit}",
        ),
        columns=(Column(say.place.capitalize(), NAME), *(Column(title) for title in series)),
        rows=tuple(rows),
        total=(words(say("合计", "Sum")), *total),
        note=_accounts_note(say),
        regions=_one_by_one(say.study.table.index.region_codes),
    )


def _one_by_one(codes: Iterable[str]) -> tuple[tuple[str], ...]:
    """Return the code of each row's region, as a table holds it."""
    return tuple((code,) for code in codes)


def _accounts_note(say: Voice) -> str:
    accounts = say.study.accounts
    sinks = [say("净流出", "net outflow"), say("出口", "export")]
    if accounts.stocked.any():
        sinks.append(say("未分地区的存货", "inventories without a region"))
    if accounts.balancing.any():
        sinks.append(say("误差项", "balancing"))
    note = say(
        f"生产侧 − 消费侧 = {' + '.join(sinks)}。净流出为正：为他处排放多于他处为本地排放。",
        f"Production-based − consumption-based = {' + '.join(sinks)}. A positive net outflow: more "
        "is emitted here for others than elsewhere for here.",
    )
    return f"{note}{say('', ' ')}{say.star}".rstrip()


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
    ranges = [Column(say("名次范围", "Range of ranks"))] if sensitivity is not None else []
    return PageTable(
        stem="ranking",
        caption=say(
            f"关键{say.place}：各项指标的名次{say.topic}",
            f"Key {say.place}s: rank in every measure{say.topic}",
        ),
        columns=(
            Column(say("综合名次", "Key rank")),
            Column(say.place.capitalize(), NAME),
            Column(say("平均名次", "Mean rank")),
            *ranges,
            *(Column(say(*_MEASURES[measure])) for measure in measures),
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
    rule = say(KEY_PROVINCE_SENSITIVITY_ZH, KEY_PROVINCE_SENSITIVITY_EN).format(
        top=number_of_key_regions(say.study.table.index.m), place=say.place
    )
    return rule + say(
        " † 名次取决于阈值；‡ 名次取决于指标。",
        " † The rank turns on the threshold; ‡ the rank turns on the measures.",
    )


def paths_table(say: Voice) -> PageTable:
    """Return the key paths with the sectors and the demand behind each."""
    paths, codes = study_paths(say), say.study.table.index.region_codes
    carried = np.cumsum([path.share for path in paths])
    rows = [
        (
            rank(order),
            words(say(f"{origin} → {destination}", f"{origin} → {destination}")),
            number(say.amount(path.value), path.value),
            number(fixed(100 * path.share, 2), path.share),
            number(fixed(100 * upto, 1), upto),
            parts(path_sectors(say, path), say("；", "; ")),
            parts(path_categories(say, path), say("；", "; ")),
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
        caption=say(
            f"关键路径（{len(rows)} 条）{say.topic}", f"Key paths ({len(rows)}){say.topic}"
        ),
        columns=(
            Column(say("名次", "Rank")),
            Column(say("路径", "Path"), NAME),
            Column(say("流量", "Flow"), unit=say.unit),
            Column(say("份额", "Share"), unit="%"),
            Column(say("累计份额", "Cumulative"), unit="%"),
            Column(say("主要排放部门", "Main emitting sectors"), TEXT),
            Column(say("主要最终需求", "Main final demand"), TEXT),
        ),
        rows=tuple(rows),
        note=_paths_note(say, paths),
        regions=tuple((codes[path.origin], codes[path.destination]) for path in paths),
        sectors=tuple(path_sector_codes(say, path) for path in paths),
    )


def _paths_note(say: Voice, paths: Sequence[Path]) -> str:
    negative = has_negative_flows(say)
    note = say(
        f"份额以{say.place}间全部{'正流量' if negative else '流量'}为 100%。",
        f"Shares are of all {'positive ' if negative else ''}flows between {say.place}s.",
    )
    categories = say.study.accounts.flows_by_category
    if any((categories[path.origin, path.destination] < 0).any() for path in paths):
        note += say(
            "动用库存使存货变动为负时，其余最终需求的份额之和超过 100%。",
            " Where stock is drawn down, inventory change is negative and the shares of the other "
            "final demand add up to more than 100%.",
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
            "进口品隐含碳的估算（国内技术假设），不在账户之内",
            "Carbon embodied in imports, estimated by domestic technology; no part of the accounts",
        ),
        columns=(
            Column(say.place.capitalize(), NAME),
            Column(say("进口隐含碳", "Embodied in imports"), unit=say.unit),
            Column(say("相当于消费侧的", "Against consumption-based"), unit="%"),
        ),
        rows=tuple(rows),
        total=(
            words(say("合计", "Sum")),
            number(say.amount(float(imported.sum())), float(imported.sum())),
            words(""),
        ),
        regions=_one_by_one(say.study.table.index.region_codes),
    )


def backbone_rule(say: Voice) -> str:
    """Return the rule of the backbone and how much of the network it keeps, if there is any."""
    if say.study.network.number_of_edges() == 0:
        return say("没有流动可以保留", "no flows to keep")
    graph = say.study.backbone.graph
    return say(graph["backbone_zh"], graph["backbone_en"])


def network_table(say: Voice) -> PageTable:
    """Return the measures of the network beside its backbone's; no rows where nothing flows."""
    summary = say.study.tables["network_summary"]
    whole, backbone = (
        summary[summary["network"] == name].to_dict("records") for name in ("whole", "backbone")
    )
    rows = [
        (
            words(say(row["measure_zh"], row["measure"].replace("_", " ").capitalize())),
            number(_measure(say, row["value"], row["unit"]), row["value"]),
            number(_measure(say, kept["value"], kept["unit"]), kept["value"]),
            words("" if row["unit"] == "1" else say.unit_name(row["unit"]), "unit-of-row"),
            words(say(row["note_zh"], row["note_en"]) if row["measure"] != "edges" else ""),
        )
        for row, kept in zip(whole, backbone, strict=True)
        if say.study.network.number_of_edges()
        and (row["value"] or not row["measure"].startswith("negative_flows"))
    ]
    return PageTable(
        stem="network",
        caption=say(f"流动网络{say.topic}", f"The transfer network{say.topic}"),
        columns=(
            Column(say("指标", "Measure"), NAME),
            Column(say("全网络", "Whole")),
            Column(say("骨架", "Backbone")),
            Column(say("单位", "Unit"), TEXT),
            Column(say("说明", "Note"), TEXT),
        ),
        rows=tuple(rows),
        note=say(f"骨架：{backbone_rule(say)}。", f"Backbone: {backbone_rule(say)}."),
        sortable=False,
    )


def _measure(say: Voice, value: float, unit: str) -> str:
    if unit != "1":
        return say.amount(value)
    return fixed(value, 0) if value.is_integer() and abs(value) > 1 else f"{value:.3g}"
