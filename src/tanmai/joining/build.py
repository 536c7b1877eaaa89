"""Single-region tables joined to a multi-regional one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, OptionError
from tanmai.core.messages import listed, message
from tanmai.core.notebook import Shown
from tanmai.core.table import FloatArray, MrioTable, Provenance
from tanmai.io.competitive import CompetitiveTable
from tanmai.joining.closing import closed_table
from tanmai.joining.exchange import Exchange, ExchangeEffect, with_exchange
from tanmai.joining.record import JoinRecord
from tanmai.joining.regional import RegionalTables
from tanmai.joining.stack import TradeAbroad, stack_tables
from tanmai.joining.trade import EXPONENT, PHI, chenery_moses, fitted_trade, gravity_trade, nearness
from tanmai.joining.use import reconciled


@dataclass(frozen=True, eq=False, repr=False)
class JoinedTable(Shown):
    """A multi-regional table joined from single-region ones, and what was moved for it.

    Attributes
    ----------
    table : MrioTable
        The table, with its trade-share form; emissions are not in it yet.
    record : JoinRecord
        Gaps before the fit, factors, and largest changes.
    """

    table: MrioTable
    record: JoinRecord

    def __repr__(self) -> str:
        return f"<JoinedTable: {self.table!r}>"

    def to_frame(self) -> pd.DataFrame:
        """Return what was moved, commodity by commodity, as `JoinRecord.commodities` does."""
        return self.record.to_frame()


def join_tables(
    tables: Sequence[CompetitiveTable],
    costs: FloatArray,
    *,
    abroad: Mapping[str, TradeAbroad] | None = None,
    exchanges: Sequence[Exchange] = (),
    phi: float = PHI,
    exponent: float = EXPONENT,
) -> JoinedTable:
    """Join competitive tables of single regions to a multi-regional table.

    Output, value added, intermediate input, exports and imports of each region and sector are
    kept. One RAS reconciles the use of commodities among the regions (`reconciled`); trade
    follows from own shares and gravity (`own_share`, `gravity_trade`), that of named
    commodities from their physical exchange (`with_exchange`).

    Parameters
    ----------
    tables : sequence of CompetitiveTable
        One table a region, all of one year and of the same sectors.
    costs : array (m, m)
        Cost or distance between the regions, in the order of the tables.
    abroad : mapping, optional
        Trade abroad by code of region where a table does not give it apart.
    exchanges : sequence of Exchange, optional
        Physical exchange of named commodities.
    phi : float
        Least share of what a region could supply itself with that it does, in (0, 1].
    exponent : float
        Exponent of cost in the gravity model, 0 or more.

    Raises
    ------
    OptionError
        ``phi`` or ``exponent`` is out of its range.
    LabelError, TableError
        The tables do not belong together, or a fit has no solution; the message names where.

    Notes
    -----
    Chenery (1953); Moses (1955); Leontief and Strout (1963); Stone (1961).
    """
    if not 0 < phi <= 1:
        raise OptionError(
            message(
                "phi is {phi}; give a share above 0 and up to 1, for instance {phi_2}.",
                phi=phi,
                phi_2=PHI,
            )
        )
    return join_stack(
        stack_tables(tables, abroad=abroad, phi=phi),
        costs,
        exchanges=exchanges,
        exponent=exponent,
    )


def join_stack(
    tables: RegionalTables,
    costs: FloatArray,
    *,
    exchanges: Sequence[Exchange] = (),
    exponent: float = EXPONENT,
) -> JoinedTable:
    """Join regional tables that are stacked already; see `join_tables`."""
    if not 0 <= exponent < np.inf:
        raise OptionError(
            message(
                "The exponent of cost is {exponent}; give 0 or more.",
                exponent=exponent,
            )
        )
    _check_exchanges(tables, exchanges)
    capped = tables.with_capped_exports().with_capped_imports()
    moved, reconciliation = reconciled(capped)
    effects = []
    for exchange in exchanges:
        moved, effect = with_exchange(moved, exchange)
        effects.append(effect)
    moved = moved.with_capped_imports()
    known = {effect.sector: effect.values for effect in effects}
    flows = trade_of(moved, costs, known, exponent)
    form, import_shares = chenery_moses(flows, moved.imports, moved.use, moved.final_use)
    said = replace(moved, provenance=_provenance(moved, effects, exponent))
    table = closed_table(said, form, import_shares)
    return JoinedTable(table, JoinRecord(tables, moved, reconciliation, tuple(effects), flows))


def trade_of(
    tables: RegionalTables,
    costs: FloatArray,
    known: Mapping[str, FloatArray] | None = None,
    exponent: float = EXPONENT,
) -> FloatArray:
    """Return the trade between the regions of reconciled tables (n, m, m); see `gravity_trade`.

    Parameters
    ----------
    tables : RegionalTables
        Tables that `reconciled` and, where there is one, `with_exchange` returned.
    costs : array (m, m)
        Cost or distance between the regions.
    known : mapping, optional
        By code of a commodity, its known exchange in money (m, m); what a region does not
        send of it, it keeps.
    exponent : float
        Exponent of cost.
    """
    supply = (tables.output - tables.exports).T
    demand = (tables.total_use - tables.imports).T
    # both sums are those of the fit of use, which closed them to its tolerance
    sold, used = supply.sum(axis=1), demand.sum(axis=1)
    demand *= np.divide(sold, used, out=np.ones_like(used), where=used > 0)[:, None]
    flows = gravity_trade(supply, demand, tables.own_share.T, nearness(costs, exponent))
    for sector, values in (known or {}).items():
        at = tables.index.sector_codes.index(sector)
        kept = np.maximum(supply[at] - values.sum(axis=1), 0.0)
        one = slice(at, at + 1)
        flows[one] = fitted_trade(values[None], kept[None], supply[one], demand[one])
    return flows


def _check_exchanges(tables: RegionalTables, exchanges: Sequence[Exchange]) -> None:
    known = tables.index.sector_codes
    for exchange in exchanges:
        if exchange.sector not in known:
            raise LabelError(
                message(
                    "An exchange is given for sector {sector}, which the tables do not have; "
                    "their codes go from {known} to {known_2}.",
                    sector=exchange.sector,
                    known=known[0],
                    known_2=known[-1],
                )
            )


def _provenance(
    tables: RegionalTables, effects: Sequence[ExchangeEffect], exponent: float
) -> Provenance:
    if effects:
        change = message(
            "Use reconciled among the regions by one RAS; trade between regions modelled by "
            "gravity (exponent of cost {exponent}), of sector {sectors} by its physical exchange.",
        )
    else:
        change = message(
            "Use reconciled among the regions by one RAS; trade between regions modelled by "
            "gravity (exponent of cost {exponent})."
        )
    named = listed(effect.sector for effect in effects)
    return tables.provenance.with_change(change.filled(exponent=f"{exponent:g}", sectors=named))
