"""Non-survey estimates of provincial tables from official statistics.

`estimate_table` composes the steps; each step is a public function of plain
arrays. In all of them r and s are m provinces, i and j are n sectors.
"""

from tanmai.estimate.balancing import gras, ras, scale_under_cap
from tanmai.estimate.build import estimate_table
from tanmai.estimate.inputs import (
    CATEGORIES,
    VALUE_ADDED,
    BaseStructure,
    EstimateInputs,
    Inventory,
    NationalTable,
    ProvincialAccounts,
    SectorCodes,
)
from tanmai.estimate.report import BalanceReport, balance_report
from tanmai.estimate.trade import chenery_moses, gravity_trade, trade_affinity

__all__ = [
    "CATEGORIES",
    "VALUE_ADDED",
    "BalanceReport",
    "BaseStructure",
    "EstimateInputs",
    "Inventory",
    "NationalTable",
    "ProvincialAccounts",
    "SectorCodes",
    "balance_report",
    "chenery_moses",
    "estimate_table",
    "gras",
    "gravity_trade",
    "ras",
    "scale_under_cap",
    "trade_affinity",
]
