"""Output and use of a metal by province from a CSV, and how a tonne is made, from TOML."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import find_province
from tanmai.core.messages import Message, listed, message
from tanmai.io.small_file import read_small_table
from tanmai.metals.model_file import read_model
from tanmai.metals.model_parts import MASS_IN_TONNES, Fraction, Named, Part, Positive
from tanmai.metals.stocks.definition import Source

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
PRIMARY, SECONDARY, USE = "primary", "secondary", "use"
PATHS = (PRIMARY, SECONDARY, USE)


class Making(Part):
    """What a tonne of metal takes and emits.

    Attributes
    ----------
    price : float
        CNY per tonne.
    purchases : dict
        CNY per tonne by code of the supplying sector, domestic goods.
    at_host_rate : tuple of str
        Sectors of which it buys per CNY of output as its host does.
    imports : float
        Imported inputs, CNY per tonne.
    exported : float, optional
        Share sold abroad; by default the host's own.
    emissions, unlisted : float
        Emitted at the gate, t CO2 per tonne: held by the table's inventory, and besides.
    """

    price: Positive
    purchases: dict[str, Amount] = Field(default_factory=dict)
    at_host_rate: tuple[str, ...] = ()
    imports: Amount = 0.0
    exported: Fraction | None = None
    emissions: Amount = 0.0
    unlisted: Amount = 0.0
    source: str
    note: str = ""


class MetalProcess(Named):
    """How primary and secondary metal are made, as sectors of a table.

    Attributes
    ----------
    host : str
        Code of the sector that holds both.
    largest_shortfall : float
        How much of the exports the host may lack, as a share of the metal's: they are then sold
        at home.
    """

    host: str
    largest_shortfall: Fraction = 0.0
    sources: dict[str, Source]
    primary: Making
    secondary: Making

    def making(self, path: str) -> Making:
        """Return how metal of a path is made."""
        return self.primary if path == PRIMARY else self.secondary


def read_process(path: Path) -> MetalProcess:
    """Read how primary and secondary metal are made.

    Raises
    ------
    FileError
        The file is missing, not TOML, or lacks or adds something; all faults are listed.
    LabelError
        A source is not defined.
    """
    made = read_model(path, MetalProcess, message("a process of a metal"))
    for name in (PRIMARY, SECONDARY):
        if made.making(name).source not in made.sources:
            raise LabelError(
                message(
                    "{path}: '{name}' names the source '{source}', which is not defined.",
                    path=path,
                    name=name,
                    source=made.making(name).source,
                )
            )
    return made


def read_outputs(path: Path) -> pd.DataFrame:
    """Read output and use of a metal by province.

    Parameters
    ----------
    path : Path
        CSV with the columns ``province`` (name or adcode), ``path`` (primary, secondary or use),
        ``amount``, ``unit`` (t, kt, 10^4 t ...) and ``source``; ``assumption`` may hold ``yes``.

    Returns
    -------
    DataFrame
        Columns: ``code``, ``path``, ``tonnes``, ``source``, ``assumption``.

    Raises
    ------
    FileError, LabelError, UnitError
        A column, a number, a province, a path or a unit is at fault; the line is named.
    """
    columns = ("province", "path", "amount", "unit", "source")
    table = read_small_table(path, columns, ("assumption",))
    rows, amounts = table.rows, table.numbers("amount")
    for line, row, amount in zip(table.lines, rows.to_dict("records"), amounts, strict=True):
        _require_sound(message("{path}, line {line}", path=path, line=line), row, float(amount))
    found = pd.DataFrame(
        {
            "code": table.provinces("province"),
            "path": rows["path"].str.strip(),
            "tonnes": amounts * rows["unit"].str.strip().map(MASS_IN_TONNES),
            "source": rows["source"].str.strip(),
            "assumption": rows.get("assumption", ""),
        }
    )
    twice = found[found.duplicated(["code", "path"])]
    if len(twice):
        line, again = twice.index[0], twice.iloc[0]
        raise LabelError(
            message(
                "{path}, line {line}: {again} has {kind} metal twice; keep one row.",
                path=path,
                line=line,
                again=find_province(again["code"]),
                kind=again["path"],
            )
        )
    return found


def _require_sound(where: Message, row: dict[Hashable, str], amount: float) -> None:
    """Reject a row whose path, unit, amount or source cannot be right."""
    if row["path"].strip() not in PATHS:
        raise LabelError(
            message(
                "{where}: '{given}' is not a path; give primary, secondary or use.",
                where=where,
                given=row["path"],
            )
        )
    if row["unit"].strip() not in MASS_IN_TONNES:
        raise UnitError(
            message(
                "{where}: '{given}' is not a unit of mass; give one of {mass_in_tonnes}.",
                where=where,
                given=row["unit"],
                mass_in_tonnes=listed(MASS_IN_TONNES),
            )
        )
    if amount < 0:
        raise FileError(
            message(
                "{where}: an amount of {amount} is below zero.",
                where=where,
                amount=f"{amount:g}",
            )
        )
    if not row["source"].strip():
        raise FileError(
            message(
                "{where} names no source; state where the amount is from.",
                where=where,
            )
        )
