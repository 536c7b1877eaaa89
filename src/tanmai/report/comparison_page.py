"""``report.html`` of a comparison: several years as one page, a slider between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from tanmai.report import comparison_tables, content
from tanmai.report import provenance_tables as tables_of_proof
from tanmai.report import study_tables as tables_of_results
from tanmai.report.comparison_pictures import MAPPED_ACCOUNTS, PRICES
from tanmai.report.comparison_sentences import comparison_answer
from tanmai.report.comparison_voice import ComparisonVoice
from tanmai.report.document import Document, Edition, Figure, Picture, leading
from tanmai.report.key_figures import figures_of_change, quality
from tanmai.report.page_table import PageTable
from tanmai.report.picture_words import reading
from tanmai.report.voice import Voice, is_mapped, is_of_provinces, languages
from tanmai.studies.decomposition import NO_REASONS, Reasons
from tanmai.studies.national_statistics import DEFLATORS
from tanmai.studies.study import Study

LEADING = ("net_outflow", "key_paths", "ranks")
"""The pictures of which the first that was drawn stands at the top of the page."""


def write_comparison_page(
    studies: Mapping[str, Study],
    tables: Mapping[str, pd.DataFrame],
    pictures: Sequence[Picture],
    path: Path,
    reasons: Reasons = NO_REASONS,
) -> None:
    """Write a comparison as one HTML file, in each language that its studies ask for.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, mostly the year.
    tables : mapping
        Tables as `tanmai.studies.comparison.compare_studies` gives them.
    pictures : sequence of Picture
        Pictures as `draw_comparison` gives them.
    path : Path
        The file.
    reasons : Reasons
        The decomposition from each study to the next, or why it was not made.
    """
    last = list(studies.values())[-1]
    editions = [
        _edition(
            ComparisonVoice(language, last, studies, tables, reasons.changes), pictures, reasons
        )
        for language in languages(last)
    ]
    Document(editions, scripts=["comparison.js"]).write(path)


def _edition(say: ComparisonVoice, pictures: Sequence[Picture], reasons: Reasons) -> Edition:
    own = [picture for picture in pictures if picture.language == say.language]
    provenance = say.study.table.provenance
    return Edition(
        say=say,
        template="comparison.html.j2",
        title=_title(say),
        subtitle=_subtitle(say),
        sections=_sections(say),
        colophon=content.colophon(say),
        findings=comparison_answer(say),
        key_figures=figures_of_change(say),
        lead=leading([picture.kind for picture in own], LEADING),
        quality=quality(say),
        figures=[Figure(picture, _reading(say, picture.kind)) for picture in own],
        caveat=say(provenance.caveat_zh, provenance.caveat_en) or content.warning(say),
        badge=content.badge(say),
        context={
            "asked": _asked(say),
            "is_mapped": is_mapped(say.study),
            "years": [_year(each, name, k) for k, (name, each) in enumerate(say.each())],
            "changes": say.changes,
            "change_kinds": [f"decomposition-{position}" for position in range(len(say.changes))],
            "prices": say(*PRICES[say.changes[0].decomposition.prices]) if say.changes else "",
            "per_head": any(change.per_head for change in say.changes),
            **_decomposed(say, reasons),
            "key_rule": content.key_rule(say),
            "limits": content.limits(say),
            **content.methods(say, mapped=any(p.kind.startswith("production") for p in own)),
            **_tables(say),
        },
    )


def _decomposed(say: ComparisonVoice, reasons: Reasons) -> dict[str, Any]:
    """Return what the description of the decomposition depends on."""
    taken = [change.decomposition for change in say.changes]
    return {
        "why_not": say(*reasons.why_not),
        "national_prices": reasons.deflators is not None and reasons.deflators.path == DEFLATORS,
        "decomposed_by": taken[0].method if taken else "",
        "sourcing": any("technology" in each.factors for each in taken),
        "by_commodity": any("imports and sourcing by commodity" in t.treatments for t in taken),
    }


def _title(say: ComparisonVoice) -> str:
    if is_of_provinces(say.study):
        return say(
            f"中国省际隐含碳流动的变化，{say.span}{say.topic}",
            f"How carbon embodied in flows among China's provinces changed, {say.span}{say.topic}",
        )
    return say(
        f"地区间隐含碳流动的变化，{say.span}{say.topic}",
        f"How carbon embodied in flows among regions changed, {say.span}{say.topic}",
    )


def _subtitle(say: ComparisonVoice) -> str:
    names = say.join([study.table.provenance.name for study in say.studies.values()])
    m, n = say.study.table.index.m, say.study.table.index.n
    return say(
        f"多区域投入产出表 {names}：{m} 个{say.place}，{n} 个部门",
        f"Multi-regional input-output tables {names}: {m} {say.place}s, {n} sectors",
    )


def _sections(say: ComparisonVoice) -> dict[str, str]:
    return {
        "answer": say("结论", "The answer"),
        "years": say("逐年来看", "Year by year"),
        "accounts": say("账户的变化", "How the accounts changed"),
        "paths": say("关键路径的变化", "How the key paths changed"),
        "network": say(
            f"网络与关键{say.place}的变化", f"How the network and its key {say.place}s changed"
        ),
        "reasons": say("变化的原因", "Why it changed"),
        "asked": say("研究设定", "What was asked"),
        "methods": say("方法", "Methods"),
        "data": say("数据与来源", "Data and provenance"),
        "checks": say("检查与守恒", "Checks and conservation"),
        "limits": say("局限", "Limits"),
    }


def _asked(say: ComparisonVoice) -> list[tuple[str, str]]:
    """Return what was asked, term by term; what is the same for every study is said once."""
    question = say(
        f"各{say.place}的排放与隐含碳流动在 {say.span} 间如何变化？",
        f"How did emissions and flows of embodied carbon change, {say.span}?",
    )
    term, _ = content.asked(say)[0]
    said = [(term, question)]
    answers = [content.asked(voice) for _, voice in say.each()]
    for rows in list(zip(*answers, strict=True))[1:]:
        texts = list(dict.fromkeys(text for _, text in rows))
        said.append((rows[0][0], say("；", "; ").join(texts)))
    return said


def _reading(say: ComparisonVoice, kind: str) -> str:
    kind = kind.partition("-")[0]
    if kind in ("net_outflow", "key_paths"):
        return reading(say, kind)
    readings = {
        "ranks": (
            "每条线是一个地区；线越粗，升降越多。",
            "Each line is a region; the thicker, the more places it rose or fell.",
        ),
        "decomposition": (
            "右侧的因素使排放增加，左侧的使其减少；圆点为净变化。",
            "Factors on the right raised emissions, those on the left lowered them; the dot is "
            "the net change.",
        ),
        "outflow": (
            "颜色越深，为其他地区最终需求的排放越多；各年同一分级。",
            "The darker, the more is emitted for others; the classes are those of all years.",
        ),
        "production_based": (
            "颜色越深，境内排放越多；各年同一分级。",
            "The darker, the more is emitted within; the classes are those of all years.",
        ),
        "consumption_based": (
            "颜色越深，为满足当地最终需求而产生的排放越多；各年同一分级。",
            "The darker, the more is emitted to meet final demand there; the classes are those of "
            "all years.",
        ),
    }
    return say(*readings[kind])


def _year(say: Voice, name: str, position: int) -> dict[str, Any]:
    """Return what the page shows of one year alone."""
    return {
        "name": name,
        "kinds": [f"{account}-{position}" for account in MAPPED_ACCOUNTS],
        "accounts_table": _of_year(tables_of_results.accounts_table(say), position),
        "paths_table": _of_year(tables_of_results.paths_table(say), position),
        "provenance": content.provenance(say),
        "sources_table": _of_year(tables_of_proof.sources_table(say), position),
        "verdict": content.verdict(say),
        "conservation_table": _of_year(tables_of_proof.conservation_table(say), position),
    }


def _of_year(table: PageTable, position: int) -> PageTable:
    return replace(table, stem=f"{table.stem}-{position}", look=table.stem)


def _tables(say: ComparisonVoice) -> dict[str, PageTable | None]:
    """Return the tables over the years by their names in the template."""
    return {
        "accounts_table": comparison_tables.accounts_over_years(say),
        "paths_table": comparison_tables.paths_over_years(say),
        "ranks_table": comparison_tables.ranks_over_years(say),
        "networks_table": comparison_tables.networks_over_years(say),
        "likeness_table": comparison_tables.likeness(say),
        "communities_table": comparison_tables.communities_over_years(say),
        "decomposition_table": comparison_tables.decomposition_over_years(say),
    }
