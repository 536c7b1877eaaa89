"""What stands around the results in a page: title, question, methods, provenance, limits."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tanmai import __version__
from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.networks import KEY_PROVINCE_RULE_EN, KEY_PROVINCE_RULE_ZH, left_out_note
from tanmai.report.provenance_tables import power
from tanmai.report.study_tables import backbone_rule
from tanmai.report.voice import Voice, is_mapped, is_of_provinces
from tanmai.studies.files import boundary_notes, boundary_of_accounts
from tanmai.studies.uncertainty_statements import left_out

_METHODS_ZH = {
    "dense_lu": "稠密 LU 分解",
    "single_precision_lu": "单精度 LU 分解并迭代求精",
    "sparse_lu": "稀疏 LU 分解",
    "krylov": "BiCGSTAB 迭代法（各右端项同步，地区内分块预处理）",
}
_METHODS_EN = {
    "dense_lu": "dense LU factors",
    "single_precision_lu": "LU factors in single precision with iterative refinement",
    "sparse_lu": "sparse LU factors",
    "krylov": "BiCGSTAB on all right-hand sides in step, preconditioned by the blocks at home",
}
_BADGES = {"estimate": ("估算表", "Estimate"), "made-up": ("虚构数据", "Made-up numbers")}
_WARNINGS = {
    "estimate": (
        "这些数字来自估算表，区域间贸易由模型推算：只宜看量级与格局，不宜引用单个名次。",
        "These figures come from an estimated table, whose trade between regions is modelled: read "
        "them for magnitudes and patterns; do not cite a single rank.",
    ),
    "made-up": (
        "这些数字来自虚构的表，只说明算法，不说明任何实际的省份。",
        "These figures come from a made-up table: they show how the accounts work and say nothing "
        "of real provinces.",
    ),
}


def title(say: Voice) -> str:
    """Return the title of the study."""
    year = say.study.table.year
    if is_of_provinces(say.study):
        return say(
            f"{year} 年中国省际隐含碳流动{say.topic}",
            f"Carbon embodied in flows among China's provinces, {year}{say.topic}",
        )
    return say(
        f"{year} 年地区间隐含碳流动{say.topic}",
        f"Carbon embodied in flows among regions, {year}{say.topic}",
    )


def subtitle(say: Voice) -> str:
    """Return the line below the title: the table and its size."""
    table = say.study.table
    name, m, n = table.provenance.name, table.index.m, table.index.n
    return say(
        f"多区域投入产出表 {name}：{m} 个{say.place}，{n} 个部门，{table.year} 年",
        f"Multi-regional input-output table {name}: {m} {say.place}{'s' if m > 1 else ''}, "
        f"{n} sector{'s' if n > 1 else ''}, {table.year}",
    )


def sections(say: Voice) -> dict[str, str]:
    """Return the titles of the sections by a word for links to each, in the order of the page."""
    place = say.place
    titles = {
        "answer": say("结论", "The answer"),
        "accounts": say("谁在排放，谁在消费", "Who emits, who consumes"),
        "flows": say(
            "为谁排放：省际流动" if is_of_provinces(say.study) else "为谁排放：地区间流动",
            f"For whom: flows between {place}s",
        ),
        "pathways": say(f"沿哪些{place}与部门", f"Along which {place}s and sectors"),
        "network": say(f"网络与关键{place}", f"The network and its key {place}s"),
        "sectors": say("部门", "Sectors"),
        "imports": say("进口品隐含碳", "Carbon in imports"),
        "readings": say("换一种口径，结论还成立吗", "What stands under other readings"),
        "uncertainty": say("不确定性", "Uncertainty"),
        "asked": say("研究设定", "What was asked"),
        "methods": say("方法", "Methods"),
        "data": say("数据与来源", "Data and provenance"),
        "checks": say("检查与守恒", "Checks and conservation"),
        "limits": say("局限", "Limits"),
    }
    if say.study.imported is None:
        del titles["imports"]
    if say.study.readings is None or not say.study.network.number_of_edges():
        del titles["readings"]
    if say.study.ensemble is None:
        del titles["uncertainty"]
    return titles


def badge(say: Voice) -> str:
    """Return the mark that stands beside every picture and result; empty if none is due."""
    status = say.study.table.provenance.status
    return say(*_BADGES[status]) if status in _BADGES else ""


def warning(say: Voice) -> str:
    """Return how far the answer can be trusted; empty if nothing need be said."""
    status = say.study.table.provenance.status
    return say(*_WARNINGS[status]) if status in _WARNINGS else ""


def asked(say: Voice) -> list[tuple[str, str]]:
    """Return what was asked, term by term."""
    study, options = say.study, say.study.options
    emissions = say("表内自带的 CO₂ 排放", "the table's own CO₂")
    if options.emissions is not None:
        emissions = options.emissions.name
    return [
        (
            say("问题", "Question"),
            say(
                f"每个{say.place}的排放为谁的最终需求而发生，流经哪些路径？",
                f"For whose final demand does each {say.place} emit, and along which paths?",
            ),
        ),
        (
            say("数据表", "Table"),
            f"{study.table.provenance.name}{say('（', ' (')}{say.status}{say('）', ')')}",
        ),
        (say("排放", "Emissions"), emissions),
        (say("部门", "Sectors"), _sectors(say)),
        (say("聚焦", "Focus"), _focus(say)),
        (say("口径", "Reading"), READINGS[options.reading].title(say.language)),
        (say("骨架", "Backbone"), backbone_rule(say)),
        (
            say("关键路径", "Key paths"),
            say(
                f"最大的 {options.top} 条",
                "the largest flow" if options.top == 1 else f"the {options.top} largest flows",
            ),
        ),
        (say("进口品", "Imports"), _imports(say)),
    ]


def _sectors(say: Voice) -> str:
    study = say.study
    number = study.table.index.n
    if study.options.scheme is not None:
        return say(
            f"求解前合并为 {study.options.scheme}（{number} 个部门）",
            f"merged to {study.options.scheme} ({number} sectors) before solving",
        )
    if study.scheme is not None:
        return say(
            f"{study.scheme.name}（{number} 个部门）", f"{study.scheme.name} ({number} sectors)"
        )
    return say(f"表内自有分类（{number} 个部门）", f"the table's own ({number})")


def _focus(say: Voice) -> str:
    focus = say.study.accounts.focus
    if focus is None:
        return say("无，全部部门", "none: all sectors")
    sectors = focus_sectors(say)
    if focus.reading == "emitters":
        return say(f"作为排放者：{sectors}", f"as emitters: {sectors}")
    return say(f"作为产品：{sectors}", f"as products: {sectors}")


def focus_sectors(say: Voice) -> str:
    """Return the sectors in focus, one by one."""
    focus = say.study.accounts.focus
    codes = focus.sector_codes if focus is not None else ()
    chosen = [s for s in say.study.table.sectors if s.code in codes]
    return say("、", "; ").join(f"{sector.code} {say.name(sector)}" for sector in chosen)


def _imports(say: Voice) -> str:
    if say.study.imported is None:
        return say("境外排放不计", "carbon emitted abroad is left out")
    return say(
        "按国内技术假设单独估算，不并入账户",
        "estimated apart by domestic technology, added to no account",
    )


def key_rule(say: Voice) -> str:
    """Return the rule by which the key regions are chosen."""
    rule = say(KEY_PROVINCE_RULE_ZH, KEY_PROVINCE_RULE_EN).format(place=say.place)
    left_out = left_out_note(say.study.ranking)
    return f"{rule}{say('', ' ')}{say(*left_out)}" if left_out else rule


def communities(say: Voice) -> str:
    """Return the communities of the network with their members."""
    groups = pd.Series(say.study.communities).sort_values(kind="stable")
    listed = [
        say(f"（{number}）", f"({number}) ") + say("、", ", ").join(say.regions(list(codes)))
        for number, codes in groups.groupby(groups).groups.items()
    ]
    return say("；", "; ").join(listed) + say("。", ".")


def methods(say: Voice, *, mapped: bool, readings: int = 0) -> dict[str, Any]:
    """Return what the description of the methods depends on."""
    study, accounts = say.study, say.study.accounts
    method = accounts.system.choice.method
    effect = study.aggregation_effect
    return {
        "method": say(_METHODS_ZH[method], _METHODS_EN[method]),
        "krylov": method == "krylov",
        "residual": power(accounts.residual),
        "trade_shares": study.table.trade_shares is not None,
        "stocked": bool(study.table.stock_change.any()),
        "balancing": bool(study.table.error.any()),
        "merged": study.options.scheme if effect is not None else "",
        "merging_effect": "" if effect is None else f"{say.amount(effect)} {say.unit}",
        "exports_at_home": study.options.reading in ("exports_at_origin", "final_producer"),
        "meaning": _meaning(say),
        "focus": accounts.focus,
        "focus_sectors": focus_sectors(say),
        "imports": study.imported is not None,
        "negative": study.network.graph["negative_flows_left_out"],
        "backbone": backbone_rule(say),
        "disparity": study.backbone.graph["backbone"] == "disparity_filter",
        "paths": len(study.paths),
        "mapped": mapped,
        "number_of_readings": readings,
    }


def _meaning(say: Voice) -> str:
    """Return what a flow is under the reading of the study; empty for the usual one."""
    reading = READINGS[say.study.options.reading]
    if reading.name == DEFAULT_READING:
        return ""
    return say(
        f"本研究的口径是“{reading.title_zh}”：从 r 到 s 的流量为{reading.meaning_zh}",
        f"The reading of this study is {reading.within('en')}: a flow from r to s is what is "
        f"{reading.meaning_en}",
    )


def provenance(say: Voice) -> str:
    """Return where the table comes from."""
    origin = say.study.table.provenance
    return say(
        f"数据表 {origin.name}：{say.status}，{say.study.table.year} 年，价格为"
        f"{'当年价' if say.study.table.price_basis == 'current' else say.study.table.price_basis}，"
        f"由 {origin.reader} 生成或读入。以下列出各文件 SHA-256 的开头，全文见 run.json。",
        f"Table {origin.name}: {say.status}, {say.study.table.year}, {say.study.table.price_basis} "
        f"prices, made or read by {origin.reader}. The tables below give the beginning of each "
        "file's SHA-256; run.json holds it whole.",
    )


def verdict(say: Voice) -> str:
    """Return how many rules the table keeps."""
    checks = say.study.checks
    number, warned = len(checks.results), len(checks.warnings)
    if not warned:
        return say(f"{number} 条规则全部通过。", f"All {number} rules are kept.")
    return say(
        f"{number} 条规则中 {number - warned} 条通过，{warned} 条提示；提示不影响求解，但应知悉。",
        f"Of {number} rules {number - warned} are kept and {warned} "
        f"{'gives a warning' if warned == 1 else 'give warnings'}: nothing that makes the results "
        "wrong, but something to know.",
    )


def limits(say: Voice) -> list[str]:
    """Return what the study does not say."""
    table = say.study.table
    said = [say(table.provenance.caveat_zh, table.provenance.caveat_en)]
    said.append(say(*boundary_of_accounts(say.study.accounts, say.study.options.reading)))
    said += boundary_notes(say.study, say.language)
    said.append(
        say(
            "一个部门内的所有产品视为同质：同样的投入、同样的排放强度；"
            "流向各处的也是同一种产品。部门越粗，偏差越大。",
            "All products of a sector are taken to be alike: the same inputs, the same intensity, "
            "whoever buys them. The coarser the sectors, the larger the error.",
        )
    )
    said.append(
        say(
            "账户说明排放与最终需求的关联，不说明若需求改变排放会如何变化。",
            "The accounts tie emissions to final demand; they do not say what would happen if "
            "demand changed.",
        )
    )
    if say.study.ensemble is None:
        said.append(
            say(
                "本次运行没有传播数据的不确定性：表中的小数位不代表精度；--draws 1000 给出区间。",
                "No uncertainty was carried through this run: decimals in the tables are no "
                "precision; --draws 1000 gives intervals.",
            )
        )
    else:
        said.append(left_out(say.language))
    return [text for text in said if text]


def colophon(say: Voice) -> str:
    """Return the last line."""
    made = say(f"由 tanmai（碳脉）{__version__} 生成。", f"Made with tanmai (碳脉) {__version__}.")
    if not is_mapped(say.study) or say.study.options.approval_number:
        return made
    return made + say(
        "图中行政区划未经地图审核，公开出版前请依法送审。",
        " The boundaries on the maps have not been through official map review; submit them "
        "for review as the law requires before publication in China.",
    )
