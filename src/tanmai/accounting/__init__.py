"""Who emits for whom: carbon accounts and their variants.

`carbon_accounts` makes the accounts of a table; every other function takes them, or the table.
"""

from tanmai.accounting.bilateral import (
    BilateralTradeAccounts,
    TradeSplit,
    bilateral_trade_accounts,
    split_flows,
)
from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.accounting.imports import imported_by_domestic_technology
from tanmai.accounting.relative import accounts_per_person_and_gdp
from tanmai.accounting.responsibility import (
    IncomeAccounts,
    ValueAddedResponsibility,
    income_accounts,
    shared_responsibility,
    value_added_responsibility,
)
from tanmai.accounting.value_added import (
    ValueAddedAccounts,
    carbon_per_value_added,
    terms_of_trade,
    value_added_accounts,
)

__all__ = [
    "BilateralTradeAccounts",
    "CarbonAccounts",
    "IncomeAccounts",
    "TradeSplit",
    "ValueAddedAccounts",
    "ValueAddedResponsibility",
    "accounts_per_person_and_gdp",
    "bilateral_trade_accounts",
    "carbon_accounts",
    "carbon_per_value_added",
    "imported_by_domestic_technology",
    "income_accounts",
    "shared_responsibility",
    "split_flows",
    "terms_of_trade",
    "value_added_accounts",
    "value_added_responsibility",
]
