"""Emissions of an inventory put in the place of a table's, and gaps filled by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tanmai.core.concordance import Concordance, concordances, region_groups
from tanmai.core.errors import LabelError, TableError
from tanmai.core.inventory import HOUSEHOLD, EmissionInventory, Stranded
from tanmai.core.labels import Region, find_province, mainland_provinces
from tanmai.core.messages import listed, message, together
from tanmai.core.table import MrioTable
from tanmai.core.units import EMISSIONS

FloatArray = NDArray[np.float64]

TIBET = "540000"

# By whether provinces are missing, and whether emissions are spread within provinces.
_REPLACED = {
    (False, False): message("emissions of inventory {inventory} by concordance {concordance}"),
    (True, False): message(
        "emissions of inventory {inventory} by concordance {concordance}, missing: {provinces}"
    ),
    (False, True): message(
        "emissions of inventory {inventory} by concordance {concordance}, emissions without "
        "output spread within provinces"
    ),
    (True, True): message(
        "emissions of inventory {inventory} by concordance {concordance}, missing: {provinces}, "
        "emissions without output spread within provinces"
    ),
}


def with_inventory(
    table: MrioTable,
    inventory: EmissionInventory,
    *,
    concordance: Concordance | None = None,
    groups: Concordance | None = None,
    without: Collection[str] = (TIBET,),
    stranded: Stranded = "refuse",
) -> MrioTable:
    """Return the table with the CO2 emissions of an inventory instead of its own.

    All fuels of it together; for parameters and errors see `with_inventory_by_fuel`.
    """
    by_fuel = with_inventory_by_fuel(
        table,
        inventory,
        concordance=concordance,
        groups=groups,
        without=without,
        stranded=stranded,
    )
    return all_fuels(by_fuel)


def all_fuels(by_fuel: MrioTable) -> MrioTable:
    """Return a table of CO2, or of energy, by fuel with all of its fuels together."""
    return replace(
        by_fuel,
        F=by_fuel.F.sum(axis=0, keepdims=True),
        F_Y=by_fuel.F_Y.sum(axis=0, keepdims=True),
        stressors=("CO2" if by_fuel.emission_unit == EMISSIONS else "energy",),
    )


def with_inventory_by_fuel(
    table: MrioTable,
    inventory: EmissionInventory,
    *,
    concordance: Concordance | None = None,
    groups: Concordance | None = None,
    without: Collection[str] = (TIBET,),
    stranded: Stranded = "refuse",
) -> MrioTable:
    """Return the table with the CO2 of an inventory, one stressor a fuel, instead of its own.

    Parameters
    ----------
    table : MrioTable
        The table; its regions are provinces or groups of them.
    inventory : EmissionInventory
        The inventory of the same year.
    concordance : Concordance, optional
        From its rows to the sectors of the table; by default the one that
        travels with the package and goes to just these sectors.
    groups : Concordance, optional
        From provinces to the regions of the table; by default the one that
        travels with the package and goes to just these regions.
    without : collection of str
        Names or adcodes of the provinces that are known to have no inventory.
        They are recorded as such; their zeros are gaps, which
        `fill_by_national_intensity` fills.
    stranded : str, optional
        What becomes of emissions whose sectors have no output in the table:
        ``refuse``, or ``spread`` them over the other sectors of the province.

    Raises
    ------
    LabelError
        The years differ, a province is missing that is not named in ``without``,
        or no concordance fits the table.
    TableError
        A row has emissions where its sectors have no output, and ``stranded`` is
        ``refuse``.
    """
    if inventory.year != table.year:
        raise LabelError(
            message(
                "Inventory '{inventory}' is of {year}, table '{table}' of {own}; take the "
                "inventory of {own}.",
                inventory=inventory.provenance.name,
                year=inventory.year,
                table=table.provenance.name,
                own=table.year,
            )
        )
    concordance = concordance or _concordance_for(table, inventory)
    groups = groups or _groups_for(table)
    expected = {find_province(name).code for name in without}
    missing = _missing_provinces(table, inventory, groups)
    unexpected = [region for region in missing if region.code not in expected]
    if unexpected:
        raise LabelError(
            message(
                "Inventory '{inventory}' has no sheet for {unexpected}; get the whole workbook "
                "or, where the publisher has none, name them as without.",
                inventory=inventory.provenance.name,
                unexpected=listed(unexpected),
            )
        )
    merged = inventory if groups is None else inventory.merged(groups)
    F, F_Y = _emissions_of(table, merged, concordance, stranded)
    present = {region.code for region in merged.provinces}
    gaps = tuple(region.code for region in table.regions if region.code not in present)
    outside = [p for p in merged.provinces if p.code not in table.index.region_codes]
    said = _REPLACED[bool(missing), stranded == "spread"].filled(
        inventory=inventory.provenance.name,
        concordance=concordance.name,
        provinces=listed(missing),
    )
    if outside:
        beyond = message(", left out as outside the table: {n} provinces", n=len(outside))
        said = together(said, beyond)
    changed = table.changed(
        said,
        {
            "F": F.reshape(-1, len(inventory.fuels)).T,
            "F_Y": F_Y.T,
            "stressors": inventory.fuels,
            "described": (),
            "emission_unit": inventory.emission_unit,
            "without_emissions": gaps,
        },
    )
    for source in inventory.provenance.sources:
        changed = changed.with_source(source)
    return changed


def takes_inventory(table: MrioTable) -> bool:
    """Whether rows of CEADs' inventories go to the sectors of a table, and it has provinces."""
    of_inventory = (c for name, c in concordances().items() if name.startswith("ceads"))
    fits = any(c.fits(table.sectors, without=(HOUSEHOLD,)) for c in of_inventory)
    codes = {p.code for p in mainland_provinces()} - {TIBET}
    codes |= {group.code for groups in region_groups().values() for group in groups.targets}
    return fits and not codes.isdisjoint(table.index.region_codes)


def _emissions_of(
    table: MrioTable, inventory: EmissionInventory, concordance: Concordance, stranded: Stranded
) -> tuple[FloatArray, FloatArray]:
    """Return emissions by fuel of region and sector (m, n, u) and of households (m, u)."""
    m, n, u = table.index.m, table.index.n, len(inventory.fuels)
    order = {region.code: at for at, region in enumerate(table.regions)}
    kept = [at for at, province in enumerate(inventory.provinces) if province.code in order]
    shared = replace(
        inventory,
        provinces=tuple(inventory.provinces[at] for at in kept),
        values=inventory.values[kept],
        households=inventory.households[kept],
    )
    rows = [order[province.code] for province in shared.provinces]
    F, F_Y = np.zeros((m, n, u)), np.zeros((m, u))
    output = table.x.reshape(m, n)[rows]
    F[rows] = shared.emissions_by_sector_and_fuel(concordance, table.sectors, output, stranded)
    F_Y[rows] = shared.households.sum(axis=1)
    return F, F_Y


def _missing_provinces(
    table: MrioTable, inventory: EmissionInventory, groups: Concordance | None
) -> tuple[Region, ...]:
    """Return the provinces that the table covers and the inventory does not have."""
    covered = set(table.index.region_codes)
    if groups is not None:
        covered = {link.source.code for link in groups.links if link.target.code in covered}
    present = {province.code for province in inventory.provinces}
    return tuple(p for p in mainland_provinces() if p.code in covered - present)


def _concordance_for(table: MrioTable, inventory: EmissionInventory) -> Concordance:
    rows = [row.code for row in (*inventory.rows, *inventory.household_rows)]
    for concordance in concordances().values():
        from_rows = [source.code for source in concordance.sources] == rows
        if from_rows and concordance.fits(table.sectors, without=(HOUSEHOLD,)):
            return concordance
    raise LabelError(
        message(
            "No concordance of the package goes from the {n} rows of the inventory to the "
            "{sectors} sectors of table '{table}'; give one of your own, or merge the table "
            "first. Known: {concordances}.",
            n=len(rows),
            sectors=table.index.n,
            table=table.provenance.name,
            concordances=listed(concordances()),
        )
    )


def _groups_for(table: MrioTable) -> Concordance | None:
    """Return the groups that a table's regions are, or None where they are provinces."""
    codes = set(table.index.region_codes)
    if codes <= {province.code for province in mainland_provinces()}:
        return None
    for groups in region_groups().values():
        if codes == {group.code for group in groups.targets}:
            return groups
    raise LabelError(
        message(
            "The regions of table '{table}' ({codes}) are neither provinces nor groups that "
            "tanmai knows; give the groups, a CSV from adcodes to the codes of the regions.",
            table=table.provenance.name,
            codes=listed(sorted(codes)),
        )
    )


def fill_by_national_intensity(table: MrioTable) -> MrioTable:
    """Return the table with its regions without an inventory filled by national intensities.

    A gap r gets F[r, i] = x[r, i] Σ F[·, i] / Σ x[·, i] and, for its households,
    F_Y[r] = c[r] Σ F_Y / Σ c, with sums over the regions that have an
    inventory and c the consumption of households (all final demand where the table
    does not tell it).

    Parameters
    ----------
    table : MrioTable
        The table, with an inventory for some regions.

    Raises
    ------
    TableError
        There is nothing to fill, or nothing to fill it from.

    Notes
    -----
    An assumption, not a measurement: a region is given the techniques of the
    nation. In ``cn31-2017`` it gives Tibet 5.6 Mt CO2; Shan et al. (2017, Earth's
    Future 5, 854-864) find 5.52 Mt in 2014.
    """
    gap = np.isin(table.index.region_codes, table.without_emissions)
    if not gap.any() or gap.all():
        raise TableError(
            message(
                "Table '{table}' has {sum} of {size} regions without an inventory; filling needs "
                "some with and some without.",
                table=table.provenance.name,
                sum=int(gap.sum()),
                size=gap.size,
            )
        )
    m, n = table.index.m, table.index.n
    output = table.x.reshape(m, n)
    emissions = table.F.reshape(-1, m, n)
    consumption = _household_consumption(table)
    F, F_Y = emissions.copy(), table.F_Y.copy()
    F[:, gap] = (
        _rate(emissions[:, ~gap].sum(axis=1), output[~gap].sum(axis=0))[:, None] * (output[gap])
    )
    F_Y[:, gap] = table.F_Y[:, ~gap].sum(axis=1, keepdims=True) * (
        consumption[gap] / consumption[~gap].sum()
    )
    filled_in = [region for region, without in zip(table.regions, gap, strict=True) if without]
    filled = F[:, gap].sum() + F_Y[:, gap].sum()
    return table.changed(
        message(
            "emissions of {regions}, which has no inventory, filled by national intensities "
            "({filled} Mt CO2)",
            regions=listed(filled_in),
            filled=f"{filled:.4g}",
        ),
        {"F": F.reshape(len(table.stressors), -1), "F_Y": F_Y, "without_emissions": ()},
    )


def _rate(emissions: FloatArray, output: FloatArray) -> FloatArray:
    return np.asarray(np.divide(emissions, output, out=np.zeros_like(emissions), where=output > 0))


def _household_consumption(table: MrioTable) -> FloatArray:
    """Return the consumption of households of each region, or all final demand (m,)."""
    m, k = table.index.m, len(table.categories)
    bought = table.Y.reshape(-1, m, k).sum(axis=0) + table.imports_final.reshape(m, k)
    of_households = ["household" in category.name_en.casefold() for category in table.categories]
    return np.asarray(bought[:, of_households if any(of_households) else slice(None)].sum(axis=1))
