"""Multi-regional tables joined from the tables of single regions.

`join_tables` composes the steps; each step is a public function. In all of them r and s are
m regions, i and j are n sectors.
"""

from tanmai.joining.build import JoinedTable, join_stack, join_tables, trade_of
from tanmai.joining.costs import default_costs, great_circle_distances
from tanmai.joining.exchange import Exchange, ExchangeEffect, with_exchange
from tanmai.joining.nested import NestedTable, nest
from tanmai.joining.record import JoinRecord
from tanmai.joining.regional import RegionalTables
from tanmai.joining.stack import TradeAbroad, stack_tables
from tanmai.joining.trade import (
    EXPONENT,
    PHI,
    chenery_moses,
    fitted_trade,
    gravity_trade,
    nearness,
    own_share,
)
from tanmai.joining.use import Reconciliation, reconciled
from tanmai.solve.balancing import ras, scale_under_cap

__all__ = [
    "EXPONENT",
    "PHI",
    "Exchange",
    "ExchangeEffect",
    "JoinRecord",
    "JoinedTable",
    "NestedTable",
    "Reconciliation",
    "RegionalTables",
    "TradeAbroad",
    "chenery_moses",
    "default_costs",
    "fitted_trade",
    "gravity_trade",
    "great_circle_distances",
    "join_stack",
    "join_tables",
    "nearness",
    "nest",
    "own_share",
    "ras",
    "reconciled",
    "scale_under_cap",
    "stack_tables",
    "trade_of",
    "with_exchange",
]
