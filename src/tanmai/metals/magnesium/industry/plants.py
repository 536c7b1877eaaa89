"""The table of plants: who they are, by which route they work, and their indicators."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.labels import find_province
from tanmai.core.messages import listed, message
from tanmai.metals.indicator_table import IndicatorTable, read_indicators
from tanmai.metals.magnesium.industry.parameters import DATA
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.parameters import Parameters, Quantity
from tanmai.metals.quantity_units import parse_unit

PLANTS_FILE = DATA / "plants.csv"
_WORDS = {
    "key": True,
    "name_en": True,
    "name_zh": True,
    "province": True,
    "route": True,
    "section": False,
}


class Criterion(BaseModel):
    """An indicator that plants are ranked by.

    Attributes
    ----------
    axis : str
        The group that it belongs to.
    direction : str
        ``higher`` or ``lower``: which is better.
    unit : str
    least, most : Quantity, optional
        Hard threshold; its note is the reason.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)
    axis: str
    direction: Literal["higher", "lower"]
    unit: str
    least: Quantity | None = None
    most: Quantity | None = None

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Plants:
    """Plants with their indicators.

    Attributes
    ----------
    table : IndicatorTable
        As it was read.
    criteria : dict
        Criteria by name.
    axes : list of str
        Their groups, in order.
    """

    table: IndicatorTable
    criteria: dict[str, Criterion]
    axes: list[str]

    @property
    def keys(self) -> list[str]:
        """Keys of the plants."""
        return [str(key) for key in self.table.labels.index]

    def name(self, key: str, language: str) -> str:
        """Return the name of a plant in ``"zh"`` or ``"en"``."""
        return str(self.table.labels.loc[key, f"name_{language}"])

    def indicators(self) -> pd.DataFrame:
        """Return the indicators of the criteria: index plant, in the units of the criteria."""
        return pd.DataFrame(
            {name: self.table.in_unit(name, one.unit) for name, one in self.criteria.items()}
        )

    def find(self, key: str) -> str:
        """Return the key of a plant.

        Raises
        ------
        LabelError
            There is none; the message lists those that are there.
        """
        if key not in self.keys:
            raise LabelError(
                message(
                    "There is no plant '{key}'.{nearest} Known: {known}.",
                    key=key,
                    nearest=did_you_mean(key, self.keys),
                    known=listed(self.keys),
                )
            )
        return key


def read_plants(parameters: Parameters, path: Path | None = None) -> Plants:
    """Read a table of plants; that of the package where no file is given.

    Parameters
    ----------
    parameters : Parameters
        The criteria and their axes.
    path : Path, optional
        CSV: ``key``, ``name_en``, ``name_zh``, ``province``, ``route``, then columns of numbers
        as ``name [unit]``. Cells may be left empty.

    Raises
    ------
    FileError, LabelError, UnitError
        The file, a plant or a criterion is at fault.
    """
    file = PLANTS_FILE if path is None else path
    table = read_indicators(file, _WORDS)
    criteria = {name: _criterion(parameters, name) for name in parameters.group("criteria")}
    axes = parameters.group("axes")
    for name, one in criteria.items():
        if one.axis not in axes:
            raise LabelError(
                message(
                    "criteria.{name}: there is no axis '{axis}'.{nearest}",
                    name=name,
                    axis=one.axis,
                    nearest=did_you_mean(one.axis, axes),
                )
            )
        table.in_unit(name, one.unit)
    _check_places(table, file)
    return Plants(table, criteria, axes)


def _criterion(parameters: Parameters, name: str) -> Criterion:
    given = parameters[f"criteria.{name}"]
    try:
        one = Criterion(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        how = {
            "direction": message("say 'higher' or 'lower', which is better"),
            "unit": message("give its unit, such as t CO2/t Mg"),
        }
        raise FileError(
            message(
                "criteria.{name} has no {field} that can be used; {how}.",
                name=name,
                field=field,
                how=how.get(field, message("give it")),
            )
        ) from error
    parse_unit(one.unit)
    return one


def _check_places(table: IndicatorTable, file: Path) -> None:
    book = magnesium_routes()
    known = [route.key for route in book.routes]
    known += dict.fromkeys(route.technology for route in book.routes)
    for key, row in table.labels.iterrows():
        try:
            find_province(str(row["province"]))
        except LabelError as error:
            raise LabelError(
                message(
                    "{file}: '{key}': {problem}",
                    file=file,
                    key=key,
                    problem=error.message,
                )
            ) from error
        if row["route"] not in known:
            raise LabelError(
                message(
                    "{file}: '{key}': there is no route '{row}'.{nearest} Known: {known}.",
                    file=file,
                    key=key,
                    row=row["route"],
                    nearest=did_you_mean(str(row["route"]), known),
                    known=listed(known),
                )
            )
