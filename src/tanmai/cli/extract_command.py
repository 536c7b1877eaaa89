"""``tanmai extract``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.options import (
    EmissionsOption,
    FocusOption,
    ImportTreatmentOption,
    LayoutOption,
    MethodOption,
    ReadingOption,
    RegionOption,
    RegionsOption,
    SchedulerOption,
    SchemeOption,
    SheetOption,
    YearOption,
)
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.io.output import refuse_foreign
from tanmai.io.tables import DEFAULT_TABLE
from tanmai.studies.extraction import extract_blocks
from tanmai.studies.options import study_options

FILES = {
    "extraction.csv": "每一块的抽取 every block extracted",
    "tables.xlsx": "同一数据表 the same table",
    "NOTES.txt": "列的含义与局限 what the columns mean, and their limits",
    "run.json": "溯源 how it was made",
}


@app.command()
def extract(
    table: Annotated[
        str, typer.Argument(help="Embedded table, or path of your own.")
    ] = DEFAULT_TABLE,
    by: Annotated[
        str, typer.Option(help="What is left out in turn: province-sector, province or sector.")
    ] = "province-sector",
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    import_treatment: ImportTreatmentOption = None,
    emissions: EmissionsOption = None,
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    method: MethodOption = None,
    scheduler: SchedulerOption = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "tanmai-extraction"
    ),
) -> None:
    """Leave every sector of every province out in turn.

    Say what output and emissions fall with each.
    """
    refuse_foreign(out_folder)
    given = {
        "table": table,
        "layout": layout,
        "sheet": sheet,
        "region": region,
        "year": year,
        "import_treatment": import_treatment,
        "emissions": emissions,
        "scheme": scheme,
        "regions": regions,
        "focus": focus,
        "focus_reading": focus_reading,
        "method": method,
        "scheduler": scheduler,
    }
    wanted = study_options(None, given)
    with steps_shown("read", "check", "solve", "extract", "tables") as step:
        result = extract_blocks(wanted, by, step)
        result.write(out_folder, step=step)
    say_files(out_folder, FILES)
