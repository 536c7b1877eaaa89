"""What a study is asked for: the options of the command line and the keys of a study file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from tanmai.accounting.readings import DEFAULT_READING, READINGS
from tanmai.core.errors import OptionError, did_you_mean
from tanmai.io.competitive import ImportTreatment
from tanmai.io.tables import DEFAULT_TABLE, embedded_tables
from tanmai.io.toml import read_toml

_ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://.+:[0-9]+")
PATH_KEYS = ("emissions", "population", "boundaries", "out")
TABLE_KEYS = (
    *("table", "layout", "sheet", "region", "year", "import_treatment", "emissions", "stranded"),
    *("tibet", "scheme", "regions"),
    *("focus", "focus_reading", "reading", "method"),
)


class StudyOptions(BaseModel):
    """Options of a study; each is also a key of a study file.

    Attributes
    ----------
    table : str
        Name of an embedded table, or path of a user's own; see `tanmai.io.tables.load_table`.
    layout, sheet, region, year : str, str, str, int or None
        How to load the table, where its path does not tell.
    import_treatment : str or None
        How imports leave the flows of a table of one region that hold them.
    emissions : Path or None
        Emissions to take instead of the table's: a CSV, or an inventory of CEADs.
    stranded : str
        What becomes of an inventory's emissions whose sectors have no output:
        ``refuse``, or ``spread`` over the other sectors of the province.
    tibet : str
        ``gap``: it has no inventory; ``national_intensity``: fill it by name.
    scheme : str or None
        Sector scheme to merge the table into before solving: a view (``s26``), a
        concordance by name, or a CSV of one's own; the table's own by default.
    regions : str or None
        Groups to merge the regions into before solving: ``sic8``, or a CSV.
    focus : str or None
        Sectors to keep to: a group, codes or names.
    focus_reading : str
        ``emitters`` or ``products``.
    reading : str
        What a flow from one region to another is: one of `tanmai.accounting.readings.READINGS`; the
        table of the study is the one that gives it. All of them stand side by side anyway.
    method : str or None
        How the system, and that of every draw, is solved: one of
        `tanmai.solve.METHODS`; chosen by default.
    backbone : str
        Which edges the network keeps; see `tanmai.networks.backbone`.
    top : int
        Number of key paths; the flow map shows the first 40 at most.
    path_count : int
        Most structural paths, and most region routes, listed of a key path; and most paths
        of all final demand.
    path_coverage : float
        Share of each that is enough, where fewer paths reach it.
    imports : str
        ``left_out``, or ``domestic_technology`` for an estimate apart.
    draws : int
        Draws of a Monte Carlo over the table and its emissions; 0 for none.
    scheduler : str or None
        Address of a Dask scheduler that work is sent to; this process by default.
    resume : bool
        Take up the draws of a run that was interrupted.
    boundaries : Path or None
        A file of provinces to draw instead of Tianditu's; see
        `tanmai.draw.boundaries.read_boundaries`.
    boundaries_crs : str or None
        Its coordinate system, where it says none or a wrong one; ``gcj02`` too.
    columns : str
        Columns of a journal that a picture fills, ``one`` or ``two``. Always two are a heat map
        of more regions than have room, a Sankey diagram of more than six columns of nodes, and
        maps side by side, each of which is as wide as one column.
    approval_number : str or None
        Number (审图号) that the pictures got in official map review.
    lang : str
        Language of pictures and page.
    population : Path or None
        CSV with the columns province, year and population (10⁴ persons), for accounts per
        person.
    out : Path
        Folder of the results.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str = DEFAULT_TABLE
    layout: str | None = None
    sheet: str | None = None
    region: str | None = None
    year: int | None = None
    import_treatment: ImportTreatment | None = None
    emissions: Path | None = None
    stranded: Literal["refuse", "spread"] = "refuse"
    tibet: Literal["gap", "national_intensity"] = "gap"
    scheme: str | None = None
    regions: str | None = None
    focus: str | None = None
    focus_reading: Literal["emitters", "products"] = "emitters"
    reading: str = DEFAULT_READING
    method: Literal["dense_lu", "single_precision_lu", "sparse_lu", "krylov"] | None = None
    backbone: Literal["none", "mean_threshold", "top_share", "disparity_filter"] = "top_share"
    top: int = Field(default=20, ge=1, le=1000)
    path_count: int = Field(default=20, ge=1, le=200)
    path_coverage: float = Field(default=0.9, gt=0.0, lt=1.0)
    imports: Literal["left_out", "domestic_technology"] = "left_out"
    draws: int = Field(default=0, ge=0, le=100_000)
    scheduler: str | None = None
    resume: bool = False
    boundaries: Path | None = None
    boundaries_crs: str | None = None
    columns: Literal["one", "two"] = "two"
    approval_number: str | None = None
    lang: Literal["zh", "en", "both"] = "both"
    population: Path | None = None
    out: Path = Path("tanmai-study")

    @field_validator("draws")
    @classmethod
    def _give_an_interval(cls, draws: int) -> int:
        if draws == 1:
            raise PydanticCustomError(
                "one_draw", "1 draws give no interval; ask for 2 or more, or for none (0)"
            )
        return draws

    @field_validator("reading")
    @classmethod
    def _is_a_reading(cls, reading: str) -> str:
        if reading not in READINGS:
            raise PydanticCustomError(
                "no_reading",
                "not a reading.{nearest} Known: {known}",
                {"nearest": did_you_mean(reading, READINGS), "known": ", ".join(READINGS)},
            )
        return reading

    @field_validator("scheduler")
    @classmethod
    def _is_an_address(cls, scheduler: str | None) -> str | None:
        if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
            raise PydanticCustomError(
                "no_address",
                "the address of a Dask scheduler is its protocol, host and port, such as "
                "tcp://127.0.0.1:8786",
            )
        return scheduler

    def to_record(self) -> dict[str, Any]:
        """Return the options for ``run.json``: those that results hang on, paths by name."""
        record = self.model_dump(mode="json", exclude={"out", "scheduler", "resume"})
        record["table"] = Path(self.table).name
        for key in ("emissions", "population", "boundaries", "scheme", "regions"):
            record[key] = Path(record[key]).name if record[key] else None
        return record

    def table_record(self) -> dict[str, Any]:
        """Return those that say which table is accounted, and how."""
        record = self.to_record()
        return {key: record[key] for key in TABLE_KEYS}


def study_options(study_file: Path | None, given: Mapping[str, Any]) -> StudyOptions:
    """Return the options of a study file, with those given on the command line above them.

    Parameters
    ----------
    study_file : Path or None
        TOML file; paths in it are relative to its folder.
    given : mapping
        Options given by hand; None means not given.

    Raises
    ------
    FileError
        The study file is missing or not TOML.
    OptionError
        A key is unknown or a value is not allowed.
    """
    values = _read_study_file(study_file) if study_file is not None else {}
    values |= {key: value for key, value in given.items() if value is not None}
    where = f"{study_file}: " if study_file is not None else ""
    try:
        return StudyOptions(**values)
    except ValidationError as error:
        raise OptionError(where + _in_words(error)) from error


def _read_study_file(path: Path) -> dict[str, Any]:
    values = read_toml(path, "a study file")
    for key in PATH_KEYS:
        if isinstance(values.get(key), str):
            values[key] = path.parent / values[key]
    for key in ("scheme", "regions"):
        if str(values.get(key, "")).endswith(".csv"):
            values[key] = str(path.parent / values[key])
    table = values.get("table")
    if isinstance(table, str) and table not in embedded_tables():
        beside = path.parent / table
        values["table"] = str(beside) if beside.exists() else table
    return values


def _in_words(error: ValidationError) -> str:
    first = error.errors()[0]
    key = str(first["loc"][0])
    known = list(StudyOptions.model_fields)
    if first["type"] == "extra_forbidden":
        return f"'{key}' is no key of a study.{did_you_mean(key, known)} Known: {', '.join(known)}."
    return f"{key} = {first['input']!r}: {first['msg'][0].lower()}{first['msg'][1:]}."
