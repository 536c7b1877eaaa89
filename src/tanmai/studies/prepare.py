"""The table that a study is made of: read, given its emissions, merged, and its focus."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tanmai.accounting.readings import OF_THE_WHOLE_TABLE, of_products, under_reading
from tanmai.core.aggregation import aggregate, aggregate_sectors
from tanmai.core.concordance import Concordance, concordances
from tanmai.core.emissions import (
    all_fuels,
    fill_by_national_intensity,
    takes_inventory,
    with_inventory_by_fuel,
)
from tanmai.core.errors import FileError, LabelError, OptionError, TableError, did_you_mean
from tanmai.core.focus import Focus, find_focus
from tanmai.core.inventory import Stranded
from tanmai.core.messages import listed, message
from tanmai.core.pressures import CHARACTERISATIONS, known_name
from tanmai.core.sector_schemes import VIEWS, SectorScheme, scheme_of
from tanmai.core.splitting import split_sector
from tanmai.core.table import MrioTable
from tanmai.io.ceads.energy import CAVEAT, ENERGY, energy_inventory
from tanmai.io.ceads.inventory import read_ceads_inventory
from tanmai.io.concordance_file import (
    find_concordance,
    find_region_groups,
    is_small_file,
    read_concordance,
)
from tanmai.io.emissions_csv import KEYS, with_emissions
from tanmai.io.methane import METHANE, has_methane, methane_of, with_methane
from tanmai.io.sector_split import read_splits
from tanmai.io.small_cells import read_sheets
from tanmai.io.small_file import names_columns
from tanmai.io.tables import input_files
from tanmai.studies.options import AccountOptions
from tanmai.studies.table_options import PreparedOptions


@dataclass(frozen=True, eq=False)
class PreparedTable:
    """The table that options ask for, on its way from the file.

    Attributes
    ----------
    read : MrioTable
        As it was read and its sectors split, with emissions by fuel where an inventory tells
        them.
    loaded : MrioTable
        The same, all fuels together.
    table : MrioTable
        In the sectors and regions, and under the reading, that were asked for.
    scheme : SectorScheme or None
        The scheme of the table as it was loaded, where it is a known one, with the parts of split
        sectors.
    groups : Concordance or None
        The groups that the regions were merged into.
    inputs : dict
        sha256 of every input file, by name.
    """

    read: MrioTable
    loaded: MrioTable
    table: MrioTable
    scheme: SectorScheme | None
    groups: Concordance | None
    inputs: dict[str, str]

    def under(self, options: AccountOptions) -> MrioTable:
        """Return the loaded table under the reading, and in the sectors, of other options.

        Raises
        ------
        TanmaiError
            The table has no such reading, or cannot be seen in these sectors.
        """
        return _under_reading(self.loaded, self.scheme, self.groups, options)


def prepare_table(options: AccountOptions) -> PreparedTable:
    """Read the table that options ask for, give it its emissions, and merge it.

    Raises
    ------
    TanmaiError
        An option, a file or a label is wrong; the message says what to fix.
    """
    read, inputs = _read_table(options)
    scheme = scheme_of(read)
    if options.split is not None:
        inputs |= input_files(options.split)
        for split in read_splits(options.split, read):
            read = split_sector(read, split)
            scheme = scheme.split(split.sector, split.parts) if scheme is not None else None
    loaded = of_one_pressure(of_all_fuels(read, options.emissions), options)
    groups = find_region_groups(options.regions) if options.regions is not None else None
    table = _under_reading(loaded, scheme, groups, options)
    return PreparedTable(read, loaded, table, scheme, groups, inputs)


def _read_table(options: AccountOptions) -> tuple[MrioTable, dict[str, str]]:
    """Return the table, its emissions by fuel where an inventory tells them, and its inputs."""
    inputs = options.input_files()
    table = options.load()
    if table.provenance.reader == "tanmai.io.lists":
        inputs |= {source.name: source.sha256 for source in table.provenance.sources}
    if options.emissions is not None:
        table = _with_emissions_of(
            table, options.emissions, options.stranded, options.unit, options.pressure
        )
        inputs |= input_files(options.emissions)
    if options.tibet == "national_intensity":
        table = fill_by_national_intensity(table)
    return with_embedded_pressure(table, options), inputs


def with_embedded_pressure(table: MrioTable, options: PreparedOptions) -> MrioTable:
    """Return the table with the CH4 that travels with it, where it is asked for and not given."""
    if options.emissions is not None or not has_methane(table):
        return table
    wanted = None if options.pressure is None else known_name(options.pressure)
    if options.gwp is not None or wanted == "CO2e":
        return with_methane(table)
    return methane_of(table) if wanted == METHANE.name else table


def of_one_pressure(table: MrioTable, options: PreparedOptions) -> MrioTable:
    """Return the table with the pressure that was asked for: its only one, or CO2, by default.

    Raises
    ------
    OptionError
        There is no such pressure, or several and none was asked for.
    TableError
        The table has no emissions, and none is given.
    """
    wanted = None if options.pressure is None else known_name(options.pressure)
    own = options.emissions is None
    if wanted in (None, "CO2") and own:
        _require_emissions(table)
    if options.gwp is not None:
        table = table.characterised(options.gwp)
        wanted = wanted or table.stressors[-1]
    elif wanted in {one.pressure for one in CHARACTERISATIONS.values()} - set(table.stressors):
        raise OptionError(
            message(
                "Table '{table}' has {stressors}, which give {wanted} by a set of factors only; "
                "choose one with --gwp: {characterisations}.",
                table=table.provenance.name,
                stressors=listed(table.stressors),
                wanted=wanted,
                characterisations=listed(CHARACTERISATIONS),
            )
        )
    if wanted is None and len(table.stressors) > 1 and "CO2" in table.stressors:
        wanted = "CO2"
    if wanted is None:
        table.pressure  # noqa: B018  # says which there are
        return table
    beside = [METHANE.name] if own and METHANE.name not in table.stressors else []
    return table.of(wanted, beside=beside if has_methane(table) else [])


def _require_emissions(table: MrioTable) -> None:
    """Reject accounts of a table that holds no emissions, and say what would serve.

    Raises
    ------
    TableError
        The table has no emissions.
    """
    if table.F.any() or table.F_Y.any():
        return
    sectors = table.sectors
    serves = (
        f"a CSV with the columns province, sector_code and MtCO2, a row for each of its sectors "
        f"({sectors[0].code} … {sectors[-1].code}) and for 'household'"
    )
    if takes_inventory(table):
        serves += f"; or CEADs' inventory of {table.year} (.xlsx), which has 30 provinces"
    raise TableError(
        message(
            "Table '{name}' has no emissions, which accounts of carbon need. Give --emissions: "
            "{serves}.",
            name=table.provenance.name,
            serves=serves,
        )
    )


def replace_emissions(
    table: MrioTable, path: Path, stranded: Stranded = "refuse", unit: str | None = None
) -> MrioTable:
    """Return the table with the emissions of a file: a CSV, or an inventory of CEADs.

    Parameters
    ----------
    table : MrioTable
        The table.
    path : Path
        A ``.csv`` as `with_emissions` reads it, or a workbook of CEADs.
    stranded : str, optional
        What becomes of emissions of an inventory whose sectors have no output: ``refuse``, or
        ``spread`` them over the other sectors of their province.
    unit : str, optional
        Unit of the one column of a CSV whose header gives none.
    """
    return of_all_fuels(_with_emissions_of(table, path, stranded, unit), path)


def _with_emissions_of(
    table: MrioTable,
    path: Path,
    stranded: Stranded,
    unit: str | None = None,
    pressure: str | None = None,
) -> MrioTable:
    """Return the table with the emissions of a file, or the energy of its fuels, by fuel."""
    if is_by_fuel(path):
        inventory = read_ceads_inventory(path)
        if pressure is None or known_name(pressure) != ENERGY.name:
            return with_inventory_by_fuel(table, inventory, stranded=stranded)
        table = with_inventory_by_fuel(table, energy_inventory(inventory), stranded=stranded)
        return replace(table, provenance=table.provenance.with_caveat(*CAVEAT.pair))
    return with_emissions(table, path, unit)


def of_all_fuels(table: MrioTable, emissions: Path | None) -> MrioTable:
    """Return a table whose emissions are those of all fuels together."""
    return all_fuels(table) if is_by_fuel(emissions) else table


def is_by_fuel(emissions: Path | None) -> bool:
    """Whether emissions come from an inventory by fuel, and not from a small file."""
    if emissions is None or emissions.suffix.casefold() in (".csv", ".tsv", ".txt"):
        return False
    try:
        return not names_columns(read_sheets(emissions, message("a workbook (.xlsx)")), KEYS)
    except FileError:  # the reader of inventories says what it is
        return True


def _under_reading(
    loaded: MrioTable,
    scheme: SectorScheme | None,
    groups: Concordance | None,
    options: AccountOptions,
) -> MrioTable:
    """Return a table merged and read; what needs its trade shares is read before merging."""
    if options.reading in OF_THE_WHOLE_TABLE:
        return merged(under_reading(loaded, options.reading), scheme, groups, options)
    return under_reading(merged(loaded, scheme, groups, options), options.reading)


def in_sectors_and_regions(
    table: MrioTable, sectors: str | None = None, regions: str | None = None
) -> MrioTable:
    """Return a table merged into sectors and groups of regions, as `AccountOptions` names them.

    Raises
    ------
    LabelError
        The scheme or the groups are unknown, or do not fit the table.
    """
    groups = find_region_groups(regions) if regions is not None else None
    return merged(table, scheme_of(table), groups, AccountOptions(scheme=sectors, regions=regions))


def merged(
    table: MrioTable,
    scheme: SectorScheme | None,
    groups: Concordance | None,
    options: AccountOptions,
) -> MrioTable:
    """Return the table in the sectors and regions that the study is made in."""
    wanted = options.scheme
    if wanted is not None and (scheme is None or wanted != scheme.name):
        bridged = scheme is not None and f"{scheme.name}_to_{wanted}" in concordances()
        if wanted in VIEWS and scheme is not None and not bridged:
            table = aggregate_sectors(table, scheme.view(wanted), wanted)
        else:
            table = aggregate(table, sectors=_sector_concordance(table, scheme, wanted))
    if groups is not None:
        table = aggregate(table, regions=groups)
    return table


def _sector_concordance(table: MrioTable, scheme: SectorScheme | None, wanted: str) -> Concordance:
    between = f"{scheme.name}_to_{wanted}" if scheme is not None else wanted
    if between in concordances():
        return find_concordance(between)
    if is_small_file(wanted):
        return read_concordance(Path(wanted))
    known = [*VIEWS, *(name.partition("_to_")[2] for name in concordances())] if scheme else []
    said = (
        message("the scheme '{name}'", name=scheme.name)
        if scheme
        else message("sectors of no scheme that tanmai knows")
    )
    raise LabelError(
        message(
            "Table '{table}' has {said}, which cannot be seen as '{wanted}'.{nearest} Give a "
            "view ({views}) or a CSV with the columns from, to, weight, reason; or leave "
            "--scheme out.",
            table=table.provenance.name,
            said=said,
            wanted=wanted,
            nearest=did_you_mean(wanted, known),
            views=listed(VIEWS),
        )
    )


def focus_of(
    options: AccountOptions, scheme: SectorScheme | None, table: MrioTable, view: str | None
) -> Focus | None:
    """Return the focus that was asked for, in the sectors of a view; None without one."""
    if options.focus is None:
        return None
    groups = scheme.groups_in(view) if scheme is not None else {}
    focus = find_focus(options.focus, table, options.focus_reading, groups)
    if focus.reading == "products" and not of_products(options.reading):
        raise OptionError(
            message(
                "The reading '{reading}' has no final products, so that it cannot keep to those "
                "of a focus; read the focus as emitters, or take another reading.",
                reading=options.reading,
            )
        )
    return focus
