"""What a table is, in a few lines for people."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from tanmai.core.amended_shares import AmendedShares
from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TRADE_SHARE_TOLERANCE


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
        ("flows", _form_of_flows(table)),
        ("emissions", _emissions(table)),
        ("missing", "; ".join(_missing(table)) or "nothing"),
    ]
    facts += [
        ("source", " ".join(filter(None, (source.name, source.sheet, source.sha256[:12]))))
        for source in provenance.sources
    ]
    facts += [("changed", change) for change in provenance.changes]
    facts += [("caveat", text) for text in (provenance.caveat_zh, provenance.caveat_en) if text]
    return facts


def _form_of_flows(table: MrioTable) -> str:
    """Return how the flows are held, and what the trade-share form saves where they have it."""
    N, m, n = len(table.index), table.index.m, table.index.n
    if table.trade_shares is not None:
        cells = n * m * m + m * n * n
        return (
            f"in trade-share form to {TRADE_SHARE_TOLERANCE:.0e} of the largest: {cells:,} numbers "
            f"in place of {N**2:,}, a product {N**2 / (N * (m + n)):,.0f} times cheaper"
        )
    if isinstance(table.Z, AmendedShares):
        return f"in trade-share form but for {table.Z.amended.nnz:,} of {N**2:,} cells"
    if sparse.issparse(table.Z):
        return f"sparse, {table.Z.nnz / N**2:.3%} of {N**2:,} cells"
    mapped = ", mapped from their file" if isinstance(table.Z, np.memmap) else ""
    return f"dense, {N**2:,} cells{mapped}"


def _emissions(table: MrioTable) -> str:
    if not table.F.any():
        return "none"
    return (
        f"{', '.join(table.stressors)}: {table.F.sum():,.6g} {table.emission_unit} of sectors, "
        f"{table.F_Y.sum():,.6g} of households"
    )


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
