"""The rules that a table is checked by: severity, limit, unit, and the fix.

An error makes results wrong or meaningless. A warning is something that
published tables do hold; it is kept, shown, and left to the user to judge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tanmai.core.errors import LabelError, TableError, TanmaiError, UnitError, UnsolvableError
from tanmai.core.messages import Message, message

ERROR = "error"
WARNING = "warning"

_COUNTED = {
    "cells": message("cells"),
    "dashes": message("dashes"),
    "labels": message("labels"),
    "pairs": message("pairs"),
    "places": message("places"),
    "polygons": message("polygons"),
    "provinces": message("province-level units"),
    "regions": message("regions"),
    "rows": message("rows"),
    "sectors": message("sectors"),
    "units": message("units"),
}


@dataclass(frozen=True)
class Rule:
    """A rule of the checks.

    Attributes
    ----------
    code : str
        Its name in files, for instance ``"row-balance"``.
    severity : str
        ``"error"`` or ``"warning"``.
    limit : float
        The figure found must not lie above it.
    unit : str
        Unit of the figure and the limit; empty where it is a ratio.
    holds : Message
        What must hold.
    remedy : Message
        What to do where it does not.
    error : type of TanmaiError
        What is raised where the rule is enforced.
    lowest : float
        The figure found must not lie below it either.
    """

    code: str
    severity: str
    limit: float
    unit: str
    holds: Message
    remedy: Message
    error: type[TanmaiError] = TableError
    lowest: float = -math.inf

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.holds.into(language)

    def fix(self, language: str) -> str:
        """Return the fix in ``"zh"`` or ``"en"``."""
        return self.remedy.into(language)

    def unit_name(self, language: str) -> str:
        """Return the unit in ``"zh"`` or ``"en"``."""
        return _COUNTED.get(self.unit, Message(self.unit)).into(language)

    def keeps(self, found: float) -> bool:
        """Whether a figure lies within the limits; a NaN never does."""
        return self.lowest <= found <= self.limit

    @property
    def limit_text(self) -> str:
        """The limits as text: ``0.0001`` or ``0.5..2``."""
        return f"{self.limit:g}" if self.lowest == -math.inf else f"{self.lowest:g}..{self.limit:g}"


# What a row lacks would be emissions that reach nobody, so a row must close; its
# statistical difference has a column of its own. A column of a published table,
# rounded to whole 10⁴ CNY, lacks a few units in a sum of a thousand cells.
_ROW_LIMIT = 1e-10
_COLUMN_LIMIT = 1e-4
_BELOW_ONE = 1.0 - 1e-12

LABELS = Rule(
    "labels",
    ERROR,
    0,
    "labels",
    message("Labels exact and unique (names of provinces fit their adcodes)"),
    message(
        "Correct the code or the name after GB/T 2260; mind Shaanxi (610000) and Shanxi (140000)."
    ),
    LabelError,
)
LABEL_KINDS = Rule(
    "label-kinds",
    ERROR,
    0,
    "labels",
    message("No totals, trade or errors among regions, sectors and final uses"),
    message(
        "Take totals out; give exports, imports and errors as parts of their own, not as "
        "sectors or final uses. If it is none of these, give its full name."
    ),
    LabelError,
)
REPEATED_SUMS = Rule(
    "repeated-sums",
    ERROR,
    0,
    "labels",
    message("No region, sector or final use that is the sum of others"),
    message("A total or subtotal is counted twice: take it out, and keep its parts."),
    LabelError,
)
EQUAL_LABELS = Rule(
    "equal-labels",
    WARNING,
    0,
    "labels",
    message("No region, sector or final use with the numbers of another"),
    message("They are kept; if one appears under two names, remove one of them."),
)
HOME_CATEGORIES = Rule(
    "home-categories",
    ERROR,
    0,
    "labels",
    message("No final use that lies on its own region's products alone"),
    message(
        "If it is exports, outflow or errors, give it as that part; if it is used at home, "
        "name it so ('government consumption', 'inventory change')."
    ),
    LabelError,
)
FINITE = Rule(
    "finite",
    ERROR,
    0,
    "cells",
    message("No NaN and no infinity"),
    message("Fill the cell in the source; a zero must be written as 0."),
)
UNITS = Rule(
    "units",
    ERROR,
    0,
    "units",
    message("Emissions in Mt CO2, and the money of a table of provinces in 10⁴ CNY"),
    message("Convert the values when the table is read."),
    UnitError,
)
MONEY_MAGNITUDE = Rule(
    "money-magnitude",
    ERROR,
    2.0,
    "",
    message("Total value added against the GDP of the year"),
    message("The unit of money is most likely wrong; correct it and read the table again."),
    UnitError,
    lowest=0.5,
)
REGION_MONEY = Rule(
    "money-by-region",
    ERROR,
    4.0,
    "",
    message("Value added of each province against its known product"),
    message(
        "The province's unit of money most likely differs from the others'; correct it and "
        "read the table again."
    ),
    UnitError,
    lowest=0.25,
)
FEW_PROVINCES_MONEY = Rule(
    "money-of-few-provinces",
    WARNING,
    4.0,
    "",
    message("Value added of each province against its known product, in a table of fewer than 25"),
    message("It is kept; check the unit of money, the year and the regions."),
    lowest=0.25,
)
EXPORTS_SIZE = Rule(
    "exports-size",
    WARNING,
    2.0,
    "",
    message("Exports against the nation's of goods and services"),
    message("They are kept; check whether the column is exchanged with another, or left out."),
    lowest=0.5,
)
IMPORTS_SIZE = Rule(
    "imports-size",
    WARNING,
    2.0,
    "",
    message("Imports against the nation's of goods and services"),
    message("They are kept; check whether the row is exchanged with another, or left out."),
    lowest=0.5,
)
ERROR_SHARE = Rule(
    "error-share",
    WARNING,
    0.05,
    "",
    message("Share of errors, without their signs, in the output of each region"),
    message(
        "They are kept, and their emissions reach no region; check whether the column is "
        "exchanged with exports."
    ),
)
EXCHANGED_PARTS = Rule(
    "exchanged-parts",
    WARNING,
    0,
    "pairs",
    message("Errors smaller than exports, imports smaller than value added"),
    message("They are kept; the two may be exchanged: check their labels."),
)
NEGATIVE_IMPORTS = Rule(
    "negative-imports",
    WARNING,
    0,
    "places",
    message("No negative imports"),
    message(
        "They are kept; imports may be written with a minus sign, or exchanged with value added."
    ),
)
EMISSION_MAGNITUDE = Rule(
    "emission-magnitude",
    ERROR,
    20_000.0,
    "Mt CO2",
    message("Magnitude of the national emissions"),
    message(
        "China's emissions are not of that size: the unit of emissions is most likely wrong; "
        "correct it and read the table again."
    ),
    UnitError,
    lowest=100.0,
)
EMISSION_INTENSITY = Rule(
    "emission-intensity",
    WARNING,
    20.0,
    "t/10^4 CNY",
    message("Emissions per value added of each province"),
    message("They are kept; check the units of emissions and of money."),
    lowest=0.1,
)
HOUSEHOLD_EMISSIONS = Rule(
    "household-emissions",
    WARNING,
    10.0,
    "t/person",
    message("Direct emissions of households per head of each province"),
    message("They are kept; check the unit of the households' emissions."),
    lowest=0.01,
)
TRADE_SHARE_FORM = Rule(
    "trade-share-form",
    ERROR,
    1e-9,
    "",
    message("Trade-share form equal to the flows written out"),
    message("Find the trade shares again from the flows (find_trade_shares), or drop the form."),
)
ROW_BALANCE = Rule(
    "row-balance",
    ERROR,
    _ROW_LIMIT,
    "",
    message("Row balance: x = Z 1 + Y 1 + exports + stock change + error"),
    message(
        "Check the sales, exports and output of the row; a statistical difference belongs in ERR."
    ),
)
COLUMN_BALANCE = Rule(
    "column-balance",
    ERROR,
    _COLUMN_LIMIT,
    "",
    message("Column balance: x = 1'Z + imports + value added"),
    message(
        "Check the inputs, imports and value added of the column. Where value added lacks "
        "parts (taxes, imports), leave it out of the lists or the pymrio folder altogether: "
        "it is then what output leaves."
    ),
)
NEGATIVE_OUTPUT = Rule(
    "negative-output",
    ERROR,
    0,
    "sectors",
    message("No negative output"),
    message("Correct the output in the source."),
    UnsolvableError,
)
NEGATIVE_FLOWS = Rule(
    "negative-flows",
    WARNING,
    0,
    "cells",
    message("No negative intermediate flows"),
    message(
        "They are kept as they are; treat_negative_flows offers: keep, zero (the difference "
        "goes to ERR and value added), transpose (booked as a sale the other way)."
    ),
)
NEGATIVE_FINAL_DEMAND = Rule(
    "negative-final-demand",
    WARNING,
    0,
    "cells",
    message("No negative final demand except inventory change"),
    message("It is kept as it is and embodies negative emissions; check the source."),
)
NEGATIVE_EXPORTS = Rule(
    "negative-exports",
    WARNING,
    0,
    "sectors",
    message("No negative exports"),
    message("They are kept; the exports may be net of imports: take gross exports."),
)
NEGATIVE_VALUE_ADDED = Rule(
    "negative-value-added",
    WARNING,
    0,
    "sectors",
    message("No negative value added of a sector"),
    message("It is kept; the sector's inputs exceed its output: check the source."),
)
ZERO_OUTPUT = Rule(
    "zero-output",
    ERROR,
    0,
    "sectors",
    message("No purchases by a sector without output"),
    message("Give the sector its output, or set its purchases to zero."),
    UnsolvableError,
)
COLUMN_SUMS = Rule(
    "column-sums",
    WARNING,
    _BELOW_ONE,
    "",
    message("Column sums of A below 1"),
    message("Correct the sector's inputs or output, or merge it with a neighbouring sector."),
    UnsolvableError,
)
SPECTRAL_RADIUS = Rule(
    "spectral-radius",
    ERROR,
    _BELOW_ONE,
    "",
    message("Spectral radius of A below 1"),
    message(
        "The table is not productive; correct the sectors whose column sums are at or above 1 "
        "first."
    ),
    UnsolvableError,
)
MISSING_EMISSIONS = Rule(
    "missing-emissions",
    WARNING,
    0,
    "regions",
    message("An emission inventory for every region"),
    message("Zeros are gaps, not measurements: do not cite what these regions emit or send out."),
)
EMISSION_WITHOUT_OUTPUT = Rule(
    "emission-without-output",
    ERROR,
    0,
    "sectors",
    message("No emission of a sector without output"),
    message(
        "Such emissions follow no product; move them to a sector with output, or correct the "
        "output."
    ),
)
NEGATIVE_EMISSIONS = Rule(
    "negative-emissions",
    WARNING,
    0,
    "cells",
    message("No negative emissions"),
    message("They are kept; see whether the inventory counts sinks."),
)
HIGH_INTENSITY = Rule(
    "high-intensity",
    WARNING,
    20.0,
    "",
    message("Emission intensity against the nation's of the same sector"),
    message("Check emissions and output of the sector: they are often classified differently."),
)
