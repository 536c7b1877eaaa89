"""Options of a table: which one, how it is read, its emissions and what it is merged into.

They are apart from `tanmai.studies.options`, so that a command which reads a table and does not
account it waits for no solver.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from tanmai.core.pressures import CHARACTERISATIONS
from tanmai.core.table import MrioTable
from tanmai.io.competitive import DEFAULT_TREATMENT, ImportTreatment
from tanmai.io.tables import DEFAULT_TABLE, LAYOUTS, input_files, load_table, locate_table
from tanmai.studies.basic_options import Options


class TableOptions(Options):
    """Which table, and how to read it; see `tanmai.io.tables.load_table`."""

    group: ClassVar[str] = "Table"

    table: str = Field(default=DEFAULT_TABLE, description="Embedded table, or path of your own.")
    layout: str | None = Field(
        default=None,
        description="How to read the table, where its path does not show it: "
        f"{', '.join(LAYOUTS)}.",
    )
    sheet: str | None = Field(default=None, description="Sheet of a workbook with several tables.")
    region: str | None = Field(
        default=None,
        description=(
            "Region of a table of one region, where the file does not state it: 陕西, Shaanxi, "
            "China, or a name of your own."
        ),
    )
    year: int | None = Field(
        default=None, description="Year of the table, where the file does not state it."
    )
    import_treatment: ImportTreatment | None = Field(
        default=None,
        description="How imports leave the flows of a table of one region "
        f"[default: {DEFAULT_TREATMENT}: domestic uses, and all uses of products whose imports "
        "exceed their domestic use].",
    )

    def load(self) -> MrioTable:
        """Return the table.

        Raises
        ------
        TanmaiError
            As for `tanmai.io.tables.load_table`.
        """
        return load_table(
            self.table,
            layout=self.layout,
            sheet=self.sheet,
            region=self.region,
            year=self.year,
            import_treatment=self.import_treatment,
        )

    def input_files(self) -> dict[str, str]:
        """Return the sha256 of its files by name."""
        return input_files(locate_table(self.table))


class PreparedOptions(TableOptions):
    """The emissions of a table, and the sectors and regions that it is merged into."""

    group: ClassVar[str] = "Emissions, sectors and regions"

    emissions: Path | None = Field(
        default=None,
        description="CSV (province, sector_code or household, MtCO2) or CEADs inventory (.xlsx); a "
        "CSV may hold other pressures: CH4_kt, 用水量（亿立方米）, jobs (10^4 persons).",
    )
    pressure: str | None = Field(
        default=None,
        description="What is accounted: CO2, CH4, water, jobs ..., a column of --emissions, energy "
        "of the fuels of an inventory, or value-added [default: the only one, or CO2].",
    )
    unit: str | None = Field(
        default=None,
        description="Unit of the one column of --emissions whose header gives none: 亿立方米.",
    )
    gwp: str | None = Field(
        default=None,
        description="Bring greenhouse gases to CO2e by these factors: "
        f"{', '.join(CHARACTERISATIONS)}.",
    )
    stranded: Literal["refuse", "spread"] = Field(
        default="refuse",
        description="Inventory rows whose sectors have no output; spread them over the other "
        "sectors of the province.",
    )
    tibet: Literal["gap", "national_intensity"] = Field(
        default="gap", description="Tibet, which has no inventory: a gap, or filled by name."
    )
    split: Path | None = Field(
        default=None,
        description=(
            "CSV (sector, part, weight) that splits sectors, by province, emissions, inputs and "
            "sales where it states them; before sectors are merged."
        ),
    )
    scheme: str | None = Field(
        default=None, description="Merge the sectors: s30, s26, or a concordance (CSV)."
    )
    regions: str | None = Field(
        default=None, description="Merge the provinces: sic8 (eight regions), china, or a CSV."
    )
