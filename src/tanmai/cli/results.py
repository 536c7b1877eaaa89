"""What a command says of the files that it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from tanmai.cli.application import out, plain, warn
from tanmai.io.nbs_sums import differing_sums
from tanmai.studies.files import boundary_notes
from tanmai.studies.study import Study


def say_where(study: Study, folder: Path, files: Mapping[str, str]) -> None:
    """Print what must be known of a study, and where its files are."""
    provenance = study.table.provenance
    caveats = [line for line in (provenance.caveat_zh, provenance.caveat_en) if line]
    caveats += [*differing_sums(provenance.changes), *provenance.assumptions]
    broken = ", ".join(result.rule.code for result in study.checks.warnings)
    if broken:
        caveats.append(f"检查提示（详见报告） Warnings of the checks (see the report): {broken}")
    warn([*caveats, *boundary_notes(study, "zh"), *boundary_notes(study, "en")])
    say_files(folder, files)


def say_files(folder: Path, files: Mapping[str, str]) -> None:
    """Print where files are and what they hold."""
    rows = Table(show_header=False, box=None, pad_edge=False)
    for name, what in files.items():
        rows.add_row(plain(str(folder / name)), what)
    out.print(rows)
