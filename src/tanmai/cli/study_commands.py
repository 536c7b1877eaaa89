"""``tanmai run`` and ``tanmai compare``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from tanmai.cli.application import app, err, out, warn
from tanmai.cli.options import (
    ApprovalOption,
    BackboneOption,
    BoundariesCrsOption,
    BoundariesOption,
    ColumnsOption,
    EmissionsOption,
    FocusOption,
    LayoutOption,
    PopulationOption,
    ReadingOption,
    RegionsOption,
    SchemeOption,
    SheetOption,
    TopOption,
    YearOption,
)
from tanmai.comparison import compare_studies
from tanmai.comparison_decomposition import Change, changes_between, decomposition_record
from tanmai.decomposition import read_yearly_deflators
from tanmai.errors import OptionError
from tanmai.output import refuse_foreign, written_whole
from tanmai.study import Step, Study, make_study
from tanmai.study_files import boundary_notes, write_comparison_files, write_study_files
from tanmai.study_options import StudyOptions, study_options
from tanmai.tables import DEFAULT_TABLE
from tanmai.uncertainty import UnfinishedDraws

STUDY_FILES = {
    "report.html": "报告 report",
    "maps": "地图与图件 maps and charts (PNG, SVG, PDF)",
    "tables.xlsx": "全部数据表 all tables",
    "words": "方法、图表题与参考文献 methods, captions, references (TXT, BibTeX)",
    "run.json": "溯源 how it was made",
}
COMPARISON_FILES = {
    "report.html": "报告 report",
    "maps": "各年同一分级的地图与图件 maps of all years on one scale, charts",
    "tables.xlsx": "全部数据表 all tables",
    "words": "方法、图表题与参考文献 methods, captions, references (TXT, BibTeX)",
    "run.json": "溯源 how it was made",
}

KEPT = (
    "已完成的抽样已保存，加 --resume 即可接着运行。 "
    "The draws that were done are kept; the same command with --resume takes them up."
)

STEPS = {
    "read": "读取数据表 Reading the table",
    "check": "检查数据表 Checking the table",
    "solve": "求解与核算 Solving and accounting",
    "draws": "蒙特卡罗抽样 Drawing perturbed tables",
    "network": "网络分析 Network analysis",
    "tables": "写出数据 Writing the tables",
    "pictures": "绘制图件 Drawing maps and charts",
    "page": "生成报告 Writing the report",
}


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
    year: YearOption = None,
    emissions: EmissionsOption = None,
    stranded: Annotated[
        str | None,
        typer.Option(help="Inventory rows whose sectors have no output: refuse or spread."),
    ] = None,
    tibet: Annotated[
        str | None, typer.Option(help="gap (no inventory), or national_intensity to fill it.")
    ] = None,
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    method: Annotated[
        str | None,
        typer.Option(
            help="How to solve: dense_lu, single_precision_lu, sparse_lu or krylov "
            "[default: by size, density and form]."
        ),
    ] = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    population: PopulationOption = None,
    imports: Annotated[
        str | None,
        typer.Option(help="left_out, or domestic_technology for an estimate apart."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="Monte Carlo draws for intervals [default: 0, none].")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Dask scheduler for the draws, such as tcp://host:8786 [default: here]."),
    ] = None,
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
    """Make a whole study: accounts, network, key paths, maps and a report."""
    wanted = study_options(
        study_file,
        {
            "table": table,
            "layout": layout,
            "sheet": sheet,
            "year": year,
            "emissions": emissions,
            "stranded": stranded,
            "tibet": tibet,
            "scheme": scheme,
            "regions": regions,
            "focus": focus,
            "focus_reading": focus_reading,
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
    try:
        with _steps(len(STEPS) - (wanted.draws == 0)) as step:
            study = make_study(wanted, step, unfinished)
            _write(study, wanted, step)
    except KeyboardInterrupt:
        if wanted.draws and unfinished.folder.exists():
            err.print(KEPT, markup=False, highlight=False)
        raise
    if wanted.draws:
        unfinished.discard()
    _say_where(study, wanted.out, STUDY_FILES)


def _write(study: Study, wanted: StudyOptions, step: Step) -> None:
    # Drawing libraries take a second to import: a wrong option should not wait for them.
    from tanmai.report import draw_pictures, write_page, write_words

    with written_whole(wanted.out) as folder:
        step("tables")
        write_study_files(study, folder)
        step("pictures")
        pictures = draw_pictures(study, folder)
        step("page")
        page = folder / "report.html"
        write_page(study, pictures, page)
        write_words(page, [study.table], folder)


class _TimeLeft(TimeRemainingColumn):
    """The time left of parts that are alike; of steps, which are not, it cannot be told."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.fields["alike"] else Text()


@contextmanager
def _steps(number: int) -> Iterator[Step]:
    """Show a bar over all steps and one over the parts of a step; else, a line for each step."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        _TimeLeft(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        whole = progress.add_task("", total=number, alike=False)
        parts = progress.add_task("", visible=False, alike=True)
        begun: list[str] = []

        def step(name: str, done: int = 0, of: int = 0) -> None:
            if name not in begun:
                begun.append(name)
                progress.update(whole, description=STEPS[name], completed=len(begun) - 1)
                progress.reset(parts, total=of, completed=done, visible=of > 0)
                if not err.is_terminal:
                    told = f"[{len(begun)}/{number}] {STEPS[name]}"
                    err.print(told, markup=False, highlight=False)
            progress.update(parts, completed=done)

        yield step


def _say_where(study: Study, folder: Path, files: Mapping[str, str]) -> None:
    provenance = study.table.provenance
    caveats = [line for line in (provenance.caveat_zh, provenance.caveat_en) if line]
    warn([*caveats, *boundary_notes(study, "zh"), *boundary_notes(study, "en")])
    rows = Table(show_header=False, box=None, pad_edge=False)
    for name, what in files.items():
        rows.add_row(str(folder / name), what)
    out.print(rows)


@app.command()
def compare(
    tables_to_compare: Annotated[
        list[str], typer.Argument(help="Two or more tables, by name or path, in their order.")
    ],
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    boundaries: BoundariesOption = None,
    boundaries_crs: BoundariesCrsOption = None,
    approval_number: ApprovalOption = None,
    population: PopulationOption = None,
    deflators: Annotated[
        Path | None,
        typer.Option(
            help="CSV (year, sector_code, price_index) to decompose changes at constant prices."
        ),
    ] = None,
    current_prices: Annotated[
        bool, typer.Option("--current-prices", help="Decompose changes at current prices.")
    ] = False,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "tanmai-comparison"
    ),
) -> None:
    """Set studies of several years side by side: accounts, key paths, ranks, networks."""
    given = {
        "scheme": scheme,
        "regions": regions,
        "focus": focus,
        "focus_reading": focus_reading,
        "backbone": backbone,
        "top": top,
        "boundaries": boundaries,
        "boundaries_crs": boundaries_crs,
        "approval_number": approval_number,
        "population": population,
    }
    refuse_foreign(out_folder)
    if deflators is not None and current_prices:
        raise OptionError("Give either --deflators or --current-prices, not both.")
    indices = None if deflators is None else read_yearly_deflators(deflators)
    studies: dict[str, Study] = {}
    for table in tables_to_compare:
        with err.status(table):
            study = make_study(study_options(None, given | {"table": table}))
        name = str(study.table.year)
        studies[name if name not in studies else study.table.provenance.name] = study
    changes: tuple[Change, ...] = ()
    record = None
    if indices is not None or current_prices:
        with err.status("结构分解 Decomposing the changes"):
            changes = changes_between(studies, indices)
            record = decomposition_record(changes, indices)
    with err.status("比较 Comparing"):
        _write_comparison(studies, changes, record, out_folder)
    _say_where(next(iter(studies.values())), out_folder, COMPARISON_FILES)


def _write_comparison(
    studies: Mapping[str, Study],
    changes: Sequence[Change],
    record: Mapping[str, Any] | None,
    out_folder: Path,
) -> None:
    from tanmai.report import draw_comparison, write_comparison_page, write_words

    tables = compare_studies(studies, changes)
    with written_whole(out_folder) as folder:
        write_comparison_files(studies, tables, folder, record)
        pictures = draw_comparison(studies, folder, changes)
        page = folder / "report.html"
        write_comparison_page(studies, tables, pictures, page, changes)
        write_words(page, [study.table for study in studies.values()], folder)
