"""``report.html`` of a comparison: several years as one page, a slider between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from tanmai.core.messages import message
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


def comparison_page(
    studies: Mapping[str, Study],
    tables: Mapping[str, pd.DataFrame],
    pictures: Sequence[Picture],
    reasons: Reasons = NO_REASONS,
) -> Document:
    """Return a comparison as one page, in each language that its studies ask for.

    Parameters
    ----------
    studies : mapping
        Studies of the same regions by name, mostly the year.
    tables : mapping
        Tables as `tanmai.studies.comparison.compare_studies` gives them.
    pictures : sequence of Picture
        Pictures as `draw_comparison` gives them.
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
    return Document(editions, scripts=["comparison.js"])


def _edition(say: ComparisonVoice, pictures: Sequence[Picture], reasons: Reasons) -> Edition:
    own = [picture for picture in pictures if picture.language == say.language]
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
        caveat=content.caveat(say) or content.warning(say),
        badge=content.badge(say),
        context={
            "asked": _asked(say),
            "is_mapped": is_mapped(say.study),
            "years": [_year(each, name, k) for k, (name, each) in enumerate(say.each())],
            "changes": say.changes,
            "change_kinds": [f"decomposition-{position}" for position in range(len(say.changes))],
            "prices": say(PRICES[say.changes[0].decomposition.prices]) if say.changes else "",
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
        "why_not": say(reasons.why_not) if reasons.why_not else "",
        "national_prices": reasons.deflators is not None and reasons.deflators.path == DEFLATORS,
        "decomposed_by": taken[0].method if taken else "",
        "sourcing": any("technology" in each.factors for each in taken),
        "by_commodity": any("imports and sourcing by commodity" in t.treatments for t in taken),
    }


def _title(say: ComparisonVoice) -> str:
    if is_of_provinces(say.study):
        return say(
            "Change in carbon embodied in flows among China's provinces, {span}{topic}",
            span=say.span,
            topic=say.topic,
        )
    return say(
        "Change in carbon embodied in flows among regions, {span}{topic}",
        span=say.span,
        topic=say.topic,
    )


def _subtitle(say: ComparisonVoice) -> str:
    names = say.join([study.table.provenance.name for study in say.studies.values()])
    m, n = say.study.table.index.m, say.study.table.index.n
    return say(
        "Multi-regional input-output tables {names}: {regions}, {sectors}",
        names=names,
        regions=say.plural("{n} {place}", "{n} {place}s", m, place=say.place),
        sectors=say.plural("{n} sector", "{n} sectors", n),
    )


def _sections(say: ComparisonVoice) -> dict[str, str]:
    return {
        "answer": say("Key findings"),
        "years": say("Year by year"),
        "accounts": say("Change in the accounts"),
        "paths": say("Change in the key paths"),
        "network": say("Change in the network and its key {place}s", place=say.place),
        "reasons": say("Drivers of change"),
        "asked": say("Study design"),
        "methods": say("Methods"),
        "data": say("Data and provenance"),
        "checks": say("Checks and conservation"),
        "limits": say("Limitations"),
    }


def _asked(say: ComparisonVoice) -> list[tuple[str, str]]:
    """Return what was asked, term by term; what is the same for every study is said once."""
    question = say(
        "How did emissions and flows of embodied carbon between {place}s change, {span}?",
        span=say.span,
        place=say.place,
    )
    term, _ = content.asked(say)[0]
    said = [(term, question)]
    answers = [content.asked(voice) for _, voice in say.each()]
    for rows in list(zip(*answers, strict=True))[1:]:
        texts = list(dict.fromkeys(text for _, text in rows))
        said.append((rows[0][0], say("; ").join(texts)))
    return said


def _reading(say: ComparisonVoice, kind: str) -> str:
    kind = kind.partition("-")[0]
    if kind in ("net_outflow", "key_paths"):
        return reading(say, kind)
    readings = {
        "ranks": message("One line per region; thicker: more places gained or lost."),
        "decomposition": message(
            "Factors to the right raised emissions, those to the left lowered them; dot: net "
            "change."
        ),
        **dict.fromkeys(MAPPED_ACCOUNTS, message("Darker: higher; same classes in all years.")),
    }
    return say(readings[kind])


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
