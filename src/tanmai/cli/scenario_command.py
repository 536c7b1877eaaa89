"""``tanmai scenario``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.cli.application import app
from tanmai.cli.options import (
    EmissionsOption,
    FocusOption,
    LayoutOption,
    MethodOption,
    ReadingOption,
    RegionsOption,
    SchemeOption,
    SheetOption,
    TopOption,
    YearOption,
)
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_files
from tanmai.io.output import refuse_foreign
from tanmai.studies.options import study_options
from tanmai.studies.scenario import run_scenarios

FILES = {
    "scenarios.csv": "各情景的总量与改变 totals of each scenario, and what was changed",
    "scenario_provinces.csv": "各省核算及变化 accounts of each province and their change",
    "scenario_flows.csv": "省际流动及变化 flows between provinces and their change",
    "scenario_key_paths.csv": "新增与消失的关键路径 key paths gained and lost",
    "tables.xlsx": "同一数据表 the same tables",
    "NOTES.txt": "列的含义与局限 what the columns mean, and their limits",
    "run.json": "溯源 how it was made",
}


@app.command()
def scenario(
    table: Annotated[str, typer.Argument(help="Embedded table, or path of your own.")],
    scenarios: Annotated[
        Path, typer.Argument(help="File of scenarios (TOML); see docs/scenarios.md.")
    ],
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    year: YearOption = None,
    emissions: EmissionsOption = None,
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    top: TopOption = None,
    method: MethodOption = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "tanmai-scenarios"
    ),
) -> None:
    """Set scenarios of a file beside the table as it is.

    Demand, inputs, power, emission factors and sourcing may change; a carbon price shows what it
    adds to prices.
    """
    refuse_foreign(out_folder)
    given = {
        "table": table,
        "layout": layout,
        "sheet": sheet,
        "year": year,
        "emissions": emissions,
        "scheme": scheme,
        "regions": regions,
        "focus": focus,
        "focus_reading": focus_reading,
        "top": top,
        "method": method,
    }
    with steps_shown("read", "check", "solve", "tables") as step:
        result = run_scenarios(study_options(None, given), scenarios, step)
        result.write(out_folder, step=step)
    say_files(out_folder, FILES)
