"""What a table is, in a few lines for people."""

from __future__ import annotations

from collections.abc import Sequence

from tanmai.core.messages import Message, Name, listed, message
from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable

_MOST_LISTED = 8

Facts = list[tuple[Message, Message | Name]]
"""What something is: what is said, and what it says."""


def table_facts(table: MrioTable) -> Facts:
    """Return what a table is.

    Parameters
    ----------
    table : MrioTable
        The table.

    Returns
    -------
    list of (Message, Message or Name)
        Name, year, regions, sectors, final demand, units, totals, what is
        missing, the form of the flows, sources, and every change made since reading.
    """
    provenance, scheme = table.provenance, scheme_of(table)
    named = f" ({scheme.name})" if scheme else ""
    facts: Facts = [
        (message("table"), Message(f"{provenance.name} ({provenance.status}), {table.year}")),
        (message("read by"), Message(provenance.reader)),
        (message("regions"), _counted(table.index.m, "", table.regions)),
        (message("sectors"), _counted(table.index.n, named, table.sectors)),
        (message("final demand"), listed(table.categories)),
        (
            message("money"),
            message("{unit}, {basis} prices", unit=table.money_unit, basis=table.price_basis),
        ),
        (message("output"), Message(f"{table.x.sum():,.6g} {table.money_unit}")),
        (
            message("value added"),
            Message(f"{table.total_value_added.sum():,.6g} {table.money_unit}"),
        ),
        (message("flows"), (table.trade_shares or table.flows).describe()),
        (message("emissions"), table.totals if table.F.any() else message("none")),
        (message("missing"), listed(_missing(table), message("; "))),
    ]
    facts += [
        (message("source"), Message(" ".join(filter(None, (one.name, one.sheet, one.sha256[:12])))))
        for one in provenance.sources
    ]
    facts += [(message("changed"), change) for change in provenance.changes]
    if provenance.caveat_en:
        facts.append((message("caveat"), provenance.caveats))
    return facts


def _counted(n: int, scheme: str, things: Sequence[object]) -> Message:
    shown = listed(things)
    if len(things) > _MOST_LISTED:
        shown = message("{first} … {last}", first=things[0], last=things[-1])
    return message("{n}{scheme}: {things}", n=n, scheme=scheme, things=shown)


def _missing(table: MrioTable) -> list[Message]:
    gaps = [region for region in table.regions if region.code in table.without_emissions]
    parts = {
        "F": message("emissions"),
        "F_Y": message("emissions of households"),
        "imports": message("imports"),
        "exports": message("exports"),
    }
    missing = [name for part, name in parts.items() if not getattr(table, part).any()]
    if gaps and table.F.any():
        missing.append(message("emissions of {regions}", regions=listed(gaps)))
    return missing
