"""The command line: parse, call, write. Everything else is in the package."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from tanmai import __version__
from tanmai.checks import CheckReport, check_table
from tanmai.comparison import compare_studies
from tanmai.errors import OptionError, TanmaiError
from tanmai.output import refuse_foreign, written_whole
from tanmai.readers.province_values import read_province_flows, read_province_values
from tanmai.study import Step, Study, make_study, replace_emissions
from tanmai.study_files import write_comparison_files, write_study_files
from tanmai.study_options import StudyOptions, study_options
from tanmai.table_facts import table_facts
from tanmai.tables import (
    DEFAULT_TABLE,
    FORMATS,
    LAYOUTS,
    embedded_tables,
    load_table,
    save_table,
)

if TYPE_CHECKING:
    from tanmai.figures import Caption

STUDY_FILES = {
    "report.html": "报告 report",
    "maps": "地图与图件 maps and charts (PNG, SVG)",
    "tables.xlsx": "全部数据表 all tables",
    "run.json": "溯源 how it was made",
}
COMPARISON_FILES = {
    "tables.xlsx": "全部数据表 all tables",
    "run.json": "溯源 how it was made",
}

TableArgument = Annotated[str, typer.Argument(help="Embedded table, or path of your own.")]
LayoutOption = Annotated[
    str | None,
    typer.Option(help=f"How to read it, where it does not tell: {', '.join(LAYOUTS)}."),
]
SheetOption = Annotated[str | None, typer.Option(help="Sheet of a workbook with several tables.")]
YearOption = Annotated[int | None, typer.Option(help="Year, where the file does not say it.")]
SchemeOption = Annotated[
    str | None, typer.Option(help="Merge the sectors into this scheme: s30, s26.")
]
FocusOption = Annotated[
    str | None, typer.Option(help="Keep to these sectors: mining, 02-05, 25 ...")
]
ReadingOption = Annotated[
    str | None,
    typer.Option(help="emitters (what they emit) or products (footprint of their products)."),
]
BackboneOption = Annotated[
    str | None,
    typer.Option(help="Edges to keep: none, mean_threshold, top_share, disparity_filter."),
]
TitleOption = Annotated[str | None, typer.Option(help="Title [default: the file's name].")]
UnitOption = Annotated[str, typer.Option(help="Unit of the values, as Mt CO2.")]
SourceOption = Annotated[str, typer.Option(help="Where the numbers come from.")]
LangOption = Annotated[str, typer.Option(help="zh, en or both.")]
MapFolderOption = Annotated[Path, typer.Option("--out", help="Folder of the pictures.")]
TopOption = Annotated[
    int | None, typer.Option(help="Number of key paths [default: 20]; a map shows 40 at most.")
]
EmissionsOption = Annotated[
    Path | None,
    typer.Option(
        help="CSV (province, sector_code or household, MtCO2) or CEADs inventory (.xlsx)."
    ),
]

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

out, err = Console(), Console(stderr=True)
app = typer.Typer(
    name="tanmai",
    help="碳脉: carbon through the provinces of China.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; a user's error is one message and exit status 2."""
    debug = "--debug" in sys.argv
    try:
        app(args=[word for word in sys.argv[1:] if word != "--debug"])
    except TanmaiError as error:
        if debug:
            raise
        _refuse(str(error))
    except OSError as error:
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        _refuse(f"{where}{error.strerror or error}. Mend the folder or the disk, and run again.")
    except Exception as error:
        if debug:
            raise
        err.print(
            f"[bold red]unexpected error:[/] {type(error).__name__}: {_plain(str(error))}\n"
            "This is a defect of tanmai; `--debug` shows where it arose.",
            highlight=False,
            soft_wrap=True,
        )
        sys.exit(1)


def _refuse(message: str) -> NoReturn:
    err.print(f"[bold red]error:[/] {_plain(message)}", highlight=False, soft_wrap=True)
    sys.exit(2)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _version(asked: bool) -> None:
    if asked:
        out.print(f"tanmai {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
) -> None:
    """碳脉: carbon through the provinces of China."""


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
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    imports: Annotated[
        str | None,
        typer.Option(help="left_out, or domestic_technology for an estimate apart."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="Monte Carlo draws for intervals [default: 0, none].")
    ] = None,
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
            "focus": focus,
            "focus_reading": focus_reading,
            "backbone": backbone,
            "top": top,
            "imports": imports,
            "draws": draws,
            "lang": lang,
            "out": out_folder,
        },
    )
    refuse_foreign(wanted.out)
    with _steps(len(STEPS) - (wanted.draws == 0)) as step:
        study = make_study(wanted, step)
        _write(study, wanted, step)
    _say_where(study, wanted.out, STUDY_FILES)


def _write(study: Study, wanted: StudyOptions, step: Step) -> None:
    # Drawing libraries take a second to import: a wrong option should not wait for them.
    from tanmai.report import draw_pictures, write_page

    with written_whole(wanted.out) as folder:
        step("tables")
        write_study_files(study, folder)
        step("pictures")
        pictures = draw_pictures(study, folder)
        step("page")
        write_page(study, pictures, folder / "report.html")


@contextmanager
def _steps(number: int) -> Iterator[Step]:
    """Show one bar over all steps; without a terminal, a line for each."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=number)
        begun = 0

        def step(name: str) -> None:
            nonlocal begun
            progress.update(task, description=STEPS[name], completed=begun)
            begun += 1
            if not err.is_terminal:
                err.print(f"[{begun}/{number}] {STEPS[name]}", markup=False, highlight=False)

        yield step


def _say_where(study: Study, folder: Path, files: Mapping[str, str]) -> None:
    provenance = study.table.provenance
    for line in (provenance.caveat_zh, provenance.caveat_en):
        if line:
            out.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)
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
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "tanmai-comparison"
    ),
) -> None:
    """Set studies of several years side by side: accounts, key paths, ranks, networks."""
    given = {
        "scheme": scheme,
        "focus": focus,
        "focus_reading": focus_reading,
        "backbone": backbone,
        "top": top,
    }
    refuse_foreign(out_folder)
    studies: dict[str, Study] = {}
    for table in tables_to_compare:
        with err.status(table):
            study = make_study(study_options(None, given | {"table": table}))
        name = str(study.table.year)
        studies[name if name not in studies else study.table.provenance.name] = study
    with err.status("比较 Comparing"), written_whole(out_folder) as folder:
        write_comparison_files(studies, compare_studies(studies), folder)
    _say_where(next(iter(studies.values())), out_folder, COMPARISON_FILES)


@app.command(name="map")
def map_values(
    values: Annotated[Path, typer.Argument(help="CSV with the columns province, value.")],
    title: TitleOption = None,
    unit: UnitOption = "",
    source: SourceOption = "",
    lang: LangOption = "both",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any numbers by province, as PNG and SVG."""
    numbers = read_province_values(values)
    from tanmai.single_maps import draw_value_map

    caption = _caption(title or values.stem, unit, source)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_value_map(numbers, caption, _languages(lang), folder, values.stem)
    _say_files(drawn, out_folder)


@app.command()
def flowmap(
    flows: Annotated[Path, typer.Argument(help="CSV with the columns from, to, value.")],
    title: TitleOption = None,
    unit: UnitOption = "",
    source: SourceOption = "",
    top: Annotated[int, typer.Option(min=1, max=40, help="How many of the largest.")] = 20,
    lang: LangOption = "both",
    out_folder: MapFolderOption = Path("tanmai-map"),
) -> None:
    """Draw a map of any flows between provinces, as PNG and SVG."""
    numbers = read_province_flows(flows)
    from tanmai.single_maps import draw_flow_map

    caption = _caption(title or flows.stem, unit, source)
    with err.status("绘制地图 Drawing the map"), written_whole(out_folder) as folder:
        drawn = draw_flow_map(numbers, top, caption, _languages(lang), folder, flows.stem)
    _say_files(drawn, out_folder)


def _caption(title: str, unit: str, source: str) -> Caption:
    from tanmai.figures import Caption

    return Caption(title=title, unit=unit, source=source, language="zh")


def _languages(lang: str) -> tuple[str, ...]:
    known = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
    if lang not in known:
        raise OptionError(f"lang = '{lang}': give zh, en or both.")
    return known[lang]


def _say_files(drawn: list[Path], folder: Path) -> None:
    for path in drawn:
        out.print(str(folder / path.name), markup=False, highlight=False)


@app.command()
def tables() -> None:
    """List the tables that travel with tanmai."""
    listing = Table("name", "status", "year", "regions", "sectors")
    caveats: dict[str, None] = {}
    for name in embedded_tables():
        table = load_table(name)
        provenance = table.provenance
        size = (str(table.year), str(table.index.m), str(table.index.n))
        listing.add_row(name, provenance.status, *size)
        caveats |= dict.fromkeys(filter(None, (provenance.caveat_zh, provenance.caveat_en)))
    out.print(listing)
    for caveat in caveats:
        out.print(caveat, style="yellow", highlight=False, markup=False, soft_wrap=True)


@app.command()
def check(
    table: TableArgument,
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    year: YearOption = None,
    emissions: EmissionsOption = None,
) -> None:
    """Check a table and show every rule with what was found; status 2 if an error was found."""
    loaded = load_table(table, layout=layout, sheet=sheet, year=year)
    if emissions is not None:
        loaded = replace_emissions(loaded, emissions)
    report = check_table(loaded)
    _show(report)
    report.require()


@app.command()
def info(
    table: TableArgument,
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    year: YearOption = None,
) -> None:
    """Say what a table is: size, year, labels, units, what is missing, what was mended."""
    loaded = load_table(table, layout=layout, sheet=sheet, year=year)
    columns = Column(no_wrap=True, style="bold"), Column(overflow="fold")
    rows = Table(*columns, show_header=False, box=None, pad_edge=False)
    for what, text in table_facts(loaded):
        rows.add_row(what, _plain(text))
    out.print(rows)


@app.command()
def convert(
    table: TableArgument,
    to: Annotated[Path, typer.Argument(help="A .xlsx file, or a folder.")],
    save_as: Annotated[
        str | None, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")
    ] = None,
    layout: LayoutOption = None,
    sheet: SheetOption = None,
    year: YearOption = None,
) -> None:
    """Load a table and save it in another format; a bundle loads a hundred times faster."""
    with err.status("读取与写出 Reading and writing"):
        save_table(load_table(table, layout=layout, sheet=sheet, year=year), to, save_as)
    out.print(str(to), markup=False, highlight=False)


def _show(report: CheckReport) -> None:
    listing = Table(Column("rule", no_wrap=True), "found", "limit", "unit", "result")
    colours = {"passed": "green", "warning": "yellow", "error": "red"}
    remarks = []
    for row in report.to_frame("en").to_dict("records"):
        result = str(row["result"])
        cells = (_cell(row[key]) for key in ("rule", "found", "limit", "unit"))
        listing.add_row(*cells, f"[{colours.get(result, 'dim')}]{result}[/]")
        if row["passed"] is False:
            remarks.append(f"{result} {row['rule']}: {row['where']}. {row['mend']}")
    out.print(listing)
    for remark in remarks:
        out.print(remark, markup=False, highlight=False, soft_wrap=True)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
