"""Options of tables and studies that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.io.competitive import DEFAULT_TREATMENT, IMPORT_TREATMENTS
from tanmai.io.tables import LAYOUTS

TableArgument = Annotated[str, typer.Argument(help="Embedded table, or path of your own.")]
LayoutOption = Annotated[
    str | None,
    typer.Option(
        help=f"How to read the table, where its path does not tell: {', '.join(LAYOUTS)}."
    ),
]
SheetOption = Annotated[str | None, typer.Option(help="Sheet of a workbook with several tables.")]
YearOption = Annotated[
    int | None, typer.Option(help="Year of the table, where the file does not say it.")
]
RegionOption = Annotated[
    str | None,
    typer.Option(
        help="Region of a table of one region, where the file does not say it: 陕西, Shaanxi, "
        "China, or a name of your own."
    ),
]
ImportTreatmentOption = Annotated[
    str | None,
    typer.Option(
        help="How imports leave the flows of a table of one region: "
        f"{', '.join(IMPORT_TREATMENTS)} [default: {DEFAULT_TREATMENT}: domestic uses, and all "
        "uses of products whose imports exceed their domestic use]."
    ),
]
SchemeOption = Annotated[
    str | None, typer.Option(help="Merge the sectors: s30, s26, or a concordance (CSV).")
]
RegionsOption = Annotated[
    str | None, typer.Option(help="Merge the provinces: sic8 (eight regions), china, or a CSV.")
]
FocusOption = Annotated[
    str | None,
    typer.Option(help="Keep to these sectors: a group (mining), codes (02-05, 25) or names."),
]
ReadingOption = Annotated[
    str | None,
    typer.Option(
        help="With --focus: emitters (what they emit) or products (footprint of their products) "
        "[default: emitters]."
    ),
]
FlowReadingOption = Annotated[
    str | None,
    typer.Option(
        "--reading",
        help="What a flow from one province to another is: "
        f"{', '.join(READINGS)} [default: {DEFAULT_READING}]; the report sets all side by side.",
    ),
]
BackboneOption = Annotated[
    str | None,
    typer.Option(
        help="Flows that the network keeps: none (no backbone, all flows), mean_threshold, "
        "top_share or disparity_filter [default: top_share]."
    ),
]
TopOption = Annotated[
    int | None, typer.Option(help="Number of key paths [default: 20]; a map shows 40 at most.")
]
PopulationOption = Annotated[
    Path | None,
    typer.Option(help="CSV (province, year, population in 10⁴ persons) for accounts per person."),
]
EmissionsOption = Annotated[
    Path | None,
    typer.Option(
        help="CSV (province, sector_code or household, MtCO2) or CEADs inventory (.xlsx)."
    ),
]
MethodOption = Annotated[
    str | None,
    typer.Option(
        help="How to solve: dense_lu, single_precision_lu, sparse_lu or krylov "
        "[default: by size, density and form]."
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(help="Dask scheduler to work on, such as tcp://host:8786 [default: here]."),
]
