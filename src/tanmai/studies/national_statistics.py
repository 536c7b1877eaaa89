"""Population and prices that travel with the package, for tables of China's provinces.

Population: permanent residents at the end of the year, National Bureau of Statistics.
Prices: implicit deflators of the National Accounts Main Aggregates of the United Nations
Statistics Division, of six groups of industries and of imports, for the whole country. They
are prices of value added, one for mining, manufacturing and utilities together: what
coal or steel alone became dearer by is not in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from tanmai.analysis import YearlyDeflators
from tanmai.analysis.constant_prices import IMPORTS
from tanmai.core.concordance import Concordance, concordances
from tanmai.core.errors import LabelError
from tanmai.core.messages import Message, message
from tanmai.core.resources import resource
from tanmai.core.sector_schemes import VIEWS, SectorScheme
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.units import MONEY
from tanmai.io.concordance_file import find_concordance
from tanmai.io.province_values import read_population
from tanmai.io.tables import input_files

POPULATION = resource("mrio_tables", "population.csv")
DEFLATORS = resource("mrio_tables", "deflators.csv")
POPULATION_SOURCE = message(
    "permanent residents at the end of the year, National Bureau of Statistics, 2005–2024"
)
DEFLATORS_SOURCE = message(
    "implicit price indices of industries, the whole country, United Nations National Accounts "
    "Main Aggregates Database, 2000–2020"
)


def embedded_population(
    table: MrioTable, groups: Concordance | None = None
) -> dict[str, float] | None:
    """Return the population of each region of a table in its year, 10⁴ persons.

    Parameters
    ----------
    table : MrioTable
        A table of provinces, or of groups of them.
    groups : Concordance, optional
        The groups that its regions are, from adcodes.

    Returns
    -------
    dict or None
        By region code; None where a region is no province or group of provinces, the year is
        not covered, or the table is made up.
    """
    if table.provenance.status == "made-up" or table.year not in _years(POPULATION):
        return None
    try:
        people, _ = read_population(POPULATION, table.year, groups=groups)
    except LabelError:  # a group holds a region that the series does not have
        return None
    codes = table.index.region_codes
    return {code: people[code] for code in codes} if set(codes) <= people.keys() else None


def embedded_deflators(
    scheme: SectorScheme | None, seen_as: str | None, base_year: int
) -> YearlyDeflators | None:
    """Return price indices of every sector of a scheme or of a view of it, base year = 1.

    Parameters
    ----------
    scheme : SectorScheme or None
        The scheme of a table as it was loaded.
    seen_as : str or None
        The view or the other scheme that its sectors were merged into.
    base_year : int
        The year whose prices are 1.

    Returns
    -------
    YearlyDeflators or None
        None where the sectors are of no known scheme, or the base year is not covered.

    Notes
    -----
    ``<scheme>_to_un6`` puts each sector into a group of industries. A sector of a view
    takes the price of the group that most of what it merges belongs to.
    """
    if base_year not in _years(DEFLATORS) or scheme is None:
        return None
    industries = _industries(scheme, seen_as)
    if industries is None:
        return None
    prices = pd.read_csv(DEFLATORS).pivot_table(
        index="year", columns="industry", values="price_index"
    )
    prices /= prices.loc[base_year]
    sectors = {**industries, IMPORTS: IMPORTS}
    rows = [
        {"year": year, "sector_code": code, "price_index": prices.loc[year, industry]}
        for year in prices.index
        for code, industry in sectors.items()
    ]
    return YearlyDeflators(DEFLATORS, base_year, pd.DataFrame(rows))


def embedded_sources(inputs: Mapping[str, str]) -> tuple[SourceFile, ...]:
    """Return the series of this module that are among some inputs.

    Parameters
    ----------
    inputs : mapping
        sha256 of files, by name.
    """
    files = {path.name: _sha256(path) for path in (POPULATION, DEFLATORS)}
    return tuple(
        SourceFile(name, sha256) for name, sha256 in files.items() if inputs.get(name) == sha256
    )


def why_not_deflated(tables: Sequence[MrioTable]) -> Message | None:
    """Return why the embedded price indices do not fit some tables."""
    for table in tables:
        name = table.provenance.name
        if table.provenance.status == "made-up":
            return message("{name} is fictitious and has no price index", name=name)
        if table.price_basis != "current" or table.money_unit != MONEY:
            return message("{name} is not in CNY at current prices", name=name)
        if table.year not in _years(DEFLATORS):
            return message("the built-in price indices do not cover {year}", year=table.year)
    labels = [[(s.code, s.name_zh) for s in table.sectors] for table in tables]
    if any(other != labels[0] for other in labels[1:]):
        return message(
            "the tables have different sectors and have to be merged to a common classification "
            "first, such as nbs42-2012 or s26"
        )
    return None


def _sha256(path: Path) -> str:
    return input_files(path)[path.name]


def _years(path: object) -> set[int]:
    return set(pd.read_csv(str(path), usecols=["year"])["year"])


def _industries(scheme: SectorScheme, seen_as: str | None) -> Mapping[str, str] | None:
    """Return the group of industries of each sector code."""
    known = concordances()
    if f"{scheme.name}_to_un6" not in known:
        return None
    links = find_concordance(f"{scheme.name}_to_un6").links
    own = {link.source.code: link.target.code for link in links}
    if seen_as in (None, scheme.name):
        return own
    if f"{scheme.name}_to_{seen_as}" in known:
        bridge = find_concordance(f"{scheme.name}_to_{seen_as}").links
        pairs = [(link.source.code, link.target.code) for link in bridge]
    elif seen_as in VIEWS:
        pairs = [(code, sector.code) for code, sector in scheme.view(seen_as).items()]
    else:
        return None
    merged: dict[str, list[str]] = {}
    for code, target in pairs:
        merged.setdefault(target, []).append(own[code])
    return {code: Counter(groups).most_common(1)[0][0] for code, groups in merged.items()}
