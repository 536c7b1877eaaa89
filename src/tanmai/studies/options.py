"""What commands are asked for: each option once, with its help; the command line is made of it.

An option is a field of a model. It is an option of the commands that take the model
(`tanmai.cli.parameters`), a keyword of the front door and, those of `StudyOptions`, a key of a
study file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from tanmai.core.errors import OptionError, did_you_mean
from tanmai.core.faults import FaultError
from tanmai.core.messages import listed, message
from tanmai.core.readings import DEFAULT_READING, READINGS
from tanmai.io.tables import embedded_tables
from tanmai.io.toml import read_toml
from tanmai.studies.basic_options import (
    FlowFileOptions,
    HeaderOptions,
    LanguageOptions,
    Options,
    PictureOptions,
    WordsOptions,
    options_of,
)
from tanmai.studies.table_options import PreparedOptions

_ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://.+:[0-9]+")
_LATER_KEYS = ("pressure", "unit", "gwp", "split")
PATH_KEYS = ("emissions", "split", "population", "boundaries", "out")


class AccountOptions(PreparedOptions):
    """How a table is accounted."""

    group: ClassVar[str] = "Accounts"

    focus: str | None = Field(
        default=None,
        description="Keep to these sectors: a group (mining), codes (02-05, 25) or names.",
    )
    focus_reading: Literal["emitters", "products"] = Field(
        default="emitters",
        description="With --focus: what its sectors emit, or the footprint of their products.",
    )
    reading: str = Field(
        default=DEFAULT_READING,
        description="What a flow from one province to another is: "
        f"{', '.join(READINGS)}; the report sets all side by side.",
    )
    method: Literal["dense_lu", "single_precision_lu", "sparse_lu", "krylov"] | None = Field(
        default=None,
        description="How to solve, draws too [default: by size, density and form; draws by "
        "single_precision_lu].",
    )

    @field_validator("reading")
    @classmethod
    def _is_a_reading(cls, reading: str) -> str:
        if reading not in READINGS:
            raise FaultError(
                message(
                    "not a reading.{nearest} Known: {known}",
                    nearest=did_you_mean(reading, READINGS),
                    known=listed(READINGS),
                )
            )
        return reading

    def to_record(self) -> dict[str, Any]:
        """Return the options for ``run.json``: those that results hang on, paths by name."""
        record = self.model_dump(mode="json", exclude={"out", "scheduler", "headers"})
        for key in ("table", "scheme", "regions", *PATH_KEYS):
            if record.get(key):
                record[key] = Path(record[key]).name
        for key in _LATER_KEYS:
            if record.get(key) is None:
                record.pop(key, None)
        return record


class NetworkOptions(Options):
    """The network, key paths, and the paths behind them."""

    group: ClassVar[str] = "Network and paths"

    backbone: Literal["none", "mean_threshold", "top_share", "disparity_filter"] = Field(
        default="top_share", description="Flows that the network keeps; none: all flows."
    )
    top: int = Field(
        default=20, ge=1, le=1000, description="Number of key paths; a map shows 40 at most."
    )
    path_count: int = Field(
        default=20,
        ge=1,
        le=200,
        description="Most structural paths, and region routes, listed of a key path.",
    )
    path_coverage: float = Field(
        default=0.9, gt=0.0, lt=1.0, description="Share that is enough, where fewer paths reach it."
    )


class PopulationOptions(Options):
    """The people whose accounts they are."""

    group: ClassVar[str] = "Beside the accounts"

    population: Path | None = Field(
        default=None,
        description="CSV (province, year, population in 10⁴ persons) for accounts per person.",
    )


class BesideOptions(PopulationOptions):
    """What is given beside the accounts."""

    imports: Literal["left_out", "domestic_technology"] = Field(
        default="left_out",
        description="Carbon of imports: left out, or estimated separately by domestic technology.",
    )
    draws: int = Field(
        default=0, ge=0, le=100_000, description="Monte Carlo draws for intervals; 0 for none."
    )

    @field_validator("draws")
    @classmethod
    def _give_an_interval(cls, draws: int) -> int:
        if draws == 1:
            raise FaultError(
                message("1 draws give no interval; ask for 2 or more, or for none (0)")
            )
        return draws


class RunOptions(Options):
    """Where the work is done."""

    group: ClassVar[str] = "Results"

    scheduler: str | None = Field(
        default=None,
        description="Dask scheduler to work on, such as tcp://host:8786 [default: here].",
    )

    @field_validator("scheduler")
    @classmethod
    def _is_an_address(cls, scheduler: str | None) -> str | None:
        if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
            raise FaultError(
                message(
                    "the address of a Dask scheduler is its protocol, host and port, such as "
                    "tcp://127.0.0.1:8786"
                )
            )
        return scheduler


class ExtractionOptions(RunOptions, HeaderOptions, AccountOptions):
    """Options of an extraction."""

    group: ClassVar[str] = "Results"

    out: Path = Field(default=Path("tanmai-extraction"), description="Folder of the results.")


class PathOptions(HeaderOptions, AccountOptions):
    """Options of paths and routes between two regions."""

    group: ClassVar[str] = "Paths"

    origin: str | None = Field(
        default=None,
        description="Region that emits [default: all].",
        json_schema_extra={"flag": "--from"},
    )
    to: str | None = Field(
        default=None,
        description="Region whose final demand it is for [default: all, and exports].",
    )
    focus: str | None = Field(
        default=None,
        description="Sectors that emit: codes (14, 02-05), names or a group (mining) "
        "[default: all].",
        json_schema_extra={"flag": "--sector"},
    )
    top: int = Field(
        default=20, ge=1, le=1000, description="Most paths, and most routes, that are listed."
    )
    path_coverage: float = Field(
        default=0.9,
        gt=0.0,
        lt=1.0,
        description="Share that is enough, where fewer paths reach it.",
    )
    out: Path = Field(default=Path("tanmai-paths"), description="Folder of the results.")


class ProvinceOptions(HeaderOptions, LanguageOptions, AccountOptions):
    """Options of the report of one province."""

    group: ClassVar[str] = "Results"

    top: int = Field(
        default=10, ge=1, le=1000, description="Number of flows, and of paths, out and in."
    )
    out: Path = Field(default=Path("tanmai-province"), description="Folder of the results.")


class NetworkFileOptions(WordsOptions, HeaderOptions, LanguageOptions, FlowFileOptions):
    """Options of the network of a flow matrix that a user brings."""

    group: ClassVar[str] = "Network"

    unit: str = Field(default="units", min_length=1, description="Unit of the flows, as Mt CO2.")
    names: Literal["provinces", "any"] | None = Field(
        default=None,
        description="Whether names are those of provinces, or any [default: provinces where all "
        "are, any where none is].",
    )
    backbone: Literal["none", "mean_threshold", "top_share", "disparity_filter"] = Field(
        default="top_share", description="Flows that the structure is of; none: all flows."
    )
    top: int = Field(default=20, ge=1, description="Number of largest flows.")
    permutations: int = Field(
        default=5000, ge=1, le=1_000_000, description="Permutations of a QAP regression."
    )
    out: Path = Field(default=Path("tanmai-network"), description="Folder of the results.")


class KindOptions(HeaderOptions, LanguageOptions, PopulationOptions, AccountOptions):
    """Options of accounts of one kind."""

    group: ClassVar[str] = "Results"

    producer_share: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="Of kind responsibility: share that producers carry, 0 to 1.",
    )
    top: int = Field(default=20, ge=1, le=1000, description="Number of largest flows on a map.")
    out: Path = Field(default=Path("tanmai-accounts"), description="Folder of the results.")


class ScenarioOptions(RunOptions, HeaderOptions, LanguageOptions, AccountOptions):
    """Options of scenarios."""

    group: ClassVar[str] = "Results"

    top: int = Field(default=20, ge=1, le=1000, description="Number of key paths.")
    out: Path = Field(default=Path("tanmai-scenarios"), description="Folder of the results.")


# Fields stand in the order of the bases from the last to the first.
class StudyOptions(
    RunOptions,
    HeaderOptions,
    LanguageOptions,
    PictureOptions,
    BesideOptions,
    NetworkOptions,
    AccountOptions,
):
    """Options of a study; each is also a key of a study file."""

    group: ClassVar[str] = "Results"

    out: Path = Field(default=Path("tanmai-study"), description="Folder of the results.")


class ChangeOptions(Options):
    """How the changes between the studies of a comparison are decomposed."""

    group: ClassVar[str] = "Decomposition of changes"

    deflators: Path | None = Field(
        default=None,
        description="CSV (year, sector_code, price_index) to decompose changes at constant prices "
        "[default: national indices of the United Nations, where they fit the tables].",
    )
    current_prices: bool = Field(default=False, description="Decompose changes at current prices.")
    decomposition: Literal["polar", "all-orders", "lmdi"] = Field(
        default="polar",
        description="Mean of the two polar orders, Shapley value of all orders, or additive "
        "LMDI-I.",
    )

    @model_validator(mode="after")
    def _at_one_price(self) -> Self:
        if self.deflators is not None and self.current_prices:
            raise OptionError(message("Give either --deflators or --current-prices, not both."))
        return self


def comparison_options(
    tables: Sequence[str], given: Mapping[str, Any]
) -> tuple[list[StudyOptions], ChangeOptions]:
    """Return the options of each study of a comparison, and those of their decomposition.

    Parameters
    ----------
    tables : sequence of str
        Tables by name or path, in their order.
    given : mapping
        Options of all studies and of `ChangeOptions`, by name; ``emissions`` has a path for each
        table.

    Raises
    ------
    OptionError
        An option is unknown, or there are not as many emissions as tables.
    """
    shared = dict(given)
    change = {key: shared.pop(key) for key in ChangeOptions.model_fields if key in shared}
    emissions = list(shared.pop("emissions", None) or [])
    if emissions and len(emissions) != len(tables):
        raise OptionError(
            message(
                "--emissions is given {n} times for {tables} tables; give it once for each, in "
                "their order.",
                n=len(emissions),
                tables=len(tables),
            )
        )
    asked = [
        study_options(None, {**shared, "table": table, "emissions": path})
        for table, path in zip(tables, emissions or [None] * len(tables), strict=True)
    ]
    return asked, options_of(ChangeOptions, change)


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
    if isinstance(values.get("pressure"), list):
        del values["pressure"]  # several, each of which gets options of its own
    values |= {key: value for key, value in given.items() if value is not None}
    return options_of(StudyOptions, values, study_file or "")


def study_pressures(study_file: Path | None) -> list[str]:
    """Return the pressures of a study file that lists several; none of one that does not.

    Raises
    ------
    FileError
        The study file is missing or not TOML.
    """
    named = _read_study_file(study_file).get("pressure") if study_file is not None else None
    return [str(one) for one in named] if isinstance(named, list) else []


def _read_study_file(path: Path) -> dict[str, Any]:
    values = read_toml(path, message("a study file"))
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
