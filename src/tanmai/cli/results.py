"""What a command says of the files that it wrote."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Column, Table

from tanmai.cli.application import out, plain, warn
from tanmai.cli.spoken import said, spoken
from tanmai.core.messages import Message, listed, message
from tanmai.draw.design import COLUMN

if TYPE_CHECKING:
    from tanmai.checks import CheckReport
    from tanmai.core.table import Provenance
    from tanmai.studies.study import Study

FILES = {
    "report.html": message("report"),
    "maps": message("maps and charts (PNG, SVG, PDF)"),
    "pictures": message("pictures (PNG, SVG, PDF)"),
    "extraction.csv": message("every block extracted"),
    "accounts_by_year.csv": message("accounts and ranks over the years"),
    "sectors.csv": message("emissions of each sector, and for whom"),
    "structural_paths.csv": message("paths from sector to sector"),
    "region_routes.csv": message("routes from region to region"),
    "path_coverage.csv": message("coverage, and bounds of the rest"),
    "network_summary.csv": message("the network as a whole"),
    "largest_flows.csv": message("largest flows"),
    "network_nodes.csv": message("nodes, centralities, communities"),
    "structure.csv": message("structure of the network"),
    "qap_regression.csv": message("QAP regression"),
    "network.gexf": message("network for Gephi"),
    "scenarios.csv": message("totals of each scenario, and what was changed"),
    "scenario_provinces.csv": message("accounts of each province and their change"),
    "scenario_flows.csv": message("flows between provinces and their change"),
    "scenario_key_paths.csv": message("key paths gained and lost"),
    "tables.xlsx": message("all tables"),
    "columns.csv": message("what every column means"),
    "NOTES.txt": message("assumptions and limits"),
    "words": message("methods, captions, references (TXT, BibTeX)"),
    "run.json": message("how it was made"),
}


_VERDICTS = {
    "passed": ("green", message("passed")),
    "warning": ("yellow", message("warning")),
    "error": ("red", message("error")),
    "not applicable": ("dim", message("not applicable")),
    "not run": ("dim", message("not run")),
}


def show_checks(report: CheckReport) -> None:
    """Print every rule of a report with what was found."""
    language = spoken()[-1]
    heads = (message("rule"), message("found"), message("limit"), message("unit"))
    first, *others = (one.into(language) for one in heads)
    last = Column(message("result").into(language), no_wrap=True)
    listing = Table(Column(first, no_wrap=True), *others, last)
    for row in report.records(language):
        colour, verdict = _VERDICTS[str(row["result"])]
        found = "" if row["found"] is None else f"{row['found']:.6g}"
        cells = (row["rule"], found, row["limit"], row["unit"])
        listing.add_row(*map(str, cells), f"[{colour}]{verdict.into(language)}[/]")
    out.print(listing)


def warn_of_failures(report: CheckReport) -> None:
    """Print where the rules are that a table breaks, and how to fix it."""
    for language in spoken():
        for row in report.records(language):
            if row["passed"] is not False:
                continue
            _, verdict = _VERDICTS[str(row["result"])]
            kind = verdict.into(language)
            warn([f"{kind} {row['rule']}: {row['where']}. {row['fix']}"])


def doubts_of(provenance: Provenance) -> tuple[Message, ...]:
    """Return what a table leaves in doubt: its sums that differ, and what was assumed."""
    from tanmai.io.nbs_sums import differing_sums  # brings the reader of such tables along

    return (*differing_sums(provenance.changes), *provenance.assumptions)


def warn_of(study: Study) -> None:
    """Print what must be known of a study before its results are used."""
    provenance = study.table.provenance
    caveats = [*filter(None, map(provenance.caveat, spoken()))]
    # Studies take half a second to import, which a command that made none should not wait for.
    from tanmai.studies.files import boundary_notes

    notes = (*doubts_of(provenance), *study.notes)
    caveats += [said(note, "\n") for note in notes]
    broken = ", ".join(result.rule.code for result in study.checks.warnings)
    if broken:
        caveats.append(
            said(message("Warnings of the checks (see the report): {broken}", broken=broken), "\n")
        )
    warn([*caveats, *(line for each in spoken() for line in boundary_notes(study, each))])


def say_files(folder: Path) -> None:
    """Print where the files of a result are, and what they hold."""
    rows = Table(show_header=False, box=None, pad_edge=False)
    for name, what in FILES.items():
        if (folder / name).exists():
            rows.add_row(plain(str(folder / name)), said(what))
    out.print(rows)


def say_wide(folder: Path) -> None:
    """Print which pictures of a folder fill two columns of a journal where one was asked for."""
    wide = sorted(
        {svg.name.partition(".")[0] for svg in folder.rglob("*.svg") if _width(svg) > COLUMN + 1}
    )
    if wide:
        warn(
            [
                said(
                    message("Two columns wide, for lack of space: {names}.", names=listed(wide)),
                    "\n",
                )
            ]
        )


def _width(svg: Path) -> float:
    """Return the width of a picture in millimetres, as its first element states it in points."""
    with svg.open(encoding="utf-8") as file:
        found = re.search(r'<svg[^>]*?\bwidth="([\d.]+)pt"', file.read(4000))
    return float(found[1]) / 72 * 25.4 if found else 0.0
