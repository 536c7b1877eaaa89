"""The rules that a table is checked by: severity, limit, unit, and the fix in two languages.

An error makes results wrong or meaningless. A warning is something that
published tables do hold; it is kept, shown, and left to the user to judge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tanmai.core.errors import LabelError, TableError, TanmaiError, UnitError, UnsolvableError

ERROR = "error"
WARNING = "warning"

_COUNTED_IN_CHINESE = {
    "cells": "个单元格",
    "dashes": "段",
    "labels": "个标签",
    "pairs": "对",
    "places": "处",
    "polygons": "个图斑",
    "provinces": "个省级行政区",
    "regions": "个地区",
    "rows": "个要素",
    "sectors": "个部门",
    "units": "个单位",
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
    name_zh, name_en : str
        What must hold, for people.
    mend_zh, mend_en : str
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
    name_zh: str
    name_en: str
    mend_zh: str
    mend_en: str
    error: type[TanmaiError] = TableError
    lowest: float = -math.inf

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en

    def fix(self, language: str) -> str:
        """Return the fix in ``"zh"`` or ``"en"``."""
        return self.mend_zh if language == "zh" else self.mend_en

    def unit_name(self, language: str) -> str:
        """Return the unit in ``"zh"`` or ``"en"``."""
        return _COUNTED_IN_CHINESE.get(self.unit, self.unit) if language == "zh" else self.unit

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
    "标签准确且唯一（省名与行政区划代码一致）",
    "Labels exact and unique (names of provinces fit their adcodes)",
    "请按国家标准 GB/T 2260 改正代码或名称；特别注意陕西（610000）与山西（140000）。",
    "Correct the code or the name after GB/T 2260; mind Shaanxi (610000) and Shanxi (140000).",
    LabelError,
)
LABEL_KINDS = Rule(
    "label-kinds",
    ERROR,
    0,
    "labels",
    "地区、部门与最终使用中没有合计、进出口或误差",
    "No totals, trade or errors among regions, sectors and final uses",
    "合计请删去；出口、进口与误差请列入各自的部分（exports、imports 等），不可列为部门或最终使用；"
    "若确为部门，请改用其完整名称。",
    "Take totals out; give exports, imports and errors as parts of their own, not as sectors or "
    "final uses. If it is none of these, give its full name.",
    LabelError,
)
REPEATED_SUMS = Rule(
    "repeated-sums",
    ERROR,
    0,
    "labels",
    "没有等于其他各项之和的地区、部门或最终使用",
    "No region, sector or final use that is the sum of others",
    "合计与小计会使数值重复计算，请删去，只保留各分项。",
    "A total or subtotal is counted twice: take it out, and keep its parts.",
    LabelError,
)
EQUAL_LABELS = Rule(
    "equal-labels",
    WARNING,
    0,
    "labels",
    "没有数值与另一项完全相同的地区、部门或最终使用",
    "No region, sector or final use with the numbers of another",
    "数值原样保留；若为同一项的重复，请删去其一。",
    "They are kept; if one stands twice under two names, take one of them out.",
)
HOME_CATEGORIES = Rule(
    "home-categories",
    ERROR,
    0,
    "labels",
    "没有只落在本地区产品上的最终使用",
    "No final use that lies on its own region's products alone",
    "若为出口、流出或误差，请列入各自的部分；若确为本地使用，请写明名称（如“政府消费”“存货变动”）。",
    "If it is exports, outflow or errors, give it as that part; if it is used at home, name it so "
    "('government consumption', 'inventory change').",
    LabelError,
)
FINITE = Rule(
    "finite",
    ERROR,
    0,
    "cells",
    "没有空值或无穷大",
    "No NaN and no infinity",
    "请在数据源中补全该单元格；零须写作 0。",
    "Fill the cell in the source; a zero must be written as 0.",
)
UNITS = Rule(
    "units",
    ERROR,
    0,
    "units",
    "排放单位为 Mt CO2，各省的表货币单位为 10⁴ CNY",
    "Emissions in Mt CO2, and the money of a table of provinces in 10⁴ CNY",
    "请在读入时换算单位。",
    "Convert the values when the table is read.",
    UnitError,
)
MONEY_MAGNITUDE = Rule(
    "money-magnitude",
    ERROR,
    2.0,
    "",
    "增加值合计与当年全国 GDP 之比",
    "Total value added against the GDP of the year",
    "货币单位很可能标错；请改正单位后重新读入。",
    "The unit of money is most likely wrong; correct it and read the table again.",
    UnitError,
    lowest=0.5,
)
REGION_MONEY = Rule(
    "money-by-region",
    ERROR,
    4.0,
    "",
    "各省增加值与其已知地区生产总值之比",
    "Value added of each province against its known product",
    "该省的货币单位很可能与其他省不同，请改正后重新读入。",
    "The province's unit of money most likely differs from the others'; correct it and read the "
    "table again.",
    UnitError,
    lowest=0.25,
)
FEW_PROVINCES_MONEY = Rule(
    "money-of-few-provinces",
    WARNING,
    4.0,
    "",
    "各省增加值与其已知地区生产总值之比（不足 25 个省的表）",
    "Value added of each province against its known product, in a table of fewer than 25",
    "数值原样保留；请核对货币单位、年份与地区。",
    "It is kept; check the unit of money, the year and the regions.",
    lowest=0.25,
)
EXPORTS_SIZE = Rule(
    "exports-size",
    WARNING,
    2.0,
    "",
    "出口合计与当年全国货物和服务出口之比",
    "Exports against the nation's of goods and services",
    "数值原样保留；请核对出口列是否与其他列对调或漏列。",
    "They are kept; check whether the column is exchanged with another, or left out.",
    lowest=0.5,
)
IMPORTS_SIZE = Rule(
    "imports-size",
    WARNING,
    2.0,
    "",
    "进口合计与当年全国货物和服务进口之比",
    "Imports against the nation's of goods and services",
    "数值原样保留；请核对进口行是否与其他行对调或漏列。",
    "They are kept; check whether the row is exchanged with another, or left out.",
    lowest=0.5,
)
ERROR_SHARE = Rule(
    "error-share",
    WARNING,
    0.05,
    "",
    "各地区误差列绝对值占总产出的比重",
    "Share of errors, without their signs, in the output of each region",
    "数值原样保留，其排放不归任何地区；请核对误差列是否与出口列对调。",
    "They are kept, and their emissions reach no region; check whether the column is exchanged "
    "with exports.",
)
EXCHANGED_PARTS = Rule(
    "exchanged-parts",
    WARNING,
    0,
    "pairs",
    "误差小于出口，进口小于增加值",
    "Errors smaller than exports, imports smaller than value added",
    "数值原样保留；两部分可能对调，请核对标签。",
    "They are kept; the two may be exchanged: check their labels.",
)
NEGATIVE_IMPORTS = Rule(
    "negative-imports",
    WARNING,
    0,
    "places",
    "进口不为负",
    "No negative imports",
    "数值原样保留；进口可能带负号，或与增加值项目对调。",
    "They are kept; imports may be written with a minus sign, or exchanged with value added.",
)
EMISSION_MAGNITUDE = Rule(
    "emission-magnitude",
    ERROR,
    20_000.0,
    "Mt CO2",
    "全国排放合计的量级",
    "Magnitude of the national emissions",
    "全国排放不会是这个量级，排放单位很可能标错；请改正单位后重新读入。",
    "China's emissions are not of that size: the unit of emissions is most likely wrong; correct "
    "it and read the table again.",
    UnitError,
    lowest=100.0,
)
EMISSION_INTENSITY = Rule(
    "emission-intensity",
    WARNING,
    20.0,
    "t/10^4 CNY",
    "各省单位增加值的排放",
    "Emissions per value added of each province",
    "数值原样保留；请核对排放与货币的单位。",
    "They are kept; check the units of emissions and of money.",
    lowest=0.1,
)
HOUSEHOLD_EMISSIONS = Rule(
    "household-emissions",
    WARNING,
    10.0,
    "t/person",
    "各省居民生活直接排放的人均量",
    "Direct emissions of households per head of each province",
    "数值原样保留；请核对居民生活排放的单位。",
    "They are kept; check the unit of the households' emissions.",
    lowest=0.01,
)
TRADE_SHARE_FORM = Rule(
    "trade-share-form",
    ERROR,
    1e-9,
    "",
    "贸易份额形式与写出的流量一致",
    "Trade-share form equal to the flows written out",
    "请由流量重新求出贸易份额（find_trade_shares），或去掉该形式。",
    "Find the trade shares again from the flows (find_trade_shares), or drop the form.",
)
ROW_BALANCE = Rule(
    "row-balance",
    ERROR,
    _ROW_LIMIT,
    "",
    "行平衡：x = Z·1 + Y·1 + 出口 + 存货变动 + 误差",
    "Row balance: x = Z 1 + Y 1 + exports + stock change + error",
    "请核对该行的销售、出口与总产出；统计误差应列入误差列（ERR）。",
    "Check the sales, exports and output of the row; a statistical difference belongs in ERR.",
)
COLUMN_BALANCE = Rule(
    "column-balance",
    ERROR,
    _COLUMN_LIMIT,
    "",
    "列平衡：x = 1'Z + 进口 + 增加值",
    "Column balance: x = 1'Z + imports + value added",
    "请核对该列的投入、进口与增加值；增加值不全（缺税、缺进口）时，把它从清单或 pymrio "
    "文件夹中整个去掉，便按总产出的余额计算。",
    "Check the inputs, imports and value added of the column. Where value added lacks parts "
    "(taxes, imports), leave it out of the lists or the pymrio folder altogether: it is then what "
    "output leaves.",
)
NEGATIVE_OUTPUT = Rule(
    "negative-output",
    ERROR,
    0,
    "sectors",
    "总产出不为负",
    "No negative output",
    "请在数据源中改正总产出。",
    "Correct the output in the source.",
    UnsolvableError,
)
NEGATIVE_FLOWS = Rule(
    "negative-flows",
    WARNING,
    0,
    "cells",
    "中间流量不为负",
    "No negative intermediate flows",
    "数值原样保留；可用 treat_negative_flows 选择处理方式：keep（保留）、zero（置零，差额记入"
    "误差列与增加值）、transpose（改记为反向销售）。",
    "They are kept as they are; treat_negative_flows offers: keep, zero (the difference goes to "
    "ERR and value added), transpose (booked as a sale the other way).",
)
NEGATIVE_FINAL_DEMAND = Rule(
    "negative-final-demand",
    WARNING,
    0,
    "cells",
    "除存货变动外，最终需求不为负",
    "No negative final demand except inventory change",
    "数值原样保留，相应的隐含排放为负；请核对数据源。",
    "It is kept as it is and embodies negative emissions; check the source.",
)
NEGATIVE_EXPORTS = Rule(
    "negative-exports",
    WARNING,
    0,
    "sectors",
    "出口不为负",
    "No negative exports",
    "数值原样保留；出口可能已扣除进口（净出口），请改用总出口。",
    "They are kept; the exports may be net of imports: take gross exports.",
)
NEGATIVE_VALUE_ADDED = Rule(
    "negative-value-added",
    WARNING,
    0,
    "sectors",
    "部门增加值不为负",
    "No negative value added of a sector",
    "数值原样保留；该部门的投入超过产出，请核对数据源。",
    "It is kept; the sector's inputs exceed its output: check the source.",
)
ZERO_OUTPUT = Rule(
    "zero-output",
    ERROR,
    0,
    "sectors",
    "总产出为零的部门没有投入",
    "No purchases by a sector without output",
    "请补上总产出，或将其投入置零。",
    "Give the sector its output, or set its purchases to zero.",
    UnsolvableError,
)
COLUMN_SUMS = Rule(
    "column-sums",
    WARNING,
    _BELOW_ONE,
    "",
    "直接消耗系数列和小于 1",
    "Column sums of A below 1",
    "请核对该部门的投入与总产出，或将其并入相近部门。",
    "Correct the sector's inputs or output, or merge it with a neighbouring sector.",
    UnsolvableError,
)
SPECTRAL_RADIUS = Rule(
    "spectral-radius",
    ERROR,
    _BELOW_ONE,
    "",
    "直接消耗系数矩阵谱半径小于 1",
    "Spectral radius of A below 1",
    "该表不可生产；请先改正列和达到或超过 1 的部门。",
    "The table is not productive; correct the sectors whose column sums are at or above 1 first.",
    UnsolvableError,
)
MISSING_EMISSIONS = Rule(
    "missing-emissions",
    WARNING,
    0,
    "regions",
    "每个地区都有排放清单",
    "An emission inventory for every region",
    "零是缺口而非测量值：这些地区的生产侧排放与流出不可引用。",
    "Zeros are gaps, not measurements: do not cite what these regions emit or send out.",
)
EMISSION_WITHOUT_OUTPUT = Rule(
    "emission-without-output",
    ERROR,
    0,
    "sectors",
    "有排放的部门都有产出",
    "No emission of a sector without output",
    "这些排放不会随任何产品流动；请移入有产出的部门，或改正总产出。",
    "Such emissions follow no product; move them to a sector with output, or correct the output.",
)
NEGATIVE_EMISSIONS = Rule(
    "negative-emissions",
    WARNING,
    0,
    "cells",
    "排放不为负",
    "No negative emissions",
    "数值原样保留；请核对清单是否计入了碳汇。",
    "They are kept; see whether the inventory counts sinks.",
)
HIGH_INTENSITY = Rule(
    "high-intensity",
    WARNING,
    20.0,
    "",
    "排放强度与全国同部门之比",
    "Emission intensity against the nation's of the same sector",
    "请核对该部门的排放与总产出；多为排放与产出归类不一致。",
    "Check emissions and output of the sector: they are often classified differently.",
)
