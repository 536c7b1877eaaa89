"""``tanmai compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tanmai.analysis import read_yearly_deflators
from tanmai.cli.application import app
from tanmai.cli.options import (
    BackboneOption,
    FlowReadingOption,
    FocusOption,
    ImportTreatmentOption,
    PopulationOption,
    ReadingOption,
    RegionOption,
    RegionsOption,
    SchedulerOption,
    SchemeOption,
    TopOption,
)
from tanmai.cli.picture_options import (
    ApprovalOption,
    BoundariesCrsOption,
    BoundariesOption,
    ColumnsOption,
)
from tanmai.cli.progress import steps_shown
from tanmai.cli.results import say_where
from tanmai.core.errors import OptionError, did_you_mean
from tanmai.io.output import refuse_foreign
from tanmai.studies.comparison import make_studies
from tanmai.studies.decomposition import (
    DECOMPOSITIONS,
    Reasons,
    changes_between,
    reasons_by_default,
)
from tanmai.studies.options import study_options

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
    region: RegionOption = None,
    import_treatment: ImportTreatmentOption = None,
    emissions: Annotated[
        list[Path] | None,
        typer.Option(
            help="Emissions of each table, as for `run`: given again for every table, in their "
            "order."
        ),
    ] = None,
    scheme: SchemeOption = None,
    regions: RegionsOption = None,
    focus: FocusOption = None,
    focus_reading: ReadingOption = None,
    reading: FlowReadingOption = None,
    backbone: BackboneOption = None,
    top: TopOption = None,
    boundaries: BoundariesOption = None,
    boundaries_crs: BoundariesCrsOption = None,
    columns: ColumnsOption = None,
    approval_number: ApprovalOption = None,
    population: PopulationOption = None,
    scheduler: SchedulerOption = None,
    deflators: Annotated[
        Path | None,
        typer.Option(
            help="CSV (year, sector_code, price_index) to decompose changes at constant prices "
            "[default: national indices of the United Nations, where they fit the tables]."
        ),
    ] = None,
    current_prices: Annotated[
        bool, typer.Option("--current-prices", help="Decompose changes at current prices.")
    ] = False,
    decomposition: Annotated[
        str,
        typer.Option(
            help="How changes are decomposed: polar (mean of the two polar orders), all-orders "
            "(Shapley value) or lmdi (additive LMDI-I)."
        ),
    ] = "polar",
    out_folder: Annotated[Path, typer.Option("--out", help="Folder of the results.")] = Path(
        "tanmai-comparison"
    ),
) -> None:
    """Set studies of several years side by side.

    Their accounts, key paths, ranks and networks, with maps of all years on one scale.
    """
    given = {
        "region": region,
        "import_treatment": import_treatment,
        "scheme": scheme,
        "regions": regions,
        "focus": focus,
        "focus_reading": focus_reading,
        "reading": reading,
        "backbone": backbone,
        "top": top,
        "boundaries": boundaries,
        "boundaries_crs": boundaries_crs,
        "columns": columns,
        "approval_number": approval_number,
        "population": population,
        "scheduler": scheduler,
    }
    refuse_foreign(out_folder)
    if deflators is not None and current_prices:
        raise OptionError("Give either --deflators or --current-prices, not both.")
    if decomposition not in DECOMPOSITIONS:
        raise OptionError(
            f"--decomposition {decomposition} is unknown."
            f"{did_you_mean(decomposition, DECOMPOSITIONS)} Known: {', '.join(DECOMPOSITIONS)}."
        )
    method = DECOMPOSITIONS[decomposition]
    indices = None if deflators is None else read_yearly_deflators(deflators)
    asked = [
        study_options(None, given | {"table": table, "emissions": path})
        for table, path in zip(
            tables_to_compare, _of_each(emissions, len(tables_to_compare)), strict=True
        )
    ]
    with steps_shown("studies", "decompose", "compare") as step:
        studies = make_studies(asked, step)
        step("decompose")
        if indices is None and not current_prices:
            reasons = reasons_by_default(studies, method=method, scheduler=scheduler)
        else:
            found = changes_between(studies, indices, method=method, scheduler=scheduler)
            reasons = Reasons(found, indices)
        step("compare")
        # Drawing libraries take a second to import: a wrong option should not wait for them.
        from tanmai.report.results import ComparisonResult

        ComparisonResult(studies, reasons).write(out_folder)
    say_where(next(iter(studies.values())), out_folder, FILES)


def _of_each(emissions: Sequence[Path] | None, tables: int) -> Sequence[Path | None]:
    """Return the emissions of each table.

    Raises
    ------
    OptionError
        There are not as many as tables.
    """
    if not emissions:
        return [None] * tables
    if len(emissions) != tables:
        raise OptionError(
            f"--emissions is given {len(emissions)} times for {tables} tables; give it once for "
            "each, in their order."
        )
    return emissions
