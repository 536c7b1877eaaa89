"""``tanmai metals provinces``: output and use of a metal by province, and its carbon.

Primary and secondary metal are opened out of the sector that holds them, by what a tonne of each
takes; the carbon of a tonne made in a province, and where it is emitted, follow from the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import stressor_row
from tanmai.checks import Finding
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.labels import Sector, find_province
from tanmai.core.messages import Name, Spoken, listed, message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.footprint import TonneCarbon, carbon_of_a_tonne
from tanmai.metals.magnesium.coupling.open_product import couple, newly_counted
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.result import MetalResult
from tanmai.metals.stocks.province_files import (
    PATHS,
    PRIMARY,
    SECONDARY,
    USE,
    MetalProcess,
    read_outputs,
    read_process,
)
from tanmai.solve import LeontiefSystem
from tanmai.studies.result import hashes, law

_CLOSED = 1e-9
_LIMITS = (
    message(
        "A tonne takes the same inputs in every province; provinces differ by their power, "
        "fuels and suppliers."
    ),
    message(
        "What comes from elsewhere is use less the province's own output; its origin is not known."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class ProvincesResult(MetalResult):
    """A metal by province.

    Attributes
    ----------
    process : MetalProcess
    tonnes : DataFrame
        Index: adcode. Columns: `PATHS` and ``elsewhere``, tonnes; <NA> where nothing is given.
    carbon : dict
        Carbon of a tonne by path and adcode.
    emitted : DataFrame
        Index: adcode. Columns: ``primary`` and ``secondary``; kt CO2 emitted there for all metal.
    """

    process: MetalProcess
    tonnes: pd.DataFrame
    carbon: Mapping[tuple[str, str], TonneCarbon]
    emitted: pd.DataFrame

    _views = "tanmai.metals.stocks.pages.views"


def metal_in_provinces(
    table: MrioTable, inputs: Mapping[str, str], outputs: Path, process: Path
) -> ProvincesResult:
    """Open primary and secondary metal in a table and account for their carbon by province.

    Parameters
    ----------
    table : MrioTable
    inputs : mapping
        sha256 of its files, by name.
    outputs : Path
        CSV of `read_outputs`.
    process : Path
        TOML file of a `MetalProcess`.

    Raises
    ------
    FileError, LabelError, OptionError, TableError
        A file is at fault, or the table cannot hold the metal; see `couple`.
    """
    rows, made = read_outputs(outputs), read_process(process)
    if made.host not in table.index.sector_codes:
        raise LabelError(
            message(
                "{process}: host = '{host}' is not a sector of the table; name one of "
                "{sector_codes}.",
                process=process,
                host=made.host,
                sector_codes=listed(table.index.sector_codes),
            )
        )
    products = dict(_products(table, rows, made))
    if not products:
        raise OptionError(
            message(
                "{outputs} has no primary or secondary metal above zero; add a row of it.",
                outputs=outputs,
            )
        )
    coupled = couple(table, list(products.values()))
    system = LeontiefSystem(coupled)
    carbon = {
        (path, code): carbon_of_a_tonne(coupled, product, code, system=system)
        for path, product in products.items()
        for code, tonnes in product.output.items()
        if tonnes > 0
    }
    emitted = _emitted(table, products, carbon)
    tonnes = _tonnes(rows)
    return ProvincesResult(
        "metals provinces",
        {
            "table": table.provenance.name,
            "metal": made.name_en,
            "outputs": outputs.name,
            "process": process.name,
        },
        {**inputs, **hashes([outputs, process])},
        {
            "provinces": _named(tonnes.add_suffix("_t")),
            "carbon_of_a_tonne": _carbon_table(carbon),
            "carbon_by_province": _named(emitted.add_suffix("_ktCO2")),
            "inputs": _input_table(rows, made),
        },
        _checks(table, coupled, products, carbon, emitted),
        tuple(_assumptions(rows, made)),
        _LIMITS,
        {"coupling": "primary and secondary metal as sectors of the table"},
        made,
        tonnes,
        carbon,
        emitted,
        mrio_tables=(table,),
    )


def _products(
    table: MrioTable, rows: pd.DataFrame, made: MetalProcess
) -> Iterator[tuple[str, OpenedProduct]]:
    words = {PRIMARY: message("Primary"), SECONDARY: message("Secondary")}
    for path, word in words.items():
        chinese, english = word.pair
        one = made.making(path)
        own = rows[(rows["path"] == path) & (rows["tonnes"] > 0)]
        unknown = [code for code in own["code"] if code not in table.index.region_codes]
        if unknown:
            raise LabelError(
                message(
                    "{unknown} makes {path} metal but is not a region of the table; remove the "
                    "row, or use a table of provinces.",
                    unknown=find_province(unknown[0]),
                    path=path,
                )
            )
        if own.empty:
            continue
        recipe = Recipe(
            one.purchases, one.emissions, one.at_host_rate, one.imports, unlisted=one.unlisted
        )
        output = dict(zip(own["code"], map(float, own["tonnes"]), strict=True))
        sector = Sector(
            f"{made.key}_{path}", f"{chinese}{made.name_zh}", f"{english} {made.name_en.lower()}"
        )
        yield (
            path,
            OpenedProduct(
                sector,
                made.host,
                one.price,
                dict.fromkeys(output, recipe),
                output,
                exported=one.exported,
                largest_shortfall=made.largest_shortfall,
            ),
        )


def _tonnes(rows: pd.DataFrame) -> pd.DataFrame:
    wide = rows.pivot_table(index="code", columns="path", values="tonnes", aggfunc="sum")
    wide = wide.reindex(columns=list(PATHS)).astype("Float64")
    made = wide[[PRIMARY, SECONDARY]].fillna(0.0).sum(axis=1)
    return wide.assign(elsewhere=wide[USE] - made)


def _emitted(
    table: MrioTable,
    products: Mapping[str, OpenedProduct],
    carbon: Mapping[tuple[str, str], TonneCarbon],
) -> pd.DataFrame:
    """Return what all metal of a path emits, by the province that emits it, kt CO2."""
    codes = list(table.index.region_codes)
    found = pd.DataFrame(0.0, index=pd.Index(codes, name="code"), columns=[PRIMARY, SECONDARY])
    for (path, code), one in carbon.items():
        tonnes = products[path].output[code]
        found[path] += one.by_region().reindex(codes).to_numpy() * tonnes / 1e3
    return found


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    regions = [find_province(str(code)) for code in frame.index]
    named = frame.reset_index().rename(columns={"code": "adcode"})
    named.insert(1, "name_en", [region.name_en for region in regions])
    named.insert(2, "name_zh", [region.name_zh for region in regions])
    return named


def _carbon_table(carbon: Mapping[tuple[str, str], TonneCarbon]) -> pd.DataFrame:
    rows = []
    for (path, code), one in carbon.items():
        by_region = one.by_region()
        total, own = float(by_region.sum()), float(by_region[code])
        rows.append(
            {
                "path": path,
                "code": code,
                "gate_tCO2_per_t": one.gate,
                "same_province_tCO2_per_t": own - one.gate,
                "other_provinces_tCO2_per_t": total - own,
                "total_tCO2_per_t": total,
            }
        )
    return _named(pd.DataFrame(rows).set_index("code"))


def _input_table(rows: pd.DataFrame, made: MetalProcess) -> pd.DataFrame:
    """Return every number that went in, with its source."""
    found = [
        {
            "what": f"{row['path']} {find_province(row['code']).name_en}",
            "value": float(row["tonnes"]),
            "unit": "t",
            "assumption": str(row["assumption"]) or "no",
            "source": row["source"],
        }
        for _, row in rows.iterrows()
    ]
    for path in (PRIMARY, SECONDARY):
        one = made.making(path)
        source = made.sources[one.source]
        amounts = {"price": (one.price, "CNY/t"), "emissions": (one.emissions, "t CO2/t")}
        amounts |= {"unlisted": (one.unlisted, "t CO2/t"), "imports": (one.imports, "CNY/t")}
        amounts |= {f"of sector {code}": (v, "CNY/t") for code, v in one.purchases.items()}
        found += [
            {
                "what": f"{path} {name}",
                "value": value,
                "unit": unit,
                "assumption": "yes" if source.assumed else "no",
                "source": source.citation_en,
            }
            for name, (value, unit) in amounts.items()
        ]
    return pd.DataFrame(found)


def _checks(
    table: MrioTable,
    coupled: MrioTable,
    products: Mapping[str, OpenedProduct],
    carbon: Mapping[tuple[str, str], TonneCarbon],
    emitted: pd.DataFrame,
) -> tuple[Finding, ...]:
    row = stressor_row(table, None)
    before, after = float(table.F[row].sum()), float(coupled.F[row].sum())
    new = float(newly_counted(coupled, list(products.values())).sum())
    made = sum(
        products[path].output[code] * float(one.by_region().sum()) / 1e3
        for (path, code), one in carbon.items()
    )
    shown = float(emitted.to_numpy().sum())
    return (
        law(
            message("Emissions are the table's and those newly counted, relative"),
            abs(after - before - new) / before,
            _CLOSED,
        ),
        law(
            message("Emissions by province add up to output times carbon of a tonne, relative"),
            float(np.abs(shown - made) / (made or 1.0)),
            _CLOSED,
        ),
    )


def _assumptions(rows: pd.DataFrame, made: MetalProcess) -> Iterator[Spoken]:
    for source in made.sources.values():
        if source.assumed:
            yield Name(source.citation_zh, source.citation_en)
    assumed = rows[rows["assumption"].str.strip().eq("yes")]
    if len(assumed):
        named = dict.fromkeys(assumed["source"])
        yield message(
            "{number} numbers by province are assumptions: {sources}",
            number=len(assumed),
            sources="; ".join(named),
        )
