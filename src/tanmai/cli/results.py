"""What a command says of the files that it wrote."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from tanmai.cli.application import out, plain, warn
from tanmai.io.nbs_sums import differing_sums
from tanmai.studies.files import boundary_notes
from tanmai.studies.study import Study

FILES = {
    "report.html": "报告 report",
    "maps": "地图与图件 maps and charts (PNG, SVG, PDF)",
    "pictures": "图件 pictures (PNG, SVG, PDF)",
    "extraction.csv": "每一块的抽取 every block extracted",
    "scenarios.csv": "各情景的总量与改变 totals of each scenario, and what was changed",
    "scenario_provinces.csv": "各省核算及变化 accounts of each province and their change",
    "scenario_flows.csv": "省际流动及变化 flows between provinces and their change",
    "scenario_key_paths.csv": "新增与消失的关键路径 key paths gained and lost",
    "tables.xlsx": "全部数据表 all tables",
    "NOTES.txt": "列的含义与局限 what the columns mean, and their limits",
    "words": "方法、图表题与参考文献 methods, captions, references (TXT, BibTeX)",
    "run.json": "溯源 how it was made",
}


def warn_of(study: Study) -> None:
    """Print what must be known of a study before its results are used."""
    provenance = study.table.provenance
    caveats = [line for line in (provenance.caveat_zh, provenance.caveat_en) if line]
    caveats += [*differing_sums(provenance.changes), *provenance.assumptions]
    broken = ", ".join(result.rule.code for result in study.checks.warnings)
    if broken:
        caveats.append(f"检查提示（详见报告） Warnings of the checks (see the report): {broken}")
    warn([*caveats, *boundary_notes(study, "zh"), *boundary_notes(study, "en")])


def say_files(folder: Path) -> None:
    """Print where the files of a result are, and what they hold."""
    rows = Table(show_header=False, box=None, pad_edge=False)
    for name, what in FILES.items():
        if (folder / name).exists():
            rows.add_row(plain(str(folder / name)), what)
    out.print(rows)
