"""CH4 by province and sector: the nation's total of each source, shared by activity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from methane_sources import Sources, factors, population
from numpy.typing import NDArray

from tanmai.core.errors import LabelError
from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]
FIRST, LAST = 2005, 2020
HOUSEHOLD = "household"
DIGITS = 4
"""Decimals of a kilotonne that are kept."""

SOUTHWEST = ("500000", "510000", "520000", "530000")
SHANXI = "140000"
TEMPERATE = (
    *("310000", "320000", "330000", "340000", "350000", "360000", "420000", "430000"),
    *("440000", "450000", "460000", *SOUTHWEST),
)
"""Provinces whose annual mean temperature is 15 °C or more; the others are cool."""


@dataclass(frozen=True)
class Part:
    """A part of a source, and who carries it.

    Attributes
    ----------
    share : float
        Its share of the source.
    sectors : tuple of str
        Codes of the 30-sector view (``C02``), ``environment`` or ``household``.
    weight : callable
        Weights (m, number of sectors) of the provinces and their sectors.
    """

    share: float
    sectors: tuple[str, ...]
    weight: Callable[[Year], FloatArray]


@dataclass(frozen=True)
class Source:
    """A source of CH4: its codes in the reports of the nation, and its parts."""

    codes: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Year:
    """The table of a year and the activity of its provinces."""

    table: MrioTable
    sources: Sources

    @property
    def year(self) -> int:
        """The year."""
        return self.table.year

    def positions(self, sectors: tuple[str, ...]) -> list[int]:
        """Return where sectors stand; the number of sectors is the place of households."""
        scheme = scheme_of(self.table)
        if scheme is None:
            raise LabelError(f"Table '{self.table.provenance.name}' is in no known scheme.")
        views = scheme.columns["s30"]
        found = [place for place, view in enumerate(views) if view in sectors]
        if "environment" in sectors:
            names = scheme.columns["name_zh"]
            found += [place for place, name in enumerate(names) if name.startswith("水利、环境")]
        return [*found, *([self.table.index.n] if HOUSEHOLD in sectors else [])]

    def of_sectors(self, values: FloatArray, sectors: tuple[str, ...]) -> FloatArray:
        """Return values (N,) of some sectors, (m, number of them)."""
        by_province = values.reshape(self.table.index.m, self.table.index.n)
        return np.asarray(by_province[:, self.positions(sectors)])


def _output(*sectors: str) -> Callable[[Year], FloatArray]:
    return lambda year: year.of_sectors(year.table.x, sectors)


def _co2(*sectors: str) -> Callable[[Year], FloatArray]:
    return lambda year: year.of_sectors(year.table.of("CO2").F[0], sectors)


def _area(variable: str) -> Callable[[Year], FloatArray]:
    return lambda year: year.sources.activity(variable, year.year).to_numpy()[:, None]


def _residents(year: Year) -> FloatArray:
    return np.asarray(population(year.year)[list(year.table.index.region_codes)])[:, None]


def _animals(kind: str) -> Callable[[Year], FloatArray]:
    def weight(year: Year) -> FloatArray:
        rows = factors()[factors()["kind"] == kind]
        heads = 0.0
        for row in rows.itertuples():
            here = [_fits(code, str(row.region)) for code in year.table.index.region_codes]
            stock = year.sources.activity(str(row.item), year.year).to_numpy()
            heads = heads + float(row.factor) * stock * np.array(here)
        return np.asarray(heads)[:, None]

    return weight


def _fits(code: str, region: str) -> bool:
    return region == "all" or (region == "temperate") == (code in TEMPERATE)


def coal_weights(sources: Sources, year: int) -> pd.Series:
    """Return raw coal times the relative gassiness of its region, which is that of 2011.

    Gassiness is the published share of a region in the nation's coal-mine CH4 of 2011 over
    its share in raw coal of that year.
    """
    rows = factors()[factors()["kind"] == "coal share of 2011"]
    share = dict(zip(rows["region"], rows["factor"], strict=True))
    region = pd.Series(
        [
            "Shanxi" if code == SHANXI else "Southwest" if code in SOUTHWEST else "others"
            for code in sources.coal.columns
        ],
        index=sources.coal.columns,
    )
    mined = sources.coal.loc[2011]
    of_region = mined.groupby(region).sum() / mined.sum()
    return sources.coal.loc[year] * region.map(share) / region.map(of_region)


def _coal(year: Year) -> FloatArray:
    return coal_weights(year.sources, year.year).to_numpy()[:, None]


AGRICULTURE, MANUFACTURING = ("C01",), tuple(f"C{code:02d}" for code in range(6, 23))
INDUSTRY = ("C02", "C03", "C04", "C05", *MANUFACTURING, "C26")
SEWAGE_INDUSTRY = ("C06", "C07", "C10", "C12")

SOURCES = {
    "coal-mining": Source(("1.B.1.",), (Part(1.0, ("C02",), _coal),)),
    "oil-and-gas": Source(
        ("1.B.2.",),
        (Part(0.5, ("C03",), _output("C03")), Part(0.5, ("C24",), _output("C24"))),
    ),
    "power": Source(("1.A.1.",), (Part(1.0, ("C23",), _co2("C23")),)),
    "industry-fuel": Source(("1.A.2.",), (Part(1.0, INDUSTRY, _co2(*INDUSTRY)),)),
    "transport-fuel": Source(("1.A.3.",), (Part(1.0, ("C27",), _co2("C27")),)),
    "household-fuel": Source(
        ("1.A.4.", "1.A.5."), (Part(1.0, (HOUSEHOLD,), _area("sown area: all crops")),)
    ),
    "metals": Source(("2.B.", "2.C."), (Part(1.0, ("C14",), _output("C14")),)),
    "enteric": Source(("3.A.",), (Part(1.0, AGRICULTURE, _animals("enteric")),)),
    "manure": Source(("3.B.",), (Part(1.0, AGRICULTURE, _animals("manure")),)),
    "rice": Source(("3.C.",), (Part(1.0, AGRICULTURE, _area("sown area: rice, all")),)),
    "field-burning": Source(("3.F.",), (Part(1.0, AGRICULTURE, _area("sown area: all crops")),)),
    "solid-waste": Source(("5.A.", "5.B.", "5.C."), (Part(1.0, ("environment",), _residents),)),
    "wastewater": Source(
        ("5.D.",),
        (
            Part(0.5, ("C25",), _residents),
            Part(0.5, SEWAGE_INDUSTRY, _output(*SEWAGE_INDUSTRY)),
        ),
    ),
}
"""Every source of the reports but land use (wetlands, forest fires), which no sector carries."""


def national(sources: Sources, source: str, year: int) -> float:
    """Return the nation's CH4 of a source in a year, kt: between what it reports for 2005 and 2020.

    Of coal mining it is the emission of a tonne of raw coal that lies on a line between the two
    years; of the others, the emission itself.
    """
    reported = sources.nation.loc[list(SOURCES[source].codes)].sum()
    coal = sources.coal.sum(axis=1)
    scale = coal if source == "coal-mining" else pd.Series(1.0, index=coal.index)
    first, last = reported[FIRST] / scale[FIRST], reported[LAST] / scale[LAST]
    along = (year - FIRST) / (LAST - FIRST)
    return float((first + along * (last - first)) * scale[year])


def estimate(table: MrioTable, sources: Sources) -> pd.DataFrame:
    """Return CH4, kt, by province, sector and source: one row a cell that has any.

    A cell whose sector makes nothing in a province has none; its activity is left out.
    """
    year = Year(table, sources)
    rows = []
    for name, source in SOURCES.items():
        total = national(sources, name, table.year)
        for part in source.parts:
            weights = _of_makers(year, part)
            values = np.round(part.share * total * weights / weights.sum(), DIGITS)
            rows += _cells(year, part, name, values)
    return pd.DataFrame(rows, columns=["year", "province", "sector", "source", "CH4_kt"])


def _of_makers(year: Year, part: Part) -> FloatArray:
    weights = part.weight(year)
    if HOUSEHOLD in part.sectors:
        return weights
    return np.where(year.of_sectors(year.table.x, part.sectors) > 0, weights, 0.0)


def _cells(
    year: Year, part: Part, source: str, values: FloatArray
) -> list[tuple[int, str, str, str, float]]:
    sectors = [*year.table.index.sector_codes, HOUSEHOLD]
    places = year.positions(part.sectors)
    return [
        (year.year, region, sectors[places[column]], source, float(values[row, column]))
        for row, region in enumerate(year.table.index.region_codes)
        for column in range(values.shape[1])
        if values[row, column] > 0
    ]
