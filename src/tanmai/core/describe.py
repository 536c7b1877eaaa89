"""What a table is, in a few lines for people."""

from __future__ import annotations

from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable


def table_facts(table: MrioTable) -> list[tuple[str, str]]:
    """Return what a table is as (what, text) pairs.

    Parameters
    ----------
    table : MrioTable
        The table.

    Returns
    -------
    list of (str, str)
        Name, year, regions, sectors, final demand, units, totals, what is
        missing, the form of the flows, sources, and every change made since reading.
    """
    provenance, scheme = table.provenance, scheme_of(table)
    facts = [
        ("table", f"{provenance.name} ({provenance.status}), {table.year}"),
        ("read by", provenance.reader),
        ("regions", f"{table.index.m}: {_listed([str(region) for region in table.regions])}"),
        (
            "sectors",
            f"{table.index.n}{f' ({scheme.name})' if scheme else ''}: "
            f"{_listed([str(sector) for sector in table.sectors])}",
        ),
        ("final demand", ", ".join(category.name_en for category in table.categories)),
        ("money", f"{table.money_unit}, {table.price_basis} prices"),
        ("output", f"{table.x.sum():,.6g} {table.money_unit}"),
        ("value added", f"{table.total_value_added.sum():,.6g} {table.money_unit}"),
        ("flows", (table.trade_shares or table.flows).describe()),
        ("emissions", _emissions(table)),
        ("missing", "; ".join(_missing(table)) or "nothing"),
    ]
    facts += [
        ("source", " ".join(filter(None, (source.name, source.sheet, source.sha256[:12]))))
        for source in provenance.sources
    ]
    facts += [("changed", str(change)) for change in provenance.changes]
    facts += [("caveat", text) for text in (provenance.caveat_zh, provenance.caveat_en) if text]
    return facts


def _emissions(table: MrioTable) -> str:
    if not table.F.any():
        return "none"
    return table.totals


def _missing(table: MrioTable) -> list[str]:
    names = [str(region) for region in table.regions if region.code in table.without_emissions]
    parts = {
        "emissions": table.F,
        "emissions of households": table.F_Y,
        "imports": table.imports,
        "exports": table.exports,
    }
    missing = [name for name, values in parts.items() if not values.any()]
    return missing + ([f"emissions of {', '.join(names)}"] if names and table.F.any() else [])


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 8 else f"{names[0]} … {names[-1]}"
