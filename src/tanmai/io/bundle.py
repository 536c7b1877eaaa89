"""The bundle: a table as a folder of parquet files and one ``table.json``.

A table in trade-share form is stored in that form, so that 31 provinces x 42
sectors weigh well under a megabyte. Values that a 32-bit float holds without
loss are stored as such; reading gives back the same numbers to the last bit.
Flows in that form but for some cells are stored as the form and the cells. Dense
flows of more than ``MOST_WRITTEN_OUT`` rows are one plain file, which is mapped
into memory and never read whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy import sparse

from tanmai.core.amended_shares import AmendedShares
from tanmai.core.errors import FileError
from tanmai.core.faults import FaultError, reason_of, said_of
from tanmai.core.flows import MOST_WRITTEN_OUT, written_out
from tanmai.core.labels import Region, RegionSectorIndex, Sector
from tanmai.core.messages import message
from tanmai.core.pressures import Pressure
from tanmai.core.table import FinalDemandCategory, MrioTable, Provenance
from tanmai.core.trade_shares import TradeShares
from tanmai.io.output import written_whole

FORMAT = "tanmai bundle 1"
_MAPPED = "Z.npy"
# Arrays of more bytes than this are packed fast rather than tightly.
_LARGE = 2**27
_VECTORS = ("x", "exports", "stock_change", "error", "imports")
_COLUMN_VECTORS = ("imports_final",)
_MATRICES = ("value_added", "F", "F_Y")


def write_bundle(table: MrioTable, folder: Path) -> None:
    """Write a table as a bundle; the folder appears whole or not at all.

    Parameters
    ----------
    table : MrioTable
        The table; its trade-share form is what is stored, where it has one, and
        Y is then written out from it when the bundle is read, and Z where it has no
        more than ``MOST_WRITTEN_OUT`` rows.
    folder : Path
        Where to write. A bundle that stands there is replaced.
    """
    with written_whole(folder) as partial:
        fill_bundle(table, partial)


def fill_bundle(table: MrioTable, folder: Path) -> None:
    """Write the files of a bundle into a folder that is there, beside what else it holds."""
    arrays = {name: getattr(table, name) for name in _VECTORS + _COLUMN_VECTORS + _MATRICES}
    flows = table.trade_shares or table.flows
    arrays |= flows.parts()
    if table.trade_shares is None:
        arrays |= {"Y": table.Y}
    form = flows.layout
    if form == "flows" and len(table.index) > MOST_WRITTEN_OUT:
        form = "mapped flows"
    written = [folder / f"{name}.parquet" for name in arrays]
    for name, values in arrays.items():
        _write_array(values, folder / f"{name}.parquet")
    if form == "mapped flows":
        written.append(folder / _MAPPED)
        np.save(written[-1], np.asanyarray(table.Z))
    elif form == "flows":
        written.append(folder / "Z.parquet")
        _write_array(written_out(table.Z), written[-1])
    sums = {part.name: _sha256(part) for part in sorted(written)}
    said = _describe(table, form) | {"sha256": sums}
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (folder / "table.json").write_text(text + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write_array(values: NDArray[Any], path: Path) -> None:
    flat = np.ascontiguousarray(values).ravel()
    if flat.dtype == np.float64:
        narrow = flat.astype(np.float32)
        flat = narrow if np.array_equal(narrow.astype(np.float64), flat) else flat
    shape = json.dumps(list(values.shape))
    table = pa.table({"value": pa.array(flat)}).replace_schema_metadata({"shape": shape})
    level = 19 if flat.nbytes < _LARGE else 3
    pq.write_table(table, path, compression="zstd", compression_level=level, use_dictionary=False)


class _Description(BaseModel):
    """What ``table.json`` says; every key is needed and of just this type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["tanmai bundle 1"]
    form: Literal["flows", "mapped flows", "sparse flows", "trade shares", "amended trade shares"]
    year: int
    money_unit: str
    emission_unit: str
    price_basis: str
    regions: tuple[Region, ...]
    sectors: tuple[Sector, ...]
    categories: tuple[FinalDemandCategory, ...]
    value_added_labels: tuple[str, ...]
    stressors: tuple[str, ...]
    without_emissions: tuple[str, ...]
    provenance: Provenance
    pressures: tuple[Pressure, ...] = ()  # where stressors have units or names of their own
    sha256: dict[str, str] = {}  # of each part; bundles of earlier versions have none


def _describe(table: MrioTable, form: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "form": form,
        "year": table.year,
        "money_unit": table.money_unit,
        "emission_unit": table.emission_unit,
        "price_basis": table.price_basis,
        "regions": [asdict(region) for region in table.regions],
        "sectors": [asdict(sector) for sector in table.sectors],
        "categories": [asdict(category) for category in table.categories],
        "value_added_labels": list(table.value_added_labels),
        "stressors": list(table.stressors),
        "without_emissions": list(table.without_emissions),
        "provenance": table.provenance.record(),
    } | ({"pressures": [asdict(one) for one in table.described]} if table.described else {})


def read_bundle(folder: Path) -> MrioTable:
    """Read a table from a bundle.

    Raises
    ------
    FileError
        The folder is no bundle, or a part of it is missing or damaged.
    """
    said = _read_description(folder)
    _require_unchanged(folder, said.sha256)
    index, most = RegionSectorIndex(said.regions, said.sectors), _most_values(said)
    arrays: dict[str, Any] = {
        name: _read_array(folder / f"{name}.parquet", most)
        for name in _VECTORS + _COLUMN_VECTORS + _MATRICES
    }
    return MrioTable(
        index=index,
        categories=said.categories,
        value_added_labels=said.value_added_labels,
        stressors=said.stressors,
        without_emissions=said.without_emissions,
        year=said.year,
        money_unit=said.money_unit,
        emission_unit=said.emission_unit,
        described=said.pressures,
        price_basis=said.price_basis,
        provenance=said.provenance,
        **arrays,
        **_read_flows(folder, said.form, len(index), most),
    )


def _most_values(said: _Description) -> int:
    """Return how many values no part of a bundle can exceed."""
    size, m = len(said.regions) * len(said.sectors), len(said.regions)
    others = len(said.value_added_labels) + len(said.stressors)
    return (size + 1) * (size + m * len(said.categories) + others + 1)


def _require_unchanged(folder: Path, sums: dict[str, str]) -> None:
    for name, digest in sums.items():
        path = folder / name
        if path.is_file() and _sha256(path) != digest:
            raise FileError(
                message(
                    "{path} is damaged: it is not the file that was written with its bundle. "
                    "Copy the bundle again, or write it again.",
                    path=path,
                )
            )


def _read_description(folder: Path) -> _Description:
    path = folder / "table.json"
    if not path.is_file():
        raise FileError(
            message(
                "{folder} is not a bundle: it has no table.json. Name its own folder.",
                folder=folder,
            )
        )
    try:
        return _Description.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise FileError(
            message(
                "{path} is damaged or not of the format '{format}'{key}: {said}. Write "
                "the bundle again.",
                path=path,
                format=FORMAT,
                key=f": {key}" if key else "",
                said=said_of(first),
            )
        ) from error


def _read_array(path: Path, most: int) -> NDArray[Any]:
    if not path.is_file():
        raise FileError(
            message(
                "{path} is missing from its bundle; write the bundle again.",
                path=path,
            )
        )
    try:
        # pyarrow imports pandas to read a dataset, or to make a numpy array in its own way
        with pq.ParquetFile(path) as file:
            rows = file.metadata.num_rows
            if rows > most:
                raise FaultError(
                    message(
                        "it holds {rows} values, where {most} at most belong",
                        rows=f"{rows:,}",
                        most=f"{most:,}",
                    )
                )
            column = file.read()
        kind, missing = column.schema.field("value").type, column["value"].null_count
        if missing:
            raise FaultError(message("it lacks {n} of its values", n=missing))
        if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            raise FaultError(message("its values are {kind}, not numbers", kind=kind))
        shape = json.loads(column.schema.metadata[b"shape"])
        values = np.from_dlpack(column["value"].combine_chunks()).reshape(shape)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise FileError(
            message(
                "{path} is damaged ({reason}); write the bundle again.",
                path=path,
                reason=reason_of(error),
            )
        ) from error
    return np.asarray(values, dtype=np.float64 if values.dtype == np.float32 else values.dtype)


def _read_flows(folder: Path, form: str, size: int, most: int) -> dict[str, Any]:
    def read(name: str) -> NDArray[Any]:
        return _read_array(folder / f"{name}.parquet", most)

    def read_cells() -> sparse.csr_array[Any, tuple[int, int]]:
        cells = (read("Z_data"), read("Z_indices"), read("Z_indptr"))
        try:
            flows: sparse.csr_array[Any, tuple[int, int]] = sparse.csr_array(
                cells, shape=(size, size)
            )
            flows.check_format(full_check=True)
        except (ValueError, IndexError, TypeError) as error:
            raise FileError(
                message(
                    "{folder}: the sparse flows do not fit {size} sectors ({reason}); write the "
                    "bundle again.",
                    folder=folder,
                    size=size,
                    reason=reason_of(error),
                )
            ) from error
        return flows

    def read_shares() -> TradeShares:
        return TradeShares(read("shares"), read("use"), read("final_use"))

    if form == "trade shares":
        shares = read_shares()
        flows = shares if size > MOST_WRITTEN_OUT else shares.whole()
        return {"Z": flows, "Y": shares.final_demand(), "trade_shares": shares}
    if form == "flows":
        return {"Z": read("Z"), "Y": read("Y")}
    if form == "mapped flows":
        return {"Z": _map_array(folder / _MAPPED), "Y": read("Y")}
    if form == "amended trade shares":
        return {"Z": AmendedShares(read_shares(), read_cells()), "Y": read("Y")}
    return {"Z": read_cells(), "Y": read("Y")}


def _map_array(path: Path) -> NDArray[Any]:
    try:
        return np.asanyarray(np.load(path, mmap_mode="r"))
    except (OSError, ValueError) as error:
        raise FileError(
            message(
                "{path} is damaged ({reason}); write the bundle again.",
                path=path,
                reason=reason_of(error),
            )
        ) from error
