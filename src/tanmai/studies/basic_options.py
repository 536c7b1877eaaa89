"""Options that need no table: of files, words, languages and pictures, and how they are read.

They are apart from `tanmai.studies.options`, so that a map waits for no reader of tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tanmai.core.errors import OptionError, did_you_mean, unknown
from tanmai.core.faults import FaultError, said_of
from tanmai.core.messages import Message, message
from tanmai.draw.design import FORMATS, Columns
from tanmai.io.small_table import Asked

Headers = Literal["names", "zh"]
"""Headers of tables: the names of the columns, or Chinese ones."""


class Options(BaseModel):
    """Options that are taken together; ``group`` is their heading in the help."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    group: ClassVar[str] = "Options"


Model = TypeVar("Model", bound=Options)


class HeaderOptions(Options):
    """The headers of tables."""

    group: ClassVar[str] = "Results"

    headers: Headers = Field(
        default="names",
        description="Headers of tables: names of columns, or in Chinese (zh); columns.csv explains "
        "both.",
    )


class LanguageOptions(Options):
    """The languages of pictures and page."""

    group: ClassVar[str] = "Results"

    lang: Literal["zh", "en", "both"] = Field(default="both", description="Of pictures and page.")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, Chinese first."""
        return ("zh", "en") if self.lang == "both" else (self.lang,)


class ResultOptions(LanguageOptions):
    """Where a result is written, and in which languages."""

    out: Path = Field(default=Path("tanmai-result"), description="Folder of the results.")


class WordsOptions(Options):
    """Title and unit of a picture of the user's own numbers."""

    group: ClassVar[str] = "Title and unit"

    title: str | None = Field(default=None, description="Title [default: the file's name].")
    title_zh: str | None = Field(default=None, description="Title of the Chinese picture.")
    title_en: str | None = Field(default=None, description="Title of the English picture.")
    unit_zh: str | None = Field(default=None, description="Unit of the Chinese picture.")
    unit_en: str | None = Field(default=None, description="Unit of the English picture.")

    def words(self, language: str, title: str, unit: str) -> tuple[str, str]:
        """Return title and unit in a language, these where none is given."""
        titles = {"zh": self.title_zh, "en": self.title_en}
        units = {"zh": self.unit_zh, "en": self.unit_en}
        return titles[language] or self.title or title, units[language] or unit


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",")]


class PictureOptions(Options):
    """How pictures are drawn."""

    group: ClassVar[str] = "Pictures"

    boundaries: Path | None = Field(
        default=None,
        description="Your own provinces: .shp, .zip, .gpkg, .geojson, .topojson [default: "
        "Tianditu].",
    )
    boundaries_crs: str | None = Field(
        default=None,
        description=(
            "Coordinate system of the boundaries, where they state none: EPSG:4490, gcj02 ..."
        ),
    )
    name_column: str | None = Field(
        default=None,
        description="Column of the boundaries that names the provinces, where it is not a usual "
        "one.",
    )
    columns: Columns = Field(
        default="two",
        description="Columns of a journal that a picture fills: two (180 mm) or one (90 mm); maps "
        "side by side, and what has no room for its names in one, stay at two.",
    )
    approval_number: str | None = Field(
        default=None, description="Number (审图号) that the maps got in official map review."
    )
    formats: str = Field(
        default="png,svg,pdf",
        description="Files of a picture, of png, svg and pdf; with a page, svg is always written.",
    )

    @field_validator("formats")
    @classmethod
    def _are_known(cls, formats: str) -> str:
        for one in _listed(formats):
            if one not in FORMATS:
                raise FaultError(unknown(one, message("a format of pictures"), FORMATS))
        return formats

    @property
    def kinds_of_file(self) -> list[str]:
        """The formats of a picture."""
        return _listed(self.formats)


class SmallFileOptions(Options):
    """What the header of a small file leaves open."""

    group: ClassVar[str] = "File"

    value_column: str | None = Field(default=None, description="Column of the numbers.")
    sheet: str | None = Field(default=None, description="Sheet of a workbook.")
    year: int | None = Field(default=None, description="Year, where the file has several.")

    @property
    def asked(self) -> Asked:
        """What is said of the file."""
        columns = {
            name.removesuffix("_column"): getattr(self, name)
            for name in type(self).model_fields
            if name.endswith("_column") and name != "name_column"
        }
        return Asked(columns, self.sheet, self.year, has_options=True)


class FlowFileOptions(SmallFileOptions):
    """What the header of a file of flows leaves open."""

    from_column: str | None = Field(default=None, description="Column of the senders.")
    to_column: str | None = Field(default=None, description="Column of the receivers.")


def options_of(model: type[Model], values: Mapping[str, Any], where: str | Path = "") -> Model:
    """Return options by their names; ``where`` stands before a message.

    Raises
    ------
    OptionError
        A name is unknown or a value is not allowed.
    """
    try:
        return model(**values)
    except ValidationError as error:
        raise OptionError(_in_words(error, list(model.model_fields), where)) from error


def _in_words(error: ValidationError, known: list[str], where: str | Path) -> Message:
    first = error.errors()[0]
    said = said_of(first)
    key = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        problem = unknown(key, message("a key of a study"), known)
    elif not key:
        problem = message("{said}.", said=said)
    else:
        choices = re.findall(r"'(\w+)'", first.get("ctx", {}).get("expected", ""))
        problem = message(
            "{key} = {given}: {said}.{nearest}",
            key=key,
            given=repr(first["input"]),
            said=said,
            nearest=did_you_mean(str(first["input"]), choices),
        )
    return message("{where}: {problem}", where=where, problem=problem) if where else problem
