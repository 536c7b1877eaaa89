"""``report.html``: a study as one page that needs nothing else and calls nobody."""

from __future__ import annotations

from collections.abc import Sequence

from tanmai.report import content, partners, pathways, table_of_sectors
from tanmai.report import provenance_tables as tables_of_proof
from tanmai.report import study_tables as tables_of_results
from tanmai.report.choices import flows_by_sector, searched
from tanmai.report.document import Document, Edition, Figure, Picture, leading
from tanmai.report.key_figures import key_figures, quality
from tanmai.report.page_table import PageTable
from tanmai.report.picture_words import reading
from tanmai.report.readings import readings_section
from tanmai.report.relative_table import relative_table
from tanmai.report.sentences import answer
from tanmai.report.structure_section import structure_section
from tanmai.report.table_of_sectors import sectors_in_order
from tanmai.report.uncertainty import uncertainty_section
from tanmai.report.voice import Voice, is_mapped, languages
from tanmai.studies.study import Study

LEADING = ("key_paths", "flows", "accounts")
"""The pictures of which the first that was drawn stands at the top of the page."""


def page(study: Study, pictures: Sequence[Picture]) -> Document:
    """Return a study as one HTML page, in each language that it asks for.

    Parameters
    ----------
    study : Study
        The study.
    pictures : sequence of Picture
        Its pictures, as `draw_pictures` gives them.
    """
    return Document(
        [_edition(Voice(language, study), pictures) for language in languages(study)],
        scripts=("regions.js", "search.js"),
        data={"regions": flows_by_sector(study), "search": searched(study)},
    )


def _edition(say: Voice, pictures: Sequence[Picture]) -> Edition:
    own = [picture for picture in pictures if picture.language == say.language]
    provenance = say.study.table.provenance
    return Edition(
        say=say,
        template="study.html.j2",
        title=content.title(say),
        subtitle=content.subtitle(say),
        sections=content.sections(say),
        colophon=content.colophon(say),
        findings=answer(say),
        key_figures=key_figures(say),
        lead=leading([picture.kind for picture in own], LEADING),
        quality=quality(say),
        figures=[
            Figure(picture, reading(say, picture.kind.removesuffix("-narrow"))) for picture in own
        ],
        caveat=provenance.caveat(say.language) or content.warning(say),
        badge=content.badge(say),
        context={
            "regions": [(region.code, say.marked(region)) for region in say.study.table.regions],
            "sectors": [
                (sector.code, f"{sector.code} {say.name(sector)}")
                for sector in sectors_in_order(say)
            ],
            "is_mapped": is_mapped(say.study),
            "asked": content.asked(say),
            "pathways": pathways.pathways_said(say),
            "partners": partners.partners_said(say) if say.study.partners else [],
            "key_rule": content.key_rule(say),
            "communities": content.communities(say),
            "provenance": content.provenance(say),
            "changes": provenance.changes,
            "verdict": content.verdict(say),
            "limits": content.limits(say),
            **content.methods(
                say,
                mapped=any(p.kind == "production" for p in own),
                readings=len(say.study.readings.made) if say.study.readings else 0,
            ),
            **_tables(say),
            **structure_section(say),
            **readings_section(say),
            **uncertainty_section(say),
        },
    )


def _tables(say: Voice) -> dict[str, PageTable | None]:
    """Return the tables by their names in the template."""
    return {
        "accounts_table": tables_of_results.accounts_table(say),
        "relative_table": relative_table(say),
        "paths_table": tables_of_results.paths_table(say),
        "routes_table": pathways.routes_table(say),
        "paths_of_flows_table": pathways.paths_of_flows_table(say),
        "overall_paths_table": pathways.overall_paths_table(say),
        "ranking_table": tables_of_results.ranking_table(say),
        "network_table": tables_of_results.network_table(say),
        "sectors_table": table_of_sectors.sectors_table(say),
        "partners_table": partners.partners_table(say),
        "imports_table": tables_of_results.imports_table(say),
        "sources_table": tables_of_proof.sources_table(say),
        "inputs_table": tables_of_proof.inputs_table(say),
        "checks_table": tables_of_proof.checks_table(say),
        "conservation_table": tables_of_proof.conservation_table(say),
    }
