"""From a folder of single-region tables to a joined table on disk, with what was moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from tanmai.checks import CheckReport, Finding, check_table
from tanmai.core.errors import OptionError
from tanmai.core.inventory import Stranded
from tanmai.core.labels import Region
from tanmai.core.messages import Message, message
from tanmai.core.table import FloatArray, MrioTable
from tanmai.io.bundle import fill_bundle
from tanmai.io.tables import input_files
from tanmai.joining import EXPONENT, PHI, JoinRecord, join_tables
from tanmai.joining.costs import default_costs
from tanmai.joining.files import read_abroad, read_centres, read_costs, read_exchange, read_tables
from tanmai.studies.basic_options import Headers, Options
from tanmai.studies.prepare import replace_emissions
from tanmai.studies.result import Result
from tanmai.studies.result_files import table_record, versions


class JoinOptions(Options):
    """What a folder of tables of single regions is joined with."""

    group: ClassVar[str] = "Join"

    folder: Path = Field(description="One table a region, as bureaux publish them.")
    emissions: Path | None = Field(
        default=None,
        description="CSV (province, sector_code or household, MtCO2) or CEADs inventory (.xlsx).",
    )
    stranded: Stranded = Field(
        default="refuse", description="Inventory rows whose sectors have no output."
    )
    costs: Path | None = Field(
        default=None,
        description="CSV of costs or distances, region by region [default: transport costs of "
        "provinces, else great-circle distances].",
    )
    centres: Path | None = Field(
        default=None, description="CSV (region, lon, lat) of regions that are not provinces."
    )
    exchanges: tuple[Path, ...] = Field(
        default=(),
        description="CSV (from, to, quantity) of the physical exchange of the commodity of --for; "
        "a row from a region to itself is what it makes and keeps. May be repeated.",
        json_schema_extra={"flag": "--exchange"},
    )
    sectors: tuple[str, ...] = Field(
        default=(),
        description="Code of the commodity of --exchange, in the same order.",
        json_schema_extra={"flag": "--for"},
    )
    abroad: Path | None = Field(
        default=None,
        description=(
            "CSV (region, sector, exports, imports) for tables that do not separate foreign "
            "trade from trade with other regions."
        ),
    )
    named_by_file: bool = Field(
        default=False, description="Call each region as its file: cities, regions of your own."
    )
    phi: float = Field(
        default=PHI, description="Least share of what a region could supply itself with."
    )
    exponent: float = Field(default=EXPONENT, description="Exponent of cost in the gravity model.")

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if len(self.exchanges) != len(self.sectors):
            raise OptionError(
                message(
                    "{n} files of exchange and {n_2} codes were given; name the commodity of "
                    "each --exchange with one --for.",
                    n=len(self.exchanges),
                    n_2=len(self.sectors),
                )
            )
        if len(set(self.sectors)) != len(self.sectors):
            raise OptionError(
                message("A commodity is named twice with --for; give one exchange of each.")
            )
        if self.costs is not None and self.centres is not None:
            raise OptionError(
                message("--costs and --centres both give the distances of regions; give one.")
            )
        return self

    def to_record(self) -> dict[str, Any]:
        """Return the options for ``run.json``, paths by name."""
        return {
            "folder": self.folder.name,
            "emissions": _name(self.emissions),
            "stranded": self.stranded,
            "costs": _name(self.costs),
            "centres": _name(self.centres),
            "exchange": {
                code: path.name for code, path in zip(self.sectors, self.exchanges, strict=True)
            },
            "abroad": _name(self.abroad),
            "named_by_file": self.named_by_file,
            "phi": self.phi,
            "exponent": self.exponent,
        }


def _name(path: Path | None) -> str | None:
    return None if path is None else path.name


@dataclass(frozen=True, eq=False, repr=False)
class JoinedResult(Result):
    """A joined table with its emissions, what was moved, and what it was made from.

    Attributes
    ----------
    table : MrioTable
        The table.
    moved : JoinRecord
        What was moved.
    options : JoinOptions
        What it was joined with.
    costs : Message
        What distance is measured by.
    checked : CheckReport
        Checks of the table.
    """

    table: MrioTable
    moved: JoinRecord
    options: JoinOptions
    costs: Message
    checked: CheckReport

    @property
    def title(self) -> str:
        """What was joined."""
        return f"Table joined from {self.options.folder.name}: {self.table!r}"

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """What was moved: by commodity, by region, in single cells, and buyers that were held."""
        moved = {
            "moved_commodities": self.moved.commodities(),
            "moved_regions": self.moved.regions(),
            "moved_cells": self.moved.largest_changes(),
        }
        if self.moved.effects:
            moved["held_buyers"] = self.moved.held_buyers()
        return moved

    @cached_property
    def checks(self) -> tuple[Finding, ...]:
        """What the checks of the table found."""
        return self.checked.results

    @property
    def notes(self) -> list[str]:
        """What was moved, in both languages."""
        return [*self.said("zh"), *self.said("en")]

    @property
    def record(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        options = self.options
        paths = [
            *(options.costs, options.centres, *options.exchanges, options.abroad),
            options.emissions,
        ]
        inputs = {s.name: s.sha256 for s in self.table.provenance.sources}
        for path in paths:
            inputs |= input_files(path) if path is not None else {}
        return {
            **versions("numpy", "pandas", "pyarrow"),
            "options": options.to_record(),
            "distance": self.costs.into("en"),
            "inputs_sha256": inputs,
            "table": table_record(self.table),
            "moved": self.moved.summary(),
            "checks": self.checked.records("en"),
        }

    def _write_numbers(self, folder: Path, headers: Headers) -> None:
        super()._write_numbers(folder, headers)
        fill_bundle(self.table, folder)

    def said(self, language: str) -> list[str]:
        """Return what was moved, a sentence each, in ``"zh"`` or ``"en"``."""
        found, index = self.moved.summary(), self.table.index
        texts = (
            message(
                "{regions} regions, {sectors} sectors; distance: {distance}.",
                regions=index.m,
                sectors=index.n,
                distance=self.costs,
            ),
            message(
                "Before balancing, supply and demand of the commodities differed by {gap} % of "
                "output; final use was multiplied by {factor}.",
                gap=f"{found['gap_percent_of_output']:.1f}",
                factor=f"{found['final_use_factor']:.3f}",
            ),
            message(
                "Trade between regions is {between} % of sales within the country; {exports} % "
                "of exports and {imports} % of imports exceeded their caps and were assigned to "
                "other regions.",
                between=f"{found['between_regions_percent']:.1f}",
                exports=f"{found['exports_cut_percent']:.1f}",
                imports=f"{found['imports_cut_percent']:.1f}",
            ),
        )
        return [text.into(language) for text in texts]


def join_folder(options: JoinOptions) -> JoinedResult:
    """Read the tables of a folder and join them.

    Parameters
    ----------
    options : JoinOptions
        The folder, and what it is joined with.

    Raises
    ------
    TanmaiError
        An option, a file or a label is wrong; the message says what to correct.
    """
    tables = read_tables(options.folder, named_by_file=options.named_by_file)
    if options.centres is not None:
        tables = read_centres(options.centres, tables)
    regions = [table.region for table in tables]
    costs, what = _costs(options, regions)
    joined = join_tables(
        tables,
        costs,
        abroad=read_abroad(options.abroad, tables) if options.abroad is not None else None,
        exchanges=[
            read_exchange(path, code, tables)
            for path, code in zip(options.exchanges, options.sectors, strict=True)
        ],
        phi=options.phi,
        exponent=options.exponent,
    )
    table = joined.table
    if options.emissions is not None:
        table = replace_emissions(table, options.emissions, options.stranded)
        # what is stored in single precision is what is computed with
        F, F_Y = (np.float64(np.float32(part)) for part in (table.F, table.F_Y))
        table = table.changed(message("emissions in single precision"), {"F": F, "F_Y": F_Y})
    return JoinedResult(table, joined.record, options, what, check_table(table))


def _costs(options: JoinOptions, regions: Sequence[Region]) -> tuple[FloatArray, Message]:
    if options.costs is not None:
        return read_costs(options.costs, regions), Message(options.costs.name)
    return default_costs(regions)
