"""From a world table and a table of provinces to one table on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
from pydantic import Field

from tanmai.checks import CheckReport, Finding, check_table
from tanmai.core.aggregation import aggregate, merging
from tanmai.core.concordance import concordances
from tanmai.core.errors import LabelError, TableError
from tanmai.core.messages import Message, Name, message
from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable
from tanmai.io.bundle import fill_bundle
from tanmai.io.concordance_file import find_concordance
from tanmai.io.tables import DEFAULT_TABLE, LAYOUTS, input_files, load_table, locate_table
from tanmai.joining.nested import NestedTable, nest
from tanmai.studies.basic_options import Headers, Options
from tanmai.studies.prepare import replace_emissions
from tanmai.studies.result import Result
from tanmai.studies.result_files import table_record, versions

ICIO_SCHEME = "icio31"
_OF_ICIO = f"oecd-icio_to_{ICIO_SCHEME}"


class NestOptions(Options):
    """What a world table is given in the place of a country."""

    group: ClassVar[str] = "Nest"

    world: str = Field(
        description="World table: OECD ICIO, EXIOBASE, a folder of pymrio, a bundle."
    )
    provinces: str = Field(
        default=DEFAULT_TABLE,
        description="Table of the provinces: an embedded one, or a path of your own.",
    )
    country: str = Field(
        default="CHN", description="Code or name of the country in the world table."
    )
    layout: str | None = Field(
        default=None,
        description=f"How to read the world table, where its path does not show it: "
        f"{', '.join(LAYOUTS)}.",
    )
    year: int | None = Field(
        default=None, description="Year of the world table, where the file does not state it."
    )
    world_emissions: Path | None = Field(
        default=None,
        description="CSV of the world table's emissions, where it holds none (OECD ICIO).",
    )
    world_sectors: str | None = Field(
        default=None,
        description="Concordance from the world table's sectors into common ones, by name or as a "
        "CSV [default: that of the OECD ICIO, where it has its sectors].",
    )
    province_sectors: str | None = Field(
        default=None,
        description="Concordance from the provinces' sectors into the same ones.",
    )

    def to_record(self) -> dict[str, Any]:
        """Return the options for ``run.json``, paths by name."""
        return {
            "world": Path(self.world).name,
            "provinces": Path(self.provinces).name,
            "country": self.country,
            "layout": self.layout,
            "year": self.year,
            "world_sectors": _name(self.world_sectors),
            "province_sectors": _name(self.province_sectors),
            "world_emissions": _name(self.world_emissions),
        }


def _name(path: str | Path | None) -> str | None:
    return None if path is None else Path(path).name


@dataclass(frozen=True, eq=False, repr=False)
class NestedResult(Result):
    """Provinces in the place of their country, what it was made from, and the checks.

    Attributes
    ----------
    made : NestedTable
        The table and its fit.
    options : NestOptions
        What it was made from.
    inputs : mapping of str
        sha256 of the input files by name.
    checked : CheckReport
        Checks of the table.
    """

    made: NestedTable
    options: NestOptions
    inputs: Mapping[str, str]
    checked: CheckReport

    @property
    def table(self) -> MrioTable:
        """The table."""
        return self.made.table

    @property
    def title(self) -> str:
        """What was replaced."""
        return f"{self.made.country} replaced by its provinces: {self.table!r}"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Output and emissions of the country by sector, in the two tables."""
        return {"nested_sectors": self.made.sectors}

    @property
    def checks(self) -> tuple[Finding, ...]:
        """What the checks of the table found."""
        return self.checked.results

    @property
    def notes(self) -> list[str]:
        """How it was made, in both languages."""
        return [*self.said("zh"), *self.said("en")]

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        made = self.made
        return {
            **versions("numpy", "pandas", "pyarrow", "pymrio"),
            "options": self.options.to_record(),
            "inputs_sha256": dict(self.inputs),
            "table": table_record(made.table),
            "fit": {
                "country": made.country.code,
                "passes": made.passes,
                "moved_share": made.moved,
                "flows_shared_out_by_output": made.unshared,
            },
            "checks": self.checked.records("en"),
        }

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        super()._write_numbers(folder, headers)
        fill_bundle(self.table, folder)

    def said(self, language: str) -> list[str]:
        """Return how the table was made, a sentence each, in ``"zh"`` or ``"en"``."""
        made, index = self.made, self.table.index
        texts = (
            message(
                "{country} replaced by {provinces} regions; {regions} regions, {sectors} "
                "sectors in all.",
                country=Name.of(made.country),
                provinces=made.provinces,
                regions=index.m,
                sectors=index.n,
            ),
            message(
                "Balancing moved {moved} % of the flows within the country ({passes} passes); "
                "{unshared} flows between sectors that are missing from the table of the "
                "provinces were shared out by output.",
                moved=f"{100 * made.moved:.1f}",
                passes=made.passes,
                unshared=made.unshared,
            ),
        )
        return [text.into(language) for text in texts]


def nest_tables(options: NestOptions) -> NestedResult:
    """Read both tables, bring them to common sectors, and replace the country by its provinces.

    Raises
    ------
    TanmaiError
        An option, a file or a label is wrong, or the provinces do not balance.
    """
    inputs = input_files(locate_table(options.world)) | input_files(locate_table(options.provinces))
    world = load_table(options.world, layout=options.layout, year=options.year)
    if options.world_emissions is not None:
        world = replace_emissions(world, options.world_emissions)
        inputs |= input_files(options.world_emissions)
    if not world.F.any():
        raise TableError(
            message(
                "Table '{world}' has no emissions, so that imports would carry none. Give "
                "--world-emissions: a CSV with the columns province (the region's code), "
                "sector_code and MtCO2, a row for each sector and for 'household'.",
                world=world.provenance.name,
            )
        )
    provinces = load_table(options.provinces)
    world, provinces = in_common_sectors(
        world, provinces, options.world_sectors, options.province_sectors
    )
    made = nest(world, provinces, country=options.country)
    return NestedResult(made, options, inputs, check_table(made.table))


def in_common_sectors(
    world: MrioTable, provinces: MrioTable, of_world: str | None, of_provinces: str | None
) -> tuple[MrioTable, MrioTable]:
    """Return both tables in the sectors that they have in common.

    Parameters
    ----------
    world, provinces : MrioTable
        The tables.
    of_world, of_provinces : str or None
        Concordances by name or path; by default those into the scheme of the OECD's ICIO,
        where one table has its sectors and the other an embedded scheme.

    Raises
    ------
    LabelError
        The tables have no sectors in common, and no concordance was given.
    """
    scheme = scheme_of(provinces)
    if of_world is None and _has_sectors_of_icio(world):
        of_world = _OF_ICIO
        if of_provinces is None and scheme is not None:
            of_provinces = f"{scheme.name}_to_{ICIO_SCHEME}"
    if of_world is not None:
        world = aggregate(world, sectors=find_concordance(of_world))
    if of_provinces is not None:
        provinces = aggregate(provinces, sectors=find_concordance(of_provinces))
    if set(world.index.sector_codes) == set(provinces.index.sector_codes):
        return world, _in_order_of(world, provinces)
    raise LabelError(
        message(
            "The world table has {world}, the table of the provinces {provinces}. Give "
            "--world-sectors and --province-sectors: concordances (CSV: from, to, weight, "
            "reason) from each into the same sectors.",
            world=_sectors(world.index.sector_codes),
            provinces=_sectors(provinces.index.sector_codes),
        )
    )


def _in_order_of(world: MrioTable, provinces: MrioTable) -> MrioTable:
    if world.index.sector_codes == provinces.index.sector_codes:
        return provinces
    order = {sector.code: sector for sector in world.sectors}
    return aggregate(provinces, sectors=merging("in the order of the world table", order))


def _has_sectors_of_icio(world: MrioTable) -> bool:
    known = {source.code for source in concordances()[_OF_ICIO].sources}
    return set(world.index.sector_codes) <= known


def _sectors(codes: Sequence[str]) -> Message:
    return message("{n} sectors ({first} … {last})", n=len(codes), first=codes[0], last=codes[-1])
