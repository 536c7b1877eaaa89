"""``tanmai run``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.analysis.unfinished import UnfinishedDraws
from tanmai.cli.application import Stopped, app, err
from tanmai.cli.options import (
    BackboneOption,
    EmissionsOption,
    FlowReadingOption,
    FocusOption,
    ImportTreatmentOption,
    LayoutOption,
    PopulationOption,
    ReadingOption,
    RegionOption,
    RegionsOption,
    SchedulerOption,
    SchemeOption,
    SheetOption,
    TopOption,
    YearOption,
)
from tanmai.cli.picture_options import (
    ApprovalOption,
    BoundariesCrsOption,
    BoundariesOption,
    ColumnsOption,
)
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_where
from tanmai.core.errors import SchedulerError
from tanmai.io.output import refuse_foreign, refuse_unwritable
from tanmai.io.tables import DEFAULT_TABLE
from tanmai.studies.options import StudyOptions, study_options
from tanmai.studies.study import make_study

FILES = {
    "report.html": "报告 report",
    "maps": "地图与图件 maps and charts (PNG, SVG, PDF)",
    "tables.xlsx": "全部数据表 all tables",
    "words": "方法、图表题与参考文献 methods, captions, references (TXT, BibTeX)",
    "run.json": "溯源 how it was made",
}
KEPT = (
    "已完成的抽样已保存，加 --resume 即可接着运行。 "
    "The draws that were done are kept; the same command with --resume takes them up."
)


@app.command()
def run(
    study_file: Annotated[
        Path | None, typer.Argument(help="Study file (TOML) with these options as keys.")
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help=f"Embedded table, or path of your own [default: {DEFAULT_TABLE}]."),
    ] = None,
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    import_treatment: ImportTreatmentOption = None,
    emissions: EmissionsOption = None,
    stranded: Annotated[
        str | None,
        typer.Option(
            help="Inventory rows whose sectors have no output: refuse or spread [default: refuse]."
        ),
    ] = None,
    tibet: Annotated[
        str | None,
        typer.Option(
            help="Tibet, which has no inventory: gap, or national_intensity to fill it "
            "[default: gap]."
        ),
    ] = None,
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    reading: FlowReadingOption = None,
    method: Annotated[
        str | None,
        typer.Option(
            help="How to solve, draws too: dense_lu, single_precision_lu, sparse_lu or krylov "
            "[default: by size, density and form; draws by single_precision_lu]."
        ),
    ] = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    population: PopulationOption = None,
    imports: Annotated[
        str | None,
        typer.Option(
            help="Carbon of imports: left_out, or domestic_technology for an estimate apart "
            "[default: left_out]."
        ),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="Monte Carlo draws for intervals [default: 0, none].")
    ] = None,
    scheduler: SchedulerOption = None,
    resume: Annotated[
        bool | None,
        typer.Option("--resume", help="Take up the draws of a run that was interrupted."),
    ] = None,
    boundaries: BoundariesOption = None,
    boundaries_crs: BoundariesCrsOption = None,
    columns: ColumnsOption = None,
    approval_number: ApprovalOption = None,
    lang: Annotated[str | None, typer.Option(help="zh, en or both [default: both].")] = None,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Folder of the results [default: tanmai-study].")
    ] = None,
) -> None:
    """Make a whole study: accounts, network, key paths, maps, report."""
    wanted = study_options(
        study_file,
        {
            "table": table,
            "layout": layout,
            "sheet": sheet,
            "region": region,
            "year": year,
            "import_treatment": import_treatment,
            "emissions": emissions,
            "stranded": stranded,
            "tibet": tibet,
            "scheme": scheme,
            "regions": regions,
            "focus": focus,
            "focus_reading": focus_reading,
            "reading": reading,
            "method": method,
            "backbone": backbone,
            "top": top,
            "population": population,
            "imports": imports,
            "draws": draws,
            "scheduler": scheduler,
            "resume": resume,
            "boundaries": boundaries,
            "boundaries_crs": boundaries_crs,
            "columns": columns,
            "approval_number": approval_number,
            "lang": lang,
            "out": out_folder,
        },
    )
    refuse_foreign(wanted.out)
    unfinished = UnfinishedDraws.beside(wanted.out, wanted.resume)
    if wanted.draws:
        refuse_unwritable(unfinished.folder)
    try:
        with steps_shown(*_steps(wanted)) as step:
            study = make_study(wanted, step, unfinished)
            # Drawing libraries take a second to import: a wrong option should not wait for them.
            from tanmai.report.results import StudyResult

            StudyResult(study).write(wanted.out, step=step)
    except (KeyboardInterrupt, Stopped, OSError, MemoryError, SchedulerError):
        if unfinished.resumable:
            err.print(KEPT, markup=False, highlight=False)
        raise
    if wanted.draws:
        unfinished.discard()
    say_where(study, wanted.out, FILES)


def _steps(wanted: StudyOptions) -> tuple[str, ...]:
    draws = ("draws",) if wanted.draws else ()
    return ("read", "check", "solve", *draws, "network", "tables", "pictures", "page")
