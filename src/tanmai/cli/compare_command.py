"""``tanmai compare``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tanmai.cli.application import app, err
from tanmai.cli.options import (
    BackboneOption,
    FocusOption,
    PopulationOption,
    ReadingOption,
    RegionsOption,
    SchemeOption,
    TopOption,
)
from tanmai.cli.picture_options import ApprovalOption, BoundariesCrsOption, BoundariesOption
from tanmai.cli.results import say_where
from tanmai.comparison import compare_studies
from tanmai.comparison_decomposition import Change, changes_between, decomposition_record
from tanmai.decomposition import read_yearly_deflators
from tanmai.errors import OptionError
from tanmai.output import refuse_foreign, written_whole
from tanmai.study import Study, make_study
from tanmai.study_files import write_comparison_files
from tanmai.study_options import study_options

FILES = {
    "report.html": "报告 report",
    "maps": "各年同一分级的地图与图件 maps of all years on one scale, charts",
    "tables.xlsx": "全部数据表 all tables",
    "words": "方法、图表题与参考文献 methods, captions, references (TXT, BibTeX)",
    "run.json": "溯源 how it was made",
}


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
        if name in studies:
            name = study.table.provenance.name
        if name in studies:
            raise OptionError(f"{table} is not told apart from another table; give each once.")
        studies[name] = study
    changes: tuple[Change, ...] = ()
    record = None
    if indices is not None or current_prices:
        with err.status("结构分解 Decomposing the changes"):
            changes = changes_between(studies, indices)
            record = decomposition_record(changes, indices)
    with err.status("比较 Comparing"):
        _write_comparison(studies, changes, record, out_folder)
    say_where(next(iter(studies.values())), out_folder, FILES)


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
